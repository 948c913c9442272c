// The text of a license policy → what it says, and every fault at its place.
import type { FileProblem, LocatedText, TextSpan } from '../files/fileProblem';
import { insideText, limited, problem } from '../files/fileProblem';
import { firstCharacter, isObject, numberOf, textOf, valueOf } from '../files/jsonNodes';
import type { JsonNode } from '../files/jsonText';
import { readJson } from '../files/jsonText';
import { isTimeZone } from '../format';
import { nearMatch } from '../nearMatch';
import { checkPortal } from './policyPortal';
import { PolicyReader, secretKeys } from './policyReader';
import type { ReadObject } from './policyReader';
import { defaultMode, policyModes } from './policyTypes';
import type { NamedSet, People, Policy, PolicyMode, PolicyTarget, Team } from './policyTypes';
import { readPeople, readSelector, selectorKeys } from './readPeople';
import { readGrant, readTarget } from './readRules';
import { teamFaults } from './teamFaults';

export const policyKeys = [
  '$schema',
  'policy',
  'portal',
  'mode',
  'timeZone',
  'note',
  'notify',
  'allowGaps',
  'removeDoubles',
  'removalThreshold',
  'protected',
  'exclude',
  'sets',
  'teams',
  'listings',
  'appBundles',
  'userTypes',
] as const;

export interface ReadPolicy {
  /** Absent where the text is no policy at all. With an error among the problems it must not be planned. */
  readonly policy?: Policy;
  /** Sorted by place, inside the text, at most 200 and one that says how many more. Errors keep the policy from being planned. */
  readonly problems: readonly FileProblem[];
  /** The JSON tree, for what is found by a place in it. */
  readonly root?: JsonNode;
}

/**
 * Reads a policy (issue 4, section 1). Comments and trailing commas belong to `.jsonc`; what is not known is an error and never passed over, because
 * a misspelt `until` would make a loan last for ever. Never throws.
 * @param name of the file, to tell JSON from JSONC
 */
export function readPolicy(text: string, name: string): ReadPolicy {
  const isJsonc = /c$/i.test(name);
  const { root, problems: faults } = readJson(text, isJsonc, isJsonc);
  const json = faults.map(one =>
    one.code === 'json.comment' ? problem(one.severity, one, 'policy.comment') : one,
  );
  if (root === undefined) return { problems: json };
  if (!isObject(root) || !isPolicy(root)) {
    const found = isObject(root) ? secretKeys(root) : [];
    return {
      root,
      problems: [...json, problem('error', firstCharacter(root), 'policy.notPolicy'), ...found],
    };
  }
  const reader = new PolicyReader();
  reader.problems.push(...json);
  const object = reader.object(root, 'policy', policyKeys);
  const policy = object && readDocument(reader, object);
  if (policy !== undefined) reader.problems.push(...teamFaults(policy));
  reader.problems.push(...secretKeys(root));
  const problems = limited(reader.problems)
    .map(one => ({ ...one, ...insideText(one, text.length) }))
    .sort((a, b) => a.offset - b.offset);
  return { root, problems, ...(policy === undefined ? {} : { policy }) };
}

/** Files of other programs have such names as well: without a word of ours, nothing is said of their keys. */
const isPolicy = (root: JsonNode): boolean =>
  ['policy', 'portal'].some(key => valueOf(root, key) !== undefined);

