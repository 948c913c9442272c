import { currentEntry, currentParts, hasEnded, shownMaximum } from './effective';
import { proLevels } from './seed/catalogue';
import type { State } from './state';

/**
 * Sets seats and dates of the listings to what the license or the entitlements files say at this time.
 * @returns when the next part, successor or expiry takes effect, ms epoch
 */
export function deriveSeats(state: State): number {
  const now = state.clock.now();
  let next = Number.POSITIVE_INFINITY;
  const later = (...times: number[]): void => {
    for (const time of times) if (time > now) next = Math.min(next, time);
  };
  if (state.license !== undefined) {
    const { apps, extensions, appBundles, userTypes } = state.license;
    for (const entry of [...apps, ...extensions, ...appBundles, ...userTypes])
      later(entry.startDate, entry.expiration);
    for (const listing of state.listings.values()) {
      if (listing.licenseId === undefined) continue;
      const entry = currentEntry(listing.inPurchases ? apps : extensions, listing.licenseId, now);
      listing.isProvisioned = entry !== undefined;
      if (entry === undefined) continue;
      const names = Object.keys(listing.seats.entitlements);
      const [only] = names;
      const own =
        names.length === 1 && only !== undefined ? { [only]: entry.maxUsers } : listing.seats.entitlements;
      // No seats at all leave none to any entitlement, whether the file splits them or not.
      const isNone =
        entry.maxUsers === 0 || (hasEnded(entry, now) && state.decisions.expiredSeats === 'zero');
      const granted = entry.entitlements ?? own;
      const entitlements = isNone ? Object.fromEntries(Object.keys(granted).map(name => [name, 0])) : granted;
      const levels = proLevels.reduce((sum, level) => sum + (entitlements[level] ?? 0), 0);
      const most = Math.max(0, ...Object.values(entitlements));
      listing.seats = { entitlements, maxUsers: levels > 0 ? levels : most };
      listing.startDate = entry.startDate;
      listing.endDate = entry.expiration;
    }
    for (const bundle of state.bundles.values()) {
      const entry = currentEntry(appBundles, bundle.id, now);
      bundle.maxUsers = entry === undefined ? 0 : shownMaximum(entry, now, state.decisions.expiredSeats);
      bundle.endDate = entry?.expiration ?? -1;
    }
  }
  for (const listing of state.listings.values()) {
    if (state.flavor !== 'legacy' || listing.appId === undefined) continue;
    const parts = state.legacyParts.get(listing.appId) ?? [];
    later(...parts.map(part => part.effectiveFrom));
    const current = currentParts(parts, now, state.decisions.effectiveParts);
    listing.isProvisioned = current !== undefined;
    if (current === undefined) continue;
    listing.seats = { maxUsers: current.maxUsers, entitlements: current.entitlements };
    listing.startDate = current.effectiveFrom;
    const end = parts.find(part => part.effectiveFrom > now && part.maxUsers === 0);
    listing.endDate = end?.effectiveFrom ?? -1;
  }
  return next;
}
