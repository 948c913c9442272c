import assert from 'node:assert/strict';
import { HolderDirectory } from '../../../src/core/holderDirectory';
import { HolderTable } from '../../../src/core/holderTable';
import { entitlement, username } from '../../../src/core/ids';
import type { Holder, Listed } from '../../../src/core/model';
import { freshPart, laidOver } from '../../../src/core/olderRows';

const rowOf = (index: number, lastUsed = 1): Holder => ({
  username: username(`Member${index}`),
  entitlements: [entitlement(index % 2 === 0 ? 'a' : 'b')],
  offline: false,
  lastUsed,
});

function list(directory: HolderDirectory, rows: Iterable<Holder>): Listed<Holder> {
  const table = new HolderTable(directory);
  for (const row of rows) table.push(row);
  return { items: table.trim().view() };
}

const cut = { kind: 'portalLimit', limit: 2 } as const;
const noTurn = (): Promise<void> => Promise.resolve();
const names = ({ items }: Listed<Holder>): string[] => [...items].map(row => row.username);

describe('rows of an earlier list under those of a newer, cut one', () => {
  it('are those of members whom the newer one does not show, from another directory too', async () => {
    const earlier = {
      ...list(
        new HolderDirectory(),
        [0, 1, 2, 3].map(at => rowOf(at)),
      ),
      completed: { from: 5, to: 9 },
    };
    const newer = {
      ...list(new HolderDirectory(), [rowOf(7, 2), { ...rowOf(1, 2), username: username('MEMBER1') }]),
      partial: cut,
    };
    const both = await laidOver(newer, { value: earlier, readAt: 4 }, new HolderDirectory(), noTurn);
    assert.deepEqual(names(both), ['Member7', 'MEMBER1', 'Member0', 'Member2', 'Member3']);
    assert.deepEqual(
      [...both.items].map(row => row.lastUsed),
      [2, 2, 1, 1, 1],
    );
    assert.deepEqual(both.older, { from: 4, to: 9, rows: 3 });
    assert.deepEqual(both.partial, cut);
    assert.deepEqual([...freshPart(both).items], [...newer.items]);
    assert.equal(freshPart(both).older, undefined);
  });

  it('keep their own times under the next one, with those who were among the first and are missing now', async () => {
    const directory = new HolderDirectory();
    const earlier: Listed<Holder> = {
      ...list(
        directory,
        [0, 1, 2, 3].map(at => rowOf(at)),
      ),
      partial: cut,
      older: { from: 5, to: 9, rows: 2 },
    };
    const same = { ...list(directory, [rowOf(0), rowOf(1)]), partial: cut };
    assert.deepEqual(
      (await laidOver(same, { value: earlier, readAt: 20 }, directory, noTurn)).older,
      earlier.older,
    );
    const pushed = { ...list(directory, [rowOf(0), rowOf(8)]), partial: cut };
    const both = await laidOver(pushed, { value: earlier, readAt: 20 }, directory, noTurn);
    assert.deepEqual(names(both), ['Member0', 'Member8', 'Member1', 'Member2', 'Member3']);
    assert.deepEqual(both.older, { from: 5, to: 20, rows: 3 });
  });

  it('are none under a whole list, and none of a list that was cut itself', async () => {
    const directory = new HolderDirectory();
    const whole = list(directory, [rowOf(0)]);
    const short: Listed<Holder> = { ...list(directory, [rowOf(1)]), partial: cut };
    assert.equal(
      await laidOver(whole, { value: list(directory, [rowOf(1)]), readAt: 1 }, directory, noTurn),
      whole,
    );
    assert.equal(
      await laidOver(
        short,
        { value: { ...list(directory, [rowOf(2)]), partial: cut }, readAt: 1 },
        directory,
        noTurn,
      ),
      short,
    );
  });

  it('are laid in slices, with a turn for others between them', async () => {
    const directory = new HolderDirectory();
    const rows = Array.from({ length: 20_000 }, (_, index) => rowOf(index));
    const earlier = list(directory, rows);
    const newer = { ...list(directory, rows.slice(0, 8_000)), partial: cut };
    let turns = 0;
    const both = await laidOver(newer, { value: earlier, readAt: 1 }, directory, () => {
      turns += 1;
      return Promise.resolve();
    });
    assert.equal(both.items.length, rows.length);
    assert.equal(turns, 28_000 / 4_000);
  });
});
