// What a list showed before it was read anew: where the portal cuts it again, the rows that it shows no more stay, with their time.
import type { HolderDirectory } from '../core/holderDirectory';
import type { Holder, Listed } from '../core/model';
import { laidOver } from '../core/olderRows';
import type { EarlierList } from '../core/olderRows';
import type { BranchName, BranchRef, BranchValues } from './inventoryTypes';
import { known } from './inventorySlots';
import type { PortalState, Slot } from './inventorySlots';

/** What was kept of a list in an earlier session, of this portal and user, with its numbers in the directory. Never rejects. */
export type EarlierLists = (ref: BranchRef, directory: HolderDirectory) => Promise<EarlierList | undefined>;

/**
 * A list of holders that is not whole, over the whole one that was known before; any other value as it is.
 * @throws AbortError when the signal fires.
 */
export async function overEarlier<N extends BranchName>(
  { directory }: PortalState,
  { ref, branch }: Slot<N>,
  value: BranchValues[N],
  signal: AbortSignal,
  earlier?: EarlierLists,
): Promise<BranchValues[N]> {
  if (ref.name !== 'holders') return value;
  const list = value as Listed<Holder>;
  if (list.partial === undefined) return value;
  const { value: before, readAt } = known(branch);
  const own =
    before !== undefined && readAt !== undefined
      ? { value: before as Listed<Holder>, readAt }
      : await earlier?.(ref, directory);
  signal.throwIfAborted();
  if (own === undefined) return value;
  const turn = async (): Promise<void> => {
    await new Promise(resolve => setImmediate(resolve));
    signal.throwIfAborted();
  };
  return (await laidOver(list, own, directory, turn)) as unknown as BranchValues[N];
}
