// The saved portal that a file names: a policy, a saved plan.
import * as vscode from 'vscode';
import { inertLabel } from '../core/inertText';
import type { PortalId } from '../core/ids';
import type { PortalConnection } from '../core/model';
import { PortalError } from '../core/problem';
import { isSamePortal, portalInPolicy } from '../core/policy/policyPortal';
import type { App } from './app';

/** The saved portals that a policy is for: several where one portal is saved for several users. */
export const portalsNamed = (
  { connections }: Pick<App, 'connections'>,
  named: string,
): readonly PortalConnection[] =>
  connections.list().filter(connection => isSamePortal(named, portalInPolicy(connection)));

/**
 * The one that `file` names; which of them is asked where it is saved several times.
 * @param file its name, for texts
 * @param named the portal, as the file says it
 * @returns undefined when the administrator cancelled
 * @throws PortalError `badInput` for a portal that is not saved
 */
export async function pickNamed(
  app: Pick<App, 'connections'>,
  file: string,
  named: string,
): Promise<PortalId | undefined> {
  const fitting = portalsNamed(app, named);
  if (fitting.length === 0)
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t(
        '{0} is for {1}, which is not among your portals. Add it first: Add Portal.',
        file,
        named,
      ),
    );
  if (fitting.length === 1) return fitting[0]?.id;
  const picked = await vscode.window.showQuickPick(
    fitting.map(({ id, name, username, url }) => ({
      id,
      label: inertLabel(name),
      description: inertLabel(`${username} · ${url}`),
    })),
    { title: inertLabel(file), placeHolder: vscode.l10n.t('As whom?') },
  );
  return picked?.id;
}
