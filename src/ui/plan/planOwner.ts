// Whose plan it is: it is applied as nobody else, and nowhere else than where it was made.
import * as vscode from 'vscode';
import type { PortalId } from '../../core/ids';
import { PortalError } from '../../core/problem';
import type { Connections } from '../../services/connectionTypes';
import type { PlanOwner } from './planState';

/** The connection as it is now. @throws PortalError `staleState` where it is not there any more. */
export function ownerOf(connections: Pick<Connections, 'get'>, portalId: PortalId): PlanOwner {
  const connection = connections.get(portalId);
  if (connection === undefined) {
    throw new PortalError(
      { kind: 'staleState' },
      vscode.l10n.t('The portal of this plan is not connected any more.'),
    );
  }
  const { name, url, orgId, username, sample } = connection;
  // The sample portal's port changes with every start; what it is does not.
  return { name, url: sample === undefined ? url : portalId, orgId, username };
}

/** @throws PortalError `staleState` when the connection is another user's or leads elsewhere than when the plan was made. */
export function requireSameOwner(
  connections: Pick<Connections, 'get'>,
  portalId: PortalId,
  as: PlanOwner,
): void {
  const now = ownerOf(connections, portalId);
  if (now.url === as.url && now.orgId === as.orgId && now.username === as.username) return;
  throw new PortalError(
    { kind: 'staleState' },
    vscode.l10n.t(
      'This plan was made as {0} at {1}; the connection is now {2} at {3}. Make the plan anew.',
      as.username,
      as.name,
      now.username,
      now.name,
    ),
  );
}
