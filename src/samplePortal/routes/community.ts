import type { Exchange, Route } from '../exchange';
import { findMember, input, paged } from '../exchange';
import type { Listing, Member } from '../model';
import { keyOf } from '../model';
import { searchMembers } from '../memberSearch';
import { isAdministrator, mayUse } from '../privileges';
import { Refusal, notPermitted, unknownUser } from '../refusal';
import type { Put } from '../changes';
import { organizationId, selfView, userView } from '../userView';
import { listingView } from './content';
import { holderView } from './entitlements';
import { sorted } from './portals';
import { provisionView } from './purchases';

/** Members and groups under `community` (wire reference 6.5 and 7.3). */
export const communityRoutes: readonly Route[] = [
  { kind: 'read', path: '/sharing/rest/community/self', access: 'member', handle: self },
  { kind: 'read', path: '/sharing/rest/community/users', access: 'member', handle: search },
  { kind: 'read', path: '/sharing/rest/community/users/:username', access: 'member', handle: one },
  { kind: 'write', path: '/sharing/rest/community/users/:username/delete', access: 'admin', handle: remove },
  { kind: 'write', path: '/sharing/rest/community/checkUsernames', access: 'member', handle: checkUsernames },
  { kind: 'read', path: '/sharing/rest/community/groups', access: 'member', handle: groupSearch },
  { kind: 'read', path: '/sharing/rest/community/groups/:group', access: 'member', handle: groupView },
  {
    kind: 'read',
    path: '/sharing/rest/community/groups/:group/userList',
    access: 'member',
    handle: userList,
  },
];

/** Since 10.7: what one member can use. */
export const provisionedListingRoutes: readonly Route[] = [
  {
    kind: 'read',
    path: '/sharing/rest/community/users/:username/provisionedListings',
    access: 'member',
    handle: provisionedListings,
  },
];

/** The member that a path names. @throws Refusal 400 for an unknown one */
export function namedMember({ state, params }: Exchange): Member {
  const username = params['username'] ?? '';
  const member = findMember(state, username);
  if (member === undefined) throw unknownUser(username);
  return member;
}

const orgOf = ({ state }: Exchange): string => organizationId(state.flavor);

/** The caller; the route's access has made sure that there is one. */
function callerOf({ caller }: Exchange): Member {
  if (caller === undefined) throw notPermitted();
  return caller;
}

const groupsOf = ({ state }: Exchange, member: Member): unknown[] =>
  state.groups
    .filter(({ id }) => member.groups.includes(id))
    .map(({ id, title, owner }) => ({ id, title, owner }));

function self(exchange: Exchange): unknown {
  const caller = callerOf(exchange);
  return { ...selfView(caller, orgOf(exchange)), groups: groupsOf(exchange, caller) };
}

function search(exchange: Exchange): unknown {
  const q = input(exchange, 'q') ?? '';
  const found = searchMembers(exchange.state, q, input(exchange, 'filter') ?? '');
  const { rows, total, ...paging } = paged(exchange, sorted(exchange, found), 10_000);
  const results = rows.map(member => userView(member, exchange.caller, orgOf(exchange)));
  return { query: q, total: Math.min(total, 10_000), ...paging, results };
}

function one(exchange: Exchange): unknown {
  const member = namedMember(exchange);
  const view =
    member === exchange.caller
      ? selfView(member, orgOf(exchange))
      : userView(member, exchange.caller, orgOf(exchange));
  return { ...view, groups: groupsOf(exchange, member) };
}

