// Where a member's user type changes in the same plan: what of its set goes before that change, and what comes after it (wire reference 11.2).
import { isProLevel, proLevelRank } from '../catalog';
import { entitlementKey } from '../ids';
import type { Entitlement } from '../ids';

/** When a request goes out, seen from the change of its members' user types: before it, after it, or whenever seats allow. */
export type Phase = 'early' | 'late' | 'any';

/** One of at most two requests in which a member's set of a target changes. */
export interface Leg {
  readonly before: readonly Entitlement[];
  readonly after: readonly Entitlement[];
  readonly phase: Phase;
}

const known = new WeakMap<
  readonly Entitlement[],
  WeakMap<readonly Entitlement[], { readonly lowering: readonly Leg[]; readonly plain: readonly Leg[] }>
>();

/**
 * The steps of one member of one target around the change of its user type: what is reduced goes first, what is granted comes after. A Pro level is
 * replaced within one request, so that nobody is without one who has one before and after: a lower level first, a higher one after. Whoever keeps
 * nothing changes in one request as well, after it.
 * @param lowerFirst false: a level is replaced after the change in any case, where there is no seat of the lower one before it.
 */
export function legsOf(
  before: readonly Entitlement[],
  after: readonly Entitlement[],
  lowerFirst: boolean,
): readonly Leg[] {
  let byAfter = known.get(before);
  if (!byAfter) known.set(before, (byAfter = new WeakMap()));
  let legs = byAfter.get(after);
  if (!legs)
    byAfter.set(after, (legs = { lowering: split(before, after, true), plain: split(before, after, false) }));
  return lowerFirst ? legs.lowering : legs.plain;
}

function split(before: readonly Entitlement[], after: readonly Entitlement[], lowerFirst: boolean): Leg[] {
  const had = new Set(before.map(entitlementKey));
  const has = new Set(after.map(entitlementKey));
  const level = after.find(isProLevel);
  const replaced = level === undefined ? undefined : before.find(isProLevel);
  const isLowered =
    lowerFirst &&
    level !== undefined &&
    replaced !== undefined &&
    proLevelRank(level) < proLevelRank(replaced);
  // In the order in which the whole set is sent, so that members group by it.
  const down = isLowered
    ? after.filter(key => had.has(entitlementKey(key)) || key === level)
    : before.filter(
        key => has.has(entitlementKey(key)) || (key === replaced && !has.has(entitlementKey(key))),
      );
  const same = (a: readonly Entitlement[], b: readonly Entitlement[]): boolean =>
    a.length === b.length && a.every((key, index) => key === b[index]);
  if (same(down, after)) return [{ before, after, phase: 'early' }];
  // Nobody leaves a target to come back to it: the seat may be gone by then.
  if (same(down, before) || down.length === 0) return [{ before, after, phase: 'late' }];
  return [
    { before, after: down, phase: 'early' },
    { before: down, after, phase: 'late' },
  ];
}
