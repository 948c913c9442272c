// What a branch holds, and what the portal's administrator may do: asked by the rows of every subject.
import type { PortalId } from '../ids';
import type { LoadState, TreeState } from './treeModelTypes';

/** True when the portal's administrator may write; false while that is not known. */
export function isWritable(state: TreeState, portalId: PortalId): boolean {
  const organization = state.peek(portalId, 'organization');
  return organization.state !== 'idle' && organization.value?.access.canManageLicenses === true;
}

/** True where the portal has an operation that takes an offline license back: ArcGIS Online has none (wire reference 10.1). */
export function canRelease(state: TreeState, portalId: PortalId): boolean {
  const kind = valueOf(state.peek(portalId, 'organization'))?.kind;
  return kind === 'enterprise' || kind === 'legacy';
}

/** What was read, whether or not a newer reading is under way or failed. */
export function valueOf<T>(branch: LoadState<T>): T | undefined {
  return branch.state === 'idle' ? undefined : branch.value;
}

/** True while the rows at hand are those of a first reading that is still going on. */
export function isStreaming<T>(branch: LoadState<T>): boolean {
  return branch.state === 'loading' && branch.value !== undefined && branch.readAt === undefined;
}
