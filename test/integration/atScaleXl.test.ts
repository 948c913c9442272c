// The largest organization in a real extension host: 60,000 members, 20 listings, 40 entitlements. The limits are those of the issue,
// "What must hold at the end", line 6.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { userKey, type PortalId } from '../../src/core/ids';
import type { Listing } from '../../src/core/model';
import { createChartsFeed } from '../../src/ui/charts/chartsFeed';
import { Command } from '../../src/ui/commandIds';
import type { TreeElement } from '../../src/ui/tree/treeRows';
import { costOf, eventually, memoryAtRest, pause, watchLoad, type Load } from './hostMeasures';
import { loadedParts, type Composition } from './loadedParts';

const firstPageLimitMs = 2_000;
const delayLimitMs = 200;
const growthLimitMb = 300;
const filterLimitMs = 100;
const portalLimit = 10_000;
/** How long the idle control and the loads it is compared with are watched. */
const watchMs = 6_000;

describe('scale XL', function () {
  this.timeout(60_000);
  let api: Composition;
  let portal: PortalId;
  let largest: Listing;
  let listings: readonly Listing[];
  let rest: { readonly rssMb: number; readonly heapMb: number };
  let idle: Load;

  const below = (parent?: TreeElement): readonly TreeElement[] => api.tree.rows.getChildren(parent);
  const root = (): TreeElement =>
    below().find(row => row.node.target.portalId === portal) ?? assert.fail('no row of the portal');
  const rowOf = (listing: Listing): TreeElement =>
    below(root()).find(row => row.node.kind === 'listing' && row.node.target.itemId === listing.itemId) ??
    assert.fail(`no row of ${listing.title}`);
  const holderRows = (rows: readonly TreeElement[]): readonly TreeElement[] =>
    rows.filter(row => row.node.kind === 'holder');
  const holders = (listing: Listing) =>
    api.app.inventory.peek({ portalId: portal, name: 'holders', key: listing.itemId });
  const isSettled = (listing: Listing): boolean => ['ready', 'failed'].includes(holders(listing).state);

  async function readListings(): Promise<readonly Listing[]> {
    await api.app.inventory.load({ portalId: portal, name: 'organization' });
    const branch = await api.app.inventory.load({ portalId: portal, name: 'listings' });
    assert.equal(branch.state, 'ready');
    return branch.value;
  }

  /** Opens every listing as the view does: each row in a turn of its own. */
  async function openAll(): Promise<void> {
    for (const row of below(root())) {
      if (row.node.kind !== 'listing') continue;
      await pause(0);
      for (const child of below(row)) api.tree.rows.getTreeItem(child);
    }
  }

  /** Says the numbers and holds them to the limits. */
  function check(what: string, load: Load): void {
    const growth = load.peakRssMb - rest.rssMb;
    console.log(
      `      ${what}: ${load.tookMs} ms, longest delay ${load.maxDelayMs} ms, of its own ${load.ownDelayMs} ms ` +
        `(idle ${idle.maxDelayMs}, ${idle.ownDelayMs}), ` +
        `memory +${growth} MB (heap +${load.peakHeapMb - rest.heapMb})`,
    );
    assert.ok(
      load.ownDelayMs - idle.ownDelayMs <= delayLimitMs,
      `${what}: the event loop stood for ${load.ownDelayMs} ms, idle ${idle.ownDelayMs} ms`,
    );
    assert.ok(growth < growthLimitMb, `${what}: memory grew by ${growth} MB`);
  }

  before(async function () {
    this.timeout(90_000);
    api = await loadedParts();
    // What other tests have read and connected is no part of the measure.
    for (const { id } of api.app.connections.list()) api.app.inventory.forget(id);
    const began = performance.now();
    await vscode.commands.executeCommand(Command.connectSamplePortal, { flavor: 'online', scale: 'XL' });
    console.log(
      `      the sample portal started and connected in ${Math.round(performance.now() - began)} ms`,
    );
    portal =
      api.app.connections.list().find(one => one.sample?.flavor === 'online' && one.sample.scale === 'XL')
        ?.id ?? assert.fail('not connected');
    listings = await readListings();
    const size = (one: Listing): number => Math.max(0, ...one.pools.map(pool => pool.num));
    largest = listings.toSorted((a, b) => size(b) - size(a))[0] ?? assert.fail('no listing');
    await vscode.commands.executeCommand('arcgisEntitlements.portals.focus');
    await eventually(() => (api.tree.view.visible ? true : undefined), 'the Portals view does not open');
    await pause(1_000);
    rest = await memoryAtRest();
    idle = await watchLoad(() => pause(watchMs));
    console.log(
      `      idle: longest delay ${idle.maxDelayMs} ms; at rest ${rest.rssMb} MB, heap ${rest.heapMb} MB`,
    );
  });

  after(async () => {
    await api.app.connections.remove(portal);
  });

  it('shows the first 100 holders of the largest listing in under 2 s, and never as the whole list', async () => {
    const shownAsWhole: string[] = [];
    const link = api.app.inventory.onDidChange(ref => {
      const branch = holders(largest);
      if (ref.key !== largest.itemId || branch.state !== 'ready') return;
      if (branch.value.partial?.kind !== 'portalLimit')
        shownAsWhole.push(JSON.stringify(branch.value.partial));
    });
    const { rows, view } = api.tree;
    const drawn = new Set<string>();
    const draw = rows.getTreeItem.bind(rows);
    let began = 0;
    let firstPageMs = Infinity;
    rows.getTreeItem = element => {
      if (element.node.kind === 'holder' && element.node.target.itemId === largest.itemId) {
        drawn.add(element.id);
        if (drawn.size === 100) firstPageMs = Math.min(firstPageMs, Math.round(performance.now() - began));
      }
      return draw(element);
    };
    const load = await watchLoad(async () => {
      began = performance.now();
      await view.reveal(rowOf(largest), { expand: true, select: true, focus: true });
      await eventually(() => (isSettled(largest) && drawn.size >= 100 ? true : undefined), 'no 100 rows');
      await pause(Math.max(0, watchMs - (performance.now() - began)));
    });
    rows.getTreeItem = draw;
    link.dispose();
    console.log(`      first 100 rows in the view: ${firstPageMs} ms`);
    assert.ok(firstPageMs < firstPageLimitMs, `${firstPageMs} ms`);
    assert.deepEqual(shownAsWhole, []);
    check('the largest listing', load);
  });

  it('has them as fast from the provider, when all is read anew', async () => {
    api.app.inventory.forget(portal);
    await readListings();
    assert.ok(['idle', 'loading'].includes(holders(largest).state));
    const began = performance.now();
    const row = rowOf(largest);
    await eventually(() => (holderRows(below(row)).length === 100 ? true : undefined), 'no 100 rows');
    const tookMs = performance.now() - began;
    console.log(`      first 100 rows from the provider: ${Math.round(tookMs)} ms`);
    assert.ok(tookMs < firstPageLimitMs, `${tookMs} ms`);
    await eventually(() => (isSettled(largest) ? true : undefined), 'the list is not read to its end');
  });

  it('marks the list of more than 10,000 holders as cut, with the reason, and its seats as "at least"', () => {
    const branch = holders(largest);
    assert.equal(branch.state, 'ready');
    assert.equal(branch.value.items.length, portalLimit);
    assert.deepEqual(branch.value.partial, { kind: 'portalLimit', limit: portalLimit });
    const row = rowOf(largest);
    const rows = below(row);
    assert.equal(holderRows(rows).length, 100);
    const partial = rows.find(one => one.node.kind === 'partial') ?? assert.fail('no row says so');
    assert.match(partial.node.label, /^Cut at 10,000$/);
    assert.match(row.node.description ?? '', /at least 10,000/);
    const tooltip = row.node.tooltip.map(line => line.value).join('\n');
    assert.match(tooltip, /cuts this list at 10,000/);
    assert.doesNotMatch(tooltip, /complete/i);
    const group = rows.find(one => one.node.kind === 'pools') ?? assert.fail('no entitlements');
    const pools = below(group);
    assert.ok(pools.length >= 40);
    for (const pool of pools) assert.match(pool.node.description ?? '', /at least/, pool.node.label);
    // Nor does any other row give 10,000 as the whole.
    const more = rows.find(one => one.node.kind === 'loadMore') ?? assert.fail('no Load more');
    assert.match(more.node.label, /100 of at least 10,000/);
    api.tree.setFilter(portal, largest.itemId, { offline: true });
    const filter =
      below(rowOf(largest)).find(one => one.node.kind === 'filter') ?? assert.fail('no filter row');
    assert.match(filter.node.label, /\(at least [\d,]+ of at least 10,000\)/);
    api.tree.setFilter(portal, largest.itemId, undefined);
  });

  it('filters 10,000 rows in less than 100 ms', () => {
    for (const filter of [
      { text: 'an' },
      { entitlement: largest.pools[0]?.key ?? '' },
      { idleSince: Date.now() - 90 * 86_400_000 },
      { offline: true as const, text: 'e', idleSince: Date.now() },
    ]) {
      const { cost } = costOf(() => {
        api.tree.setFilter(portal, largest.itemId, filter);
        return below(rowOf(largest));
      });
      console.log(`      filter ${Object.keys(filter).join('+')}: ${cost.wallMs.toFixed(1)} ms`);
      assert.ok(cost.wallMs - cost.waitedMs < filterLimitMs, `${JSON.stringify(filter)}: ${cost.wallMs} ms`);
    }
    api.tree.setFilter(portal, largest.itemId, undefined);
  });

  it('stays inside the limits with all listings open and the seat charts beside them', async () => {
    const load = await watchLoad(async () => {
      await vscode.commands.executeCommand(Command.showCharts, { portalId: portal });
      await openAll();
      await eventually(
        () => (listings.every(isSettled) ? true : undefined),
        'a list is not read to its end',
        40_000,
      );
      await openAll();
      await pause(1_000);
    });
    const cut = listings.filter(one => {
      const branch = holders(one);
      return branch.state === 'ready' && branch.value.items.length >= portalLimit;
    });
    assert.ok(cut.length > 1, 'more than one listing meets the ceiling');
    for (const one of cut) {
      const branch = holders(one);
      assert.ok(branch.state === 'ready' && branch.value.partial?.kind === 'portalLimit', one.title);
    }
    if (load.tookMs > idle.tookMs) {
      const more = await watchLoad(() => pause(load.tookMs - idle.tookMs));
      idle = {
        ...idle,
        maxDelayMs: Math.max(idle.maxDelayMs, more.maxDelayMs),
        ownDelayMs: Math.max(idle.ownDelayMs, more.ownDelayMs),
      };
    }
    check(`${listings.length} listings and the charts`, load);
    const feed = createChartsFeed({ ...api.app });
    feed.choose(portal);
    const { cost, result } = costOf(() => feed.model() ?? assert.fail('no model'));
    feed.dispose();
    const seats = result.listings.rows.find(row => row.itemId === largest.itemId);
    assert.equal(seats?.seats.atLeast, true);
    assert.ok(cost.wallMs - cost.waitedMs < delayLimitMs, `the charts' model takes ${cost.wallMs} ms`);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('plans for a member beyond the 10,000th by reading that one, and drops nothing of what is held', async () => {
    const branch = holders(largest);
    assert.equal(branch.state, 'ready');
    const listed = new Set(branch.value.items.map(row => userKey(row.username)));
    const client = api.app.connections.client(portal);
    const found = await client.searchMembers({ text: 'z', limit: 100 });
    const beyond = await (async () => {
      for (const member of found.items) {
        if (listed.has(userKey(member.username))) continue;
        const holder = await client.holder(largest.itemId, member.username);
        if (holder && !holder.offline && holder.entitlements.length > 1) return holder;
      }
      return assert.fail('no holder beyond the list');
    })();
    const { board } = await api.changes.load();
    const readOneByOne: string[] = [];
    const read = client.holder.bind(client);
    Object.defineProperty(client, 'holder', {
      configurable: true,
      writable: true,
      value: (...args: Parameters<typeof client.holder>) => {
        readOneByOne.push(args[1]);
        return read(...args);
      },
    });
    const add = largest.pools.find(({ key }) => !beyond.entitlements.includes(key) && !/desktop/.test(key));
    assert.ok(add);
    await vscode.commands.executeCommand(Command.provision, {
      portalId: portal,
      itemId: largest.itemId,
      usernames: [beyond.username],
      entitlements: [add.key],
      mode: 'add',
    });
    Object.defineProperty(client, 'holder', { configurable: true, writable: true, value: read });
    assert.equal(readOneByOne[0], beyond.username);
    // Up to three more tell whether the portal shows the Pro levels that come with a user type.
    assert.ok(readOneByOne.length <= 4, readOneByOne.join());
    assert.equal(board.current.state, 'ready');
    const { plan } = board.current;
    assert.equal(plan.kind, 'members');
    const [change, ...others] = plan.changes;
    assert.ok(change, JSON.stringify(plan.skipped));
    assert.deepEqual([others, plan.skipped], [[], []]);
    assert.equal(change.username, beyond.username);
    assert.deepEqual(change.before.toSorted(), beyond.entitlements.toSorted());
    assert.deepEqual(change.after.toSorted(), [...beyond.entitlements, add.key].toSorted());
    assert.equal(plan.requests.length, 1);
    assert.ok(plan.ledger.every(row => row.atLeast));
    await vscode.commands.executeCommand(Command.discardPlan);
  });
});
