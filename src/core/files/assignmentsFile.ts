// Who shall have what: `{"users": [], "entitlements": []}` (one or a list), `{"userEntitlements": [...]}` as the portal returns it, or holders as
// `holdersJson` exports them: `{"itemId": "...", "holders": [{"user": "...", "entitlements": []}]}`.
import { entitlementName, isProExtension, listingName } from '../catalog';
import { knownAppIds } from './appIds';
import type { FileProblem, LocatedText, TextSpan } from './fileProblem';
import { problem } from './fileProblem';
import type { JsonNode } from './jsonText';
import {
  entriesOf,
  firstCharacter,
  isArray,
  isObject,
  itemsOf,
  keySpan,
  locatedText,
  textOf,
  valueOf,
} from './jsonNodes';

export interface Assignment {
  readonly users: readonly LocatedText[];
  /** Absent where the file says nothing of entitlements (a roster of names); empty where it says "none". */
  readonly entitlements?: readonly LocatedText[];
  /** Item id or title of the listing, where the file names it. */
  readonly listing?: LocatedText;
}

/** The content of member assignments and of rosters. */
export interface AssignmentsFile {
  readonly kind: 'assignments' | 'roster';
  readonly assignments: readonly Assignment[];
  /** Where a problem about the file as a whole stands. */
  readonly at: TextSpan;
}

const userKeys = ['username', 'user'];
const listingKeys = ['itemId', 'listing', 'listingId'];

/**
 * Whether these are member assignments, and where the file says so; undefined when not. Files of other programs have these words, too: entries of one
 * `user` or `username` are no layout that Esri or the documentation has, and count only where one of them names an entitlement or a listing that is
 * known.
 * @param isSaid an administrator wants to do something with the file: then such entries count in any case
 */
export function assignmentsMark(root: JsonNode, isSaid = false): TextSpan | undefined {
  const isOurs = (node: JsonNode): boolean => isSaid || hasText(valueOf(node, 'users')) || hasKnownName(node);
  if (isObject(root)) {
    if (isReturned(valueOf(root, 'userEntitlements'))) return keySpan(root, 'userEntitlements');
    if (isExport(root)) {
      const isTold = listingOf(root) !== undefined || itemsOf(valueOf(root, 'holders')).some(isOurs);
      return isTold ? keySpan(root, 'holders') : undefined;
    }
    return isEntry(root) && isOurs(root)
      ? keySpan(root, valueOf(root, 'users') === undefined ? 'entitlements' : 'users')
      : undefined;
  }
  const first = itemsOf(root).find(isEntry);
  if (first === undefined) return undefined;
  return itemsOf(root).some(one => isEntry(one) && isOurs(one)) ? firstCharacter(first) : undefined;
}

/** An entitlement of the catalog, or a listing of Esri's by its item id or name. */
function hasKnownName(entry: JsonNode): boolean {
  const listing = listingOf(entry)?.text;
  const isListing =
    listing !== undefined &&
    (listingName(listing) !== undefined ||
      /^[0-9a-f]{32}$|\barcgis\b/i.test(listing) ||
      knownAppIds.some(id => id.toLowerCase() === listing.toLowerCase()));
  return (
    isListing ||
    itemsOf(valueOf(entry, 'entitlements')).some(item => {
      const text = textOf(item)?.trim() ?? '';
      return text !== '' && (entitlementName(text) !== text || isProExtension(text));
    })
  );
}

