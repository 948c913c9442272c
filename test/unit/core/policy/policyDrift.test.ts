// Drift at random portals: all and only the seeded edits are found, and the document can be made to say what the portal has, without touching anybody else.
import assert from 'node:assert/strict';
import { bundleEntitlement } from '../../../../src/core/catalog';
import { entitlement, itemId, userKey, userTypeId } from '../../../../src/core/ids';
import type { Entitlement, ItemId } from '../../../../src/core/ids';
import type { PolicyContent } from '../../../../src/core/policy/policyContent';
import { policyDrift } from '../../../../src/core/policy/policyDrift';
import { known, unread } from '../../../../src/core/policy/policyOrganization';
import type { PolicyHeld, PolicyOrganization } from '../../../../src/core/policy/policyOrganization';
import { printPolicy } from '../../../../src/core/policy/printPolicy';
import { readPolicy } from '../../../../src/core/policy/readPolicy';
import { resolvePolicy } from '../../../../src/core/policy/resolvePolicy';
import type { ResolvedPolicy } from '../../../../src/core/policy/resolvePolicy';
import { applyEdits } from '../../../../src/core/policy/textEdits';
import { updatePolicy } from '../../../../src/core/policy/updatePolicy';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';
import { namesOf, now, Random, randomOrganization, randomPolicy } from './randomPolicies';
import * as small from './smallOrganization';

const name = 'a.license-policy.jsonc';

function resolve(text: string, organization: PolicyOrganization): ResolvedPolicy {
  const { policy, problems } = readPolicy(text, name);
  assert.ok(policy !== undefined);
  assert.deepEqual(problems, [], text);
  return resolvePolicy(policy, organization, now, text);
}

/** What is held by target and member, in any mode: what a plan of the policy would leave. */
type State = Map<ItemId, Map<string, readonly string[]>>;

const pairs = (resolved: ResolvedPolicy): ReadonlyMap<string, readonly string[]> =>
  new Map(resolved.wishes.map(one => [`${one.itemId} ${userKey(one.username)}`, one.entitlements]));

const same = (one: readonly string[], other: readonly string[]): boolean =>
  [...one]
    .map(each => each.toLowerCase())
    .sort()
    .join() ===
  [...other]
    .map(each => each.toLowerCase())
    .sort()
    .join();

/** The organization with members holding what is said, and nothing else of these targets. */
function holding(organization: PolicyOrganization, state: State): PolicyOrganization {
  const { members } = organization;
  assert.ok(members.state === 'known');
  const types = state.get(userTypesTarget);
  const items = members.value.items.map(one => {
    const type = types?.get(userKey(one.username))?.[0];
    return type === undefined ? one : { ...one, userType: userTypeId(type) };
  });
  const held = new Map(organization.held);
  for (const [target, byMember] of state) {
    if (target === userTypesTarget) continue;
    const holdings: PolicyHeld['holdings'] = new Map(
      items.flatMap(({ username }) => {
        const set = byMember.get(userKey(username)) ?? [];
        return set.length === 0
          ? []
          : [[userKey(username), { username, entitlements: set.map(entitlement) }] as const];
      }),
    );
    held.set(target, known({ holdings, complete: true }));
  }
  return { ...organization, members: known({ items }), held };
}

interface Start {
  readonly text: string;
  readonly organization: PolicyOrganization;
  /** Whether it selects members by what user types they have. */
  readonly selectsByType: boolean;
}

/** In exact mode, with nobody protected or excluded. */
const plainRules = (content: PolicyContent): PolicyContent => ({
  portal: content.portal,
  mode: 'exact',
  ...(content.timeZone === undefined ? {} : { timeZone: content.timeZone }),
  notify: content.notify,
  allowGaps: content.allowGaps,
  sets: content.sets,
  teams: content.teams,
  targets: content.targets,
  ...(content.userTypes === undefined ? {} : { userTypes: content.userTypes }),
});

