import * as vscode from 'vscode';
import type { PortalId } from '../core/ids';
import type { Connections } from '../services/connectionTypes';
import { PortalError } from '../core/problem';

/** The only portal, or the administrator's choice. Undefined when cancelled; throws PortalError `badInput` when there is none. */
export async function pickPortal(
  connections: Connections,
  placeHolder?: string,
): Promise<PortalId | undefined> {
  const all = connections.list();
  if (all.length === 0) {
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t('There is no portal yet. Add one, or connect the sample portal.'),
    );
  }
  const [only] = all;
  if (all.length === 1 && only !== undefined) return only.id;
  const picked = await vscode.window.showQuickPick(
    all.map(connection => ({
      label: connection.name,
      description: connection.username,
      detail: connection.url,
      id: connection.id,
    })),
    { placeHolder: placeHolder ?? vscode.l10n.t('Which portal?') },
  );
  return picked?.id;
}
