// A portal license file against what the portal is licensed for and who uses it now. An import replaces all of it (wire reference 13.4).
import { appName } from '../../catalog';
import { count, utcDateTime } from '../../format';
import { entitlementKey } from '../../ids';
import { nameOfUserType } from '../../licenseNames';
import type { Holder, LicensedItem, Listed, UserType } from '../../model';
import { listingSeats } from '../../seats';
import type { FileProblem, TextSpan } from '../fileProblem';
import { problem } from '../fileProblem';
import type { JsonNode } from '../jsonText';
import { isArray, itemsOf, keySpan, numberOf, textOf, valueOf } from '../jsonNodes';
import { shortName } from '../jsonText';
import { rowIds } from '../licenseFile';
import type { SentencePart } from '../texts';
import { sentence } from '../texts';
import type { GrantNode, GrantSection } from './grantNodes';
import { isOver } from './grantNodes';
import type { PortalFacts } from './lintTypes';
import { shortList } from './shortList';

/** Members that use something of the license now. */
interface InUse {
  readonly section: GrantSection;
  readonly ids: readonly string[];
  /** As people know it. */
  readonly name: string;
  /** Absent where nothing says it. */
  readonly members?: number;
  /** The count is a lower bound. */
  readonly atLeast: boolean;
  /** Who they are; absent for user types and where it is not known. */
  readonly holders?: Listed<Holder>;
}

/**
 * Maxima and seats of entitlements below the members of now, and what the portal has and the file lacks. Where a portal does not say whether something
 * is used, that is said.
 * @param at where a problem about a list stands that the file does not have. @param now ms epoch
 */
export function lintGrants(
  grants: readonly GrantNode[],
  provision: JsonNode,
  at: TextSpan,
  facts: PortalFacts,
  now: number,
): readonly FileProblem[] {
  const used = inUse(facts);
  const uses = usesOf(effective(grants, now), used);
  return [
    ...uses.flatMap(use => [...belowMembers(use, facts), ...belowHeld(use, facts)]),
    ...noneYet(usesOf(grants, used), includedApps(grants, now), facts, now),
    ...notCompared(uses, provision, facts),
    ...missing(grants, provision, at, used, facts),
  ];
}

function inUse(facts: PortalFacts): readonly InUse[] {
  const types = new Map<string, UserType>((facts.userTypes ?? []).map(one => [one.id, one]));
  // The license resource has the counts, the list of user types the names.
  const licensed = facts.license?.userTypes ?? facts.userTypes ?? [];
  const items = (section: GrantSection, list: readonly LicensedItem[] | undefined): readonly InUse[] =>
    (list ?? []).map(({ id, itemId }) => ({
      section,
      ids: itemId === id ? [id] : [id, itemId],
      name: appName(id),
      ...holding(facts.holders?.[itemId]),
    }));
  return [
    ...licensed.map((one): InUse => {
      const members = one.current ?? types.get(one.id)?.current;
      const name = nameOfUserType(types.get(one.id) ?? one);
      return {
        section: 'userTypes',
        ids: [one.id],
        name,
        atLeast: false,
        ...(members === undefined ? {} : { members }),
      };
    }),
    ...items('apps', facts.license?.apps),
    ...items('extensions', facts.license?.extensions),
    ...items('appBundles', facts.license?.appBundles),
  ];
}

/** Of a list that was cut, no holder at all proves nothing. */
function holding(holders: Listed<Holder> | undefined): Pick<InUse, 'members' | 'atLeast' | 'holders'> {
  const members = listingSeats({ pools: [] }, holders)[0]?.assigned;
  const atLeast = holders?.partial !== undefined;
  return members === undefined || holders === undefined || (atLeast && members === 0)
    ? { atLeast }
    : { members, atLeast, holders };
}

/** Without the entries whose place a later one of the same id has taken before now, and without those that are over. */
function effective(grants: readonly GrantNode[], now: number): readonly GrantNode[] {
  const latest = new Map<string, number>();
  const nameOf = ({ section, ids }: GrantNode): string => `${section} ${ids[0] ?? ''}`;
  for (const one of grants) {
    if (one.startsAt <= now) latest.set(nameOf(one), Math.max(one.startsAt, latest.get(nameOf(one)) ?? 0));
  }
  return grants.filter(one => one.startsAt >= (latest.get(nameOf(one)) ?? 0) && !isOver(one, now));
}

/** An entry of the file, and who uses now what it grants. */
interface Use {
  readonly grant: GrantNode;
  readonly found: InUse;
}

/** Only entries of what the portal has: nobody can hold anything else. */
function usesOf(grants: readonly GrantNode[], used: readonly InUse[]): readonly Use[] {
  const byId = new Map(used.flatMap(one => one.ids.map(id => [`${one.section} ${id}`, one] as const)));
  return grants.flatMap(grant => {
    const found = grant.ids.map(id => byId.get(`${grant.section} ${id}`)).find(one => one !== undefined);
    return found === undefined ? [] : [{ grant, found }];
  });
}

/**
 * What members have and the file grants none of at `now`, though it does later: all its entries start later, or the one that began last is over. An entry
 * that is over without a next one is told at its end.
 */
