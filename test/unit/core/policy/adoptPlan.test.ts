// What is adopted and planned right after changes nothing, and a plan changes whom drift names: the planner and the document agree.
import assert from 'node:assert/strict';
import { entitlement, itemId, portalId, userKey, username, userTypeId } from '../../../../src/core/ids';
import type { Username } from '../../../../src/core/ids';
import { adoptPolicy } from '../../../../src/core/policy/adoptPolicy';
import { userTypesState } from '../../../../src/core/policy/orgUserTypes';
import { planOrganization } from '../../../../src/core/policy/planOrganization';
import { policyDrift } from '../../../../src/core/policy/policyDrift';
import { known, unread } from '../../../../src/core/policy/policyOrganization';
import type { Known, PolicyHeld, PolicyOrganization } from '../../../../src/core/policy/policyOrganization';
import { printPolicy } from '../../../../src/core/policy/printPolicy';
import { readPolicy } from '../../../../src/core/policy/readPolicy';
import { resolvePolicy } from '../../../../src/core/policy/resolvePolicy';
import type { ResolvedPolicy } from '../../../../src/core/policy/resolvePolicy';
import { targetsOf } from '../../../../src/core/policy/resolveTargets';
import type { MemberPlan, TargetState } from '../../../../src/core/planTypes';
import { namesOf, now, Random, randomOrganization, randomPolicy } from './randomPolicies';
import { sampleOrganization } from './sampleOrganization';
import { organization as small } from './smallOrganization';

/** The states that a plan is made of; without limits of seats, so that a plan can do all that is wanted. */
function statesOf(organization: PolicyOrganization): readonly TargetState[] {
  const { members, userTypes, held } = organization;
  assert.ok(members.state === 'known' && userTypes.state === 'known');
  const states = [...targetsOf(organization, 'listing'), ...targetsOf(organization, 'appBundle')].map(
    ({ kind, itemId: id, title, pools }): TargetState => {
      const of = held.get(id);
      assert.ok(of?.state === 'known');
      return {
        target: { kind, itemId: id, title },
        pools: pools.map(({ key }) => ({ key })),
        holdings: new Map([...of.value.holdings].map(([key, one]) => [key, { ...one, offline: false }])),
        complete: of.value.complete,
      };
    },
  );
  const types = userTypes.value.map(({ id, name }) => ({ id, name }));
  return [...states, userTypesState(members.value, types)];
}

function plan(resolved: ResolvedPolicy, organization: PolicyOrganization): MemberPlan {
  const { members } = organization;
  assert.ok(members.state === 'known');
  const names = new Set(members.value.items.map(one => userKey(one.username)));
  return planOrganization({
    id: 'p',
    portalId: portalId('x'),
    title: 'x',
    createdAt: now,
    targets: statesOf(organization),
    wishes: resolved.wishes,
    rules: resolved.rules,
    members: name => (names.has(userKey(name)) ? 'member' : 'notMember'),
  });
}

function resolve(text: string, organization: PolicyOrganization): ResolvedPolicy {
  const { policy } = readPolicy(text, 'a.license-policy.jsonc');
  assert.ok(policy !== undefined);
  return resolvePolicy(policy, organization, now, text);
}

const adopt = (organization: PolicyOrganization): string =>
  adoptPolicy({ portal: 'sample:online-M', portalName: 'X', organization }).text;

