import type { Access } from './exchange';
import type { Member } from './model';
import { dataEditorRole, licenseManagerRole, viewerRole } from './seed/members';

export const manageLicenses = 'portal:admin:manageLicenses';

const userPrivileges = [
  'portal:user:joinGroup',
  'portal:user:viewOrgGroups',
  'portal:user:viewOrgItems',
  'portal:user:viewOrgUsers',
];
const publisherPrivileges = [
  ...userPrivileges,
  'portal:publisher:publishFeatures',
  'portal:user:createItem',
  'portal:user:shareToOrg',
];
const adminPrivileges = [
  ...publisherPrivileges,
  'marketplace:admin:manage',
  'marketplace:admin:purchase',
  'marketplace:admin:startTrial',
  'portal:admin:changeUserRoles',
  'portal:admin:deleteUsers',
  'portal:admin:disableUsers',
  'portal:admin:inviteUsers',
  'portal:admin:manageCredits',
  manageLicenses,
  'portal:admin:manageRoles',
  'portal:admin:manageSecurity',
  'portal:admin:manageServers',
  'portal:admin:manageWebsite',
  'portal:admin:updateUsers',
  'portal:admin:viewUsers',
];

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** False for the roles that are part of the product and not listed under `portals/self/roles`. */
  readonly isCustom: boolean;
  readonly privileges: readonly string[];
}

export const roles: readonly Role[] = [
  { id: 'org_admin', name: 'Administrator', description: '', isCustom: false, privileges: adminPrivileges },
  {
    id: 'org_publisher',
    name: 'Publisher',
    description: '',
    isCustom: false,
    privileges: publisherPrivileges,
  },
  { id: 'org_user', name: 'User', description: '', isCustom: false, privileges: userPrivileges },
  { id: viewerRole, name: 'Viewer', description: 'Views shared content', isCustom: true, privileges: [] },
  {
    id: dataEditorRole,
    name: 'Data Editor',
    description: 'Edits shared data',
    isCustom: true,
    privileges: userPrivileges,
  },
  {
    id: licenseManagerRole,
    name: 'License Manager',
    description: 'Manages licenses',
    isCustom: true,
    privileges: [manageLicenses, 'portal:admin:viewUsers', ...userPrivileges],
  },
];

const none: readonly string[] = [];

/** What a member may do, by their role. */
export const privilegesOf = (member: Member): readonly string[] =>
  roles.find(role => role.id === member.role)?.privileges ?? none;

export const isAdministrator = (member: Member): boolean => member.role === 'org_admin';

/** Whether a caller may use operations of that access. */
export function mayUse(caller: Member | undefined, access: Access): boolean {
  if (access === 'anyone') return true;
  if (caller === undefined) return false;
  if (access === 'member' || isAdministrator(caller)) return true;
  return access === 'licenses' && privilegesOf(caller).includes(manageLicenses);
}
