// The shortages of a simulation with their two lists kept apart: who is to be reduced, and who is locked out until it is corrected.
import { atLeastCount, count, utcDay } from '../../core/format';
import { l10n } from '../../core/l10n';
import { lockedOutMembers } from '../../core/timeline/lockedOut';
import { membersWords, seatsWords } from '../../core/timeline/timelineText';
import type { Roster, Shortage, Timeline } from '../../core/timeline/timelineTypes';
import { membersAtOnce } from '../../shared/simulation';
import type { SimulationList, SimulationMember, SimulationShortage } from '../../shared/simulation';
import { idleWords, instant } from './simulationWords';

/** Names a shortage in messages of the page. */
export const shortageKey = ({ subject, at }: Pick<Shortage, 'subject' | 'at'>): string => `${at} ${subject}`;

/** One shortage with the heads of its lists; {@link memberRows} gives their rows. */
export function shortageData(timeline: Timeline, shortage: Shortage, language: string): SimulationShortage {
  const { at, until, total, held, atLeast, by, byNow, anyway, subject: id } = shortage;
  const subject = timeline.subjects.find(one => one.id === id);
  const from =
    at > timeline.now
      ? l10n.t('From {0}', instant(at, timeline.timeZone, language))
      : timeline.file === undefined
        ? l10n.t('Now')
        : l10n.t('From the import on');
  const ends =
    until === undefined
      ? l10n.t('no later change is known')
      : l10n.t('until {0}', instant(until, timeline.timeZone, language));
  const already =
    byNow === 0
      ? []
      : [
          byNow >= by
            ? l10n.t('That many are too many already.')
            : l10n.t('{0} are too many already.', count(byNow, language)),
        ];
  return {
    key: shortageKey(shortage),
    subject: id,
    heading: l10n.t(
      '{0}: {1} held, {2}',
      subject?.label ?? id,
      atLeastCount(held, atLeast, language),
      seatsWords(total, language),
    ),
    when: [
      `${from}; ${ends}.`,
      ...already,
      ...(anyway === true ? [l10n.t('It happens without the file, too.')] : []),
    ].join(' '),
    over: overList(shortage, language),
    locked: lockedList(shortage, language),
  };
}

function overList({ by, atLeast, overBy }: Shortage, language: string): SimulationList {
  const { members, offline, missing } = overBy;
  const notes = [
    members.length === 0
      ? l10n.t('Nobody is known who could be reduced.')
      : l10n.t('To be reduced for this shortage alone, the longest idle first.'),
    ...(offline.length === 0
      ? []
      : [
          l10n.t(
            '{0} have it offline and cannot be reduced: the next idle take their place. They stand at the end of the list.',
            count(offline.length, language),
          ),
        ]),
    ...(missing === 0
      ? []
      : [l10n.t('{0} more could not be named.', atLeastCount(missing, atLeast, language))]),
  ];
  return {
    heading: l10n.t('Over by {0}', atLeastCount(by, atLeast, language)),
    note: notes.join(' '),
    total: members.length + offline.length,
  };
}

function lockedList({ lockedOut, atLeast }: Shortage, language: string): SimulationList {
  const { kind, count: members } = lockedOut;
  const notes: Record<typeof kind, string> = {
    holders: l10n.t('Everyone who has the product, also those whose own seat is not over.'),
    nonAdministrators: l10n.t('Every member of the user type but administrators.'),
    none: l10n.t('No source says that anybody would be locked out by it.'),
    notTold: l10n.t(
      'Which of its rights lose the seats is not told, and so neither is who is locked out: perhaps everyone who holds it.',
    ),
  };
  return {
    heading:
      kind === 'none'
        ? l10n.t('Locked out until corrected: nobody known')
        : kind === 'notTold'
          ? l10n.t('Locked out until corrected: not known')
          : l10n.t(
              'Locked out until corrected: {0}',
              membersWords(members, lockedOut.atLeast || atLeast, language),
            ),
    note:
      kind !== 'none' && kind !== 'notTold' && members === 0 && lockedOut.atLeast
        ? l10n.t('{0} Who they are is not known.', notes[kind])
        : notes[kind],
    total: members,
  };
}

/**
 * One page of a list of members, at most {@link membersAtOnce}, from `start` on. What the page asks for comes from outside: a shortage that is
 * not there, or a place beyond the end, gives no rows.
 */
export function memberRows(
  timeline: Timeline,
  key: string,
  list: 'over' | 'locked',
  start: number,
  language: string,
): { readonly rows: readonly SimulationMember[]; readonly total: number } {
  const shortage = timeline.shortages.find(one => shortageKey(one) === key);
  const subject = timeline.subjects.find(one => one.id === shortage?.subject);
  if (shortage === undefined || subject === undefined) return { rows: [], total: 0 };
  const members = list === 'locked' ? lockedOutMembers(timeline, shortage) : overMembers(timeline, shortage);
  return {
    total: members.length,
    rows: members.slice(start, start + membersAtOnce).map((member): SimulationMember => ({
      name: member.username,
      detail: [
        idleWords(member, subject.kind, timeline.now, language),
        ...(member.offline === true && member.offlineSince !== undefined
          ? [l10n.t('offline since {0}', utcDay(member.offlineSince))]
          : []),
      ].join(', '),
      ...(member.offline === true ? { offline: true as const } : {}),
    })),
  };
}

/** The names of a list, whole; of those to reduce without the offline ones. None for a shortage that is not there. */
export function memberNames(timeline: Timeline, key: string, list: 'over' | 'locked'): readonly string[] {
  const shortage = timeline.shortages.find(one => shortageKey(one) === key);
  if (shortage === undefined) return [];
  const members =
    list === 'locked'
      ? lockedOutMembers(timeline, shortage)
      : overMembers(timeline, shortage).slice(0, shortage.overBy.members.length);
  return members.map(({ username }) => username);
}

/** Those to reduce, then the offline ones who were passed over. */
function overMembers(timeline: Timeline, { subject: id, overBy }: Shortage): Roster['members'] {
  const key = timeline.subjects.find(one => one.id === id)?.roster;
  const roster = key === undefined ? undefined : timeline.rosters[key];
  return [...overBy.members, ...overBy.offline].flatMap(place => roster?.members[place] ?? []);
}
