// What a plan says beyond its changes, as sections of its document: where it comes from a policy, what it takes, who is without something for a moment.
import { memberSeats, userTypeName } from './catalog';
import { firstNames } from './files/overAssignedText';
import { count, duration } from './format';
import { entitlementKey, userKey } from './ids';
import type { Username } from './ids';
import { l10n } from './l10n';
import { markdownText } from './markdown';
import { table } from './markdownTable';
import type { PolicyPart, Removals } from './planDetails';
import type { MemberPlan } from './planTypes';
import { entitlementWords, requestsWords, titleOf } from './planWords';
import { takenBy } from './policy/orgSets';
import { membersWords } from './timeline/timelineText';
import type { WishReason } from './policy/wishTypes';

/** A sentence names so many members. */
const namesShown = 10;

/** The lines of a policy that ask for a change or keep from it; that none does, where the plan is made of a policy. */
export const reasonWords = (reasons: readonly WishReason[] | undefined): string =>
  reasons === undefined || reasons.length === 0
    ? l10n.t('no rule names this member')
    : reasons.map(lineWords).join('; ');

/** One line of a policy, and what stands there. */
export const lineWords = ({ line, text }: WishReason): string => l10n.t('line {0}: {1}', line, text);

/** The members that a plan takes something from, each once, in the plan's order. A level that gives way to a higher one is not taken. */
export function membersLosing({
  targets,
  changes,
}: Pick<MemberPlan, 'targets' | 'changes'>): readonly Username[] {
  const kinds = new Map(targets.map(({ itemId, kind }) => [itemId, kind]));
  const losing = new Map<string, Username>();
  for (const { itemId, username, before, after } of changes) {
    const key = userKey(username);
    if (!losing.has(key) && takenBy(kinds.get(itemId) ?? 'listing', before, after).length > 0)
      losing.set(key, username);
  }
  return [...losing.values()];
}

/** How many members a plan takes something from, as a sentence; a level that gives way to a higher one is not lost. */
export function losingWords(plan: MemberPlan): string {
  const losing = membersLosing(plan).length;
  if (losing === 0) return l10n.t('Nobody loses anything.');
  return losing === 1
    ? l10n.t('1 member loses what the plan names.')
    : l10n.t('{0} members lose what the plan names.', count(losing));
}

/** What a removal threshold allows, such as "5 members or 10 %". */
export function thresholdWords({ count: most, percent }: NonNullable<Removals['threshold']>): string {
  return [
    ...(most === undefined ? [] : [membersWords(most)]),
    ...(percent === undefined ? [] : [`${percent} %`]),
  ].join(', ');
}

/** Sentences about a plan as a whole; none for a plan that no policy asked for and that has nothing of its own to say. */
export function policySentences(plan: MemberPlan): readonly string[] {
  const { policy, spareSeats = [], estimate } = plan;
  return [
    ...(policy === undefined ? [] : linesOf(plan, policy)),
    ...(plan.thresholdUnknown === true
      ? [
          l10n.t(
            'The policy of this plan, as it was then, is not at hand, so how much may be taken unasked is not known. It is applied only when that is confirmed by itself.',
          ),
        ]
      : []),
    ...(plan.unasked === undefined
      ? []
      : [
          l10n.t(
            'The policy of this plan, with the members and the day of now, does not take what the plan takes from {0}. It is applied only when that is confirmed by itself.',
            firstNames(plan.unasked, namesShown, false),
          ),
        ]),
    ...toldByFile(plan),
    ...spareSeats.map(({ itemId, pools, usernames }) =>
      l10n.t(
        '{0} wait for each other in a circle: one spare seat of {1} in {2} would give them an order.',
        usernames.join(', '),
        pools
          .map(pool => (pool === memberSeats ? l10n.t('members') : entitlementWords(plan, itemId, pool)))
          .join(', '),
        titleOf(plan, itemId),
      ),
    ),
    ...(estimate === undefined
      ? []
      : [l10n.t('{0}, about {1}.', requestsWords(estimate.requests), duration(estimate.ms))]),
  ];
}

/** What of a plan from a file is not worked out anew, where there is any of it. */
function toldByFile({ origin, policy, skipped, spareSeats = [] }: MemberPlan): readonly string[] {
  const isAny = skipped.length > 0 || spareSeats.length > 0 || policy !== undefined;
  return origin === undefined || !isAny
    ? []
    : [
        l10n.t(
          'Told by the file of this plan, of when it was made: who is skipped and why, which spare seats are missing, how many are as the policy says already and, where the policy is not at hand, which of its lines ask for what.',
        ),
      ];
}

/** {@link policySentences} as a list in Markdown. */
export function policyLines(plan: MemberPlan): readonly string[] {
  const lines = policySentences(plan);
  return lines.length === 0 ? [] : [...lines.map(line => `- ${markdownText(line)}`), ''];
}