function remove(exchange: Exchange): unknown {
  const { state } = exchange;
  const member = namedMember(exchange);
  const key = keyOf(member.username);
  const held = [...state.listings.values()].filter(listing => listing.holders.has(key));
  const bundles = [...state.bundles.values()].filter(bundle => bundle.holders.has(key));
  const isLicensed = held.length > 0 || bundles.length > 0;
  const isOffline = held.some(listing => (listing.holders.get(key)?.disconnectedSince ?? null) !== null);
  if (isOffline || (isLicensed && state.decisions.deleteLicensed === 'refuse')) {
    throw new Refusal(400, 'The user has licenses assigned.', [member.username]);
  }
  if (member === exchange.caller) throw new Refusal(400, 'You cannot delete your own account.');
  const puts: Put[] = [
    ...held.map((listing): Put => ['holder', listing.itemId, member.username, null]),
    ...bundles.map((bundle): Put => ['bundle', bundle.itemId, member.username, false]),
    ['member', member.username, null],
  ];
  state.commit(puts);
  return { success: true, username: member.username };
}

function checkUsernames(exchange: Exchange): unknown {
  const names = (input(exchange, 'usernames') ?? '').split(',').filter(name => name !== '');
  return {
    usernames: names.map(requested => ({
      requested,
      suggested: findMember(exchange.state, requested) === undefined ? requested : `${requested}1`,
    })),
  };
}

/** `title:"Field Crew"`, or words: both match any part of the title, as the index of a portal does. */
function groupSearch(exchange: Exchange): unknown {
  const q = input(exchange, 'q') ?? '';
  const quoted = /^title:"((?:[^"\\]|\\.)*)"$/.exec(q)?.[1]?.replace(/\\(.)/g, '$1');
  const wanted = (quoted ?? q.replaceAll('*', '')).toLowerCase();
  const found = exchange.state.groups.filter(
    ({ id, title }) => id === wanted || title.toLowerCase().includes(wanted),
  );
  const { rows, ...paging } = paged(exchange, found);
  return { query: q, ...paging, results: rows };
}

function groupOf({ state, params }: Exchange): { id: string; title: string; owner: string } {
  const found = state.groups.find(({ id }) => id === params['group']);
  if (found === undefined)
    throw new Refusal(400, 'Group does not exist or is inaccessible.', [], { messageCode: 'COM_0003' });
  return found;
}

function groupView(exchange: Exchange): unknown {
  return { ...groupOf(exchange), access: 'org', tags: [] };
}

/** Members of a group, the owner apart. Paged, so that a group as large as the organization can be read. */
function userList(exchange: Exchange): unknown {
  const { id, owner } = groupOf(exchange);
  const members = [...exchange.state.members.values()].filter(
    member => member.groups.includes(id) && member.username !== owner,
  );
  const { rows, ...paging } = paged(exchange, members);
  return {
    ...paging,
    owner: { username: owner, fullName: findMember(exchange.state, owner)?.fullName ?? owner },
    users: rows.map(({ username, fullName, created }) => ({
      username,
      fullName,
      memberType: 'member',
      joined: created,
      orgId: orgOf(exchange),
    })),
  };
}

function provisionedListings(exchange: Exchange): unknown {
  const { state } = exchange;
  const member = namedMember(exchange);
  const caller = callerOf(exchange);
  if (caller !== member && !isAdministrator(caller) && !mayUse(caller, 'licenses')) throw notPermitted();
  const key = keyOf(member.username);
  const now = state.clock.now();
  const includesExpired = input(exchange, 'includeExpired') === 'true';
  const held = [...state.listings.values()].filter(listing => {
    const isExpired = listing.endDate !== -1 && listing.endDate < now;
    // Extensions that belong to the user type are left out (wire reference 7.3).
    return (
      listing.inPurchases && listing.isVisible && listing.holders.has(key) && (includesExpired || !isExpired)
    );
  });
  const { rows, ...paging } = paged(exchange, held);
  const view = (listing: Listing): unknown => {
    const holder = listing.holders.get(key);
    return {
      ...listingView(listing),
      provision: provisionView(exchange, listing, orgOf(exchange)),
      ...(state.decisions.provisionedListingsSets === 'with' && holder !== undefined
        ? { userEntitlements: holderView(exchange, holder) }
        : {}),
    };
  };
  return { ...paging, provisionedListings: rows.map(view) };
}
