// From wishes to resulting sets: what each member shall hold of each target after the plan, or why it stays as it is.
// The portal replaces a member's whole set (wire reference 9.2), so every wish is resolved against what the member holds now.
import { bundleEntitlement, isProLevel, lacksProLevel, proLevelRank } from './catalog';
import { entitlementKey, userKey } from './ids';
import type { Entitlement, Username } from './ids';
import type { DesiredChange, IncludedLevel, MemberChange, Skip, SkipReason, TargetState } from './planTypes';

/** What the organization says of a name: `unknown` when its members have not been read. */
export type Membership = 'member' | 'notMember' | 'unknown';

/** A change that is allowed by all but seats, and how it moves the member's set. */
export interface ResolvedChange {
  readonly change: MemberChange;
  /** Holds an extension of Pro and no level after the change, and did not before. */
  readonly losesProLevel: boolean;
}

export type Resolution = ResolvedChange | { readonly skip: Skip };

/** All wishes for one member of one target, in the order they were given. */
interface Wishes {
  readonly username: Username;
  readonly changes: DesiredChange[];
}

/** What the wishes of one member come to: a whole set, or entitlements to add and to take. Keys are folded, values are as the administrator wrote them. */
type Merged =
  | { readonly kind: 'set'; readonly set: ReadonlyMap<string, string> }
  | {
      readonly kind: 'change';
      readonly add: ReadonlyMap<string, string>;
      readonly remove: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'contradiction'; readonly names: readonly string[] };

const fold = (names: readonly string[]): Map<string, string> =>
  new Map(names.filter(name => name !== '').map(name => [entitlementKey(name), name]));

/** Wishes that go together become one; those that cannot both be met are a contradiction that names the entitlements in question. */
function merge(changes: readonly DesiredChange[]): Merged {
  const add = new Map<string, string>();
  const remove = new Map<string, string>();
  let set: Map<string, string> | undefined;
  const conflicts = new Map<string, string>();
  for (const change of changes) {
    const names = fold(change.entitlements);
    if (change.mode === 'set') {
      if (set) {
        for (const [key, name] of [...set, ...names]) {
          if (!set.has(key) || !names.has(key)) conflicts.set(key, name);
        }
      }
      set = names;
    } else {
      for (const [key, name] of names) (change.mode === 'add' ? add : remove).set(key, name);
    }
  }
  for (const [key, name] of add) {
    if (remove.has(key) || (set && !set.has(key))) conflicts.set(key, name);
  }
  for (const [key, name] of remove) {
    if (set?.has(key)) conflicts.set(key, name);
  }
  if (conflicts.size > 0) return { kind: 'contradiction', names: [...conflicts.values()] };
  return set ? { kind: 'set', set } : { kind: 'change', add, remove };
}

type SetResult =
  | { readonly unknown: readonly string[] }
  | {
      readonly before: readonly Entitlement[];
      readonly after: readonly Entitlement[];
      readonly levels: readonly Entitlement[];
      readonly losesProLevel: boolean;
    };

