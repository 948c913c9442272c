import assert from 'node:assert/strict';
import { bundleEntitlement } from '../../../../src/core/catalog';
import { entitlement, itemId, userKey, username } from '../../../../src/core/ids';
import type { ItemId } from '../../../../src/core/ids';
import type { DesiredChange, MemberPlan } from '../../../../src/core/planTypes';
import { planPolicy } from '../../../../src/services/policy/planPolicy';
import { planFromFile, planToFile, savedPlanOf } from '../../../../src/services/policy/savedPlans';
import { findOperation } from '../../../../src/services/undo/findOperation';
import { diceOf } from '../../core/policy/randomOrganization';
import { portal, putHolders, startBench } from '../bench';
import type { Bench } from '../bench';
import { allOperations, apply, operationOf, restPlan, undoPlan, wholeState } from './undoBench';

const sequences = 30;

/** Listings that can be written, and of each the entitlements of which no more are held than there are. */
function writable(bench: Bench): { readonly id: ItemId; readonly keys: readonly string[] }[] {
  return [...bench.sample.state.listings.values()]
    .filter(one => one.isPerUser && one.isProvisioned && one.inPurchases)
    .map(({ itemId: id, seats, holders }) => ({
      id: itemId(id),
      keys: Object.entries(seats.entitlements)
        .filter(
          ([key, total]) =>
            [...holders.values()].filter(one => one.entitlements.includes(key)).length <= total,
        )
        .map(([key]) => key),
    }))
    .filter(({ keys }) => keys.length > 0);
}

