import { dayMs } from '../clock';
import type { Exchange, Route } from '../exchange';
import { input, paged } from '../exchange';
import { currentMaximum } from '../effective';
import type { Member } from '../model';
import { mayUse, roles } from '../privileges';
import { Refusal } from '../refusal';
import { searchMembers } from '../memberSearch';
import type { State } from '../state';
import { selfView, organizationId, userView } from '../userView';

export const organizationName = 'Riverbend County GIS';

/** `portals/self`, its members, roles and user types (wire reference section 6). */
export const portalRoutes: readonly Route[] = [
  { kind: 'read', path: '/sharing/rest/portals/:id', access: 'anyone', handle: self },
  {
    kind: 'read',
    path: '/sharing/rest/portals/:id/subscriptionInfo',
    access: 'member',
    handle: subscription,
  },
  { kind: 'read', path: '/sharing/rest/portals/:id/users', access: 'member', handle: users },
  { kind: 'read', path: '/sharing/rest/portals/:id/users/search', access: 'member', handle: search },
  { kind: 'read', path: '/sharing/rest/portals/:id/roles', access: 'member', handle: roleList },
  {
    kind: 'read',
    path: '/sharing/rest/portals/:id/roles/:role/privileges',
    access: 'member',
    handle: rolePrivileges,
  },
];

/** Only the organization itself is here. @throws Refusal 400 for another organization's id */
export function ownOrganization({ state, params }: Exchange): string {
  const orgId = organizationId(state.flavor);
  if (params['id'] !== 'self' && params['id'] !== orgId) {
    throw new Refusal(400, 'Portal does not exist or is inaccessible.');
  }
  return orgId;
}

function self(exchange: Exchange): unknown {
  const orgId = ownOrganization(exchange);
  const { state, caller, base } = exchange;
  const isOnline = state.flavor === 'online';
  const { host, port, pathname } = new URL(base);
  return {
    id: orgId,
    name: organizationName,
    description: 'Sample organization',
    ...(isOnline ? { urlKey: 'riverbend', customBaseUrl: 'maps.arcgis.com' } : {}),
    isPortal: !isOnline,
    portalMode: isOnline ? 'multitenant' : 'singletenant',
    portalName: isOnline ? 'ArcGIS Online' : 'ArcGIS Enterprise',
    portalHostname: `${host}${pathname}`,
    currentVersion: { online: '2025.2', enterprise: '2024.2', legacy: '6.3' }[state.flavor],
    ...(state.flavor === 'enterprise' ? { enterpriseVersion: '11.4.0', enterpriseBuild: '53940' } : {}),
    supportsOAuth: true,
    allSSL: base.startsWith('https:'),
    httpPort: Number(port),
    httpsPort: Number(port),
    canSignInArcGIS: true,
    canSignInIDP: true,
    maxTokenExpirationMinutes: -1,
    access: 'private',
    culture: 'en',
    region: 'WO',
    units: 'metric',
    ...(caller === undefined
      ? {}
      : { subscriptionInfo: subscriptionInfo(exchange), user: selfView(caller, orgId) }),
  };
}

function subscriptionInfo({ state, caller }: Exchange): Record<string, unknown> {
  const common = { id: '5550001111', type: 'In House', state: 'active' };
  if (!mayUse(caller, 'licenses')) return common;
  const total = state.members.size + 40;
  return {
    ...common,
    expDate: Math.floor(state.clock.now() / dayMs) * dayMs + 200 * dayMs,
    maxUsers: total,
    maxUsersPerLevel: { '1': Math.ceil(total / 2), '2': Math.ceil(total / 2) },
    ...(state.flavor === 'legacy'
      ? {}
      : {
          userLicenseTypes: Object.fromEntries(
            userTypeSeats(state).map(({ id, maxUsers }) => [id, maxUsers]),
          ),
        }),
    availableCredits: 5120.5,
  };
}

/** Seats of each user type: of the portal license on Enterprise, of the subscription online. */
export function userTypeSeats(
  state: State,
): { id: string; name: string; description: string; maxUsers: number }[] {
  const { license } = state;
  const now = state.clock.now();
  if (license === undefined)
    return state.userTypes.map(({ id, name, description, maxUsers }) => ({
      id,
      name,
      description,
      maxUsers,
    }));
  const ids = [...new Set(license.userTypes.map(entry => entry.id))];
  return ids.map(id => {
    const known = state.userTypes.find(type => type.id === id);
    const name = license.userTypes.find(entry => entry.id === id)?.name ?? known?.name ?? id;
    return {
      id,
      name,
      description: known?.description ?? '',
      maxUsers: currentMaximum(license.userTypes, id, now),
    };
  });
}