/** Resolves wishes against one target. Made once per target: it indexes the pools. */
export function createResolver(
  state: TargetState,
): (wishes: Wishes, spelling: Username, membership: Membership) => Resolution {
  const pools = new Map(state.pools.map(pool => [entitlementKey(pool.key), pool.key]));
  if (state.target.kind === 'appBundle' && pools.size === 0) {
    pools.set(entitlementKey(bundleEntitlement), bundleEntitlement);
  }
  const order = new Map([...pools.keys()].map((key, index) => [key, index]));
  // The same set is sent as the same list, so that members group by it: the portal's order first, the rest by code unit.
  const inOrder = (set: ReadonlyMap<string, Entitlement>): Entitlement[] =>
    [...set]
      .sort(([a], [b]) => {
        const byPool = (order.get(a) ?? pools.size) - (order.get(b) ?? pools.size);
        return byPool !== 0 ? byPool : a < b ? -1 : 1;
      })
      .map(([, key]) => key);

  /** The set that comes of these wishes for whoever holds `entitlements`; `after` is `before` itself when nothing changes. */
  const resolveSet = (
    merged: Exclude<Merged, { kind: 'contradiction' }>,
    entitlements: readonly Entitlement[],
  ): SetResult => {
    // The portal's spelling: the pool's, or for what is in no pool the holder's own.
    const before = new Map<string, Entitlement>();
    for (const held of entitlements) {
      if (held !== '') before.set(entitlementKey(held), pools.get(entitlementKey(held)) ?? held);
    }
    const named = merged.kind === 'set' ? merged.set : new Map([...merged.add, ...merged.remove]);
    const unknown = [...named].filter(([key]) => !pools.has(key) && !before.has(key));
    if (unknown.length > 0) return { unknown: unknown.map(([, name]) => name) };
    const after = new Map<string, Entitlement>();
    if (merged.kind === 'change') {
      for (const [key, held] of before) if (!merged.remove.has(key)) after.set(key, held);
    }
    for (const key of merged.kind === 'set' ? merged.set.keys() : merged.add.keys()) {
      const spelled = pools.get(key) ?? before.get(key);
      if (spelled !== undefined) after.set(key, spelled);
    }
    const listed = inOrder(before);
    const same = after.size === before.size && [...after.keys()].every(key => before.has(key));
    return {
      before: listed,
      after: same ? listed : inOrder(after),
      levels: [...after.values()].filter(isProLevel),
      losesProLevel: lacksProLevel([...after.keys()]) && !lacksProLevel([...before.keys()]),
    };
  };
  // Thousands of members share a few sets and wishes.
  const results = new Map<string, SetResult>();

  return ({ username: asked, changes }, spelling, membership) => {
    const { itemId } = state.target;
    const skipped = (
      reason: SkipReason,
      more: Omit<Skip, 'itemId' | 'username' | 'reason'> = {},
    ): Resolution => ({ skip: { itemId, username: spelling, reason, ...more } });

    if (state.unavailable !== undefined) return skipped('unavailable', { names: [state.unavailable] });
    if (membership === 'notMember') return skipped('notMember');
    const merged = merge(changes);
    if (merged.kind === 'contradiction') return skipped('contradiction', { names: merged.names });
    const holding = state.holdings.get(userKey(asked));
    if (!holding && !state.complete) return skipped('notRead');

    const held = holding?.entitlements ?? [];
    const kind = JSON.stringify([held, changes.map(({ mode, entitlements }) => [mode, entitlements])]);
    let result = results.get(kind);
    if (!result) results.set(kind, (result = resolveSet(merged, held)));
    if ('unknown' in result) return skipped('unknownEntitlement', { names: result.unknown });
    const { before, after, levels, losesProLevel } = result;
    const included = state.included?.get(userKey(asked));
    if (before === after)
      return included?.assigned === 'no' && takesLevel(merged, included)
        ? skipped('included', { names: [included.level], userType: included.userType })
        : skipped('unchanged');
    if (holding?.offline) {
      return skipped('offline', holding.offlineSince === undefined ? {} : { since: holding.offlineSince });
    }
    if (levels.length > 1) return skipped('incompatible', { names: levels });
    // A member has one user type at any time.
    if (state.target.kind === 'userType' && after.length !== 1)
      return skipped('incompatible', { names: after });
    return {
      change: { itemId, username: spelling, before, after, ...(included && { included }) },
      losesProLevel: losesProLevel && included === undefined,
    };
  };
}

/** Whether what comes with the user type is to go as well, which no change of the listing can bring about. */
const takesLevel = (
  merged: Exclude<Merged, { kind: 'contradiction' }>,
  { level }: Pick<IncludedLevel, 'level'>,
): boolean => {
  const isIt = (key: string): boolean => isProLevel(key) && proLevelRank(key) <= proLevelRank(level);
  return merged.kind === 'set' ? merged.set.size === 0 : [...merged.remove.keys()].some(isIt);
};

/** Wishes gathered by target and member, each in the order of the input. Members are told apart case-insensitively. */
export function gatherWishes(changes: readonly DesiredChange[]): Map<string, Map<string, Wishes>> {
  const targets = new Map<string, Map<string, Wishes>>();
  for (const change of changes) {
    let members = targets.get(change.itemId);
    if (!members) targets.set(change.itemId, (members = new Map<string, Wishes>()));
    const key = userKey(change.username);
    const wishes = members.get(key);
    if (wishes) wishes.changes.push(change);
    else members.set(key, { username: change.username, changes: [change] });
  }
  return targets;
}
