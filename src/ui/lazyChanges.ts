// Stands for the changes bundle until the first plan: forwards commands and intents to it.
import * as vscode from 'vscode';
import type { Disposable } from '../core/emitter';
import type { ApplyReport } from '../core/planTypes';
import type { LogChannel } from './adapters';
import type { App, PlanDesk } from './app';
import { Command } from './commandIds';
import { lazily } from './lazily';
import type { ChangeCommand, Changes } from './plan/index';
import type { TextDocuments } from './textDocuments';

export interface LazyChanges extends Disposable {
  readonly plans: PlanDesk;
  readonly handlers: Readonly<Record<ChangeCommand, (...args: unknown[]) => Promise<unknown>>>;
  load(): Promise<Changes>;
}

const forwarded = [
  Command.provision,
  Command.revoke,
  Command.revokeEverything,
  Command.copyLicensesFrom,
  Command.releaseLicense,
  Command.updateLicenseManager,
  Command.populateLicense,
  Command.removeAllEntitlements,
  Command.showFutureLicense,
  Command.applyPlan,
  Command.pauseApply,
  Command.resumeApply,
  Command.cancelApply,
  Command.planAgain,
  Command.discardPlan,
  Command.toggleNotification,
  Command.openPlanDocument,
  Command.comparePlan,
  Command.savePlan,
  Command.openSavedPlan,
  Command.saveReport,
  Command.showJournal,
  Command.verifyJournal,
  Command.exportJournal,
  Command.undoOperation,
  Command.undoMember,
  Command.resumeOperation,
] as const satisfies readonly ChangeCommand[];

export function lazyChanges(app: Omit<App, 'plans'>, log: LogChannel, documents: TextDocuments): LazyChanges {
  const applied = new vscode.EventEmitter<ApplyReport>();
  const changes = lazily<Changes>(() =>
    import('./plan/index').then(bundle => {
      const made = bundle.createChanges(app, log, documents);
      made.desk.onDidApply(report => applied.fire(report));
      return made;
    }),
  );
  const load = (): Promise<Changes> => changes.load();
  const forward =
    (command: ChangeCommand) =>
    async (...args: unknown[]): Promise<unknown> =>
      (await load()).handlers[command](...args);
  return {
    plans: {
      propose: async intent => (await load()).desk.propose(intent),
      proposeMade: async made => (await load()).desk.proposeMade(made),
      proposeImport: async (...given) => (await load()).desk.proposeImport(...given),
      onDidApply: applied.event,
    },
    // The compiler cannot see that the list is whole; the command table in composition.ts does.
    handlers: Object.fromEntries(
      forwarded.map(command => [command, forward(command)]),
    ) as unknown as LazyChanges['handlers'],
    load,
    dispose: () => {
      applied.dispose();
      changes.dispose();
    },
  };
}
