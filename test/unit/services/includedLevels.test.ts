import assert from 'node:assert/strict';
import { entitlement, userKey, username } from '../../../src/core/ids';
import type { ItemId } from '../../../src/core/ids';
import { planMembers } from '../../../src/core/plan';
import { revokeEverythingWishes } from '../../../src/core/wishes';
import type { DesiredChange, MemberPlan } from '../../../src/core/planTypes';
import { PortalError } from '../../../src/core/problem';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { closeUnfinished } from '../../../src/services/apply/recovery';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { checkMembers } from '../../../src/services/memberCheck';
import { portal, proListing, putHolders, startBench } from './bench';
import type { Bench } from './bench';

const basic = entitlement('desktopBasicN');
const spatial = entitlement('spatialAnalystN');

describe('Pro levels that come with a user type', () => {
  let bench: Bench;
  let id: ItemId;
  /** Members of the user type Creator, which brings Basic along. */
  let creators: string[];

  async function start(
    includedPro: 'shown' | 'hidden',
    noEntitlements: 'emptyObject' | 'missing' | 'error' = 'emptyObject',
  ): Promise<void> {
    bench = await startBench({ scale: 'S', decisions: { includedPro, noEntitlements } });
    id = proListing(bench);
    creators = [...bench.sample.state.members.values()]
      .filter(member => member.userLicenseTypeId === 'creatorUT' && member.username !== bench.sample.username)
      .map(member => member.username);
  }
  afterEach(() => bench.close());

  /** Gives the listing these holders, and so many seats of Basic beyond theirs. */
  function hold(sets: Readonly<Record<string, readonly string[]>>, freeBasic = 10): void {
    const holders = Object.entries(sets).map(([name, entitlements]) => ({
      username: name,
      entitlements,
      disconnectedSince: null,
    }));
    putHolders(bench, id, holders);
    const listing = bench.listing(id);
    const assigned = holders.filter(({ entitlements }) => entitlements.includes(basic)).length;
    const { maxUsers, entitlements } = listing.seats;
    listing.seats = { maxUsers, entitlements: { ...entitlements, [basic]: assigned + freeBasic } };
    bench.inventory.forget(portal);
  }
  const wish = (
    name: string,
    mode: DesiredChange['mode'],
    ...entitlements: readonly string[]
  ): DesiredChange => ({ itemId: id, username: username(name), mode, entitlements });
  /** Replaces operations of the client that plans and applies use. */
  const change = (operations: Partial<PortalClient>): void => void Object.assign(bench.client(), operations);
  /** As a portal that shows the level in the answer for one member too. */
  function showEverywhere(): void {
    const { holder, holders } = bench.client();
    change({
      holder: async (item, name, signal) =>
        (await holder(item, name, signal)) ??
        (await holders(item)).items.find(row => userKey(row.username) === userKey(name)),
    });
  }
  const kinds = (plan: MemberPlan): string[] => plan.warnings.map(({ kind }) => kind);
  const outcomes = async (plan: MemberPlan): Promise<string[]> =>
    (await bench.applier.applyMembers(plan)).results.map(({ outcome }) => outcome);
  const basicRow = (plan: MemberPlan) => plan.ledger.find(row => row.entitlement === basic);

  it('sends an extension without the level, and takes no seat of it', async () => {
    await start('shown');
    hold({});
    const [ann, bob] = creators as [string, string];
    const plan = await bench.plan([wish(ann, 'add', spatial), wish(bob, 'set', spatial)]);
    assert.deepEqual(plan.skipped, []);
    assert.deepEqual(
      plan.requests.map(request => request.entitlements),
      [[spatial]],
    );
    assert.deepEqual(kinds(plan), []);
    assert.equal(basicRow(plan)?.before, basicRow(plan)?.after);
    assert.deepEqual(await outcomes(plan), ['done', 'done']);
    assert.deepEqual(bench.holders(id).get(userKey(ann)), [spatial]);
    assert.deepEqual(bench.holders(id).get(userKey(bob)), [spatial]);
  });

  it('refuses nobody for want of a seat that the level does not take, and claims no excess', async () => {
    await start('shown');
    const [ann, bob, ...others] = creators as [string, string, ...string[]];
    hold({ [others[0]!]: [basic] }, 1);
    const plan = await bench.plan([wish(ann, 'add', spatial), wish(bob, 'add', basic)]);
    assert.deepEqual(plan.skipped, []);
    assert.ok(!kinds(plan).includes('overAssigned'));
    const row = basicRow(plan);
    // All the other Creators are shown, and of one of them the seat is real.
    assert.deepEqual(
      [row?.total, row && row.before - row.maybe!.before, row && row.after - row.maybe!.after],
      [2, 0, 1],
    );
    assert.deepEqual(await outcomes(plan), ['done', 'done']);
  });

  it('says of a level that is not assigned that it stays, and sends nothing', async () => {
    await start('shown');
    hold({});
    const [ann, bob, cid] = creators as [string, string, string];
    const changes = [wish(ann, 'set'), wish(bob, 'remove', basic), wish(cid, 'remove', spatial)];
    const plan = await bench.plan(changes);
    assert.deepEqual(plan.requests, []);
    assert.deepEqual(plan.skipped, [
      { itemId: id, username: ann, reason: 'included', names: [basic], userType: 'creatorUT' },
      { itemId: id, username: bob, reason: 'included', names: [basic], userType: 'creatorUT' },
      { itemId: id, username: cid, reason: 'unchanged' },
    ]);
    const targets = await bench.states([id], [username(ann)]);
    assert.equal(revokeEverythingWishes(targets, [username(ann)]).length, 1, 'not left out silently');
  });

  for (const count of [2, 6])
    it(`reports ${count} members who lose a real seat of the level as done, and says that it stays`, async () => {
      await start('shown');
      const names = creators.slice(0, count);
      hold(Object.fromEntries(names.map((name, at) => [name, at % 2 === 0 ? [basic] : [spatial]])));
      const plan = await bench.plan(names.map(name => wish(name, 'set')));
      const stays = plan.warnings.find(warning => warning.kind === 'includedLevel');
      assert.equal(stays?.effect, 'stays');
      assert.deepEqual(
        stays.usernames,
        names.filter((_, at) => at % 2 === 0),
      );
      assert.deepEqual(await outcomes(plan), Array<string>(count).fill('done'));
      assert.equal(bench.holders(id).size, 0);
    });

  it('says which seats may be taken where the portal never tells', async () => {
    await start('shown');
    hold({});
    showEverywhere();
    const [ann, bob] = creators as [string, string];
    const plan = await bench.plan([wish(ann, 'add', spatial), wish(bob, 'set')]);
    // Law 1: what may be assigned is never left out unasked.
    assert.deepEqual(plan.changes.find(({ username: name }) => name === ann)?.after, [basic, spatial]);
    assert.deepEqual(
      plan.warnings.flatMap(warning =>
        warning.kind === 'includedLevel'
          ? [[warning.effect, warning.userType, warning.entitlement, ...warning.usernames]]
          : [],
      ),
      [
        ['maySeat', 'creatorUT', basic, ann],
        ['stays', 'creatorUT', basic, bob],
      ],
    );
    const row = basicRow(plan)!;
    assert.equal(row.before - row.maybe!.before, 0);
    assert.equal(row.after - row.maybe!.after, 1, 'the seat that may be taken');
    const { results } = await bench.applier.applyMembers(plan);
    const result = results.find(({ username: name }) => name === bob);
    assert.equal(result?.outcome, 'unknown');
    assert.match(result.reason ?? '', /user type Creator.*To find out/);
    assert.equal(results.find(({ username: name }) => name === ann)?.outcome, 'done');
  });

  it('are not known to be gone after an interrupted plan where the portal never tells', async () => {
    await start('shown');
    hold({});
    showEverywhere();
    const [ann] = creators as [string];
    const plan = await bench.plan([wish(ann, 'set')]);
    assert.equal(plan.changes.length, 1);
    const { orgId, url, username: by } = bench.connections.get(portal)!;
    const base = { planId: plan.id, at: bench.clock.now() - 3_600_000 };
    const planned = { ...base, portalId: portal, portalName: 'x', portalUrl: url, orgId, by, plan };
    await bench.journal.append(portal, { ...planned, kind: 'planned' });
    const { id: requestId, itemId, users, entitlements } = plan.requests[0]!;
    const started = { ...base, requestId, itemId, users, entitlements, kind: 'requestStarted' } as const;
    await bench.journal.append(portal, started);
    const journal = createJournalStore({ files: bench.files });
    const [report] = await closeUnfinished({ ...bench.deps, journal }, portal);
    assert.deepEqual(
      report?.results.map(({ outcome }) => outcome),
      ['unknown'],
    );
  });

  for (const noEntitlements of ['emptyObject', 'missing', 'error'] as const)
    for (const odd of [false, true])
      it(`says nothing wrong of them where none is answered with ${noEntitlements}${odd ? ', and every second question with 400' : ''}`, async () => {
        await start('shown', noEntitlements);
        for (const mode of ['add', 'set'] as const) {
          const names = creators.slice(0, 5);
          bench.sample.faults.set([]);
          hold(mode === 'add' ? {} : Object.fromEntries(names.map(name => [name, [basic]])));
          const wishes = names.map(name => (mode === 'add' ? wish(name, 'add', basic) : wish(name, 'set')));
          const plan = await bench.plan(wishes);
          assert.equal(plan.changes.length, 5);
          if (odd)
            bench.sample.faults.set([
              { path: 'userEntitlements/', kind: 'error', code: 400, message: 'Odd.', every: 2 },
            ]);
          const { results } = await bench.applier.applyMembers(plan);
          for (const { username: name, outcome, reason } of results) {
            const isSo = bench.holders(id).has(userKey(name)) === (mode === 'add');
            assert.ok(outcome === 'unknown' || (outcome === 'done') === isSo, `${name} ${outcome} ${reason}`);
          }
          if (!odd) assert.ok(results.every(({ outcome }) => outcome === 'done'));
        }
      });

  it('asks a portal once whether it shows such levels, and then takes every row for assigned', async () => {
    await start('hidden');
    const [ann] = creators as [string];
    hold({ [ann]: [basic] });
    const asked = (): number => bench.entries.filter(({ path }) => path.includes('/users')).length;
    const before = asked();
    const plan = await bench.plan([wish(ann, 'add', spatial)]);
    assert.equal(asked() - before, 1);
    assert.deepEqual(plan.changes, [{ itemId: id, username: ann, before: [basic], after: [basic, spatial] }]);
    assert.deepEqual(plan.warnings, []);
    await bench.plan([wish(ann, 'set')]);
    assert.equal(asked() - before, 1);
  });

  it('goes on, and says so, where members cannot be read', async () => {
    await start('hidden');
    const [ann, bob] = creators as [string, string];
    hold({ [ann]: [basic] });
    change({
      members: () =>
        Promise.reject(new PortalError({ kind: 'forbidden', privilege: 'portal:admin:viewUsers' }, 'No.')),
    });
    const plan = await bench.plan([wish(ann, 'add', spatial), wish(bob, 'add', basic)]);
    assert.deepEqual(kinds(plan), ['includedUnread']);
    assert.deepEqual(await outcomes(plan), ['done', 'done']);
    assert.deepEqual(kinds(await bench.plan([wish(bob, 'add', basic)])), [], 'nobody is concerned');
  });

  it('does not miss a level that the user type brings', async () => {
    await start('hidden');
    const [ann] = creators as [string];
    const viewer = [...bench.sample.state.members.values()].find(
      member => member.userLicenseTypeId === 'viewerUT',
    )!.username;
    hold({});
    const names = [ann, viewer];
    const members = await checkMembers(bench.client(), names);
    const targets = await bench.states([id], names.map(username));
    const plan = planMembers({
      id: 'p',
      portalId: portal,
      title: 'test',
      createdAt: bench.clock.now(),
      targets,
      changes: names.map(name => wish(name, 'add', spatial)),
      userTypes: name => members.userType(name),
      suppressCustomerEmail: true,
    });
    assert.deepEqual(plan.warnings, [{ kind: 'noProLevel', itemId: id, usernames: [viewer] }]);
  });
});
