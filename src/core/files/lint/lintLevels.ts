// Extensions of ArcGIS Pro for members who have no level of it (wire reference 9.2: "No compatible Pro license").
import { includedProLevel, isProExtension, isProLevel } from '../../catalog';
import { userKey } from '../../ids';
import type { FileProblem } from '../fileProblem';
import { problem } from '../fileProblem';
import { shownName } from '../shownName';
import { sentence } from '../texts';
import type { Scope, ScopedLine } from './assignmentScopes';
import type { PortalFacts } from './lintTypes';

/** `notAsked`: no member of the portal, which is said elsewhere. */
type Level = 'has' | 'lacks' | 'unknown' | 'notAsked';

/**
 * One problem per line, at its first extension. A level may come from any line of the file for the same member and listing, from what the member
 * holds, and from the user type. Where that cannot be told of a member it is information about the file alone.
 */
export function lintLevels(
  lines: readonly ScopedLine[],
  facts: PortalFacts | undefined,
): readonly FileProblem[] {
  const isLevel = remembered(isProLevel);
  const isExtension = remembered(isProExtension);
  const given = new Map<Scope, Set<string>>();
  for (const { line, scope } of lines) {
    if (!line.entitlements?.some(one => isLevel(one.text))) continue;
    let members = given.get(scope);
    if (members === undefined) given.set(scope, (members = new Set()));
    for (const user of line.users) members.add(userKey(user.text));
  }
  const levelOf = facts === undefined ? undefined : levelReader(facts);
  return lines.flatMap(({ line, scope }) => {
    const extension = line.entitlements?.find(one => isExtension(one.text));
    if (extension === undefined) return [];
    const bare = line.users.filter(user => given.get(scope)?.has(userKey(user.text)) !== true);
    const levels = bare.map(user => levelOf?.(scope, userKey(user.text)) ?? 'unknown');
    const first = bare[levels.indexOf('lacks')];
    if (facts !== undefined && first !== undefined) {
      const who =
        bare.length === 1
          ? shownName(first.text)
          : sentence(
              'lint.oneOfMembers',
              shownName(first.text),
              levels.filter(level => level === 'lacks').length,
            );
      return [problem('warning', extension, 'lint.extensionNoLevel', extension.text, who, facts.portalName)];
    }
    return levels.includes('unknown')
      ? [problem('information', extension, 'lint.extensionNoLevelFile', extension.text)]
      : [];
  });
}

/** A large file has a few entitlements, each thousands of times. */
function remembered(ask: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return name => {
    let answer = known.get(name);
    if (answer === undefined) known.set(name, (answer = ask(name)));
    return answer;
  };
}

function levelReader(facts: PortalFacts): (scope: Scope, user: string) => Level {
  const { members, kind } = facts;
  const memberOf = new Map((members?.items ?? []).map(member => [userKey(member.username), member]));
  return (scope, user) => {
    const held = scope.holderOf.get(user);
    if (held?.entitlements.some(isProLevel)) return 'has';
    const member = memberOf.get(user);
    if (member === undefined)
      return members !== undefined && members.partial === undefined ? 'notAsked' : 'unknown';
    if (member.userType !== undefined && includedProLevel(member.userType) !== undefined) return 'has';
    // Up to 10.6.1 there are no user types; since then, a member without one has just not been read with it.
    const isTypeKnown = member.userType !== undefined || kind === 'legacy';
    const isHoldingKnown =
      held !== undefined || (scope.holders !== undefined && scope.holders.partial === undefined);
    return isTypeKnown && isHoldingKnown ? 'lacks' : 'unknown';
  };
}
