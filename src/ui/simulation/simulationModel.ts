// From a time line to what the page shows. Pure: the language is handed in, and nothing of VS Code is used.
import { count, day, utcDateTime, utcDay } from '../../core/format';
import { l10n } from '../../core/l10n';
import type { OtherReading } from '../../core/timeline/readings';
import { causeText, readingText } from '../../core/timeline/timelineText';
import type { Shortage, Timeline, TimelineSubject } from '../../core/timeline/timelineTypes';
import { blindText, noShortageText, otherwiseText, verdictOf } from '../../core/timeline/verdict';
import type {
  SimulationCell,
  SimulationData,
  SimulationNotice,
  SimulationSubject,
} from '../../shared/simulation';
import { figures, instant, instantWords, kindWords, shortageSentence } from './simulationWords';
import { shortageData } from './simulationShortages';

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

/** Everything the page shows but the rows of the members' lists, which `memberRows` gives. */
export function simulationData(timeline: Timeline, matter: SimulationSubjectMatter): SimulationData {
  const { language, file, portalName } = matter;
  const subjects = timeline.subjects.map(subject => subjectData(timeline, subject, language));
  return {
    title:
      file === undefined
        ? l10n.t('Simulation of {0}', portalName)
        : l10n.t('Simulation of {0} at {1}', file.name, portalName),
    facts: factsOf(timeline, matter),
    verdict: verdictData(timeline, language),
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

function verdictData(timeline: Timeline, language: string): SimulationData['verdict'] {
  const verdict = verdictOf(timeline);
  switch (verdict.kind) {
    case 'worse':
      return {
        tone: 'error',
        text: [
          sentenceOf(timeline, verdict.shortage, language),
          ...othersText(timeline, verdict.shortage, language),
        ].join(' '),
      };
    case 'anyway':
      return {
        tone: 'warning',
        text: [
          l10n.t(
            'The file makes nothing worse than it gets without it. All the same: {0}',
            sentenceOf(timeline, verdict.shortage, language),
          ),
          ...alreadyText(timeline, language),
          ...blindText(verdict.blind),
        ].join(' '),
      };
    case 'already':
      return {
        tone: 'warning',
        text: [
          l10n.t(
            'Nothing gets worse than it is, but something is over-assigned already. {0}',
            sentenceOf(timeline, verdict.shortage, language),
          ),
          ...blindText(verdict.blind),
        ].join(' '),
      };
    case 'none':
    case 'notKnown':
      return {
        tone: verdict.kind === 'none' ? 'ok' : 'warning',
        text: noShortageText(verdict, at => instant(at, timeline.timeZone, language)),
      };
  }
}

const sentenceOf = (timeline: Timeline, shortage: Shortage, language: string): string =>
  shortageSentence(
    timeline,
    timeline.subjects.find(subject => subject.id === shortage.subject),
    shortage,
    language,
  );

/** How much else falls short, then and later, what does without the file as well, and what is over-assigned already. */
function othersText(timeline: Timeline, first: Shortage, language: string): readonly string[] {
  const { shortages } = timeline;
  const worse = new Map(
    shortages
      .flatMap(one =>
        one.by > one.byNow && one.anyway === undefined && one.subject !== first.subject
          ? [[one.subject, one.at] as const]
          : [],
      )
      .reverse(),
  );
  const then = [...worse.values()].filter(at => at === first.at).length;
  const later = worse.size - then;
  const anyway = new Set(
    shortages.flatMap(one => (one.by > one.byNow && one.anyway === true ? one.subject : [])),
  );
  return [
    ...(worse.size === 0
      ? []
      : [
          ...(then === 0
            ? []
            : [l10n.t('Short from the same instant on as well: {0}.', count(then, language))]),
          ...(later === 0 ? [] : [l10n.t('Short later as well: {0}.', count(later, language))]),
        ]),
    ...(anyway.size === 0 ? [] : [l10n.t('Short without the file, too: {0}.', count(anyway.size, language))]),
    ...alreadyText(timeline, language),
  ];
}

function alreadyText({ shortages }: Timeline, language: string): readonly string[] {
  const already = new Set(shortages.flatMap(one => (one.byNow > 0 ? one.subject : []))).size;
  return already === 0
    ? []
    : [l10n.t('Over-assigned already, before any of this: {0}.', count(already, language))];
}

const focusOf = ({ first, firstAnyway, shortages }: Timeline): Pick<SimulationData, 'focus'> => {
  const focus = first ?? firstAnyway ?? shortages[0];
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
      first !== undefined && fingerprint(first) === (timeline.first && fingerprint(timeline.first))
        ? l10n.t(
            'the first shortage is the same, but there are {0} in all instead of {1}.',
            count(other.shortages.length, language),
            count(timeline.shortages.length, language),
          )
        : (otherwiseText(other) ?? (first === undefined ? '' : sentenceOf(other, first, language)));
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
