// The user types that rules of user types name, as the portal has them.
import type { FileProblem } from '../files/fileProblem';
import { problem } from '../files/fileProblem';
import type { Entitlement } from '../ids';
import type { PolicyOrganization } from './policyOrganization';
import type { Grant } from './policyTypes';
import { unknownName } from './resolvePeople';

/**
 * The one user type of each rule, in the place of an entitlement: ids are compared as they are, because the portal tells them apart by case (wire
 * reference 17.5).
 */
export function resolveUserTypes(
  grants: readonly Grant[],
  { userTypes }: Pick<PolicyOrganization, 'userTypes'>,
): { readonly known: ReadonlyMap<Grant, readonly Entitlement[]>; readonly problems: readonly FileProblem[] } {
  const known = new Map<Grant, readonly Entitlement[]>();
  const problems: FileProblem[] = [];
  const lists = new Map<string, readonly Entitlement[]>();
  for (const grant of grants) {
    const at = grant.give[0];
    if (at === undefined) continue;
    if (userTypes.state === 'unread') {
      problems.push(problem('error', at, 'policy.listingsUnread', at.text, userTypes.why));
      continue;
    }
    const ids: readonly string[] = userTypes.value.map(one => one.id);
    if (!ids.includes(at.text)) {
      problems.push(unknownName('policy.unknownUserType', at, ids));
      continue;
    }
    const list = lists.get(at.text) ?? [at.text as Entitlement];
    lists.set(at.text, list);
    known.set(grant, list);
  }
  return { known, problems };
}
