import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../src/core/canonicalJson';
import { itemId, portalId, userKey, userTypeId } from '../../../src/core/ids';
import type { MemberPlan, TargetState } from '../../../src/core/planTypes';
import { planMembers } from '../../../src/core/plan';
import { planOrganization } from '../../../src/core/policy/planOrganization';
import { userTypesTarget } from '../../../src/core/policy/wishTypes';
import { parseSavedPlan, planHash, planOfSaved, savedPlanText, savePlan } from '../../../src/core/savedPlan';
import type { SavedPlan } from '../../../src/core/savedPlan';
import { changedTotals, staleMembers } from '../../../src/core/savedPlanStale';
import { written } from './arbitraries';
import { diceOf, pick, randomOrganization } from './policy/randomOrganization';
import { SimulatedPortal } from './policy/simulatedPortal';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const portal = { name: 'GIS', url: 'https://gis.example/portal', orgId: 'org' };

const input = {
  id: 'p',
  portalId: portalId('mine'),
  title: 'Move',
  createdAt: 0,
  suppressCustomerEmail: true,
};

function saved(): { file: SavedPlan; plan: MemberPlan; states: readonly TargetState[] } {
  const { targets, changes } = written(['a>b', '>a', 'ab>'], { a: 2, b: 2 }, 25);
  const plan = planMembers({ ...input, targets, changes });
  return { file: savePlan(plan, portal, targets), plan, states: targets };
}

/** The file with something else at a place; `undefined` takes it away. */
function edited(path: readonly (string | number)[], value: unknown): string {
  const json: unknown = JSON.parse(savedPlanText(saved().file));
  let at = json as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = path.at(-1)!;
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
  return JSON.stringify(json);
}

const problems = (text: string): readonly string[] => {
  const parsed = parseSavedPlan(text);
  return parsed.kind === 'plan' ? [] : parsed.problems.map(({ path, message }) => `${path} | ${message}`);
};

