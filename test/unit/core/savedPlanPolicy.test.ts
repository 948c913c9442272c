import assert from 'node:assert/strict';
import { userKey, userTypeId } from '../../../src/core/ids';
import type { MemberPlan } from '../../../src/core/planTypes';
import { planOrganization } from '../../../src/core/policy/planOrganization';
import { userTypesTarget } from '../../../src/core/policy/wishTypes';
import { askedNow, policyFaults } from '../../../src/core/savedPlanPolicy';
import type { PolicyAtHand } from '../../../src/core/savedPlanPolicy';
import { randomOrganization } from './policy/randomOrganization';

const span = { offset: 0, length: 0 };

/** A random portal with its policy, and the plan of that. */
function scene(seed: number) {
  const { input } = randomOrganization(seed);
  const { rules, wishes } = input;
  const { mode, allowGaps, removalThreshold, removeDoubles } = rules;
  const atHand: PolicyAtHand = {
    policy: {
      mode,
      allowGaps,
      ...(removalThreshold && { removalThreshold: { ...span, ...removalThreshold } }),
      ...(removeDoubles !== undefined && { removeDoubles: { ...span, isOn: removeDoubles } }),
    },
    wishes,
    rules,
  };
  const held = input.targets.find(({ target }) => target.itemId === userTypesTarget)?.holdings;
  const typeOf = (name: string) => {
    const [type] = held?.get(userKey(name))?.entitlements ?? [];
    return input.userTypes?.(name) ?? (type === undefined ? undefined : userTypeId(type));
  };
  const states = input.targets.filter(({ target }) => rules.governed.includes(target.itemId));
  return { input, atHand, states, typeOf, plan: planOrganization(input) };
}

describe('what a policy asks for of a saved plan', () => {
  it('is all that a plan of it does, with its lines and its threshold, at 200 random portals', () => {
    let taking = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const { plan, atHand, states, typeOf } = scene(seed);
      const { unasked, reasons, removals } = askedNow(plan, atHand, states, typeOf);
      assert.deepEqual(unasked, [], `seed ${seed}`);
      assert.deepEqual(policyFaults(plan, atHand), [], `seed ${seed}`);
      assert.deepEqual({ ...removals, members: plan.policy?.removals.members }, plan.policy?.removals);
      for (const one of [...plan.changes, ...plan.skipped])
        assert.deepEqual(reasons(one), one.reasons, `seed ${seed}`);
      if ((plan.policy?.removals.members ?? 0) > 0) taking += 1;
    }
    assert.ok(taking > 50, String(taking));
  });

  it('is not what takes all from somebody who keeps it, is protected or is excluded, at 200 random portals', () => {
    const seen = { kept: 0, protected: 0, excluded: 0 };
    for (let seed = 1; seed <= 200; seed += 1) {
      const { plan, atHand, states, typeOf } = scene(seed);
      const touched = new Set(plan.changes.map(one => `${one.itemId} ${userKey(one.username)}`));
      const whole = states.filter(({ target, unavailable }) => target.kind !== 'userType' && !unavailable);
      for (const { target, holdings } of whole) {
        const { itemId } = target;
        for (const [key, { username, entitlements }] of [...holdings].slice(0, 8)) {
          const wish = atHand.wishes.find(one => one.itemId === itemId && userKey(one.username) === key);
          const keeps = (wish?.entitlements ?? []).some(name =>
            entitlements.some(own => own.toLowerCase() === name.toLowerCase()),
          );
          const isProtected = atHand.rules.protected.has(key);
          const isExcluded = atHand.rules.excluded.has(key);
          const addsOnly = atHand.rules.mode === 'addOnly';
          if (touched.has(`${itemId} ${key}`) || entitlements.every(name => name === '')) continue;
          if (!isProtected && !isExcluded && !addsOnly && !keeps) continue;
          // What comes with the user type is taken from who keeps the rest as well.
          if (!isProtected && !isExcluded && !addsOnly && atHand.rules.removeDoubles === true) continue;
          const forged: MemberPlan = {
            ...plan,
            changes: [...plan.changes, { itemId, username, before: entitlements, after: [] }],
          };
          const { unasked } = askedNow(forged, atHand, states, typeOf);
          assert.deepEqual(unasked, [username], `seed ${seed}: ${username}`);
          const faults = policyFaults(forged, atHand);
          assert.equal(faults.length, Number(isProtected) + Number(isExcluded), faults.join());
          assert.ok(
            faults.every(fault => fault.includes(username)),
            faults.join(),
          );
          if (isProtected) seen.protected += 1;
          else if (isExcluded) seen.excluded += 1;
          else seen.kept += 1;
        }
      }
    }
    assert.ok(Math.min(...Object.values(seen)) > 30, JSON.stringify(seen));
  });
});
