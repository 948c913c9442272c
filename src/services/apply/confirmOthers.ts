// A list that was read for some members says of the others, too, whether they are as they were: those need no reading of their own.
import { userKey } from '../../core/ids';
import { isProven } from '../../core/isProven';
import type { Target } from '../../core/planTypes';
import { sameSet } from '../../core/sameSet';
import type { ListRead, Run } from './memberRun';

/**
 * Takes note of members of later requests that a list shows as they were. Whoever differs is looked at when it is their turn.
 * @param read the list, and a moment at or before the beginning of its reading, epoch ms
 */
export function confirmOthers(
  run: Run,
  target: Target,
  { begunAt, list }: Exclude<ListRead, { problem: unknown }>,
): void {
  const rows = new Map(list.items.map(row => [userKey(row.username), row]));
  const isWhole = isProven(list);
  for (const member of run.members) {
    // A row from before the last read of a member may be from before a write of this very plan.
    if (member.change.itemId !== target.itemId || member.phase !== 'pending' || member.readAt >= begunAt)
      continue;
    const row = rows.get(userKey(member.change.username));
    if (row ? row.offline : !isWhole) continue;
    if (sameSet(row?.entitlements ?? [], member.current)) member.readAt = begunAt;
  }
}
