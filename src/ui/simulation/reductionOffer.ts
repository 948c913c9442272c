// The smallest reductions that a simulation offers as a plan: for the first instant that is short, and for everything that is.
import { count } from '../../core/format';
import { l10n } from '../../core/l10n';
import { byHandTexts } from '../../core/timeline/byHand';
import { endsAltogether } from '../../core/timeline/endsAltogether';
import { reductions } from '../../core/timeline/reductions';
import type { Reductions } from '../../core/timeline/reductions';
import { labelOf } from '../../core/timeline/reportParts';
import type { Shortage, Timeline } from '../../core/timeline/timelineTypes';

export interface ReductionOffer {
  /** What the plan does, in words, or why there is none. */
  readonly text: string;
  /** One to choose of; where there are two, the first is of the first instant alone. Empty where no plan of entitlements mends anything. */
  readonly choices: readonly ReductionChoice[];
}

export interface ReductionChoice {
  readonly label: string;
  readonly detail: string;
  readonly reductions: Reductions;
}

/**
 * Undefined where nothing falls short. Where a product ends altogether a renewal is missing and no reduction helps: such shortages are left
 * out, and the text says so. One right without seats is no end: giving it back lets the others in.
 */
export function reductionOffer(timeline: Timeline, language: string): ReductionOffer | undefined {
  const ends = timeline.shortages.filter(one => endsAltogether(timeline, one));
  const short = timeline.shortages.filter(one => !ends.includes(one));
  const { first: worst } = timeline;
  const at = (worst !== undefined && short.includes(worst) ? worst : short[0])?.at;
  if (timeline.shortages.length === 0) return undefined;
  const all = reductions(timeline, short);
  const first = short.filter(one => one.at === at);
  const now = first.length === short.length ? all : reductions(timeline, first);
  const more = [
    ...(ends.length === 0
      ? []
      : [l10n.t('What ends without a successor is left out: there all seats go, and only a renewal helps.')]),
  ];
  if (all.changes.length === 0)
    return {
      text: [l10n.t('No plan of reductions is offered.'), ...limits(all, timeline, language), ...more].join(
        ' ',
      ),
      choices: [],
    };
  const choices =
    now.changes.length === 0 || now.members.length === all.members.length
      ? [choice(l10n.t('All shortages'), all, timeline, short, language)]
      : [
          choice(l10n.t('The first shortage'), now, timeline, first, language),
          choice(l10n.t('All shortages'), all, timeline, short, language),
        ];
  const [shown] = choices;
  return { text: [shown?.detail ?? '', ...more].join(' '), choices };
}

/** Subjects that the text of an offer names. */
const mostNamed = 4;

function choice(
  label: string,
  found: Reductions,
  timeline: Timeline,
  shortages: readonly Shortage[],
  language: string,
): ReductionChoice {
  const { members, exact, atLeast } = found;
  const number = (value: number): string => count(value, language);
  const detail = [
    members.length === 1
      ? l10n.t('1 member gives back seats of these: {0}.', avoided(found, timeline))
      : l10n.t(
          '{0} members give back seats of these, the longest idle first: {1}.',
          number(members.length),
          avoided(found, timeline),
        ),
    exact
      ? found.unmet.length === 0
        ? l10n.t('Fewer members would not be enough.')
        : l10n.t('Fewer members would give back less.')
      : l10n.t('Whether fewer would be enough is not proved; at least {0} are needed.', number(atLeast)),
    members.some(one => one.gives.some(given => given.alongside.length > 0))
      ? l10n.t(
          'Whoever gives back the last level of ArcGIS Pro gives back its extensions with it: without a level they cannot be used.',
        )
      : l10n.t('Nobody loses anything else.'),
    ...(shortages.some(one => one.overBy.offline.length > 0)
      ? [l10n.t('Offline members are left alone.')]
      : []),
    ...limits(found, timeline, language),
  ];
  return { label, detail: detail.join(' '), reductions: found };
}

/** What a plan leaves as it is: too few may be reduced, or what is short is no right that members hold. */
function limits({ unmet, shortages }: Reductions, timeline: Timeline, language: string): readonly string[] {
  const named = ({ subject, by }: Reductions['unmet'][number]): string =>
    `${labelOf(timeline, subject)} (${count(by, language)})`;
  const byHand = byHandTexts(timeline.subjects, shortages, language);
  return [
    ...(unmet.length === 0
      ? []
      : [l10n.t('Too few can be reduced, so that seats stay too many: {0}.', unmet.map(named).join(', '))]),
    ...byHand,
    ...(byHand.length === 0 ? [] : [l10n.t('The lists of the shortages name the members.')]),
  ];
}

/** The first few subjects that somebody gives something back for, and how many more. */
function avoided({ members }: Reductions, timeline: Timeline): string {
  const all = [...new Set(members.flatMap(member => member.gives.flatMap(one => one.for)))].map(id =>
    labelOf(timeline, id),
  );
  const named = all.slice(0, mostNamed).join(', ');
  return all.length <= mostNamed ? named : l10n.t('{0} and {1} more', named, all.length - mostNamed);
}
