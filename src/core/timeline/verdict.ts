// What a simulation comes to: the same for the page and for the report, which differ in how they word a shortage.
import { l10n } from '../l10n';
import type { Shortage, Timeline, TimelineSubject } from './timelineTypes';
import { names, withoutHolders } from './unknowns';

export type Verdict =
  /** Something gets worse, by the file where there is one; with a file only what comes without it, too; or is too many already and gets no worse. */
  | (Open & { readonly kind: 'worse' | 'anyway' | 'already'; readonly shortage: Shortage })
  /** All of it is known and suffices; or nothing that is known falls short. */
  | (Open & {
      readonly kind: 'none' | 'notKnown';
      /** ms epoch of the last date that is known; absent where none is later than now. */
      readonly until?: number;
    });

interface Open {
  /** Of these it is not known who holds them, so that no shortage of them can be told. */
  readonly blind: readonly TimelineSubject[];
}

export function verdictOf(timeline: Timeline): Verdict {
  const { first, firstAnyway, shortages, unknowns, boundaries, now } = timeline;
  const blind = withoutHolders(timeline.subjects);
  const known = shortages[0];
  if (first !== undefined) return { kind: 'worse', shortage: first, blind };
  if (firstAnyway !== undefined) return { kind: 'anyway', shortage: firstAnyway, blind };
  if (known !== undefined) return { kind: 'already', shortage: known, blind };
  const last = boundaries.at(-1)?.at ?? now;
  return {
    kind: unknowns.length === 0 && blind.length === 0 ? 'none' : 'notKnown',
    ...(last > now ? { until: last } : {}),
    blind,
  };
}

/**
 * That nothing falls short, as far as that is known. Names things as others do: escape it where it becomes markup.
 * @param instant a time (ms epoch) in words
 */
export function noShortageText(
  { kind, until, blind }: Extract<Verdict, { readonly kind: 'none' | 'notKnown' }>,
  instant: (at: number) => string,
): string {
  if (kind === 'none')
    return until === undefined
      ? l10n.t('No shortage: seats suffice, and no later date is known.')
      : l10n.t('No shortage: seats suffice at every date up to the last one known, {0}.', instant(until));
  return [
    until === undefined
      ? l10n.t('No shortage is known, and no later date is known.')
      : l10n.t('No shortage is known at any date up to the last one known, {0}.', instant(until)),
    ...blindText(blind),
    l10n.t('Not everything could be known: see at the end.'),
  ].join(' ');
}

/** Nothing where there are none. Names things as others do: escape it where it becomes markup. */
export const blindText = (blind: readonly TimelineSubject[]): readonly string[] =>
  blind.length === 0 ? [] : [l10n.t('Who holds these is not known: {0}.', names(blind))];

/** What another reading comes to, as the rest of a sentence; undefined where something gets worse, which is told with the shortage. */
export function otherwiseText(other: Timeline): string | undefined {
  const { kind, blind } = verdictOf(other);
  switch (kind) {
    case 'worse':
      return undefined;
    case 'anyway':
      return l10n.t('the file makes nothing worse than it is without the file.');
    case 'notKnown':
      return l10n.t('no shortage is known.');
    case 'already':
    case 'none':
      return blind.length === 0
        ? l10n.t('nothing gets worse than it is.')
        : l10n.t('nothing is known to get worse than it is.');
  }
}
