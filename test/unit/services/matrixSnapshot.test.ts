import assert from 'node:assert/strict';
import { itemId, portalId } from '../../../src/core/ids';
import { chosenMembers } from '../../../src/core/matrix/chosenMembers';
import { createMatrixState } from '../../../src/core/matrix/matrixState';
import type { Holder, Listing, Member } from '../../../src/core/model';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { createConnections } from '../../../src/services/connections';
import { createInventory } from '../../../src/services/inventory';
import { createMatrixFeed } from '../../../src/services/matrix/matrixFeed';
import { matrixSnapshot } from '../../../src/services/matrix/matrixSnapshot';
import { holder, listing, member } from '../core/matrix/matrixFixture';
import { connectionTo, deferred, fakeClient } from './fakeClient';
import { memoryLog, memoryStore, quickClock, until } from './fakes';

const [A, B] = [portalId('A'), portalId('B')];

interface Answers {
  readonly names: readonly string[];
  readonly held: Readonly<Record<string, readonly Holder[]>>;
  readonly listings?: readonly Listing[];
  /** What the reading of members waits for after its rows. */
  readonly end?: Promise<unknown>;
  readonly listed?: Promise<unknown>;
}

const clientOf = (answers: Answers): PortalClient =>
  fakeClient({
    members: async options => {
      const rows: readonly Member[] = answers.names.map(name => member(name));
      options?.onRows?.(rows, rows.length);
      await answers.end;
      return { items: [] };
    },
    purchases: async () => {
      await answers.listed;
      return [...(answers.listings ?? Object.keys(answers.held).map(id => listing(id)))];
    },
    holders: (id, options) => {
      const rows = answers.held[id] ?? [];
      options?.onRows?.(rows, rows.length);
      return Promise.resolve({ items: options?.handsOver === true ? [] : rows });
    },
  });

/** The matrix of these portals, with what the page would show. */
async function open(portals: Readonly<Record<string, Answers>>) {
  const log = memoryLog();
  const clock = quickClock();
  const connections = createConnections({
    store: memoryStore(),
    log,
    factory: {
      tokenSource: () => ({ token: () => Promise.resolve('t'), renew: () => Promise.resolve(undefined) }),
      createClient: ({ name }) => clientOf(portals[name] ?? { names: [], held: {} }),
    },
  });
  for (const id of Object.keys(portals))
    await connections.save(connectionTo({ id: portalId(id), name: id, url: `https://${id}.example/portal` }));
  const inventory = createInventory({ connections, clock, log });
  const feed = createMatrixFeed({ inventory, connections, clock, log });
  const state = createMatrixState(() => feed.table);
  feed.onDidChange(() => state.refresh());
  const names = (): readonly string[] => Array.from(state.order, row => state.table.nameAt(row));
  return {
    feed,
    state,
    connections,
    names,
    select: (name: string) => state.select({ kind: 'toggle', at: names().indexOf(name) }),
    snapshot: () =>
      matrixSnapshot(feed, state, { portalNames: state.table.portals, partial: ({ kind }) => kind }),
  };
}

interface Exported {
  readonly complete: boolean;
  readonly incomplete?: readonly string[];
  readonly members: readonly { readonly user: string }[];
}

