// Wishes that depend on what members hold now. Nothing that could not be read is left out silently: it becomes a wish that the plan then
// skips, with the reason (product.md rules 2 and 7).
import { userKey, type Username } from './ids';
import type { DesiredChange, TargetState } from './planTypes';

/** A listing that is not licensed per member can be held by nobody: there is nothing to say of it. */
const canBeHeld = (state: TargetState): boolean => state.notPerUser !== true;

/** Everything that `names` hold, to be given back; also a wish for each target of which that is not known. */
export function revokeEverythingWishes(
  targets: readonly TargetState[],
  names: readonly Username[],
): readonly DesiredChange[] {
  return targets.filter(canBeHeld).flatMap(state =>
    names.flatMap((name): readonly DesiredChange[] => {
      const holding = state.holdings.get(userKey(name));
      const isUnknown = state.unavailable !== undefined || (holding === undefined && !state.complete);
      // What comes with the user type cannot be given back, and the plan says so.
      const isIncluded = state.included?.get(userKey(name))?.assigned === 'no';
      if (!isUnknown && !isIncluded && (holding === undefined || holding.entitlements.length === 0))
        return [];
      return [
        { itemId: state.target.itemId, username: holding?.username ?? name, mode: 'set', entitlements: [] },
      ];
    }),
  );
}

/**
 * What `from` holds, to be added to each of `to`, and the titles of the targets of which it is not known what `from` holds. Targets that cannot
 * be read become wishes that the plan skips.
 */
export function copyWishes(
  targets: readonly TargetState[],
  from: Username,
  to: readonly Username[],
): { readonly changes: readonly DesiredChange[]; readonly unread: readonly string[] } {
  const held = targets.filter(canBeHeld);
  const unread = held.filter(
    state => state.unavailable === undefined && !state.complete && !state.holdings.has(userKey(from)),
  );
  const changes = held.flatMap(state => {
    const entitlements = state.holdings.get(userKey(from))?.entitlements ?? [];
    if (entitlements.length === 0 && state.unavailable === undefined) return [];
    return to.map((name): DesiredChange => ({
      itemId: state.target.itemId,
      username: name,
      mode: 'add',
      entitlements,
    }));
  });
  return { changes, unread: unread.map(state => state.target.title) };
}
