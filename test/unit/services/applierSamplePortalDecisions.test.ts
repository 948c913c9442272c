// What no source says, where random plans meet it. What each decision changes by itself is in decisions/.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decisions } from '../../../src/samplePortal/decisions';
import type { DecisionId, Decisions } from '../../../src/samplePortal/decisions';
import { applyScenario, scenario } from './applyProperty';
import { proListing, startBench } from './bench';
import { watched } from './decisions/decisionCase';

/** Those that the portal asks for while a random plan is made and carried out; a test below says that there are no others. */
const met: readonly DecisionId[] = [
  'capacity',
  'batch',
  'offlineMix',
  'offlineRevoke',
  'incompatibleUserType',
  'extensionWithoutLevel',
  'provisionRefusal',
  'expiredListing',
  'usernameCase',
  'pythonQuotes',
  'userEntitlementsPaging',
  'noEntitlements',
  'revokedEntry',
  'foreignListing',
  'includedPro',
  'disconnectedInfo',
  'purchasesPaging',
  'disconnectInPurchases',
  'texts',
];

/** The strictest of them, and those that tell least. */
const strict: Partial<Decisions> = {
  capacity: 'sum',
  batch: 'partial',
  offlineMix: 'refuseAll',
  incompatibleUserType: 'refuse',
  extensionWithoutLevel: 'refuse',
  usernameCase: 'sensitive',
  userEntitlementsPaging: 'paged',
  noEntitlements: 'error',
  texts: 'other',
};

/** Random plans against one portal, each planned, disturbed, applied and held to the promise. @returns the decisions that were asked for */
async function keepsItsPromise(
  chosen: Partial<Decisions>,
  numRuns: number,
  { isExpired = false, seed = 7 }: { readonly isExpired?: boolean; readonly seed?: number } = {},
): Promise<ReadonlySet<string>> {
  const bench = await startBench({ scale: 'S', decisions: chosen });
  try {
    const listing = bench.sample.state.listings.get(proListing(bench)) ?? assert.fail('no Pro');
    if (isExpired) listing.endDate = bench.clock.now() - 86_400_000;
    const asked = watched(bench);
    await fc.assert(
      fc.asyncProperty(scenario, async input => {
        await applyScenario(bench, input);
      }),
      { numRuns, seed },
    );
    return asked;
  } finally {
    await bench.close();
  }
}

describe('applier on random plans', () => {
  it('keeps its promise under the first alternative of every decision, and meets the decisions named here alone', async () => {
    const asked = new Set([
      ...(await keepsItsPromise({}, 60, { seed: 5 })),
      ...(await keepsItsPromise({}, 25, { isExpired: true })),
    ]);
    // So another alternative of any other decision changes nothing here.
    assert.deepEqual([...asked].toSorted(), met.toSorted());
  });

  for (const decision of met) {
    const [, ...others] = decisions[decision].alternatives;
    for (const alternative of others) {
      it(`keeps its promise under ${decision}: ${alternative}`, async () => {
        const options = { isExpired: decision === 'expiredListing', seed: 5 };
        // Taking everything from a member who went offline after the plan is rare.
        const numRuns = decision === 'offlineRevoke' ? 60 : 25;
        const asked = await keepsItsPromise({ [decision]: alternative }, numRuns, options);
        assert.ok(asked.has(decision));
      });
    }
  }

  it('keeps its promise under the stricter alternatives together', async () => {
    await keepsItsPromise(strict, 60, { seed: 11 });
  });
});
