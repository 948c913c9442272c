// A policy as text: short parts on one line, a line for every name of a longer list, so that a change of one member is a change of one line.
import type {
  GrantContent,
  PeopleContent,
  PolicyContent,
  QuotaContent,
  SelectorContent,
  TargetContent,
} from './policyContent';
import { defaultMode } from './policyTypes';

/** What stands in a document: made of these, it has a fixed order of keys. */
export type Json =
  | string
  | number
  | boolean
  | readonly Json[]
  | { readonly [key: string]: Json }
  /** An object of names: in the order of the map, whatever they are, and each on a line of its own. */
  | ReadonlyMap<string, Json>;

export interface PrintOptions {
  /** Lines in front of the document, as comments; for `.jsonc` alone. */
  readonly comments?: readonly string[];
  /** Two blanks by default. */
  readonly indent?: string;
  /** `\n` by default. */
  readonly eol?: string;
}

/** A list or an object is on one line where that is not longer than this. */
const lineWidth = 100;
/** More names than these stand on a line each. */
const namesOnLine = 3;

/** Writes a policy; `readPolicy` reads the same content from it. What is as by default is left out. */
export function printPolicy(content: PolicyContent, options: PrintOptions = {}): string {
  const { comments = [], indent = '  ', eol = '\n' } = options;
  const lines = [
    ...comments.map(one => `// ${one}`),
    ...printed(policyJson(content), indent, '').split('\n'),
  ];
  return lines.join(eol) + eol;
}

function policyJson(content: PolicyContent): Json {
  const { timeZone, note, removalThreshold, sets, teams, targets, userTypes } = content;
  const ofKind = (kind: TargetContent['kind']): readonly Json[] =>
    targets.filter(one => one.kind === kind).map(targetJson);
  const [listings, appBundles] = [ofKind('listing'), ofKind('appBundle')];
  const document = {
    policy: 1,
    portal: content.portal,
    ...(content.mode === defaultMode ? {} : { mode: content.mode }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(note === undefined ? {} : { note }),
    ...(content.notify ? { notify: true } : {}),
    ...(content.allowGaps ? { allowGaps: true } : {}),
    ...(content.removeDoubles === undefined ? {} : { removeDoubles: content.removeDoubles }),
    ...(removalThreshold === undefined ? {} : { removalThreshold }),
    ...(content.protected === undefined ? {} : { protected: peopleJson(content.protected) }),
    ...(content.exclude === undefined ? {} : { exclude: peopleJson(content.exclude) }),
    ...(sets.length === 0
      ? {}
      : { sets: new Map(sets.map(({ name, entitlements }) => [name, entitlements])) }),
    ...(teams.length === 0
      ? {}
      : {
          teams: new Map(
            teams.map(team => [
              team.name,
              { ...selectorJson(team.people), ...(team.note === undefined ? {} : { note: team.note }) },
            ]),
          ),
        }),
    // A document without any of the three says nothing of what it is about.
    ...(listings.length > 0 || (appBundles.length === 0 && userTypes === undefined) ? { listings } : {}),
    ...(appBundles.length === 0 ? {} : { appBundles }),
    ...(userTypes === undefined ? {} : { userTypes: userTypes.map(one => grantJson(one, 'userType')) }),
  };
  return new Map<string, Json>(Object.entries(document));
}

const targetJson = ({ kind, title, itemId, note, grants, quotas }: TargetContent): Json => ({
  ...(title === undefined ? {} : { title }),
  ...(itemId === undefined ? {} : { itemId }),
  ...(note === undefined ? {} : { note }),
  grants: grants.map(one => grantJson(one, kind)),
  ...(quotas.length === 0 ? {} : { quotas: quotas.map(quotaJson) }),
});

/** A rule as it is written. */
export function grantJson(grant: GrantContent, kind: TargetContent['kind'] | 'userType'): Json {
  const { to, give, ...rest } = grant;
  const only = give[0];
  const what = only !== undefined && give.length === 1 ? only : give;
  return {
    to: peopleJson(to),
    ...(kind === 'listing' ? { give: what } : kind === 'userType' ? { userType: what } : {}),
    ...rest,
  };
}

const quotaJson = ({ team, entitlement, seats, note }: QuotaContent): Json => ({
  team,
  ...(entitlement === undefined ? {} : { entitlement }),
  seats,
  ...(note === undefined ? {} : { note }),
});

export function peopleJson(people: PeopleContent): Json {
  const parts = people.map((selector): Json => {
    const { team, ...rest } = selector;
    const only = team?.[0];
    const isName = only !== undefined && team?.length === 1 && Object.keys(rest).length === 0;
    return isName ? only : selectorJson(selector);
  });
  const [first] = parts;
  return first !== undefined && parts.length === 1 ? first : parts;
}

function selectorJson({ members, except, everyone, ...rest }: SelectorContent): {
  readonly [key: string]: Json;
} {
  const { team, ...selectors } = rest;
  const short = (names: readonly string[]): Json => {
    const only = names[0];
    return only !== undefined && names.length === 1 ? only : names;
  };
  return {
    ...(team === undefined ? {} : { team: short(team) }),
    ...(members === undefined ? {} : { members }),
    ...Object.fromEntries(Object.entries(selectors).map(([key, names]) => [key, short(names)])),
    ...(everyone === undefined ? {} : { everyone }),
    ...(except === undefined ? {} : { except: peopleJson(except) }),
  };
}

/**
 * A value as text.
 * @param indent one step of it
 * @param margin what stands before the lines after the first
 */
export function printed(value: Json, indent: string, margin: string): string {
  const short = onOneLine(value);
  if (!isLong(value) && margin.length + short.length <= lineWidth) return short;
  const inner = margin + indent;
  if (isList(value)) {
    const items = value.map(one => inner + printed(one, indent, inner));
    return `[\n${items.join(',\n')}\n${margin}]`;
  }
  const entries = partsOf(value).map(
    ([key, one]) => `${inner}${JSON.stringify(key)}: ${printed(one, indent, inner)}`,
  );
  return `{\n${entries.join(',\n')}\n${margin}}`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** Keys and values of an object; of anything else, none. */
function partsOf(value: Json): readonly (readonly [string, Json])[] {
  if (typeof value !== 'object' || isList(value)) return [];
  return value instanceof Map ? [...value] : Object.entries(value);
}

/** What is on lines of its own whatever its length: many names, objects in a list, and whatever has such a part. */
function isLong(value: Json): boolean {
  if (isList(value)) return value.length > namesOnLine || value.some(one => typeof one === 'object');
  if (value instanceof Map) return value.size > 0;
  return partsOf(value).some(([, one]) => isLong(one));
}

function onOneLine(value: Json): string {
  if (isList(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = partsOf(value).map(([key, one]) => `${JSON.stringify(key)}: ${onOneLine(one)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
