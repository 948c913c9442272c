import assert from 'node:assert/strict';
import { nextTurn } from '../../../src/arcgis/slices';

describe('turns of the event loop', () => {
  it('lets one go on per turn, however many wait, and each in its order', async () => {
    let turn = 0;
    let ended = false;
    const count = (): void => {
      turn++;
      if (!ended) setImmediate(count);
    };
    setImmediate(count);
    const seen: string[] = [];
    const perTurn = new Map<number, number>();
    const work = async (name: string): Promise<void> => {
      for (let step = 0; step < 3; step++) {
        await nextTurn();
        seen.push(`${name}${step}`);
        perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1);
      }
    };
    await Promise.all([work('a'), work('b'), work('c')]);
    ended = true;
    assert.deepEqual(seen, ['a0', 'b0', 'c0', 'a1', 'b1', 'c1', 'a2', 'b2', 'c2']);
    assert.deepEqual([...new Set(perTurn.values())], [1]);
  });
});
