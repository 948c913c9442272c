// Members who are named more than once in a file.
import { isProLevel } from '../../catalog';
import { entitlementKey, userKey } from '../../ids';
import type { Assignment, AssignmentsFile } from '../assignmentsFile';
import type { FileProblem, LocatedText } from '../fileProblem';
import { problem } from '../fileProblem';
import type { ScopedLine } from './assignmentScopes';
import { createLineFinder } from './lineFinder';

interface Mention {
  readonly user: LocatedText;
  readonly line: Assignment;
  /** What the line asks for, without order, case and repetition. */
  readonly wish: string;
}

/**
 * The same wish again is information. Another wish contradicts in member assignments, where each entry states a whole set. The lines of a roster
 * are joined, so that it may have a line per entitlement (see `assignmentsToChanges`): there an empty wish contradicts any other, and two levels of
 * ArcGIS Pro each other (wire reference 9.2).
 */
export function lintMentions(
  kind: AssignmentsFile['kind'],
  lines: readonly ScopedLine[],
  text: string,
): readonly FileProblem[] {
  const problems: FileProblem[] = [];
  const mentions = new Map<string, Mention[]>();
  const lineOf = createLineFinder(text);
  for (const { line, scope } of lines) {
    const wish = wishOf(line);
    for (const user of line.users) {
      const key = `${scope.id}\n${userKey(user.text)}`;
      const before = mentions.get(key);
      const mention = { user, line, wish };
      if (before === undefined) {
        mentions.set(key, [mention]);
        continue;
      }
      const same = before.find(one => one.wish === wish);
      if (same !== undefined) {
        problems.push(
          problem('information', user, 'lint.duplicateMember', user.text, lineOf(same.user.offset)),
        );
        continue;
      }
      const found = contradiction(kind, before, mention, lineOf);
      if (found !== undefined) problems.push(found);
      before.push(mention);
    }
  }
  return problems;
}

/** A line that leaves the entitlements to be chosen wishes for something; which is not known yet. */
function wishOf(line: Assignment): string {
  if (line.entitlements === undefined) return 'chosen later';
  return [...new Set(line.entitlements.map(one => entitlementKey(one.text)))].sort().join('\n');
}

function contradiction(
  kind: AssignmentsFile['kind'],
  before: readonly Mention[],
  mention: Mention,
  lineOf: (offset: number) => number,
): FileProblem | undefined {
  const { user, wish } = mention;
  const level = levelOf(mention);
  const otherLevel = before.find(one => ![undefined, level].includes(levelOf(one)));
  if (kind === 'roster' && level !== undefined && otherLevel !== undefined) {
    const args = [user.text, levelOf(otherLevel) ?? '', lineOf(otherLevel.user.offset), level] as const;
    return problem('warning', user, 'lint.contradiction', problemOfLevels(...args));
  }
  const other = kind === 'roster' ? before.find(one => (one.wish === '') !== (wish === '')) : before[0];
  return other === undefined
    ? undefined
    : problem('warning', user, 'lint.contradiction', user.text, lineOf(other.user.offset));
}