describe('a saved plan', () => {
  it('comes back from its file as it was, without the portal’s local id', () => {
    const { file, plan } = saved();
    const text = savedPlanText(file);
    assert.ok(!text.includes('"mine"'));
    const parsed = parseSavedPlan(text);
    assert.ok(parsed.kind === 'plan');
    assert.deepEqual(parsed.saved, file);
    const taken = planOfSaved(parsed.saved, plan.portalId, 'second run');
    assert.deepEqual(taken, { ...plan, id: 'second run', origin: plan.id });
    // Saved once more it is the same plan.
    assert.deepEqual(savePlan(taken, file.portal, saved().states), file);
    assert.equal(file.created, '1970-01-01T00:00:00.000Z');
  });

  it('has one text and one hash, however it is written down', () => {
    const { file } = saved();
    const text = savedPlanText(file);
    const shuffled = JSON.stringify(
      Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse()),
      null,
      7,
    );
    const parsed = parseSavedPlan(`\uFEFF${shuffled}`);
    assert.ok(parsed.kind === 'plan');
    assert.equal(savedPlanText(parsed.saved), text);
    assert.equal(planHash(parsed.saved, sha256), planHash(file, sha256));
    assert.match(planHash(file, sha256), /^[0-9a-f]{64}$/);
    const other = parseSavedPlan(edited(['plan', 'title'], 'Other'));
    assert.ok(other.kind === 'plan');
    assert.notEqual(planHash(other.saved, sha256), planHash(file, sha256));
  });

  for (const [what, text, expected] of [
    ['no JSON', '{"format": }', /^ \| This is no JSON, at line 1/],
    ['another file', '{"format": "x", "version": 1}', /^ \| This is no saved plan: its format is not/],
    ['another version', edited(['version'], 2), /^version \| This plan is of version 2 .* reads version 1/],
    ['a field that is not known', edited(['plan', 'extra'], 1), /^plan\.extra \| There is no such field/],
    [
      'a field that is not known, deep in it',
      edited(['plan', 'requests', 0, 'method'], 'POST'),
      /^plan\.requests\[0\]\.method \| There is no such field/,
    ],
    [
      'a field that is missing',
      edited(['plan', 'requests', 0, 'needs'], undefined),
      /^plan\.requests\[0\]\.needs \| This field is missing/,
    ],
    [
      'a field of another type',
      edited(['plan', 'changes', 0, 'before'], 'a'),
      /^plan\.changes\[0\]\.before \| This is not what/,
    ],
    [
      'a key that stands twice',
      savedPlanText(saved().file).replace('"version": 1', '"version": 1,\n  "version": 1'),
      /The key “version” stands twice/,
    ],
    [
      'an address with a secret',
      edited(['portal', 'url'], 'https://gis.example/portal?token=abc'),
      /^portal\.url \| The portal has to be an https address/,
    ],
    ['an address without https', edited(['portal', 'url'], 'http://gis.example/portal'), /^portal\.url/],
    ['a time that is none', edited(['created'], 'yesterday'), /^created/],
    [
      'someone who is sent and not shown',
      edited(['plan', 'requests', 0, 'users'], ['mallory']),
      /mallory is sent, and is not among the changes/,
    ],
    [
      'a set that is sent and not shown',
      edited(['plan', 'requests', 0, 'entitlements'], ['c']),
      /is not between its sets before and after/,
    ],
    ['a request that is gone', edited(['plan', 'requests'], []), /No request brings member0/],
    [
      'a need of nothing',
      edited(['plan', 'requests', 0, 'needs'], ['r9']),
      /needs one that does not come before it/,
    ],
    [
      'a beginning that was not seen',
      edited(['saw', 0, 'members', 0, 'entitlements'], []),
      /^saw\[0\]\.members\[0\] \| What was seen of member0 is not what the plan begins with/,
    ],
    [
      'someone of whom nothing was seen',
      edited(['saw', 0, 'members'], []),
      /It is not told what was seen of member0/,
    ],
    [
      'too many members',
      edited(
        ['plan', 'requests', 0, 'users'],
        Array.from({ length: 26 }, () => 'member0'),
      ),
      /A request is for 1 to 25 members/,
    ],
  ] as const) {
    it(`is refused with ${what}`, () => {
      assert.ok(
        problems(text).some(problem => expected.test(problem)),
        problems(text).join('\n') || 'it was read',
      );
    });
  }

  describe('whose order was edited by hand', () => {
    interface Order {
      plan: {
        gaps?: unknown[];
        changes: { username: string }[];
        requests: { id: string; itemId: string; users: string[]; entitlements: string[]; needs: string[] }[];
        ledger: { after: number }[];
      };
    }
    /** Two who change places through a gap, with something else in the file. */
    function swap(edit: (order: Order['plan']) => void): readonly string[] {
      const { targets, changes } = written(['a>b', 'b>a'], { a: 1, b: 1 }, 25);
      const plan = planMembers({ ...input, targets, changes, allowGaps: true });
      assert.equal(plan.gaps?.length, 1);
      const file = JSON.parse(savedPlanText(savePlan(plan, portal, targets))) as Order;
      edit(file.plan);
      return problems(JSON.stringify(file));
    }

    it('is refused where a gap is not told, or another one is', () => {
      assert.deepEqual(
        swap(() => undefined),
        [],
      );
      const untold = swap(plan => delete plan.gaps);
      assert.match(untold.join(), /^plan\.gaps \| member\d is without something between requests r1 and/);
      const another = swap(plan => plan.gaps!.push({ ...(plan.gaps![0] as object), without: ['b'] }));
      assert.match(
        another.join(),
        /^plan\.gaps\[1\] \| The requests leave member\d without nothing like this/,
      );
    });

    it('is refused where a request does not wait for what it has to, or for something else', () => {
      const hasty = swap(plan => {
        for (const request of plan.requests) request.needs = [];
      });
      assert.match(hasty.join('\n'), /^plan\.requests\[1\]\.needs \| This request does not wait for what/m);
    });

    it('is refused where a request more empties everybody first', () => {
      const emptied = swap(plan => {
        const users = plan.changes.map(({ username }) => username);
        plan.requests.unshift({ ...plan.requests[0]!, id: 'zz', users, entitlements: [], needs: [] });
      });
      assert.match(emptied.join('\n'), /^plan\.gaps \| member\d is without something/m);
    });

    it('is refused where the seats are not those of its changes', () => {
      assert.match(
        swap(plan => (plan.ledger[0]!.after += 1)).join(),
        /^plan\.ledger\[0\] \| The seats after the plan are not/,
      );
      assert.match(
        swap(plan => (plan.ledger = [])).join('\n'),
        /^plan\.ledger \| The seats of a are changed/m,
      );
    });
  });

  it('does not say what the text of a wrong file is', () => {
    const secret = edited(['portal', 'token'], 'abc123');
    assert.deepEqual(problems(secret), [
      'portal.token | There is no such field in a saved plan: portal.token.',
    ]);
  });

  it('is written with its keys in order and short lists on one line', () => {
    assert.equal(
      canonicalJson({ b: [1, 'two'], a: { d: undefined, c: [] }, e: [{ f: null }], g: {} }),
      '{\n  "a": {\n    "c": []\n  },\n  "b": [1, "two"],\n  "e": [\n    {\n      "f": null\n    }\n  ],\n  "g": {}\n}\n',
    );
    const long = canonicalJson([Array.from({ length: 30 }, () => 'abcdef')]);
    assert.equal(long.split('\n').length, 35);
  });

  it('tells of totals that are others now, which does not make it stale', () => {
    const { file, states } = saved();
    const now = states.map(state => ({
      ...state,
      maxUsers: 5,
      pools: state.pools.map(pool => (pool.key === 'a' ? { ...pool, total: 1 } : pool)),
    }));
    assert.deepEqual(staleMembers(file, now), []);
    assert.deepEqual(changedTotals(file, states), []);
    assert.deepEqual(changedTotals(file, now), [
      { itemId: itemId('item'), now: 5 },
      { itemId: itemId('item'), entitlement: 'a', saw: 2, now: 1 },
    ]);
  });

  it('is stale where a member cannot be read any more', () => {
    const { file, states } = saved();
    const why = (now: readonly TargetState[]): readonly string[] =>
      staleMembers(file, now).map(member => `${member.username} ${member.why}`);
    const all = ['member0 notRead', 'member1 notRead', 'member2 notRead'];
    assert.deepEqual(why([]), all);
    assert.deepEqual(why(states.map(state => ({ ...state, unavailable: 'gone' }))), all);
    assert.deepEqual(why(states.map(state => ({ ...state, complete: false }))), ['member1 notRead']);
  });
});

