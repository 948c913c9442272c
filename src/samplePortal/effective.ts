// What of a license or of an entitlements file is in effect at a time.
import type { EntitlementsPart, LicenseEntry } from './model';

/** The entry of `id` in effect at `now` (ms epoch): the one that started last; undefined before all of them. */
export function currentEntry(
  entries: readonly LicenseEntry[],
  id: string,
  now: number,
): LicenseEntry | undefined {
  let current: LicenseEntry | undefined;
  for (const entry of entries) {
    if (entry.id !== id || entry.startDate > now) continue;
    if (current === undefined || entry.startDate >= current.startDate) current = entry;
  }
  return current;
}

/** Seats of `id` at `now`: none once its entry has expired (wire reference 13.7: an entry without successor ends with 0). */
export function currentMaximum(entries: readonly LicenseEntry[], id: string, now: number): number {
  const entry = currentEntry(entries, id, now);
  return entry === undefined || hasEnded(entry, now) ? 0 : entry.maxUsers;
}

/** Whether an entry's time is over at `now` (ms epoch). */
export const hasEnded = ({ expiration }: LicenseEntry, now: number): boolean =>
  expiration !== -1 && expiration <= now;

/** Seats that resources show of an app, extension or bundle (decision `expiredSeats`). */
export const shownMaximum = (entry: LicenseEntry, now: number, ended: 'zero' | 'kept'): number =>
  ended === 'zero' && hasEnded(entry, now) ? 0 : entry.maxUsers;

/**
 * The part in effect at `now`: the latest that has started, or all that have, a later one winning for what it names
 * (decision `effectiveParts`); undefined when none has started.
 */
export function currentParts(
  parts: readonly EntitlementsPart[],
  now: number,
  how: 'latest' | 'merged',
): EntitlementsPart | undefined {
  const started = parts
    .filter(part => part.effectiveFrom <= now)
    .sort((a, b) => a.effectiveFrom - b.effectiveFrom);
  const latest = started.at(-1);
  if (latest === undefined || how === 'latest') return latest;
  const entitlements = Object.assign({}, ...started.map(part => part.entitlements)) as Record<string, number>;
  return { ...latest, entitlements };
}

/** The parts that start after `now`, the next one first. */
export const queuedParts = (parts: readonly EntitlementsPart[], now: number): EntitlementsPart[] =>
  parts.filter(part => part.effectiveFrom > now).sort((a, b) => a.effectiveFrom - b.effectiveFrom);
