// User types as a target of plans: what a change from one to another takes from a member, and the state to plan by (wire reference 11.2, 17.5).
import type { Entitlement, Username } from '../ids';
import { entitlement, userKey } from '../ids';
import { l10n } from '../l10n';
import type { Listed, Member, UserType } from '../model';
import type { Holding, TargetState } from '../planTypes';
import { userTypesTarget } from './wishTypes';

/** Each includes what the one before it includes. Of others nothing is known that would make one of two more than the other. */
const steps: readonly string[] = [
  'viewerUT',
  'editorUT',
  'creatorUT',
  'GISProfessionalBasicUT',
  'GISProfessionalStdUT',
  'GISProfessionalAdvUT',
];
const least = steps[0];

/** What a change of user type does to what a member can do; `unclear` for types that are not known to include one another. */
export function typeShift(from: string, to: string): 'same' | 'raises' | 'lowers' | 'unclear' {
  if (from === to) return 'same';
  const [a, b] = [steps.indexOf(from), steps.indexOf(to)];
  if (a >= 0 && b >= 0) return a < b ? 'raises' : 'lowers';
  if (from === least) return 'raises';
  return to === least ? 'lowers' : 'unclear';
}

/**
 * The user types of an organization as a target: a pool per type with its seats, and each member with its one type.
 * @param members all of them; where the list was cut, the state says so.
 * @param offline by `userKey`: members with an offline license of any product, whom the portal does not let change (ms epoch, where known).
 */
export function userTypesState(
  members: Listed<Pick<Member, 'username' | 'userType'>>,
  types: readonly UserType[],
  offline: ReadonlyMap<string, number | undefined> = new Map(),
): TargetState {
  const lists = new Map<string, readonly Entitlement[]>();
  const listOf = (type: string): readonly Entitlement[] => {
    const list = lists.get(type) ?? [entitlement(type)];
    lists.set(type, list);
    return list;
  };
  const holding = (username: Username, type: string | undefined): Holding => {
    const key = userKey(username);
    const since = offline.get(key);
    return {
      username,
      entitlements: type === undefined ? [] : listOf(type),
      offline: offline.has(key),
      ...(since !== undefined && { offlineSince: since }),
    };
  };
  return {
    target: { kind: 'userType', itemId: userTypesTarget, title: l10n.t('User types') },
    pools: types.map(({ id, maximum }) => ({
      key: entitlement(id),
      ...(maximum !== undefined && { total: maximum }),
    })),
    holdings: new Map(
      members.items.map(({ username, userType }) => [userKey(username), holding(username, userType)]),
    ),
    complete: members.partial === undefined,
  };
}

/** By `userKey`: who has an offline license in any of these targets, since when (ms epoch). */
export function offlineMembers(targets: readonly TargetState[]): Map<string, number | undefined> {
  const offline = new Map<string, number | undefined>();
  for (const { holdings } of targets) {
    for (const [key, held] of holdings) if (held.offline) offline.set(key, held.offlineSince);
  }
  return offline;
}
