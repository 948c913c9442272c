// User type extensions: no purchase names them, and members hold them all the same (wire reference 11.1).
import assert from 'node:assert/strict';
import { itemId, username } from '../../../src/core/ids';
import type { ItemId, Username } from '../../../src/core/ids';
import { revokeEverythingWishes } from '../../../src/core/wishes';
import { readProducts } from '../../../src/services/products';
import { portal, startBench } from './bench';
import type { Bench } from './bench';

const using = async (
  decisions: Parameters<typeof startBench>[0] & object,
  run: (bench: Bench) => Promise<void>,
): Promise<void> => {
  const bench = await startBench({ scale: 'S', flavor: 'enterprise', ...decisions });
  try {
    await run(bench);
  } finally {
    await bench.close();
  }
};

const extensionsOf = (bench: Bench) =>
  [...bench.sample.state.listings.values()].filter(listing => !listing.inPurchases);

/** Someone who holds an extension and is not offline anywhere. */
function holderOf(bench: Bench): { readonly name: Username; readonly extension: ItemId } {
  for (const extension of extensionsOf(bench))
    for (const [key, holder] of extension.holders) {
      const offline = [...bench.sample.state.listings.values()].some(
        listing => (listing.holders.get(key)?.disconnectedSince ?? null) !== null,
      );
      if (!offline) return { name: username(holder.username), extension: itemId(extension.itemId) };
    }
  return assert.fail('nobody holds an extension');
}

describe('user type extensions of a sample portal', () => {
  it('are among the products that members can be given', () =>
    using({}, async bench => {
      const { products, missing } = await readProducts(bench.deps, portal);
      assert.deepEqual(missing, []);
      assert.deepEqual(
        products.flatMap(product =>
          product.kind === 'licensed' ? [[product.title, product.item.section]] : [],
        ),
        [
          ['Location Sharing', 'extension'],
          ['Advanced Editing', 'extension'],
        ],
      );
      const license = await bench.client().license();
      const known = new Set(products.map(product => product.itemId));
      assert.deepEqual(
        [...license.apps, ...license.extensions, ...license.appBundles].filter(one => !known.has(one.itemId)),
        [],
      );
    }));

  it('come with what was bought since the last look, where they are read anew', () =>
    using({}, async bench => {
      const { listings } = bench.sample.state;
      const [id, bought] =
        [...listings].find(([, { title }]) => title === 'ArcGIS Pro') ?? assert.fail('no Pro');
      listings.delete(id);
      const has = async (options?: { anew: boolean }): Promise<boolean> =>
        (await readProducts(bench.deps, portal, options)).products.some(
          ({ kind, itemId: one }) => kind === 'listing' && one === id,
        );
      assert.equal(await has(), false);
      listings.set(id, bought);
      assert.equal(await has(), false, 'a look at what is known asks nobody');
      assert.equal(await has({ anew: true }), true);
    }));

  it('go with everything that is revoked from a member', () =>
    using({}, async bench => {
      const { name, extension } = holderOf(bench);
      const { products } = await readProducts(bench.deps, portal);
      const targets = await bench.states(
        products.map(product => product.itemId),
        [name],
      );
      const plan = await bench.plan(revokeEverythingWishes(targets, [name]));
      assert.ok(plan.changes.some(change => change.itemId === extension));
      const report = await bench.applier.applyMembers(plan);
      assert.deepEqual(
        report.results.filter(result => result.outcome !== 'done'),
        [],
      );
      const left = [...bench.sample.state.listings.values()].filter(listing =>
        listing.holders.has(name.toLowerCase()),
      );
      assert.deepEqual(
        left.map(listing => listing.title),
        [],
      );
    }));

  it('are given with their own seats', () =>
    using({}, async bench => {
      const [extension] = extensionsOf(bench);
      assert.ok(extension);
      const id = itemId(extension.itemId);
      const stranger = [...bench.sample.state.members.values()].find(
        member => !extension.holders.has(member.username.toLowerCase()),
      );
      const name = username(stranger?.username ?? assert.fail('everybody holds it'));
      const before = extension.holders.size;
      const [state] = await bench.states([id], [name]);
      assert.deepEqual(state?.pools, [
        { key: 'locsharing', total: extension.seats.entitlements['locsharing'] },
      ]);
      assert.equal(state.target.title, 'Location Sharing');
      const plan = await bench.plan([
        { itemId: id, username: name, mode: 'add', entitlements: ['locsharing'] },
      ]);
      assert.deepEqual(
        plan.ledger.map(row => [row.entitlement, row.before, row.after]),
        [
          [undefined, before, before + 1],
          ['locsharing', before, before + 1],
        ],
      );
      const report = await bench.applier.applyMembers(plan);
      assert.deepEqual(
        report.results.map(result => result.outcome),
        ['done'],
      );
      assert.deepEqual(bench.holders(id).get(name.toLowerCase()), ['locsharing']);
    }));

  it('are reported by name, as extensions, where the portal does not let them be assigned', () =>
    using({ decisions: { extensionAssignment: 'refuse' } }, async bench => {
      const { name } = holderOf(bench);
      const { products } = await readProducts(bench.deps, portal);
      const targets = await bench.states(
        products.map(product => product.itemId),
        [name],
      );
      const plan = await bench.plan(revokeEverythingWishes(targets, [name]));
      const told = plan.skipped
        .filter(skip => skip.reason === 'unavailable')
        .map(skip => skip.names?.[0] ?? '');
      assert.equal(told.length, 2);
      for (const [index, title] of ['Location Sharing', 'Advanced Editing'].entries()) {
        assert.match(told[index] ?? '', new RegExp(`^${title} is a user type extension`));
        assert.match(told[index] ?? '', /Organization > Licenses/);
        assert.doesNotMatch(told[index] ?? '', /bought|trying/);
      }
    }));

  it('are told of as extensions where only the write is refused', () =>
    using({}, async bench => {
      const { name, extension } = holderOf(bench);
      const plan = await bench.plan([{ itemId: extension, username: name, mode: 'set', entitlements: [] }]);
      bench.sample.faults.set([
        { path: 'provisionUserEntitlements$', kind: 'error', code: 400, message: 'item not provisioned' },
      ]);
      const report = await bench.applier.applyMembers(plan);
      assert.deepEqual(
        report.results.map(result => result.outcome),
        ['notDone'],
      );
      assert.match(report.results[0]?.reason ?? '', /is a user type extension/);
    }));
});
