// Everything that is checked of a portal license file beyond reading it (issue 3, "Language support"). Only the portal can say whether it is genuine.
import { isTimeZone, localDay, utcDateTime } from '../../format';
import type { FileProblem } from '../fileProblem';
import { problem } from '../fileProblem';
import type { JsonNode } from '../jsonText';
import { itemsOf, keySpan, isObject, numberOf, valueOf } from '../jsonNodes';
import { licenseBody, rowIds } from '../licenseFile';
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
  const problems = [...lintExpiries(input, grants)];
  if (!grants.some(one => numberOf(valueOf(one.node, 'expiration')) !== undefined)) {
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

/** Ends that fall on another day in the portal's time zone than in UTC: a file that ends at 00:00 GMT ends the evening before in the US (finding 8). */
function lintExpiries(
  { facts, timeZone: computers }: LintInput,
  grants: readonly GrantNode[],
): readonly FileProblem[] {
  const isPortals = facts !== undefined && isTimeZone(facts.timeZone);
  const timeZone = isPortals ? facts.timeZone : computers;
  if (!isTimeZone(timeZone)) return [];
  const whose = isPortals ? sentence('lint.zoneOfPortal', facts.portalName) : sentence('lint.zoneOfComputer');
  const problems: FileProblem[] = [];
  for (const { node } of grants) {
    const at = valueOf(node, 'expiration');
    const time = numberOf(at);
    // -1 and 0 mean that there is no end (wire reference 13.1).
    if (at === undefined || time === undefined || time <= 0) continue;
    const day = localDay(time, timeZone);
    if (day === localDay(time, 'UTC')) continue;
    problems.push(problem('warning', at, 'lint.expiryDay', utcDateTime(time), day, timeZone, whose));
  }
  return problems;
}
