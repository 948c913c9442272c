// Which organization, seen by whom: what was kept of one portal is never taken for another's.
import { userKey } from '../core/ids';
import type { PortalConnection } from '../core/model';

/** Equal for the same organization read by the same user. The address of a sample portal changes with every start, and what it is does not. */
export const keptIdentity = ({ url, kind, orgId, username, sample }: PortalConnection): string =>
  JSON.stringify([
    sample === undefined ? url : [sample.flavor, sample.scale],
    kind,
    orgId,
    userKey(username),
  ]);
