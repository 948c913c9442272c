// The ids of the saved portals, for what activation needs of them; connections.ts reads the whole entries, with a schema.
import { portalId, type PortalId } from '../core/ids';
import type { KeyValueStore } from './ports';

/** Where the list of connections lies in the store. */
export const connectionsKey = 'connections';

/** The ids in the stored list, whatever else is in it. */
export function savedPortalIds(store: Pick<KeyValueStore, 'get'>): readonly PortalId[] {
  const stored = store.get(connectionsKey);
  if (!Array.isArray(stored)) return [];
  return (stored as readonly unknown[]).flatMap(entry =>
    typeof entry === 'object' && entry !== null && 'id' in entry && typeof entry.id === 'string'
      ? [portalId(entry.id)]
      : [],
  );
}