function subscription(exchange: Exchange): unknown {
  ownOrganization(exchange);
  return subscriptionInfo(exchange);
}

const filters: Readonly<Record<string, (member: Member, value: string) => boolean>> = {
  provider: (member, value) => member.provider === value,
  role: (member, value) => member.role === value,
  userLicenseType: (member, value) => member.userLicenseTypeId === value,
  username: (member, value) => member.username.toLowerCase().includes(value.toLowerCase()),
  firstname: (member, value) => member.firstName.toLowerCase().includes(value.toLowerCase()),
  lastname: (member, value) => member.lastName.toLowerCase().includes(value.toLowerCase()),
  fullname: (member, value) => member.fullName.toLowerCase().includes(value.toLowerCase()),
};

const sortKeys: Readonly<Record<string, (member: Member) => string | number>> = {
  username: member => member.username.toLowerCase(),
  fullname: member => member.fullName.toLowerCase(),
  created: member => member.created,
  lastlogin: member => member.lastLogin,
  mfaenabled: member => (member.mfaEnabled ? 1 : 0),
  level: member => member.level,
  role: member => member.role,
};

const lists = new WeakMap<State, { readonly version: number; readonly members: readonly Member[] }>();

/** All members as a list; made anew only after a change, because pages are read by the hundred. */
function allMembers(state: State): readonly Member[] {
  const known = lists.get(state);
  if (known?.version === state.memberVersion) return known.members;
  const members = [...state.members.values()];
  lists.set(state, { version: state.memberVersion, members });
  return members;
}

const lastSorted = new WeakMap<State, { readonly order: string; readonly members: readonly Member[] }>();

/** Members in the order of a sort field; in the organization's own order without one. */
export function sorted(exchange: Exchange, members: readonly Member[]): readonly Member[] {
  const field = (input(exchange, 'sortField') ?? '').toLowerCase();
  const key = sortKeys[field];
  if (key === undefined) return members;
  const sign = input(exchange, 'sortOrder') === 'desc' ? -1 : 1;
  // Whoever reads the whole organization page by page asks for the same order again and again.
  const { state } = exchange;
  const order = `${field} ${sign} ${state.memberVersion}`;
  const isWhole = members.length === state.members.size;
  if (isWhole && lastSorted.get(state)?.order === order) return lastSorted.get(state)?.members ?? members;
  const keyed = members.map(member => ({ member, key: key(member) }));
  keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0));
  const result = keyed.map(({ member }) => member);
  if (isWhole) lastSorted.set(state, { order, members: result });
  return result;
}

function users(exchange: Exchange): unknown {
  const orgId = ownOrganization(exchange);
  const active = Object.entries(filters).flatMap(([name, matches]) => {
    const value = input(exchange, name);
    return value === undefined || value === '' ? [] : [(member: Member) => matches(member, value)];
  });
  const areAllWanted = input(exchange, 'applyFilterIntersection') === 'true';
  const matches = (member: Member): boolean =>
    areAllWanted ? active.every(one => one(member)) : active.some(one => one(member));
  const all = allMembers(exchange.state);
  const found = sorted(exchange, active.length === 0 ? all : all.filter(matches));
  const { rows, ...paging } = paged(exchange, found);
  return { ...paging, users: rows.map(member => userView(member, exchange.caller, orgId)) };
}

function search(exchange: Exchange): unknown {
  const orgId = ownOrganization(exchange);
  const q = input(exchange, 'q') ?? '';
  const found = searchMembers(exchange.state, q, input(exchange, 'filter') ?? '');
  // Only the first 10,000 hits of the index can be reached (wire reference 6.5).
  const { rows, total, ...paging } = paged(exchange, sorted(exchange, found), 10_000);
  return {
    query: q,
    total: Math.min(total, 10_000),
    ...paging,
    results: rows.map(member => userView(member, exchange.caller, orgId)),
  };
}

function roleList(exchange: Exchange): unknown {
  ownOrganization(exchange);
  const { rows, ...paging } = paged(
    exchange,
    roles.filter(role => role.isCustom),
  );
  return { ...paging, roles: rows.map(({ id, name, description }) => ({ id, name, description })) };
}

function rolePrivileges(exchange: Exchange): unknown {
  ownOrganization(exchange);
  const role = roles.find(one => one.id === exchange.params['role'] && one.isCustom);
  if (role === undefined) throw new Refusal(400, 'Role does not exist or is inaccessible.');
  return { privileges: role.privileges };
}