describe('an export of the matrix', () => {
  const exported = (taken: ReturnType<typeof matrixSnapshot>, rows = taken.selected): Exported =>
    JSON.parse(taken.file(rows, 'json', 0, undefined).text) as Exported;

  it('is of the members that were chosen, also where the table is read anew before the file is written', async () => {
    const answers = { names: ['ana', 'bo'], held: { x: [holder('bo', ['e'])] } };
    const { feed, select, snapshot, names } = await open({ A: answers });
    feed.choose([A]);
    await until(() => feed.table.hasAllMembers && feed.table.isWhole(0));
    select('ana');
    const taken = snapshot();
    answers.names = ['zoe', 'ana', 'bo'];
    feed.refresh();
    await until(() => names().length === 3);
    assert.deepEqual(
      exported(taken).members.map(({ user }) => user),
      ['ana'],
    );
    feed.dispose();
  });

  it('says that it is partial while members are being read, in JSON and in CSV, and no longer when they are', async () => {
    const end = deferred<undefined>();
    const { feed, snapshot, names } = await open({
      A: { names: ['ana', 'bo'], held: { x: [holder('ana', ['e'])] }, end: end.promise },
    });
    feed.choose([A]);
    await until(() => names().length === 2 && feed.table.heads.length === 1 && feed.table.isWhole(0));
    const before = snapshot();
    assert.deepEqual(exported(before, [...before.matching]).incomplete, [
      'The members of A are being read: 2 so far.',
      'The filter looks at lists that are not whole: more members may match.',
    ]);
    const csv = before.file(before.matching, 'csv', 0, undefined);
    assert.equal(csv.isWhole, false);
    assert.deepEqual(
      csv.text.split('\r\n').map(line => line.split(',').at(-1)),
      ['export is whole', 'false', 'false', ''],
    );
    end.resolve(undefined);
    await until(() => feed.table.hasAllMembers);
    const after = snapshot();
    assert.equal(exported(after, [...after.matching]).complete, true);
    assert.equal(exported(before, [...before.matching]).complete, false, 'its rows are those of before');
    feed.dispose();
  });

  it('says that it is partial before the listings have come, and until they are columns', async () => {
    const listed = deferred<undefined>();
    const { feed, snapshot, names } = await open({
      A: { names: ['ana'], held: { x: [holder('ana', ['e'])] }, listed: listed.promise },
    });
    feed.choose([A]);
    await until(() => names().length === 1 && feed.table.hasAllMembers);
    assert.deepEqual(exported(snapshot()).incomplete, ['The listings of A are being read.']);
    listed.resolve(undefined);
    await until(() => feed.listings(A).state === 'ready');
    if (feed.table.heads.length === 0)
      assert.deepEqual(exported(snapshot()).incomplete, ['The table does not have every listing of A yet.']);
    await until(() => feed.table.heads.length === 1 && feed.table.isWhole(0));
    assert.equal(exported(snapshot()).complete, true);
    feed.dispose();
  });
});

describe('what the matrix hands to a plan', () => {
  const pro = (id: string): Listing => ({ ...listing(id), title: 'ArcGIS Pro' });
  const both = (): Promise<Awaited<ReturnType<typeof open>>> =>
    open({
      A: { names: ['a1'], listings: [pro('idA')], held: { idA: [holder('a1', ['e'])] } },
      B: { names: ['b1', 'b2'], listings: [pro('idB')], held: { idB: [holder('b1', ['e'])] } },
    });

  it('is the listing of the members’ own portal', async () => {
    const { feed, state, select } = await both();
    feed.choose([A, B]);
    await until(() => feed.table.hasAllMembers && feed.table.heads.length === 1 && feed.table.isWhole(0));
    state.setFilter({ listing: itemId('idA') });
    select('b1');
    assert.deepEqual(chosenMembers(state), { portalId: B, usernames: ['b1'], itemId: 'idB' });
    state.setFilter({});
    assert.deepEqual(chosenMembers(state), { portalId: B, usernames: ['b1'] });
    feed.dispose();
  });

  it('is nobody else where a portal is removed before the button is pressed', async () => {
    const { feed, state, select, connections } = await both();
    feed.choose([A, B]);
    await until(() => feed.table.hasAllMembers && feed.table.heads.length === 1 && feed.table.isWhole(0));
    select('b1');
    const seen = state.selectionVersion;
    await connections.remove(A);
    assert.equal(state.isSameSelection(seen), false);
    assert.throws(() => chosenMembers(state), /No member is selected/);
    feed.dispose();
  });
});