describe('adopting a portal', () => {
  for (const [flavor, scale] of [
    ['online', 'S'],
    ['online', 'M'],
    ['enterprise', 'M'],
    ['legacy', 'S'],
  ] as const) {
    it(`and planning right after changes nothing: sample portal, ${flavor} ${scale}`, () => {
      const organization = sampleOrganization(flavor, scale, now);
      const text = adopt(organization);
      assert.deepEqual(readPolicy(text, 'a.license-policy.jsonc').problems, []);
      const resolved = resolve(text, organization);
      assert.equal(resolved.rules.governed.length, organization.held.size + 1);
      const { changes, requests, skipped } = plan(resolved, organization);
      assert.deepEqual([changes, requests, skipped], [[], [], []]);
      assert.deepEqual(policyDrift(resolved, organization), { differences: [], notCompared: [] });
    });
  }

  it('and planning right after changes nothing: 300 random portals', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const organization = randomOrganization(new Random(seed));
      const resolved = resolve(adopt(organization), organization);
      assert.deepEqual(plan(resolved, organization).changes, []);
      assert.deepEqual(policyDrift(resolved, organization).differences, []);
    }
  });

  it('leaves out what could not be read whole, and says so in the text', () => {
    const { held } = small;
    const pro = held.get(itemId('pro'));
    assert.ok(pro?.state === 'known');
    const organization: PolicyOrganization = {
      ...small,
      held: new Map([
        ...held,
        [itemId('pro'), known({ ...pro.value, complete: false })] as const,
        [itemId('d1'), unread('The portal said\n"no" */ { // twice.')] as const,
      ]),
      members: known({ items: [], partial: { kind: 'portalLimit', limit: 10_000 } }),
    };
    const adopted = adoptPolicy({ portal: 'sample:online-M', portalName: 'A\u2028B', organization });
    assert.deepEqual(
      adopted.leftOut.map(one => one.title),
      ['ArcGIS Pro', 'Drone2Map', 'the user types of members'],
    );
    const { rules } = resolve(adopted.text, organization);
    assert.deepEqual(rules.governed, ['d2', 'urban']);
    assert.deepEqual(readPolicy(adopted.text, 'a.license-policy.jsonc').problems, []);
    assert.match(adopted.text, /^\/\/ Left out: Drone2Map\. The portal said "no" \*\/ \{ \/\/ twice\.$/m);
  });

  it('names a user type that the portal does not list, in whatever case, in place of a rule that is an error', () => {
    const base = sampleOrganization('online', 'M', now);
    for (const odd of ['oddUT', 'CREATORUT']) {
      assert.ok(base.members.state === 'known');
      const { items } = base.members.value;
      const changed = items.map((one, at) => (at < 4 ? { ...one, userType: userTypeId(odd) } : one));
      const organization = { ...base, members: known({ ...base.members.value, items: changed }) };
      const { text, leftOut } = adoptPolicy({ portal: 'sample:online-M', portalName: 'X', organization });
      assert.deepEqual(
        leftOut.map(one => one.title),
        [`the user type ${odd}`],
      );
      const resolved = resolve(text, organization);
      assert.deepEqual([resolved.problems, resolved.blocked], [[], []]);
      assert.equal(resolved.rules.governed.length, organization.held.size + 1);
      assert.deepEqual(plan(resolved, organization).changes, []);
      assert.deepEqual(policyDrift(resolved, organization), { differences: [], notCompared: [] });
    }
  });

  it('keeps the set of a member whose name has blanks around it', () => {
    const base = sampleOrganization('online', 'M', now);
    const { members, held } = base;
    const of = [...held.values()].find(one => one.state === 'known' && one.value.holdings.size > 1);
    const id = [...held].find(([, one]) => one === of)?.[0];
    const [model] = members.state === 'known' ? members.value.items : [];
    assert.ok(members.state === 'known' && of?.state === 'known' && id !== undefined && model !== undefined);
    const [holding] = of.value.holdings.values();
    const padded = username(' pad ');
    const organization: PolicyOrganization = {
      ...base,
      members: known({ ...members.value, items: [...members.value.items, { ...model, username: padded }] }),
      held: new Map([
        ...held,
        [
          id,
          known({
            ...of.value,
            holdings: new Map([
              ...of.value.holdings,
              [userKey(padded), { username: padded, entitlements: holding?.entitlements ?? [] }],
            ]),
          }),
        ],
      ]),
    };
    const resolved = resolve(adopt(organization), organization);
    const { changes, skipped } = plan(resolved, organization);
    assert.deepEqual([changes, skipped], [[], []]);
    assert.deepEqual(policyDrift(resolved, organization).differences, []);
  });

  it('writes sets after what they give, user types and roles for those who are exactly they, and teams for who comes twice', () => {
    const organization = sampleOrganization('online', 'S', now);
    const { members, listings } = organization;
    assert.ok(members.state === 'known' && listings.state === 'known');
    const creators = members.value.items.filter(one => one.userType === 'creatorUT');
    const some = members.value.items.slice(0, 4).map(one => one.username);
    const holds = (names: readonly Username[], keys: string): Known<PolicyHeld> =>
      known({
        complete: true,
        holdings: new Map(
          names.map(one => [userKey(one), { username: one, entitlements: keys.split(' ').map(entitlement) }]),
        ),
      });
    const [a, b, c] = listings.value.filter(one => one.pools.length > 0);
    assert.ok(a !== undefined && b !== undefined && c !== undefined);
    const only = { ...organization, listings: known([a, b, c]), appBundles: known([]) };
    const held = new Map([
      [
        a.itemId,
        holds(
          creators.map(one => one.username),
          'desktopAdvN spatialAnalystN',
        ),
      ],
      [b.itemId, holds(some, 'one')],
      [c.itemId, holds(some, 'two')],
    ]);
    const { content } = adoptPolicy({
      portal: 'sample:online-S',
      portalName: 'X',
      organization: { ...only, held },
      userTypes: false,
    });
    assert.deepEqual(
      content.sets.map(one => one.name),
      ['pro-advanced-spatial-analyst'],
    );
    assert.deepEqual(
      content.teams.map(one => [one.name, Object.keys(one.people)]),
      [
        ['creator', ['userType']],
        ['one', ['members']],
      ],
    );
    assert.deepEqual(
      content.targets.map(one => one.grants.map(each => [each.to, each.give])).sort(),
      [
        [[[{ team: ['creator'] }], ['pro-advanced-spatial-analyst']]],
        [[[{ team: ['one'] }], ['one']]],
        [[[{ team: ['one'] }], ['two']]],
      ].sort(),
    );
  });
});

describe('drift and plan', () => {
  it('name the same members, 500 random policies in every mode', () => {
    let changed = 0;
    for (let seed = 1; seed <= 500; seed++) {
      const random = new Random(seed);
      const organization = randomOrganization(random);
      const content = randomPolicy(random, namesOf(organization));
      const targets = content.targets.map(one => ({ ...one, quotas: [] }));
      const resolved = resolve(printPolicy({ ...content, targets }), organization);
      const { changes, skipped } = plan(resolved, organization);
      const keys = (
        list: readonly { readonly itemId: string; readonly username: string }[],
      ): readonly string[] => list.map(one => `${one.itemId} ${userKey(one.username)}`);
      const left = new Set(keys(skipped));
      const drift = keys(policyDrift(resolved, organization).differences);
      assert.deepEqual(
        drift.filter(one => !left.has(one)).sort(),
        [...keys(changes)].filter(one => !left.has(one)).sort(),
        `seed ${seed}`,
      );
      changed += changes.length;
    }
    assert.ok(changed > 5000, String(changed));
  });
});
