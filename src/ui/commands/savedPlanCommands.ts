// Plans as files: saved for review, and taken up again by whoever has reviewed them.
import * as v from 'valibot';
import * as vscode from 'vscode';
import { portalId } from '../../core/ids';
import { inertText } from '../../core/inertText';
import { PortalError } from '../../core/problem';
import { planFromFile, planToFile, savedPlanOf } from '../../services/policy/savedPlans';
import { withAbort } from '../adapters';
import type { App } from '../app';
import { Command } from '../commandIds';
import { nameOf, openText } from '../files/openFile';
import type { Desk } from '../plan/planDesk';
import { policyInWorkspace } from '../plan/planSource';
import { rosterReader } from '../policy/policyFile';
import type { PlanBoard } from '../plan/planState';
import { parsedUri } from '../parsedUri';
import { pickNamed } from '../portalNamed';
import { proposedName, saveFile } from '../saveFile';

export type SavedPlanCommand = typeof Command.savePlan | typeof Command.openSavedPlan;

interface Deps {
  readonly app: Omit<App, 'plans'>;
  readonly desk: Desk;
  readonly board: PlanBoard;
}

const OpenArgument = v.strictObject({
  uri: v.optional(v.string()),
  portalId: v.optional(v.pipe(v.string(), v.transform(portalId))),
});

const bad = (message: string): PortalError => new PortalError({ kind: 'badInput' }, message);

async function savePlan({ app, board }: Deps): Promise<void> {
  const { current } = board;
  if (current.state !== 'ready' || current.plan.kind !== 'members' || current.plan.changes.length === 0)
    throw bad(vscode.l10n.t('There is no plan for members to save: make one first.'));
  const { plan } = current;
  const connection = app.connections.get(plan.portalId);
  if (connection === undefined)
    throw bad(vscode.l10n.t('The portal of this plan is not connected any more.'));
  const file = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Reading the members of the plan once more…'),
      cancellable: true,
    },
    (_, token) => withAbort(token, async signal => planToFile(app, connection, plan, signal)),
  );
  const name = proposedName([plan.title], app.clock.now(), 'license-plan.json');
  if (!(await saveFile(new TextEncoder().encode(file.text), name, { JSON: ['json'] }))) return;
  const copy = vscode.l10n.t('Copy Hash');
  const picked = await vscode.window.showInformationMessage(
    inertText(
      vscode.l10n.t(
        'The plan is saved with what it saw of every member. Its hash is {0}…; “apply” on the command line asks for the whole of it.',
        file.hash.slice(0, 12),
      ),
    ),
    copy,
  );
  if (picked === copy) await vscode.env.clipboard.writeText(file.hash);
}

async function fileToOpen(uri: vscode.Uri | undefined): Promise<vscode.TextDocument | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const wanted =
    uri ?? (active !== undefined && /\.license-plan\.json$/i.test(active.path) ? active : undefined);
  if (wanted !== undefined) return openText(wanted);
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open Saved Plan'),
    canSelectMany: false,
    filters: { [vscode.l10n.t('Saved plans')]: ['json'] },
  });
  return picked?.[0] && openText(picked[0]);
}

async function openSavedPlan(deps: Deps, args: readonly unknown[]): Promise<void> {
  const { app, desk } = deps;
  const [first] = args;
  const asked = first instanceof vscode.Uri ? undefined : v.safeParse(OpenArgument, first);
  const given = asked?.success === true ? asked.output : {};
  const document = await fileToOpen(
    first instanceof vscode.Uri ? first : given.uri === undefined ? undefined : parsedUri(given.uri),
  );
  if (document === undefined) return;
  const name = nameOf(document.uri);
  const { saved } = savedPlanOf(name, document.getText());
  const portal = given.portalId ?? (await pickNamed(app, name, saved.portal.url));
  if (portal === undefined) return;
  await desk.proposeMade({
    portalId: portal,
    title: saved.plan.title,
    source: { kind: 'saved', uri: document.uri },
    // The plan that was reviewed is the plan that is applied, its choice about mails included.
    make: signal =>
      planFromFile(app, portal, name, saved, {
        signal,
        policy: async hash => {
          const found = await policyInWorkspace(hash);
          return found && { text: found.text, rosterText: rosterReader(found) };
        },
        isShown: true,
      }),
  });
}

export function savedPlanHandlers(
  deps: Deps,
): Readonly<Record<SavedPlanCommand, (...args: unknown[]) => Promise<void>>> {
  return {
    [Command.savePlan]: () => savePlan(deps),
    [Command.openSavedPlan]: (...args) => openSavedPlan(deps, args),
  };
}
