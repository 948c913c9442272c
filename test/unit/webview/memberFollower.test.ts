import assert from 'node:assert/strict';
import { createMemberFollower } from '../../../src/webview/memberFollower';
import type { Found } from '../../../src/webview/memberFollower';

const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

function following() {
  const asked: { readonly member: string; answer(found: Found): void; fail(): void }[] = [];
  const places: (number | null)[] = [];
  const follower = createMemberFollower(
    member =>
      new Promise((answer, reject) => {
        asked.push({ member, answer, fail: () => reject(new Error('gone')) });
      }),
    at => places.push(at),
  );
  return { asked, places, follower };
}

describe('the focus in a table whose order changes', () => {
  it('stays on its member, and keys wait until that one is found', async () => {
    const { asked, places, follower } = following();
    follower.reordered(2, 'ana');
    assert.equal(follower.isLooking, true);
    let isSettled = false;
    void follower.settled().then(() => (isSettled = true));
    await settle();
    assert.equal(isSettled, false);
    asked[0]?.answer({ order: 2, at: 7 });
    await settle();
    assert.deepEqual([isSettled, follower.isLooking, places], [true, false, [7]]);
  });

  it('looks for the same member through several changes, whatever the rows in sight say meanwhile', async () => {
    const { asked, places, follower } = following();
    follower.reordered(2, 'ana');
    follower.reordered(3, 'bo');
    asked[0]?.answer({ order: 2, at: 7 });
    asked[1]?.answer({ order: 3, at: 9 });
    await settle();
    assert.deepEqual(places, [9]);
    follower.reordered(4, undefined);
    asked[2]?.answer({ order: 5, at: 1 });
    await settle();
    assert.equal(follower.isLooking, true, 'the place is of an order whose rows are still to come');
    follower.reordered(5, undefined);
    asked[3]?.answer({ order: 5, at: 1 });
    await settle();
    assert.deepEqual(places, [9, 1]);
    assert.deepEqual(
      asked.map(({ member }) => member),
      ['ana', 'ana', 'ana', 'ana'],
    );
  });

  it('lets go where the focus is set elsewhere, the member is gone, or the question fails', async () => {
    const { asked, places, follower } = following();
    follower.reordered(2, 'ana');
    follower.stop();
    asked[0]?.answer({ order: 2, at: 7 });
    await settle();
    assert.deepEqual(places, []);
    follower.reordered(3, undefined);
    assert.equal(asked.length, 1, 'nobody had the focus');
    follower.reordered(4, 'bo');
    asked[1]?.answer({ order: 4, at: null });
    await settle();
    follower.reordered(5, 'cy');
    asked[2]?.fail();
    await settle();
    assert.deepEqual([places, follower.isLooking], [[null, null], false]);
  });
});
