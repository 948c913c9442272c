// Everything that changes a portal, as a bundle of its own: loaded with the first plan, not with activation.
import '../language';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import type { PortalId } from '../../core/ids';
import { createApplier } from '../../services/apply/applier';
import { createDoubtFile } from '../../services/apply/doubtFile';
import { createJournalRegister } from '../../services/journal/journalRegister';
import { createJournalStore } from '../../services/journal/journalStore';
import type { JournalStore } from '../../services/journal/journalTypes';
import { changesSincePreview } from '../../services/importPreview';
import { createSnapshotStore } from '../../services/snapshots/snapshotStore';
import { tidySnapshots } from '../../services/snapshots/tidySnapshots';
import type { App } from '../app';
import { journalHandlers, type JournalCommand } from '../commands/journalCommands';
import { savedPlanHandlers, type SavedPlanCommand } from '../commands/savedPlanCommands';
import { planHandlers, type PlanCommand } from '../commands/planCommands';
import { undoHandlers, type UndoCommand } from '../commands/undoCommands';
import { writeHandlers, type WriteCommand } from '../commands/writeCommands';
import { licenseHandlers, type LicenseCommand } from '../license/index';
import type { TextDocuments } from '../textDocuments';
import { secretsOf, type LogChannel } from '../adapters';
import { offerRecovery, tellDamage } from './recoveryOffer';
import { shownRows } from '../../core/planDocument';
import { documentOf } from './documentOf';
import { createPlanDesk, type Desk } from './planDesk';
import { planDiff } from './planDiff';
import { registerPlanLenses } from './planLenses';
import { createPlanReview, reviewedOf } from './planReviewDocument';
import { PlanBoard } from './planState';
import { createPlanView } from './planView';

const planDocumentName = 'plan.md';

export type ChangeCommand =
  JournalCommand | LicenseCommand | PlanCommand | UndoCommand | WriteCommand | SavedPlanCommand;

export interface Changes extends Disposable {
  readonly desk: Desk;
  readonly board: PlanBoard;
  /** The one journal of this window: it alone knows what this window is carrying out. */
  readonly journal: JournalStore;
  readonly handlers: Readonly<Record<ChangeCommand, (...args: unknown[]) => unknown>>;
  /** Tells of plans that have no end, of one portal or of all, and offers to read their members again. */
  readonly offerRecovery: (portalId?: PortalId) => Promise<void>;
}

export function createChanges(app: Omit<App, 'plans'>, log: LogChannel, documents: TextDocuments): Changes {
  const { connections, inventory, clock, files, holdSignIn, signInAgain } = app;
  const register = createJournalRegister({ files, clock, anchors: secretsOf(app.context), log });
  const journal = createJournalStore({ files, register, log, onDamage: damage => tellDamage(damage, log) });
  const doubtFile = createDoubtFile({ files, clock, log });
  const snapshots = createSnapshotStore({ files, log });
  const deps = { connections, inventory, journal, snapshots, doubtFile, clock, log, signInAgain };
  const board = new PlanBoard();
  const view = createPlanView(board);
  const review = createPlanReview(board, documents, connections);
  const lenses = registerPlanLenses(board, review);
  const planText = (): string => documentOf(board, connections, shownRows);
  // The preview has the width of an editor; the view has the actions and the progress.
  const preview = async (): Promise<void> => {
    if (!(await review.show())) await documents.show(planDocumentName, planText());
    await view.reveal();
  };
  const desk = createPlanDesk(
    app,
    createApplier({
      ...deps,
      importChanges: (plan, file, signal) => changesSincePreview(app, plan, file, signal),
    }),
    board,
    preview,
  );
  const follow = board.onDidChange(what => {
    if (what === 'all' && 'plan' in board.current && reviewedOf(board.current) === undefined)
      documents.update(planDocumentName, planText());
  });
  const recovery = { ...deps, holdSignIn };
  // A plan whose members could not be read back for want of a sign-in is left open: nobody else offers to read them before the next sign-in.
  const offer = desk.onDidApply(({ results }) => {
    const { current } = board;
    if ('plan' in current && results.some(({ outcome }) => outcome === 'unknown'))
      void offerRecovery(recovery, current.plan.portalId);
  });
  return {
    desk,
    board,
    journal,
    handlers: {
      ...writeHandlers(app, desk),
      ...licenseHandlers(app, desk, snapshots, (name, text) => documents.show(name, text)),
      ...planHandlers({ app, desk, board, showPlan: preview, comparePlan: planDiff(board, documents) }),
      ...savedPlanHandlers({ app, desk, board }),
      ...journalHandlers({
        app,
        journal,
        register,
        showText: (name, text) => documents.show(name, text),
      }),
      ...undoHandlers({ app, desk, journal }),
    },
    offerRecovery: async portalId => {
      // At the start, and before somebody is asked, who may not answer.
      if (portalId === undefined) {
        await tidySnapshots({ files, journal, log }, connections.list());
        // What the command line wrote since is vouched for from now on.
        for (const { id } of connections.list()) await register.takeOver(id);
      }
      await offerRecovery(recovery, portalId);
    },
    dispose: () => {
      vscode.Disposable.from(follow, offer, lenses, review, view, desk, board).dispose();
    },
  };
}