describe('1,000 saved plans', () => {
  it('are refused wherever a member that they touch has changed, and only there, by name', function () {
    this.timeout(60_000);
    let refused = 0;
    let fine = 0;
    let typesOnly = 0;
    let forgedGaps = 0;
    let forgedNeeds = 0;
    for (let seed = 1; refused < 1000 || fine < 1000; seed += 1) {
      const scene = randomOrganization(seed);
      const held = scene.input.targets.find(({ target }) => target.itemId === userTypesTarget)?.holdings;
      const types = new Map(
        [...(held ?? [])].map(([key, { entitlements }]) => [key, userTypeId(entitlements[0] ?? '')]),
      );
      const plan = planOrganization(scene.input);
      if (plan.changes.length === 0) continue;
      const parsed = parseSavedPlan(
        savedPlanText(savePlan(plan, portal, scene.input.targets, name => types.get(userKey(name)))),
      );
      assert.ok(parsed.kind === 'plan', `seed ${seed}: ${JSON.stringify(parsed)}`);
      if (plan.gaps !== undefined && forgedGaps < 50) {
        const gaps = JSON.parse(savedPlanText(parsed.saved)) as { plan: { gaps?: unknown } };
        delete gaps.plan.gaps;
        assert.match(problems(JSON.stringify(gaps)).join(), /is without something between/, `seed ${seed}`);
        forgedGaps += 1;
      }
      if (forgedNeeds < 50 && plan.requests.some(({ needs }) => needs.length > 0)) {
        const waiting = JSON.parse(savedPlanText(parsed.saved)) as {
          plan: { requests: { needs: string[] }[] };
        };
        waiting.plan.requests.findLast(({ needs }) => needs.length > 0)!.needs.pop();
        assert.match(problems(JSON.stringify(waiting)).join(), /does not wait for what/, `seed ${seed}`);
        forgedNeeds += 1;
      }
      const typeNow = new Map(types);
      const now = new SimulatedPortal(scene.truth);
      const check = (): string[] =>
        staleMembers(parsed.saved, now.read(), name => typeNow.get(userKey(name))).map(
          member => `${member.itemId} ${userKey(member.username)} ${member.why}`,
        );
      const roll = diceOf(seed);
      const touched = new Map(
        plan.changes.map(change => [`${change.itemId} ${userKey(change.username)}`, change]),
      );
      // Everybody else, in every target: first nobody but them changes.
      for (const state of scene.truth) {
        for (const [key, { username }] of state.holdings) {
          if (touched.has(`${state.target.itemId} ${key}`) || roll(2) === 0) continue;
          now.write(state.target.itemId, [username], [pick(roll, state.pools).key]);
        }
      }
      assert.deepEqual(check(), [], `seed ${seed}`);
      fine += 1;
      // The user type alone, of some who are touched in a listing: their sets are as they were.
      if (seed % 3 === 0) {
        const listed = plan.changes.filter(change => change.itemId !== userTypesTarget);
        if (listed.length === 0) continue;
        const some = listed.filter(() => roll(3) === 0);
        const retyped = new Set(
          (some.length > 0 ? some : [pick(roll, listed)]).map(one => userKey(one.username)),
        );
        for (const key of retyped)
          typeNow.set(key, userTypeId(types.get(key) === 'viewerUT' ? 'editorUT' : 'viewerUT'));
        const named = [...touched]
          .filter(([, { username }]) => retyped.has(userKey(username)))
          .map(([key]) => `${key} userType`);
        assert.deepEqual(check().sort(), named.sort(), `seed ${seed}`);
        typesOnly += 1;
        refused += 1;
        continue;
      }
      const changes = [...touched.values()].filter(() => roll(3) === 0);
      const chosen = changes.length > 0 ? changes : [pick(roll, plan.changes)];
      const expected: string[] = [];
      for (const { itemId: item, username, before, after } of chosen) {
        const state = scene.truth.find(({ target }) => target.itemId === item)!;
        const isType = state.target.kind === 'userType';
        // Somebody else may also have done just what the plan was to do.
        const others = state.pools.map(pool => pool.key).filter(key => !before.includes(key));
        const set =
          roll(3) === 0 ? after : isType ? [pick(roll, others)] : [...before.slice(1), ...others.slice(0, 1)];
        if (set.length === before.length && set.every(key => before.includes(key))) continue;
        now.write(item, [username], set);
        expected.push(`${item} ${userKey(username)} set`);
      }
      if (expected.length === 0) continue;
      assert.deepEqual(check().sort(), expected.sort(), `seed ${seed}`);
      refused += 1;
    }
    assert.ok(typesOnly >= 250, `${typesOnly}`);
    assert.ok(forgedGaps >= 5 && forgedNeeds === 50, `${forgedGaps}, ${forgedNeeds}`);
    console.log(`      ${refused} refused, ${typesOnly} of them for a user type alone, ${fine} not`);
  });

  it('also where a license is offline now, or the user type another', () => {
    const { file, states } = saved();
    const offline = states.map(state => ({
      ...state,
      holdings: new Map(
        [...state.holdings].map(([key, held]) => [key, { ...held, offline: key === 'member0' }]),
      ),
    }));
    assert.deepEqual(
      staleMembers(file, offline).map(({ username, why }) => [username, why]),
      [['member0', 'offline']],
    );
    const typed: SavedPlan = {
      ...file,
      saw: file.saw.map(target => ({
        ...target,
        members: target.members.map(member => ({ ...member, userType: userTypeId('creatorUT') })),
      })),
    };
    const types = (name: string): ReturnType<typeof userTypeId> | undefined =>
      name === 'member1' ? userTypeId('viewerUT') : name === 'member2' ? userTypeId('creatorUT') : undefined;
    assert.deepEqual(
      staleMembers(typed, states, types).map(({ username, why }) => [username, why]),
      [
        ['member0', 'userType'],
        ['member1', 'userType'],
      ],
    );
    // A file that does not tell what it rests on is no plan of somebody whose user type is known.
    assert.deepEqual(
      staleMembers(file, states, types).map(({ username, why }) => [username, why]),
      [
        ['member1', 'userType'],
        ['member2', 'userType'],
      ],
    );
  });
});
