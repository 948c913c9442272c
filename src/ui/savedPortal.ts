import * as vscode from 'vscode';
import { portalId as toPortalId, type PortalId } from '../core/ids';
import { PortalError } from '../core/problem';
import type { Connections } from '../services/connectionTypes';

/**
 * The saved portal that a caller names.
 * @throws PortalError `badInput` that names the argument where there is none of that id: a misspelt portal is no question which one.
 */
export function savedPortal(connections: Pick<Connections, 'get'>, given: string): PortalId {
  const known = connections.get(toPortalId(given));
  if (known !== undefined) return known.id;
  throw new PortalError(
    { kind: 'badInput' },
    vscode.l10n.t('portalId: there is no saved portal "{0}". Add it in the Portals view.', given),
  );
}
