// Names that the portal does not know, and members whose licence is offline.
import { countBySet } from '../../holderCells';
import { entitlementKey, userKey } from '../../ids';
import { licensedPools } from '../../licensedProducts';
import type { Holder } from '../../model';
import type { Assignment } from '../assignmentsFile';
import type { FileFix, FileProblem, LocatedText } from '../fileProblem';
import { problem } from '../fileProblem';
import { shownName } from '../shownName';
import { sentence } from '../texts';
import type { Scope, ScopedLine } from './assignmentScopes';
import type { AssignmentsLint } from './lintAssignments';
import type { PortalFacts } from './lintTypes';
import { createNearNames } from './nearNames';

/**
 * Unknown members, only where the list of members is complete: absence from a list that was cut proves nothing (wire reference 8.1). Unknown
 * entitlements, where the portal says what the listing has: what is held counts as well, also without a pool. Offline holders of the listing.
 */
export function lintNames(
  { content, text }: AssignmentsLint,
  lines: readonly ScopedLine[],
  facts: PortalFacts,
): readonly FileProblem[] {
  const problems: FileProblem[] = [];
  const isMember = membership(facts);
  const nearMember = createNearNames((facts.members?.items ?? []).map(member => member.username));
  const vocabularies = new Map<Scope, Vocabulary | undefined>();
  const fix = (at: LocatedText, name: string): Pick<FileProblem, 'fixes'> => {
    const newText = content.kind === 'roster' ? asCell(text, at, name) : JSON.stringify(name);
    if (newText === undefined) return {};
    const one: FileFix = {
      title: sentence('fix.name', name),
      edits: [{ offset: at.offset, length: at.length, newText }],
    };
    return { fixes: [one] };
  };
  for (const { line, scope } of lines) {
    for (const user of line.users) {
      if (isMember(user.text) === false) {
        const near = nearMember(user.text);
        const args = [shownName(user.text), facts.portalName] as const;
        problems.push(
          near === undefined
            ? problem('warning', user, 'lint.unknownMember', ...args)
            : { ...problem('warning', user, 'lint.unknownMemberNear', ...args, near), ...fix(user, near) },
        );
      } else if (changesOffline(scope.holderOf.get(userKey(user.text)), line)) {
        const title = (scope.listing ?? scope.licensed)?.title ?? scope.id;
        problems.push(
          problem('warning', user, 'lint.offlineMember', shownName(user.text), title, facts.portalName),
        );
      }
    }
    if (!vocabularies.has(scope)) vocabularies.set(scope, vocabularyOf(scope));
    const known = vocabularies.get(scope);
    if (known === undefined) continue;
    for (const one of line.entitlements ?? []) {
      if (known.keys.has(entitlementKey(one.text))) continue;
      const near = known.near(one.text);
      const args = [shownName(one.text), known.title, facts.portalName] as const;
      problems.push(
        near === undefined
          ? problem('warning', one, 'lint.unknownEntitlement', ...args)
          : { ...problem('warning', one, 'lint.unknownEntitlementNear', ...args, near), ...fix(one, near) },
      );
    }
  }
  return problems;
}

/** Whether the line would change what an offline member holds: one that says the same, as an export does, changes nothing in any mode but "remove". */
function changesOffline(holder: Holder | undefined, { entitlements }: Assignment): boolean {
  if (holder?.offline !== true) return false;
  const held = new Set(holder.entitlements.map(entitlementKey));
  const wanted = new Set(entitlements?.map(one => entitlementKey(one.text)));
  return wanted.size !== held.size || [...wanted].some(key => !held.has(key));
}

/** Whether a name is a member; undefined where that cannot be told. */
export function membership({ members }: PortalFacts): (name: string) => boolean | undefined {
  const keys = new Set((members?.items ?? []).map(member => userKey(member.username)));
  const isComplete = members !== undefined && members.partial === undefined;
  return name => keys.has(userKey(name)) || (isComplete ? false : undefined);
}

interface Vocabulary {
  readonly title: string;
  readonly keys: ReadonlySet<string>;
  readonly near: (wrong: string) => string | undefined;
}

/** Undefined where the portal does not say what the listing has. Of an app of the license it is what an import would let pass: see `licensedPools`. */
function vocabularyOf({ listing, licensed, holders }: Scope): Vocabulary | undefined {
  if (licensed !== undefined) {
    if (holders === undefined || holders.partial !== undefined) return undefined;
    const keys = licensedPools(licensed, holders.items).map(pool => pool.key);
    return { title: licensed.title, keys: new Set(keys.map(entitlementKey)), near: createNearNames(keys) };
  }
  if (listing === undefined || listing.pools.length === 0) return undefined;
  const names = new Map<string, string>(listing.pools.map(pool => [entitlementKey(pool.key), pool.key]));
  for (const set of countBySet(holders?.items ?? []).keys())
    for (const name of set) if (!names.has(entitlementKey(name))) names.set(entitlementKey(name), name);
  names.delete('');
  return { title: listing.title, keys: new Set(names.keys()), near: createNearNames(names.values()) };
}

/** The name as it stands in place of what is there. Undefined where the place is not the name alone, so that an edit would take more away. */
function asCell(text: string, at: LocatedText, name: string): string | undefined {
  const raw = text.slice(at.offset, at.offset + at.length);
  const isQuoted = raw.startsWith('"');
  if (!isQuoted && /[",;\t|\r\n]/.test(name)) return undefined;
  const guarded = /^[=+\-@]/.test(name) ? `'${name}` : name;
  return isQuoted ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
