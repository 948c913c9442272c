// A simulation as a report that can be saved. Text of others is escaped; license strings and signatures are not in a time line.
import { count, localDateTime, utcDateTime } from '../format';
import { l10n } from '../l10n';
import { markdownText } from '../markdown';
import { lockedOutMembers } from './lockedOut';
import type { OtherReading } from './readings';
import type { Reductions } from './reductions';
import { causeText, lockOutText, readingText, seatsText } from './timelineText';
import type { RosterMember, Shortage, SubjectKind, Timeline, TimelineSubject } from './timelineTypes';

export interface TimelineReport {
  readonly timeline: Timeline;
  /** Name of the portal, and of the file where one was simulated. Text of others. */
  readonly portalName: string;
  readonly fileName?: string;
  readonly reductions?: Reductions;
  readonly others?: readonly OtherReading[];
}

/** Names that a list of the report has at most; how many more there are is said. */
const mostNames = 200;

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
    ...shortages(timeline),
    ...reduced(report),
    ...assumptions(report),
  ].join('\n');
}

const moment = ({ timeZone }: Timeline, at: number): string =>
  markdownText(`${utcDateTime(at)}, ${localDateTime(at, timeZone)}`);

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [
  row(heads),
  row(heads.map(() => '---')),
  ...rows.map(row),
  '',
];

function summary(timeline: Timeline): string {
  const { first, firstAnyway, shortages: all } = timeline;
  if (first !== undefined)
    return [
      l10n.t(
        'First shortage: {0} at {1}, {2} seats for {3} held.',
        markdownText(labelOf(timeline, first.subject)),
        moment(timeline, first.at),
        count(first.total),
        atLeast(first.held, first.atLeast),
      ),
      ...(firstAnyway === undefined ? [] : [anywayText(timeline, firstAnyway)]),
    ].join(' ');
  if (firstAnyway !== undefined)
    return `${l10n.t('The file makes nothing worse.')} ${anywayText(timeline, firstAnyway)}`;
  return all.length === 0
    ? l10n.t('Nothing falls short.')
    : l10n.t('Nothing falls short that does not fall short already.');
}

const anywayText = (timeline: Timeline, { subject, at, total, held, atLeast: isAtLeast }: Shortage): string =>
  l10n.t(
    'Without it, too, the first shortage is {0} at {1}, {2} seats for {3} held.',
    markdownText(labelOf(timeline, subject)),
    moment(timeline, at),
    count(total),
    atLeast(held, isAtLeast),
  );

const labelOf = (timeline: Timeline, id: string): string =>
  timeline.subjects.find(subject => subject.id === id)?.label ?? id;

const atLeast = (value: number, isAtLeast: boolean): string =>
  isAtLeast ? l10n.t('at least {0}', count(value)) : count(value);

const boundaries = (timeline: Timeline): readonly string[] => [
  `## ${l10n.t('When something changes')}`,
  '',
  ...table(
    [l10n.t('UTC'), markdownText(timeline.timeZone), l10n.t('What happens')],
    timeline.boundaries.map(({ at, causes }) => [
      markdownText(utcDateTime(at)),
      markdownText(localDateTime(at, timeline.timeZone)),
      causes.map(cause => markdownText(causeText(cause))).join('; '),
    ]),
  ),
];

function seats(timeline: Timeline): readonly string[] {
  const heads = [
    l10n.t('What'),
    l10n.t('Held'),
    l10n.t('Before'),
    ...timeline.boundaries.map(({ at }) => markdownText(utcDateTime(at))),
  ];
  const cells = (subject: TimelineSubject): readonly string[] => [
    markdownText(subject.label),
    subject.held === undefined ? l10n.t('not known') : atLeast(subject.held, subject.atLeast),
    seatsText(subject.before),
    ...subject.seats.map(seatsText),
  ];
  return [`## ${l10n.t('Seats from each change on')}`, '', ...table(heads, timeline.subjects.map(cells))];
}

function shortages(timeline: Timeline): readonly string[] {
  if (timeline.shortages.length === 0) return [];
  return [
    `## ${l10n.t('Shortages')}`,
    '',
    ...timeline.shortages.flatMap(shortage => oneShortage(timeline, shortage)),
  ];
}

function oneShortage(timeline: Timeline, shortage: Shortage): readonly string[] {
  const subject = timeline.subjects.find(one => one.id === shortage.subject);
  const roster = subject?.roster === undefined ? undefined : timeline.rosters[subject.roster];
  const at = (places: readonly number[]): readonly RosterMember[] =>
    places.flatMap(place => roster?.members[place] ?? []);
  const { overBy, lockedOut } = shortage;
  const lines = [
    `### ${markdownText(labelOf(timeline, shortage.subject))}`,
    '',
    shortage.until === undefined
      ? l10n.t('From {0} on.', moment(timeline, shortage.at))
      : l10n.t('From {0} until {1}.', moment(timeline, shortage.at), moment(timeline, shortage.until)),
    '',
    shortage.byNow > 0
      ? l10n.t(
          '{0} seats, {1} held: over by {2}. It is over by {3} already.',
          count(shortage.total),
          atLeast(shortage.held, shortage.atLeast),
          atLeast(shortage.by, shortage.atLeast),
          count(shortage.byNow),
        )
      : l10n.t(
          '{0} seats, {1} held: over by {2}.',
          count(shortage.total),
          atLeast(shortage.held, shortage.atLeast),
          atLeast(shortage.by, shortage.atLeast),
        ),
    '',
    ...(shortage.anyway === true ? [l10n.t('It happens without the file, too.'), ''] : []),
    l10n.t('To reduce for this alone, idle first: {0}', names(at(overBy.members), timeline, subject?.kind)),
    '',
  ];
  if (overBy.offline.length > 0)
    lines.push(
      l10n.t('Offline, cannot be changed, left out: {0}', names(at(overBy.offline), timeline, subject?.kind)),
      '',
    );
  if (overBy.missing > 0) lines.push(l10n.t('{0} more could not be named.', count(overBy.missing)), '');
  lines.push(lockOutText(lockedOut), '');
  if (lockedOut.kind !== 'none')
    lines.push(
      l10n.t(
        'Locked out until corrected: {0}',
        names(lockedOutMembers(timeline, shortage), timeline, subject?.kind),
      ),
      '',
    );
  return lines;
}

