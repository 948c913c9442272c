// From the lines of a file to wishes for members.
import { entitlementKey, itemId, userKey, username } from '../ids';
import type { ItemId } from '../ids';
import type { DesiredChange } from '../planTypes';
import type { AssignmentsFile, Assignment } from './assignmentsFile';
import type { LocatedText } from './fileProblem';

export interface AssignmentChoices {
  readonly mode: DesiredChange['mode'];
  /** The listing of every line that names none. */
  readonly listing?: ItemId;
  /** What a listing's name in the file stands for; undefined leaves its lines out (they are then in `unresolved`). Without it the name is an item id. */
  readonly resolveListing?: (name: string) => ItemId | undefined;
  /** For lines that say nothing of entitlements. */
  readonly entitlements?: readonly string[];
}

export interface AssignmentChanges {
  readonly changes: readonly DesiredChange[];
  /** Members whose line asks for nothing: an empty list, with mode add or remove. */
  readonly ignored: readonly LocatedText[];
  /** Listings that could not be told. */
  readonly unresolved: readonly LocatedText[];
  /** True when a line names no listing and none was chosen: nothing of it is in `changes`. */
  readonly needsListing: boolean;
  /** True when a line says nothing of entitlements and none were chosen: nothing of it is in `changes`. */
  readonly needsEntitlements: boolean;
}

/**
 * Turns a file's lines into desired changes.
 *
 * One member's lines on one listing are joined, so that a roster may have a line per entitlement. Not so for `set` in member assignments: there each
 * entry states a whole set, and two that differ stay two changes, which the plan reports as a contradiction instead of choosing. An empty list means
 * "nothing" with `set` alone; with `add` and `remove` it asks for nothing and the member is in `ignored` (product.md rule 1).
 */
export function assignmentsToChanges(file: AssignmentsFile, choices: AssignmentChoices): AssignmentChanges {
  const { mode } = choices;
  const joined = new Map<string, { change: DesiredChange; wanted: Map<string, string> }>();
  const ignored: LocatedText[] = [];
  const unresolved = new Map<string, LocatedText>();
  let needsListing = false;
  let needsEntitlements = false;
  for (const line of file.assignments) {
    const listing = listingOf(line, choices);
    if (listing === undefined) {
      if (line.listing === undefined) needsListing = true;
      else unresolved.set(line.listing.text.toLowerCase(), line.listing);
      continue;
    }
    const wanted = line.entitlements?.map(one => one.text) ?? choices.entitlements;
    if (wanted === undefined) {
      needsEntitlements = true;
      continue;
    }
    if (wanted.length === 0 && mode !== 'set') {
      for (const user of line.users) ignored.push(user);
      continue;
    }
    for (const user of line.users) {
      const entry = joined.get(joinKey(file, mode, listing, user.text, wanted)) ?? {
        change: { itemId: listing, username: username(user.text), mode, entitlements: [] },
        wanted: new Map<string, string>(),
      };
      for (const name of wanted) {
        if (!entry.wanted.has(entitlementKey(name))) entry.wanted.set(entitlementKey(name), name);
      }
      joined.set(joinKey(file, mode, listing, user.text, wanted), entry);
    }
  }
  return {
    changes: [...joined.values()].map(({ change, wanted }) => ({
      ...change,
      entitlements: [...wanted.values()],
    })),
    ignored,
    unresolved: [...unresolved.values()],
    needsListing,
    needsEntitlements,
  };
}

function joinKey(
  file: AssignmentsFile,
  mode: DesiredChange['mode'],
  listing: ItemId,
  user: string,
  wanted: readonly string[],
): string {
  const set =
    mode !== 'set'
      ? ''
      : file.kind === 'assignments'
        ? [...new Set(wanted.map(entitlementKey))].sort().join('\n')
        : wanted.length === 0
          ? 'none'
          : 'some';
  return [listing, userKey(user), set].join('\n');
}

function listingOf(line: Assignment, choices: AssignmentChoices): ItemId | undefined {
  if (line.listing === undefined) return choices.listing;
  return choices.resolveListing === undefined
    ? itemId(line.listing.text)
    : choices.resolveListing(line.listing.text);
}

/** Finds a listing by item id, or by its title where only one has it: titles are not unique. */
export function findListing<Row extends { readonly itemId: ItemId; readonly title: string }>(
  name: string,
  listings: readonly Row[],
): Row | undefined {
  const wanted = name.trim().toLowerCase();
  const byId = listings.find(one => one.itemId.toLowerCase() === wanted);
  if (byId !== undefined) return byId;
  const titled = listings.filter(one => one.title.trim().toLowerCase() === wanted);
  return titled.length === 1 ? titled[0] : undefined;
}
