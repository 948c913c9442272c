// Which portal a command is about: that of the rows it was called on, the one that a caller names, or the one that is picked.
import * as vscode from 'vscode';
import type { PortalId } from '../core/ids';
import { PortalError } from '../core/problem';
import type { App } from './app';
import { savedPortal } from './savedPortal';
import type { NodeTarget } from './tree/nodeTarget';

/**
 * One portal; asks where neither the rows nor the caller say which.
 * @param given what a caller names, where it does.
 * @returns undefined when the administrator cancelled.
 * @throws PortalError `badInput` for rows of several portals and for a portal that is not saved.
 */
export async function portalOfRequest(
  app: Pick<App, 'connections' | 'pickPortal'>,
  targets: readonly NodeTarget[],
  given: string | undefined,
): Promise<PortalId | undefined> {
  const portals = new Set(targets.map(target => target.portalId));
  if (portals.size > 1) {
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t('The selected rows belong to several portals. Select rows of one portal.'),
    );
  }
  const named = [...portals][0] ?? given;
  return named === undefined ? app.pickPortal() : savedPortal(app.connections, named);
}