function readDocument(reader: PolicyReader, object: ReadObject): Policy {
  const at = firstCharacter(object.node);
  const version = object.get('policy');
  if (version === undefined) reader.missing(object, 'policy');
  else if (numberOf(version) !== 1) reader.say(version, 'policy.version');
  const schema = object.get('$schema');
  if (schema !== undefined && textOf(schema) === undefined) reader.say(schema, 'policy.notText', '$schema');
  const portal = portalOf(reader, object);
  const timeZone = timeZoneOf(reader, object);
  const mode = modeOf(reader, object);
  const people = (key: 'protected' | 'exclude'): People | undefined => {
    const node = object.get(key);
    return node === undefined ? undefined : readPeople(reader, node);
  };
  const [isProtected, exclude] = [people('protected'), people('exclude')];
  const removalThreshold = thresholdOf(reader, object);
  const userTypes = object.get('userTypes');
  const doubles = object.get('removeDoubles');
  if (
    object.get('listings') === undefined &&
    object.get('appBundles') === undefined &&
    userTypes === undefined
  )
    reader.missing(object, 'listings');
  return {
    at,
    ...(portal === undefined ? {} : { portal }),
    ...(timeZone === undefined ? {} : { timeZone }),
    mode,
    notify: reader.flag(object, 'notify'),
    allowGaps: reader.flag(object, 'allowGaps'),
    ...(doubles === undefined
      ? {}
      : { removeDoubles: { ...spanOf(doubles), isOn: reader.flag(object, 'removeDoubles') } }),
    ...reader.note(object),
    sets: setsOf(reader, object),
    teams: teamsOf(reader, object),
    ...(isProtected === undefined ? {} : { protected: isProtected }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(removalThreshold === undefined ? {} : { removalThreshold }),
    targets: [
      ...targetsOf(reader, object.get('listings'), 'listing'),
      ...targetsOf(reader, object.get('appBundles'), 'appBundle'),
    ],
    ...(userTypes === undefined
      ? {}
      : {
          userTypes: {
            at: spanOf(userTypes),
            grants: reader
              .list(userTypes, 'userTypes')
              .flatMap(one => readGrant(reader, one, 'userType') ?? []),
          },
        }),
  };
}

const spanOf = ({ offset, length }: JsonNode): TextSpan => ({ offset, length });

function portalOf(reader: PolicyReader, object: ReadObject): LocatedText | undefined {
  const node = object.get('portal');
  if (node === undefined) {
    reader.missing(object, 'portal');
    return undefined;
  }
  const portal = reader.text(node, 'portal');
  if (portal === undefined) return undefined;
  const found = checkPortal(portal.text);
  if (found === 'fine') return portal;
  reader.say(node, found === 'secret' ? 'policy.portalSecret' : 'policy.notPortal');
  return undefined;
}

function timeZoneOf(reader: PolicyReader, object: ReadObject): LocatedText | undefined {
  const node = object.get('timeZone');
  if (node === undefined) return undefined;
  const zone = textOf(node);
  if (zone !== undefined && zone !== '' && isTimeZone(zone))
    return { text: zone, offset: node.offset, length: node.length };
  reader.say(node, 'policy.notZone');
  return undefined;
}

function modeOf(reader: PolicyReader, object: ReadObject): PolicyMode {
  const node = object.get('mode');
  if (node === undefined) return defaultMode;
  const mode = policyModes.find(one => one === textOf(node));
  if (mode !== undefined) return mode;
  const near = nearMatch(textOf(node) ?? '', policyModes);
  reader.say(node, 'policy.notMode');
  // Whatever was meant: nothing is planned of a text with an error, and nothing is taken by a mode that was guessed.
  return near === 'removeOnly' ? 'removeOnly' : defaultMode;
}

function thresholdOf(reader: PolicyReader, object: ReadObject): Policy['removalThreshold'] {
  const node = object.get('removalThreshold');
  if (node === undefined) return undefined;
  const limits = reader.object(node, 'removalThreshold', ['count', 'percent', 'note']);
  if (limits === undefined) return undefined;
  reader.note(limits);
  const count = reader.count(limits.get('count'), 'count');
  const percentNode = limits.get('percent');
  const percent = percentNode === undefined ? undefined : numberOf(percentNode);
  if (percentNode !== undefined && (percent === undefined || percent < 0 || percent > 100))
    reader.say(percentNode, 'policy.notPercent', 'percent');
  if (limits.get('count') === undefined && percentNode === undefined)
    reader.say(firstCharacter(node), 'policy.noLimit');
  return {
    ...limits.at,
    ...(count === undefined ? {} : { count }),
    ...(percent === undefined ? {} : { percent }),
  };
}

function setsOf(reader: PolicyReader, object: ReadObject): readonly NamedSet[] {
  const node = object.get('sets');
  if (node === undefined) return [];
  return reader.named(node, 'sets').map(({ name, value }) => {
    const before = reader.problems.length;
    const entitlements = reader.texts(value, name.text);
    if (entitlements.length === 0 && reader.problems.length === before)
      reader.say(name, 'policy.emptySet', name.text);
    return { name, entitlements };
  });
}

function teamsOf(reader: PolicyReader, object: ReadObject): readonly Team[] {
  const node = object.get('teams');
  if (node === undefined) return [];
  return reader.named(node, 'teams').flatMap(({ name, value }) => {
    const team = reader.object(value, name.text, selectorKeys);
    if (team === undefined) return [];
    const selector = readSelector(reader, team);
    return [{ name, people: { at: selector.at, selectors: [selector] }, ...reader.note(team) }];
  });
}

const targetsOf = (
  reader: PolicyReader,
  node: JsonNode | undefined,
  kind: PolicyTarget['kind'],
): readonly PolicyTarget[] =>
  node === undefined
    ? []
    : reader
        .list(node, kind === 'listing' ? 'listings' : 'appBundles')
        .flatMap(one => readTarget(reader, one, kind) ?? []);
