import type { Exchange, Route } from '../exchange';
import { findMember, input, paged, repeatedInputList } from '../exchange';
import type { Listing, Member } from '../model';
import { keyOf } from '../model';
import { isAdministrator, mayUse } from '../privileges';
import { Refusal, notPermitted } from '../refusal';
import type { Put } from '../changes';
import type { State } from '../state';
import { namedMember } from './community';
import { ownOrganization, userTypeSeats } from './portals';

/** User types: since 10.7 (wire reference 6.4 and 11). */
export const userTypeRoutes: readonly Route[] = [
  { kind: 'read', path: '/sharing/rest/portals/:id/userLicenseTypes', access: 'member', handle: list },
  {
    kind: 'write',
    path: '/sharing/rest/portals/:id/updateUserLicenseType',
    access: 'licenses',
    handle: update,
  },
  {
    kind: 'read',
    path: '/sharing/rest/community/users/:username/userLicenseType',
    access: 'member',
    handle: ofMember,
  },
];

function list(exchange: Exchange): unknown {
  ownOrganization(exchange);
  const types = userTypeSeats(exchange.state);
  if (exchange.state.decisions.userLicenseTypesPaging === 'unpaged') return { userLicenseTypes: types };
  const { rows, ...paging } = paged(exchange, types);
  return { ...paging, userLicenseTypes: rows };
}

/** Why a member's type cannot become `type`, or undefined. `taken` counts those of this request that already got it. */
function obstacle(state: State, member: Member, type: string, free: number): string | undefined {
  const key = keyOf(member.username);
  const isOffline = [...state.listings.values()].some(
    (listing: Listing) => (listing.holders.get(key)?.disconnectedSince ?? null) !== null,
  );
  if (isOffline) return 'The user has a disconnected license.';
  if (member.userLicenseTypeId === type) return undefined;
  const canAdminister = state.userTypes.find(one => one.id === type)?.canAdminister ?? false;
  if (isAdministrator(member) && !canAdminister && state.decisions.userTypeRole === 'refuse') {
    return 'The role of the user is not compatible with the user type.';
  }
  return free > 0 ? undefined : 'The number of members with this user type exceeds the number available.';
}

function update(exchange: Exchange): unknown {
  ownOrganization(exchange);
  const { state, caller } = exchange;
  if (state.decisions.userTypePrivilege === 'administrator' && !mayUse(caller, 'admin')) throw notPermitted();
  const type = input(exchange, 'userLicenseType') ?? '';
  const seats = userTypeSeats(state).find(one => one.id === type);
  if (seats === undefined) throw new Refusal(400, `Unrecognized user license type id: ${type}`);
  // Comma-separated, or repeated (wire reference 11.2).
  const names = repeatedInputList(exchange, 'users');
  if (names.length === 0) throw new Refusal(400, 'Invalid users parameter.');
  if (names.length > 25 && state.decisions.userTypeLimit === '25') {
    throw new Refusal(400, 'A maximum of 25 users can be updated in one request.');
  }
  const targets = exchange.halfOfUsers ? names.slice(0, Math.ceil(names.length / 2)) : names;
  let free = seats.maxUsers - (state.typeCounts.get(type) ?? 0);
  const puts: Put[] = [];
  const changed = new Set<Member>();
  const results = targets.map(name => {
    const member = findMember(state, name);
    const problem =
      member === undefined ? 'User does not exist or is inaccessible.' : obstacle(state, member, type, free);
    if (member === undefined || problem !== undefined) {
      return { username: name, status: false, error: { code: 400, message: problem ?? '' } };
    }
    if (member.userLicenseTypeId !== type && !changed.has(member)) {
      free--;
      changed.add(member);
      puts.push(state.memberChange(member, { userLicenseTypeId: type }));
    }
    return { username: member.username, status: true };
  });
  const failed = results.find(result => !result.status);
  if (failed !== undefined && state.decisions.userTypeFailure === 'envelope') {
    throw new Refusal(400, failed.error?.message ?? '', [failed.username]);
  }
  state.commit(puts);
  return { results };
}

const includedApps = [
  { id: 'mapViewer', title: 'Map Viewer' },
  { id: 'sceneViewer', title: 'Scene Viewer' },
  { id: 'storymaps', title: 'ArcGIS StoryMaps' },
  { id: 'opsdashboard', title: 'ArcGIS Dashboards' },
];

function ofMember(exchange: Exchange): unknown {
  const { state, caller } = exchange;
  const member = namedMember(exchange);
  if (caller !== member && !mayUse(caller, 'licenses')) throw notPermitted();
  const type = state.userTypes.find(one => one.id === member.userLicenseTypeId);
  if (type === undefined) throw new Refusal(400, 'The user has no user type.');
  const bundles = [...state.bundles.values()].filter(bundle => bundle.holders.has(keyOf(member.username)));
  const app = (id: string, title: string): unknown => ({
    id,
    title,
    type: 'Web Mapping Application',
    thumbnail: null,
    entitlements: [id],
  });
  return {
    id: type.id,
    name: type.name,
    apps: [
      ...includedApps.map(({ id, title }) => app(id, title)),
      ...(type.includedPro === undefined ? [] : [app(type.includedPro, 'ArcGIS Pro')]),
      ...bundles.map(bundle => ({
        id: bundle.id,
        title: bundle.name,
        type: 'App Bundle',
        isAppBundle: true,
        apps: bundle.appTitles.map(title => ({ id: title, title, type: 'Web Mapping Application' })),
      })),
    ],
  };
}
