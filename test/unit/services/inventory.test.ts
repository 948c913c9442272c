import assert from 'node:assert/strict';
import { entitlement, itemId, username } from '../../../src/core/ids';
import type { Username } from '../../../src/core/ids';
import type { Holder, Listed, Listing } from '../../../src/core/model';
import { PortalError } from '../../../src/core/problem';
import type { PortalClient, ReadOptions } from '../../../src/arcgis/portalClient';
import { createInventory } from '../../../src/services/inventory';
import { createPortalPaces } from '../../../src/services/portalPaces';
import type { BranchRef } from '../../../src/services/inventoryTypes';
import { connectionTo, connectionsTo, deferred, fakeClient, organization, portal } from './fakeClient';
import { memoryLog, quickClock, until } from './fakes';

const item = itemId('item1');
const holders: BranchRef<'holders'> = { portalId: portal, name: 'holders', key: item };
const row = (name: string, ...keys: string[]): Holder => ({
  username: username(name),
  entitlements: keys.map(entitlement),
  offline: false,
});
const reset = (): PortalError => new PortalError({ kind: 'transport' }, 'The connection was reset.');
const aborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    const stop = (): void => reject(new DOMException('aborted', 'AbortError'));
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
  });

async function build(answers: Partial<PortalClient>, kind: 'online' | 'enterprise' | 'legacy' = 'online') {
  const log = memoryLog();
  const clock = quickClock();
  const connections = await connectionsTo(fakeClient(answers), log, kind);
  const inventory = createInventory({ connections, clock, log });
  const events: string[] = [];
  inventory.onDidChange(ref => events.push(`${ref.name}:${ref.key ?? ''}:${inventory.peek(ref).state}`));
  return { inventory, connections, clock, log, events };
}

