// The Portals view: the pure tree model over the inventory, with pages and filters of its own. Reads start when a row is opened; nothing here waits.
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import { isEmptyFilter, type HolderFilter } from '../../core/holderFilter';
import type { ItemId, PortalId } from '../../core/ids';
import { childrenOf, overAssignedCount, treeStatus, type TreeStatus } from '../../core/tree/treeModel';
import { pageSize, type TreeBranchName, type TreeNode, type TreeState } from '../../core/tree/treeModelTypes';
import type { BranchRef } from '../../services/inventoryTypes';
import type { JournalFeed } from '../../services/journal/journalFeed';
import type { App } from '../app';
import type { PolicyFeed } from '../lazyPolicies';
import type { LatePortalsView } from './latePortalsView';
import { createReveal } from './revealRow';
import type { RevealTarget } from './revealRow';
import { createRowReads } from './rowReads';
import { TreeRows, type TreeElement } from './treeRows';
import { treeWords, treeWordsIn } from './treeWords';

type Deps = Omit<App, 'plans'>;

export interface PortalsTree extends Disposable {
  readonly view: vscode.TreeView<TreeElement>;
  readonly rows: TreeRows;
  /** Shows the next page of the list below the row with this id. */
  loadMore(listId: string): void;
  filter(portalId: PortalId, itemId: ItemId): HolderFilter | undefined;
  /** Undefined or an empty filter shows all. */
  setFilter(portalId: PortalId, itemId: ItemId, filter: HolderFilter | undefined): void;
  /** Reads the way to the row where needed, shows the view and selects the row. Resolves without a change where there is no such row any more. */
  revealTarget(target: RevealTarget): Promise<void>;
}

/** Changes of the inventory within this time are drawn together. */
const redrawMs = 150;

/** Branches whose change concerns rows right below the portal. */
const portalWide = new Set<TreeBranchName>([
  'organization',
  'listings',
  'userTypes',
  'appBundles',
  'license',
  // The rows of user types say what follows them.
  'futureLicense',
  'systemLicenses',
]);

const filterKey = (portalId: PortalId, itemId: string): string => `${portalId}\n${itemId}`;

/**
 * @param late the view, which shows these rows from now on.
 * @param journals asked when a row of a journal is opened, and not before.
 * @param policies looked for when a portal is opened, compared when their group is.
 */
