// Where a portal is not as a policy says: reads it now, shows the differences, and offers both ways to end them.
import * as vscode from 'vscode';
import type { PortalId } from '../../core/ids';
import { inertText } from '../../core/inertText';
import { differencesText, driftDocument } from '../../core/policy/driftDocument';
import type { PolicyDrift } from '../../core/policy/policyDrift';
import type { PolicyOrganization } from '../../core/policy/policyOrganization';
import { PortalError } from '../../core/problem';
import { comparePolicy } from '../../services/policy/comparePolicy';
import { policyOf } from '../../services/policy/planPolicy';
import type { PolicyFacts } from '../../services/policy/policyFacts';
import type { PolicyStandings } from '../../services/policy/policyStandings';
import { withAbort } from '../adapters';
import type { App } from '../app';
import type { TextDocuments } from '../textDocuments';
import type { PolicyFile } from './policyFile';
import { portalsNamed } from '../portalNamed';
import { rosterReader } from './policyFile';
import { updateFile } from './updateFile';

interface DriftParts {
  readonly app: App;
  readonly documents: TextDocuments;
  readonly facts: PolicyFacts;
  /** Told what was found, for the tree and the status bar. */
  readonly standings: Pick<PolicyStandings, 'note'>;
  /** Plans a policy, as the command does. */
  readonly plan: (args: readonly unknown[]) => Promise<void>;
}

/** VS Code shows the progress of a notification for 800 ms at least, and takes a moment to take it away. */
const progressMs = 1_000;

/**
 * Compares a policy with its portal, read anew, and shows what differs. Nothing is changed. Resolves when the document stands.
 * @throws PortalError `badInput` for a policy with errors, for another portal than the one it names, and where the workspace is not trusted;
 * `refused` where the portal could not be read
 */
export async function checkDrift(
  parts: DriftParts,
  { file, portal }: { readonly file: PolicyFile; readonly portal: PortalId },
): Promise<void> {
  const { app, documents } = parts;
  const connection = namedPortal(app, file, portal);
  const begun = app.clock.now();
  const { organization, readAt } = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: inertText(vscode.l10n.t('Reading {0}…', connection.name)),
      cancellable: true,
    },
    (_, token) => withAbort(token, signal => readNow(parts, file, portal, signal)),
  );
  const { resolved, drift } = comparePolicy(file, organization, app.clock.now());
  parts.standings.note(file.uri.toString(), portal, organization, readAt);
  const { name } = file;
  const { blocked } = resolved;
  const text = driftDocument({ name, portalName: connection.name, readAt, drift, blocked });
  await documents.show(`drift/${name}.md`, text);
  // A message now would stand on the progress of a quick reading.
  await app.clock.delay(Math.max(0, begun + progressMs - app.clock.now()));
  offer(parts, { file, portal, organization, drift, isWhole: blocked.length === 0 });
}

/** The connection of `portal`, where the policy is for it. */
function namedPortal(app: App, file: PolicyFile, portal: PortalId): { readonly name: string } {
  if (!vscode.workspace.isTrusted)
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t('This workspace is not trusted, so its policies are not compared with your portals.'),
    );
  const named = policyOf(file).policy.portal?.text ?? '';
  const connection = portalsNamed(app, named).find(({ id }) => id === portal);
  if (connection !== undefined) return connection;
  throw new PortalError(
    { kind: 'badInput' },
    vscode.l10n.t(
      '{0} is for {1}. A policy is compared with the portal it names and no other.',
      file.name,
      named,
    ),
  );
}

async function readNow(
  { app, facts }: DriftParts,
  file: PolicyFile,
  portal: PortalId,
  signal: AbortSignal,
): ReturnType<PolicyFacts['load']> {
  // On demand a person may be asked for a sign-in, which checks in the background never do.
  const hold = app.holdSignIn(portal, signal);
  try {
    facts.forget(portal);
    return await facts.load(portal, policyOf(file).policy, rosterReader(file), signal);
  } finally {
    hold.dispose();
  }
}

interface Found {
  readonly file: PolicyFile;
  readonly portal: PortalId;
  readonly organization: PolicyOrganization;
  readonly drift: PolicyDrift;
  readonly isWhole: boolean;
}

/** Tells the number, and offers to end the differences in either direction. Nobody waits for the answer. */
function offer({ app, plan }: DriftParts, { file, portal, organization, drift, isWhole }: Found): void {
  const { differences, notCompared } = drift;
  const isAll = isWhole && notCompared.length === 0;
  const told = [
    vscode.l10n.t('{0}: {1}', file.name, differencesText(differences.length)),
    ...(isAll ? [] : [vscode.l10n.t('Not all of it could be compared.')]),
  ].join(' ');
  const plans: vscode.MessageItem = { title: vscode.l10n.t('Make the Portal Match') };
  const updates: vscode.MessageItem = { title: vscode.l10n.t('Update the File') };
  const asked = vscode.window.showInformationMessage(
    inertText(told),
    ...(differences.length === 0 ? [] : [plans, updates]),
  );
  Promise.resolve(asked)
    .then(async answer => {
      if (answer === plans) await plan([{ uri: file.uri.toString(), portalId: portal }]);
      else if (answer === updates) await updateFile(app, file.uri, organization);
    })
    .catch(app.report);
}
