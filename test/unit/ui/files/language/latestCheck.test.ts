import assert from 'node:assert/strict';
import { afterFailure, LatestCheck } from '../../../../../src/ui/files/language/latestCheck';
import { deferred } from '../../../services/fakeClient';

const turn = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 5));

function given(ended: () => void = () => undefined) {
  const heard: string[] = [];
  const check = new LatestCheck({
    failed: error => heard.push(String(error)),
    ended: () => {
      heard.push('ended');
      ended();
    },
  });
  return { check, heard };
}

describe('the latest check of a file', () => {
  it('tells what fails at once and what fails later, and lets nothing out of the timer', async () => {
    const escaped: unknown[] = [];
    const listen = (error: unknown): unknown => escaped.push(error);
    process.on('uncaughtExceptionMonitor', listen);
    const { check, heard } = given();
    check.schedule(0, () => {
      throw new Error('at once');
    });
    await turn();
    check.schedule(0, async () => {
      await turn();
      throw new Error('later');
    });
    assert.deepEqual([check.isWaiting, check.isRunning], [true, false]);
    await turn();
    await turn();
    await turn();
    process.off('uncaughtExceptionMonitor', listen);
    assert.deepEqual(heard, ['Error: at once', 'ended', 'Error: later', 'ended']);
    assert.equal(check.isRunning, false);
    assert.deepEqual(escaped, []);
  });

  it('tells what fails in asking whether there is more', async () => {
    const { check, heard } = given(() => {
      throw new Error('afterwards');
    });
    check.schedule(0, () => Promise.resolve());
    await turn();
    assert.deepEqual(heard, ['ended', 'Error: afterwards']);
  });

  it('ends what is under way for a newer one, and hears of it no more', async () => {
    const { check, heard } = given();
    const slow = deferred<undefined>();
    let signal: AbortSignal | undefined;
    check.schedule(0, async own => {
      signal = own;
      await slow.promise;
      throw new Error('too late');
    });
    await turn();
    assert.deepEqual([check.isWaiting, check.isRunning], [false, true]);
    check.schedule(0, () => Promise.resolve());
    assert.equal(signal?.aborted, true);
    slow.resolve(undefined);
    await turn();
    assert.deepEqual(heard, ['ended']);
    check.schedule(0, () => assert.fail('it was stopped'));
    check.stop();
    assert.equal(check.isWaiting, false);
    await turn();
    assert.deepEqual(heard, ['ended']);
  });
});

describe('a check that failed', () => {
  it('reads no more, keeps what was found, and says why there is no more', () => {
    const checked = { problems: ['a'], isReading: true, failure: undefined };
    assert.deepEqual(afterFailure(checked, new TypeError('text.toLowerCase is not a function')), {
      problems: ['a'],
      isReading: false,
      failure: 'text.toLowerCase is not a function',
    });
    assert.equal(afterFailure(checked, new DOMException('out of date', 'AbortError')).failure, undefined);
  });
});