export function createPortalsTree(
  app: Deps,
  late: LatePortalsView,
  journals: JournalFeed,
  policies: PolicyFeed,
): PortalsTree {
  const { inventory, connections, clock, log } = app;
  const reads = createRowReads(app, id => rows.get(id) !== undefined);
  const shown = new Map<string, number>();
  const filters = new Map<string, HolderFilter>();

  const setting = (name: string, otherwise: number): number =>
    vscode.workspace.getConfiguration('arcgisEntitlements').get(name, otherwise);

  /** @param portalId whose rows are made; absent for the root. */
  const state = (portalId?: PortalId): TreeState => ({
    portals: connections.list(),
    peek: (portalId, name, key) => app.kept.peek({ portalId, name, ...(key === undefined ? {} : { key }) }),
    journal: id => journals.peek(id),
    policies: id => policies.peek(id),
    completion: id => app.completions.peek(id),
    now: clock.now(),
    idleDays: setting('idleDays', 365),
    expiringDays: setting('expiryWarningDays', 30),
    shown: id => shown.get(id) ?? pageSize,
    filter: (portalId, itemId) => filters.get(filterKey(portalId, itemId)),
    words: treeWordsIn(portalId === undefined ? undefined : connections.get(portalId)?.timeZone),
  });

  function startReading(node: TreeNode | undefined): void {
    const { needs, journal, policies: compared } = childrenOf(node, state(node?.target.portalId));
    if (journal !== undefined) void journals.open(journal);
    if (compared !== undefined) policies.open(compared);
    if (node?.kind === 'portal') policies.look();
    reads.open(node?.id ?? '', needs);
  }

  const rows = new TreeRows({
    list: node => childrenOf(node, state(node?.target.portalId)).nodes,
    opened: startReading,
  });
  const { view } = late;

  const said = new Map<string, unknown>();
  function setContext(key: string, value: unknown): void {
    if (said.get(key) === value) return;
    said.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }

  /** What the view shows now; a change of it concerns the root. */
  let shownStatus: TreeStatus | undefined;
  function showStatus(): void {
    const now = state();
    const status = treeStatus(now);
    setContext('arcgisEntitlements.hasPortals', now.portals.length > 0);
    if (status === 'unreachable' && shownStatus !== status) logReason(now);
    shownStatus = status;
    setContext('arcgisEntitlements.portalsState', status);
    const over = overAssignedCount(now);
    if (said.get('badge') !== over) {
      said.set('badge', over);
      view.badge =
        over === 0
          ? undefined
          : {
              value: over,
              tooltip:
                over === 1
                  ? vscode.l10n.t('1 pool of seats is over-assigned')
                  : vscode.l10n.t('{0} pools of seats are over-assigned', treeWords.count(over)),
            };
    }
  }

  /** The welcome view cannot say why; it points to the log. */
  function logReason(now: TreeState): void {
    for (const { id, name } of now.portals) {
      const branch = now.peek(id, 'organization');
      if (branch.state === 'failed') log.warn(`${name} cannot be reached: ${branch.problem.message}`);
    }
  }

  // What is to be drawn anew; `undefined` is the root.
  const stale = new Set<TreeElement | undefined>();
  let timer: NodeJS.Timeout | undefined;
  function redraw(element: TreeElement | undefined): void {
    stale.add(element);
    timer ??= setTimeout(() => {
      timer = undefined;
      const elements = [...stale];
      stale.clear();
      showStatus();
      if (elements.includes(undefined)) rows.refresh(undefined);
      else for (const changed of elements.filter(one => !coveredBy(one, elements))) rows.refresh(changed);
    }, redrawMs);
  }

  function coveredBy(
    element: TreeElement | undefined,
    others: readonly (TreeElement | undefined)[],
  ): boolean {
    for (let above = element?.parent; above; above = above.parent) if (others.includes(above)) return true;
    return false;
  }

  function onChange(ref: BranchRef): void {
    const portal = rows.find(node => node.kind === 'portal' && node.target.portalId === ref.portalId)[0];
    if (!portal || (ref.name === 'organization' && treeStatus(state()) !== shownStatus)) {
      redraw(undefined);
      return;
    }
    if (portalWide.has(ref.name)) {
      // With one portal the last of its lists can turn the view into a welcome view and back.
      redraw(treeStatus(state()) === shownStatus ? portal : undefined);
      return;
    }
    const concerned = rows.find(
      ({ children, kind, target: { portalId, branch } }) =>
        children === 'lazy' &&
        kind !== 'holder' &&
        portalId === ref.portalId &&
        branch?.name === ref.name &&
        branch.key === ref.key,
    );
    for (const element of concerned) redraw(element);
  }

  const subscriptions = [
    inventory.onDidChange(onChange),
    app.kept.onDidChange(onChange),
    view.onDidCollapseElement(({ element }) => reads.close(element.id)),
    app.completions.onDidChange(portalId => {
      // The rows of its listings say how far it is.
      for (const element of rows.find(
        ({ kind, target }) => kind === 'portal' && target.portalId === portalId,
      ))
        redraw(element);
    }),
    connections.onDidChange(() => redraw(undefined)),
    journals.onDidChange(portalId => {
      for (const element of rows.find(
        ({ kind, target }) => kind === 'journal' && target.portalId === portalId,
      ))
        redraw(element);
    }),
    policies.onDidChange(portalId => {
      for (const element of rows.find(
        ({ kind, target }) => kind === 'portal' && target.portalId === portalId,
      ))
        redraw(element);
    }),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('arcgisEntitlements')) redraw(undefined);
    }),
  ];
  showStatus();
  late.attach(rows);

  function redrawList(portalId: PortalId, itemId: string): void {
    const lists = rows.find(
      ({ kind, target }) =>
        (kind === 'listing' || kind === 'app' || kind === 'extension') &&
        target.portalId === portalId &&
        target.itemId === itemId,
    );
    for (const element of lists) {
      shown.delete(element.id);
      redraw(element);
    }
  }

  function setFilter(portalId: PortalId, itemId: ItemId, filter: HolderFilter | undefined): void {
    if (filter === undefined || isEmptyFilter(filter)) filters.delete(filterKey(portalId, itemId));
    else filters.set(filterKey(portalId, itemId), filter);
    redrawList(portalId, itemId);
  }

  return {
    view,
    rows,
    loadMore(listId) {
      const list = rows.get(listId);
      if (list?.node.kind === 'journal') {
        void journals.more(list.node.target.portalId);
        return;
      }
      shown.set(listId, (shown.get(listId) ?? pageSize) + pageSize);
      redraw(list);
    },
    filter: (portalId, itemId) => filters.get(filterKey(portalId, itemId)),
    setFilter,
    revealTarget: createReveal(app, view, rows, setFilter),
    dispose() {
      clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
      rows.dispose();
    },
  };
}
