// Who of a request may be written to at this moment.
import { l10n } from '../../core/l10n';
import type { PlannedRequest } from '../../core/planTypes';
import { freshMembers } from './freshMembers';
import { withoutEarlier } from './lateWrites';
import type { Run, RunMember } from './memberRun';

/** Waits until the portal takes writes again. False when the run was stopped or cancelled meanwhile. */
export async function waitForTurn(run: Run): Promise<boolean> {
  while (!run.halted()) {
    const wait = run.notBefore - run.clock.now();
    if (wait <= 0) return true;
    try {
      await run.clock.delay(wait, run.signal);
    } catch {
      return false;
    }
  }
  return false;
}

/** True when the members can be taken as sent-and-not-executed: the set of each is as it was read last. */
export const toPending = (members: readonly RunMember[]): void => {
  for (const member of members) if (member.phase === 'sending') member.phase = 'pending';
};

/**
 * Whoever of `members` may be written to now: it is the portal's turn, nobody's set was read too long ago, and no earlier write may still come.
 * None where the run is halted.
 */
export async function membersToSend(
  run: Run,
  request: PlannedRequest,
  members: readonly RunMember[],
  late: RunMember[],
): Promise<RunMember[]> {
  let left = [...members];
  const endClosed = (): boolean => {
    const closed = run.closed.get(request.itemId);
    if (closed === undefined) return false;
    for (const member of [...left, ...late])
      run.settle(member, 'notDone', l10n.t('Refused by the portal: {0}', closed), member.current);
    return true;
  };
  while (left.length > 0) {
    if (!(await waitForTurn(run))) {
      toPending([...left, ...late]);
      return [];
    }
    if (endClosed()) return [];
    const fresh = await freshMembers(run, request, left);
    left = withoutEarlier(run, request, fresh.ready);
    late.push(...fresh.late);
    // Another request may have been put off while the members were read.
    if (run.notBefore <= run.clock.now()) break;
  }
  return endClosed() ? [] : left;
}
