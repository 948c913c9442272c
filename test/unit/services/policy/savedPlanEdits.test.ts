import assert from 'node:assert/strict';
import { itemId, userKey } from '../../../../src/core/ids';
import type { ItemId } from '../../../../src/core/ids';
import { membersLosing, policySentences } from '../../../../src/core/planPolicyText';
import type { MemberPlan } from '../../../../src/core/planTypes';
import { takenBy } from '../../../../src/core/policy/orgSets';
import { isPortalError } from '../../../../src/core/problem';
import { planFromFile, planToFile, savedPlanOf } from '../../../../src/services/policy/savedPlans';
import { planPolicy } from '../../../../src/services/policy/planPolicy';
import { policyHash } from '../../../../src/services/policy/policyHash';
import { portal, startBench } from '../bench';
import type { Bench } from '../bench';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const name = 'p.license-plan.json';
const noRoster = () => Promise.reject(new Error('none'));

/** Every place of a tree, the first two of a list only: its others are of the same kind. */
function* placesOf(json: Json, path: readonly (string | number)[] = []): Generator<(string | number)[]> {
  if (path.length > 0) yield [...path];
  if (Array.isArray(json))
    for (const [at, each] of json.slice(0, 2).entries()) yield* placesOf(each, [...path, at]);
  else if (json !== null && typeof json === 'object')
    for (const [key, each] of Object.entries(json)) yield* placesOf(each, [...path, key]);
}

function at(json: Json, path: readonly (string | number)[]): Json {
  let here = json;
  for (const key of path) here = (here as Record<string | number, Json>)[key] as Json;
  return here;
}

/** The tree with something else at a place; `undefined` takes it away. */
function withOther(json: Json, path: readonly (string | number)[], value: Json | undefined): Json {
  const other = structuredClone(json);
  const parent = at(other, path.slice(0, -1)) as Record<string | number, Json>;
  const last = path.at(-1)!;
  if (value !== undefined) parent[last] = value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent, last);
  return other;
}