function names(members: readonly RosterMember[], timeline: Timeline, kind: SubjectKind | undefined): string {
  if (members.length === 0) return l10n.t('nobody who is known');
  const shown = members.slice(0, mostNames).map(member => nameOf(member, timeline, kind));
  const more = members.length - shown.length;
  return more > 0 ? l10n.t('{0} and {1} more', shown.join(', '), count(more)) : shown.join(', ');
}

function nameOf(
  { username, lastUsed, useUnknown }: RosterMember,
  { timeZone }: Timeline,
  kind: SubjectKind | undefined,
): string {
  const isType = kind === 'userType';
  const time = lastUsed === undefined ? '' : localDateTime(lastUsed, timeZone);
  const used =
    useUnknown === true
      ? l10n.t('last use not known')
      : lastUsed === undefined
        ? isType
          ? l10n.t('never signed in')
          : l10n.t('never used')
        : isType
          ? l10n.t('last signed in {0}', time)
          : l10n.t('last used {0}', time);
  return `${markdownText(username)} (${markdownText(used)})`;
}

function reduced({ timeline, reductions }: TimelineReport): readonly string[] {
  if (reductions === undefined || reductions.members.length === 0) return [];
  const { exact, members, notPlanned, shortages: asked, unmet } = reductions;
  const stays = new Set([...notPlanned, ...unmet.map(one => one.subject)]);
  const named = (list: readonly Pick<Shortage, 'subject'>[]): string =>
    [...new Set(list.map(one => one.subject))].map(id => markdownText(labelOf(timeline, id))).join(', ');
  const avoided = asked.filter(one => !stays.has(one.subject));
  const others = timeline.shortages.filter(
    one => !asked.some(other => other.subject === one.subject && other.at === one.at),
  );
  const head = exact
    ? l10n.t('{0} members: no smaller set gives back what these ask for.', count(members.length))
    : l10n.t(
        '{0} members. Whether fewer would do was not proven; at least {1} are needed.',
        count(members.length),
        count(reductions.atLeast),
      );
  const scope = [
    ...(avoided.length === 0 ? [] : [l10n.t('What this avoids: {0}.', named(avoided))]),
    ...(notPlanned.length === 0
      ? []
      : [
          l10n.t(
            'Not part of it, to be changed in the portal: {0}.',
            named(notPlanned.map(subject => ({ subject }))),
          ),
        ]),
    ...(others.length === 0
      ? []
      : [
          l10n.t('What it leaves as it is:'),
          others.map(one => `- ${leftText(timeline, one)}`).join('\n'),
          ...(others.some(one => one.total === 0)
            ? [l10n.t('Where everything of a product ends, only a renewal helps.')]
            : []),
        ]),
    ...(members.some(one => one.gives.some(given => given.alongside.length > 0))
      ? [
          l10n.t(
            'Whoever gives back the last level of ArcGIS Pro gives back its extensions with it: without a level they cannot be used.',
          ),
        ]
      : []),
  ];
  return [
    `## ${l10n.t('Smallest set of reductions')}`,
    '',
    head,
    '',
    ...scope.flatMap(text => [text, '']),
    ...table(
      [l10n.t('Member'), l10n.t('Last used'), l10n.t('Gives back'), l10n.t('For')],
      members.map(({ username, lastUsed, gives }) => [
        markdownText(username),
        markdownText(lastUsed === undefined ? l10n.t('never') : localDateTime(lastUsed, timeline.timeZone)),
        markdownText(gives.flatMap(one => one.entitlements).join(', ')),
        markdownText([...new Set(gives.flatMap(one => one.for))].map(id => labelOf(timeline, id)).join(', ')),
      ]),
    ),
    ...unmet.flatMap(({ subject, by }) => [
      l10n.t(
        '{0}: {1} seats stay too many, as too few of its holders are known or may be reduced.',
        markdownText(labelOf(timeline, subject)),
        count(by),
      ),
      '',
    ]),
  ];
}

const leftText = (timeline: Timeline, { subject, at, total, held, atLeast: isAtLeast }: Shortage): string =>
  l10n.t(
    '{0} at {1}, {2} seats for {3} held.',
    markdownText(labelOf(timeline, subject)),
    moment(timeline, at),
    count(total),
    atLeast(held, isAtLeast),
  );

function assumptions({ timeline, others = [] }: TimelineReport): readonly string[] {
  const lines = [
    ...timeline.unknowns.map(({ text }) => markdownText(text)),
    ...others.map(other => {
      const { first } = other.timeline;
      return first === undefined
        ? l10n.t('{0}, nothing gets worse.', readingText(other.what, other.reading))
        : l10n.t(
            '{0}, the first shortage is {1} at {2}.',
            readingText(other.what, other.reading),
            markdownText(labelOf(other.timeline, first.subject)),
            moment(timeline, first.at),
          );
    }),
  ];
  return lines.length === 0
    ? []
    : [`## ${l10n.t('What is not known')}`, '', ...lines.map(line => `- ${line}`), ''];
}
