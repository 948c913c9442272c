import assert from 'node:assert/strict';
import { itemId, username } from '../../../src/core/ids';
import type { Holder, Listed, Member } from '../../../src/core/model';
import { PortalError } from '../../../src/core/problem';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { createInventory } from '../../../src/services/inventory';
import { createMatrixFeed } from '../../../src/services/matrix/matrixFeed';
import type { MatrixFeed } from '../../../src/services/matrix/matrixFeed';
import { holder, listing, member } from '../core/matrix/matrixFixture';
import type { Clock } from '../../../src/services/ports';
import { connectionsTo, fakeClient, portal } from './fakeClient';
import { memoryLog, quickClock, until } from './fakes';

const refused = (): PortalError =>
  new PortalError({ kind: 'listingUnavailable', reason: 'notPerUser' }, 'not licensed by user');
const reset = (): PortalError => new PortalError({ kind: 'transport' }, 'The connection was reset.');

async function build(answers: Partial<PortalClient>, clock: Clock = quickClock()) {
  const log = memoryLog();
  const connections = await connectionsTo(fakeClient(answers), log);
  const inventory = createInventory({ connections, clock, log });
  const feed = createMatrixFeed({ inventory, connections, clock, log });
  return { inventory, connections, feed, log };
}

const members =
  (...all: readonly Member[]): PortalClient['members'] =>
  options => {
    options?.onRows?.(all, all.length);
    return Promise.resolve({ items: options?.handsOver === true ? [] : all });
  };
const lists =
  (
    held: Readonly<Record<string, readonly Holder[] | PortalError>>,
    partial?: Listed<Holder>['partial'],
  ): PortalClient['holders'] =>
  (id, options) => {
    const rows = held[id] ?? [];
    if (rows instanceof PortalError) return Promise.reject(rows);
    options?.onRows?.(rows, rows.length);
    return Promise.resolve({
      items: options?.handsOver === true ? [] : rows,
      ...(partial === undefined ? {} : { partial }),
    });
  };

/** Each member's cells, as the table has them. */
const shown = ({ table }: MatrixFeed): readonly string[] =>
  Array.from(
    { length: table.length },
    (_, row) =>
      `${table.nameAt(row)}: ${table.heads.map((__, column) => table.cellAt(row, column).kind).join(' ')}`,
  ).sort();