describe('a saved plan that somebody edited', function () {
  this.timeout(60_000);
  let bench: Bench;
  before(async () => {
    bench = await startBench({ flavor: 'online', scale: 'S' });
  });
  after(() => bench.close());

  /** The listing with the fewest members of whom four or more are online, and their names. */
  function listing(): { readonly id: ItemId; readonly names: readonly string[] } {
    const [found] = [...bench.sample.state.listings.values()]
      .map(({ itemId: id, holders }) => ({
        id: itemId(id),
        names: [...holders.values()].filter(one => one.disconnectedSince === null).map(one => one.username),
      }))
      .filter(({ names }) => names.length >= 4)
      .sort((a, b) => a.names.length - b.names.length);
    return found!;
  }

  /** A policy that takes the listing from all but those of `more`, planned and saved. */
  async function made(more: object, options: Partial<Parameters<typeof planPolicy>[3]> = {}) {
    const { id, names } = listing();
    const policy = {
      policy: 1,
      portal: bench.sample.url,
      mode: 'exact',
      listings: [{ itemId: id, grants: [] }],
      ...more,
    };
    const text = JSON.stringify(policy);
    const deps = { ...bench.deps, rosterText: noRoster };
    const document = { name: 'a.license-policy.json', text };
    const { plan } = await planPolicy(deps, portal, document, { title: 'x', ...options });
    const file = await planToFile(bench.deps, bench.connections.get(portal)!, plan);
    return { id, names, plan, policy, text, json: JSON.parse(file.text) as Json };
  }

  /** Takes the file up, with these policies at hand. */
  const take = async (json: Json, policies: readonly string[], isShown = false): Promise<MemberPlan> => {
    const texts = new Map(policies.map(text => [policyHash(text), text]));
    return planFromFile(bench.deps, portal, name, savedPlanOf(name, JSON.stringify(json)).saved, {
      policy: hash => {
        const text = texts.get(hash);
        return Promise.resolve(text === undefined ? undefined : { text, rosterText: noRoster });
      },
      isShown,
    });
  };
  const isAsked = (plan: MemberPlan): boolean =>
    plan.policy?.overThreshold === true || plan.thresholdUnknown === true || plan.unasked !== undefined;
  const taken = ({ changes, targets }: MemberPlan): string[] => {
    const kinds = new Map(targets.map(({ itemId, kind }) => [itemId, kind]));
    return changes.flatMap(one =>
      takenBy(kinds.get(one.itemId) ?? 'listing', one.before, one.after).map(
        what => `${one.itemId} ${userKey(one.username)} ${what.toLowerCase()}`,
      ),
    );
  };
  /** In every place of the text. */
  const renamed = (json: Json, from: string, to: string): Json =>
    JSON.parse(JSON.stringify(json).replaceAll(JSON.stringify(from), JSON.stringify(to))) as Json;

  it('in any one place takes nothing more unasked than it did, and nothing at all above the threshold', async () => {
    const { names } = listing();
    const [safe, excluded] = names;
    const viewer = [...bench.sample.state.members.values()].find(
      one =>
        one.userLicenseTypeId === 'viewerUT' && one.role !== 'org_admin' && !names.includes(one.username),
    )!;
    const lax = JSON.stringify({ policy: 1, portal: bench.sample.url, mode: 'addOnly', listings: [] });
    const foreign = JSON.stringify({ policy: 1, portal: 'https://other.example', listings: [] });
    const counts = { refused: 0, asked: 0, harmless: 0 };
    for (const isOver of [false, true]) {
      const { plan, text, json } = await made({
        protected: { members: [safe] },
        exclude: { members: [excluded] },
        removalThreshold: { count: isOver ? names.length - 3 : names.length - 2 },
        ...(!isOver && { userTypes: [{ to: { members: [viewer.username] }, userType: 'creatorUT' }] }),
      });
      const losing = membersLosing(plan).length;
      assert.equal(losing, names.length - 2);
      const policies = [text, lax, foreign];
      assert.equal(isAsked(await take(json, policies)), isOver);
      const before = new Set(taken(plan));

      const mutants: { readonly path: readonly (string | number)[]; readonly json: Json }[] = [];
      const add = (path: readonly (string | number)[], ...values: (Json | undefined)[]): void => {
        for (const value of values) mutants.push({ path, json: withOther(json, path, value) });
      };
      for (const path of placesOf(json)) {
        const here = at(json, path);
        // What is only told, and worked out anew or shown, is tried with less.
        const counted = path.some(key => ['policy', 'changes', 'requests', 'targets'].includes(String(key)));
        if (isOver && !counted) continue;
        const names = counted ? [excluded!, 'addOnly', 'userTypes', policyHash(lax)] : [];
        add(path, undefined, ...(counted ? [null] : []));
        if (typeof here === 'string') add(path, '', here.toUpperCase(), safe, policyHash(foreign), ...names);
        else if (typeof here === 'number')
          add(path, here + 1, ...(counted ? [0, 1e300] : []), ...(counted ? [-1, 1e6, 0.5] : []));
        else if (typeof here === 'boolean') add(path, !here);
        else if (Array.isArray(here))
          add(path, [], here.slice(1), [...here, ...here.slice(0, 1)], [...here, safe!]);
        else add(path, {});
      }
      for (const more of [{ dueOnly: true }, { removesDoubles: true }, { overThreshold: true }])
        add(['plan', 'policy'], { ...(at(json, ['plan', 'policy']) as object), ...more });
      add(['plan', 'policy', 'removals', 'threshold'], { count: 1e6 }, { percent: 100 }, {});
      add(['plan', 'undoes'], { planId: 'x' });
      add(['plan', 'gaps'], []);
      add(['plan', 'unasked'], []);

      for (const { path, json: edited } of mutants) {
        let now: MemberPlan;
        try {
          now = await take(edited, policies);
        } catch (error) {
          assert.ok(isPortalError(error), `${path.join('.')}: ${String(error)}`);
          counts.refused += 1;
          continue;
        }
        const what = `${path.join('.')} = ${JSON.stringify(edited).slice(0, 2000)}`;
        if (isAsked(now)) counts.asked += 1;
        else {
          counts.harmless += 1;
          const takes = taken(now);
          assert.deepEqual(
            takes.filter(one => isOver || !before.has(one)),
            [],
            what,
          );
        }
      }
    }
    assert.ok(Math.min(counts.refused, counts.asked, counts.harmless) > 50, JSON.stringify(counts));
  });

  it('has no threshold, no mode and nobody protected but by a policy of its own portal that takes what it takes', async () => {
    const { plan, json, text } = await made({ removalThreshold: { count: 0 } });
    assert.equal((await take(json, [text])).policy?.overThreshold, true);
    const bare = withOther(
      withOther(json, ['plan', 'policy', 'removals', 'threshold'], undefined),
      ['plan', 'policy', 'overThreshold'],
      undefined,
    );
    const naming = (policy: object, from: Json = bare): readonly [Json, string[]] => {
      const other = JSON.stringify(policy);
      return [withOther(from, ['plan', 'policy', 'hash'], policyHash(other)), [other, text]];
    };
    const listings = [{ itemId: plan.targets[0]!.itemId, grants: [] }];
    await assert.rejects(
      take(...naming({ policy: 1, portal: 'https://other.example', mode: 'exact', listings })),
      /names a policy that is for https:\/\/other\.example, and not for this portal/,
    );
    await assert.rejects(
      take(...naming({ policy: 1, portal: bench.sample.url, mode: 'addOnly', listings })),
      /The mode of the policy is addOnly, and the file says exact/,
    );
    // It governs something else: it takes nothing of this.
    const elsewhere = { policy: 1, portal: bench.sample.url, mode: 'exact', userTypes: [] };
    const asked = await take(...naming(elsewhere));
    assert.deepEqual([asked.unasked, asked.policy?.removals.holders], [membersLosing(plan), 0]);
  });

  it('takes nothing from whom its policy protects, excludes or gives it to, though all of the file agrees', async () => {
    const { names, policy, json } = await made({});
    const naming = (more: object): Promise<MemberPlan> => {
      const other = JSON.stringify({ ...policy, ...more });
      return take(withOther(json, ['plan', 'policy', 'hash'], policyHash(other)), [other]);
    };
    const [first, second] = names;
    assert.equal(isAsked(await naming({ note: 'another text that asks for the same' })), false);
    await assert.rejects(naming({ protected: { members: [first] } }), error => {
      assert.ok(isPortalError(error) && error.fault.kind === 'badInput');
      assert.match(error.message, /The policy protects members from whom the plan takes something: /);
      assert.ok(error.message.includes(first!) && !error.message.includes(second!), error.message);
      return true;
    });
    await assert.rejects(
      naming({ exclude: { members: [second] } }),
      new RegExp(`The policy excludes members whom the plan changes: ${second!}\\.`),
    );
    const [target] = policy.listings;
    const give = [...bench.listing(target!.itemId).holders.get(userKey(first!))!.entitlements];
    const grants = [{ to: { members: [first] }, give }];
    const asked = await naming({ listings: [{ ...target, grants }] });
    assert.deepEqual(asked.unasked?.map(userKey), [userKey(first!)]);
    assert.ok(
      policySentences(asked)
        .join('\n')
        .includes(`does not take what the plan takes from ${asked.unasked[0]!}.`),
    );
    // What the policy gives now is what the plan names as its reason, whatever the file says.
    assert.deepEqual(
      asked.changes.filter(({ reasons }) => reasons?.length === 1).map(one => userKey(one.username)),
      [userKey(first!)],
    );
    // Nobody can tell who is protected by a roster that is not there.
    const unknown = await naming({ protected: { roster: 'staff.csv' } });
    assert.equal(unknown.unasked?.length, membersLosing(unknown).length);
    // What is of one reader does not get into the file that the reader saves.
    const again = await planToFile(bench.deps, bench.connections.get(portal)!, asked);
    assert.ok(!again.text.includes('unasked'));
  });

  it('has no more holders for the percentage of its policy than those of what that governs', async () => {
    const { plan, json, text, id } = await made({ removalThreshold: { percent: 50 } });
    assert.equal(plan.policy?.overThreshold, true);
    const [large] = [...bench.sample.state.listings.values()].sort((a, b) => b.holders.size - a.holders.size);
    assert.notEqual(large!.itemId, id);
    const targets = at(json, ['plan', 'targets']) as Json[];
    const more = withOther(
      json,
      ['plan', 'targets'],
      [...targets, { kind: 'listing', itemId: large!.itemId, title: large!.title }],
    );
    const now = await take(more, [text]);
    assert.deepEqual([now.policy?.overThreshold, now.policy?.removals], [true, plan.policy.removals]);
  });

  it('sends no user type and no entitlement in another case than the portal has them', async () => {
    const [viewer] = [...bench.sample.state.members.values()].filter(
      one => one.userLicenseTypeId === 'viewerUT' && one.role !== 'org_admin',
    );
    const userTypes = [{ to: { members: [viewer!.username] }, userType: 'creatorUT' }];
    const { names, json, text, id } = await made({ mode: 'addOnly', listings: [], userTypes });
    await take(json, [text]);
    await assert.rejects(
      take(renamed(json, 'creatorUT', 'CREATORUT'), [text]),
      /has nothing that is spelled “CREATORUT”/,
    );
    const sent = withOther(json, ['plan', 'requests', 0, 'entitlements'], ['CREATORUT']);
    await assert.rejects(take(sent, [text]), /is not between its sets before and after/);
    await assert.rejects(
      take(renamed(json, 'viewerUT', 'VIEWERUT'), [text]),
      /is no plan that can be applied/,
    );

    const before = [...bench.listing(id).holders.get(userKey(names[0]!))!.entitlements];
    const free = [...bench.sample.state.members.values()].find(
      one => !bench.listing(id).holders.has(userKey(one.username)),
    );
    const grants = [{ to: { members: [free!.username] }, give: before }];
    const given = await made({ mode: 'addOnly', listings: [{ itemId: id, grants }] });
    assert.equal(given.plan.changes.length, 1, JSON.stringify(given.plan.skipped));
    await take(given.json, [given.text]);
    await assert.rejects(
      take(renamed(given.json, before[0]!, before[0]!.toUpperCase()), [given.text]),
      new RegExp(`has nothing that is spelled “${before[0]!.toUpperCase()}”`),
    );
  });

  it('was made at a time when one can have been made', async () => {
    const { json, text } = await made({});
    const madeAt = (ms: number): Json =>
      withOther(withOther(json, ['plan', 'createdAt'], ms), ['created'], new Date(ms).toISOString());
    const now = bench.clock.now();
    await take(madeAt(now - 1000), [text]);
    for (const ms of [0, Date.UTC(2012, 0), now + 3 * 24 * 3600_000, 8.64e15])
      await assert.rejects(take(madeAt(ms), [text]), /says that it was made at .*, and that cannot be/);
    for (const ms of [1e300, 9e15, -1, 0.5])
      await assert.rejects(
        async () => take(withOther(json, ['plan', 'createdAt'], ms), [text]),
        /plan\.createdAt: This is not what a saved plan has here/,
      );
    await assert.rejects(
      async () => take(withOther(json, ['plan', 'createdAt'], now - 1000), [text]),
      /The time of the plan is not when its state was read/,
    );
  });

  it('of a product that is called otherwise by now is shown with the name of now, and refused where nothing is shown', async () => {
    const { plan, json, text } = await made({});
    const old = withOther(json, ['plan', 'targets', 0, 'title'], 'Before the rename');
    assert.deepEqual((await take(old, [text], true)).targets, plan.targets);
    await assert.rejects(take(old, [text]), /is called .* and the file says “Before the rename”/);
  });

  it('takes what is due by its policy unasked, and nothing else in the name of what is due', async () => {
    const { id, names } = listing();
    const [ended, other] = names;
    const give = [...bench.listing(id).holders.get(userKey(ended!))!.entitlements];
    const grants = [{ to: { members: [ended] }, give, from: '2026-01-01', until: '2026-01-31' }];
    const { plan, json, text } = await made(
      { mode: 'addOnly', timeZone: 'Europe/Zurich', listings: [{ itemId: id, grants }] },
      { due: () => true },
    );
    assert.deepEqual([plan.policy?.dueOnly, membersLosing(plan).map(userKey)], [true, [userKey(ended!)]]);
    const due = await take(json, [text]);
    assert.deepEqual([isAsked(due), due.policy?.dueOnly, due.policy?.mode], [false, true, 'removeOnly']);
    assert.deepEqual(due.changes, plan.changes);
    const types = new Map(
      [...bench.sample.state.members.values()].map(one => [userKey(one.username), one.userLicenseTypeId]),
    );
    const forged = withOther(
      renamed(json, plan.changes[0]!.username, other!),
      ['saw', 0, 'members', 0, 'userType'],
      types.get(userKey(other!)),
    );
    assert.deepEqual((await take(forged, [text])).unasked?.map(userKey), [userKey(other!)]);
  });
});
