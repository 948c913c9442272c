// Commands on the rows of both trees that only look. Each takes a row, the selected rows, or `{portalId, itemId, username, ...}` from a program.
import * as v from 'valibot';
import * as vscode from 'vscode';
import { itemId as toItemId, username as toUsername, type ItemId, type PortalId } from '../../core/ids';
import { inertLabel } from '../../core/inertText';
import type { HolderFilter } from '../../core/holderFilter';
import type { Listing, PortalConnection } from '../../core/model';
import { portalPage } from '../../core/portalPage';
import { PortalError } from '../../core/problem';
import { listingNodeId } from '../../core/tree/rowPath';
import type { JournalFeed } from '../../services/journal/journalFeed';
import { readProducts } from '../../services/products';
import type { App } from '../app';
import { Command } from '../commandIds';
import type * as Lookups from './lookups';
import type { MemberView } from './memberView';
import { notUnderstood } from '../notUnderstood';
import { readArguments } from '../readArguments';
import { savedPortal } from '../savedPortal';
import { targetsOf, type NodeTarget } from './nodeTarget';
import type { PortalsTree } from './portalsTree';

/** What a program may pass beyond a row's target (README, "Commands"). */
const Arguments = v.looseObject({
  portalId: v.optional(v.string()),
  itemId: v.optional(v.string()),
  username: v.optional(v.string()),
  format: v.optional(v.picklist(['csv', 'json'])),
  uri: v.optional(v.string()),
  filter: v.optional(
    v.strictObject({
      text: v.exactOptional(v.string()),
      entitlement: v.exactOptional(v.string()),
      idleSince: v.exactOptional(v.number()),
      usedFrom: v.exactOptional(v.number()),
      usedBefore: v.exactOptional(v.number()),
      offline: v.exactOptional(v.literal(true)),
      neverUsed: v.exactOptional(v.literal(true)),
    }),
  ),
});
type Arguments = v.InferOutput<typeof Arguments>;

/** One list of holders: of a listing, an app of the license, or a bundle. */
interface Product {
  readonly portalId: PortalId;
  readonly itemId: ItemId;
  readonly title: string;
  readonly isBundle: boolean;
  readonly pools: Listing['pools'];
}

type TreeCommand =
  | typeof Command.refresh
  | typeof Command.retry
  | typeof Command.loadMore
  | typeof Command.filterHolders
  | typeof Command.clearFilter
  | typeof Command.copyUsername
  | typeof Command.copyItemId
  | typeof Command.openInPortal
  | typeof Command.exportHolders
  | typeof Command.findMember
  | typeof Command.clearMember;

export type TreeHandlers = Readonly<Record<TreeCommand, (...args: unknown[]) => Promise<unknown>>>;

const lookups = async (): Promise<typeof Lookups> => import('./lookups');