/** A policy in exact mode that protects and excludes nobody, and a portal that is as it says; undefined where user types decide about themselves. */
function settled(seed: number): Start | undefined {
  const random = new Random(seed);
  const organization = randomOrganization(random, 14);
  const content = plainRules(randomPolicy(random, namesOf(organization)));
  const plain = printPolicy(content, { comments: ['kept: first'], indent: seed % 2 === 0 ? '\t' : '  ' });
  const text = plain
    .replace(/^(\s*)("(?:listings|teams|sets|userTypes|appBundles)":)/gm, '$1// kept: above $2\n$1$2')
    .replace(/^(\s*"[^"\n]*",)$/gm, '$1 // of the name');
  let here = organization;
  for (let round = 0; round < 3; round++) {
    const resolved = resolve(text, here);
    const state: State = new Map(
      resolved.rules.governed.map(one => [one, new Map<string, readonly string[]>()]),
    );
    for (const { itemId: target, username, entitlements } of resolved.wishes)
      state.get(target)?.set(userKey(username), entitlements);
    here = holding(organization, state);
    if (policyDrift(resolve(text, here), here).differences.length === 0) {
      const selectsByType = JSON.stringify(content).includes('"userType":[');
      return { text, organization: here, selectsByType };
    }
  }
  return undefined;
}

interface Seeded {
  readonly target: ItemId;
  readonly member: string;
}

/** Changes what some members hold, away from what the policy says. */
function disturb(
  random: Random,
  { text, organization, selectsByType }: Start,
): { readonly organization: PolicyOrganization; readonly seeded: readonly Seeded[] } {
  const resolved = resolve(text, organization);
  const wished = pairs(resolved);
  const { members } = organization;
  assert.ok(members.state === 'known');
  const targets = resolved.rules.governed.filter(one => one !== userTypesTarget || !selectsByType);
  const seeded: Seeded[] = [];
  const state: State = new Map();
  for (const target of resolved.rules.governed) {
    const byMember = new Map<string, readonly string[]>();
    state.set(target, byMember);
    for (const { username, userType } of members.value.items) {
      const key = userKey(username);
      const now = wished.get(`${target} ${key}`) ?? (target === userTypesTarget ? [userType ?? ''] : []);
      const other = otherSet(random, organization, target, now);
      const isChosen = targets.includes(target) && random.below(5) === 0 && !same(now, other);
      const isGoverned = target !== userTypesTarget || wished.has(`${target} ${key}`);
      byMember.set(key, isChosen ? other : now);
      if (isChosen && isGoverned) seeded.push({ target, member: key });
      else if (isChosen) byMember.set(key, now);
    }
  }
  return { organization: holding(organization, state), seeded };
}

function otherSet(
  random: Random,
  organization: PolicyOrganization,
  target: ItemId,
  held: readonly string[],
): readonly string[] {
  if (target === userTypesTarget) return [random.pick(['viewerUT', 'creatorUT', 'GISProfessionalAdvUT'])];
  const { listings } = organization;
  assert.ok(listings.state === 'known');
  const pools: readonly Entitlement[] = listings.value
    .find(one => one.itemId === target)
    ?.pools.map(one => one.key) ?? [bundleEntitlement];
  const kept = held.filter(() => random.below(3) > 0);
  return [
    ...new Set(
      [...kept, ...pools.filter(() => random.below(4) === 0).map(one => one.toLowerCase())].map(one =>
        one.toLowerCase(),
      ),
    ),
  ];
}

const keysOf = (
  found: readonly { readonly itemId: ItemId; readonly username: string }[],
): readonly string[] => found.map(one => `${one.itemId} ${userKey(one.username)}`).sort();

describe('drift at random', () => {
  it('is all and only the seeded edits, and updating the document for some of them leaves the others, 1,000 portals', () => {
    let [edits, updated, skipped, excepted, granted] = [0, 0, 0, 0, 0];
    for (let seed = 1; seed <= 1000; seed++) {
      const start = settled(seed);
      if (start === undefined) {
        skipped++;
        continue;
      }
      const random = new Random(seed + 7);
      const { organization, seeded } = disturb(random, start);
      const resolved = resolve(start.text, organization);
      const { differences, notCompared } = policyDrift(resolved, organization);
      assert.deepEqual(notCompared, []);
      assert.deepEqual(
        keysOf(differences),
        seeded.map(one => `${one.target} ${one.member}`).sort(),
        start.text,
      );
      edits += seeded.length;

      const chosen = new Set(keysOf(differences).filter(() => random.below(3) > 0));
      const only = (one: { itemId: ItemId; username: string }): boolean =>
        chosen.has(`${one.itemId} ${userKey(one.username)}`);
      const update = updatePolicy({ text: start.text, name, organization, now, only });
      const after = applyEdits(start.text, update.edits);
      const where = `seed ${seed}\n${start.text}\n${after}\n${[...chosen].join('\n')}`;
      assert.deepEqual(readPolicy(after, name).problems, [], where);
      assert.deepEqual(keysOf(update.left), [], where);
      const again = resolve(after, organization);
      assert.deepEqual(
        keysOf(policyDrift(again, organization).differences),
        keysOf(differences).filter(one => !chosen.has(one)),
        where,
      );
      const [before, then] = [pairs(resolved), pairs(again)];
      for (const key of new Set([...before.keys(), ...then.keys()]))
        if (!chosen.has(key)) assert.ok(same(before.get(key) ?? [], then.get(key) ?? []), `${key}\n${where}`);
      const kept = (text: string): readonly string[] => text.match(/\/\/ kept: .*/g) ?? [];
      assert.deepEqual(kept(after), kept(start.text), where);
      inOrder(update.edits);
      updated += chosen.size;
      excepted += after.split('"except"').length - start.text.split('"except"').length;
      granted += after.split('"give"').length - start.text.split('"give"').length;
    }
    assert.ok(skipped < 100, String(skipped));
    for (const [what, count] of Object.entries({ edits, updated, excepted, granted }))
      assert.ok(count > 300, `${what} ${count}`);
  });
});

/** No edit overlaps or touches another: editors refuse such. */
function inOrder(edits: readonly { readonly offset: number; readonly length: number }[]): void {
  for (const [index, edit] of edits.entries()) {
    const before = edits[index - 1];
    if (before !== undefined) assert.ok(before.offset + before.length < edit.offset);
  }
}

describe('drift', () => {
  const pro = (grants: string, more = '"mode": "exact",'): string =>
    small.documentOf(`${more} "listings": [{ "itemId": "pro", "grants": [${grants}] }]`);
  const found = (text: string, organization = small.organization): readonly unknown[] =>
    policyDrift(resolve(text, organization), organization).differences.map(one => [
      one.username,
      one.held.join(' '),
      one.wished.join(' '),
      one.wanted.join(' '),
      one.reasons.length,
    ]);
  const everyone = '{ "to": { "members": ["ana.keller", "bob", "gone"] }, "give": "desktopAdvN" }';

  it('says what is held, what is said and what a plan would leave, by mode', () => {
    assert.deepEqual(found(pro(everyone)), [
      ['admin', 'desktopAdvN', '', '', 0],
      ['Ana.Keller', 'desktopAdvN spatialAnalystN', 'desktopAdvN', 'desktopAdvN', 1],
      ['bob', '', 'desktopAdvN', 'desktopAdvN', 1],
      ['cy', 'desktopBasicN', '', '', 0],
    ]);
    assert.deepEqual(found(pro(everyone, '"mode": "addOnly",')), [
      ['bob', '', 'desktopAdvN', 'desktopAdvN', 1],
    ]);
    assert.deepEqual(
      found(
        pro(
          everyone,
          '"mode": "removeOnly", "protected": { "members": ["admin"] }, "exclude": { "members": ["cy"] },',
        ),
      ),
      [['Ana.Keller', 'desktopAdvN spatialAnalystN', 'desktopAdvN', 'desktopAdvN', 1]],
    );
  });

  it('does not take what it cannot see for nothing', () => {
    const held = new Map([[itemId('pro'), small.holding({ cy: 'desktopBasicN' }, false)]]);
    const cut = { ...small.organization, held };
    assert.deepEqual(found(pro(everyone), cut), [['cy', 'desktopBasicN', '', '', 0]]);
    assert.deepEqual(policyDrift(resolve(pro(everyone), cut), cut).notCompared, [
      { itemId: 'pro', title: 'ArcGIS Pro' },
    ]);
    const down = { ...small.organization, held: new Map([[itemId('pro'), unread('down')]]) };
    assert.deepEqual(policyDrift(resolve(pro(everyone), down), down), {
      differences: [],
      notCompared: [{ itemId: 'pro', title: 'ArcGIS Pro', why: 'down' }],
    });
  });
});
