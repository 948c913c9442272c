// Which names can stand at a place of a file, from what the portal says.
import type { ImportableKind } from './fileKinds';
import type { PortalFacts } from './lint/lintTypes';

export interface NamesAt {
  readonly what: 'member' | 'entitlement' | 'listing';
  /** Each once, sorted. */
  readonly values: readonly string[];
}

const memberKeys = new Set(['users', 'user', 'username']);
const listingKeys = new Set(['listing', 'listingId', 'itemId']);

/**
 * The names for a place in JSON, given by its path (keys and indices from the root). Undefined where no name of the portal belongs.
 * @param isKey the place is a key, not a value
 */
export function valuesAt(place: {
  readonly kind: ImportableKind;
  readonly path: readonly (string | number)[];
  readonly isKey: boolean;
  readonly facts: PortalFacts;
}): NamesAt | undefined {
  const { kind, path, isKey, facts } = place;
  const keys = path.filter(one => typeof one === 'string');
  const last = keys.at(-1);
  const parent = keys.at(-2);
  if (kind === 'entitlements')
    return isKey && parent === 'entitlements' && keys.at(-3) === 'orgEntitlements'
      ? { what: 'entitlement', values: entitlementsOf(facts) }
      : undefined;
  if (kind !== 'assignments' || isKey || last === undefined) return undefined;
  if (memberKeys.has(last)) return { what: 'member', values: membersOf(facts) };
  if (last === 'entitlements') return { what: 'entitlement', values: entitlementsOf(facts) };
  if (listingKeys.has(last)) {
    const listings = facts.listings ?? [];
    return {
      what: 'listing',
      values: sorted(listings.map(one => (last === 'listing' ? one.title : one.itemId))),
    };
  }
  return undefined;
}

/** Of the listings that the file is about, where they are known by their holders; else of all. */
function entitlementsOf({ listings = [], holders = {}, queue }: PortalFacts): readonly string[] {
  const about = listings.filter(one => Object.hasOwn(holders, one.itemId));
  const from = about.length > 0 ? about : listings;
  return sorted([
    ...from.flatMap(one => one.pools.map(pool => pool.key)),
    ...(queue?.current?.pools ?? []).map(pool => pool.key),
  ]);
}

function membersOf({ members, holders = {} }: PortalFacts): readonly string[] {
  return sorted([
    ...(members?.items ?? []).map(one => one.username),
    ...Object.values(holders).flatMap(list => list.items.map(one => one.username)),
  ]);
}

const sorted = (names: readonly string[]): readonly string[] =>
  [...new Set(names)].filter(name => name !== '').sort((a, b) => (a < b ? -1 : 1));
