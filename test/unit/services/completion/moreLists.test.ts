// Completing a list while another is being completed, or was interrupted: nothing that was found is lost, and both get whole.
import assert from 'node:assert/strict';
import { itemId, username } from '../../../../src/core/ids';
import type { ItemId } from '../../../../src/core/ids';
import { createCompletionFile } from '../../../../src/services/completion/completionFile';
import { createCompletions } from '../../../../src/services/completion/completions';
import { mostAtOnce } from '../../../../src/services/apply/pace';
import { portal } from '../bench';
import { until } from '../fakes';
import { shown, startCompletionBench, truth } from './completionBench';
import type { CompletionBench } from './completionBench';

describe('completing one list beside another', () => {
  let bench: CompletionBench;
  let [first, second]: ItemId[] = [];
  beforeEach(async () => {
    bench = await startCompletionBench({ decisions: { provisionedListingsSets: 'with' } });
    [first, second] = bench.cut;
  });
  afterEach(() => bench.close());

  /** Members who were asked once, and more often, since the mark. */
  const askedTwice = (): string[] => {
    const seen = new Set<string>();
    return bench.entries.flatMap(({ path }) => {
      const name = /users\/([^/]+)\/provisionedListings$/.exec(path)?.[1];
      if (name === undefined) return [];
      if (seen.has(name)) return [name];
      seen.add(name);
      return [];
    });
  };
  /** Begins to complete the first list, and does something as soon as so many members were asked. */
  async function begun(questions: number, act: () => void): Promise<{ readonly ended: Promise<boolean> }> {
    // Nothing is left to be read when the other list comes.
    for (const key of [first!, second!])
      await bench.inventory.load({ portalId: portal, name: 'holders', key });
    const push = bench.entries.push.bind(bench.entries);
    let left = questions;
    let isOver = false;
    bench.entries.push = (...entries) => {
      for (const { path } of entries)
        if (/provisionedListings$/.test(path) && --left === 0) {
          act();
          isOver = true;
        }
      return push(...entries);
    };
    const ended = bench.completions.start(portal, [first!]).catch(() => false);
    await until(() => isOver, 'some answers');
    return { ended };
  }
  function bothAreWhole(): void {
    for (const id of [first!, second!]) assert.deepEqual(shown(bench, id), truth(bench, id));
  }

  it('goes on with one that was interrupted, without asking again for its list who answered', async () => {
    const { ended } = await begun(30, () => bench.completions.dispose());
    await ended;
    const { clock, log, connections, files, inventory } = bench;
    const next = createCompletions({ connections, inventory, clock, log, files });
    const found = await next.find(portal);
    assert.ok(found?.state === 'interrupted' && found.asked > 0);
    assert.equal(await next.start(portal, [second!]), true);
    bothAreWhole();
    // Asked once for each of the two lists at most, and only who had answered for the first alone, or whose answer was on its way.
    assert.ok(askedTwice().length <= found.asked + mostAtOnce, `${askedTwice().length} of ${found.asked}`);
    assert.deepEqual([...files.files.keys()], []);
    next.dispose();
  });

  for (const how of ['runs', 'is paused'])
    it(`goes on with one that ${how}`, async () => {
      let both: Promise<boolean> | undefined;
      const { ended } = await begun(20, () => {
        if (how === 'is paused') bench.completions.pause(portal);
        both = bench.completions.start(portal, [second!]);
      });
      assert.equal(await both, true);
      assert.equal(await ended, false);
      bothAreWhole();
      assert.ok(askedTwice().length <= 20 + mostAtOnce, `${askedTwice().length}`);
      assert.deepEqual([...bench.completions.peek(portal)!.items].sort(), [first!, second!].sort());
    });

  it('stops nothing where the other list cannot be completed', async () => {
    let other: Promise<unknown> | undefined;
    const { ended } = await begun(20, () => {
      other = assert.rejects(bench.completions.start(portal, [itemId('none')]));
    });
    await other;
    assert.equal(await ended, true);
    assert.deepEqual(shown(bench, first!), truth(bench, first!));
  });

  it('writes the file anew in one step, with all that was answered', async () => {
    const writes: string[] = [];
    const files = {
      ...bench.files,
      write: (path: string, text: string) => (writes.push('write'), bench.files.write(path, text)),
      append: (path: string, text: string) => (writes.push('append'), bench.files.append(path, text)),
    };
    const file = createCompletionFile(files, bench.connections.get(portal)!);
    const row = { username: username('ana'), entitlements: [], offline: false, lastUsed: 7 };
    const answer = { username: row.username, mask: 1, at: 5, rows: [[0, row]] } as const;
    await file.begin([first!], 4, [answer]);
    assert.deepEqual(writes, ['write']);
    const record = await createCompletionFile(files, bench.connections.get(portal)!).read();
    assert.deepEqual([...(record?.answers.values() ?? [])], [answer]);
  });
});
