import assert from 'node:assert/strict';
import type { Closable } from '../../../../src/ui/compare/soleShown';
import { createSoleShown } from '../../../../src/ui/compare/soleShown';

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

function deferred<T>(): Deferred<T> {
  const settle: Partial<Pick<Deferred<T>, 'resolve' | 'reject'>>[] = [];
  const promise = new Promise<T>((resolve, reject) => settle.push({ resolve, reject }));
  return {
    promise,
    resolve: value => settle[0]?.resolve?.(value),
    reject: error => settle[0]?.reject?.(error),
  };
}

class Thing implements Closable {
  isClosed = false;
  readonly ready = deferred<Thing>();
  readonly closing = deferred<undefined>();
  readonly open = (): Promise<Thing> => this.ready.promise;

  async close(): Promise<void> {
    this.isClosed = true;
    await this.closing.promise;
  }
}

const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

describe('what alone is on show', () => {
  const things = (): readonly [Thing, Thing, Thing] => [new Thing(), new Thing(), new Thing()];

  it('is the one asked for last, also where it was ready first', async () => {
    const sole = createSoleShown<Thing>();
    const [first, second] = things();
    const opening = [sole.replace(first.open), sole.replace(second.open)] as const;
    second.ready.resolve(second);
    assert.equal(await opening[1], second);
    first.ready.resolve(first);
    first.closing.resolve(undefined);
    assert.equal(await opening[0], undefined);
    assert.equal(first.isClosed, true);
    assert.equal(sole.current(), second);
    assert.equal(second.isClosed, false);
  });

  it('is one, where the next is ready while the one before them is still being closed', async () => {
    const sole = createSoleShown<Thing>();
    const [before, first, second] = things();
    before.ready.resolve(before);
    await sole.replace(before.open);
    first.ready.resolve(first);
    second.ready.resolve(second);
    const one = sole.replace(first.open);
    await settled();
    assert.equal(before.isClosed, true);
    const other = sole.replace(second.open);
    await settled();
    assert.equal(first.isClosed, true);
    for (const thing of [before, first]) thing.closing.resolve(undefined);
    assert.deepEqual(await Promise.all([one, other]), [undefined, second]);
    assert.equal(sole.current(), second);
    assert.equal(second.isClosed, false);
  });

  it('stays where the next one cannot be opened', async () => {
    const sole = createSoleShown<Thing>();
    const [first, second] = things();
    first.ready.resolve(first);
    await sole.replace(first.open);
    const opening = sole.replace(second.open);
    second.ready.reject(new Error('no portal'));
    await assert.rejects(opening, /no portal/);
    assert.equal(sole.current(), first);
    assert.equal(first.isClosed, false);
  });

  it('is gone after close, and not what is still being opened, but for the end of all', async () => {
    const sole = createSoleShown<Thing>();
    const [first, second, third] = things();
    for (const thing of [first, second, third]) thing.closing.resolve(undefined);
    first.ready.resolve(first);
    await sole.replace(first.open);
    const opening = sole.replace(second.open);
    await sole.close();
    assert.equal(first.isClosed, true);
    assert.equal(sole.current(), undefined);
    second.ready.resolve(second);
    assert.equal(await opening, second);
    const late = sole.replace(third.open);
    await sole.end();
    third.ready.resolve(third);
    assert.equal(await late, undefined);
    assert.deepEqual([second.isClosed, third.isClosed], [true, true]);
  });
});
