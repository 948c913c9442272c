// Members of the organization (wire reference 6.3 and 6.5).
import { userKey, username, userTypeId } from '../../core/ids';
import type { Username } from '../../core/ids';
import type { Listed, Member } from '../../core/model';
import { isPortalError } from '../../core/problem';
import type { Http } from '../http';
import type { PagedList } from '../paging';
import { portalLimit } from '../http';
import { pageSize, readList } from '../paging';
import type { MemberQuery, ReadOptions } from '../portalClient';
import { isNever, isRecord, shapeError, textOf, timeOf } from '../schemas';
import { segment } from '../url';

/** Lets an account list members (wire reference 6.3). */
const viewUsers = 'portal:admin:viewUsers';

/** A user object of the wire, read by hand: lists hold tens of thousands. Undefined for what has no user name. */
export function memberOf(raw: unknown): Member | undefined {
  if (!isRecord(raw)) return undefined;
  const name = textOf(raw['username']);
  if (name === undefined) return undefined;
  const email = textOf(raw['email']);
  const roleId = textOf(raw['roleId']);
  const userType = textOf(raw['userLicenseTypeId']);
  const lastLogin = timeOf(raw['lastLogin']);
  const created = timeOf(raw['created']);
  return {
    username: username(name),
    fullName: textOf(raw['fullName']) ?? name,
    role: textOf(raw['role']) ?? '',
    provider: textOf(raw['provider']) ?? 'arcgis',
    disabled: raw['disabled'] === true,
    ...(email === undefined ? {} : { email }),
    ...(roleId === undefined ? {} : { roleId }),
    ...(userType === undefined ? {} : { userType: userTypeId(userType) }),
    ...(lastLogin !== undefined
      ? { lastLogin }
      : isNever(raw['lastLogin'])
        ? {}
        : { signInUnknown: true as const }),
    ...(created === undefined ? {} : { created }),
  };
}

const keyOf = (member: Member): string => userKey(member.username);

/** `portals/self/users`: complete and current, the way to enumerate. */
export function readMembers(http: Http, options?: ReadOptions<Member>): Promise<Listed<Member>> {
  const list: PagedList<Member> = {
    request: {
      path: 'portals/self/users',
      action: 'read',
      params: { sortField: 'username', sortOrder: 'asc' },
      privilege: viewUsers,
    },
    rowsKey: 'users',
    map: memberOf,
    keyOf,
  };
  return readList(http, list, options);
}

/**
 * `portals/self/users/search`: the search index, which lags behind writes and ends at 10,000 rows. The portal looks for the longest word; the
 * other words are compared here, since how its query language groups OR and AND is not documented.
 */
export async function searchMembers(
  http: Http,
  query: MemberQuery,
  signal?: AbortSignal,
): Promise<Listed<Member>> {
  const { q, filter, words } = memberQuery(query);
  const list: PagedList<Member> = {
    request: {
      path: 'portals/self/users/search',
      action: 'read',
      params: { q, filter, sortField: 'username', sortOrder: 'asc' },
      privilege: viewUsers,
    },
    rowsKey: 'results',
    map: raw => {
      const member = memberOf(raw);
      return member !== undefined && words.every(word => hasWord(member, word)) ? member : undefined;
    },
    keyOf,
    ceiling: portalLimit,
  };
  const found = await readList(http, list, {
    limit: query.limit ?? 100,
    ...(signal === undefined ? {} : { signal }),
  });
  if (words.length === 0) return found;
  // The portal's count is of the longest word alone.
  const { partial, items } = found;
  if (partial === undefined) return { items };
  return { items, partial: partial.kind === 'paged' ? { kind: 'paged' } : partial };
}

/**
 * `community/users/{name}`; undefined when there is no such user. Where the portal refuses with a text that is not known, the member list
 * decides, since only it can tell "nobody" from a failure.
 */
export async function readMember(
  http: Http,
  name: Username,
  signal?: AbortSignal,
): Promise<Member | undefined> {
  const request = { path: `community/users/${segment(name)}`, action: 'read', signal } as const;
  try {
    const member = memberOf(await http.send(request));
    if (member === undefined) throw shapeError(http, request, 'username');
    return member;
  } catch (error) {
    if (!isPortalError(error)) throw error;
    if (error.fault.kind === 'notMember') return undefined;
    if (error.fault.kind !== 'refused' || (error.fault.code ?? 400) >= 500) throw error;
    const known = await readList(
      http,
      {
        request: { path: 'portals/self/users', action: 'read', params: { username: name }, signal },
        rowsKey: 'users',
        map: memberOf,
      },
      { limit: pageSize },
    );
    const found = known.items.find(member => userKey(member.username) === userKey(name));
    if (found === undefined && known.partial !== undefined) throw error;
    return found;
  }
}

/** `q` and `filter` of a search, and the words that are left to compare. User type and role are exact and all of them must match. */
export function memberQuery({ text = '', userType, role }: MemberQuery): {
  readonly q: string;
  readonly filter?: string;
  readonly words: readonly string[];
} {
  const [longest, ...words] = text
    .split(/\s+/)
    .filter(word => word !== '')
    .sort((one, other) => other.length - one.length);
  const term = longest === undefined ? '' : escapeQuery(longest);
  const exact = [
    ...(userType === undefined ? [] : [`userlicensetype:"${escapeQuery(userType)}"`]),
    ...(role === undefined ? [] : [`role:"${escapeQuery(role)}"`]),
  ];
  return {
    q: ['username', 'fullname', 'lastname', 'email'].map(field => `${field}:${term}*`).join(' OR '),
    ...(exact.length === 0 ? {} : { filter: exact.join(' AND ') }),
    words,
  };
}

/** Whether a word begins a word of the user name, the full name or the e-mail; without regard to case and accents. */
function hasWord({ username: name, fullName, email = '' }: Member, word: string): boolean {
  const wanted = folded(word);
  return [name, fullName, email].some(text => {
    const own = folded(text);
    return own.startsWith(wanted) || own.split(/[\s@._-]+/).some(part => part.startsWith(wanted));
  });
}

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Characters with a meaning in the portal's query language, made ordinary. `<` and `>` cannot be escaped there and are left out. */
export function escapeQuery(text: string): string {
  return text
    .replace(/[<>]/g, '')
    .replace(/[&|!(){}[\]^"~*?:\\/\s]/g, '\\$&')
    .replace(/^[+-]/, '\\$&');
}
