// A simulation as a report that can be saved. Text of others is escaped; license strings and signatures are not in a time line.
import { atLeastCount, localDateTime, utcDateTime } from '../format';
import { l10n } from '../l10n';
import { markdownText } from '../markdown';
import type { OtherReading } from './readings';
import type { Reductions } from './reductions';
import { reductionsMarkdown } from './reductionsMarkdown';
import { labelOf, moment, table } from './reportParts';
import { shortagesMarkdown } from './shortagesMarkdown';
import { causeText, readingText, seatsText, seatsWords } from './timelineText';
import type { Shortage, Timeline, TimelineSubject } from './timelineTypes';
import { blindText, noShortageText, otherwiseText, verdictOf } from './verdict';

export interface TimelineReport {
  readonly timeline: Timeline;
  /** Name of the portal, and of the file where one was simulated. Text of others. */
  readonly portalName: string;
  readonly fileName?: string;
  readonly reductions?: Reductions;
  readonly others?: readonly OtherReading[];
}

/** The report: what happens when, seats at every boundary, each shortage with its two lists, the smallest reductions, what is not known. */
export function timelineMarkdown(report: TimelineReport): string {
  const { timeline, portalName, fileName } = report;
  const title =
    fileName === undefined
      ? l10n.t('What will happen on {0}', markdownText(portalName))
      : l10n.t('What the import of {0} into {1} does', markdownText(fileName), markdownText(portalName));
  return [
    `# ${title}`,
    '',
    l10n.t(
      'Simulated for {0}. Times are UTC, then {1}.',
      moment(timeline, timeline.now),
      markdownText(timeline.timeZone),
    ),
    '',
    summary(timeline),
    '',
    ...boundaries(timeline),
    ...seats(timeline),
    ...shortagesMarkdown(timeline),
    ...reductionsMarkdown(timeline, report.reductions),
    ...assumptions(report),
  ].join('\n');
}

function summary(timeline: Timeline): string {
  const verdict = verdictOf(timeline);
  switch (verdict.kind) {
    case 'worse': {
      const { shortage: first } = verdict;
      const { firstAnyway } = timeline;
      return [
        l10n.t(
          'First shortage: {0} at {1}, {2} for {3} held.',
          markdownText(labelOf(timeline, first.subject)),
          moment(timeline, first.at),
          seatsWords(first.total),
          atLeastCount(first.held, first.atLeast),
        ),
        ...(firstAnyway === undefined ? [] : [anywayText(timeline, firstAnyway)]),
      ].join(' ');
    }
    case 'anyway':
      return [
        l10n.t('The file makes nothing worse than it gets without it.'),
        anywayText(timeline, verdict.shortage),
        ...blindText(verdict.blind).map(markdownText),
      ].join(' ');
    case 'already':
      return [
        l10n.t('Nothing falls short that does not fall short already.'),
        ...blindText(verdict.blind).map(markdownText),
      ].join(' ');
    case 'none':
    case 'notKnown':
      return markdownText(noShortageText(verdict, at => moment(timeline, at)));
  }
}

const anywayText = (timeline: Timeline, { subject, at, total, held, atLeast: isAtLeast }: Shortage): string =>
  l10n.t(
    'The first shortage that comes without it, too: {0} at {1}, {2} for {3} held.',
    markdownText(labelOf(timeline, subject)),
    moment(timeline, at),
    seatsWords(total),
    atLeastCount(held, isAtLeast),
  );

const boundaries = (timeline: Timeline): readonly string[] => [
  `## ${l10n.t('When something changes')}`,
  '',
  ...table(
    [l10n.t('UTC'), markdownText(timeline.timeZone), l10n.t('What happens')],
    timeline.boundaries.map(({ at, causes }) => [
      utcDateTime(at),
      localDateTime(at, timeline.timeZone),
      causes.map(cause => markdownText(causeText(cause))).join('; '),
    ]),
  ),
];

function seats(timeline: Timeline): readonly string[] {
  const heads = [
    l10n.t('What'),
    l10n.t('Held'),
    l10n.t('Before'),
    ...timeline.boundaries.map(({ at }) => utcDateTime(at)),
  ];
  const cells = (subject: TimelineSubject): readonly string[] => [
    markdownText(subject.label),
    subject.held === undefined ? l10n.t('not known') : atLeastCount(subject.held, subject.atLeast),
    seatsText(subject.before),
    ...subject.seats.map(seatsText),
  ];
  // What neither changes nor is short is no news: its names are enough.
  const short = new Set(timeline.shortages.map(one => one.subject));
  const isNews = ({ id, before, seats: own }: TimelineSubject): boolean =>
    short.has(id) || own.some(one => one !== own[0]) || (timeline.file !== undefined && own[0] !== before);
  const steady = timeline.subjects.filter(one => !isNews(one));
  return [
    `## ${l10n.t('Seats from each change on')}`,
    '',
    ...table(heads, timeline.subjects.filter(isNews).map(cells)),
    ...(steady.length === 0
      ? []
      : [
          l10n.t(
            'As it is now at every date: {0}.',
            steady
              .map(one =>
                markdownText(
                  l10n.t(
                    '{0} ({1} of {2} held)',
                    one.label,
                    one.held === undefined ? l10n.t('not known') : atLeastCount(one.held, one.atLeast),
                    seatsText(one.seats[0] ?? null),
                  ),
                ),
              )
              .join(', '),
          ),
          '',
        ]),
  ];
}

function assumptions({ timeline, others = [] }: TimelineReport): readonly string[] {
  const lines = [
    ...timeline.unknowns.map(({ text }) => markdownText(text)),
    ...others.map(({ what, reading, timeline: other }) => {
      const { first } = other;
      return first === undefined
        ? l10n.t('{0}: {1}', readingText(what, reading), otherwiseText(other) ?? '')
        : l10n.t(
            '{0}, the first shortage is {1} at {2}.',
            readingText(what, reading),
            markdownText(labelOf(other, first.subject)),
            moment(timeline, first.at),
          );
    }),
  ];
  return lines.length === 0
    ? []
    : [`## ${l10n.t('What is not known')}`, '', ...lines.map(line => `- ${line}`), ''];
}
