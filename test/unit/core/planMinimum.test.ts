import assert from 'node:assert/strict';
import fc from 'fast-check';
import { portalId } from '../../../src/core/ids';
import { planMembers } from '../../../src/core/plan';
import { scenario } from './arbitraries';
import type { Scenario } from './arbitraries';
import { fewestRequests } from './bruteForce';

function check({ targets, changes, batchSize }: Scenario): void {
  const plan = planMembers({
    id: 'p',
    portalId: portalId('portal'),
    title: '',
    createdAt: 0,
    targets,
    changes,
    suppressCustomerEmail: true,
    batchSize,
  });
  const state = targets[0]!;
  const best = fewestRequests(state, plan.changes, batchSize);
  assert.ok(best, 'the plan is carried out in no order');
  assert.equal(plan.requests.length, best.requests);
  const steps = plan.requests.reduce((sum, request) => sum + request.users.length, 0) - plan.changes.length;
  assert.equal(steps > 0, best.needsBetween);
}

describe('the number of requests is the minimum', () => {
  it('for up to 8 members of nearly full pools', () => {
    fc.assert(fc.property(scenario({ maxMembers: 8 }), check), { numRuns: 1500 });
  });
  it('for swaps between full pools', () => {
    const swaps = scenario({ maxMembers: 7, keys: ['aN', 'bN'], free: [0, 0, 1] });
    fc.assert(fc.property(swaps, check), { numRuns: 1500 });
  });
  it('for members that exchange among four pools', () => {
    const swaps = scenario({
      maxMembers: 6,
      keys: ['aN', 'bN', 'cN', 'dN'],
      free: [0, 1],
      batchSizes: [2, 25],
    });
    fc.assert(fc.property(swaps, check), { numRuns: 1000 });
  });
});
