// What an import leaves over-assigned, in words: for the preview, the second question and the journal.
import { atLeastCount, count, utcDateTime } from '../format';
import { l10n } from '../l10n';
import type { OverAssigned, OverAssignment } from '../planTypes';
import { membersWords } from '../timeline/timelineText';

/** "at once" or the instant from which it is so, in UTC, on what it depends, and whether it is so without the import as well. */
export function overAssignedWhen({ atOnce, at, onlyIf, anyway }: OverAssignment): string {
  const from = atOnce ? l10n.t('at once') : l10n.t('from {0}', utcDateTime(at));
  const when = anyway === true ? l10n.t('{0}, without the import as well', from) : from;
  if (onlyIf === undefined) return when;
  switch (onlyIf) {
    case 'parts':
      return l10n.t('{0}, if this portal merges the parts that are in effect', when);
    case 'partStart':
      return l10n.t('{0}, if the number startDate decides when a part starts', when);
    case 'includedPro':
      return l10n.t('{0}, if levels that may come with the user type take no seat', when);
  }
}

/** How many seats are missing: "12 held of 10: over by 2"; of what ends how many are held. */
export function overAssignedSeats({ total, held, by, byNow, atLeast, ends }: OverAssignment): string {
  const words = [count(held), count(total), count(by)] as const;
  const seats =
    ends !== undefined
      ? endWords(atLeastCount(held, atLeast), ends.others)
      : atLeast
        ? l10n.t('at least {0} held of {1}: over by at least {2}', ...words)
        : l10n.t('{0} held of {1}: over by {2}', ...words);
  return byNow === 0
    ? seats
    : byNow >= by
      ? l10n.t('{0}, as it is now already', seats)
      : l10n.t('{0}, now by {1}', seats, count(byNow));
}

const endWords = (held: string, others: number): string =>
  others === 0
    ? l10n.t('no seats are left for {0} held', held)
    : l10n.t(
        'no seats are left for {0} held, and so it is with {1} more of the product',
        held,
        count(others),
      );

/** How many members cannot get in until it is corrected. */
export function lockedOutWords({ lockedOut: { count: members, atLeast } }: OverAssignment): string {
  if (atLeast)
    return members === 0
      ? l10n.t('who is locked out is not known')
      : l10n.t('at least {0} locked out until it is corrected', membersWords(members));
  if (members === 0) return l10n.t('nobody is locked out');
  return members === 1
    ? l10n.t('1 member locked out until it is corrected')
    : l10n.t('{0} members locked out until it is corrected', count(members));
}

/** A line for each thing that is over-assigned. */
export const overAssignedLine = (item: OverAssignment): string =>
  l10n.t(
    '{0} {1}: {2}; {3}',
    item.label,
    overAssignedWhen(item),
    overAssignedSeats(item),
    lockedOutWords(item),
  );

/** The first names of a list, and how many follow. */
export function firstNames(names: readonly string[], most: number, atLeast: boolean): string {
  const shown = names.slice(0, most).join(', ');
  const rest = names.length - most;
  if (rest > 0)
    return atLeast
      ? l10n.t('{0} and at least {1} more', shown, count(rest))
      : l10n.t('{0} and {1} more', shown, count(rest));
  return atLeast ? l10n.t('{0} and perhaps others', shown) : shown;
}

/** Who would have to give back a seat, over all of it, each once. */
export const allOver = ({ items }: OverAssigned): readonly string[] => [
  ...new Set(items.flatMap(({ over }) => over)),
];
