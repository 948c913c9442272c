import fc from 'fast-check';
import { decisions } from '../../../src/samplePortal/decisions';
import { applyScenario, scenario } from './applyProperty';
import { startBench } from './bench';

/** Those that a provisioning request meets; the others get a few runs each. */
const ofProvisioning = new Set([
  'capacity',
  'batch',
  'offlineMix',
  'offlineRevoke',
  'unknownEntitlement',
  'incompatibleUserType',
  'extensionWithoutLevel',
  'twoLevels',
  'usernameCase',
  'userEntitlementsPaging',
  'noEntitlements',
  'includedPro',
  'texts',
]);

describe('applier under every alternative of what no source says', () => {
  for (const [decision, { alternatives }] of Object.entries(decisions)) {
    for (const alternative of alternatives) {
      it(`${decision}: ${alternative}`, async () => {
        const bench = await startBench({ scale: 'S', decisions: { [decision]: alternative } });
        try {
          await fc.assert(
            fc.asyncProperty(scenario, async input => {
              await applyScenario(bench, input);
            }),
            { numRuns: ofProvisioning.has(decision) ? 25 : 3, seed: 7 },
          );
        } finally {
          await bench.close();
        }
      });
    }
  }

  it('all of the stricter alternatives together', async () => {
    const strict = {
      capacity: 'sum',
      batch: 'partial',
      offlineMix: 'refuseAll',
      incompatibleUserType: 'refuse',
      extensionWithoutLevel: 'refuse',
      usernameCase: 'sensitive',
      userEntitlementsPaging: 'paged',
      noEntitlements: 'error',
      texts: 'other',
    } as const;
    const bench = await startBench({ scale: 'S', decisions: strict });
    try {
      await fc.assert(
        fc.asyncProperty(scenario, async input => {
          await applyScenario(bench, input);
        }),
        { numRuns: 60, seed: 11 },
      );
    } finally {
      await bench.close();
    }
  });
});
