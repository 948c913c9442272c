// From a time line to what the page shows. Pure: the language is handed in, and nothing of VS Code is used.
import { atLeastCount, count, day, utcDateTime, utcDay } from '../../core/format';
import { l10n } from '../../core/l10n';
import { lockedOutMembers } from '../../core/timeline/lockedOut';
import type { OtherReading } from '../../core/timeline/readings';
import { causeText, readingText } from '../../core/timeline/timelineText';
import type { Roster, Shortage, Timeline, TimelineSubject } from '../../core/timeline/timelineTypes';
import { membersAtOnce } from '../../shared/simulation';
import type {
  SimulationCell,
  SimulationData,
  SimulationList,
  SimulationMember,
  SimulationNotice,
  SimulationShortage,
  SimulationSubject,
} from '../../shared/simulation';
import { figures, idleWords, instant, instantWords, kindWords, shortageSentence } from './simulationWords';

/** What was simulated, beside the time line itself. */
export interface SimulationSubjectMatter {
  /** Of the file as it stands in the editor; absent for a portal alone. */
  readonly file?: { readonly name: string; readonly unsaved: boolean };
  readonly portalName: string;
  /** ms epoch: when the oldest part of the portal's state was read. */
  readonly readAt: number;
  /** The same under another reading of what is not confirmed, one deviation each. */
  readonly others: readonly OtherReading[];
  /** What a plan of reductions would do, in words; absent where there is none to offer. */
  readonly plan?: string;
  /** BCP 47 tag. */
  readonly language: string;
}

/** Everything the page shows but the rows of the members' lists, which {@link memberRows} gives. */
export function simulationData(timeline: Timeline, matter: SimulationSubjectMatter): SimulationData {
  const { language, file, portalName } = matter;
  const subjects = timeline.subjects.map(subject => subjectData(timeline, subject, language));
  return {
    title:
      file === undefined
        ? l10n.t('Simulation of {0}', portalName)
        : l10n.t('Simulation of {0} at {1}', file.name, portalName),
    facts: factsOf(timeline, matter),
    verdict: verdictOf(timeline, language),
    notices: noticesOf(timeline, matter),
    unknown: [...new Set(timeline.unknowns.map(one => one.text))],
    boundaries: timeline.boundaries.map(({ at, causes }, index) => ({
      at,
      ...instantWords(at, timeline.timeZone, language),
      short:
        index > 0
          ? at % day === 0
            ? utcDay(at)
            : utcDateTime(at)
          : timeline.file === undefined
            ? l10n.t('Now')
            : l10n.t('Import'),
      causes: causes.map(causeText),
    })),
    subjects: [
      ...shortFirst(timeline, subjects),
      ...subjects.filter(one => one.changes && !isShort(one)),
      ...subjects.filter(one => !one.changes && !isShort(one)),
    ],
    ...focusOf(timeline),
    shortages: timeline.shortages.map(one => shortageData(timeline, one, language)),
    ...(matter.plan === undefined ? {} : { plan: { text: matter.plan } }),
  };
}

const isShort = ({ cells }: SimulationSubject): boolean => cells.some(cell => cell.over > 0);

/** By the time of their first shortage; those of a sum of others, which has none of its own, last. */
function shortFirst(
  timeline: Timeline,
  subjects: readonly SimulationSubject[],
): readonly SimulationSubject[] {
  const from = new Map(timeline.shortages.map(({ subject, at }) => [subject, at] as const).reverse());
  const at = ({ key }: SimulationSubject): number => from.get(key) ?? Number.MAX_SAFE_INTEGER;
  return subjects.filter(isShort).sort((a, b) => at(a) - at(b));
}

function factsOf(timeline: Timeline, matter: SimulationSubjectMatter): SimulationData['facts'] {
  const { file, portalName, readAt, language } = matter;
  const appId = timeline.file?.appId;
  return [
    ...(file === undefined
      ? [{ label: l10n.t('Simulated'), text: l10n.t("the portal's own queue and expiries, no file") }]
      : [
          {
            label: l10n.t('File'),
            text: file.unsaved ? l10n.t('{0} (with unsaved changes of the editor)', file.name) : file.name,
          },
        ]),
    ...(appId === undefined ? [] : [{ label: l10n.t('Product'), text: appId }]),
    { label: l10n.t('Portal'), text: portalName },
    { label: l10n.t('State read'), text: instant(readAt, timeline.timeZone, language) },
    { label: l10n.t('Time zone'), text: timeline.timeZone },
  ];
}

function verdictOf(timeline: Timeline, language: string): SimulationData['verdict'] {
  const { first, shortages, unknowns } = timeline;
  const subjectOf = (one: Shortage): TimelineSubject | undefined =>
    timeline.subjects.find(subject => subject.id === one.subject);
  if (first !== undefined)
    return {
      tone: 'error',
      text: [
        shortageSentence(timeline, subjectOf(first), first, language),
        ...othersText(timeline, first, language),
      ].join(' '),
    };
  const known = shortages[0];
  if (known !== undefined) {
    return {
      tone: 'warning',
      text: l10n.t(
        'Nothing gets worse than it is, but something is over-assigned already. {0}',
        shortageSentence(timeline, subjectOf(known), known, language),
      ),
    };
  }
  const last = timeline.boundaries.at(-1)?.at ?? timeline.now;
  const none =
    last > timeline.now
      ? l10n.t(
          'No shortage: seats suffice at every date up to the last one known, {0}.',
          instant(last, timeline.timeZone, language),
        )
      : l10n.t('No shortage: seats suffice, and no later date is known.');
  return unknowns.length === 0
    ? { tone: 'ok', text: none }
    : {
        tone: 'warning',
        text: l10n.t('{0} Not everything could be known: see at the end of this page.', none),
      };
}

