// The smallest set of reductions as Markdown: who gives what back, what that avoids, and what it leaves.
import { atLeastCount, count, localDateTime } from '../format';
import { l10n } from '../l10n';
import { markdownText } from '../markdown';
import type { Reductions } from './reductions';
import { labelOf, moment, table } from './reportParts';
import { membersWords, seatsWords } from './timelineText';
import { shortageGroups } from './shortageGroups';
import type { Shortage, Timeline } from './timelineTypes';

/** Nothing where nobody gives anything back. */
export function reductionsMarkdown(
  timeline: Timeline,
  reductions: Reductions | undefined,
): readonly string[] {
  if (reductions === undefined || reductions.members.length === 0) return [];
  const { exact, members, notPlanned, shortages: asked, unmet } = reductions;
  const stays = new Set([...notPlanned, ...unmet.map(one => one.subject)]);
  const named = (list: readonly Pick<Shortage, 'subject'>[]): string =>
    [...new Set(list.map(one => one.subject))].map(id => markdownText(labelOf(timeline, id))).join(', ');
  const avoided = asked.filter(one => !stays.has(one.subject));
  const others = timeline.shortages.filter(
    one => !asked.some(other => other.subject === one.subject && other.at === one.at),
  );
  const left = shortageGroups(timeline, others);
  const head = exact
    ? l10n.t('{0}: fewer would not be enough.', membersWords(members.length))
    : l10n.t(
        '{0}. Whether fewer would be enough is not proved; at least {1} are needed.',
        membersWords(members.length),
        count(reductions.atLeast),
      );
  const scope = [
    ...(avoided.length === 0 ? [] : [l10n.t('What this avoids: {0}.', named(avoided))]),
    ...(notPlanned.length === 0
      ? []
      : [
          l10n.t(
            'Not part of it, to be done by hand as said above: {0}.',
            named(notPlanned.map(subject => ({ subject }))),
          ),
        ]),
    ...(others.length === 0
      ? []
      : [
          l10n.t('What it leaves as it is:'),
          left.mendable
            .map(one => `- ${leftText(timeline, one, 0)}`)
            .concat(left.ends.map(one => `- ${leftText(timeline, one.shortage, one.others)}`))
            .join('\n'),
          ...(left.ends.length === 0
            ? []
            : [l10n.t('Where everything of a product ends, only a renewal helps.')]),
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
      members.map(({ username, lastUsed, useUnknown, gives }) => [
        markdownText(username),
        lastUsed !== undefined
          ? localDateTime(lastUsed, timeline.timeZone)
          : useUnknown === true
            ? l10n.t('not known')
            : l10n.t('never'),
        markdownText(gives.flatMap(one => one.entitlements).join(', ')),
        markdownText([...new Set(gives.flatMap(one => one.for))].map(id => labelOf(timeline, id)).join(', ')),
      ]),
    ),
    ...unmet.flatMap(({ subject, by }) => [
      l10n.t(
        '{0}: too many by {1}, as too few of its holders are known or may be reduced.',
        markdownText(labelOf(timeline, subject)),
        count(by),
      ),
      '',
    ]),
  ];
}

/** @param more so many more of the product are the same */
function leftText(
  timeline: Timeline,
  { subject, at, total, held, atLeast: isAtLeast }: Shortage,
  more: number,
): string {
  const words = [
    markdownText(labelOf(timeline, subject)),
    moment(timeline, at),
    seatsWords(total),
    atLeastCount(held, isAtLeast),
  ] as const;
  return more === 0
    ? l10n.t('{0} at {1}, {2} for {3} held.', ...words)
    : l10n.t('{0} at {1}, {2} for {3} held; and {4} more of the product.', ...words, count(more));
}
