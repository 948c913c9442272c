// What a plan warns of in one target.
import { entitlementKey } from './ids';
import type { Username } from './ids';
import { day } from './format';
import { includedWarnings } from './includedWarnings';
import type { LedgerRow, MemberChange, PlanWarning, TargetState } from './planTypes';

/** Grants are warned of when the trial or purchase ends within this time. */
const endsSoonMs = 30 * day;

/**
 * @param now epoch ms.
 * @param noLevel members who would hold Pro extensions and no Pro level; only those who are in `changes` are told.
 */
export function warningsFor(
  state: TargetState,
  changes: readonly MemberChange[],
  ledger: readonly LedgerRow[],
  now: number,
  noLevel: readonly Username[],
): PlanWarning[] {
  const { itemId } = state.target;
  const warnings: PlanWarning[] = [];
  for (const { entitlement, total, after, maybe } of ledger) {
    const by = after - (maybe?.after ?? 0) - (total ?? Infinity);
    if (by <= 0) continue;
    warnings.push({ kind: 'overAssigned', itemId, ...(entitlement !== undefined && { entitlement }), by });
  }
  // Also where nothing changes: that nobody has to change was found out from a part of the holders.
  if (!state.complete && state.unavailable === undefined) warnings.push({ kind: 'countsIncomplete', itemId });
  if (changes.length === 0) return warnings;
  const grants = changes.some(({ before, after }) => {
    const had = new Set(before.map(entitlementKey));
    return after.some(key => !had.has(entitlementKey(key)));
  });
  if (state.ends && grants && state.ends.at - now <= endsSoonMs) warnings.push({ ...state.ends, itemId });
  const planned = new Set(changes.map(change => change.username));
  const usernames = noLevel.filter(name => planned.has(name));
  if (usernames.length > 0) warnings.push({ kind: 'noProLevel', itemId, usernames });
  return [...warnings, ...includedWarnings(state, changes)];
}
