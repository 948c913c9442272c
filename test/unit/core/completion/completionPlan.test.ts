import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bitOf,
  completionCost,
  hasBit,
  mostLists,
  openQuestions,
  withBit,
} from '../../../../src/core/completion/completionPlan';
import type { CutList } from '../../../../src/core/completion/completionPlan';
import { percentOf } from '../../../../src/core/completion/completionState';
import { itemId, username } from '../../../../src/core/ids';

const members = Array.from({ length: 30 }, (_, index) => username(`Member${index}`));
const lists = fc.array(
  fc.record({
    way: fc.constantFrom('provisionedListings' as const, 'each' as const),
    shown: fc.uniqueArray(fc.integer({ min: 0, max: 29 })),
  }),
  { minLength: 1, maxLength: 6 },
);
const cutLists = (
  of: readonly { readonly way: CutList['way']; readonly shown: readonly number[] }[],
): readonly CutList[] =>
  of.map(({ way, shown }, index) => ({
    itemId: itemId(`item${index}`),
    way,
    shown: new Set(shown.map(place => `member${place}`)),
  }));

describe('what the completion of lists takes', () => {
  it('asks about every pair that no list shows, once, and never more than the offer said', () => {
    fc.assert(
      fc.property(lists, of => {
        const cut = cutLists(of);
        const questions = [...openQuestions(members, cut, () => undefined)];
        const pairs = new Set(
          questions.flatMap(({ username: name, together, single }) =>
            [...together, ...single].map(place => `${name}\n${place}`),
          ),
        );
        const missing = members.flatMap(name =>
          cut.flatMap(({ shown }, place) => (shown.has(name.toLowerCase()) ? [] : [`${name}\n${place}`])),
        );
        assert.deepEqual([...pairs].sort(), missing.sort());
        const cost = completionCost(members.length, cut);
        const pages = 2;
        const fewest = questions.reduce(
          (sum, { together, single }) => sum + (together.length > 0 ? 1 : 0) + single.length,
          pages,
        );
        const most = questions.reduce((sum, { together }) => sum + together.length, fewest);
        assert.deepEqual(cost, { fewest, most, members: questions.length });
      }),
    );
  });

  it('asks nobody for provisionedListings twice, and nothing that was answered', () => {
    fc.assert(
      fc.property(lists, fc.array(fc.nat(63), { minLength: 30, maxLength: 30 }), (of, masks) => {
        const cut = cutLists(of);
        const mask = (key: string): number | undefined => masks[Number(key.slice('member'.length))];
        for (const { username: name, together, single } of openQuestions(members, cut, mask)) {
          assert.deepEqual(together, []);
          for (const place of single) assert.ok(!hasBit(mask(name.toLowerCase()) ?? 0, place));
        }
      }),
    );
  });

  it('tells up to fifty lists apart in one number', () => {
    let mask = 0;
    for (let place = 0; place < mostLists; place += 2) mask = withBit(withBit(mask, place), place);
    for (let place = 0; place < mostLists; place += 1) assert.equal(hasBit(mask, place), place % 2 === 0);
    assert.ok(Number.isSafeInteger(mask + bitOf(mostLists - 1)));
  });

  it('says 100 percent only of all', () => {
    assert.deepEqual(
      [{ asked: 3 }, { asked: 0, of: 0 }, { asked: 59_999, of: 60_000 }, { asked: 60_000, of: 60_000 }].map(
        percentOf,
      ),
      [0, 0, 99, 100],
    );
  });
});
