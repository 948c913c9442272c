// License-as-code in the editor: a bundle of its own, loaded with the first policy.
import '../language';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { portalId } from '../../core/ids';
import type { PortalId } from '../../core/ids';
import { adoptState } from '../../services/policy/adoptState';
import { planPolicy } from '../../services/policy/planPolicy';
import type { PlannedPolicy } from '../../services/policy/planPolicy';
import { withAbort } from '../adapters';
import type { App } from '../app';
import { proposedName } from '../saveFile';
import type { TextDocuments } from '../textDocuments';
import { targetsOf } from '../tree/nodeTarget';
import { askDoubles } from './askDoubles';
import { checkDrift } from './checkDrift';
import { showDriftStatus } from './driftStatus';
import { endDrift } from './endDrift';
import { createPolicyLanguage } from './language/policyLanguage';
import { planDue } from './planDue';
import { policyAndPortal, policyFile, rosterReader } from './policyFile';
import type { PolicyFile } from './policyFile';
import { createWorkspacePolicies } from './workspacePolicies';
import type { WorkspacePolicies } from './workspacePolicies';

export { policySources } from '../policySources';
export { readReclaimFacts } from '../../services/idle/reclaimFacts';

export interface Policies {
  /** Arguments of a menu (uri, uris), of the palette (none), or of a program ({ uri?, portalId? }). */
  plan(args: readonly unknown[]): Promise<void>;
  /** Arguments of a row of the tree, of the palette (none), or of a program ({ portalId? }). */
  adopt(args: readonly unknown[]): Promise<void>;
  /** Arguments as of {@link Policies.plan}. */
  checkDrift(args: readonly unknown[]): Promise<void>;
  /** Arguments of a row of the tree, or none. */
  endDrift(args: readonly unknown[]): Promise<void>;
  /** Arguments as `planDue` takes them. */
  planDue(args: readonly unknown[]): Promise<void>;
  readonly workspace: WorkspacePolicies;
  /** Looks after the policies that are open, and those that are opened later. */
  watch(): void;
  dispose(): void;
}

const PortalArgument = v.strictObject({ portalId: v.pipe(v.string(), v.transform(portalId)) });

/**
 * @param documents where drift is shown
 * @param isSignedIn whether a portal has a session
 */
export function createPolicies(
  app: App,
  documents: TextDocuments,
  isSignedIn: (portalId: PortalId) => Promise<boolean>,
): Policies {
  const language = createPolicyLanguage(app);
  const { facts } = language;
  const workspace = createWorkspacePolicies(app, facts, isSignedIn);
  const { standings } = workspace;
  const status = showDriftStatus(app, standings);

  async function plan(args: readonly unknown[]): Promise<void> {
    const asked = await policyAndPortal(app, args);
    if (asked !== undefined) await planFile(asked);
  }

  async function planFile(
    asked: { readonly file: PolicyFile; readonly portal: PortalId },
    removeDoubles?: true,
  ): Promise<void> {
    const { file, portal } = asked;
    let latest: PlannedPolicy | undefined;
    await app.plans.proposeMade({
      portalId: portal,
      title: vscode.l10n.t('Policy {0}', file.name),
      source: { kind: 'policy', uri: file.uri },
      make: async (signal, suppressCustomerEmail) => {
        // What stands in the editor by then, also where the plan is made again.
        const now = (await policyFile(file.uri)) ?? file;
        const planned = await planPolicy({ ...app, rosterText: rosterReader(now) }, portal, now, {
          title: vscode.l10n.t('Policy {0}', now.name),
          ...(removeDoubles === undefined ? {} : { removeDoubles }),
          signal,
        });
        latest = planned;
        return suppressCustomerEmail === undefined
          ? planned.plan
          : { ...planned.plan, suppressCustomerEmail };
      },
    });
    if (latest === undefined || removeDoubles !== undefined) return;
    // Beside the plan: whoever waits for the command has it as soon as the plan stands.
    askDoubles(file.name, latest)
      .then(async isAsked => {
        if (isAsked) await planFile(asked, true);
      })
      .catch(app.report);
  }

  async function portalToAdopt(args: readonly unknown[]): Promise<PortalId | undefined> {
    const asked = v.safeParse(PortalArgument, args[0]);
    if (asked.success) return asked.output.portalId;
    return targetsOf(args[0], args[1])[0]?.portalId ?? (await app.pickPortal());
  }

  async function adopt(args: readonly unknown[]): Promise<void> {
    const portal = await portalToAdopt(args);
    if (portal === undefined) return;
    const name = app.connections.get(portal)?.name ?? '';
    const { text } = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Reading who holds what…'),
        cancellable: true,
      },
      (_, token) => withAbort(token, async signal => adoptState(app, portal, { signal })),
    );
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const file = proposedName([name], app.clock.now(), 'license-policy.jsonc');
    const uri = (
      folder === undefined
        ? vscode.Uri.from({ scheme: 'untitled', path: file })
        : vscode.Uri.joinPath(folder, file)
    ).with({ scheme: 'untitled' });
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    await vscode.workspace.applyEdit(edit);
    await vscode.window.showTextDocument(document, { preview: false });
  }

  async function drift(args: readonly unknown[]): Promise<void> {
    const asked = await policyAndPortal(app, args);
    if (asked !== undefined) await checkDrift({ app, documents, facts, standings, plan }, asked);
  }

  return {
    plan,
    adopt,
    checkDrift: drift,
    endDrift: args => endDrift({ app, facts, standings: standings.peek(), plan, checkDrift: drift }, args),
    planDue: args => planDue(app, standings.peek(), args),
    workspace,
    watch: () => language.watch(),
    dispose: () => {
      status.dispose();
      workspace.dispose();
      language.dispose();
    },
  };
}
