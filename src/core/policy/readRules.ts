// The rules of a policy: listings and app bundles with their grants and quotas, and the rules of user types.
import type { LocatedText } from '../files/fileProblem';
import { firstCharacter, numberOf } from '../files/jsonNodes';
import type { JsonNode } from '../files/jsonText';
import { isDay } from './policyDays';
import type { PolicyReader, ReadObject } from './policyReader';
import { defaultPriority } from './policyTypes';
import type { Grant, PolicyTarget, Quota } from './policyTypes';
import { nobody, readPeople } from './readPeople';

const periodKeys = ['from', 'until', 'priority', 'note'] as const;
export const targetKeys = ['title', 'itemId', 'note', 'grants', 'quotas'] as const;
export const grantKeys = {
  listing: ['to', 'give', ...periodKeys],
  appBundle: ['to', ...periodKeys],
  userType: ['to', 'userType', ...periodKeys],
} as const;
export const quotaKeys = {
  listing: ['team', 'entitlement', 'seats', 'note'],
  appBundle: ['team', 'seats', 'note'],
} as const;

/** A listing or an app bundle; undefined, with an error, where it is no object. */
export function readTarget(
  reader: PolicyReader,
  node: JsonNode,
  kind: PolicyTarget['kind'],
): PolicyTarget | undefined {
  const object = reader.object(node, kind === 'listing' ? 'listings' : 'appBundles', targetKeys);
  if (object === undefined) return undefined;
  const title = optional(reader, object, 'title');
  const itemId = optional(reader, object, 'itemId');
  if (object.get('title') === undefined && object.get('itemId') === undefined)
    reader.say(firstCharacter(node), 'policy.noTarget');
  const grants = object.get('grants');
  const quotas = object.get('quotas');
  // In a policy that takes away, "no grants" is a decision about everybody who holds it: it has to be written.
  if (grants === undefined) reader.missing(object, 'grants');
  return {
    kind,
    at: object.at,
    ...(title === undefined ? {} : { title }),
    ...(itemId === undefined ? {} : { itemId }),
    ...reader.note(object),
    grants:
      grants === undefined
        ? []
        : reader.list(grants, 'grants').flatMap(one => readGrant(reader, one, kind) ?? []),
    quotas:
      quotas === undefined
        ? []
        : reader.list(quotas, 'quotas').flatMap(one => readQuota(reader, one, kind) ?? []),
  };
}

const optional = (reader: PolicyReader, object: ReadObject, key: string): LocatedText | undefined => {
  const node = object.get(key);
  return node === undefined ? undefined : reader.text(node, key);
};

/** One rule. A rule with a fault is kept as far as it was read: its error keeps the document from being planned. */
export function readGrant(
  reader: PolicyReader,
  node: JsonNode,
  kind: keyof typeof grantKeys,
): Grant | undefined {
  const object = reader.object(node, kind === 'userType' ? 'userTypes' : 'grants', grantKeys[kind]);
  if (object === undefined) return undefined;
  const to = object.get('to');
  if (to === undefined) reader.missing(object, 'to');
  const [from, until] = [day(reader, object, 'from'), day(reader, object, 'until')];
  if (from !== undefined && until !== undefined && until.text < from.text)
    reader.say(until, 'policy.untilBeforeFrom', until.text, from.text);
  const priority = priorityOf(reader, object);
  return {
    at: object.at,
    to: to === undefined ? nobody(object.at) : readPeople(reader, to),
    give: given(reader, object, kind),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(priority === undefined ? {} : { priority }),
    ...reader.note(object),
  };
}

function given(
  reader: PolicyReader,
  object: ReadObject,
  kind: keyof typeof grantKeys,
): readonly LocatedText[] {
  if (kind === 'appBundle') return [];
  const key = kind === 'listing' ? 'give' : 'userType';
  const node = object.get(key);
  if (node === undefined) {
    reader.missing(object, key);
    return [];
  }
  if (kind === 'userType') {
    const one = reader.text(node, key);
    return one === undefined ? [] : [one];
  }
  const before = reader.problems.length;
  const names = reader.texts(node, key);
  if (names.length === 0 && reader.problems.length === before) reader.say(node, 'policy.giveNothing');
  return names;
}

function day(reader: PolicyReader, object: ReadObject, key: string): LocatedText | undefined {
  const node = object.get(key);
  if (node === undefined) return undefined;
  const text = typeof node.value === 'string' ? node.value : '';
  if (node.type === 'string' && isDay(text)) return { text, offset: node.offset, length: node.length };
  reader.say(node, 'policy.notDay', key);
  return undefined;
}

function priorityOf(reader: PolicyReader, object: ReadObject): number | undefined {
  const node = object.get('priority');
  if (node === undefined) return undefined;
  const value = numberOf(node);
  if (value !== undefined && Number.isInteger(value) && value >= 1 && value < defaultPriority) return value;
  reader.say(node, 'policy.notPriority');
  return undefined;
}

function readQuota(reader: PolicyReader, node: JsonNode, kind: PolicyTarget['kind']): Quota | undefined {
  const object = reader.object(node, 'quotas', quotaKeys[kind]);
  if (object === undefined) return undefined;
  for (const key of ['team', 'seats']) if (object.get(key) === undefined) reader.missing(object, key);
  const team = optional(reader, object, 'team');
  const seats = reader.count(object.get('seats'), 'seats');
  const entitlement = optional(reader, object, 'entitlement');
  if (team === undefined || seats === undefined) return undefined;
  return {
    at: object.at,
    team,
    ...(entitlement === undefined ? {} : { entitlement }),
    seats,
    ...reader.note(object),
  };
}
