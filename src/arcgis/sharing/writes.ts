// Changes of who holds what. Each is one request that is never repeated, but once after a token renewal.
import * as v from 'valibot';
import type { ItemId, UserTypeId, Username } from '../../core/ids';
import { userKey, username } from '../../core/ids';
import { l10n } from '../../core/l10n';
import { PortalError } from '../../core/problem';
import type { Http, HttpRequest } from '../http';
import type { UserTypeResult } from '../portalClient';
import { flag, isRecord, listOf, readAs, shapeError, textOf } from '../schemas';
import { segment } from '../url';
import { manageLicenses } from './organization';

/** The portal refuses more in one request (seed 000). */
export const maxUsersPerRequest = 25;

/**
 * `provisionUserEntitlements`: gives all the users this one set, in place of whatever they hold of the listing (seed 000).
 * An empty set takes the listing away. `suppressCustomerEmail` is always sent: left out, the portal writes to the members.
 * @throws PortalError `badInput` before anything is sent for no users or more than 25.
 */
export async function provision(
  http: Http,
  itemId: ItemId,
  change: {
    readonly users: readonly Username[];
    readonly entitlements: readonly string[];
    readonly suppressCustomerEmail: boolean;
  },
  signal?: AbortSignal,
): Promise<void> {
  checkUsers(change.users);
  const set = { users: change.users, entitlements: change.entitlements };
  await sendWrite(http, {
    path: `content/listings/${segment(itemId)}/provisionUserEntitlements`,
    action: 'write',
    params: { userEntitlements: JSON.stringify(set), suppressCustomerEmail: change.suppressCustomerEmail },
    privilege: manageLicenses,
    signal,
  });
}

/** `provisionUserAppBundle`: user names joined by commas, not JSON (wire reference 7.4). At most 25, as for listings. */
export async function provisionAppBundle(
  http: Http,
  itemId: ItemId,
  change: { readonly users: readonly Username[]; readonly revoke: boolean },
  signal?: AbortSignal,
): Promise<void> {
  await sendWrite(http, {
    path: `content/listings/${segment(itemId)}/provisionUserAppBundle`,
    action: 'write',
    params: { users: joined(change.users), revoke: change.revoke },
    privilege: manageLicenses,
    signal,
  });
}

/** `setDisconnectSettings`: whether members may take licenses of the listing offline; without a limit in time (wire reference 10.3). */
export async function setDisconnectSettings(
  http: Http,
  itemId: ItemId,
  canDisconnect: boolean,
  signal?: AbortSignal,
): Promise<void> {
  await sendWrite(http, {
    path: `content/listings/${segment(itemId)}/setDisconnectSettings`,
    action: 'write',
    params: { canDisconnect, maxDisconnectDuration: -1 },
    privilege: manageLicenses,
    signal,
  });
}

const WireResults = v.object({
  success: flag,
  results: listOf(
    v.object({ username: v.string(), status: v.unknown(), error: v.unknown(), message: v.unknown() }),
  ),
});

/**
 * `updateUserLicenseType`: one result per user, in the order asked (wire reference 11.2). A user of whom the reply says nothing is `ok` only
 * when the reply is a plain `success: true`.
 */
export async function updateUserType(
  http: Http,
  users: readonly Username[],
  userType: UserTypeId,
  signal?: AbortSignal,
): Promise<readonly UserTypeResult[]> {
  const request: HttpRequest = {
    path: 'portals/self/updateUserLicenseType',
    action: 'write',
    params: { users: joined(users), userLicenseType: userType },
    privilege: manageLicenses,
    signal,
  };
  const Loose = v.pipe(
    v.unknown(),
    v.transform(json => (isRecord(json) ? { ...json, results: withAllKeys(json['results']) } : json)),
    WireResults,
  );
  const reply = await readAs(http, request, Loose);
  if (reply.results.length === 0 && reply.success !== true) throw shapeError(http, request, 'results');
  const byName = new Map(reply.results.map(result => [userKey(result.username), result]));
  return users.map((name): UserTypeResult => {
    const result = byName.get(userKey(name));
    if (result === undefined) {
      return reply.results.length === 0
        ? { username: username(name), ok: true }
        : {
            username: username(name),
            ok: false,
            message: l10n.t('The portal did not mention this member in its reply.'),
          };
    }
    if (result.status === true || result.status === 'true' || result.status === 'success')
      return { username: name, ok: true };
    const error = isRecord(result.error) ? result.error['message'] : result.error;
    const message = textOf(result.message) ?? textOf(error) ?? l10n.t('The portal gave no reason.');
    return { username: name, ok: false, message };
  });
}

const withAllKeys = (results: unknown): unknown =>
  Array.isArray(results)
    ? (results as unknown[]).map(entry =>
        isRecord(entry) ? { status: undefined, error: undefined, message: undefined, ...entry } : entry,
      )
    : results;

/** Sends a change and checks that the portal says that it was done, in either of its two ways (wire reference, section 18 row 18). */
export async function sendWrite(
  http: Http,
  request: HttpRequest,
): Promise<Readonly<Record<string, unknown>>> {
  const json = await http.send(request);
  if (isRecord(json)) {
    const status = textOf(json['status'])?.toLowerCase() ?? '';
    if (json['success'] === true || json['success'] === 'true' || doneStates.has(status)) return json;
  }
  throw shapeError(http, request, 'success');
}

const doneStates = new Set(['success', 'success with warnings', 'in progress']);

function checkUsers(users: readonly Username[]): void {
  if (users.length === 0) throw badInput(l10n.t('A change needs at least one member.'));
  if (users.length > maxUsersPerRequest) {
    throw badInput(
      l10n.t(
        'A request may name {0} members at most, and this one names {1}. Split it.',
        maxUsersPerRequest,
        users.length,
      ),
    );
  }
}

function joined(users: readonly Username[]): string {
  checkUsers(users);
  const odd = users.find(name => name.includes(','));
  if (odd !== undefined)
    throw badInput(l10n.t('"{0}" holds a comma, which separates user names here. Check the name.', odd));
  return users.join(',');
}

function badInput(message: string): PortalError {
  return new PortalError({ kind: 'badInput' }, message);
}
