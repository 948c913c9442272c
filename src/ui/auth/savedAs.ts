// Which saved portal a sign-in belongs to: the same user at the same address is the same connection, somebody else is another one.
import { connectionId } from '../../core/connectionId';
import { portalId, userKey, type PortalId } from '../../core/ids';
import type { Organization, PortalConnection, SampleSource } from '../../core/model';

export interface SignedIn {
  readonly url: string;
  /** What the portal says of itself and of who is signed in. */
  readonly organization: Organization;
  /** The saved portal that the sign-in was begun for; absent when a portal is added. */
  readonly known?: PortalConnection | undefined;
  readonly sample?: SampleSource | undefined;
  /** Of the application that OAuth 2.0 was done with. */
  readonly clientId?: string | undefined;
  /** The saved portal of an id. */
  readonly find: (id: PortalId) => PortalConnection | undefined;
}

/**
 * The connection to save for a sign-in. Journal and plans belong to a connection's id, so an id never passes from one user to another; a sample
 * portal has one user and keeps its id. What was saved for the connection before (name, client id, time zone) is kept.
 */
export function savedAs(signedIn: SignedIn): PortalConnection {
  const { url, organization, known, sample, clientId, find } = signedIn;
  const { username } = organization.access;
  const isSameUser = (one: PortalConnection): boolean => userKey(one.username) === userKey(username);
  const id =
    known !== undefined && (sample !== undefined || isSameUser(known))
      ? known.id
      : freeId(url, username, sample, one => {
          const taken = find(one);
          return taken === undefined || sample !== undefined || isSameUser(taken);
        });
  const before = known?.id === id ? known : find(id);
  // The application and the time zone are the portal's, whoever signs in.
  const { clientId: knownClientId, timeZone } = known ?? {};
  return {
    ...(knownClientId === undefined ? {} : { clientId: knownClientId }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...before,
    id,
    name: before?.name ?? organization.name,
    url,
    kind: organization.kind,
    orgId: organization.orgId,
    username,
    ...(clientId === undefined ? {} : { clientId }),
    ...(sample === undefined ? {} : { sample }),
  };
}

/** Readable and stable: the same user at the same portal has the same id. The sample's port is not part of it. */
function freeId(
  url: string,
  username: string,
  sample: SampleSource | undefined,
  isFree: (id: PortalId) => boolean,
): PortalId {
  if (sample !== undefined) return portalId(`sample-${sample.flavor}-${sample.scale}`);
  // Earlier versions let somebody else go on under an id: that one is not taken over again.
  for (let count = 1; ; count += 1) {
    const next = connectionId(url, username, count);
    if (isFree(next)) return next;
  }
}
