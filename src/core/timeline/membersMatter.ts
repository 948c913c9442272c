// Whether the list of all members has a part in what a time line says: it is long, and read only where it has.
import { isProLevel } from '../catalog';
import type { UserTypeId } from '../ids';
import type { TimelineSubject } from './timelineTypes';

/** True where members have to be read for what the time line says. */
export function membersMatter(subjects: readonly TimelineSubject[]): boolean {
  const { userTypes, withLevels } = membersInQuestion(subjects);
  return userTypes.length > 0 || withLevels;
}

export interface MembersInQuestion {
  /** Those that are short, and those whose members nobody counts. */
  readonly userTypes: readonly UserTypeId[];
  /**
   * A product with levels of ArcGIS Pro is short: who has a level through the user type takes no seat, and is locked out with the others (wire
   * reference 8.3, 17.5).
   */
  readonly withLevels: boolean;
}

/** Which members have a part in the subjects of a time line. */
export function membersInQuestion(subjects: readonly TimelineSubject[]): MembersInQuestion {
  const products = new Set(
    subjects.flatMap(({ itemId, entitlement }) =>
      itemId !== undefined && entitlement !== undefined && isProLevel(entitlement) ? [itemId] : [],
    ),
  );
  return {
    userTypes: subjects.flatMap(one =>
      one.userType !== undefined && (one.held === undefined || isShort(one)) ? [one.userType] : [],
    ),
    withLevels: subjects.some(one => one.itemId !== undefined && products.has(one.itemId) && isShort(one)),
  };
}

const isShort = ({ held, seats }: TimelineSubject): boolean =>
  held !== undefined && seats.some(one => one !== null && one < held);
