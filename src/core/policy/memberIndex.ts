// The members of an organization by name, made once for each list that was read: every check of a policy asks for all of them many times.
import type { Username } from '../ids';
import { userKey } from '../ids';
import type { PolicyOrganization } from './policyOrganization';

export interface MemberIndex {
  /** By `userKey`, in the portal's spelling; empty where the list was not read. */
  readonly spelling: ReadonlyMap<string, Username>;
  /** By `userKey`: of members whose user type is known. */
  readonly userTypes: ReadonlyMap<string, string>;
  /** Whether who is not among them is no member: the list was read, and not cut (wire reference 8.1). */
  readonly isWhole: boolean;
}

/**
 * The `userKey` that a name of a policy means: a portal may have a name with blanks around it, and only where it has none of exactly that name are they a
 * slip.
 */
export function writtenKey(spelling: ReadonlyMap<string, Username>, name: string): string {
  const key = userKey(name);
  return spelling.has(key) ? key : userKey(name.trim());
}

const indexes = new WeakMap<PolicyOrganization['members'], MemberIndex>();

/** The index of a list of members. Whoever reads the list anew makes a new object of it. */
export function memberIndex(members: PolicyOrganization['members']): MemberIndex {
  const made = indexes.get(members);
  if (made !== undefined) return made;
  const spelling = new Map<string, Username>();
  const userTypes = new Map<string, string>();
  if (members.state === 'known') {
    for (const { username, userType } of members.value.items) {
      const key = userKey(username);
      spelling.set(key, username);
      if (userType !== undefined) userTypes.set(key, userType);
    }
  }
  const isWhole = members.state === 'known' && members.value.partial === undefined;
  const index: MemberIndex = { spelling, userTypes, isWhole };
  indexes.set(members, index);
  return index;
}
