// Members who are named more than once for a listing.
import { isProLevel } from '../../catalog';
import { entitlementKey, userKey } from '../../ids';
import type { AssignmentsFile } from '../assignmentsFile';
import type { FileProblem, LocatedText } from '../fileProblem';
import { problem } from '../fileProblem';
import { sentence } from '../texts';
import type { Sentence } from '../texts';
import type { ScopedLine } from './assignmentScopes';
import { createLineFinder } from './lineFinder';
import type { AssignmentsLint } from './lintAssignments';

interface Mention {
  readonly user: LocatedText;
  /** What the line asks for, without order, case and repetition; undefined where it leaves that to be chosen. */
  readonly wish: string | undefined;
  /** The level of ArcGIS Pro among it, as the file writes it. */
  readonly level: string | undefined;
}

/** What was said of a member for a listing so far. Looked up, not searched: one member may stand in every line. */
interface Mentions {
  readonly byWish: Map<string | undefined, Mention>;
  readonly byLevel: Map<string, Mention>;
}

/**
 * The same wish again is information. Another wish contradicts in member assignments, where each entry states a whole set. The lines of a roster
 * are joined, so that it may have a line per entitlement (see `assignmentsToChanges`): there, no entitlements contradict any, and a level of ArcGIS
 * Pro contradicts another (wire reference 9.2, two levels at once).
 */
export function lintMentions(
  { content, text }: AssignmentsLint,
  lines: readonly ScopedLine[],
): readonly FileProblem[] {
  const problems: FileProblem[] = [];
  const mentions = new Map<string, Mentions>();
  const lineOf = createLineFinder(text);
  for (const { line, scope } of lines) {
    const names = line.entitlements?.map(one => one.text);
    const wish = names && [...new Set(names.map(entitlementKey))].sort().join('\n');
    const level = names?.find(isProLevel);
    for (const user of line.users) {
      const key = `${scope.id}\n${userKey(user.text)}`;
      const mention = { user, wish, level };
      const before: Mentions = mentions.get(key) ?? { byWish: new Map(), byLevel: new Map() };
      mentions.set(key, before);
      const same = before.byWish.get(wish);
      if (same !== undefined) {
        const at = lineOf(same.user.offset);
        problems.push(problem('information', user, 'lint.duplicateMember', user.text, at));
        continue;
      }
      const found = contradiction(content.kind, before, mention);
      if (found !== undefined) {
        const at = lineOf(found.other.user.offset);
        problems.push(problem('warning', user, 'lint.contradiction', user.text, at, found.why));
      }
      before.byWish.set(wish, mention);
      if (level !== undefined && !before.byLevel.has(entitlementKey(level)))
        before.byLevel.set(entitlementKey(level), mention);
    }
  }
  return problems;
}

function contradiction(
  kind: AssignmentsFile['kind'],
  { byWish, byLevel }: Mentions,
  { wish, level }: Mention,
): { readonly other: Mention; readonly why: Sentence } | undefined {
  const first = byWish.values().next().value;
  if (first === undefined) return undefined;
  if (kind === 'assignments') return { other: first, why: sentence('lint.otherSet') };
  const empty = wish === '' ? first : byWish.get('');
  if (empty !== undefined) return { other: empty, why: sentence('lint.otherEmpty') };
  if (level === undefined) return undefined;
  for (const [key, other] of byLevel) {
    if (key !== entitlementKey(level))
      return { other, why: sentence('lint.otherLevel', other.level ?? '', level) };
  }
  return undefined;
}
