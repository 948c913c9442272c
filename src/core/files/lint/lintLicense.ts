// Everything that is checked of a portal license file beyond reading it (issue 3, "Language support"). Only the portal can say whether it is genuine.
import { isTimeZone, localDay, utcDateTime } from '../../format';
import type { FileProblem, TextSpan } from '../fileProblem';
import { problem } from '../fileProblem';
import type { JsonNode } from '../jsonText';
import { entriesOf, firstCharacter, isCount, isObject, keySpan, numberOf, valueOf } from '../jsonNodes';
import { licenseBody } from '../licenseFile';
import type { Sentence } from '../texts';
import { sentence } from '../texts';
import type { GrantNode } from './grantNodes';
import { grantNodes, isOver } from './grantNodes';
import { lintGrants } from './lintGrants';
import type { LintInput } from './lintTypes';
import { zonedTime } from './zonedTime';

/** In no order. Without facts the checks that need a portal are left out; never throws. */
export function lintLicense(input: LintInput, root: JsonNode): readonly FileProblem[] {
  const body = licenseBody(root);
  const provision = valueOf(body, 'provision');
  if (!isObject(provision)) return [];
  const grants = grantNodes(provision);
  const at = keySpan(body, 'provision');
  return [
    ...lintExpiries(input, grants),
    ...grants.flatMap(unreadMaximum),
    ...unknownEnds(grants, at),
    ...(input.facts === undefined ? [] : lintGrants(grants, provision, at, input.facts, input.now)),
  ];
}

const isLeftOut = (node: JsonNode | undefined): boolean => node === undefined || node.type === 'null';

/** Entries that name no end: whether they have one, only the portal knows. */
function unknownEnds(grants: readonly GrantNode[], at: TextSpan): readonly FileProblem[] {
  const unknown = grants.filter(one => isLeftOut(valueOf(one.node, 'expiration'))).length;
  if (unknown === grants.length) return [problem('information', at, 'lint.expiryUnknown')];
  return unknown === 0
    ? []
    : [problem('information', at, 'lint.expiryPartlyUnknown', unknown, grants.length)];
}

/** Capabilities have no seats, whatever stands there. */
function unreadMaximum({ section, node }: GrantNode): readonly FileProblem[] {
  const maximum = valueOf(node, 'maxUsers');
  if (section === 'portalCapabilities') return [];
  // A key without a value is a fault of the JSON and told as that.
  if (maximum === undefined && entriesOf(node).some(one => one.name === 'maxUsers')) return [];
  if (maximum === undefined || isLeftOut(maximum))
    return [problem('warning', maximum ?? idNode(node), 'lint.grantMaximumMissing')];
  return isCount(maximum) ? [] : [problem('warning', maximum, 'lint.maximumUnreadable')];
}

/** Ends before this (March 1973, as ms epoch) are seconds: as those, it is a day of the year 5138. */
const firstMs = 100_000_000_000;
const lastMs = 8_640_000_000_000_000;
/** Years of five digits begin here, less a day for the zones. */
const firstLongYear = Date.UTC(9999, 11, 31);
const dayLength = '2027-06-30'.length;

/**
 * Ends that cannot be read or are over, and ends that fall on another day in the portal's time zone than in UTC: a file that ends at 00:00 GMT ends the
 * evening before in the US (finding 8).
 */
function lintExpiries(input: LintInput, grants: readonly GrantNode[]): readonly FileProblem[] {
  const zone = zoneOf(input);
  const { now } = input;
  // An entry that a later one of the same id goes on after is over as it should be.
  const going = new Map<string, GrantNode>();
  for (const one of grants) {
    if (isOver(one, now)) continue;
    const name = nameOf(one);
    const before = going.get(name);
    if (before === undefined || one.startsAt >= before.startsAt) going.set(name, one);
  }
  const problems: FileProblem[] = [];
  // A renewal gives its entries one end: it is told once, at the first of them.
  const otherDays = new Map<number, OtherDay | undefined>();
  for (const one of grants) {
    const at = valueOf(one.node, 'expiration');
    if (at === undefined || isLeftOut(at)) continue;
    const time = numberOf(at);
    // -1 means that there is no end; of the others that reading has told already.
    if (time !== undefined && time <= 0) continue;
    if (time === undefined || time > lastMs) problems.push(problem('warning', at, 'lint.endUnreadable'));
    else if (time < firstMs) problems.push(problem('warning', at, 'lint.endInSeconds', utcDateTime(time)));
    else if (time <= now) {
      const severity = isBefore(one, going.get(nameOf(one))) ? 'information' : 'warning';
      problems.push(problem(severity, at, 'lint.ended', utcDateTime(time)));
    } else if (zone !== undefined) {
      const known = otherDays.get(time);
      if (known !== undefined) known.more += 1;
      else if (!otherDays.has(time)) otherDays.set(time, otherDay(at, time, zone.timeZone));
    }
  }
  if (zone === undefined) return problems;
  const { timeZone, whose } = zone;
  for (const day of otherDays.values()) {
    if (day === undefined) continue;
    const { at, utc, there, more } = day;
    const rest = more === 0 ? whose : sentence('lint.expiryDayMore', more, whose);
    problems.push(problem('warning', at, 'lint.expiryDay', utc, there, timeZone, rest));
  }
  return problems;
}

/** An end that falls on another day in the zone than in UTC. */
interface OtherDay {
  readonly at: JsonNode;
  /** Day and time, in words. */
  readonly utc: string;
  readonly there: string;
  /** Further entries with this end. */
  more: number;
}

/** Undefined for an end on the same day. @param time ms epoch */
function otherDay(at: JsonNode, time: number, timeZone: string): OtherDay | undefined {
  const [utc, there] = [utcDateTime(time), zonedTime(time, timeZone)];
  // Both begin with the day, and up to the year 9999 they write it alike.
  const isSame =
    time < firstLongYear
      ? utc.slice(0, dayLength) === there.slice(0, dayLength)
      : localDay(time, timeZone) === localDay(time, 'UTC');
  return isSame ? undefined : { at, utc, there, more: 0 };
}

const nameOf = ({ section, ids }: GrantNode): string => `${section} ${ids[0] ?? ''}`;

/** Whether `other` takes its place: of two with one start the later in the file counts. */
const isBefore = (one: GrantNode, other: GrantNode | undefined): boolean =>
  other !== undefined &&
  (one.startsAt < other.startsAt || (one.startsAt === other.startsAt && one.node.offset < other.node.offset));

/** Where a problem of an entry stands that is about nothing in it: its id, else its first character. */
const idNode = (node: JsonNode): TextSpan =>
  ['id', 'appBundleItemId', 'itemId', 'name'].flatMap(key => valueOf(node, key) ?? [])[0] ??
  firstCharacter(node);

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
