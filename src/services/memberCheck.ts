// Who of a list of names is a member of the organization, and how the portal spells them.
import pLimit from 'p-limit';
import { username, userKey, type Username, type UserTypeId } from '../core/ids';
import type { Member } from '../core/model';
import type { TargetState } from '../core/planTypes';
import { isAbort, isPortalError } from '../core/problem';
import type { PortalClient } from '../arcgis/portalClient';

export interface MemberCheck {
  /** `unknown` when the portal could not be asked. */
  standing(name: string): 'member' | 'notMember' | 'unknown';
  /** The portal's spelling, or the name as it came. */
  spelling(name: string): Username;
  /** The user type, where the portal was asked for the member and says it. */
  userType(name: string): UserTypeId | undefined;
}

/** Above this many names one reading of the whole member list costs fewer requests than asking for each (100 members a page). */
const askEachLimit = 60;
const parallel = 4;

/**
 * Asks the portal for each of `names`, or reads its member list when they are many. Failures make a name `unknown`, never "not a member".
 * Throws only an AbortError and PortalError `signIn` or `forbidden`.
 */
export async function checkMembers(
  client: PortalClient,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<MemberCheck> {
  const found = new Map<string, Member | undefined>();
  if (names.length > askEachLimit) {
    const list = await client.members(signal === undefined ? {} : { signal });
    for (const member of list.items) found.set(userKey(member.username), member);
    if (list.partial === undefined)
      for (const name of names) if (!found.has(userKey(name))) found.set(userKey(name), undefined);
  } else {
    const limit = pLimit(parallel);
    await Promise.all(
      names.map(name =>
        limit(async () => {
          try {
            found.set(userKey(name), await client.member(username(name), signal));
          } catch (error) {
            if (
              isAbort(error) ||
              (isPortalError(error) && ['signIn', 'forbidden'].includes(error.fault.kind))
            )
              throw error;
          }
        }),
      ),
    );
  }
  return {
    standing: name => {
      const key = userKey(name);
      return found.get(key) !== undefined ? 'member' : found.has(key) ? 'notMember' : 'unknown';
    },
    spelling: name => found.get(userKey(name))?.username ?? username(name),
    userType: name => found.get(userKey(name))?.userType,
  };
}

/** By {@link userKey}: who holds anything of these targets, and so is a member. */
export const holdersOf = (targets: readonly TargetState[]): ReadonlySet<string> =>
  new Set(
    targets.flatMap(({ holdings }) =>
      [...holdings].flatMap(([key, { entitlements }]) => (entitlements.length > 0 ? [key] : [])),
    ),
  );