/** Reads member assignments. Blank names and blank entitlements, which the portal's own answers contain (seed 001), are dropped. */
export function readAssignments(root: JsonNode): {
  readonly content: AssignmentsFile;
  readonly problems: readonly FileProblem[];
} {
  const problems: FileProblem[] = [];
  const outer = valueOf(root, 'userEntitlements') ?? (isExport(root) ? valueOf(root, 'holders') : undefined);
  const list = outer ?? root;
  const shared = isObject(root) ? listingOf(root) : undefined;
  const entries = isArray(list) ? itemsOf(list) : entriesOf(list).length > 0 ? [list] : [];
  const assignments = entries.flatMap(entry => readEntry(entry, shared, problems));
  const at = assignmentsMark(root, true) ?? firstCharacter(root);
  if (assignments.length === 0 && !problems.some(one => one.severity === 'error')) {
    problems.push(problem('error', at, 'assignments.none'));
  }
  return { content: { kind: 'assignments', assignments, at }, problems };
}

/** A list with a text in it, whatever else is there by mistake. */
const hasText = (node: JsonNode | undefined): boolean =>
  itemsOf(node).some(item => textOf(item) !== undefined);

const namesUser = (node: JsonNode): boolean =>
  hasText(valueOf(node, 'users')) || userKeys.some(key => textOf(valueOf(node, key)) !== undefined);

/** Members and entitlements are texts: lists of objects are plans of another program. */
function isEntry(node: JsonNode | undefined): boolean {
  if (!isObject(node)) return false;
  const entitlements = valueOf(node, 'entitlements');
  if (!isArray(entitlements)) return false;
  return (hasText(entitlements) || !itemsOf(entitlements).some(isObject)) && namesUser(node);
}

/** A portal returns a row or a list of them; of nobody, an empty one. */
function isReturned(list: JsonNode | undefined): boolean {
  if (isArray(list)) return itemsOf(list).length === 0 || itemsOf(list).some(namesUser);
  return isObject(list) && namesUser(list);
}

/** An export of no holders has nothing but its listing and its portal to be told by. */
function isExport(root: JsonNode): boolean {
  const holders = valueOf(root, 'holders');
  if (!isArray(holders)) return false;
  const list = itemsOf(holders);
  return list.length === 0
    ? listingOf(root) !== undefined && textOf(valueOf(root, 'portal')) !== undefined
    : list.some(isEntry);
}

const listingOf = (node: JsonNode): LocatedText | undefined =>
  listingKeys.flatMap(key => locatedText(valueOf(node, key)) ?? [])[0];

function readEntry(
  node: JsonNode,
  shared: LocatedText | undefined,
  problems: FileProblem[],
): readonly Assignment[] {
  if (!isObject(node)) {
    problems.push(problem('error', node, 'assignments.noUser'));
    return [];
  }
  const users = readNames(node, 'users', problems);
  const single = userKeys.map(key => valueOf(node, key)).find(value => value !== undefined);
  const one = locatedText(single);
  if (single !== undefined && one === undefined && textOf(single) === undefined) {
    problems.push(problem('error', single, 'assignments.userNotText'));
  }
  const all = one === undefined ? users : [...users, one];
  if (all.length === 0) {
    problems.push(problem('warning', firstCharacter(node), 'assignments.noUser'));
    return [];
  }
  const listing = listingOf(node) ?? shared;
  // To the portal a missing key revokes, like an empty list (wire reference 9.2). Here it has to be said: a list of names is no wish to revoke.
  const entitlements =
    valueOf(node, 'entitlements') === undefined ? undefined : readNames(node, 'entitlements', problems);
  return [
    {
      users: all,
      ...(entitlements === undefined ? {} : { entitlements }),
      ...(listing === undefined ? {} : { listing }),
    },
  ];
}

function readNames(
  node: JsonNode,
  key: 'users' | 'entitlements',
  problems: FileProblem[],
): readonly LocatedText[] {
  const code = key === 'users' ? 'assignments.userNotText' : 'assignments.entitlementNotText';
  const list = valueOf(node, key);
  if (list === undefined) return [];
  if (!isArray(list)) {
    problems.push(problem('error', list, 'assignments.noList', key));
    return [];
  }
  return itemsOf(list).flatMap(item => {
    if (textOf(item) === undefined) problems.push(problem('error', item, code));
    return locatedText(item) ?? [];
  });
}
