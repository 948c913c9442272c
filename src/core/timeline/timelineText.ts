// A time line's codes in words, for the report and the view.
import { atLeastCount, count } from '../format';
import { l10n } from '../l10n';
import type { BoundaryCause, LockedOut, TimelineReading } from './timelineTypes';

/** May hold a title, which is text of others: escape it where it becomes markup. */
export function causeText(cause: BoundaryCause): string {
  switch (cause.kind) {
    case 'now':
      return l10n.t('Now');
    case 'import':
      return l10n.t('Import');
    case 'filePart':
      return l10n.t('{0}: a part of the file starts', cause.label);
    case 'queuedPart':
      return l10n.t('{0}: a queued part starts', cause.label);
    case 'expiry':
      return l10n.t('{0}: ends', cause.label);
  }
}

/** `1 seat`, `250 seats`. @param language BCP 47 tag */
export const seatsWords = (seats: number, language?: string): string =>
  seats === 1 ? l10n.t('1 seat') : l10n.t('{0} seats', count(seats, language));

/** `1 member`, `1,120 members`, `10,000+ members` where there may be more. @param language BCP 47 tag */
export const membersWords = (members: number, isAtLeast = false, language?: string): string =>
  members === 1 && !isAtLeast
    ? l10n.t('1 member')
    : l10n.t('{0} members', atLeastCount(members, isAtLeast, language));

/** Seats, or that they are not known. */
export const seatsText = (seats: number | null): string =>
  seats === null ? l10n.t('not known') : count(seats);

/** Who is locked out, as a sentence. */
export function lockOutText({ kind, count: members, atLeast }: LockedOut): string {
  const many = atLeast ? l10n.t('at least {0}', membersWords(members)) : membersWords(members);
  switch (kind) {
    case 'holders':
      return l10n.t('Nobody who holds the product can sign in to it until it is corrected: {0}.', many);
    case 'nonAdministrators':
      return l10n.t(
        'Members of the user type who are no administrators cannot sign in to the portal until it is corrected: {0}.',
        many,
      );
    case 'none':
      return l10n.t('Whom this locks out is not documented.');
    case 'notTold':
      return l10n.t(
        'Which of its rights lose the seats is not told, and so neither is who is locked out: perhaps everyone who holds it.',
      );
  }
}

/** The assumption that differs, as the beginning of a sentence. */
export function readingText(what: keyof TimelineReading, reading: TimelineReading): string {
  switch (what) {
    case 'parts':
      return reading.parts === 'merged'
        ? l10n.t('If this portal merges the parts that are in effect')
        : l10n.t('If the latest part alone counts');
    case 'partStart':
      return reading.partStart === 'startDate'
        ? l10n.t('If the number startDate decides when a part starts')
        : l10n.t('If the text startDateStr decides when a part starts');
    case 'includedPro':
      return reading.includedPro === 'noSeats'
        ? l10n.t('If levels that may come with the user type take no seat')
        : l10n.t('If every level that is listed takes a seat');
  }
}