/** @throws nothing by itself; each handler throws PortalError for the registration to report. */
export function treeHandlers(
  app: App,
  tree: PortalsTree,
  memberView: MemberView,
  journals: Pick<JournalFeed, 'refresh'>,
  /** Where the portal is now. */
  addressNow: (connection: PortalConnection) => Promise<string>,
): TreeHandlers {
  const { inventory, connections } = app;

  const rowsOf = (args: readonly unknown[]): readonly NodeTarget[] => targetsOf(args[0], args[1]);

  function given(args: readonly unknown[]): Arguments {
    if (typeof args[0] !== 'object' || args[0] === null || Array.isArray(args[0]) || 'node' in args[0])
      return {};
    return readArguments(Arguments, args[0], notUnderstood);
  }

  /** The rows selected in the view that was used last, for calls from the palette. */
  const selected = (): readonly NodeTarget[] =>
    [...tree.view.selection, ...memberView.view.selection].map(element => element.node.target);

  async function portalOf(args: readonly unknown[]): Promise<PortalId | undefined> {
    const named = given(args).portalId;
    return (
      rowsOf(args)[0]?.portalId ?? (named === undefined ? app.pickPortal() : savedPortal(connections, named))
    );
  }

  async function refresh(args: readonly unknown[]): Promise<void> {
    const targets = rowsOf(args);
    if (targets.length === 0) {
      await Promise.all([
        ...connections.list().map(({ id }) => refreshPortal(id)),
        memberView.refresh(),
        journals.refresh(),
      ]);
      return;
    }
    await Promise.all(targets.map(refreshTarget));
  }

  async function refreshPortal(portalId: PortalId): Promise<void> {
    const ref = { portalId, name: 'organization' } as const;
    if (inventory.peek(ref).state === 'idle') await inventory.load(ref);
    else await inventory.refreshPortal(portalId);
  }

  async function refreshTarget({ portalId, itemId, username, branch, ofJournal }: NodeTarget): Promise<void> {
    if (ofJournal === true) await journals.refresh(portalId);
    else if (branch) {
      if (branch.name === 'organization') await refreshPortal(portalId);
      else await inventory.refresh(branch);
    } else if (username !== undefined && memberView.shown) await memberView.refresh(itemId);
    else await refreshPortal(portalId);
  }

  async function retry(args: readonly unknown[]): Promise<void> {
    const targets = rowsOf(args);
    if (targets.length > 0) await Promise.all(targets.map(refreshTarget));
    else await refresh([]);
    // A list of products that is back brings rows the person's view has not asked for.
    if (memberView.shown && targets.some(target => target.branch?.name === 'listings'))
      await memberView.refresh();
  }

  async function productOf(args: readonly unknown[], title: string): Promise<Product | undefined> {
    const { itemId: named } = given(args);
    const row = rowsOf(args)[0] ?? (named === undefined ? selected()[0] : undefined);
    const portalId = row?.portalId ?? (await portalOf(args));
    if (portalId === undefined) return undefined;
    const all = await productsOf(portalId);
    const wanted = row?.itemId ?? (named === undefined ? undefined : toItemId(named));
    if (wanted !== undefined) {
      const isBundle = row?.targetKind === 'appBundle';
      const known = all.find(product => product.itemId === wanted);
      return known ?? { portalId, itemId: wanted, title: wanted, isBundle, pools: [] };
    }
    const picked = await vscode.window.showQuickPick(
      all.map(product => ({
        label: inertLabel(product.title),
        description: inertLabel(product.itemId),
        product,
      })),
      {
        title,
        placeHolder: vscode.l10n.t('Choose a listing, an app bundle or a user type extension'),
        matchOnDescription: true,
      },
    );
    return picked?.product;
  }

  async function productsOf(portalId: PortalId): Promise<readonly Product[]> {
    const { products, missing } = await readProducts(app, portalId);
    const unread = missing.find(({ name }) => name === 'listings');
    if (products.length === 0 && unread) throw unread.problem;
    return products.map(({ itemId, title, ...product }) => ({
      portalId,
      itemId,
      title,
      isBundle: product.kind === 'appBundle',
      pools: product.kind === 'listing' ? product.listing.pools : [],
    }));
  }

  async function filterHolders(args: readonly unknown[]): Promise<void> {
    const product = await productOf(args, vscode.l10n.t('Filter Holders'));
    if (!product) return;
    const { portalId, itemId } = product;
    const filter = given(args).filter ?? (await askFilter(product));
    if (filter === undefined) return;
    tree.setFilter(portalId, itemId, filter);
    await tree.revealTarget({ portalId, itemId });
  }

  async function askFilter(product: Product): Promise<HolderFilter | undefined> {
    const { portalId, itemId } = product;
    const branch = inventory.peek({ portalId, name: 'holders', key: itemId });
    const holders = branch.state === 'idle' ? undefined : branch.value?.items;
    const { pickFilter, savedFiltersOf } = await lookups();
    const saved = savedFiltersOf(app.context);
    return pickFilter(product, tree.filter(portalId, itemId), holders, app.clock.now(), saved);
  }

  async function copy(texts: readonly (string | undefined)[]): Promise<void> {
    const lines = [...new Set(texts.filter(text => text !== undefined))];
    if (lines.length > 0) await vscode.env.clipboard.writeText(lines.join('\n'));
  }

  /** A row of the plan view names a member without being one of our rows. */
  function usernameOf(value: unknown): string | undefined {
    return typeof value === 'object' &&
      value !== null &&
      'username' in value &&
      typeof value.username === 'string'
      ? value.username
      : undefined;
  }

  async function openInPortal(args: readonly unknown[]): Promise<void> {
    const [target] = rowsOf(args);
    const portalId = target?.portalId ?? (await portalOf(args));
    if (portalId === undefined) return;
    // Throws for a portal that is not connected.
    const { url } = connections.client(portalId);
    const connection = connections.get(portalId);
    await openAddress(addressOf(connection === undefined ? url : await addressNow(connection), target));
  }

  async function findMember(args: readonly unknown[]): Promise<void> {
    const [target] = rowsOf(args);
    const named = target?.username ?? given(args).username;
    const portalId = await portalOf(args);
    if (portalId === undefined) return;
    const member =
      named === undefined
        ? await (await lookups()).pickMember(app, portalId, vscode.l10n.t('Find Member'))
        : toUsername(named);
    if (member !== undefined) await memberView.show(portalId, member);
  }

  return {
    [Command.refresh]: async (...args) => refresh(args),
    [Command.retry]: async (...args) => retry(args),
    [Command.loadMore]: async (...args) => {
      for (const { listId, portalId, itemId } of rowsOf(args)) {
        if (listId !== undefined) tree.loadMore(listId);
        else if (itemId !== undefined) tree.loadMore(listingNodeId(portalId, itemId));
      }
      return Promise.resolve();
    },
    [Command.filterHolders]: async (...args) => filterHolders(args),
    [Command.clearFilter]: async (...args) => {
      for (const { portalId, itemId } of rowsOf(args))
        if (itemId !== undefined) tree.setFilter(portalId, itemId, undefined);
      return Promise.resolve();
    },
    [Command.copyUsername]: async (...args) => {
      const rows = rowsOf(args);
      await copy(rows.length > 0 ? rows.map(row => row.username) : [usernameOf(args[0])]);
    },
    [Command.copyItemId]: async (...args) => copy(rowsOf(args).map(row => row.itemId)),
    [Command.openInPortal]: async (...args) => openInPortal(args),
    [Command.exportHolders]: async (...args) => {
      const product = await productOf(args, vscode.l10n.t('Export Holders'));
      if (!product) return undefined;
      const { format, uri, filter } = given(args);
      return (await lookups()).exportHolders(app, {
        ...product,
        filter: filter ?? tree.filter(product.portalId, product.itemId),
        format,
        uri,
      });
    },
    [Command.findMember]: async (...args) => findMember(args),
    [Command.clearMember]: async () => {
      memberView.clear();
      return Promise.resolve();
    },
  };
}

/** @throws PortalError `badInput` for a portal's address that is not http or https. */
function addressOf(url: string, target: NodeTarget | undefined): string {
  const page = portalPage(url, target);
  if (page !== undefined) return page;
  throw new PortalError(
    { kind: 'badInput' },
    vscode.l10n.t('The portal’s address is not a web address, so there is nothing to open.'),
  );
}

/**
 * Opens the address as it is. A Uri loses what is escaped in a query, such as `+`, `&` and `#` in a user name (microsoft/vscode#85930). VS Code
 * takes text as well, which its types do not say, so only an address that a Uri would change goes that way.
 */
async function openAddress(address: string): Promise<void> {
  const uri = vscode.Uri.parse(address, true);
  // What VS Code makes of a Uri for the browser.
  const opened = new URL(encodeURI(uri.toString(true)));
  const asked = new URL(address);
  const isKept = [...asked.searchParams].every(([name, value]) => opened.searchParams.get(name) === value);
  await vscode.env.openExternal(isKept ? uri : (address as unknown as vscode.Uri));
}
