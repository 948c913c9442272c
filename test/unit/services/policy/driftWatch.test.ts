// Comparisons on an interval, over a clock of the test's own.
import assert from 'node:assert/strict';
import { portalId } from '../../../../src/core/ids';
import type { PortalId } from '../../../../src/core/ids';
import { createDriftWatch, firstAfterMs, leastMinutes } from '../../../../src/services/policy/driftWatch';
import type { Clock } from '../../../../src/services/ports';
import { memoryLog } from '../fakes';

const minute = 60_000;
const one = portalId('one');
const two = portalId('two');

/** Time that passes only when it is told to. */
function handClock(): Clock & { pass(ms: number): Promise<void>; waiting(): number } {
  let now = 0;
  const waiters = new Set<{ readonly at: number; readonly done: () => void }>();
  const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
  return {
    now: () => now,
    delay: (ms, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          waiters.delete(waiter);
          reject(new DOMException('stopped', 'AbortError'));
        };
        const done = (): void => {
          signal?.removeEventListener('abort', stop);
          resolve();
        };
        const waiter = { at: now + ms, done };
        waiters.add(waiter);
        signal?.addEventListener('abort', stop);
      }),
    waiting: () => waiters.size,
    async pass(ms) {
      const end = now + ms;
      for (;;) {
        await settle();
        const [next] = [...waiters].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        now = next.at;
        waiters.delete(next);
        next.done();
      }
      now = end;
    },
  };
}

function watched(compare: (portal: PortalId, signal: AbortSignal) => Promise<boolean>, portals = [one]) {
  const clock = handClock();
  const asked: string[] = [];
  const watch = createDriftWatch({
    clock,
    log: memoryLog(),
    portals: () => Promise.resolve(portals),
    compare: (portal, signal) => {
      asked.push(`${portal} ${Math.round(clock.now() / minute)}`);
      return compare(portal, signal);
    },
  });
  return { clock, asked, watch };
}

const readable = (): Promise<boolean> => Promise.resolve(true);

describe('drift on an interval', () => {
  it('is off without one, and compares soon after the start and then at each interval', async () => {
    const { clock, asked, watch } = watched(readable);
    watch.every(0);
    watch.every(Number.NaN);
    await clock.pass(600 * minute);
    assert.deepEqual([asked, clock.waiting()], [[], 0]);
    watch.every(60);
    await clock.pass(firstAfterMs - 1);
    assert.deepEqual(asked, []);
    await clock.pass(1);
    assert.equal(asked.length, 1);
    await clock.pass(120 * minute);
    assert.deepEqual(asked, ['one 600', 'one 660', 'one 720']);
    watch.dispose();
  });

  it('is never more often than the shortest interval, whatever the setting says', async () => {
    const { clock, asked, watch } = watched(readable);
    watch.every(0.01);
    await clock.pass(firstAfterMs + 2 * leastMinutes * minute);
    assert.equal(asked.length, 3);
    watch.dispose();
  });

  it('never overlaps itself: the interval counts from the end of a comparison', async () => {
    let end: (() => void) | undefined;
    const { clock, asked, watch } = watched(
      () => new Promise<boolean>(resolve => (end = () => resolve(true))),
      [one, two],
    );
    watch.every(10);
    await clock.pass(100 * minute);
    assert.deepEqual(asked, ['one 0']);
    end?.();
    await clock.pass(50 * minute);
    assert.deepEqual(asked, ['one 0', 'two 100']);
    end?.();
    await clock.pass(9 * minute);
    assert.equal(asked.length, 2);
    await clock.pass(1 * minute);
    assert.equal(asked.length, 3);
    watch.dispose();
  });

  it('leaves a portal that cannot be read alone for longer each time, and the others not', async () => {
    let isUp = false;
    const { clock, asked, watch } = watched(portal => Promise.resolve(portal === two || isUp), [one, two]);
    watch.every(10);
    await clock.pass(200 * minute);
    const of = (portal: PortalId): readonly string[] => asked.filter(text => text.startsWith(`${portal} `));
    assert.deepEqual(of(one), ['one 0', 'one 20', 'one 60', 'one 140']);
    assert.equal(of(two).length, 20);
    isUp = true;
    await clock.pass(200 * minute);
    // Once it is there again it is compared at each interval.
    assert.deepEqual(of(one).slice(4), [
      'one 300',
      'one 310',
      'one 320',
      'one 330',
      'one 340',
      'one 350',
      'one 360',
      'one 370',
      'one 380',
      'one 390',
    ]);
    watch.dispose();
  });

  it('counts a comparison that throws as one that failed, and goes on', async () => {
    const { clock, asked, watch } = watched(() => Promise.reject(new Error('gone')));
    watch.every(10);
    await clock.pass(25 * minute);
    assert.deepEqual(asked, ['one 0', 'one 20']);
    watch.dispose();
  });

  it('goes on where the policies cannot be listed for once', async () => {
    const clock = handClock();
    let lists = 0;
    const watch = createDriftWatch({
      clock,
      log: memoryLog(),
      portals: () => (++lists === 1 ? Promise.reject(new Error('no disk')) : Promise.resolve([])),
      compare: readable,
    });
    watch.every(10);
    await clock.pass(11 * minute);
    assert.equal(lists, 2);
    watch.dispose();
  });

  it('stops what is under way when it ends, and asks nothing more', async () => {
    let stopped = false;
    const { clock, asked, watch } = watched(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            stopped = true;
            reject(new DOMException('stopped', 'AbortError'));
          });
        }),
    );
    watch.every(10);
    await clock.pass(minute);
    watch.dispose();
    await clock.pass(100 * minute);
    assert.deepEqual([stopped, asked.length, clock.waiting()], [true, 1, 0]);
  });

  it('begins anew at another interval, and not at the same one', async () => {
    const { clock, asked, watch } = watched(readable);
    watch.every(60);
    await clock.pass(minute);
    watch.every(60);
    await clock.pass(minute);
    assert.equal(asked.length, 1);
    watch.every(10);
    await clock.pass(minute);
    assert.equal(asked.length, 2);
    assert.equal(clock.waiting(), 1);
    watch.every(0);
    assert.equal(clock.waiting(), 0);
  });
});
