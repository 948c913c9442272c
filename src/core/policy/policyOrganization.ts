// What a policy is compared with: an organization as plain data. Whoever reads it says of each part whether it could be read.
import type { Entitlement, ItemId, Username, UserTypeId } from '../ids';
import type { AppBundle, Listed, Listing, Member, UserType } from '../model';

/** Something that was read, or why it was not. `why` is for people and holds no secret. */
export type Known<T> =
  { readonly state: 'known'; readonly value: T } | { readonly state: 'unread'; readonly why: string };

export const known = <T>(value: T): Known<T> => ({ state: 'known', value });
export const unread = (why: string): Known<never> => ({ state: 'unread', why });

/** What a policy needs to know of a member. */
export type PolicyMember = Pick<Member, 'username' | 'role' | 'roleId' | 'userType' | 'created'>;

export interface PolicyGroup {
  readonly id: string;
  readonly title: string;
  /** User names. A list that was cut is not known well enough to plan by. */
  readonly members: Known<Listed<Username>>;
}

/** Who holds what of one target. */
export interface PolicyHeld {
  /** By `userKey`; without an entry a member holds nothing, where the list is complete. */
  readonly holdings: ReadonlyMap<
    string,
    { readonly username: Username; readonly entitlements: readonly Entitlement[] }
  >;
  /** False: the portal cut the list. */
  readonly complete: boolean;
}

export interface PolicyOrganization {
  /** IANA zone of the connection, or the computer's: counts where the document names none. */
  readonly timeZone: string;
  readonly listings: Known<readonly Listing[]>;
  readonly appBundles: Known<readonly AppBundle[]>;
  readonly userTypes: Known<readonly UserType[]>;
  /** Custom roles by id and name; needed only where the document names a role that no member has. */
  readonly roles: Known<readonly { readonly id: string; readonly name: string }[]>;
  readonly members: Known<Listed<PolicyMember>>;
  /** Those that the document names (`policyNeeds`), as far as the portal has them. */
  readonly groups: Known<readonly PolicyGroup[]>;
  /** By path as the document writes it: user names in the roster's order. A roster with a fault that hides lines is unread. */
  readonly rosters: ReadonlyMap<string, Known<readonly string[]>>;
  /** By target. Needed for what is due, for warnings, to adopt and to update; not for the wishes. */
  readonly held: ReadonlyMap<ItemId, Known<PolicyHeld>>;
}

/** The organization without anything known: every part unread for the same reason. */
export const nothingKnown = (timeZone: string, why: string): PolicyOrganization => ({
  timeZone,
  listings: unread(why),
  appBundles: unread(why),
  userTypes: unread(why),
  roles: unread(why),
  members: unread(why),
  groups: unread(why),
  rosters: new Map(),
  held: new Map(),
});

/** The user type of every member as what is held of the target of user types. */
export function heldUserTypes(members: PolicyOrganization['members']): Known<PolicyHeld> {
  if (members.state === 'unread') return members;
  const { items, partial } = members.value;
  return known({
    holdings: new Map(
      items.map(({ username, userType }) => [
        username.toLowerCase(),
        { username, entitlements: userType === undefined ? [] : [userTypeAsHeld(userType)] },
      ]),
    ),
    complete: partial === undefined,
  });
}

/** A user type in the place of an entitlement: compared as it is written, because its case counts. */
const userTypeAsHeld = (id: UserTypeId): Entitlement => id as string as Entitlement;
