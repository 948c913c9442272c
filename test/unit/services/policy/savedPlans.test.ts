import assert from 'node:assert/strict';
import { userKey, username } from '../../../../src/core/ids';
import type { MemberPlan } from '../../../../src/core/planTypes';
import { isPortalError } from '../../../../src/core/problem';
import { planFromFile, planToFile, savedPlanOf } from '../../../../src/services/policy/savedPlans';
import { planPolicy } from '../../../../src/services/policy/planPolicy';
import { largestListing, portal, startBench } from '../bench';
import type { Bench } from '../bench';

describe('plans as files', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench({ flavor: 'online', scale: 'S' });
  });
  afterEach(() => bench.close());

  /** A plan that takes everything of the largest listing from two members and changes the user type of a third. */
  async function made(): Promise<{ plan: MemberPlan; names: readonly string[] }> {
    const id = largestListing(bench);
    const holders = [...bench.listing(id).holders.values()].filter(one => one.disconnectedSince === null);
    const [first, second] = holders;
    const viewer = [...bench.sample.state.members.values()].find(
      one =>
        one.userLicenseTypeId === 'viewerUT' &&
        one.role !== 'org_admin' &&
        ![...bench.sample.state.listings.values()].some(
          listing => listing.holders.get(userKey(one.username))?.disconnectedSince != null,
        ),
    );
    const keep = [...bench.sample.state.members.values()]
      .map(one => one.username)
      .filter(
        name => userKey(name) !== userKey(first!.username) && userKey(name) !== userKey(second!.username),
      );
    const text = JSON.stringify({
      policy: 1,
      portal: bench.sample.url,
      mode: 'exact',
      exclude: { members: keep.filter(name => userKey(name) !== userKey(viewer!.username)) },
      listings: [{ itemId: id, grants: [] }],
      userTypes: [{ to: { members: [viewer!.username] }, userType: 'creatorUT' }],
    });
    const deps = { ...bench.deps, rosterText: () => Promise.reject(new Error('none')) };
    const { plan } = await planPolicy(deps, portal, { name: 'a.license-policy.json', text }, { title: 'x' });
    assert.ok(plan.changes.length >= 3, JSON.stringify(plan.skipped));
    return { plan, names: [first!.username, second!.username, viewer!.username] };
  }
  const connection = () => bench.connections.get(portal)!;

  it('are applied as they were saved, in another program', async () => {
    const { plan } = await made();
    const file = await planToFile(bench.deps, connection(), plan);
    const { saved, hash } = savedPlanOf('a.license-plan.json', file.text);
    assert.equal(hash, file.hash);
    const taken = await planFromFile(bench.deps, portal, 'a.license-plan.json', saved);
    assert.deepEqual(taken.changes, plan.changes);
    const report = await bench.applier.applyMembers(taken);
    assert.deepEqual(new Set(report.results.map(({ outcome }) => outcome)), new Set(['done']));
    // What it saw is not there any more.
    await assert.rejects(
      planFromFile(bench.deps, portal, 'a.license-plan.json', saved),
      /have changed since it was saved/,
    );
  });

  it('are refused, by name, where a member that they touch has changed, and not where another has', async () => {
    const { plan, names } = await made();
    const { saved } = savedPlanOf('p', (await planToFile(bench.deps, connection(), plan)).text);
    const id = largestListing(bench);
    const other = [...bench.listing(id).holders.values()].find(
      one => one.disconnectedSince === null && !names.some(name => userKey(name) === userKey(one.username)),
    );
    await bench.client().provision(id, {
      users: [username(other!.username)],
      entitlements: [],
      suppressCustomerEmail: true,
    });
    await planFromFile(bench.deps, portal, 'p', saved);
    await bench
      .client()
      .provision(id, { users: [username(names[0]!)], entitlements: [], suppressCustomerEmail: true });
    await assert.rejects(planFromFile(bench.deps, portal, 'p', saved), error => {
      assert.ok(isPortalError(error));
      assert.equal(error.fault.kind, 'staleState');
      assert.ok(error.message.includes(names[0]!), error.message);
      assert.ok(!error.message.includes(names[1]!));
      return true;
    });
    // Nor can it be saved any more.
    await assert.rejects(planToFile(bench.deps, connection(), plan), /Nothing was saved/);
  });

  it('are refused where a user type has changed, at another portal, and where somebody edited them', async () => {
    const { plan, names } = await made();
    const { text } = await planToFile(bench.deps, connection(), plan);
    const { saved } = savedPlanOf('p', text);
    await bench.client().updateUserType([username(names[2]!)], 'editorUT' as never);
    await assert.rejects(planFromFile(bench.deps, portal, 'p', saved), new RegExp(`${names[2]!} \\(`));
    for (const [found, put] of [
      [bench.sample.url, 'https://other.example/portal'],
      [`"orgId": "${connection().orgId}"`, '"orgId": "elsewhere"'],
    ] as const) {
      const other = savedPlanOf('p', text.replace(found, put));
      await assert.rejects(
        planFromFile(bench.deps, portal, 'p', other.saved),
        /for https:|another organization/,
      );
    }
    assert.throws(
      () => savedPlanOf('p', text.replace('"after": []', '"after": ["desktopAdvN"]')),
      /is no plan that can be applied/,
    );
    assert.throws(
      () => savedPlanOf('p', '{"format":"arcgis-entitlements-plan"}'),
      /is no plan that can be applied/,
    );
  });
});
