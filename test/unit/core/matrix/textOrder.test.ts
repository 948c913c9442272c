import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createTextOrder } from '../../../../src/core/matrix/textOrder';

const texts = fc.array(fc.constantFrom('', 'a', 'ab', 'abc', 'abcd', 'abce', 'b', 'é', 'zz'), {
  maxLength: 12,
});

describe('rows in the order of their texts', () => {
  it('are as if sorted at once, however they came and whatever changed in between', () => {
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 5 }), steps => {
        const now: string[] = [];
        const order = createTextOrder(row => now[row] ?? '');
        for (const step of steps) {
          // The first ones anew, and as many as are left are added.
          for (const [row, text] of step.entries()) now[row] = text;
          const before = order.rows(now.length);
          const sorted = [...now.keys()].sort((one, other) => {
            const [a = '', b = ''] = [now[one], now[other]];
            return a < b ? -1 : a > b ? 1 : one - other;
          });
          assert.deepEqual([...before], sorted);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('asks for no order twice, and leaves the former one as it was', () => {
    const now = ['b', 'a'];
    const order = createTextOrder(row => now[row] ?? '');
    const first = order.rows(2);
    assert.equal(order.rows(2), first);
    now.push('aa');
    assert.deepEqual([...order.rows(3)], [1, 2, 0]);
    assert.deepEqual([...first], [1, 0]);
  });

  it('are in order, too, where there are many and their beginnings are alike', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom('', 'anna-maria lo', 'anna-maria l', 'anna', '\uffff', 'a\uffff'),
            fc.string(),
          ),
          {
            minLength: 600,
            maxLength: 900,
          },
        ),
        parts => {
          const now = parts.map(([start, rest]) => start + rest);
          const expected = [...now.keys()].sort((one, other) => {
            const [a = '', b = ''] = [now[one], now[other]];
            return a < b ? -1 : a > b ? 1 : one - other;
          });
          assert.deepEqual([...createTextOrder(row => now[row] ?? '').rows(now.length)], expected);
        },
      ),
      { numRuns: 40 },
    );
  });
});
