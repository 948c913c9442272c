import assert from 'node:assert/strict';
import { bundleEntitlement } from '../../../src/core/catalog';
import { entitlement, itemId, username } from '../../../src/core/ids';
import type { Holder, Listed, Listing } from '../../../src/core/model';
import { PortalError } from '../../../src/core/problem';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { createInventory } from '../../../src/services/inventory';
import { readTargets } from '../../../src/services/stateReader';
import { connectionsTo, fakeClient, portal } from './fakeClient';
import { memoryLog, quickClock } from './fakes';

const pro = itemId('pro');
const bundle = itemId('bundle');
const listing = (id: typeof pro, changes: Partial<Listing> = {}): Listing => ({
  itemId: id,
  title: `Title of ${id}`,
  status: 'active',
  pools: [{ key: entitlement('x'), num: 10 }],
  maxUsers: 20,
  canDisconnect: true,
  hasListing: true,
  ...changes,
});
const row = (name: string, changes: Partial<Holder> = {}): Holder => ({
  username: username(name),
  entitlements: [entitlement('x')],
  offline: false,
  ...changes,
});
const many = (count: number): Holder[] => Array.from({ length: count }, (_, index) => row(`user${index}`));

async function build(answers: Partial<PortalClient>) {
  const calls: string[] = [];
  const client = fakeClient({
    purchases: () => Promise.resolve([listing(pro), listing(itemId('other'))]),
    appBundles: () => Promise.resolve([{ itemId: bundle, name: 'Essentials', maximum: 5 }]),
    ...answers,
    ...(answers.holders && {
      holders: (id, options) => {
        calls.push(`list ${id}`);
        return answers.holders!(id, options);
      },
    }),
    ...(answers.holder && {
      holder: (id, name, signal) => {
        calls.push(`one ${name}`);
        return answers.holder!(id, name, signal);
      },
    }),
  });
  const log = memoryLog();
  const clock = quickClock();
  const connections = await connectionsTo(client, log);
  const inventory = createInventory({ connections, clock, log });
  const deps = { connections, inventory, clock };
  const read = (items: readonly (typeof pro)[], names: readonly string[], signal?: AbortSignal) =>
    readTargets(deps, portal, items, names.map(username), signal);
  return { calls, inventory, clock, read };
}

