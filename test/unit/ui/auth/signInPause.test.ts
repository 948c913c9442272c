import assert from 'node:assert/strict';
import { portalId } from '../../../../src/core/ids';
import { isAbort } from '../../../../src/core/problem';
import { SignInPause } from '../../../../src/ui/auth/signInPause';

const portal = portalId('gis.example.com');
const other = portalId('other.example.com');

/** Questions that the test answers. */
function asked(): {
  pause: SignInPause;
  questions: { portal: string; answer: (signedIn: boolean) => void }[];
} {
  const questions: { portal: string; answer: (signedIn: boolean) => void }[] = [];
  const pause = new SignInPause(
    id => new Promise<boolean>(resolve => questions.push({ portal: id, answer: resolve })),
  );
  return { pause, questions };
}

describe('the pause for a sign-in', () => {
  it('asks nobody while no plan is read or applied', async () => {
    const { pause, questions } = asked();
    assert.equal(await pause.wait(portal), false);
    pause.hold(other);
    assert.equal(await pause.wait(portal), false);
    assert.equal(questions.length, 0);
  });

  it('asks once for all requests that wait, and again for the next end of a sign-in', async () => {
    const { pause, questions } = asked();
    pause.hold(portal);
    const waiting = [pause.wait(portal), pause.wait(portal), pause.wait(portal)];
    assert.equal(questions.length, 1);
    questions[0]?.answer(true);
    assert.deepEqual(await Promise.all(waiting), [true, true, true]);
    const next = pause.wait(portal);
    assert.equal(questions.length, 2);
    questions[1]?.answer(false);
    assert.equal(await next, false);
  });

  it('holds until the last of those who held lets go', () => {
    const { pause } = asked();
    const first = pause.hold(portal);
    const second = pause.hold(portal);
    first.dispose();
    first.dispose();
    assert.equal(pause.isHeld(portal), true);
    second.dispose();
    assert.equal(pause.isHeld(portal), false);
  });

  it('lets a cancelled request go while the question stands', async () => {
    const { pause, questions } = asked();
    pause.hold(portal);
    const cancel = new AbortController();
    const cancelled = pause.wait(portal, cancel.signal);
    const stays = pause.wait(portal);
    cancel.abort();
    await assert.rejects(cancelled, isAbort);
    questions[0]?.answer(true);
    assert.equal(await stays, true);
  });

  it('asks nobody again under a hold under which somebody gave up, and does under the next', async () => {
    const { pause, questions } = asked();
    const hold = pause.hold(portal);
    const first = pause.wait(portal);
    questions[0]?.answer(false);
    assert.equal(await first, false);
    assert.equal(await pause.wait(portal), false);
    assert.equal(questions.length, 1);
    hold.dispose();
    pause.hold(portal);
    void pause.wait(portal);
    assert.equal(questions.length, 2);
  });

  it('lets all go when the work that held is cancelled or ends, though nobody answers', async () => {
    const { pause, questions } = asked();
    const cancel = new AbortController();
    const hold = pause.hold(portal, cancel.signal);
    const waits = pause.wait(portal);
    cancel.abort();
    assert.equal(await waits, false);
    assert.equal(await pause.wait(portal), false, 'asked after the cancel');
    assert.equal(pause.isHeld(portal), true);
    hold.dispose();
    const next = pause.hold(portal);
    const joins = pause.wait(portal);
    assert.equal(questions.length, 1, 'a second question over the first');
    next.dispose();
    assert.equal(await joins, false);
  });
});
