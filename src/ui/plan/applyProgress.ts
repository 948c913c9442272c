// What the applier tells while it works, on the board.
import type { ApplyEvent } from '../../services/apply/applyTypes';
import type { PlanBoard } from './planState';

/** @param of so many requests the plan sends. */
export function noteEvent(board: PlanBoard, of: number, event: ApplyEvent): void {
  switch (event.kind) {
    case 'checking':
      board.noteRequests(0, of, 'checking');
      return;
    case 'requestStarted':
    case 'requestEnded':
      board.noteRequests(event.sent, event.of, 'sending');
      return;
    case 'readingBack':
      board.noteRequests(of, of, 'readingBack');
      return;
    case 'paused':
      board.notePaused(event.isPaused);
      return;
    case 'restarting':
      board.noteRequests(of, of, 'restarting', event.until);
      return;
    case 'member':
      board.noteSending(event.itemId, event.username, event.state);
      return;
    case 'result':
      board.noteResult(event.result);
      return;
  }
}
