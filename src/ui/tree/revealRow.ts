// Shows a row of the Portals view: reads the way to it where needed, opens it, and filters its list.
import * as vscode from 'vscode';
import type { HolderFilter } from '../../core/holderFilter';
import type { ItemId, PortalId } from '../../core/ids';
import type { LastUseBucket } from '../../core/seats';
import { lastUseRange } from '../../core/series/series';
import type { BarTarget } from '../../core/series/seriesTypes';
import { rowNeeds, rowPath } from '../../core/tree/rowPath';
import type { App } from '../app';
import { View } from '../commandIds';
import type { TreeElement, TreeRows } from './treeRows';

/** What to show: a row of the license, a listing, or a listing filtered by entitlement or last use. */
export type RevealTarget =
  | {
      readonly portalId: PortalId;
      readonly itemId?: ItemId | undefined;
      readonly entitlement?: string | undefined;
      readonly bucket?: LastUseBucket | undefined;
    }
  | { readonly portalId: PortalId; readonly target: BarTarget };

/** As `PortalsTree.revealTarget`. */
export function createReveal(
  { inventory, connections, clock }: Pick<App, 'inventory' | 'connections' | 'clock'>,
  view: vscode.TreeView<TreeElement>,
  rows: TreeRows,
  setFilter: (portalId: PortalId, itemId: ItemId, filter: HolderFilter) => void,
): (wanted: RevealTarget) => Promise<void> {
  /** Opens rows from the root on, as far as there are any. */
  async function reveal(path: readonly string[]): Promise<void> {
    await vscode.commands.executeCommand(`${View.portals}.focus`);
    let found: TreeElement | undefined;
    for (const id of path) {
      const next: TreeElement | undefined = rows.getChildren(found).find(element => element.id === id);
      if (!next) break;
      found = next;
    }
    if (found) await view.reveal(found, { select: true, focus: true, expand: found.node.kind === 'listing' });
  }

  return async wanted => {
    const { portalId } = wanted;
    const target = barTargetOf(wanted);
    const kind = connections.get(portalId)?.kind;
    if (kind === undefined) return;
    for (const need of rowNeeds(portalId, kind, target)) await inventory.load(need);
    if (target.kind === 'listing') {
      const { itemId, entitlement, idle } = target;
      if (entitlement !== undefined || idle !== undefined) {
        setFilter(portalId, itemId as ItemId, {
          ...(entitlement === undefined ? {} : { entitlement }),
          ...(idle === undefined ? {} : lastUseRange(idle, clock.now())),
        });
      }
    }
    await reveal(rowPath(portalId, target));
  };
}

function barTargetOf(wanted: RevealTarget): BarTarget {
  if ('target' in wanted) return wanted.target;
  if (wanted.itemId === undefined) return { kind: 'portal' };
  return { kind: 'listing', itemId: wanted.itemId, entitlement: wanted.entitlement, idle: wanted.bucket };
}