function noneYet(
  uses: readonly Use[],
  included: ReadonlySet<string>,
  { portalName }: PortalFacts,
  now: number,
): readonly FileProblem[] {
  const byFound = new Map<InUse, GrantNode[]>();
  for (const { grant, found } of uses) {
    const list = byFound.get(found);
    if (list === undefined) byFound.set(found, [grant]);
    else list.push(grant);
  }
  return [...byFound].flatMap(([found, grants]) => {
    if (found.members === undefined || found.members === 0) return [];
    if (found.section === 'apps' && found.ids.some(id => included.has(id))) return [];
    const inOrder = [...grants].sort((a, b) => a.startsAt - b.startsAt);
    const current = inOrder.findLast(one => one.startsAt <= now);
    const next = inOrder.find(one => one.startsAt > now);
    const at = valueOf(next?.node, 'startDate');
    if (next === undefined || at === undefined || (current !== undefined && !isOver(current, now))) return [];
    const from = utcDateTime(next.startsAt);
    return [problem('warning', at, 'lint.grantStartsLater', found.name, from, counted(found), portalName)];
  });
}

function belowMembers({ grant, found }: Use, { portalName }: PortalFacts): readonly FileProblem[] {
  const at = valueOf(grant.node, 'maxUsers');
  const maximum = numberOf(at);
  if (at === undefined || maximum === undefined || found.members === undefined) return [];
  if (maximum >= found.members) return [];
  return [problem('warning', at, 'lint.maximumBelow', found.name, maximum, counted(found), portalName)];
}

/** Seats of each entitlement of an app (wire reference 13.3: `entitlements` of an entry of `provision`). */
function belowHeld({ grant, found }: Use, { portalName }: PortalFacts): readonly FileProblem[] {
  const { holders, atLeast } = found;
  const entries = itemsOf(valueOf(grant.node, 'entitlements'));
  if (holders === undefined || entries.length === 0) return [];
  const rows = listingSeats({ pools: [] }, holders).flatMap(({ entitlement: name, assigned = 0 }) =>
    name === undefined ? [] : [{ name, assigned }],
  );
  const held = new Map(rows.map(row => [entitlementKey(row.name), row.assigned]));
  const named = new Set<string>();
  const below = entries.flatMap(entry => {
    const at = valueOf(entry, 'num');
    const [num, name] = [numberOf(at), textOf(valueOf(entry, 'apiName'))?.trim()];
    if (name !== undefined) named.add(entitlementKey(name));
    if (at === undefined || num === undefined || name === undefined || name === '') return [];
    const members = held.get(entitlementKey(name)) ?? 0;
    if (num >= members) return [];
    const many = counted({ members, atLeast });
    return [
      problem('warning', at, 'lint.grantBelowHeld', shortName(name), found.name, num, many, portalName),
    ];
  });
  // Holders of a bundle hold nothing of it by name.
  const lacking = rows.filter(row => !named.has(entitlementKey(row.name)));
  if (grant.section === 'appBundles' || lacking.length === 0) return below;
  const names = shortList(
    lacking.map(row => `${shortName(row.name)} (${atLeast ? '≥ ' : ''}${count(row.assigned)})`),
  );
  const at = keySpan(grant.node, 'entitlements');
  return [...below, problem('warning', at, 'lint.grantLacksHeld', found.name, names, portalName)];
}

/** One problem per list: what of it is licensed on the portal and not compared, as who holds it is not known. */
function notCompared(
  uses: readonly Use[],
  provision: JsonNode,
  { portalName }: PortalFacts,
): readonly FileProblem[] {
  const unknown = uses.filter(
    ({ grant, found }) => grant.section !== 'userTypes' && found.members === undefined,
  );
  return [...new Set(unknown.map(({ grant }) => grant.section))].map(section => {
    const names = unknown.flatMap(({ grant, found }) => (grant.section === section ? [found.name] : []));
    const list = shortList([...new Set(names)]);
    return problem('information', keySpan(provision, section), 'lint.grantNotCompared', list, portalName);
  });
}

function missing(
  grants: readonly GrantNode[],
  provision: JsonNode,
  at: TextSpan,
  used: readonly InUse[],
  { portalName }: PortalFacts,
): readonly FileProblem[] {
  const named = new Set(grants.flatMap(one => one.ids.map(id => `${one.section} ${id}`)));
  for (const id of includedApps(grants)) named.add(`apps ${id}`);
  return used.flatMap(one => {
    if (one.members === 0 || one.ids.some(id => named.has(`${one.section} ${id}`))) return [];
    const place = isArray(valueOf(provision, one.section)) ? keySpan(provision, one.section) : at;
    const id = shortName(one.ids[0] ?? '');
    if (one.members === undefined)
      return [problem('information', place, 'lint.maybeMissing', one.name, id, portalName)];
    const code = one.section === 'userTypes' ? 'lint.userTypeMissing' : 'lint.appMissing';
    return [problem('warning', place, code, one.name, id, counted(one), portalName)];
  });
}

/** Ids of apps that user types bring along (wire reference 13.3, `apps`); with `now` (ms epoch) only of types that have begun and are not over. */
function includedApps(grants: readonly GrantNode[], now?: number): ReadonlySet<string> {
  const types = grants.filter(
    one => one.section === 'userTypes' && (now === undefined || (one.startsAt <= now && !isOver(one, now))),
  );
  const apps = types.flatMap(one => itemsOf(valueOf(one.node, 'apps')));
  return new Set(apps.flatMap(app => [...rowIds(app), ...(textOf(app) ?? '').split(' ')]));
}

const counted = ({ members = 0, atLeast }: Pick<InUse, 'members' | 'atLeast'>): SentencePart =>
  atLeast ? sentence('lint.atLeast', members) : members;
