// What a plan says of Pro levels that come with a user type and that the portal may show like assigned ones (wire reference 8.3).
import { isProLevel, proLevelRank } from './catalog';
import type { Username } from './ids';
import type { MemberChange, PlanWarning, TargetState } from './planTypes';

type IncludedWarning = Extract<PlanWarning, { readonly kind: 'includedLevel' }>;

/** True for a Pro level that the included one covers: the level itself, or a lower one. */
const isCovered = (key: string, level: string): boolean =>
  isProLevel(key) && proLevelRank(key) <= proLevelRank(level);

function effectOf({ before, after, included }: MemberChange): IncludedWarning['effect'] | undefined {
  if (included === undefined || !before.some(key => isCovered(key, included.level))) return undefined;
  if (!after.some(isProLevel)) return 'stays';
  return included.assigned === 'unclear' && after.some(key => isCovered(key, included.level))
    ? 'maySeat'
    : undefined;
}

/** One warning per user type and effect, with the members that it is about. */
export function includedWarnings(state: TargetState, changes: readonly MemberChange[]): PlanWarning[] {
  const { itemId } = state.target;
  const warnings = new Map<string, IncludedWarning & { readonly usernames: Username[] }>();
  for (const change of changes) {
    const { included, username } = change;
    const effect = effectOf(change);
    if (included === undefined || effect === undefined) continue;
    const { level: entitlement, userType } = included;
    const key = `${effect} ${userType}`;
    const known = warnings.get(key);
    if (known) known.usernames.push(username);
    else
      warnings.set(key, {
        kind: 'includedLevel',
        itemId,
        entitlement,
        userType,
        effect,
        usernames: [username],
      });
  }
  const why = state.includedUnread;
  const isConcerned = ({ before, included }: MemberChange): boolean =>
    included === undefined && before.some(isProLevel);
  return [
    ...warnings.values(),
    ...(why !== undefined && changes.some(isConcerned)
      ? [{ kind: 'includedUnread', itemId, why } as const]
      : []),
  ];
}
