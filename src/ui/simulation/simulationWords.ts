// What a simulation says in sentences: instants in UTC and in the portal's zone, causes, shortages.
import { atLeastCount, localDateTime, relativeTime, utcDateTime, utcDay } from '../../core/format';
import { l10n } from '../../core/l10n';
import { endsAltogether } from '../../core/timeline/endsAltogether';
import { seatsWords } from '../../core/timeline/timelineText';
import type {
  RosterMember,
  Shortage,
  SubjectKind,
  Timeline,
  TimelineSubject,
} from '../../core/timeline/timelineTypes';

export interface InstantWords {
  /** `2027-07-01 00:00 UTC`. */
  readonly utc: string;
  /** `Jun 30, 2027, 5:00 PM in America/Los_Angeles`; empty where the zone is UTC itself. */
  readonly local: string;
  /** `2027-07-01 00:00 UTC (Jun 30, 2027, 5:00 PM in America/Los_Angeles)`. */
  readonly when: string;
}

/** @param language BCP 47 tag of the display language */
export function instantWords(at: number, timeZone: string, language: string): InstantWords {
  const utc = utcDateTime(at);
  if (['UTC', 'Etc/UTC', 'GMT'].includes(timeZone)) return { utc, local: '', when: utc };
  const local = l10n.t('{0} in {1}', localDateTime(at, timeZone, language), timeZone);
  return { utc, local, when: `${utc} (${local})` };
}

/** The instant in UTC and in the zone, in one line. */
export const instant = (at: number, timeZone: string, language: string): string =>
  instantWords(at, timeZone, language).when;

/** What a subject is, where its label does not say it. */
export function kindWords(kind: SubjectKind): string | undefined {
  switch (kind) {
    case 'userType':
      return l10n.t('User type');
    case 'app':
      return l10n.t('App');
    case 'extension':
      return l10n.t('User type extension');
    case 'appBundle':
      return l10n.t('App bundle');
    case 'entitlement':
    case 'product':
    case 'members':
      return undefined;
  }
}

/** `250 seats, 312 held, 62 over`, or what of it is not known. */
export function figures(
  seats: number | null,
  held: number | undefined,
  atLeast: boolean,
  language: string,
): string {
  const over = seats === null || held === undefined ? 0 : Math.max(0, held - seats);
  return [
    seats === null ? l10n.t('seats not known') : seatsWords(seats, language),
    held === undefined
      ? l10n.t('holders not known')
      : l10n.t('{0} held', atLeastCount(held, atLeast, language)),
    ...(over > 0 ? [l10n.t('{0} over', atLeastCount(over, atLeast, language))] : []),
  ].join(', ');
}

/**
 * Who is locked out by it, in one sentence; undefined where nobody is known to be.
 * @param ends the product ends, so that nothing can be given back for it
 */
function lockedOutSentence(shortage: Shortage, ends: boolean, language: string): string | undefined {
  const { lockedOut } = shortage;
  const members = atLeastCount(lockedOut.count, lockedOut.atLeast, language);
  const by = atLeastCount(shortage.by, shortage.atLeast, language);
  const isOne = shortage.by === 1 && !shortage.atLeast;
  const isSole = lockedOut.count === 1 && !lockedOut.atLeast;
  switch (lockedOut.kind) {
    case 'holders':
      return ends
        ? isSole
          ? l10n.t('The one member who has the product could not sign in to it then.')
          : l10n.t('Nobody of the {0} members who have the product could sign in to it then.', members)
        : isSole
          ? l10n.t('The one member who has the product could not sign in to it until the seat is given back.')
          : isOne
            ? l10n.t(
                'Nobody of the {0} members who have the product could sign in to it until 1 seat is given back.',
                members,
              )
            : l10n.t(
                'Nobody of the {0} members who have the product could sign in to it until {1} seats are given back.',
                members,
                by,
              );
    case 'nonAdministrators':
      return ends
        ? l10n.t(
            'None of the {0} members of this user type who are no administrators could sign in then.',
            members,
          )
        : isOne
          ? l10n.t(
              'None of the {0} members of this user type who are no administrators could sign in until one of them is given another one.',
              members,
            )
          : l10n.t(
              'None of the {0} members of this user type who are no administrators could sign in until {1} are given another one.',
              members,
              by,
            );
    case 'none':
      return undefined;
    case 'notTold':
      return l10n.t(
        'Which of its rights lose the seats is not told, and so neither is who could not sign in to it.',
      );
  }
}

const overText = (isOne: boolean, words: readonly string[]): string =>
  isOne
    ? l10n.t('{0}, “{1}” is over-assigned by {2}: {3} are held, and there is {4}.', ...words)
    : l10n.t('{0}, “{1}” is over-assigned by {2}: {3} are held, and there are {4}.', ...words);

/** From when something is short, how much, and what that does. */
export function shortageSentence(
  timeline: Pick<Timeline, 'now' | 'timeZone' | 'file' | 'subjects' | 'boundaries'>,
  subject: TimelineSubject | undefined,
  shortage: Shortage,
  language: string,
): string {
  const label = subject?.label ?? shortage.subject;
  const held = atLeastCount(shortage.held, shortage.atLeast, language);
  const from =
    shortage.at > timeline.now
      ? l10n.t('From {0}', instant(shortage.at, timeline.timeZone, language))
      : timeline.file === undefined || shortage.byNow >= shortage.by
        ? l10n.t('Now')
        : l10n.t('From the import on');
  const what =
    shortage.total === 0
      ? shortage.held === 1 && !shortage.atLeast
        ? l10n.t('{0}, no seats are left of “{1}”, and 1 is held.', from, label)
        : l10n.t('{0}, no seats are left of “{1}”, and {2} are held.', from, label, held)
      : overText(shortage.total === 1, [
          from,
          label,
          atLeastCount(shortage.by, shortage.atLeast, language),
          held,
          seatsWords(shortage.total, language),
        ]);
  const locked = lockedOutSentence(shortage, endsAltogether(timeline, shortage), language);
  return locked === undefined ? what : `${what} ${locked}`;
}

/** Since when a member is idle, where any source says it; of a user type that is the last sign-in to the portal. */
export function idleWords(member: RosterMember, kind: SubjectKind, now: number, language: string): string {
  const { lastUsed, useUnknown } = member;
  if (useUnknown === true) return l10n.t('last use not known');
  if (lastUsed === undefined)
    return kind === 'userType' ? l10n.t('never signed in') : l10n.t('never used it');
  const ago = relativeTime(lastUsed, now, language);
  return kind === 'userType'
    ? l10n.t('last signed in {0} ({1})', utcDay(lastUsed), ago)
    : l10n.t('last used {0} ({1})', utcDay(lastUsed), ago);
}
