import assert from 'node:assert/strict';
import { userKey, username, userTypeId } from '../../../src/core/ids';
import type { MemberPlan } from '../../../src/core/planTypes';
import { planPolicy } from '../../../src/services/policy/planPolicy';
import { userTypesTarget } from '../../../src/core/policy/wishTypes';
import type { Member } from '../../../src/samplePortal/model';
import { portal, proListing, putHolders, startBench } from './bench';
import type { Bench } from './bench';

/** Members who can change their type: without an offline license, no administrator. */
function movable(bench: Bench, type: string): Member[] {
  const { members, listings } = bench.sample.state;
  const offline = new Set(
    [...listings.values()].flatMap(listing =>
      [...listing.holders.values()]
        .filter(one => one.disconnectedSince !== null)
        .map(one => userKey(one.username)),
    ),
  );
  return [...members.values()].filter(
    one => one.userLicenseTypeId === type && one.role !== 'org_admin' && !offline.has(userKey(one.username)),
  );
}

const policy = (bench: Bench, more: object): string =>
  JSON.stringify({
    policy: 1,
    portal: bench.sample.url,
    mode: 'exact',
    removalThreshold: { percent: 100 },
    ...more,
  });

async function plan(bench: Bench, text: string): Promise<MemberPlan> {
  const deps = { ...bench.deps, rosterText: () => Promise.reject(new Error('none')) };
  const made = await planPolicy(deps, portal, { name: 'a.license-policy.json', text }, { title: 'test' });
  return made.plan;
}

const updates = (bench: Bench): number =>
  bench.entries.filter(({ path }) => path.endsWith('/updateUserLicenseType')).length;

