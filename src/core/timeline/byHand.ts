// What no plan of entitlements mends, and how it is done instead: user types, app bundles, apps whose seats nothing splits.
import { count } from '../format';
import { l10n } from '../l10n';
import type { Timeline, TimelineSubject } from './timelineTypes';

/** Whether a plan, which takes rights of a product, leaves this as it is. */
export const isByHand = ({ itemId, kind }: TimelineSubject): boolean =>
  itemId === undefined || kind === 'appBundle' || kind === 'app';

/**
 * What is to be done by hand, as the end of a sentence. May hold a title, which is text of others: escape it where it becomes markup.
 * @param by seats too many
 */
export function byHandText({ kind, label }: TimelineSubject, by: number, language = 'en'): string {
  switch (kind) {
    case 'userType':
      return l10n.t(
        'give another user type to {0} of the members of “{1}” (in the portal, under Organization > Members)',
        count(by, language),
        label,
      );
    case 'appBundle':
      return l10n.t(
        'take “{1}” from {0} of its members (in the Portals view, or in the portal)',
        count(by, language),
        label,
      );
    default:
      return l10n.t(
        'take {0} rights of “{1}” back (in the Portals view, or in the portal); which of them lose seats nothing tells',
        count(by, language),
        label,
      );
  }
}

/** The same of several subjects, each at its worst; undefined for none. @param ids {@link TimelineSubject.id} */
export function byHandTexts(
  { subjects, shortages }: Pick<Timeline, 'subjects' | 'shortages'>,
  ids: readonly string[],
  language?: string,
): string | undefined {
  const texts = subjects.flatMap(subject => {
    const by = Math.max(0, ...shortages.flatMap(one => (one.subject === subject.id ? one.by : [])));
    return ids.includes(subject.id) ? byHandText(subject, by, language) : [];
  });
  return texts.length === 0 ? undefined : texts.join('; ');
}
