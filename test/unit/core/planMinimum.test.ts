import assert from 'node:assert/strict';
import fc from 'fast-check';
import { portalId } from '../../../src/core/ids';
import { planMembers } from '../../../src/core/plan';
import { exchange, knownCases, scenario } from './arbitraries';
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
    allowGaps: true,
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
  for (const [index, scene] of knownCases.entries()) {
    it(`for known case ${index + 1}`, () => check(scene));
  }
  it('for up to 8 members of nearly full pools', () => {
    fc.assert(fc.property(scenario(), check), { numRuns: 1000 });
  });
  it('for members that exchange seats of full pools', () => {
    fc.assert(fc.property(exchange(), check), { numRuns: 1500 });
  });
  it('for members that hold one seat each and move in circles', () => {
    fc.assert(fc.property(exchange({ most: 1, minMembers: 4 }), check), { numRuns: 1500 });
  });
  it('for members that exchange among four pools', () => {
    const swaps = exchange({ keys: ['aN', 'bN', 'cN', 'dN'], most: 2, minMembers: 4, maxMembers: 7 });
    fc.assert(fc.property(swaps, check), { numRuns: 1500 });
  });
  it('for swaps between two groups', () => {
    const swaps = exchange({ keys: ['aN', 'bN'], minMembers: 5, batchSizes: [2, 3, 4] });
    fc.assert(fc.property(swaps, check), { numRuns: 1500 });
  });
});