describe('user types at the sample portal', () => {
  for (const decisions of [
    {},
    { userTypeFailure: 'envelope' },
    { userTypeLimit: 'none' },
    { userTypeRole: 'accept' },
  ] as const)
    describe(JSON.stringify(decisions), () => {
      let bench: Bench;
      beforeEach(async () => {
        bench = await startBench({ flavor: 'online', scale: 'S', decisions });
      });
      afterEach(() => bench.close());

      it('are changed in one request, read back, and written to the journal', async () => {
        const viewers = movable(bench, 'viewerUT').slice(0, 3);
        assert.equal(viewers.length, 3);
        const grants = [{ to: { members: viewers.map(one => one.username) }, userType: 'creatorUT' }];
        const made = await plan(bench, policy(bench, { mode: 'addOnly', userTypes: grants }));
        assert.deepEqual(
          made.changes.map(change => [userKey(change.username), change.before, change.after]).sort(),
          viewers.map(one => [userKey(one.username), ['viewerUT'], ['creatorUT']]).sort(),
        );
        const report = await bench.applier.applyMembers(made);
        assert.deepEqual(
          report.results.map(({ outcome, reason }) => [outcome, reason]),
          viewers.map(() => ['done', undefined]),
        );
        assert.equal(updates(bench), 1);
        for (const one of viewers)
          assert.equal(bench.sample.state.members.get(userKey(one.username))?.userLicenseTypeId, 'creatorUT');
        const { entries } = await bench.journal.read(portal);
        assert.ok(
          entries.some(
            entry =>
              entry.kind === 'requestStarted' && entry.itemId === userTypesTarget && entry.users.length === 3,
          ),
        );
      });

      it('tell who was refused, with the words of the portal, and change the others', async () => {
        const [first, second] = movable(bench, 'viewerUT');
        const grants = [{ to: { members: [first!.username, second!.username] }, userType: 'creatorUT' }];
        const made = await plan(bench, policy(bench, { mode: 'addOnly', userTypes: grants }));
        assert.equal(made.changes.length, 2);
        // Somebody takes a license offline after the plan: the portal refuses the change (wire reference 11.2).
        const pro = [...bench.sample.state.listings.values()].find(one =>
          [...one.holders.values()].some(holder => holder.disconnectedSince !== null),
        )!;
        const [holder] = [...pro.holders.values()].filter(one => one.disconnectedSince !== null);
        bench.sample.state.commit([
          ['holder', pro.itemId, first!.username, { ...holder!, username: first!.username }],
        ]);
        const report = await bench.applier.applyMembers(made);
        const outcomes = new Map(report.results.map(result => [userKey(result.username), result]));
        assert.equal(outcomes.get(userKey(second!.username))?.outcome, 'done');
        const refused = outcomes.get(userKey(first!.username));
        assert.equal(refused?.outcome, 'notDone');
        assert.match(refused.reason ?? '', /disconnected license/);
        assert.equal(bench.sample.state.members.get(userKey(first!.username))?.userLicenseTypeId, 'viewerUT');
      });

      it('change after what goes with the old type was taken, and not where that did not come about', async () => {
        const pro = [...bench.sample.state.listings.values()].find(one =>
          Object.keys(one.seats.entitlements).includes('desktopAdvN'),
        )!;
        const holders = movable(bench, 'GISProfessionalAdvUT').filter(one =>
          pro.holders.has(userKey(one.username)),
        );
        const [member] = holders;
        assert.ok(member);
        const text = policy(bench, {
          mode: 'removeOnly',
          listings: [{ itemId: pro.itemId, grants: [] }],
          userTypes: [{ to: { members: [member.username] }, userType: 'viewerUT' }],
          exclude: {
            members: [...bench.sample.state.members.values()]
              .map(one => one.username)
              .filter(name => userKey(name) !== userKey(member.username)),
          },
        });
        const made = await plan(bench, text);
        assert.deepEqual(
          made.requests.map(request => [request.itemId, request.entitlements]),
          [
            [pro.itemId, []],
            [userTypesTarget, ['viewerUT']],
          ],
        );
        const report = await bench.applier.applyMembers(made);
        assert.deepEqual(
          report.results.map(({ outcome, reason }) => [outcome, reason]),
          [
            ['done', undefined],
            ['done', undefined],
          ],
        );
        const paths = bench.entries
          .map(({ path }) => path)
          .filter(path => /provisionUser|updateUserLicense/.test(path));
        assert.deepEqual(
          paths.map(path => path.split('/').at(-1)),
          ['provisionUserEntitlements', 'updateUserLicenseType'],
        );
        assert.equal(
          bench.sample.state.members.get(userKey(member.username))?.userLicenseTypeId,
          userTypeId('viewerUT'),
        );
      });
    });

  // What is reduced goes before the change of the type, what is granted comes after it: the set changes in two requests.
  for (const { before, after, from, to } of [
    {
      before: ['desktopAdvN', 'networkAnalystN'],
      after: ['desktopStdN', 'networkAnalystN', 'spatialAnalystN'],
      from: 'viewerUT',
      to: 'creatorUT',
    },
    {
      before: ['desktopBasicN', 'spatialAnalystN'],
      after: ['desktopBasicN', 'networkAnalystN'],
      from: 'creatorUT',
      to: 'viewerUT',
    },
  ])
    it(`change between the two requests from ${before.join()} to ${after.join()}`, async () => {
      const bench = await startBench({ flavor: 'online', scale: 'S' });
      try {
        const pro = proListing(bench);
        const [member] = movable(bench, from);
        const { username: name } = member!;
        putHolders(bench, pro, [{ username: name, entitlements: before, disconnectedSince: null }]);
        const people = { members: [name] };
        const made = await plan(
          bench,
          policy(bench, {
            listings: [{ itemId: pro, grants: [{ to: people, give: after }] }],
            userTypes: [{ to: people, userType: to }],
          }),
        );
        assert.deepEqual(
          made.requests.map(request => request.itemId),
          [pro, userTypesTarget, pro],
        );
        const report = await bench.applier.applyMembers(made);
        assert.deepEqual(
          report.results.map(({ outcome, reason }) => [outcome, reason]),
          [
            ['done', undefined],
            ['done', undefined],
          ],
        );
        assert.deepEqual(bench.holders(pro).get(userKey(name)), [...after].sort());
        assert.equal(bench.sample.state.members.get(userKey(name))?.userLicenseTypeId, to);
      } finally {
        await bench.close();
      }
    });

  it('do not make a level of the new type pass for one that is still assigned, where a plan is carried out again', async () => {
    const bench = await startBench({ flavor: 'online', scale: 'S', decisions: { includedPro: 'shown' } });
    try {
      const pro = proListing(bench);
      const [member] = movable(bench, 'viewerUT');
      const { username: name } = member!;
      putHolders(bench, pro, [
        { username: name, entitlements: ['desktopStdN', 'networkAnalystN'], disconnectedSince: null },
      ]);
      const made = await plan(
        bench,
        policy(bench, {
          listings: [{ itemId: pro, grants: [] }],
          userTypes: [{ to: { members: [name] }, userType: 'creatorUT' }],
        }),
      );
      assert.equal(made.changes.length, 2);
      for (const requestsSent of [2, 0]) {
        const report = await bench.applier.applyMembers(made);
        assert.deepEqual(
          report.results.map(({ outcome, reason }) => [outcome, reason]),
          [
            ['done', undefined],
            ['done', undefined],
          ],
        );
        assert.equal(report.requestsSent, requestsSent);
      }
    } finally {
      await bench.close();
    }
  });

  it('stay where the license that goes with them could not be taken', async () => {
    const bench = await startBench({ flavor: 'online', scale: 'S' });
    try {
      const pro = [...bench.sample.state.listings.values()].find(one =>
        Object.keys(one.seats.entitlements).includes('desktopAdvN'),
      )!;
      const member = movable(bench, 'GISProfessionalAdvUT').find(one =>
        pro.holders.has(userKey(one.username)),
      )!;
      const text = policy(bench, {
        mode: 'removeOnly',
        listings: [{ itemId: pro.itemId, grants: [] }],
        userTypes: [{ to: { members: [member.username] }, userType: 'viewerUT' }],
        exclude: {
          members: [...bench.sample.state.members.values()]
            .map(one => one.username)
            .filter(name => userKey(name) !== userKey(member.username)),
        },
      });
      const made = await plan(bench, text);
      // Somebody else changes the member's set after the plan.
      await bench.client().provision(made.requests[0]!.itemId, {
        users: [username(member.username)],
        entitlements: ['desktopBasicN'],
        suppressCustomerEmail: true,
      });
      const report = await bench.applier.applyMembers(made);
      assert.deepEqual(
        report.results.map(({ outcome }) => outcome),
        ['notDone', 'notDone'],
      );
      assert.match(
        report.results.find(({ itemId }) => itemId === userTypesTarget)?.reason ?? '',
        /had to change first/,
      );
      assert.equal(
        bench.sample.state.members.get(userKey(member.username))?.userLicenseTypeId,
        'GISProfessionalAdvUT',
      );
    } finally {
      await bench.close();
    }
  });
});
