// Who may write: not in an untrusted workspace, and not without the privilege (issue sections 3 and 6).
import * as vscode from 'vscode';
import type { PortalId } from '../core/ids';
import { PortalError } from '../core/problem';
import type { Inventory } from '../services/inventoryTypes';

/** Throws PortalError with the reason when a write is not allowed here. The commands call it; hiding them is only a courtesy. */
export function createWriteGuard(inventory: Inventory): (portalId?: PortalId) => Promise<void> {
  return async portalId => {
    if (!vscode.workspace.isTrusted) {
      throw new PortalError(
        { kind: 'forbidden' },
        vscode.l10n.t(
          'This workspace is not trusted: nothing is changed or imported from it. Trust the workspace first (command "Workspaces: Manage Workspace Trust").',
        ),
      );
    }
    if (portalId === undefined) return;
    const organization = await inventory.load({ portalId, name: 'organization' });
    if (organization.state === 'failed') throw organization.problem;
    if (organization.state === 'ready' && !organization.value.access.canManageLicenses) {
      throw new PortalError(
        { kind: 'forbidden', privilege: 'portal:admin:manageLicenses' },
        vscode.l10n.t(
          '{0} may only look: the role lacks the privilege to manage licenses. Ask an administrator of {1} for it.',
          organization.value.access.username,
          organization.value.name,
        ),
      );
    }
  };
}
