// Everything that changes a portal, as a bundle of its own: loaded with the first plan, not with activation.
import '../language';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import { createApplier } from '../../services/apply/applier';
import { createDoubtFile } from '../../services/apply/doubtFile';
import { createJournalStore } from '../../services/journal/journalStore';
import type { App } from '../app';
import { planHandlers, type PlanCommand } from '../commands/planCommands';
import { writeHandlers, type WriteCommand } from '../commands/writeCommands';
import type { TextDocuments } from '../textDocuments';
import type { LogChannel } from '../adapters';
import { offerRecovery, tellDamage } from './recoveryOffer';
import { planDocument, shownRows } from './planDocument';
import { createPlanDesk, type Desk } from './planDesk';
import { PlanBoard } from './planState';
import { createPlanView } from './planView';

const planDocumentName = 'plan.md';

export type ChangeCommand = PlanCommand | WriteCommand;

export interface Changes extends Disposable {
  readonly desk: Desk;
  readonly board: PlanBoard;
  readonly handlers: Readonly<Record<ChangeCommand, (...args: unknown[]) => unknown>>;
  /** Tells of plans that a crash interrupted, and offers to read their members again. */
  readonly offerRecovery: () => Promise<void>;
}

export function createChanges(app: Omit<App, 'plans'>, log: LogChannel, documents: TextDocuments): Changes {
  const { connections, inventory, clock, files } = app;
  const journal = createJournalStore({ files, log, onDamage: damage => tellDamage(damage, log) });
  const doubtFile = createDoubtFile({ files, clock, log });
  const deps = { connections, inventory, journal, doubtFile, clock, log };
  const board = new PlanBoard();
  const view = createPlanView(board);
  const planText = (): string =>
    planDocument(board.current, plan => connections.get(plan.portalId)?.name ?? plan.portalId, shownRows);
  // The preview has the width of an editor; the view has the actions and the progress.
  const preview = async (): Promise<void> => {
    await documents.show(planDocumentName, planText());
    await view.reveal();
  };
  const desk = createPlanDesk(app, createApplier(deps), board, preview);
  const follow = board.onDidChange(what => {
    if (what === 'all' && 'plan' in board.current) documents.update(planDocumentName, planText());
  });
  return {
    desk,
    board,
    handlers: {
      ...writeHandlers(app, desk),
      ...planHandlers({
        app,
        desk,
        board,
        journal,
        showText: (name, text) => documents.show(name, text),
        showPlan: preview,
      }),
    },
    offerRecovery: () => offerRecovery(deps),
    dispose: () => {
      vscode.Disposable.from(follow, view, desk, board).dispose();
    },
  };
}
