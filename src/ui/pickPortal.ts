import * as vscode from 'vscode';
import { inertLabel } from '../core/inertText';
import type { PortalId } from '../core/ids';
import type { PortalKind } from '../core/model';
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
      label: inertLabel(connection.name),
      // What it is comes first: portals of one organization have one name.
      description: [
        kindText(connection.kind),
        ...(connection.sample === undefined ? [] : [vscode.l10n.t('sample portal')]),
        inertLabel(connection.username),
      ].join(' · '),
      detail: inertLabel(connection.url),
      id: connection.id,
    })),
    { matchOnDescription: true, placeHolder: placeHolder ?? vscode.l10n.t('Which portal?') },
  );
  return picked?.id;
}

function kindText(kind: PortalKind): string {
  switch (kind) {
    case 'online':
      return vscode.l10n.t('ArcGIS Online');
    case 'enterprise':
      return vscode.l10n.t('ArcGIS Enterprise 10.7 and later');
    case 'legacy':
      return vscode.l10n.t('ArcGIS Enterprise 10.6.1 and earlier');
  }
}
