// Members who are named more than once for a listing.
import { isProLevel } from '../../catalog';
import { entitlementKey, userKey } from '../../ids';
import type { AssignmentsFile } from '../assignmentsFile';
import type { FileProblem, LocatedText } from '../fileProblem';
import { problem } from '../fileProblem';
import { shownName } from '../shownName';
import { sentence } from '../texts';
import type { Sentence } from '../texts';
import type { Scope, ScopedLine } from './assignmentScopes';
import { createLineFinder } from './lineFinder';
import type { AssignmentsLint } from './lintAssignments';

/** What a line asks for. Made once for all lines that ask for the same in the same words. */
interface Wish {
  /** Without order, case and repetition; undefined where the line leaves it to be chosen. */
  readonly keys: string | undefined;
  /** The level of ArcGIS Pro among it, as the file writes it. */
  readonly level: string | undefined;
}

interface Mention {
  readonly user: LocatedText;
  readonly wish: Wish;
}

/** What was said of a member for a listing so far. Looked up, not searched: one member may stand in every line. */
interface Mentions {
  readonly byWish: Map<string | undefined, Mention>;
  readonly byLevel: Map<string, Mention>;
}

/**
 * The same wish again is information, and so is another one in member assignments, where each entry is a whole set to "set exactly". The lines of a roster
 * are joined, so that it may have a line per entitlement (see `assignmentsToChanges`): there, no entitlements contradict any, and a level of ArcGIS
 * Pro contradicts another (wire reference 9.2, two levels at once).
 */
export function lintMentions(
  { content, text }: AssignmentsLint,
  lines: readonly ScopedLine[],
): readonly FileProblem[] {
  const problems: FileProblem[] = [];
  const mentions = new Map<Scope, Map<string, Mention | Mentions>>();
  const wishOf = createWishes();
  const lineOf = createLineFinder(text);
  for (const { line, scope } of lines) {
    const wish = wishOf(line.entitlements);
    const members = mentions.get(scope) ?? new Map<string, Mention | Mentions>();
    mentions.set(scope, members);
    for (const user of line.users) {
      const key = userKey(user.text);
      const known = members.get(key);
      const mention: Mention = { user, wish };
      if (known === undefined) {
        members.set(key, mention);
        continue;
      }
      const before = 'byWish' in known ? known : firstOf(known);
      if (before !== known) members.set(key, before);
      const same = before.byWish.get(wish.keys);
      if (same !== undefined) {
        const at = String(lineOf(same.user.offset));
        problems.push(problem('information', user, 'lint.duplicateMember', shownName(user.text), at));
        continue;
      }
      const found = contradiction(content.kind, before, mention);
      if (found !== undefined) {
        const at = String(lineOf(found.other.user.offset));
        problems.push(
          problem(found.severity, user, 'lint.contradiction', shownName(user.text), at, found.why),
        );
      }
      note(before, mention);
    }
  }
  return problems;
}

/** Of a line that says nothing of entitlements. */
const open: Wish = { keys: undefined, level: undefined };

function createWishes(): (entitlements: readonly LocatedText[] | undefined) => Wish {
  const known = new Map<string, Wish>();
  return entitlements => {
    if (entitlements === undefined) return open;
    const names = entitlements.map(one => one.text);
    const written = names.join('\n');
    let wish = known.get(written);
    if (wish === undefined) {
      const keys = [...new Set(names.map(entitlementKey))].sort().join('\n');
      known.set(written, (wish = { keys, level: names.find(isProLevel) }));
    }
    return wish;
  };
}

/** Of most members there is one mention: two maps for each would be most of the time that a large roster takes. */
function firstOf(mention: Mention): Mentions {
  const mentions: Mentions = { byWish: new Map(), byLevel: new Map() };
  note(mentions, mention);
  return mentions;
}

function note({ byWish, byLevel }: Mentions, mention: Mention): void {
  const { keys, level } = mention.wish;
  byWish.set(keys, mention);
  if (level !== undefined && !byLevel.has(entitlementKey(level))) byLevel.set(entitlementKey(level), mention);
}

interface Contradiction {
  readonly severity: 'warning' | 'information';
  readonly other: Mention;
  readonly why: Sentence;
}

function contradiction(
  kind: AssignmentsFile['kind'],
  { byWish, byLevel }: Mentions,
  { wish: { keys, level } }: Mention,
): Contradiction | undefined {
  const first = byWish.values().next().value;
  if (first === undefined) return undefined;
  const empty = keys === '' ? first : byWish.get('');
  if (empty !== undefined) return { severity: 'warning', other: empty, why: sentence('lint.otherEmpty') };
  for (const [key, other] of level === undefined ? [] : byLevel) {
    if (level !== undefined && key !== entitlementKey(level)) {
      const why = sentence('lint.otherLevel', other.wish.level ?? '', level);
      return { severity: 'warning', other, why };
    }
  }
  // What is added may stand in an entry per entitlement; only "set exactly" cannot meet both.
  return kind === 'assignments'
    ? { severity: 'information', other: first, why: sentence('lint.otherSet') }
    : undefined;
}
