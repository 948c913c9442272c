// What a saved portal is called: readable and stable, so that every program of this computer finds the same journal.
import { portalId, userKey } from './ids';
import type { PortalId } from './ids';

/**
 * The same user at the same portal has the same id.
 * @param count from 2 where the ids before it are taken.
 */
export function connectionId(url: string, username: string, count = 1): PortalId {
  const { host, pathname } = new URL(url);
  const id = `${host}${pathname === '/' ? '' : pathname}#${userKey(username)}`;
  return portalId(count === 1 ? id : `${id}~${count}`);
}