describe('readTargets', () => {
  it('reads the list anew and knows everybody by it', async () => {
    const { read, calls } = await build({
      holders: () => Promise.resolve({ items: [row('Ann', { offline: true, offlineSince: 5 }), row('bob')] }),
      holder: () => Promise.resolve(undefined),
    });
    await read([pro], ['ann']);
    const [state] = await read([pro], ['ANN', 'nobody']);
    assert.deepEqual(
      calls,
      ['list pro', 'list pro', 'one nobody'],
      'a list of two rows is read again rather than trusted, and so is whom it leaves out',
    );
    assert.equal(state?.complete, true);
    assert.equal(state.maxUsers, 20);
    assert.deepEqual(state.pools, [{ key: 'x', total: 10 }]);
    assert.deepEqual(state.holdings.get('ann'), {
      username: 'Ann',
      entitlements: ['x'],
      offline: true,
      offlineSince: 5,
    });
    assert.deepEqual(state.holdings.get('nobody')?.entitlements, []);
    assert.equal(state.holdings.size, 3);
  });

  it('states seats and names as the portal has them now, not as a view showed them', async () => {
    let total = 10;
    let reads = 0;
    const { read, clock } = await build({
      purchases: () => {
        reads += 1;
        return Promise.resolve([listing(pro, { pools: [{ key: entitlement('x'), num: total }] })]);
      },
      appBundles: () => Promise.resolve([{ itemId: bundle, name: 'Essentials', maximum: total }]),
      holders: () => Promise.resolve({ items: [row('ann')] }),
      appBundleHolders: () => Promise.resolve({ items: [] }),
    });
    await read([pro, bundle], ['ann']);
    total = 4;
    await read([pro], ['ann']);
    assert.equal(reads, 1, 'just read');
    clock.advance(60_001);
    const states = await read([pro, bundle], ['ann']);
    assert.deepEqual(
      states.map(({ pools }) => pools[0]?.total),
      [4, 4],
    );
  });

  it('reads few members one by one beside a long list that was just read', async () => {
    const { read, calls, clock } = await build({
      holders: () => Promise.resolve({ items: many(1000) }),
      holder: (_, name) => Promise.resolve(row(name, { entitlements: [entitlement('y')] })),
    });
    await read(
      [pro],
      many(6).map(({ username: name }) => name),
    );
    const [state] = await read([pro], ['user3']);
    assert.deepEqual(calls, ['list pro', 'one user3']);
    assert.deepEqual(state?.holdings.get('user3')?.entitlements, ['y']);
    assert.equal(state.holdings.size, 1000);
    clock.advance(60_001);
    await read([pro], ['user3']);
    assert.deepEqual(calls, ['list pro', 'one user3', 'list pro'], 'too old');
  });

  it('lets the list decide where a single read says "nothing" of a member of it', async () => {
    const { read, calls } = await build({
      holders: () => Promise.resolve({ items: many(1000) }),
      holder: () => Promise.resolve(undefined),
    });
    await read(
      [pro],
      many(6).map(({ username: name }) => name),
    );
    const [state] = await read([pro], ['user3']);
    assert.deepEqual(calls, ['list pro', 'one user3', 'list pro']);
    assert.deepEqual(state?.holdings.get('user3')?.entitlements, ['x']);
  });

  it('reads the list anew where one holds something whom it leaves out, and marks it where it does so again', async () => {
    const { read, calls, inventory } = await build({
      holders: () => Promise.resolve({ items: many(1000) }),
      holder: (_, name) => Promise.resolve(row(name)),
    });
    await read(
      [pro],
      many(6).map(({ username: name }) => name),
    );
    const [state] = await read([pro], ['left']);
    assert.deepEqual(calls, ['list pro', 'one left', 'list pro', 'one left']);
    assert.deepEqual(state?.holdings.get('left')?.entitlements, ['x']);
    assert.equal(state.complete, false);
    const shown = inventory.peek({ portalId: portal, name: 'holders', key: pro });
    assert.match(
      shown.state === 'ready' && shown.value.partial?.kind === 'pageFailed'
        ? shown.value.partial.message
        : '',
      /leaves out members who hold something, such as left/,
    );
  });

  it('does not take the row of an older list for a member whose single read failed', async () => {
    const { read } = await build({
      holders: () => Promise.resolve({ items: many(1000) }),
      holder: () => Promise.reject(new PortalError({ kind: 'transport' }, 'reset')),
    });
    await read(
      [pro],
      many(6).map(({ username: name }) => name),
    );
    const [state] = await read([pro], ['user3']);
    assert.equal(state?.holdings.has('user3'), false);
    assert.equal(state.complete, false);
  });

  it('asks for each named member that a cut list leaves out, four at a time', async () => {
    let running = 0;
    let most = 0;
    const cut: Listed<Holder> = { items: many(50), partial: { kind: 'portalLimit', limit: 10_000 } };
    const { read, calls } = await build({
      holders: () => Promise.resolve(cut),
      holder: async (_, name) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(resolve => setTimeout(resolve, 1));
        running -= 1;
        return name === 'late' ? row('Late') : undefined;
      },
    });
    const names = ['user1', 'late', ...Array.from({ length: 10 }, (_, index) => `new${index}`)];
    const [state] = await read([pro], names);
    assert.equal(calls.filter(call => call.startsWith('one')).length, 11, 'not for those in the list');
    assert.equal(most, 4);
    assert.equal(state?.complete, false);
    assert.deepEqual(state.holdings.get('late')?.entitlements, ['x']);
    assert.deepEqual(state.holdings.get('new3')?.entitlements, []);
  });

  it('leaves a member out that could not be read, so that the plan skips it', async () => {
    const { read } = await build({
      holders: () =>
        Promise.resolve({ items: [row('ann')], partial: { kind: 'pageFailed', message: 'reset' } as const }),
      holder: (_, name) =>
        name === 'bad'
          ? Promise.reject(new PortalError({ kind: 'transport' }, 'reset'))
          : Promise.resolve(undefined),
    });
    const [state] = await read([pro], ['ann', 'bad', 'good']);
    assert.equal(state?.complete, false);
    assert.equal(state.holdings.has('bad'), false);
    assert.equal(state.holdings.has('good'), true);
  });

  it('says of each target that cannot be read why, and reads the others', async () => {
    const { read } = await build({
      holders: id =>
        id === pro
          ? Promise.reject(
              new PortalError({ kind: 'listingUnavailable', reason: 'notPerUser' }, 'not licensed by user'),
            )
          : Promise.resolve({ items: [row('ann')] }),
    });
    const states = await read([pro, itemId('other'), itemId('unknown')], ['ann']);
    assert.match(states[0]?.unavailable ?? '', /not licensed per member/);
    assert.equal(states[1]?.unavailable, undefined);
    assert.equal(states[1]?.holdings.size, 1);
    assert.match(states[2]?.unavailable ?? '', /no listing, app bundle or user type extension/);
    assert.deepEqual(
      states.map(({ target }) => target.itemId),
      ['pro', 'other', 'unknown'],
    );
  });

  it('says so when the products themselves cannot be read', async () => {
    const { read } = await build({
      purchases: () => Promise.reject(new PortalError({ kind: 'timeout', ms: 1 }, 'No answer.')),
    });
    const [state] = await read([pro], ['ann']);
    assert.match(state?.unavailable ?? '', /products could not be read: No answer/);
  });

  it('reads the holders of an app bundle', async () => {
    const { read } = await build({ appBundleHolders: () => Promise.resolve({ items: [username('Ann')] }) });
    const [state] = await read([bundle], ['ann', 'bob']);
    assert.equal(state?.target.kind, 'appBundle');
    assert.deepEqual(state.pools, [{ key: bundleEntitlement, total: 5 }]);
    assert.deepEqual(state.holdings.get('ann')?.entitlements, [bundleEntitlement]);
    assert.deepEqual(state.holdings.get('bob')?.entitlements, []);
    assert.equal(state.complete, true);
  });

  it('does not know who is missing from a cut list of a bundle', async () => {
    const { read } = await build({
      appBundleHolders: () =>
        Promise.resolve({ items: [username('Ann')], partial: { kind: 'portalLimit', limit: 10_000 } }),
    });
    const [state] = await read([bundle], ['ann', 'bob']);
    assert.equal(state?.complete, false);
    assert.equal(state.holdings.has('bob'), false);
  });

  it('says when the trial ends', async () => {
    const { read } = await build({
      purchases: () => Promise.resolve([listing(pro, { status: 'trial', endsAt: 99 })]),
      holders: () => Promise.resolve({ items: [] }),
    });
    const [state] = await read([pro], ['ann']);
    assert.deepEqual(state?.ends, { kind: 'trialEnds', at: 99 });
  });

  it('stops when it is cancelled', async () => {
    const stop = new AbortController();
    const { read } = await build({
      holders: () => {
        stop.abort();
        return new Promise<never>(() => undefined);
      },
    });
    await assert.rejects(read([pro], ['ann'], stop.signal), { name: 'AbortError' });
  });
});
