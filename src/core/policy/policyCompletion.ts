// What kind of name belongs at a place of a policy that is being written, and which names there are.
import { getLocation, parseTree } from 'jsonc-parser';
import { entitlementName, userTypeName } from '../catalog';
import type { TextSpan } from '../files/fileProblem';
import { itemsOf, textOf, valueOf } from '../files/jsonNodes';
import { policyModes } from './policyTypes';
import type { Policy, PolicyTarget } from './policyTypes';
import type { PolicyOrganization } from './policyOrganization';
import { findTarget, targetsOf } from './resolveTargets';

export type Expected =
  | 'member'
  | 'team'
  | 'setOrEntitlement'
  | 'entitlement'
  | 'userType'
  | 'role'
  | 'group'
  | 'roster'
  | 'title'
  | 'itemId'
  | 'mode'
  | 'portal'
  | 'timeZone'
  | 'day';

export interface PolicyCompletion {
  readonly expected: Expected;
  /** What is replaced: the string at the place with its quotes, or nothing at it. */
  readonly range: TextSpan;
  /** What stands before the place in the string. */
  readonly typed: string;
  /** The listing or bundle that the place is in, as far as it is written. */
  readonly target?: Pick<PolicyTarget, 'kind' | 'title' | 'itemId'>;
}

const byKey: ReadonlyMap<string, Expected> = new Map(
  Object.entries({
    members: 'member',
    team: 'team',
    to: 'team',
    except: 'team',
    protected: 'team',
    exclude: 'team',
    give: 'setOrEntitlement',
    entitlement: 'setOrEntitlement',
    userType: 'userType',
    role: 'role',
    group: 'group',
    roster: 'roster',
    title: 'title',
    itemId: 'itemId',
    mode: 'mode',
    portal: 'portal',
    timeZone: 'timeZone',
    from: 'day',
    until: 'day',
  } as const),
);

/**
 * What belongs at a place. The text may be incomplete, as it is while somebody types. Undefined for keys, which the schema completes, and where no
 * name belongs.
 */
export function completionAt(text: string, offset: number): PolicyCompletion | undefined {
  const { path, isAtPropertyKey, previousNode } = getLocation(text, offset);
  if (isAtPropertyKey) return undefined;
  const keys = path.filter(one => typeof one === 'string');
  const last = keys.at(-1);
  const expected = keys[0] === 'sets' && keys.length === 2 ? 'entitlement' : byKey.get(last ?? '');
  if (expected === undefined) return undefined;
  const isInside =
    previousNode?.type === 'string' &&
    offset > previousNode.offset &&
    offset < previousNode.offset + previousNode.length;
  const isName = previousNode !== undefined && (isInside || offset === previousNode.offset);
  const range = isName ? { offset: previousNode.offset, length: previousNode.length } : { offset, length: 0 };
  const target = targetAt(text, path);
  return {
    expected,
    range,
    typed: isInside ? text.slice(previousNode.offset + 1, offset) : '',
    ...(target === undefined ? {} : { target }),
  };
}

function targetAt(text: string, path: readonly (string | number)[]): PolicyCompletion['target'] {
  const [section, index] = path;
  const kind = section === 'listings' ? 'listing' : section === 'appBundles' ? 'appBundle' : undefined;
  if (kind === undefined || typeof index !== 'number') return undefined;
  const root = parseTree(text, [], { allowTrailingComma: true });
  const node = itemsOf(valueOf(root, kind === 'listing' ? 'listings' : 'appBundles'))[index];
  const named = (key: 'title' | 'itemId'): Pick<PolicyTarget, 'title' | 'itemId'> => {
    const value = valueOf(node, key);
    const name = textOf(value);
    if (value === undefined || name === undefined || name.trim() === '') return {};
    return { [key]: { text: name, offset: value.offset, length: value.length } };
  };
  return { kind, ...named('title'), ...named('itemId') };
}

