import assert from 'node:assert/strict';
import { Sole, unlessAborted } from '../../../src/core/async';

const deferred = <T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } => {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>(done => {
    resolve = done;
  });
  return { promise, resolve };
};

describe('one run at a time', () => {
  it('tells that it is running until it ends, also where it fails', async () => {
    const sole = new Sole();
    const work = deferred<number>();
    const run = sole.run(() => work.promise);
    assert.equal(sole.isRunning, true);
    work.resolve(4);
    assert.equal(await run, 4);
    assert.equal(sole.isRunning, false);
    await assert.rejects(
      sole.run(() => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.equal(sole.isRunning, false);
  });

  it('gives nothing where it was given up, and does not end the run after it', async () => {
    const sole = new Sole();
    const [first, second] = [deferred<number>(), deferred<number>()];
    let wasAborted = false;
    const given = sole.run(async signal => {
      const value = await first.promise;
      wasAborted = signal.aborted;
      return value;
    });
    sole.giveUp();
    const next = sole.run(() => second.promise);
    first.resolve(1);
    assert.equal(await given, undefined);
    assert.equal(wasAborted, true);
    assert.equal(sole.isRunning, true);
    second.resolve(2);
    assert.equal(await next, 2);
    const failing = sole.run<number>(() => Promise.reject(new Error('too late')));
    sole.giveUp();
    assert.equal(await failing, undefined);
  });
});

describe('a work that is waited for until a signal', () => {
  it('is not waited for any longer, and goes on', async () => {
    const work = deferred<number>();
    const stop = new AbortController();
    const waiting = unlessAborted(work.promise, stop.signal);
    stop.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
    await assert.rejects(unlessAborted(Promise.reject(new Error('late')), stop.signal), {
      name: 'AbortError',
    });
    work.resolve(1);
    assert.equal(await unlessAborted(work.promise), 1);
    assert.equal(await unlessAborted(work.promise, new AbortController().signal), 1);
  });
});
