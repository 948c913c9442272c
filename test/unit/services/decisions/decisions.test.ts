// What no source says, one by one: the operation that a decision of the sample portal changes, under each of its alternatives.
import assert from 'node:assert/strict';
import { decisions } from '../../../../src/samplePortal/decisions';
import type { DecisionId, Decisions } from '../../../../src/samplePortal/decisions';
import { startBench } from '../bench';
import { watched } from './decisionCase';
import type { DecisionCase, DecisionCases } from './decisionCase';
import { licenses } from './licenses';
import { provisioning } from './provisioning';
import { reading } from './reading';
import { signingIn } from './signingIn';

const cases: DecisionCases<DecisionId> = { ...provisioning, ...reading, ...licenses, ...signingIn };

describe('the client where no source says what a portal does', () => {
  it('has a case for every decision of the sample portal', () => {
    assert.deepEqual(Object.keys(cases).toSorted(), Object.keys(decisions).toSorted());
  });

  for (const id of Object.keys(decisions) as DecisionId[]) {
    for (const alternative of decisions[id].alternatives) {
      it(`${id}: ${alternative}`, async () => {
        const one = (cases as Readonly<Record<string, DecisionCase<never> | undefined>>)[id];
        const { flavor = 'online', scale = 'S', neverMet = false, run } = one ?? assert.fail('no case');
        const chosen: Partial<Decisions> = { [id]: alternative };
        const bench = await startBench({ flavor, scale, decisions: chosen });
        try {
          const asked = watched(bench);
          await run(bench, alternative as never);
          assert.equal(
            asked.has(id),
            !neverMet,
            `the portal ${neverMet ? 'had to decide' : 'never met the decision'}`,
          );
        } finally {
          await bench.close();
        }
      });
    }
  }
});
