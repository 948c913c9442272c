// Find Member: one person and everything they hold. Each product is asked for this person alone, four at a time, so that one that fails hides none.
import pLimit from 'p-limit';
import * as vscode from 'vscode';
import { bundleEntitlement } from '../../core/catalog';
import type { Disposable } from '../../core/emitter';
import { userKey, type ItemId, type PortalId, type Username } from '../../core/ids';
import type { Holder, Member } from '../../core/model';
import { extensionProblem } from '../../core/licensedProducts';
import { PortalError, isAbort, messageOf } from '../../core/problem';
import type { Target } from '../../core/planTypes';
import { memberChildren, memberRows, type MemberState } from '../../core/tree/treeModelMember';
import { pageSize, type LoadState, type TreeState } from '../../core/tree/treeModelTypes';
import { pickMembers } from '../../services/apply/pickMembers';
import { asPortalError, readEach } from '../../services/apply/singleReads';
import type { MemberReads } from '../../services/apply/singleReads';
import { readProducts } from '../../services/products';
import type { App } from '../app';
import { View } from '../commandIds';
import { TreeRows, type TreeElement } from './treeRows';
import { treeWordsIn } from './treeWords';

const readsAtOnce = 4;
const redrawMs = 100;

export interface MemberView extends Disposable {
  readonly view: vscode.TreeView<TreeElement>;
  readonly rows: TreeRows;
  /** Who is shown. */
  readonly shown: { readonly portalId: PortalId; readonly username: Username } | undefined;
  /**
   * Shows a member, by name or with what a search said; resolves when everything was asked for.
   * @throws PortalError `notMember`, and what the portal answers when the member itself cannot be read.
   */
  show(portalId: PortalId, member: Username | Member): Promise<void>;
  /** Reads again: one product, or everything. */
  refresh(itemId?: ItemId): Promise<void>;
  clear(): void;
}

interface Product {
  readonly target: Target;
  reading: LoadState<Holder>;
}

/** One look at one person; a newer one aborts it. */
interface Look {
  readonly portalId: PortalId;
  readonly abort: AbortController;
  member: Member;
  products: Product[];
  missing: MemberState['missing'];
}

