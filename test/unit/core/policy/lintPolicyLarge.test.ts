// The check of a policy with all that a portal says, at random against the slow way, and at 12,000 members in the time of one (issue 4, at the end: 8).
import assert from 'node:assert/strict';
import { userKey } from '../../../../src/core/ids';
import { adoptPolicy } from '../../../../src/core/policy/adoptPolicy';
import { checkPolicy } from '../../../../src/core/policy/lintPolicy';
import { known } from '../../../../src/core/policy/policyOrganization';
import type { PolicyOrganization } from '../../../../src/core/policy/policyOrganization';
import { printPolicy } from '../../../../src/core/policy/printPolicy';
import { quickest } from '../../processorTime';
import { namesOf, now, Random, randomOrganization, randomPolicy } from './randomPolicies';
import { sampleOrganization } from './sampleOrganization';
import { slowDue, slowMoves, slowSeats } from './slowPolicyLint';

const name = 'a.license-policy.jsonc';

describe('the check of a policy with what a portal says', () => {
  it('finds what the slow way finds in 600 random policies, as they are and with dates that are over', () => {
    let [seats, moves, due, twice] = [0, 0, 0, 0];
    for (let seed = 1; seed <= 600; seed++) {
      const random = new Random(seed);
      const organization = randomOrganization(random, 12);
      const content = randomPolicy(random, namesOf(organization));
      const text = printPolicy(content);
      // Half of the dates that were to come are over a year and a half later.
      const at = seed % 2 === 0 ? now : Date.UTC(2028, 1, 28, 12);
      const { policy, resolved, problems } = checkPolicy(text, name, at, organization);
      assert.ok(policy !== undefined && resolved !== undefined, text);
      const said = (...codes: readonly string[]): typeof problems =>
        problems.filter(one => codes.includes(one.code));
      const found = said(
        'policy.moreThanSeats',
        'policy.moreThanMembers',
        'policy.moreThanUserType',
        'policy.overQuota',
      );
      const foundSeats = found.map(({ code, args }) => `${code} ${JSON.stringify(args)}`).sort();
      assert.deepEqual(foundSeats, slowSeats(policy, resolved, organization), text);
      const foundMoves = said('policy.typeMoves').map(({ args }) => Number(args[0]));
      assert.deepEqual(
        foundMoves.sort((a, b) => a - b),
        slowMoves(policy, resolved, organization),
        text,
      );
      const foundDue = resolved.due
        .filter(({ state }) => state === 'due' || state === 'overdue')
        .map(one => `${one.itemId} ${one.reason.offset} ${one.event} ${one.members.map(userKey).join()}`);
      assert.deepEqual(foundDue.sort(), slowDue(resolved, organization, at), text);
      // A second check of the same facts uses what the first one kept of them.
      assert.deepEqual(checkPolicy(text, name, at, organization).problems, problems);
      seats += foundSeats.length;
      moves += foundMoves.length;
      due += foundDue.length;
      twice += said('policy.unknownMember', 'policy.unknownMemberNear').length;
    }
    for (const [what, count] of Object.entries({ seats, moves, due, twice }))
      assert.ok(count > 100, `${what}: ${count}`);
  });

  const large = sampleOrganization('online', 'L', now);
  const members = large.members.state === 'known' ? large.members.value.items : [];
  const names = members.map(({ username }) => username);
  const listings = large.listings.state === 'known' ? large.listings.value : [];
  const [first] = listings;
  const key = first?.pools[0]?.key ?? '';
  const of = (more: object): string =>
    JSON.stringify({ policy: 1, portal: 'sample:online-L', mode: 'exact', ...more }, null, 1);
  const days = ['2026-11-20', '2027-03-02'];
  const teams = Array.from({ length: 200 }, (_, at) => `t${at}`);

  const cases: readonly (readonly [string, () => string, PolicyOrganization?])[] = [
    [
      'as it was adopted',
      () => adoptPolicy({ portal: 'sample:online-L', portalName: 'L', organization: large }).text,
    ],
    [
      'with a rule for each member',
      () =>
        of({
          listings: [
            {
              itemId: first?.itemId,
              grants: names.map(one => ({ to: { members: [one] }, give: [key] })),
            },
          ],
        }),
    ],
    [
      'with a loan for each member, half of them over',
      () =>
        of({
          listings: [
            {
              itemId: first?.itemId,
              grants: names.map((one, at) => ({
                to: { members: [one] },
                give: [key],
                from: '2026-11-01',
                until: days[at % 2],
              })),
            },
          ],
        }),
    ],
    [
      'with 200 teams and 200 quotas of each listing',
      () =>
        of({
          teams: Object.fromEntries(
            teams.map((team, at) => [team, { members: names.filter((_, index) => index % 200 === at) }]),
          ),
          listings: listings
            .filter(one => one.pools.length > 0)
            .map(({ itemId, pools: [pool] }) => ({
              itemId,
              grants: teams.map(to => ({ to, give: [pool?.key] })),
              quotas: teams.map(team => ({ team, entitlement: pool?.key, seats: 5 })),
            })),
        }),
    ],
    [
      'by a roster, of all entitlements of all listings',
      () =>
        of({
          listings: listings
            .filter(one => one.pools.length > 0)
            .map(({ itemId, pools }) => ({
              itemId,
              grants: [{ to: { roster: 'a.csv' }, give: pools.map(pool => pool.key) }],
            })),
        }),
      { ...large, rosters: new Map([['a.csv', known(names)]]) },
    ],
  ];
  for (const [what, make, organization = large] of cases)
    it(`takes less than 500 ms for 12,000 members and 16 listings, ${what}`, () => {
      const text = make();
      const ms = quickest(() => checkPolicy(text, name, now, organization), 350);
      assert.ok(ms < 500, `${ms} ms`);
    });
});