describe('undo at the sample portal', () => {
  describe('of random sequences', () => {
    let bench: Bench;
    before(async () => {
      bench = await startBench({ flavor: 'online', scale: 'S' });
    });
    after(() => bench.close());

    it(`returns the exact state of the start, ${sequences} times`, async function () {
      this.timeout(60_000);
      const { listings, members } = bench.sample.state;
      const bundles = [...bench.sample.state.bundles.values()].map(one => itemId(one.itemId));
      const open = writable(bench);
      const products = [...open, ...bundles.map(id => ({ id, keys: [bundleEntitlement] }))];
      const offline = new Set(
        [...listings.values()].flatMap(({ holders }) =>
          [...holders.values()]
            .filter(one => one.disconnectedSince !== null)
            .map(one => userKey(one.username)),
        ),
      );
      // A seat of something over-assigned does not come back once it was given up, and an offline license cannot be changed.
      const isOver = (key: string): boolean => open.every(({ keys }) => !keys.includes(key));
      const people = [...members.values()].filter(
        one =>
          one.role !== 'org_admin' &&
          !offline.has(userKey(one.username)) &&
          [...listings.values()].every(
            ({ holders }) => !(holders.get(userKey(one.username))?.entitlements ?? []).some(isOver),
          ),
      );
      assert.ok(people.length > 30 && open.length > 3, `${people.length} of ${members.size}, ${open.length}`);
      const start = wholeState(bench);
      const seen = { operations: 0, changes: 0, types: 0, listings: 0, bundles: 0 };
      for (let seed = 1; seed <= sequences; seed++) {
        const dice = diceOf(seed);
        const pick = <T>(from: readonly T[]): T => from[dice(from.length)]!;
        const some = <T>(from: readonly T[], most: number): T[] =>
          Array.from({ length: 1 + dice(most) }, () => pick(from));
        const provision = async (): Promise<MemberPlan> => {
          const changes: DesiredChange[] = [...new Set(some(products, 3))].flatMap(({ id, keys }) =>
            [...new Set(some(people, 6))].map(one => ({
              itemId: id,
              username: username(one.username),
              mode: pick(['add', 'remove', 'set'] as const),
              entitlements: [...new Set(some(keys, 3))],
            })),
          );
          return bench.plan(changes, `provision ${seed}`);
        };
        const retype = async (): Promise<MemberPlan> => {
          const to = pick(['creatorUT', 'viewerUT', 'GISProfessionalAdvUT', 'editorUT']);
          const text = JSON.stringify({
            policy: 1,
            portal: bench.sample.url,
            mode: 'exact',
            removalThreshold: { percent: 100 },
            userTypes: [{ to: { members: some(people, 3).map(one => one.username) }, userType: to }],
            exclude: { members: [] },
          });
          const deps = { ...bench.deps, rosterText: () => Promise.reject(new Error('none')) };
          const document = { name: 'a.license-policy.json', text };
          return (await planPolicy(deps, portal, document, { title: `types ${seed}` })).plan;
        };
        const done: MemberPlan[] = [];
        for (let n = 1 + dice(4); n > 0; n--) {
          const plan = await (dice(4) === 0 ? retype() : provision());
          if ((await apply(bench, plan)) === undefined) continue;
          done.push(plan);
          seen.operations += 1;
          seen.changes += plan.changes.length;
          if (plan.targets.some(({ kind }) => kind === 'userType')) seen.types += 1;
          if (plan.changes.some(change => bundles.includes(change.itemId))) seen.bundles += 1;
          if (new Set(plan.changes.map(change => change.itemId)).size > 1) seen.listings += 1;
        }
        for (const plan of done.reverse()) {
          const undo = await undoPlan(bench, await operationOf(bench, plan));
          const kept = undo.skipped.filter(({ reason }) => reason !== 'unchanged');
          assert.deepEqual(kept, [], `sequence ${seed}: ${plan.title}`);
          const report = await apply(bench, undo);
          assert.deepEqual(
            report?.results.filter(({ outcome }) => outcome !== 'done') ?? [],
            [],
            `sequence ${seed}: ${plan.title}`,
          );
        }
        assert.deepEqual(wholeState(bench), start, `sequence ${seed}`);
      }
      console.log(`      ${JSON.stringify(seen)}`);
      assert.ok(seen.operations >= sequences && seen.changes > 100, JSON.stringify(seen));
      assert.ok(seen.types >= 5 && seen.listings >= 10 && seen.bundles >= 5, JSON.stringify(seen));
    });
  });

  describe('of one operation', () => {
    let bench: Bench;
    let id: ItemId;
    let key: string;
    let names: string[];
    beforeEach(async () => {
      bench = await startBench({ flavor: 'enterprise', scale: 'S' });
      const [first] = writable(bench);
      id = first!.id;
      key = first!.keys[0]!;
      Object.assign(bench.listing(id).seats.entitlements, { [key]: 4 });
      names = [...bench.sample.state.members.values()].slice(3, 8).map(one => one.username);
      putHolders(bench, id, []);
    });
    afterEach(() => bench.close());
    const set = (name: string, entitlements: readonly string[]): DesiredChange => ({
      itemId: id,
      username: username(name),
      mode: 'set',
      entitlements,
    });
    const give = async (...to: readonly string[]): Promise<MemberPlan> => {
      const plan = await bench.plan(to.map(name => set(name, [key])));
      assert.deepEqual(plan.skipped, []);
      await bench.applier.applyMembers(plan);
      return plan;
    };
    const held = (): string[] =>
      [...bench.holders(id)].filter(([, one]) => one.length > 0).map(([name]) => name);
    const keysOf = (...of: readonly string[]): string[] => of.map(userKey);

    it('takes back one member’s part, and an undo of that gives it again', async () => {
      const [a, b] = names as [string, string];
      const plan = await give(a, b);
      const part = await undoPlan(bench, await operationOf(bench, plan), { username: a.toUpperCase() });
      assert.deepEqual(
        part.changes.map(change => userKey(change.username)),
        keysOf(a),
      );
      await apply(bench, part);
      assert.deepEqual(held(), keysOf(b));
      const again = await operationOf(bench, part);
      assert.equal(again.planned.plan.title, 'Undo: test');
      assert.deepEqual(again.planned.plan.kind === 'members' && again.planned.plan.undoes, {
        planId: plan.id,
        username: a.toUpperCase(),
      });
      await apply(bench, await undoPlan(bench, again));
      assert.deepEqual(held().sort(), keysOf(a, b).sort());
    });

    it('leaves alone, and names, who was changed behind its back', async () => {
      const [a, b] = names as [string, string];
      const more = Object.keys(bench.listing(id).seats.entitlements).find(one => one !== key)!;
      const plan = await give(a, b);
      await bench.client().provision(id, {
        users: [username(a)],
        entitlements: [entitlement(key), entitlement(more)],
        suppressCustomerEmail: true,
      });
      const undo = await undoPlan(bench, await operationOf(bench, plan));
      assert.deepEqual(
        undo.skipped.map(skip => [userKey(skip.username), skip.reason, skip.names?.toSorted()]),
        [[userKey(a), 'changedSince', [key, more].sort()]],
      );
      await apply(bench, undo);
      assert.deepEqual(held(), keysOf(a));
      assert.equal(bench.holders(id).get(userKey(a))?.length, 2);
    });

    it('leaves alone whom somebody else gave it, before the run began or while its request was still here', async () => {
      const [a, b, c, d] = names as [string, string, string, string];
      const plan = await bench.plan([a, b, c, d].map(name => set(name, [key])));
      const others = (name: string): Promise<unknown> =>
        bench.client().provision(id, {
          users: [username(name)],
          entitlements: [entitlement(key)],
          suppressCustomerEmail: true,
        });
      await others(a);
      const { append } = bench.files;
      bench.files.append = async (path, text) => {
        await append(path, text);
        if (!text.includes('"requestStarted"')) return;
        // This machine stands still after the journal was written: whoever is to be written to is read again.
        bench.files.append = append;
        await others(b);
        bench.clock.advance(60_000);
      };
      const report = await bench.applier.applyMembers(plan);
      assert.deepEqual(
        report.results.map(({ outcome }) => outcome),
        ['done', 'done', 'done', 'done'],
      );
      const operation = await operationOf(bench, plan);
      assert.deepEqual(
        operation.members.map(({ username: name, requests }) => [userKey(name), requests.length]),
        [
          [userKey(a), 0],
          [userKey(b), 0],
          [userKey(c), 1],
          [userKey(d), 1],
        ],
      );
      const undo = await undoPlan(bench, operation);
      assert.deepEqual(
        undo.skipped.map(skip => [userKey(skip.username), skip.reason, skip.names]),
        [
          [userKey(a), 'notSent', [key]],
          [userKey(b), 'notSent', [key]],
        ],
      );
      await apply(bench, undo);
      assert.deepEqual(held().sort(), keysOf(a, b).sort());
    });

    it('leaves alone who has taken the license offline, and who would have no seat', async () => {
      const [a, b, c, d, e] = names as [string, string, string, string, string];
      const given = await give(a, b, c, d);
      const { state } = bench.sample;
      const holder = bench.listing(id).holders.get(userKey(a))!;
      state.commit([['holder', id, holder.username, { ...holder, disconnectedSince: bench.clock.now() }]]);
      const undo = await undoPlan(bench, await operationOf(bench, given));
      assert.deepEqual(
        undo.skipped.map(skip => [userKey(skip.username), skip.reason]),
        [[userKey(a), 'offline']],
      );
      await apply(bench, undo);
      assert.deepEqual(held(), keysOf(a));
      // One of the seats that were given back is somebody else's by now.
      await give(e);
      const back = await undoPlan(bench, await operationOf(bench, undo));
      assert.deepEqual(
        back.skipped.map(skip => skip.reason),
        ['noSeat'],
      );
      await apply(bench, back);
      assert.equal(held().length, 4);
    });

    it('plans the rest of what was not sent, and leaves alone who was changed meanwhile', async () => {
      const [a, b, c, d] = names as [string, string, string, string];
      const plan = await bench.plan([a, b, c].map(name => set(name, [key])));
      const [request] = plan.requests;
      assert.ok(request);
      await bench.applier.applyMembers({ ...plan, requests: [{ ...request, users: [username(a)] }] });
      assert.deepEqual(held(), keysOf(a));
      const more = Object.keys(bench.listing(id).seats.entitlements).find(one => one !== key)!;
      await bench.client().provision(id, {
        users: [username(c)],
        entitlements: [entitlement(more)],
        suppressCustomerEmail: true,
      });
      await give(d);
      const operation = await operationOf(bench, plan);
      const rest = await restPlan(bench, operation);
      assert.deepEqual(
        rest.changes.map(change => userKey(change.username)),
        keysOf(b),
      );
      assert.deepEqual(
        rest.skipped.map(skip => [userKey(skip.username), skip.reason]),
        [[userKey(c), 'changedSince']],
      );
      await apply(bench, rest);
      assert.deepEqual(held().sort(), keysOf(a, b, c, d).sort());
      assert.equal((await operationOf(bench, rest)).outcome, 'done');
    });

    it('takes back either run of a saved plan that was applied twice, also of one whose runs have one id', async () => {
      const [a] = names as [string];
      const plan = await bench.plan([set(a, [key])]);
      const connection = bench.connections.get(portal)!;
      const { saved } = savedPlanOf('p', (await planToFile(bench.deps, connection, plan)).text);
      const taken = (): Promise<MemberPlan> => planFromFile(bench.deps, portal, 'p', saved);
      const first = await taken();
      await apply(bench, first);
      await apply(bench, await undoPlan(bench, await operationOf(bench, first)));
      const second = await taken();
      await apply(bench, second);
      assert.deepEqual(held(), keysOf(a));
      const all = await allOperations(bench);
      assert.equal(
        all.filter(({ planned: { plan: one } }) => one.kind === 'members' && one.origin === plan.id).length,
        2,
      );
      assert.equal(new Set(all.map(({ planned }) => planned.planId)).size, 3);
      await apply(bench, await undoPlan(bench, await operationOf(bench, first)));
      assert.deepEqual(held(), []);

      // As journals were written before: the same id for both runs.
      const [earlier, later] = [bench.clock.now() + 60_000, bench.clock.now() + 120_000];
      for (const at of [earlier, later]) {
        bench.clock.advance(at - bench.clock.now());
        await apply(bench, plan);
      }
      const runs = (await allOperations(bench)).filter(({ planned }) => planned.planId === plan.id);
      assert.deepEqual(
        runs.map(({ requests }) => requests.length),
        [1, 0],
      );
      await apply(bench, await undoPlan(bench, await operationOf(bench, plan, runs[0]!.planned.at)));
      assert.deepEqual(held(), []);
    });

    it('is looked for on every page of the journal', async () => {
      const [a, b] = names as [string, string];
      const first = await give(a);
      for (let n = 0; n < 11; n++) {
        await give(b);
        await apply(bench, await bench.plan([set(b, [])]));
      }
      assert.ok((await bench.journal.pages(portal)).length > 1);
      assert.equal((await operationOf(bench, first)).planned.planId, first.id);
      assert.equal(await findOperation(bench.journal, portal, 'no such plan'), undefined);
      assert.equal((await allOperations(bench)).length, 23);
    });
  });
});
