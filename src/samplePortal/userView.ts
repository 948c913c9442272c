import type { Member } from './model';
import { isAdministrator, mayUse, privilegesOf, roles } from './privileges';

export const organizationId = (flavor: string): string =>
  flavor === 'online' ? 'Rv1bEnDc0uNtY001' : '0123456789ABCDEF';

/** A member as `portals/self/users` and `community/users` show it to `viewer` (wire reference 6.3). */
export function userView(member: Member, viewer: Member | undefined, orgId: string): Record<string, unknown> {
  const seesContact =
    viewer !== undefined &&
    (viewer.username === member.username || isAdministrator(viewer) || mayUse(viewer, 'licenses'));
  const isCustomRole = roles.some(role => role.id === member.role && role.isCustom);
  return {
    username: member.username,
    fullName: member.fullName,
    firstName: member.firstName,
    lastName: member.lastName,
    email: seesContact ? member.email : null,
    idpUsername: member.idpUsername,
    provider: member.provider,
    role: isCustomRole ? 'org_user' : member.role,
    ...(isCustomRole ? { roleId: member.role } : {}),
    level: member.level,
    ...(member.userLicenseTypeId === undefined ? {} : { userLicenseTypeId: member.userLicenseTypeId }),
    userType: member.provider === 'enterprise' ? 'arcgisonly' : 'both',
    disabled: member.disabled,
    lastLogin: member.lastLogin,
    created: member.created,
    modified: member.created,
    mfaEnabled: member.mfaEnabled,
    access: 'org',
    orgId,
    tags: [],
    culture: 'en',
    region: 'WO',
  };
}

/** The caller's own user object: with privileges. */
export const selfView = (member: Member, orgId: string): Record<string, unknown> => ({
  ...userView(member, member, orgId),
  privileges: privilegesOf(member),
});