describe('inventory', () => {
  it('goes from idle over loading to ready, and asks once for all who wait', async () => {
    const answer = deferred<readonly Listing[]>();
    let calls = 0;
    const { inventory, events, clock } = await build({
      purchases: () => {
        calls += 1;
        return answer.promise;
      },
    });
    const ref: BranchRef<'listings'> = { portalId: portal, name: 'listings' };
    assert.deepEqual(inventory.peek(ref), { state: 'idle' });
    assert.equal(calls, 0, 'peek starts nothing');
    const one = inventory.load(ref);
    const other = inventory.load(ref);
    assert.deepEqual(inventory.peek(ref), { state: 'loading' });
    answer.resolve([]);
    assert.deepEqual(await one, { state: 'ready', value: [], readAt: clock.now() });
    assert.equal(await other, await one);
    assert.equal(await inventory.load(ref), await one);
    assert.equal(calls, 1);
    assert.deepEqual(events, ['listings::loading', 'listings::ready']);
  });

  it('keeps failures to their branch, and reads again on the next load', async () => {
    let calls = 0;
    const { inventory } = await build({
      purchases: () => Promise.resolve([]),
      organization: () => (++calls === 1 ? Promise.reject(reset()) : Promise.resolve(organization())),
    });
    const failed = await inventory.load({ portalId: portal, name: 'organization' });
    assert.ok(failed.state === 'failed' && failed.problem.fault.kind === 'transport');
    assert.equal((await inventory.load({ portalId: portal, name: 'listings' })).state, 'ready');
    assert.equal((await inventory.load({ portalId: portal, name: 'organization' })).state, 'ready');
  });

  it('keeps the old value in sight while it refreshes, and after the refresh failed', async () => {
    const answers = [Promise.resolve(organization()), Promise.reject(reset())];
    answers[1]!.catch(() => undefined);
    const { inventory } = await build({ organization: () => answers.shift()! });
    const ref: BranchRef<'organization'> = { portalId: portal, name: 'organization' };
    await inventory.load(ref);
    const refreshed = inventory.refresh(ref);
    const loading = inventory.peek(ref);
    assert.ok(loading.state === 'loading' && loading.value?.name === 'Riverbend');
    const failed = await refreshed;
    assert.ok(failed.state === 'failed' && failed.value?.name === 'Riverbend' && failed.readAt !== undefined);
  });

  it('lets the latest refresh win: the one before is aborted, and its callers get the newer result', async () => {
    const signals: AbortSignal[] = [];
    const second = deferred<readonly Listing[]>();
    const { inventory } = await build({
      purchases: signal => {
        signals.push(signal!);
        return signals.length === 1 ? aborted(signal) : second.promise;
      },
    });
    const ref: BranchRef<'listings'> = { portalId: portal, name: 'listings' };
    const one = inventory.load(ref);
    await until(() => signals.length === 1);
    const two = inventory.refresh(ref);
    await until(() => signals.length === 2);
    assert.equal(signals[0]!.aborted, true);
    second.resolve([]);
    assert.equal((await one).state, 'ready');
    assert.equal((await two).state, 'ready');
  });

  it('drops what a superseded load brings after all', async () => {
    const answers = [deferred<readonly Listing[]>(), deferred<readonly Listing[]>()];
    let calls = 0;
    const { inventory } = await build({ purchases: () => answers[calls++]!.promise });
    const ref: BranchRef<'listings'> = { portalId: portal, name: 'listings' };
    const one = inventory.load(ref);
    await until(() => calls === 1);
    const two = inventory.refresh(ref);
    await until(() => calls === 2);
    const late = [{ itemId: item } as Listing];
    answers[0]!.resolve(late);
    await new Promise(resolve => setTimeout(resolve, 5));
    assert.equal(inventory.peek(ref).state, 'loading');
    answers[1]!.resolve([]);
    for (const branch of await Promise.all([one, two]))
      assert.ok(branch.state === 'ready' && branch.value.length === 0);
  });

  it('shows the first rows at once, the rest at most every 100 ms, and the whole at the end', async () => {
    const go = deferred<undefined>();
    let options: ReadOptions<Holder> = {};
    const { inventory, events, clock } = await build({
      holders: async (_, given = {}) => {
        options = given;
        await go.promise;
        return { items: ['a', 'b', 'c', 'd'].map(name => row(name, 'x')) };
      },
    });
    const done = inventory.load(holders);
    await until(() => options.onRows !== undefined);
    options.onRows!([row('a', 'x')], 4);
    const first = inventory.peek(holders);
    assert.ok(first.state === 'loading');
    assert.deepEqual(
      first.value?.items.map(({ username: name }) => name),
      ['a'],
    );
    assert.deepEqual(first.value.partial, { kind: 'paged', total: 4 });
    const seen = events.length;
    options.onRows!([row('b', 'x')], 4);
    options.onRows!([row('c', 'x')], 4);
    assert.equal(events.length, seen, 'not yet again');
    await until(() => events.length > seen);
    const later = inventory.peek(holders);
    assert.ok(later.state === 'loading' && later.value?.items.length === 3);
    assert.ok(clock.now() > 0);
    options.onRows!([row('d', 'x')], 4);
    go.resolve(undefined);
    const ready = await done;
    assert.ok(ready.state === 'ready' && ready.value.items.length === 4 && !ready.value.partial);
    assert.equal(events.at(-1), 'holders:item1:ready');
  });

  it('does not show the first rows of a refresh in place of the old list', async () => {
    const go = deferred<undefined>();
    let calls = 0;
    const { inventory } = await build({
      holders: async (_, options) => {
        calls += 1;
        if (calls === 1) return { items: [row('a'), row('b')] };
        options?.onRows?.([row('a')], undefined);
        await go.promise;
        return { items: [row('a')] };
      },
    });
    await inventory.load(holders);
    const refreshed = inventory.refresh(holders);
    await until(() => calls === 2);
    const loading = inventory.peek(holders);
    assert.ok(loading.state === 'loading' && loading.value?.items.length === 2);
    go.resolve(undefined);
    const ready = await refreshed;
    assert.ok(ready.state === 'ready' && ready.value.items.length === 1);
  });

  it('keeps the reason of a cut list', async () => {
    const { inventory } = await build({
      holders: () => Promise.resolve({ items: [row('a')], partial: { kind: 'portalLimit', limit: 10_000 } }),
    });
    const branch = await inventory.load(holders);
    assert.ok(branch.state === 'ready');
    assert.deepEqual(branch.value.partial, { kind: 'portalLimit', limit: 10_000 });
  });

  it('keeps what was read of a list whose later page fails, and marks it', async () => {
    const { inventory } = await build({
      holders: (_, options) => {
        options?.onRows?.([row('a')], 9);
        return Promise.reject(reset());
      },
    });
    const branch = await inventory.load(holders);
    assert.ok(branch.state === 'ready' && branch.value.items.length === 1);
    assert.deepEqual(branch.value.partial, { kind: 'pageFailed', message: 'The connection was reset.' });
  });

  it('fails, rows or not, when the sign-in has ended', async () => {
    const { inventory } = await build({
      holders: (_, options) => {
        options?.onRows?.([row('a')], 9);
        return Promise.reject(new PortalError({ kind: 'signIn' }, 'Sign in again.'));
      },
    });
    const branch = await inventory.load(holders);
    assert.ok(branch.state === 'failed' && branch.problem.fault.kind === 'signIn');
  });

  it('ends a reading with its row, unless somebody else waits for it', async () => {
    let aborts = 0;
    const { inventory } = await build({
      holders: (_, options) => {
        options?.onRows?.([row('ann', 'x')], undefined);
        return aborted(options?.signal).catch((error: unknown) => {
          aborts += 1;
          throw error;
        });
      },
    });
    const shown = inventory.load(holders, { forRow: true });
    await until(() => inventory.peek(holders).state === 'loading' && 'value' in inventory.peek(holders));
    const other = inventory.load(holders);
    assert.equal(inventory.closeRow(holders), false);
    assert.equal(aborts, 0);
    inventory.cancel(holders);
    await Promise.all([shown, other]);
    const again = inventory.refresh(holders, { forRow: true });
    assert.equal(inventory.closeRow(holders), true);
    const branch = await again;
    assert.ok(branch.state === 'ready' && branch.value.partial?.kind === 'cancelled');
    assert.equal(inventory.closeRow(holders), false, 'nothing is under way');
  });

  it('reads as many lists at once as the portal takes', async () => {
    let atOnce = 0;
    let most = 0;
    const open: (() => void)[] = [];
    const log = memoryLog();
    const clock = quickClock();
    const client = fakeClient({
      holders: async () => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await new Promise<void>(resolve => open.push(resolve));
        atOnce -= 1;
        return { items: [] };
      },
    });
    const connections = await connectionsTo(client, log);
    const paces = createPortalPaces();
    const inventory = createInventory({ connections, clock, log, pace: id => paces.of(id) });
    const all = Array.from({ length: 20 }, (_, index) =>
      inventory.load({ portalId: portal, name: 'holders', key: `item${index}` }),
    );
    await until(() => open.length === 4);
    assert.equal(most, 4);
    paces.note(portal, 'throttled');
    for (const end of open.splice(0)) end();
    await until(() => open.length === 2);
    most = 0;
    for (const end of open.splice(0)) end();
    await until(() => open.length === 2);
    assert.equal(most, 2);
    for (let answer = 0; answer < 16; answer += 1) paces.note(portal, undefined);
    open.shift()?.();
    await until(() => open.length === 4);
    const timer = setInterval(() => open.splice(0).forEach(end => end()), 1);
    await Promise.all(all);
    clearInterval(timer);
  });

  it('keeps what was read when it is cancelled, and goes back to idle when that is nothing', async () => {
    let show = true;
    const { inventory } = await build({
      holders: (_, options) => {
        if (show) options?.onRows?.([row('a')], 9);
        return aborted(options?.signal);
      },
    });
    const first = inventory.load(holders);
    await until(() => {
      const branch = inventory.peek(holders);
      return branch.state === 'loading' && branch.value !== undefined;
    });
    inventory.cancel(holders);
    const branch = await first;
    assert.ok(branch.state === 'ready' && branch.value.items.length === 1);
    assert.deepEqual(branch.value.partial, { kind: 'cancelled' });
    show = false;
    const other: BranchRef<'holders'> = { ...holders, key: 'item2' };
    const second = inventory.load(other);
    await until(() => inventory.peek(other).state === 'loading');
    inventory.cancel(other);
    assert.deepEqual(await second, { state: 'idle' });
  });

  it('reads at most four things of a portal at once', async () => {
    let running = 0;
    let most = 0;
    const { inventory } = await build({
      holders: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(resolve => setTimeout(resolve, 2));
        running -= 1;
        return { items: [] };
      },
    });
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => inventory.load({ ...holders, key: `item${index}` })),
    );
    assert.equal(most, 4);
  });

  it('says that a branch is not for this kind of portal', async () => {
    const { inventory } = await build({});
    const branch = await inventory.load({ portalId: portal, name: 'license' });
    assert.ok(branch.state === 'failed' && branch.problem.fault.kind === 'versionUnsupported');
  });

  it('names a portal that is not saved', async () => {
    const { inventory } = await build({});
    const branch = await inventory.load({ portalId: 'nope' as typeof portal, name: 'listings' });
    assert.ok(branch.state === 'failed' && branch.problem.fault.kind === 'badInput');
  });

  it('refreshes what a portal has loaded, failed branches too, and nothing else', async () => {
    const calls: string[] = [];
    const { inventory } = await build({
      purchases: () => {
        calls.push('listings');
        return Promise.resolve([]);
      },
      organization: () => {
        calls.push('organization');
        return Promise.reject(reset());
      },
      userTypes: () => Promise.resolve([]),
    });
    await inventory.load({ portalId: portal, name: 'listings' });
    await inventory.load({ portalId: portal, name: 'organization' });
    await inventory.refreshPortal(portal);
    assert.deepEqual(calls.sort(), ['listings', 'listings', 'organization', 'organization']);
    assert.equal(inventory.peek({ portalId: portal, name: 'userTypes' }).state, 'idle');
  });

  describe('putHolders', () => {
    const list = (items: readonly Holder[]): Listed<Holder> => ({ items, total: items.length });

    it('replaces, adds and removes rows, in whatever case the names come', async () => {
      const { inventory, events } = await build({
        holders: () => Promise.resolve(list([row('Ann', 'x'), row('bob', 'x'), row('cyd', 'x')])),
      });
      await inventory.load(holders);
      inventory.putHolders(portal, item, [row('ann', 'y'), row('dan', 'z')], [username('BOB')]);
      const branch = inventory.peek(holders);
      assert.ok(branch.state === 'ready');
      assert.deepEqual(
        branch.value.items.map(({ username: name, entitlements }) => [name, ...entitlements]),
        [
          ['ann', 'y'],
          ['cyd', 'x'],
          ['dan', 'z'],
        ],
      );
      assert.equal(branch.value.total, 3);
      assert.equal(events.at(-1), 'holders:item1:ready');
    });

    it('is not undone by a read that began before it', async () => {
      const go = deferred<Listed<Holder>>();
      let calls = 0;
      const { inventory } = await build({
        holders: () => (++calls === 1 ? Promise.resolve(list([row('ann', 'x')])) : go.promise),
      });
      await inventory.load(holders);
      const refreshed = inventory.refresh(holders);
      await until(() => calls === 2);
      inventory.putHolders(portal, item, [row('ann', 'y')], []);
      go.resolve(list([row('ann', 'x')]));
      const branch = await refreshed;
      assert.ok(branch.state === 'ready');
      assert.deepEqual(branch.value.items.at(0)?.entitlements, ['y']);
    });

    it('does nothing for a list that is not there', async () => {
      const { inventory, events } = await build({});
      inventory.putHolders(portal, item, [row('ann', 'y')], []);
      assert.deepEqual(events, []);
    });
  });

  it('forgets a portal: aborts, tells each branch, and later reads anew', async () => {
    let signal: AbortSignal | undefined;
    const { inventory, events } = await build({
      purchases: () => Promise.resolve([]),
      holders: (_, options) => {
        signal = options?.signal;
        return aborted(signal);
      },
    });
    await inventory.load({ portalId: portal, name: 'listings' });
    const loading = inventory.load(holders);
    await until(() => signal !== undefined);
    events.splice(0);
    inventory.forget(portal);
    assert.equal(signal?.aborted, true);
    assert.deepEqual(await loading, { state: 'idle' });
    assert.deepEqual(events.sort(), ['holders:item1:idle', 'listings::idle']);
  });

  it('forgets by itself what belongs to another address or user, and not what was renamed', async () => {
    const { inventory, connections } = await build({ purchases: () => Promise.resolve([]) });
    const ref: BranchRef<'listings'> = { portalId: portal, name: 'listings' };
    await inventory.load(ref);
    await connections.save(connectionTo({ name: 'Renamed' }));
    assert.equal(inventory.peek(ref).state, 'ready');
    await connections.save(connectionTo({ username: username('other') }));
    assert.equal(inventory.peek(ref).state, 'idle');
    await inventory.load(ref);
    await connections.remove(portal);
    assert.equal(inventory.peek(ref).state, 'idle');
  });

  it('shares equal sets and names between rows', async () => {
    const names = (): Username[] => ['a', 'b'].map(name => username(`${name}lice`));
    const { inventory } = await build({
      holders: () =>
        Promise.resolve({
          items: names().map(name => ({
            username: name,
            entitlements: [entitlement('x'), entitlement('y')],
            offline: false,
          })),
        }),
    });
    const one = await inventory.load(holders);
    const other = await inventory.load({ ...holders, key: 'item2' });
    assert.ok(one.state === 'ready' && other.state === 'ready');
    assert.equal(one.value.items.at(0)!.entitlements, one.value.items.at(1)!.entitlements);
    assert.equal(one.value.items.at(0)!.entitlements, other.value.items.at(0)!.entitlements);
  });

  it('goes on when a listener throws', async () => {
    const { inventory, log } = await build({ purchases: () => Promise.resolve([]) });
    inventory.onDidChange(() => {
      throw new Error('listener');
    });
    assert.equal((await inventory.load({ portalId: portal, name: 'listings' })).state, 'ready');
    assert.ok(log.lines.some(line => line.includes('listener')));
  });

  it('after dispose aborts and tells nobody', async () => {
    let signal: AbortSignal | undefined;
    const { inventory, events } = await build({
      purchases: given => {
        signal = given;
        return aborted(given);
      },
    });
    const loading = inventory.load({ portalId: portal, name: 'listings' });
    await until(() => signal !== undefined);
    events.splice(0);
    inventory.dispose();
    assert.equal(signal?.aborted, true);
    await loading;
    assert.deepEqual(events, []);
  });
});
