// Whom a rule is about: the name of a team, an object that selects, or a list of these.
import { firstCharacter, isArray, isObject, itemsOf, textOf } from '../files/jsonNodes';
import type { JsonNode } from '../files/jsonText';
import type { PolicyReader, ReadObject } from './policyReader';
import type { People, Selector } from './policyTypes';

/** The keys that select, in the order in which they are written. */
export const selectingKeys = ['team', 'members', 'roster', 'userType', 'role', 'group', 'everyone'] as const;
export const selectorKeys = [...selectingKeys, 'except', 'note'] as const;

/** Nobody. */
export const nobody = (at: People['at']): People => ({ at, selectors: [] });

/** Reads whom a rule is about. What is no selection is an error, and selects nobody. */
export function readPeople(reader: PolicyReader, node: JsonNode): People {
  const at = { offset: node.offset, length: node.length };
  const items = isArray(node) ? itemsOf(node) : [node];
  if (items.length === 0) reader.say(firstCharacter(node), 'policy.noPeople', selectingKeys.join(', '));
  return {
    at,
    selectors: items.flatMap(item => {
      if (textOf(item) !== undefined) {
        const team = reader.text(item, 'team');
        return team === undefined ? [] : [selectorOf(item, { teams: [team] })];
      }
      if (isObject(item)) {
        const object = reader.object(item, 'to', selectorKeys);
        return object === undefined ? [] : [readSelector(reader, object)];
      }
      reader.say(item, 'policy.notPeople');
      return [];
    }),
  };
}

/** The selection of an object whose keys were looked at: a selector's own, or a team's. */
export function readSelector(reader: PolicyReader, object: ReadObject): Selector {
  const everyone = object.get('everyone');
  if (everyone !== undefined && everyone.value !== true) reader.say(everyone, 'policy.everyone');
  const members = object.get('members');
  const except = object.get('except');
  const selector = selectorOf(object.node, {
    teams: reader.texts(object.get('team'), 'team'),
    members:
      members === undefined
        ? []
        : reader.list(members, 'members').flatMap(one => reader.text(one, 'members') ?? []),
    rosters: reader.texts(object.get('roster'), 'roster').filter(roster => {
      const isFine = isRosterPath(roster.text);
      if (!isFine) reader.say(roster, 'policy.notPath');
      return isFine;
    }),
    userTypes: reader.texts(object.get('userType'), 'userType'),
    roles: reader.texts(object.get('role'), 'role'),
    groups: reader.texts(object.get('group'), 'group'),
    everyone: everyone?.value === true,
    ...(except === undefined ? {} : { except: readPeople(reader, except) }),
  });
  if (!selectingKeys.some(key => object.get(key) !== undefined))
    reader.say(firstCharacter(object.node), 'policy.noPeople', selectingKeys.join(', '));
  return selector;
}

function selectorOf(node: JsonNode, parts: Partial<Selector>): Selector {
  return {
    at: { offset: node.offset, length: node.length },
    teams: [],
    members: [],
    rosters: [],
    userTypes: [],
    roles: [],
    groups: [],
    everyone: false,
    ...parts,
  };
}

/**
 * A path that stays in or below the document's folder on every system: a policy out of a pull request must not have other files of the computer read,
 * of which problems would then show names.
 */
export function isRosterPath(path: string): boolean {
  if (path.length > 500 || /[\\:*?"<>|]/.test(path) || path.startsWith('/')) return false;
  if (Array.from(path).some(sign => sign < ' ')) return false;
  const parts = path.split('/');
  return parts.every(part => part !== '' && part !== '..' && part.trim() === part) && /\.csv$/i.test(path);
}
