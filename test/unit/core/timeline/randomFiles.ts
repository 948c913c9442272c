// Random entitlements files and portal license files, as the portals of these tests take them.
import type { Holder, Listed, PortalLicense } from '../../../../src/core/model';

const day = 86_400_000;
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The same numbers for the same seed (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** 0 to below `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  }

  oneIn(many: number): boolean {
    return this.below(many) === 0;
  }

  of<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('Nothing to choose from.');
    return list[this.below(list.length)] as T;
  }
}

export const dateText = (time: number): string => {
  const date = new Date(time);
  return `${String(date.getUTCDate()).padStart(2, '0')}-${months[date.getUTCMonth()] ?? ''}-${date.getUTCFullYear()}`;
};

const midnight = (time: number): number => Math.floor(time / day) * day;

/** Seats about what is held: enough, just enough, too few, none. */
function about(dice: Dice, held: number): number {
  return dice.of([held, held + 1, held + 20, held + 20, Math.max(0, held - 1), Math.max(0, held - 4), 0]);
}

const heldOf = (holders: Listed<Holder> | undefined, key?: string): number =>
  (holders?.items ?? []).filter(one =>
    key === undefined
      ? one.entitlements.some(name => name !== '')
      : one.entitlements.some(name => name === key),
  ).length;

/** Parts of a file, or of a queue, of one product; the dates around `now`, in any order, some alike. */
export function entitlementsFile(
  dice: Dice,
  now: number,
  appId: string,
  keys: readonly string[],
  holders: Listed<Holder> | undefined,
): string {
  const today = midnight(now);
  const parts = Array.from({ length: 1 + dice.below(5) }, (_, index) => {
    const isFirst = index === 0 && !dice.oneIn(5);
    const start = today + (isFirst ? -1 - dice.below(400) : dice.below(700) - 100) * day;
    const isEnd = !isFirst && dice.oneIn(5);
    // A product of one right names it: without any, nothing says that there is one.
    const named = keys.filter(() => keys.length === 1 || !dice.oneIn(6));
    const nums = named.map(key => [key, isEnd ? 0 : about(dice, heldOf(holders, key))] as const);
    // The number agrees with the text, says "already", or is on another day, as in the documentation's own sample.
    const startDate = dice.of([
      start,
      start,
      start,
      0,
      start + (dice.below(200) - 100) * day,
      21_432_374_576,
    ]);
    return {
      orgEntitlements: {
        maxUsers: isEnd ? 0 : about(dice, heldOf(holders)),
        startDate,
        startDateStr: dateText(start),
        entitlements: Object.fromEntries(nums.map(([key, num]) => [key, { num, license: 'FEATURE x' }])),
      },
      signature: 'c2FtcGxl',
      licenseManagerInfo: { hostname: 'lm1.riverbend.example', port: 27000 },
    };
  });
  const [first, ...rest] = parts;
  switch (dice.below(4)) {
    case 0:
      return JSON.stringify({ appId, parts });
    case 1:
      return JSON.stringify({ appId, current: first, queue: rest });
    case 2:
      return parts.length === 1 ? JSON.stringify({ ...first, appId }) : JSON.stringify(parts);
    default:
      return JSON.stringify(parts);
  }
}

export interface LicensedProduct {
  readonly id: string;
  readonly keys: readonly string[];
  readonly holders: Listed<Holder> | undefined;
}

interface Entry {
  readonly id?: string;
  readonly appBundleItemId?: string;
  readonly maxUsers: number;
  readonly startDate?: number;
  readonly expiration?: number;
  readonly entitlements?: readonly { readonly num: number; readonly apiName: string }[] | null;
}

/** A license file over everything that the portal has, some of it left out, some with successors and ends on a few dates that they share. */
export function licenseFile(
  dice: Dice,
  now: number,
  license: PortalLicense,
  current: PortalLicense | undefined,
  apps: readonly LicensedProduct[],
  extensions: readonly LicensedProduct[],
): string {
  const dates = [30, 120, 300, 500].map(
    days => midnight(now) + (days + dice.below(60)) * day + dice.below(day),
  );
  const spans = (): readonly Pick<Entry, 'startDate' | 'expiration'>[] => {
    const end = dice.of([undefined, -1, ...dates, ...dates]);
    const first = {
      ...(dice.oneIn(3) ? {} : { startDate: dice.of([0, now - 90 * day, now - 90 * day, dates[0] ?? 0]) }),
      ...(end === undefined ? {} : { expiration: end }),
    };
    if (!dice.oneIn(3)) return [first];
    const next = dice.of([undefined, ...dates.slice(1)]);
    return [first, { startDate: dice.of(dates), ...(next === undefined ? {} : { expiration: next }) }];
  };
  const section = <T>(
    list: readonly T[],
    entries: (one: T) => Omit<Entry, 'startDate' | 'expiration'>,
  ): Entry[] =>
    list.flatMap(one => (dice.oneIn(12) ? [] : spans().map(span => ({ ...entries(one), ...span }))));
  const product = ({ id, keys, holders }: LicensedProduct): Omit<Entry, 'startDate' | 'expiration'> => {
    // Of many some are left out; of two none, as one alone would say that there is but one.
    const nums = keys
      .filter(() => keys.length < 3 || !dice.oneIn(8))
      .map(apiName => ({ apiName, num: about(dice, heldOf(holders, apiName)) }));
    const maxUsers = nums.reduce((sum, { num }) => sum + num, 0);
    if (keys.length === 1 && dice.oneIn(2)) return { id, maxUsers: about(dice, heldOf(holders)) };
    // Without the split nobody can know the seats of several entitlements.
    if (dice.oneIn(8)) return { id, maxUsers, entitlements: null };
    return nums.length === 0 ? { id, maxUsers: 0 } : { id, maxUsers, entitlements: nums };
  };
  // Files name bundles either way. Which id goes with which item id the portal's license says, of those that it has at the time.
  const isByItem = dice.oneIn(2) && current?.appBundles.length === license.appBundles.length;
  const userTypes = section(license.userTypes, ({ id, current = 0 }) => ({
    id,
    maxUsers: about(dice, current),
  }));
  return JSON.stringify({
    MyEsri: {
      version: '11.4',
      definitions: { userTypes: [], appBundles: [] },
      provision: {
        userTypes: userTypes.length > 0 ? userTypes : [{ id: 'creatorUT', maxUsers: 1 }],
        appBundles: section(license.appBundles, ({ id, itemId }) => ({
          ...(isByItem ? { appBundleItemId: itemId } : { id }),
          maxUsers: dice.below(40),
        })),
        apps: section(apps, product),
        extensions: section(extensions, product),
      },
    },
    signature: 'c2FtcGxl',
  });
}
