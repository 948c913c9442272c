// The shortages of a time line as Markdown, each with its two lists kept apart: who is to be reduced, and who is locked out.
import { atLeastCount, count, localDateTime } from '../format';
import { l10n } from '../l10n';
import { markdownText } from '../markdown';
import { byHandText, isByHand } from './byHand';
import { lockedOutMembers } from './lockedOut';
import { labelOf, moment } from './reportParts';
import { lockOutText } from './timelineText';
import type { RosterMember, Shortage, SubjectKind, Timeline } from './timelineTypes';

/** Names that a list of the report has at most; how many more there are is said. */
const mostNames = 200;

/** Nothing where nothing falls short. */
export function shortagesMarkdown(timeline: Timeline): readonly string[] {
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
          atLeastCount(shortage.held, shortage.atLeast),
          atLeastCount(shortage.by, shortage.atLeast),
          count(shortage.byNow),
        )
      : l10n.t(
          '{0} seats, {1} held: over by {2}.',
          count(shortage.total),
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
  if (subject !== undefined && isByHand(subject))
    lines.push(
      l10n.t('No plan does this. By hand: {0}.', markdownText(byHandText(subject, shortage.by))),
      '',
    );
  if (overBy.missing > 0) lines.push(l10n.t('{0} more could not be named.', count(overBy.missing)), '');
  lines.push(lockOutText(lockedOut), '');
  if (lockedOut.kind === 'holders' || lockedOut.kind === 'nonAdministrators')
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
