// What a document has to say of a member so that a plan changes nothing.
import { isProLevel } from '../catalog';
import { entitlementKey, userKey } from '../ids';
import { wantedOf } from './policyDrift';
import type { PolicyDifference } from './policyDrift';
import { userTypesTarget } from './wishTypes';
import type { PolicyRules } from './wishTypes';

/** As much of what it says now as the portal has, in a mode that allows it. */
export function saying(
  { itemId, username, held, wished }: PolicyDifference,
  rules: PolicyRules,
): readonly string[] {
  if (itemId === userTypesTarget) return held;
  const key = userKey(username);
  const has = new Set(held.map(entitlementKey));
  const common = wished.filter(one => has.has(entitlementKey(one)));
  const asked = new Set(wished.map(entitlementKey));
  const both = [...wished, ...held.filter(one => !asked.has(entitlementKey(one)))];
  const tries = rules.mode === 'removeOnly' ? [both] : rules.mode === 'addOnly' ? [common] : [held, common];
  const fits = (set: readonly string[]): boolean =>
    set.filter(isProLevel).length < 2 && !wantedOf(rules, itemId, key, held, set).changes;
  return tries.find(fits) ?? held;
}
