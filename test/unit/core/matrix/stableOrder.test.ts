import assert from 'node:assert/strict';
import { stableOrder } from '../../../../src/core/matrix/stableOrder';
import { Random } from '../../../../src/samplePortal/random';

describe('rows in the order of their numbers', () => {
  it('stand as a stable sort by comparison puts them, both ways', () => {
    const some = [
      -Infinity,
      Infinity,
      0,
      -0,
      1,
      -1,
      2 ** 31,
      -(2 ** 31),
      2 ** 32,
      2 ** 53,
      -(2 ** 53),
      0.5,
      1e-310,
      -1e300,
    ];
    for (let seed = 1; seed <= 300; seed++) {
      const source = new Random(seed);
      const random = (): number => source.next();
      const value = [
        () => some[Math.floor(random() * some.length)] ?? 0,
        () => Math.floor(random() * 4),
        () => 1.7e12 + Math.floor(random() * 1e9),
        () => (random() - 0.5) * 10 ** Math.floor(random() * 300),
      ][seed % 4]!;
      const values = Float64Array.from({ length: Math.floor(random() * 400) }, value);
      const order = Uint32Array.from(values.keys())
        .filter(() => random() < 0.8)
        .reverse();
      for (const descending of [false, true]) {
        const way = descending ? -1 : 1;
        const expected = [...order].sort((a, b) => {
          const [one, other] = [values[a]!, values[b]!];
          return one < other ? -way : one > other ? way : 0;
        });
        assert.deepEqual([...stableOrder(order, values, descending)], expected, `seed ${seed}`);
      }
    }
  });

  it('are none where there are none', () => {
    assert.equal(stableOrder(new Uint32Array(), new Float64Array(), false).length, 0);
  });
});