function linesOf(plan: MemberPlan, policy: PolicyPart): readonly string[] {
  const { mode, removals, notAllListed, unchanged, overThreshold } = policy;
  const { members, holders, threshold } = removals;
  return [
    policy.dueOnly === true ? dueWords(mode) : modeWords(mode),
    ...(policy.removesDoubles === true ? [doublesWords(mode)] : []),
    members === 0
      ? l10n.t('Nobody loses anything.')
      : l10n.t(
          'Something is taken from {0} of {1} who hold something.',
          count(members),
          membersWords(holders),
        ),
    ...(threshold === undefined
      ? []
      : [
          l10n.t(
            'The policy lets a plan take from so many without another question: {0}.',
            thresholdWords(threshold),
          ),
        ]),
    ...(overThreshold === true
      ? [l10n.t('This plan takes from more. It is applied only when that is confirmed by itself.')]
      : []),
    ...(unchanged === 0 ? [] : [l10n.t('{0} are as the policy says already.', count(unchanged))]),
    ...notAllListed.map(itemId =>
      l10n.t(
        'The portal cut the list of holders of {0}: nothing is taken from those who are not listed.',
        titleOf(plan, itemId),
      ),
    ),
  ];
}

function dueWords(mode: PolicyPart['mode']): string {
  switch (mode) {
    case 'exact':
      return l10n.t('Only what is due: what has started is given, what has ended is taken, all else stays.');
    case 'addOnly':
      return l10n.t('Only what is due: what has started is given, nothing is taken from anybody.');
    case 'removeOnly':
      return l10n.t('Only what is due: what has ended is taken, nothing is granted.');
  }
}

function modeWords(mode: PolicyPart['mode']): string {
  switch (mode) {
    case 'exact':
      return l10n.t('Exact: members hold what the policy says and nothing else.');
    case 'addOnly':
      return l10n.t('Add only: nothing is taken from anybody.');
    case 'removeOnly':
      return l10n.t('Remove only: nothing is granted.');
  }
}

/** What a plan that removes doubles does with them, as a sentence. */
export function doublesWords(mode: PolicyPart['mode']): string {
  switch (mode) {
    case 'exact':
      return l10n.t('A level that comes with the user type as well is taken, and not granted.');
    case 'addOnly':
      return l10n.t('A level that comes with the user type as well is not granted.');
    case 'removeOnly':
      return l10n.t('A level that comes with the user type as well is taken.');
  }
}

/** Members with a level that comes with the user type as well, of whom the policy does not say what becomes of it; who keeps it anyway is left out. */
export function openDoubles(plan: MemberPlan, keeps: ReadonlySet<string>): readonly Username[] {
  const { policy, changes } = plan;
  if (policy === undefined) return [];
  const before = new Map(
    changes.map(one => [`${one.itemId}\n${userKey(one.username)}`, new Set(one.before.map(entitlementKey))]),
  );
  const open = policy.doubles.filter(({ itemId, username, entitlement, removed, unclear }) => {
    if (removed || unclear === true || keeps.has(userKey(username))) return false;
    if (policy.mode !== 'addOnly') return true;
    // Of what nobody loses, only what would be granted can be otherwise.
    return before.get(`${itemId}\n${userKey(username)}`)?.has(entitlementKey(entitlement)) === false;
  });
  return [...new Map(open.map(({ username }) => [userKey(username), username])).values()];
}

/** A part of a plan's document: cells are text and never markup. */
export interface PlanTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Who is without something between two requests, and what comes with a user type as well; nothing where there is neither. */
export function policyTables(plan: MemberPlan): readonly PlanTable[] {
  const { gaps = [], policy } = plan;
  return [
    {
      title: l10n.t('Without for a moment'),
      head: [l10n.t('Member'), l10n.t('Listing'), l10n.t('Without'), l10n.t('Between requests')],
      rows: gaps.map(({ itemId, username, without, from, until }) => [
        username,
        titleOf(plan, itemId),
        without.map(one => entitlementWords(plan, itemId, one)).join(', '),
        l10n.t('{0} and {1}', from, until),
      ]),
    },
    {
      title: l10n.t('Comes with the user type as well'),
      head: [l10n.t('Member'), l10n.t('Entitlement'), l10n.t('User type'), l10n.t('This plan')],
      rows: (policy?.doubles ?? []).map(({ itemId, username, entitlement, userType, removed, unclear }) => [
        username,
        entitlementWords(plan, itemId, entitlement),
        userTypeName(userType),
        unclear === true
          ? l10n.t('the portal does not tell whether it is assigned')
          : removed
            ? l10n.t('takes it')
            : l10n.t('leaves it'),
      ]),
    },
  ].filter(({ rows }) => rows.length > 0);
}

/** {@link policyTables} in Markdown. */
export const policySections = (plan: MemberPlan, maxRows: number): readonly string[] =>
  policyTables(plan).flatMap(({ title, head, rows }) => [`## ${title}`, '', ...table(head, rows, maxRows)]);
