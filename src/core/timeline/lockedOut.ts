// Who cannot get in while something is over-assigned (users-and-peers finding 7; wire reference section 20).
import type { LockedOut, RosterMember, Shortage, Timeline } from './timelineTypes';

/** Whether a member of the subject's roster is locked out by it. Administrators are not locked out of the portal, and are out of a product. */
export function isLockedOut(kind: LockedOut['kind'], member: RosterMember): boolean {
  switch (kind) {
    case 'holders':
      return true;
    case 'nonAdministrators':
      return member.keep !== 'administrator';
    case 'none':
    case 'notTold':
      return false;
  }
}

/** The members whom a shortage locks out until it is corrected, idle first; those that are known (`shortage.lockedOut.atLeast`). */
export function lockedOutMembers(timeline: Timeline, shortage: Shortage): readonly RosterMember[] {
  const subject = timeline.subjects.find(one => one.id === shortage.subject);
  const roster = subject?.roster === undefined ? undefined : timeline.rosters[subject.roster];
  return (roster?.members ?? []).filter(member => isLockedOut(shortage.lockedOut.kind, member));
}
