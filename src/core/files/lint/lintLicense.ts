// Everything that is checked of a portal license file beyond reading it (issue 3, "Language support"). Only the portal can say whether it is genuine.
import { isTimeZone, localDay, utcDateTime } from '../../format';
import type { FileProblem } from '../fileProblem';
import { problem } from '../fileProblem';
import type { JsonNode } from '../jsonText';
import { isCount, isObject, itemsOf, keySpan, numberOf, valueOf } from '../jsonNodes';
import { licenseBody, rowIds } from '../licenseFile';
import type { Sentence } from '../texts';
import { sentence } from '../texts';
import { lintGrants } from './lintGrants';
import type { LintInput } from './lintTypes';

export const grantSections = ['userTypes', 'appBundles', 'apps', 'extensions', 'portalCapabilities'] as const;
export type GrantSection = (typeof grantSections)[number];

/** An entry of `provision`. */
export interface GrantNode {
  readonly section: GrantSection;
  readonly node: JsonNode;
  /** Its id and its item id: the portal may know it by either (wire reference 13.3). */
  readonly ids: readonly string[];
  /** ms epoch; 0 where it does not say. */
  readonly startsAt: number;
}

/** In no order. Without facts the checks that need a portal are left out; never throws. */
export function lintLicense(input: LintInput, root: JsonNode): readonly FileProblem[] {
  const body = licenseBody(root);
  const provision = valueOf(body, 'provision');
  if (!isObject(provision)) return [];
  const grants = grantNodes(provision);
  const problems = [...lintExpiries(input, grants), ...grants.flatMap(unreadMaximum)];
  if (grants.every(one => isLeftOut(valueOf(one.node, 'expiration')))) {
    problems.push(problem('information', keySpan(body, 'provision'), 'lint.expiryUnknown'));
  }
  if (input.facts !== undefined) {
    problems.push(...lintGrants(grants, provision, keySpan(body, 'provision'), input.facts, input.now));
  }
  return problems;
}

/** Every entry of `provision`, in the order of the sections. */
export function grantNodes(provision: JsonNode): readonly GrantNode[] {
  return grantSections.flatMap(section =>
    itemsOf(valueOf(provision, section)).flatMap(node => {
      const ids = rowIds(node);
      return ids.length === 0
        ? []
        : [{ section, node, ids, startsAt: numberOf(valueOf(node, 'startDate')) ?? 0 }];
    }),
  );
}

const isLeftOut = (node: JsonNode | undefined): boolean => node === undefined || node.type === 'null';

/** Capabilities have no seats, whatever stands there. */
function unreadMaximum({ section, node }: GrantNode): readonly FileProblem[] {
  const maximum = valueOf(node, 'maxUsers');
  if (section === 'portalCapabilities' || maximum === undefined || isLeftOut(maximum)) return [];
  return isCount(maximum) ? [] : [problem('warning', maximum, 'lint.maximumUnreadable')];
}

/** Ends before this (March 1973, as ms epoch) are seconds: as those, it is a day of the year 5138. */
const firstMs = 100_000_000_000;
const lastMs = 8_640_000_000_000_000;

/**
 * Ends that cannot be read or are over, and ends that fall on another day in the portal's time zone than in UTC: a file that ends at 00:00 GMT ends the
 * evening before in the US (finding 8).
 */
function lintExpiries(input: LintInput, grants: readonly GrantNode[]): readonly FileProblem[] {
  const zone = zoneOf(input);
  const { now } = input;
  // An entry that a later one of the same id goes on after is over as it should be.
  const going = new Set(grants.flatMap(one => (isGoing(one, now) ? [nameOf(one)] : [])));
  const problems: FileProblem[] = [];
  for (const one of grants) {
    const at = valueOf(one.node, 'expiration');
    if (at === undefined || isLeftOut(at)) continue;
    const time = numberOf(at);
    // -1 and 0 mean that there is no end (wire reference 13.1).
    if (time !== undefined && time <= 0) continue;
    if (time === undefined || time > lastMs) problems.push(problem('warning', at, 'lint.endUnreadable'));
    else if (time < firstMs) problems.push(problem('warning', at, 'lint.endInSeconds', utcDateTime(time)));
    else if (time <= now) {
      const severity = going.has(nameOf(one)) ? 'information' : 'warning';
      problems.push(problem(severity, at, 'lint.ended', utcDateTime(time)));
    } else if (zone !== undefined) {
      const day = localDay(time, zone.timeZone);
      if (day === localDay(time, 'UTC')) continue;
      problems.push(
        problem('warning', at, 'lint.expiryDay', utcDateTime(time), day, zone.timeZone, zone.whose),
      );
    }
  }
  return problems;
}

const nameOf = ({ section, ids }: GrantNode): string => `${section} ${ids[0] ?? ''}`;

function isGoing({ node }: GrantNode, now: number): boolean {
  const end = numberOf(valueOf(node, 'expiration'));
  return end === undefined || end <= 0 || end > now;
}

/** The zone that counts, and whose it is; undefined where neither is known. */
function zoneOf({
  facts,
  timeZone: computers,
}: LintInput): { readonly timeZone: string; readonly whose: Sentence } | undefined {
  if (facts !== undefined && isTimeZone(facts.timeZone)) {
    const { timeZone, portalName, isComputersZone } = facts;
    return {
      timeZone,
      whose:
        isComputersZone === true
          ? sentence('lint.zoneNotSet', timeZone, portalName)
          : sentence('lint.zoneOfPortal', portalName),
    };
  }
  if (!isTimeZone(computers)) return undefined;
  const whose =
    facts === undefined ? sentence('lint.zoneOfComputer') : sentence('lint.zoneUnknown', facts.portalName);
  return { timeZone: computers, whose };
}
