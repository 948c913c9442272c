// Filters of holders under names of the administrator's, kept over windows; the tree and the matrix offer the same ones.
import { day } from '../core/format';
import type { HolderFilter } from '../core/holderFilter';
import type { KeyValueStore } from './ports';

const storeKey = 'arcgisEntitlements.savedFilters';
/** Whole days that the lists of choices offer; a filter of one of them means as many days before the day it is used. */
export const idleChoices = [30, 90, 180, 365, 730] as const;

export interface SavedFilter {
  readonly name: string;
  /** Without what the days below say. */
  readonly filter: HolderFilter;
  /** Not used for so many days, counted when the filter is used. */
  readonly idleDays?: number;
  /** Used within so many days. */
  readonly usedDays?: number;
}

/** How many whole days before now; undefined where it is no choice of the lists but a day of the calendar. */
export function daysBefore(at: number | undefined, now: number): number | undefined {
  if (at === undefined) return undefined;
  // What was chosen some hours ago is the same choice still.
  return idleChoices.find(days => Math.abs(now - days * day - at) < day);
}

export interface SavedFilters {
  list(): readonly SavedFilter[];
  /** Keeps the filter; one of the same name is replaced. @param now epoch ms */
  save(name: string, filter: HolderFilter, now: number): Promise<void>;
  remove(name: string): Promise<void>;
}

/** The filter to use now. @param now epoch ms */
export function filterOf({ filter, idleDays, usedDays }: SavedFilter, now: number): HolderFilter {
  return {
    ...filter,
    ...(idleDays === undefined ? {} : { idleSince: now - idleDays * day }),
    ...(usedDays === undefined ? {} : { usedFrom: now - usedDays * day }),
  };
}

/** @param isFilter tells what was kept by this or an earlier release from anything else */
export function createSavedFilters(
  store: KeyValueStore,
  isFilter: (value: unknown) => value is HolderFilter,
): SavedFilters {
  const list = (): readonly SavedFilter[] => {
    const kept = store.get(storeKey);
    return Array.isArray(kept) ? kept.filter(one => isSaved(one, isFilter)) : [];
  };
  const others = (name: string): readonly SavedFilter[] => list().filter(one => one.name !== name);
  return {
    list,
    async save(name, { idleSince, usedFrom, ...filter }, now) {
      const idleDays = daysBefore(idleSince, now);
      const usedDays = daysBefore(usedFrom, now);
      const saved: SavedFilter = {
        name,
        filter: {
          ...filter,
          ...(idleSince === undefined || idleDays !== undefined ? {} : { idleSince }),
          ...(usedFrom === undefined || usedDays !== undefined ? {} : { usedFrom }),
        },
        ...(idleDays === undefined ? {} : { idleDays }),
        ...(usedDays === undefined ? {} : { usedDays }),
      };
      const all = [...others(name), saved].sort((one, other) => one.name.localeCompare(other.name));
      await store.set(storeKey, all);
    },
    remove: async name => store.set(storeKey, others(name)),
  };
}

function isSaved(
  value: unknown,
  isFilter: (filter: unknown) => filter is HolderFilter,
): value is SavedFilter {
  if (typeof value !== 'object' || value === null) return false;
  const { name, filter, idleDays, usedDays } = value as Record<string, unknown>;
  const isDays = (days: unknown): boolean => days === undefined || Number.isSafeInteger(days);
  return typeof name === 'string' && name !== '' && isFilter(filter) && isDays(idleDays) && isDays(usedDays);
}
