// The shortages of a time line as Markdown, each with its two lists kept apart: who is to be reduced, and who is locked out.
import { atLeastCount, count, localDateTime } from '../format';
import { l10n } from '../l10n';
import { markdownText } from '../markdown';
import { byHandTexts } from './byHand';
import { lockedOutMembers } from './lockedOut';
import { labelOf, moment } from './reportParts';
import { shortageGroups } from './shortageGroups';
import type { EndOfProduct } from './shortageGroups';
import { lockOutText, seatsWords } from './timelineText';
import type { RosterMember, Shortage, SubjectKind, Timeline } from './timelineTypes';

/** Names that a list of the report has at most; how many more there are is said. */
const mostNames = 200;

/** Nothing where nothing falls short. What can be mended first, then what ends. */
export function shortagesMarkdown(timeline: Timeline): readonly string[] {
  const { mendable, ends } = shortageGroups(timeline, timeline.shortages);
  const told = new Map<string, string>();
  return [
    ...(mendable.length === 0 ? [] : [`## ${l10n.t('Shortages')}`, '']),
    ...mendable.flatMap(shortage => oneShortage(timeline, shortage, told)),
    ...(ends.length === 0
      ? []
      : [
          `## ${l10n.t('What ends')}`,
          '',
          l10n.t(
            'All seats go, so that everyone who holds it is too many and only a renewal helps. Nobody is listed to be reduced.',
          ),
          '',
        ]),
    ...ends.flatMap(end => oneEnd(timeline, end, told)),
  ];
}

function oneEnd(
  timeline: Timeline,
  { shortage, others }: EndOfProduct,
  told: Map<string, string>,
): readonly string[] {
  const held = atLeastCount(shortage.held, shortage.atLeast);
  const from = moment(timeline, shortage.at);
  return [
    `### ${markdownText(labelOf(timeline, shortage.subject))}`,
    '',
    [
      others === 0
        ? l10n.t('From {0} on there are no seats for {1} held.', from, held)
        : l10n.t(
            'From {0} on there are no seats for {1} held. So it is with {2} more of the product.',
            from,
            held,
            count(others),
          ),
      ...(shortage.byNow >= shortage.by ? [l10n.t('It is so already.')] : []),
      ...(shortage.anyway === true ? [l10n.t('It happens without the file, too.')] : []),
    ].join(' '),
    '',
    ...lockedOutLines(timeline, shortage, told),
  ];
}

/** Who is locked out, by name; of one list of holders the names are told once. @param told label of the shortage that named them, by roster and kind */
function lockedOutLines(
  timeline: Timeline,
  shortage: Shortage,
  told: Map<string, string>,
): readonly string[] {
  const { lockedOut } = shortage;
  const subject = timeline.subjects.find(one => one.id === shortage.subject);
  const lines = [lockOutText(lockedOut), ''];
  if (lockedOut.kind !== 'holders' && lockedOut.kind !== 'nonAdministrators') return lines;
  const label = markdownText(labelOf(timeline, shortage.subject));
  const key = `${lockedOut.kind} ${subject?.roster ?? shortage.subject}`;
  const before = told.get(key);
  told.set(key, before ?? label);
  return [
    ...lines,
    before === undefined
      ? l10n.t(
          'Locked out until corrected: {0}',
          names(lockedOutMembers(timeline, shortage), timeline, subject?.kind),
        )
      : l10n.t('Locked out until corrected: the same members as named under {0}.', before),
    '',
  ];
}

function oneShortage(timeline: Timeline, shortage: Shortage, told: Map<string, string>): readonly string[] {
  const subject = timeline.subjects.find(one => one.id === shortage.subject);
  const roster = subject?.roster === undefined ? undefined : timeline.rosters[subject.roster];
  const at = (places: readonly number[]): readonly RosterMember[] =>
    places.flatMap(place => roster?.members[place] ?? []);
  const { overBy } = shortage;
  const lines = [
    `### ${markdownText(labelOf(timeline, shortage.subject))}`,
    '',
    shortage.until === undefined
      ? l10n.t('From {0} on.', moment(timeline, shortage.at))
      : l10n.t('From {0} until {1}.', moment(timeline, shortage.at), moment(timeline, shortage.until)),
    '',
    shortage.byNow > 0
      ? l10n.t(
          '{0}, {1} held: over by {2}. It is over by {3} already.',
          seatsWords(shortage.total),
          atLeastCount(shortage.held, shortage.atLeast),
          atLeastCount(shortage.by, shortage.atLeast),
          count(shortage.byNow),
        )
      : l10n.t(
          '{0}, {1} held: over by {2}.',
          seatsWords(shortage.total),
          atLeastCount(shortage.held, shortage.atLeast),
          atLeastCount(shortage.by, shortage.atLeast),
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
  lines.push(...byHandTexts(timeline.subjects, [shortage]).flatMap(text => [markdownText(text), '']));
  if (overBy.missing > 0) lines.push(l10n.t('{0} more could not be named.', count(overBy.missing)), '');
  return [...lines, ...lockedOutLines(timeline, shortage, told)];
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
  return `${markdownText(username)} (${used})`;
}
