import assert from 'node:assert/strict';
import { isAbort, PortalError, type Fault } from '../../../src/core/problem';
import { afterRestart } from '../../../src/services/apply/portalRestart';
import { quickClock } from './fakes';

/** Reads fail with these faults, one after the other, then answer. */
function portal(...faults: readonly Fault[]): {
  reads: number;
  at: number[];
  read(now: number): Promise<string>;
} {
  const state = {
    reads: 0,
    at: [] as number[],
    read(now: number): Promise<string> {
      const fault = faults[state.reads];
      state.reads += 1;
      state.at.push(now);
      return fault === undefined
        ? Promise.resolve('back')
        : Promise.reject(new PortalError(fault, `away: ${fault.kind}`));
    },
  };
  return state;
}

const wait = (
  of: ReturnType<typeof portal>,
  recheckAfterSeconds?: number,
  signal?: AbortSignal,
  clock = quickClock(0),
  onWait: (until: number) => void = () => undefined,
): Promise<string> =>
  afterRestart({ clock, signal, recheckAfterSeconds, onWait }, () => of.read(clock.now()));

describe('a portal that restarts', () => {
  it('is not asked before the time it gave, and 20 s where it gave none', async () => {
    for (const [seconds, first] of [
      [7, 7_000],
      [undefined, 20_000],
      [-3, 0],
    ] as const) {
      const of = portal();
      assert.equal(await wait(of, seconds), 'back');
      assert.deepEqual(of.at, [first]);
    }
  });

  it('may answer with anything until it is back', async () => {
    const of = portal(
      { kind: 'transport' },
      { kind: 'unexpectedReply', status: 503 },
      { kind: 'versionUnsupported' },
      { kind: 'timeout', ms: 1 },
      { kind: 'refused', code: 500 },
    );
    const waits: number[] = [];
    assert.equal(await wait(of, 1, undefined, quickClock(0), until => waits.push(until)), 'back');
    assert.equal(of.reads, 6);
    assert.deepEqual([...new Set(waits)], [601_000]);
  });

  it('is given up when it refuses the account or its certificate, and after ten minutes', async () => {
    for (const fault of [
      { kind: 'signIn', code: 498 },
      { kind: 'forbidden' },
      { kind: 'transport', certificate: true },
    ] as const) {
      const of = portal(fault);
      await assert.rejects(wait(of, 1), new RegExp(`away: ${fault.kind}`));
      assert.equal(of.reads, 1);
    }
    const clock = quickClock(0);
    const gone = portal(...Array.from({ length: 1000 }, () => ({ kind: 'transport' }) as const));
    await assert.rejects(wait(gone, 30, undefined, clock), /away: transport/);
    assert.ok(clock.now() >= 630_000 && clock.now() < 650_000, String(clock.now()));
  });

  it('is left alone after Cancel', async () => {
    const of = portal();
    await assert.rejects(wait(of, 1, AbortSignal.abort()), error => isAbort(error));
    assert.equal(of.reads, 0);
  });
});