export function createMemberView(app: App): MemberView {
  const { inventory, connections, clock, log } = app;
  const limit = pLimit(readsAtOnce);
  let look: Look | undefined;
  let timer: NodeJS.Timeout | undefined;

  const state = (): TreeState => {
    const settings = vscode.workspace.getConfiguration('arcgisEntitlements');
    return {
      portals: connections.list(),
      peek: (portalId, name, key) =>
        inventory.peek({ portalId, name, ...(key === undefined ? {} : { key }) }),
      now: clock.now(),
      idleDays: settings.get('idleDays', 365),
      expiringDays: settings.get('expiryWarningDays', 30),
      shown: () => pageSize,
      filter: () => undefined,
      words: treeWordsIn(look === undefined ? undefined : connections.get(look.portalId)?.timeZone),
    };
  };
  const rows = new TreeRows({
    list: node => {
      if (!look) return [];
      return node ? memberChildren(node, look, state()) : memberRows(look, state());
    },
    opened: () => undefined,
  });
  const view = vscode.window.createTreeView(View.member, {
    treeDataProvider: rows,
    canSelectMany: true,
    showCollapseAll: true,
  });

  function redraw(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      rows.refreshTop();
    }, redrawMs);
  }

  /** The portal's own answer for one product, kept as loading, ready or failed. */
  async function read(of: Look, product: Product): Promise<void> {
    const { target } = product;
    const { signal } = of.abort;
    const before = product.reading.state === 'ready' ? product.reading : undefined;
    product.reading = { state: 'loading', ...(before && { value: before.value, readAt: before.readAt }) };
    redraw();
    const name = of.member.username;
    try {
      const reads = await limit(async () =>
        target.kind === 'appBundle'
          ? bundleReads(of, target, before !== undefined)
          : readEach(connections.client(of.portalId), target, [name], signal),
      );
      if (signal.aborted) return;
      const row = reads.rows.get(userKey(name));
      const problem = reads.failed.get(userKey(name));
      product.reading = problem
        ? failed(problem)
        : {
            state: 'ready',
            value: row ?? { username: name, entitlements: [], offline: false },
            readAt: clock.now(),
          };
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      product.reading = failed(asPortalError(error));
    }
    redraw();

    function failed(problem: PortalError): LoadState<Holder> {
      // A listing that nobody can hold is nothing that went wrong for this person.
      const { fault } = problem;
      return fault.kind === 'listingUnavailable' && fault.reason === 'notPerUser'
        ? { state: 'ready', value: { username: name, entitlements: [], offline: false }, readAt: clock.now() }
        : {
            state: 'failed',
            problem: target.licensedAs === 'extension' ? extensionProblem(problem, target.title) : problem,
          };
    }
  }

  /** There is no read of one member of a bundle (wire reference 7.4): its list is read once and kept by the inventory. */
  async function bundleReads(of: Look, target: Target, anew: boolean): Promise<MemberReads> {
    const ref = { portalId: of.portalId, name: 'bundleHolders', key: target.itemId } as const;
    const branch = await (anew ? inventory.refresh(ref) : inventory.load(ref));
    if (branch.state === 'failed') throw branch.problem;
    if (branch.state !== 'ready') throw new DOMException('forgotten', 'AbortError');
    const items = branch.value.items.map(username => ({
      username,
      entitlements: [bundleEntitlement],
      offline: false,
    }));
    const client = connections.client(of.portalId);
    return pickMembers(
      client,
      target,
      [of.member.username],
      { ...branch.value, items },
      {
        signal: of.abort.signal,
      },
    );
  }

  async function productsOf(of: Look): Promise<void> {
    const { portalId } = of;
    const [{ products, missing }] = await Promise.all([
      readProducts({ inventory, connections }, portalId),
      inventory.load({ portalId, name: 'organization' }),
      inventory.load({ portalId, name: 'userTypes' }),
    ]);
    of.missing = missing.map(({ name }) => ({ what: name, need: { portalId, name } }));
    const targets = products.map(({ kind, itemId, title, ...product }): Target =>
      kind === 'appBundle'
        ? { kind, itemId, title }
        : {
            kind: 'listing',
            itemId,
            title,
            ...('item' in product ? { licensedAs: product.item.section } : {}),
          },
    );
    of.products = targets.map(target => ({ target, reading: { state: 'idle' } }));
  }

  async function readAll(of: Look): Promise<void> {
    await productsOf(of);
    if (of !== look) return;
    redraw();
    await Promise.all(of.products.map(async product => read(of, product)));
  }

  function again(itemIds: ReadonlySet<string>): Promise<unknown> {
    const of = look;
    if (!of) return Promise.resolve();
    const concerned = of.products.filter(({ target }) => itemIds.has(target.itemId));
    return Promise.all(concerned.map(async product => read(of, product)));
  }

  function clear(): void {
    look?.abort.abort(new DOMException('superseded', 'AbortError'));
    look = undefined;
    void vscode.commands.executeCommand('setContext', 'arcgisEntitlements.hasMember', false);
    view.description = '';
    redraw();
  }

  const subscriptions = [
    // What a plan changed is read again for the person in sight.
    app.plans.onDidApply(report => {
      const of = look;
      if (!of) return;
      const key = userKey(of.member.username);
      const changed = report.results.filter(result => userKey(result.username) === key);
      again(new Set(changed.map(result => result.itemId))).catch((error: unknown) =>
        log.error(`Reading a member again failed: ${messageOf(error)}`),
      );
    }),
    connections.onDidChange(id => {
      if (look?.portalId === id && !connections.get(id)) clear();
    }),
  ];

  async function memberNamed(portalId: PortalId, name: Username): Promise<Member> {
    const member = await connections.client(portalId).member(name);
    if (member) return member;
    throw new PortalError(
      { kind: 'notMember', usernames: [name] },
      vscode.l10n.t('{0} is not a member of the organization.', name),
    );
  }

  async function show(portalId: PortalId, who: Username | Member): Promise<void> {
    const member = typeof who === 'string' ? await memberNamed(portalId, who) : who;
    look?.abort.abort(new DOMException('superseded', 'AbortError'));
    const of: Look = { portalId, abort: new AbortController(), member, products: [], missing: [] };
    look = of;
    void vscode.commands.executeCommand('setContext', 'arcgisEntitlements.hasMember', true);
    const portal = connections.list().length > 1 ? connections.get(portalId)?.name : undefined;
    view.description = [member.username, portal].filter(text => text !== undefined).join(' \u00b7 ');
    redraw();
    const reading = readAll(of);
    await vscode.commands.executeCommand(`${View.member}.focus`);
    await reading;
  }

  return {
    view,
    rows,
    get shown() {
      return look && { portalId: look.portalId, username: look.member.username };
    },
    show,
    async refresh(itemId) {
      const of = look;
      if (!of) return;
      if (itemId !== undefined && of.products.some(({ target }) => target.itemId === itemId)) {
        await again(new Set([itemId]));
        return;
      }
      for (const { need } of of.missing) await inventory.refresh(need);
      of.member = (await connections.client(of.portalId).member(of.member.username)) ?? of.member;
      await readAll(of);
    },
    clear,
    dispose() {
      clearTimeout(timer);
      look?.abort.abort(new DOMException('disposed', 'AbortError'));
      for (const subscription of subscriptions) subscription.dispose();
      view.dispose();
      rows.dispose();
    },
  };
}
