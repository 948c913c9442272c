// What is done about writes that a portal may still carry out: of this run, and of earlier ones.
import { l10n } from '../../core/l10n';
import type { PlannedRequest } from '../../core/planTypes';
import type { Doubt } from './doubts';
import type { Run, RunMember } from './memberRun';
import { sameSet } from '../../core/sameSet';
import { lateWriteMs } from './verdict';

const minuteMs = 60_000;

/** Epoch ms as the clock on the wall shows it, with its zone, rounded up to the minute: `14:33 UTC`. */
export function timeText(at: number): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  return format.format(Math.ceil(at / minuteMs) * minuteMs);
}

/**
 * Notes that the answer of a write was lost.
 * @param lostAt epoch ms when that was seen. The time counts from there and not from the sending: a request whose token was renewed went out
 *   later than it was begun.
 */
export function noteLost(
  run: Run,
  request: PlannedRequest,
  members: readonly RunMember[],
  lostAt: number,
): void {
  const until = lostAt + lateWriteMs;
  for (const member of members)
    member.late = run.doubts.add(run.orgId, {
      itemId: request.itemId,
      username: member.change.username,
      set: request.entitlements,
      until,
    });
}

/** The member was read back as its lost write left it: that write will not come again. */
export function noteArrived(run: Run, member: RunMember): void {
  const { late } = member;
  member.late = undefined;
  if (late && late.repeated !== true) run.doubts.arrived(run.orgId, late);
}

/** Until when the member's lost write may still be carried out, epoch ms, for one who knows it by a read that began at `begunAt`. */
export const lateUntil = (member: RunMember, begunAt: number): number | undefined =>
  member.late !== undefined && begunAt < member.late.until ? member.late.until : undefined;

/** Why it is not known what came of a member that could not be read back, and what to do. */
export function unreadText(run: Run, member: RunMember): string {
  const why = member.doubt ?? '';
  const until = lateUntil(member, run.clock.now());
  if (run.signedOut)
    return l10n.t(
      'Sent, and what came of it could not be read: {0} The plan stays open in the journal: sign in and choose Read Again, which is then offered.',
      why,
    );
  return until === undefined
    ? l10n.t('Sent, and what came of it could not be read: {0} Refresh the listing to find out.', why)
    : l10n.t(
        'Sent, and what came of it could not be read: {0} The portal may still write it until {1}. Refresh the listing after that to find out.',
        why,
        timeText(until),
      );
}

/**
 * Earlier writes to the member that may come after the read that it is known by. One whose set the member has by now has arrived, unless the
 * same was sent again.
 */
function expected(run: Run, member: RunMember): readonly Doubt[] {
  const arrived = (doubt: Doubt): boolean => doubt.repeated !== true && sameSet(doubt.set, member.current);
  for (const doubt of member.earlier.filter(arrived)) run.doubts.arrived(run.orgId, doubt);
  member.earlier = member.earlier.filter(doubt => doubt.until > member.readAt && !arrived(doubt));
  return member.earlier;
}

/**
 * Why a member may not be given `set` now: an earlier write would replace it. The very set that is in doubt may be written: whichever of the
 * two comes last, the member has it.
 */
export function earlierText(
  run: Run,
  member: RunMember,
  set: PlannedRequest['entitlements'],
): string | undefined {
  const others = expected(run, member).filter(doubt => !sameSet(doubt.set, set));
  if (others.length === 0) return undefined;
  return l10n.t(
    'Not sent: an earlier write to this member was lost and may still arrive at the portal. Try again after {0}.',
    timeText(Math.max(...others.map(({ until }) => until))),
  );
}

/** True where the member is to be read once more right before it is written to. */
export const isExpecting = (run: Run, member: RunMember): boolean => expected(run, member).length > 0;

/** The members whom no earlier write is on its way to replace again; the others end here. To be called right before a write. */
export function withoutEarlier(
  run: Run,
  request: PlannedRequest,
  members: readonly RunMember[],
): RunMember[] {
  return members.filter(member => {
    const text = earlierText(run, member, request.entitlements);
    if (text !== undefined) {
      run.settle(member, 'notDone', text, member.current);
      return false;
    }
    member.earlier = member.earlier.map(doubt => ({ ...doubt, repeated: true }));
    for (const doubt of member.earlier) run.doubts.repeat(run.orgId, doubt);
    return true;
  });
}
