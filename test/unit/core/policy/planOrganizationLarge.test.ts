import assert from 'node:assert/strict';
import { entitlement, itemId, portalId, userKey, username, userTypeId } from '../../../../src/core/ids';
import type { Entitlement } from '../../../../src/core/ids';
import type { Holding, TargetState } from '../../../../src/core/planTypes';
import { planOrganization } from '../../../../src/core/policy/planOrganization';
import type { OrganizationInput } from '../../../../src/core/policy/planOrganization';
import { userTypesState } from '../../../../src/core/policy/orgUserTypes';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';
import type { PolicyWish } from '../../../../src/core/policy/wishTypes';
import { diceOf, pick } from './randomOrganization';
import { quickest } from '../../processorTime';

const size = 12_000;
const listings = 16;
const levels = ['desktopBasicN', 'desktopStdN', 'desktopAdvN'];
const types = ['viewerUT', 'creatorUT', 'GISProfessionalStdUT'];

/** Scale L: a policy for everybody in every listing and of every user type, from which one member in ten differs; hardly a seat is free. */
function large(): OrganizationInput {
  const roll = diceOf(11);
  const names = Array.from({ length: size }, (_, at) => username(`member.${at}@org`));
  const wishes: PolicyWish[] = [];
  const wish = (
    item: ReturnType<typeof itemId>,
    name: (typeof names)[number],
    set: readonly Entitlement[],
  ): void => {
    const reasons = [{ line: 1, offset: 0, length: 4, text: 'rule' }];
    wishes.push({ itemId: item, username: name, entitlements: [...set], reasons, priority: roll(3) });
  };
  const targets = Array.from({ length: listings }, (_, at): TargetState => {
    const extensions = Array.from({ length: at === 0 ? 17 : 3 }, (_, index) => `part${at}.${index}`);
    const keys = at === 0 ? [...levels, ...extensions] : extensions;
    const sets = Array.from({ length: 12 }, () =>
      [...(at === 0 ? [pick(roll, levels)] : []), ...extensions.filter(() => roll(4) === 0)].map(entitlement),
    );
    const item = itemId(`listing${at}`);
    const held = new Map<string, number>();
    const holdings = new Map<string, Holding>();
    for (const name of names) {
      const set = pick(roll, sets);
      if (set.length > 0) holdings.set(userKey(name), { username: name, entitlements: set, offline: false });
      for (const key of set) held.set(key, (held.get(key) ?? 0) + 1);
      const asked = roll(10) === 0 ? pick(roll, sets) : set;
      if (asked.length > 0) wish(item, name, asked);
    }
    return {
      target: { kind: 'listing', itemId: item, title: item },
      pools: keys.map(key => ({ key: entitlement(key), total: (held.get(key) ?? 0) + 20 })),
      holdings,
      complete: true,
    };
  });
  const held = names.map(name => ({ username: name, userType: userTypeId(pick(roll, types)) }));
  targets.push(
    userTypesState(
      { items: held },
      types.map(id => ({ id: userTypeId(id), name: id, maximum: size })),
    ),
  );
  for (const { username: name, userType } of held)
    wish(userTypesTarget, name, [entitlement(roll(10) === 0 ? pick(roll, types) : userType)]);
  return {
    id: 'p',
    portalId: portalId('portal'),
    title: '',
    createdAt: 0,
    targets,
    wishes,
    rules: {
      mode: 'exact',
      governed: targets.map(({ target }) => target.itemId),
      excluded: new Set(),
      protected: new Set(names.slice(0, 100).map(userKey)),
      removalThreshold: { percent: 5 },
      quotas: [],
      allowGaps: false,
      removeDoubles: true,
      notify: false,
    },
    members: () => 'member',
  };
}

describe('a plan of a policy at scale L', () => {
  it(`takes less than a second for ${size} members of ${listings} listings`, function () {
    this.timeout(30_000);
    const input = large();
    const ms = quickest(() => {
      const plan = planOrganization(input);
      assert.ok(plan.changes.length > 10_000);
      assert.ok(plan.policy && plan.policy.unchanged > 100_000);
      assert.ok(plan.skipped.some(({ reason }) => reason === 'protected'));
    }, 1000);
    console.log(`      ${Math.round(ms)} ms for ${input.wishes.length} wishes`);
    assert.ok(ms < 1000, `took ${ms} ms`);
  });
});
