// What no plan of entitlements mends, and how it is done instead: user types, app bundles, apps whose seats nothing splits.
import { count } from '../format';
import { l10n } from '../l10n';
import type { Shortage, SubjectKind, TimelineSubject } from './timelineTypes';

/** Whether a plan, which takes rights of a product, leaves this as it is. */
export const isByHand = ({ itemId, kind }: TimelineSubject): boolean =>
  itemId === undefined || kind === 'appBundle' || kind === 'app';

/**
 * What is to be done by hand: a sentence for each kind of thing that is short, with how many of which; none where a plan does it all. They hold
 * titles, which are text of others: escape them where they become markup.
 */
export function byHandTexts(
  subjects: readonly TimelineSubject[],
  shortages: readonly Pick<Shortage, 'subject' | 'by'>[],
  language = 'en',
): readonly string[] {
  const named = (isKind: (kind: SubjectKind) => boolean): string =>
    subjects
      .flatMap(subject => {
        const by = Math.max(0, ...shortages.flatMap(one => (one.subject === subject.id ? one.by : [])));
        return by > 0 && isByHand(subject) && isKind(subject.kind)
          ? l10n.t('“{0}” ({1})', subject.label, count(by, language))
          : [];
      })
      .join(', ');
  const types = named(kind => kind === 'userType');
  const bundles = named(kind => kind === 'appBundle');
  const others = named(kind => kind !== 'userType' && kind !== 'appBundle');
  return [
    ...(types === ''
      ? []
      : [
          l10n.t(
            'By hand, as no plan does it, in the portal under Organization > Members: give another user type to members of {0}.',
            types,
          ),
        ]),
    ...(bundles === ''
      ? []
      : [
          l10n.t(
            'By hand, as no plan of reductions does it, in the Portals view or in the portal: take the app bundle from members of {0}.',
            bundles,
          ),
        ]),
    ...(others === ''
      ? []
      : [
          l10n.t(
            'By hand, as nothing tells which of their rights lose the seats, in the Portals view or in the portal: take rights back of {0}.',
            others,
          ),
        ]),
  ];
}
