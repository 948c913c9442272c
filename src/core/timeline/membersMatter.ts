// Whether the list of all members has a part in what a time line says: it is long, and read only where it has.
import { isProLevel } from '../catalog';
import type { TimelineSubject } from './timelineTypes';

/**
 * True where a user type is short or its members are not counted, and where a product with levels of ArcGIS Pro is short: who has a level through the
 * user type takes no seat, and is locked out with the others (wire reference 8.3, 17.5).
 */
export function membersMatter(subjects: readonly TimelineSubject[]): boolean {
  const withLevels = new Set(
    subjects.flatMap(({ itemId, entitlement }) =>
      itemId !== undefined && entitlement !== undefined && isProLevel(entitlement) ? [itemId] : [],
    ),
  );
  return subjects.some(subject => {
    if (subject.kind === 'userType') return subject.held === undefined || isShort(subject);
    return subject.itemId !== undefined && withLevels.has(subject.itemId) && isShort(subject);
  });
}

const isShort = ({ held, seats }: TimelineSubject): boolean =>
  held !== undefined && seats.some(one => one !== null && one < held);
