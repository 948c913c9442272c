// The ready plan for what is due by a policy's dates: gives what started, takes what ended, and nothing else (issue 4, section 10).
import * as vscode from 'vscode';
import { inertLabel } from '../../core/inertText';
import { userKey } from '../../core/ids';
import { dueKey, isPlannableDue } from '../../core/policy/dueGrants';
import type { PolicyStanding } from '../../core/policy/policyStanding';
import { PortalError } from '../../core/problem';
import { planPolicy } from '../../services/policy/planPolicy';
import type { App } from '../app';
import { targetsOf } from '../tree/nodeTarget';
import { policyFile, rosterReader } from './policyFile';

/**
 * Opens the plan through the one door. On rows of members it is for those rows, on a policy's row for all that is due of it; selected rows of another
 * policy than the first one's are left out, since a plan keeps to the rules of one policy.
 * @param args rows of the tree, `{ portalId, policy, due?, username? }` from a program, or none
 * @throws PortalError `badInput` where nothing is due
 */
export async function planDue(
  app: App,
  standings: readonly PolicyStanding[],
  args: readonly unknown[],
): Promise<void> {
  const rows = targetsOf(args[0], args[1]).filter(row => row.policy !== undefined);
  const first = rows[0] ?? (await pickDue(app, standings));
  if (first?.policy === undefined) return;
  const { policy, portalId } = first;
  const own = rows.filter(row => row.policy === policy && row.portalId === portalId);
  const isAll = own.every(row => row.due === undefined);
  const chosen = new Set(
    own.flatMap(({ due, username }) => (due === undefined ? [] : [`${due}\n${userKey(username ?? '')}`])),
  );
  const file = await policyFile(vscode.Uri.parse(policy, true));
  if (file === undefined) return;
  const titleOf = (name: string): string => vscode.l10n.t('Due grants of {0}', name);
  await app.plans.proposeMade({
    portalId,
    title: titleOf(file.name),
    source: { kind: 'policy', uri: file.uri },
    make: async (signal, suppressCustomerEmail) => {
      const now = (await policyFile(file.uri)) ?? file;
      const { plan } = await planPolicy({ ...app, rosterText: rosterReader(now) }, portalId, now, {
        title: titleOf(now.name),
        signal,
        due: (grant, member) => isAll || chosen.has(`${dueKey(grant)}\n${userKey(member)}`),
      });
      return suppressCustomerEmail === undefined ? plan : { ...plan, suppressCustomerEmail };
    },
  });
}

async function pickDue(
  { connections }: Pick<App, 'connections'>,
  standings: readonly PolicyStanding[],
): Promise<{ readonly policy: string; readonly portalId: PolicyStanding['portalId'] } | undefined> {
  const due = standings.filter(({ found }) => found?.due.some(isPlannableDue) === true);
  if (due.length === 0)
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t(
        'No grant of the policies of this workspace is known to be due. Open the portal in the Portals view: its policies are compared then.',
      ),
    );
  const items = due.map(({ uri, portalId, name }) => ({
    target: { policy: uri, portalId },
    label: inertLabel(name),
    description: inertLabel(connections.get(portalId)?.name ?? ''),
  }));
  if (items.length === 1) return items[0]?.target;
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Due Grants'),
    placeHolder: vscode.l10n.t('Which policy?'),
  });
  return picked?.target;
}
