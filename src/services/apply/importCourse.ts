// What a portal comes to say of its licenses by itself, without any import: its queue takes effect, its future license too, and licenses end.
import { licenseDate } from '../../core/files/licenseDate';
import type { EntitlementPool, EntitlementsPart, FutureLicenseItem, Listing } from '../../core/model';

const dayMs = 86_400_000;

/** What is in effect of a product of 10.6.1 and earlier. */
export type InEffect = Pick<Listing, 'maxUsers' | 'pools' | 'endsAt'>;

export interface ProductMoment {
  readonly listing?: InEffect;
  /** The parts that are still to come. */
  readonly queue: readonly EntitlementsPart[];
}

const none: readonly EntitlementPool[] = [];

/**
 * Every state that a product may come to by itself until a time, beginning with the one that was read. A part takes effect on its date as the
 * portal's own zone has it, so that a day more is looked ahead; one without a date that can be read may do so at any time (wire reference 14.2).
 * @param until epoch ms of the later read.
 */
export function productCourse(
  listing: InEffect | undefined,
  queue: readonly EntitlementsPart[],
  until: number,
): readonly ProductMoment[] {
  const startOf = ({ startDateStr }: EntitlementsPart): number => licenseDate(startDateStr) ?? -Infinity;
  const horizon = until + dayMs;
  const moments: ProductMoment[] = [{ queue, ...(listing === undefined ? {} : { listing }) }];
  const starts = [...new Set(queue.map(startOf))].filter(at => at <= horizon).sort((a, b) => a - b);
  for (const start of starts)
    for (const current of queue.filter(part => startOf(part) === start)) {
      const maxUsers = current.maxUsers ?? listing?.maxUsers;
      moments.push({
        listing: { pools: current.pools, ...(maxUsers === undefined ? {} : { maxUsers }) },
        queue: queue.filter(part => startOf(part) > start),
      });
    }
  if (listing?.endsAt !== undefined && listing.endsAt <= horizon)
    for (const { queue: left } of [...moments])
      moments.push({ listing: { maxUsers: 0, pools: none }, queue: left });
  return moments;
}

const sections = ['userTypes', 'appBundles', 'apps', 'extensions', 'capabilities'] as const;
type Section = (typeof sections)[number];

export type LicenseItem = {
  readonly id: string;
  readonly itemId?: string;
  readonly maximum?: number;
  readonly expiresAt?: number;
};

/** What a license names and what it says of it, with or without the rest. */
export type LicenseLists = Readonly<Record<Section, readonly LicenseItem[]>>;

export interface LicenseMoment {
  readonly license: LicenseLists;
  /** True of what a successor has replaced by then: the portal does not say beforehand when that one ends. */
  readonly isReplaced: (section: Section, id: string) => boolean;
}

/**
 * Every state that a license of 10.7 and later may come to by itself until a time, beginning with the one that was read, by `getFutureLicense` and
 * the ends of the license itself (wire reference 13.7).
 * @param until epoch ms of the later read; a day more is looked ahead, for a portal whose clock or zone is another.
 */
export function licenseCourse(
  license: LicenseLists,
  future: readonly FutureLicenseItem[],
  until: number,
): readonly LicenseMoment[] {
  const startOf = ({ startsAt }: FutureLicenseItem): number => startsAt ?? -Infinity;
  const ends = sections.flatMap(section => license[section].flatMap(({ expiresAt }) => expiresAt ?? []));
  const times = [...new Set([...ends, ...future.map(startOf)])]
    .filter(at => at <= until + dayMs)
    .sort((a, b) => a - b);
  const momentAt = (at: number): LicenseMoment => {
    const begun = future.filter(one => startOf(one) <= at).sort((a, b) => startOf(a) - startOf(b));
    const successor = (section: Section, id: string): FutureLicenseItem | undefined =>
      begun.findLast(one => one.section === section && one.id === id);
    const listOf = (section: Section): readonly LicenseItem[] => {
      const ids = new Set(begun.filter(one => one.section === section).map(({ id }) => id));
      for (const { id } of license[section]) ids.delete(id);
      const kept = license[section].flatMap((item): LicenseItem[] => {
        const next = successor(section, item.id);
        if (next !== undefined) return [{ ...item, maximum: next.maximum }];
        return item.expiresAt !== undefined && item.expiresAt <= at ? [] : [item];
      });
      const added = [...ids].map(id => ({ id, maximum: successor(section, id)?.maximum ?? 0 }));
      return [...kept, ...added];
    };
    return {
      license: {
        userTypes: listOf('userTypes'),
        appBundles: listOf('appBundles'),
        apps: listOf('apps'),
        extensions: listOf('extensions'),
        capabilities: listOf('capabilities'),
      },
      // An entry of 0 seats is an end, which the license itself says as well.
      isReplaced: (section, id) => (successor(section, id)?.maximum ?? 0) > 0,
    };
  };
  return [{ license, isReplaced: () => false }, ...times.map(momentAt)];
}