export interface CompletionValue {
  readonly value: string;
  /** In words, where the value itself is an id. Text of others: never markup. */
  readonly detail?: string;
  readonly isSet?: true;
}

/**
 * The names that can stand at a place, each once, sorted; sets before entitlements.
 * @param organization undefined: only names of the document are known
 */
export function completionValues(
  { expected, target }: Pick<PolicyCompletion, 'expected' | 'target'>,
  policy: Policy | undefined,
  organization: PolicyOrganization | undefined,
): readonly CompletionValue[] {
  switch (expected) {
    case 'team':
      return sorted((policy?.teams ?? []).map(({ name }) => ({ value: name.text })));
    case 'mode':
      return policyModes.map(value => ({ value }));
    case 'setOrEntitlement':
      return [...setsOf(policy), ...entitlementsOf(organization, target)];
    case 'entitlement':
      return entitlementsOf(organization, undefined);
    case 'timeZone':
      return organization === undefined ? [] : [{ value: organization.timeZone }];
    case 'portal':
    case 'day':
      return [];
    default:
      return organization === undefined ? [] : sorted(namesOf(expected, organization, target));
  }
}

function namesOf(
  expected: 'member' | 'userType' | 'role' | 'group' | 'roster' | 'title' | 'itemId',
  organization: PolicyOrganization,
  target: PolicyCompletion['target'],
): readonly CompletionValue[] {
  const { members, userTypes, roles, groups, rosters } = organization;
  switch (expected) {
    case 'member':
      return members.state === 'known' ? members.value.items.map(one => ({ value: one.username })) : [];
    case 'userType':
      return userTypes.state === 'known'
        ? userTypes.value.map(({ id, name }) => ({
            value: id,
            detail: name === '' ? userTypeName(id) : name,
          }))
        : [];
    case 'role':
      return [
        ...(roles.state === 'known' ? roles.value.map(({ id, name }) => ({ value: id, detail: name })) : []),
        ...(members.state === 'known'
          ? members.value.items.map(one => ({ value: one.roleId ?? one.role }))
          : []),
      ];
    case 'group':
      return groups.state === 'known'
        ? groups.value.map(({ id, title }) => ({ value: id, detail: title }))
        : [];
    case 'roster':
      return [...rosters.keys()].map(value => ({ value }));
    case 'title':
    case 'itemId': {
      const kinds = target === undefined ? (['listing', 'appBundle'] as const) : [target.kind];
      return kinds
        .flatMap(kind => targetsOf(organization, kind))
        .map(({ title, itemId }) =>
          expected === 'title' ? { value: title, detail: itemId } : { value: itemId, detail: title },
        );
    }
  }
}

const setsOf = (policy: Policy | undefined): readonly CompletionValue[] =>
  sorted(
    (policy?.sets ?? []).map(({ name, entitlements }) => ({
      value: name.text,
      detail: entitlements.map(one => entitlementName(one.text)).join(', '),
      isSet: true,
    })),
  );

/** Of the listing that the place is in, where it can be told; else of all. */
function entitlementsOf(
  organization: PolicyOrganization | undefined,
  target: PolicyCompletion['target'],
): readonly CompletionValue[] {
  if (organization === undefined) return [];
  const at = { offset: 0, length: 0 };
  const found = target && findTarget({ ...target, at, grants: [], quotas: [] }, organization).target;
  const from = found === undefined ? targetsOf(organization, 'listing') : [found];
  return sorted(
    from.flatMap(({ pools }) => pools.map(({ key }) => ({ value: key, detail: entitlementName(key) }))),
  );
}

function sorted(values: readonly CompletionValue[]): readonly CompletionValue[] {
  const each = new Map<string, CompletionValue>();
  for (const one of values) if (one.value !== '' && !each.has(one.value)) each.set(one.value, one);
  return [...each.values()].sort((a, b) => (a.value.toLowerCase() < b.value.toLowerCase() ? -1 : 1));
}