describe('the feed of the matrix', () => {
  it('reads again what was forgotten while it was read, as where the session comes after the panel', async () => {
    let asked = 0;
    const { feed, inventory } = await build({
      members: members(member('ana')),
      purchases: signal => {
        asked++;
        if (asked > 1) return Promise.resolve([listing('a')]);
        return new Promise((_, reject) => {
          signal?.addEventListener('abort', () => reject(reset()));
        });
      },
      holders: lists({ a: [holder('ana', ['x'])] }),
    });
    feed.choose([portal]);
    await until(() => asked === 1);
    inventory.forget(portal);
    await until(() => shown(feed).join() === 'ana: held');
    assert.equal(asked, 2);
    feed.dispose();
  });

  it('reads members, listings and holders of the portals it is given, and nothing before', async () => {
    let asked = 0;
    const { feed } = await build({
      members: options => {
        asked++;
        return members(member('ana', 'Ana', 'creatorUT'), member('bo'))(options);
      },
      purchases: () => Promise.resolve([listing('a'), listing('b')]),
      holders: lists({ a: [holder('ANA', ['x'])], b: [holder('cy', ['y'])] }),
    });
    assert.equal(asked, 0);
    feed.choose([portal]);
    await until(() => shown(feed).length === 3 && !shown(feed).join().includes('unknown'));
    assert.deepEqual(shown(feed), ['ana: held none', 'bo: none none', 'cy: none held']);
    assert.equal(feed.table.userTypeAt(feed.table.findRow(0, 'Ana') ?? -1), 'creatorUT');
    assert.deepEqual(feed.members, [{ state: 'complete', count: 2 }]);
    assert.deepEqual(feed.progress, { done: 2, all: 2 });
    feed.dispose();
  });

  it('marks what is cut or failed as not known, leaves out what is not licensed per user, and reads failures anew', async () => {
    let isDown = true;
    const { feed } = await build({
      members: members(member('ana')),
      purchases: () => Promise.resolve([listing('a'), listing('b'), listing('c')]),
      holders: (id, options) =>
        lists(
          { a: refused(), b: isDown ? reset() : [holder('ana', ['x'])], c: [holder('bo', ['x'])] },
          id === 'c' ? { kind: 'portalLimit', limit: 1 } : undefined,
        )(id, options),
    });
    feed.choose([portal]);
    await until(() => feed.progress.done === 3 && feed.table.heads.length === 2 && shown(feed).length === 2);
    assert.deepEqual(shown(feed), ['ana: unknown unknown', 'bo: unknown held']);
    isDown = false;
    feed.retry();
    await until(() => shown(feed)[0] === 'ana: held unknown');
    feed.dispose();
  });

  it('shows holders without the list of members where that is refused, and says so', async () => {
    const { feed } = await build({
      members: () => Promise.reject(reset()),
      purchases: () => Promise.resolve([listing('a')]),
      holders: lists({ a: [holder('ana', ['x'])] }),
    });
    feed.choose([portal]);
    await until(() => shown(feed).join() === 'ana: held');
    assert.equal(feed.members[0]?.state, 'failed');
    feed.dispose();
  });

  it('shows a write at once, and drops a portal that is removed', async () => {
    const { feed, inventory, connections } = await build({
      members: members(member('ana')),
      purchases: () => Promise.resolve([listing('a')]),
      holders: lists({ a: [holder('ana', ['x'])] }),
    });
    feed.choose([portal]);
    await until(() => shown(feed).join() === 'ana: held');
    inventory.putHolders(portal, itemId('a'), [holder('bo', ['x'])], [username('ana')]);
    await until(() => shown(feed).join() === 'ana: none,bo: held');
    const heard: number[] = [];
    let heardInTurn: readonly number[] | undefined;
    feed.onDidChange(() => heard.push(feed.table.length));
    connections.onDidChange(() => (heardInTurn ??= [...heard]));
    await connections.remove(portal);
    await until(() => feed.portals.length === 0);
    assert.equal(feed.table.length, 0);
    assert.deepEqual(heardInTurn, [0], 'told in the same turn, before anything is done with the former rows');
    feed.dispose();
  });

  it('tells of the names that come, from lists of members and of holders, before there are many to be put in order', async () => {
    const holding = Array.from({ length: 23_000 }, (_, index) =>
      holder(`h${index}`, [index === 3 ? '' : 'x']),
    );
    const people = Array.from({ length: 12_000 }, (_, index) => member(`m${index}`));
    const { feed } = await build({
      members: options => {
        for (let from = 0; from < people.length; from += 100)
          options?.onRows?.(people.slice(from, from + 100), people.length);
        return Promise.resolve({ items: [] });
      },
      purchases: () => Promise.resolve([listing('a'), listing('b')]),
      holders: lists({ a: holding, b: [...holding].reverse() }),
    });
    const lengths = [0];
    feed.onDidChange(() => lengths.push(feed.table.length));
    // Whoever listens and fails keeps nothing from being read.
    feed.onDidChange(() => {
      if (feed.table.length >= 5_000) throw new Error('A page that is gone.');
    });
    feed.choose([portal]);
    await until(() => feed.progress.done === 2 && lengths.at(-1) === 34_999);
    const most = Math.max(...lengths.slice(1).map((length, index) => length - (lengths[index] ?? 0)));
    assert.ok(most <= 5_000, `${most} at once`);
    assert.equal(feed.table.findRow(0, 'h3'), undefined, 'who holds nothing is no row');
    assert.equal(feed.members[0]?.state, 'complete');
    const row = feed.table.findRow(0, 'h7') ?? -1;
    await until(() => feed.table.cellAt(row, 0).kind === 'held' && feed.table.cellAt(row, 1).kind === 'held');
    feed.dispose();
  });

  it('rests for ten times what an update took, so that reading never keeps it busy', async () => {
    let time = 1_000;
    const waits: number[] = [];
    const clock: Clock = {
      now: () => time,
      delay: async ms => {
        if (ms > 0) waits.push(ms);
        time += ms;
        await new Promise(resolve => setImmediate(resolve));
      },
    };
    const { feed, inventory } = await build(
      {
        members: members(member('ana')),
        purchases: () => Promise.resolve([listing('a')]),
        holders: lists({ a: [holder('ana', ['x'])] }),
      },
      clock,
    );
    feed.choose([portal]);
    await until(() => shown(feed).join() === 'ana: held');
    assert.deepEqual(new Set(waits), new Set([250]));
    // What is shown of it takes its time: a sort of 60,000 members on a busy machine.
    feed.onDidChange(() => (time += 300));
    waits.length = 0;
    for (let change = 0; change < 20; change++)
      inventory.putHolders(portal, itemId('a'), [holder('bo', [`x${change}`])], []);
    await until(() => waits.includes(3_000));
    await until(() => shown(feed).length === 2);
    assert.ok(waits.filter(ms => ms === 3_000).length <= 2, 'changes go into it together');
    feed.dispose();
  });

  it('starts over with other portals while an update is under way', async () => {
    const { feed } = await build({
      members: members(member('ana')),
      purchases: () => Promise.resolve([listing('a')]),
      holders: lists({ a: [holder('ana', ['x'])] }),
    });
    for (let round = 0; round < 3; round++) {
      feed.choose([portal]);
      await new Promise(resolve => setImmediate(resolve));
    }
    await until(() => shown(feed).join() === 'ana: held');
    feed.refresh();
    await until(() => shown(feed).join() === 'ana: held');
    feed.dispose();
  });
});