/** How much else falls short, then and later, and what is over-assigned already. */
function othersText({ shortages }: Timeline, first: Shortage, language: string): readonly string[] {
  const worse = new Map(
    shortages
      .flatMap(one =>
        one.by > one.byNow && one.subject !== first.subject ? [[one.subject, one.at] as const] : [],
      )
      .reverse(),
  );
  const then = [...worse.values()].filter(at => at === first.at).length;
  const later = worse.size - then;
  const already = new Set(shortages.flatMap(one => (one.byNow > 0 ? one.subject : []))).size;
  const known =
    already === 0
      ? []
      : [l10n.t('Over-assigned already, before any of this: {0}.', count(already, language))];
  if (worse.size === 0) return known;
  return [
    later === 0
      ? l10n.t('At the same instant {0} more fall short.', count(then, language))
      : then === 0
        ? l10n.t('Later {0} more fall short.', count(later, language))
        : l10n.t(
            'At the same instant {0} more fall short, and {1} later.',
            count(then, language),
            count(later, language),
          ),
    ...known,
  ];
}

const focusOf = ({ first, shortages }: Timeline): Pick<SimulationData, 'focus'> => {
  const focus = first ?? shortages[0];
  return focus === undefined ? {} : { focus: focus.subject };
};

/** What happens where the portal behaves otherwise than the simulation takes it to, as no source says which. */
function noticesOf(
  timeline: Timeline,
  { others, language }: SimulationSubjectMatter,
): readonly SimulationNotice[] {
  return others.map(({ what, reading, timeline: other }): SimulationNotice => {
    const { first } = other;
    const then =
      first === undefined
        ? l10n.t('nothing gets worse than it is.')
        : fingerprint(first) === (timeline.first && fingerprint(timeline.first))
          ? l10n.t(
              'the first shortage is the same, but there are {0} in all instead of {1}.',
              count(other.shortages.length, language),
              count(timeline.shortages.length, language),
            )
          : shortageSentence(
              other,
              other.subjects.find(subject => subject.id === first.subject),
              first,
              language,
            );
    return { tone: 'info', text: l10n.t('{0}: {1}', readingText(what, reading), then) };
  });
}

const fingerprint = ({ subject, at, by }: Shortage): string => JSON.stringify([subject, at, by]);

function subjectData(timeline: Timeline, subject: TimelineSubject, language: string): SimulationSubject {
  const { id, label, kind, before, seats } = subject;
  const group = kindWords(kind);
  const cells = seats.map(one => cellOf(one, subject, language));
  const levels = timeline.file === undefined ? seats : [before, ...seats];
  return {
    key: id,
    label,
    ...(group === undefined ? {} : { group }),
    ...(timeline.file === undefined ? {} : { before: cellOf(before, subject, language) }),
    cells,
    changes: levels.some(one => one !== levels[0]),
  };
}

function cellOf(
  seats: number | null,
  { held, atLeast }: Pick<TimelineSubject, 'held' | 'atLeast'>,
  language: string,
): SimulationCell {
  return {
    ...(seats === null ? {} : { seats }),
    ...(held === undefined ? {} : { held }),
    ...(atLeast ? { atLeast: true as const } : {}),
    over: seats === null || held === undefined ? 0 : Math.max(0, held - seats),
    words: figures(seats, held, atLeast, language),
  };
}

/** Names a shortage in messages of the page. */
export const shortageKey = ({ subject, at }: Pick<Shortage, 'subject' | 'at'>): string => `${at} ${subject}`;

function shortageData(timeline: Timeline, shortage: Shortage, language: string): SimulationShortage {
  const { at, until, total, held, atLeast, by, byNow, subject: id } = shortage;
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
      '{0}: {1} held, {2} seats',
      subject?.label ?? id,
      atLeastCount(held, atLeast, language),
      count(total, language),
    ),
    when: [`${from}; ${ends}.`, ...already].join(' '),
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
  };
  return {
    heading:
      kind === 'none'
        ? l10n.t('Locked out until corrected: nobody known')
        : l10n.t(
            'Locked out until corrected: {0} members',
            atLeastCount(members, lockedOut.atLeast || atLeast, language),
          ),
    note:
      kind !== 'none' && members === 0 && lockedOut.atLeast
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

/** Those to reduce, then the offline ones who were passed over. */
function overMembers(timeline: Timeline, { subject: id, overBy }: Shortage): Roster['members'] {
  const key = timeline.subjects.find(one => one.id === id)?.roster;
  const roster = key === undefined ? undefined : timeline.rosters[key];
  return [...overBy.members, ...overBy.offline].flatMap(place => roster?.members[place] ?? []);
}
