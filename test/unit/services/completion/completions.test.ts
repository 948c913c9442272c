import assert from 'node:assert/strict';
import { portal } from '../bench';
import { bound, holdersCut, shown, startCompletionBench, truth } from './completionBench';
import type { CompletionBench } from './completionBench';

describe('the completion of a list that a portal cuts', () => {
  let bench: CompletionBench;
  afterEach(() => bench.close());

  for (const sets of ['with', 'without'] as const) {
    it(`equals the truth within the bound, where provisionedListings comes ${sets} the sets`, async () => {
      bench = await startCompletionBench({ decisions: { provisionedListingsSets: sets } });
      const [id] = bench.cut;
      assert.ok(id !== undefined);
      const most = bound(bench, [id], holdersCut);
      const offer = await bench.completions.offer(portal, [id]);
      assert.deepEqual([offer.items, offer.members], [[id], most.notShown]);
      bench.mark();
      assert.equal(await bench.completions.start(portal, [id]), true);
      assert.deepEqual(shown(bench, id), truth(bench, id));
      const { provisioned, single, members } = bench.counts();
      assert.equal(provisioned, most.notShown);
      assert.equal(single, sets === 'with' ? 0 : most.behind);
      const all = provisioned + single + members;
      assert.equal(members, 2 * Math.ceil(most.members / 100));
      assert.ok(all >= offer.fewest && all <= offer.most, `${all} of ${offer.fewest} to ${offer.most}`);
      const state = bench.completions.peek(portal);
      assert.deepEqual(
        [state?.state, state?.asked, state?.requests],
        ['done', most.notShown, provisioned + single],
      );
    });

    it(`asks each member once for several lists, where provisionedListings comes ${sets} the sets`, async () => {
      bench = await startCompletionBench({ decisions: { provisionedListingsSets: sets } });
      assert.ok(bench.cut.length >= 2, `${bench.cut.length} lists are cut`);
      const items = bench.cut.slice(0, 3);
      const most = bound(bench, items, holdersCut);
      await bench.completions.start(portal, items);
      for (const id of items) assert.deepEqual(shown(bench, id), truth(bench, id));
      const { provisioned, single } = bench.counts();
      assert.equal(provisioned, most.notShown);
      assert.ok(single <= (sets === 'with' ? 0 : most.behind), `${single} of ${most.behind}`);
    });
  }

  it('asks once per member and list at a portal of 10.6.1', async () => {
    bench = await startCompletionBench({ flavor: 'legacy' });
    const items = bench.cut.slice(0, 2);
    const most = bound(bench, items, holdersCut);
    await bench.completions.start(portal, items);
    for (const id of items) assert.deepEqual(shown(bench, id), truth(bench, id));
    const { provisioned, single } = bench.counts();
    assert.deepEqual([provisioned, single], [0, most.pairs]);
  });
});
