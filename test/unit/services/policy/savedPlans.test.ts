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

  describe('whose head was edited by hand', () => {
    interface Head {
      targets: { kind: string; title: string }[];
      ledger: unknown[];
      warnings: unknown[];
      changes: unknown[];
      policy: { mode: string; hash?: string; overThreshold?: true; removals: Record<string, unknown> };
    }
    const name = 'p.license-plan.json';
    const noRoster = () => Promise.reject(new Error('none'));

    /** A plan that takes a whole listing away, over a threshold of one, as its file with something else in it. */
    async function forged(
      edit: (plan: Head) => void,
      more: object = { removalThreshold: { count: 1 } },
    ): Promise<{ take: () => Promise<MemberPlan>; plan: MemberPlan }> {
      const id = largestListing(bench);
      const policyText = JSON.stringify({
        policy: 1,
        portal: bench.sample.url,
        mode: 'exact',
        listings: [{ itemId: id, grants: [] }],
        ...more,
      });
      const deps = { ...bench.deps, rosterText: () => Promise.reject(new Error('none')) };
      const document = { name: 'a.license-policy.json', text: policyText };
      const { plan } = await planPolicy(deps, portal, document, { title: 'x' });
      const json = JSON.parse((await planToFile(bench.deps, connection(), plan)).text) as { plan: Head };
      edit(json.plan);
      const text = JSON.stringify(json);
      return {
        plan,
        take: async () =>
          planFromFile(bench.deps, portal, name, savedPlanOf(name, text).saved, {
            policy: () => Promise.resolve({ text: policyText, rosterText: noRoster }),
          }),
      };
    }

    it('say what their own changes come to: whom they take from, over which threshold, in which mode', async () => {
      const honest = await forged(() => undefined);
      const { thresholdUnknown, ...taken } = await honest.take();
      assert.equal(thresholdUnknown, undefined);
      assert.deepEqual(taken, { ...honest.plan, id: taken.id, origin: honest.plan.id });
      assert.equal(taken.policy?.overThreshold, true);
      for (const [edit, message] of [
        [
          plan => delete plan.policy.overThreshold,
          /Whether the plan takes from more members .* told wrongly/,
        ],
        [
          plan => (plan.policy.removals['members'] = 0),
          /takes something from \d+ members, and says .* from 0/,
        ],
        [plan => (plan.policy.mode = 'addOnly'), /The plan does what its mode rules out: addOnly/],
        [
          plan => {
            plan.policy.removals['threshold'] = { count: 5000 };
            delete plan.policy.overThreshold;
          },
          /removal threshold of the policy is 1 member, and the file says 5,?000 members/,
        ],
        [
          plan => {
            delete plan.policy.removals['threshold'];
            delete plan.policy.overThreshold;
          },
          /removal threshold of the policy is 1 member, and the file says none/,
        ],
      ] as const satisfies readonly (readonly [(plan: Head) => unknown, RegExp])[])
        await assert.rejects(async () => (await forged(edit)).take(), message);
    });

    it('have the kinds and titles of the portal, and its seats and warnings', async () => {
      for (const [edit, message] of [
        [
          plan => (plan.targets[0]!.title = 'ArcGIS Hub trial'),
          /is called .* and the file says “ArcGIS Hub trial”/,
        ],
        [
          plan => (plan.targets[0]!.kind = 'appBundle'),
          /is of the kind “listing”, and the file says “appBundle”/,
        ],
        [
          plan => (plan.targets[0]!.kind = 'userType'),
          /This target stands twice, or is not what its id says/,
        ],
        [plan => (plan.ledger = []), /The seats of .* are changed, and the plan does not tell them/],
      ] as const satisfies readonly (readonly [(plan: Head) => unknown, RegExp])[])
        await assert.rejects(async () => (await forged(edit)).take(), message);
      const seats = await forged(plan => {
        for (const row of plan.ledger as { total: number; lowest: number }[]) {
          row.total = 7000;
          row.lowest = 7000;
        }
        plan.warnings = [];
      });
      const { ledger, warnings } = await seats.take();
      assert.deepEqual({ ledger, warnings }, { ledger: seats.plan.ledger, warnings: seats.plan.warnings });
    });

    it('are asked about where the policy is not at hand, or where there is none to tell the threshold', async () => {
      const { plan } = await forged(() => undefined, { removalThreshold: { percent: 100 } });
      const { text } = await planToFile(bench.deps, connection(), plan);
      const { saved } = savedPlanOf(name, text);
      const asked = await planFromFile(bench.deps, portal, name, saved);
      assert.deepEqual([asked.thresholdUnknown, asked.policy?.overThreshold], [true, undefined]);
      const other = { policy: () => Promise.resolve({ text: '{"policy": 1}', rosterText: noRoster }) };
      assert.equal((await planFromFile(bench.deps, portal, name, saved, other)).thresholdUnknown, true);
      const bare = JSON.parse(text) as { plan: Partial<Head> };
      delete bare.plan.policy;
      const { saved: none } = savedPlanOf(name, JSON.stringify(bare));
      assert.equal((await planFromFile(bench.deps, portal, name, none)).thresholdUnknown, true);
      // What is of one reader does not get into the file that the reader saves.
      assert.equal((await planToFile(bench.deps, connection(), asked)).text, text);
    });
  });

  it('are refused, by name, where only the user type has changed that their extensions rest on', async () => {
    const offline = new Set(
      [...bench.sample.state.listings.values()].flatMap(({ holders }) =>
        [...holders].flatMap(([key, { disconnectedSince }]) => (disconnectedSince === null ? [] : [key])),
      ),
    );
    const [id, holder] = [...bench.sample.state.listings.values()]
      .flatMap(({ itemId, holders }) => [...holders].map(([key, held]) => [itemId, key, held] as const))
      .flatMap(([itemId, key, held]) =>
        !offline.has(key) && held.entitlements.some(one => /^desktop(Std|Adv)N$/.test(one))
          ? [[itemId, held] as const]
          : [],
      )[0]!;
    await bench.client().updateUserType([username(holder.username)], 'GISProfessionalAdvUT' as never);
    const others = [...bench.sample.state.members.values()]
      .map(one => one.username)
      .filter(one => userKey(one) !== userKey(holder.username));
    const text = JSON.stringify({
      policy: 1,
      portal: bench.sample.url,
      mode: 'exact',
      exclude: { members: others },
      listings: [{ itemId: id, grants: [] }],
    });
    const deps = { ...bench.deps, rosterText: () => Promise.reject(new Error('none')) };
    const { plan } = await planPolicy(deps, portal, { name: 'a.license-policy.json', text }, { title: 'x' });
    assert.deepEqual([plan.changes.length, plan.targets.length], [1, 1]);
    // With and without a policy: few members are read one by one where no policy asks.
    const bare: { policy?: MemberPlan['policy'] } & MemberPlan = { ...plan };
    delete bare.policy;
    for (const one of [plan, bare]) {
      const { saved } = savedPlanOf('p', (await planToFile(bench.deps, connection(), one)).text);
      assert.deepEqual(
        saved.saw[0]?.members.map(({ userType }) => userType),
        ['GISProfessionalAdvUT'],
      );
      await planFromFile(bench.deps, portal, 'p', saved);
      await bench.client().updateUserType([username(holder.username)], 'creatorUT' as never);
      await assert.rejects(
        planFromFile(bench.deps, portal, 'p', saved),
        new RegExp(`${holder.username} \\(.*: another user type than the plan rests on\\)`),
      );
      await bench.client().updateUserType([username(holder.username)], 'GISProfessionalAdvUT' as never);
    }
  });
});
