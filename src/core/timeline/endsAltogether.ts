// Whether something ends, or only loses seats: an end is mended by a renewal alone, anything else by giving seats back.
import type { Shortage, Timeline, TimelineSubject } from './timelineTypes';

/**
 * True where all of the product has no seat for as long as the shortage lasts: its members and every entitlement of it. A right that a file leaves
 * out while the product goes on locks every holder of the product out (users-and-peers finding 7), and giving it back lets them in again. A user type
 * ends where no user type is left that could be given instead.
 */
export function endsAltogether(
  { subjects, boundaries }: Pick<Timeline, 'subjects' | 'boundaries'>,
  { subject: id, at, until = Infinity, total }: Pick<Shortage, 'subject' | 'at' | 'until' | 'total'>,
): boolean {
  const subject = subjects.find(one => one.id === id);
  if (subject === undefined || total > 0) return false;
  const times = boundaries.flatMap((one, index) => (one.at >= at && one.at < until ? [index] : []));
  return subjects
    .filter(other => isSameProduct(subject, other))
    .every(({ seats }) => times.every(index => (seats[index] ?? 0) === 0));
}

function isSameProduct(one: TimelineSubject, other: TimelineSubject): boolean {
  if (one.id === other.id) return true;
  if (one.kind === 'userType') return other.kind === 'userType';
  return one.itemId !== undefined && one.itemId === other.itemId;
}
