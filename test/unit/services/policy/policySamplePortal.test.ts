import assert from 'node:assert/strict';
import { userKey, username } from '../../../../src/core/ids';
import { isPortalError } from '../../../../src/core/problem';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';
import { adoptState } from '../../../../src/services/policy/adoptState';
import { planPolicy } from '../../../../src/services/policy/planPolicy';
import type { PlannedPolicy } from '../../../../src/services/policy/planPolicy';
import { largestListing, portal, startBench } from '../bench';
import type { Bench } from '../bench';

const name = 'river.license-policy.jsonc';

describe('policies at the sample portal', () => {
  for (const flavor of ['online', 'enterprise', 'legacy'] as const) {
    describe(flavor, () => {
      let bench: Bench;
      before(async () => {
        bench = await startBench({ flavor, scale: 'S' });
      });
      after(() => bench.close());
      const rosters = new Map<string, string>();
      const deps = () => ({
        ...bench.deps,
        rosterText: (path: string) =>
          rosters.has(path)
            ? Promise.resolve(rosters.get(path) ?? '')
            : Promise.reject(new Error(`${path} is not there.`)),
      });
      const plan = (text: string): Promise<PlannedPolicy> =>
        planPolicy(deps(), portal, { name, text }, { title: 'test' });

      it('adopts what there is, and plans nothing right after', async () => {
        const { text, leftOut } = await adoptState(deps(), portal);
        assert.match(text, /"mode": "exact"/);
        const planned = await plan(text);
        assert.deepEqual(
          planned.problems.filter(({ severity }) => severity === 'error'),
          [],
        );
        assert.deepEqual(planned.plan.changes, []);
        assert.ok(planned.resolved.rules.governed.length > 1);
        assert.equal(planned.resolved.rules.governed.includes(userTypesTarget), flavor !== 'legacy');
        // What is not licensed per user, or cannot be read, is named.
        assert.ok(leftOut.every(({ why }) => why !== ''));
      });

      it('finds a change that was made behind its back, and the member that it is about', async () => {
        const { text } = await adoptState(deps(), portal);
        const id = largestListing(bench);
        const [holder] = [...bench.listing(id).holders.values()].filter(
          one =>
            one.disconnectedSince === null &&
            one.entitlements.length > 0 &&
            // Of an over-assigned entitlement a seat that was taken away does not come back.
            !one.entitlements.includes('networkAnalystN'),
        );
        const member = username(holder!.username);
        const before = [...holder!.entitlements];
        await bench
          .client()
          .provision(id, { users: [member], entitlements: [], suppressCustomerEmail: true });
        const { plan: found } = await plan(text);
        assert.deepEqual(
          found.changes.map(change => [change.itemId, userKey(change.username), [...change.after].sort()]),
          [[id, userKey(member), before.sort()]],
        );
        assert.ok(found.changes[0]!.reasons!.length > 0);
        const report = await bench.applier.applyMembers(found);
        assert.deepEqual(
          report.results.map(({ outcome }) => outcome),
          ['done'],
        );
        assert.deepEqual((await plan(text)).plan.changes, []);
      });

      it('plans for the members of a group and of a roster, and nothing where one cannot be known', async () => {
        const [group] = bench.sample.state.groups;
        const id = largestListing(bench);
        const key = Object.keys(bench.listing(id).seats.entitlements)[0]!;
        const policy = (people: object): string =>
          JSON.stringify({
            policy: 1,
            portal: bench.sample.url,
            mode: 'addOnly',
            listings: [{ itemId: id, grants: [{ to: people, give: [key] }] }],
          });
        const inGroup = [...bench.sample.state.members.values()].filter(one =>
          one.groups.includes(group!.id),
        );
        const ofGroup = await plan(policy({ group: group!.title }));
        assert.deepEqual(
          new Set(ofGroup.resolved.wishes.map(wish => userKey(wish.username))),
          new Set(inGroup.map(one => userKey(one.username))),
        );
        const [first, second] = inGroup;
        rosters.set('crew.csv', `user\n${first!.username}\n${second!.username}\n`);
        const ofRoster = await plan(policy({ roster: 'crew.csv' }));
        assert.equal(ofRoster.resolved.wishes.length, 2);
        for (const people of [{ group: 'No such group' }, { roster: 'gone.csv' }])
          await assert.rejects(plan(policy(people)), error => {
            assert.ok(isPortalError(error));
            assert.equal(error.fault.kind, 'badInput');
            assert.match(error.message, /line 1: .*(No such group|gone\.csv)/);
            return true;
          });
      });

      it('is planned for the portal it names and no other', async () => {
        const text = JSON.stringify({ policy: 1, portal: 'https://other.example/portal', listings: [] });
        await assert.rejects(plan(text), /is for https:\/\/other\.example\/portal, and this is http/);
      });
    });
  }
});
