import assert from 'node:assert/strict';
import { HolderDirectory } from '../../../src/core/holderDirectory';
import { username } from '../../../src/core/ids';
import { holderSink } from '../../../src/services/holderLists';

describe('a list of holders that grows', () => {
  it('tells keys that come twice from new ones as a Set does, and knows nothing of another list', () => {
    const directory = new HolderDirectory();
    const [one, other] = [holderSink(directory), holderSink(directory)];
    assert.ok(one.seen && other.seen);
    one.add([{ username: username('Ana'), entitlements: [], offline: false }]);
    const model = new Set<string>();
    for (const key of ['ana', 'ben', 'ana', ...Array.from({ length: 3_000 }, (_, at) => `m${at % 2_000}`)]) {
      one.seen.add(key);
      model.add(key);
      assert.equal(one.seen.size, model.size);
    }
    assert.equal(other.seen.size, 0);
    other.seen.add('ana');
    other.seen.add('m1999');
    assert.equal(other.seen.size, 2);
  });

  it('keeps each row under its own name, whichever of the names that were told apart are kept', () => {
    const directory = new HolderDirectory();
    const sink = holderSink(directory);
    const row = (name: string) => ({ username: username(name), entitlements: [], offline: false });
    const batches = [
      { told: ['Maria.D', 'ben', 'BEN', 'zoe'], kept: ['Maria.D', 'ben', 'zoe'] },
      { told: ['Zoe', 'Ömer', 'maria.d'], kept: ['Ömer'] },
      { told: [], kept: ['unasked', 'ben'] },
    ];
    for (const { told, kept } of batches) {
      for (const name of told) sink.seen?.add(name);
      sink.add(kept.map(row));
    }
    assert.deepEqual(
      sink.end().map(({ username: name }) => name),
      batches.flatMap(({ kept }) => kept),
    );
    assert.equal(sink.seen?.size, 4);
  });
});
