// Rules of a policy that contradict each other, what members have, or time.
import {
  entitlementName,
  includedProLevel,
  isProExtension,
  isProLevel,
  proLevelRank,
  userTypeName,
} from '../catalog';
import type { FileProblem, TextSpan } from '../files/fileProblem';
import { problem } from '../files/fileProblem';
import type { Entitlement, ItemId } from '../ids';
import { entitlementKey } from '../ids';
import { memberIndex } from './memberIndex';
import type { PolicyOrganization } from './policyOrganization';
import { entryPlace, namesOf } from './policySentences';
import type { Policy } from './policyTypes';
import type { TargetWishes } from './policyWishes';
import type { ResolvedPolicy } from './resolvePolicy';
import { isInForce } from './grantPeriods';
import { userTypesTarget } from './wishTypes';
import type { PolicyWish } from './wishTypes';

/** The first character of a rule: what is said of it as a whole is shown there. */
const start = ({ offset }: TextSpan): TextSpan => ({ offset, length: 1 });

/** Grants that are over, whom they select now, and listings that are taken from everybody. */
export function lintPeriods(
  policy: Policy,
  { targets, rules }: ResolvedPolicy,
  organization: PolicyOrganization,
  now: number,
): readonly FileProblem[] {
  const problems: FileProblem[] = [];
  for (const { entry, itemId, title, grants, isBlocked } of targets) {
    for (const { grant, period, members } of grants) {
      const at = grant.until ?? start(grant.at);
      if (period.end <= now) {
        const code = policy.mode === 'addOnly' ? 'policy.endedKept' : 'policy.ended';
        problems.push(problem('warning', at, code, grant.until?.text ?? ''));
      } else if (members.size === 0 && !isBlocked) {
        problems.push(problem('warning', start(grant.to.at), 'policy.selectsNobody'));
      }
    }
    const held = organization.held.get(itemId);
    const isEmpty = !grants.some(one => isInForce(one.period, now));
    if (isBlocked || !isEmpty || rules.mode === 'addOnly' || entry === 'userTypes') continue;
    const holders =
      held?.state === 'known'
        ? [...held.value.holdings.values()].filter(one => one.entitlements.length > 0).length
        : 0;
    const at = entry.itemId ?? entry.title ?? start(entry.at);
    if (holders > 0) problems.push(problem('warning', at, 'policy.takesAll', title, rules.mode, holders));
  }
  return problems;
}

/** Members of one combination of rules that have one user type. */
interface Group {
  readonly wish: PolicyWish;
  readonly userType: string | undefined;
  readonly names: string[];
}

/** Two levels of Pro, extensions without one, and levels that the user type brings along anyway: each said once for all members of the same rules. */
export function lintLevels(
  policy: Policy,
  { byTarget, rules, targets }: ResolvedPolicy,
  organization: PolicyOrganization,
): readonly FileProblem[] {
  const typeOf = userTypesAfter(byTarget.get(userTypesTarget), organization);
  const entries = new Map(targets.map(one => [one.itemId, one]));
  const groups = new Map<readonly string[], Map<string | undefined, Group>>();
  for (const [itemId, { wishes, keys }] of byTarget) {
    if (itemId === userTypesTarget) continue;
    for (let index = 0; index < wishes.length; index++) {
      const [wish, key] = [wishes[index], keys[index]];
      if (wish === undefined || key === undefined) continue;
      const { entitlements, username } = wish;
      // Members of the same rules share the very list.
      let byType = groups.get(entitlements);
      if (byType === undefined) groups.set(entitlements, (byType = new Map<string | undefined, Group>()));
      if (rules.excluded.has(key)) continue;
      const userType = typeOf(key);
      const group = byType.get(userType);
      if (group === undefined) byType.set(userType, { wish, userType, names: [username] });
      else group.names.push(username);
    }
  }
  const all = [...groups.values()].flatMap(byType => [...byType.values()]);
  const faults = all.flatMap(group => levelFaults(group, entries.get(group.wish.itemId)?.title ?? ''));
  const doubles = new Map<
    string,
    { readonly at: TextSpan; readonly level: string; readonly type: string; readonly names: string[] }
  >();
  for (const { wish, userType, names } of all) {
    const level = doubleLevel(wish, userType);
    const entry = entries.get(wish.itemId)?.entry;
    if (level === undefined || userType === undefined || entry === undefined) continue;
    const key = JSON.stringify([wish.itemId, entitlementKey(level), userType]);
    const double = doubles.get(key) ?? { at: entryPlace(entry, policy), level, type: userType, names: [] };
    for (const name of names) double.names.push(name);
    doubles.set(key, double);
  }
  const included = [...doubles.values()].map(({ at, level, type, names }) =>
    problem(
      'information',
      at,
      'policy.includedLevel',
      namesOf(names),
      entitlementName(level),
      userTypeName(type),
    ),
  );
  return [...faults, ...included];
}

/** The one level of a wish, where the user type brings it or a higher one along. */
function doubleLevel({ entitlements }: PolicyWish, userType: string | undefined): string | undefined {
  const [level, ...more] = entitlements.filter(isProLevel);
  const included = userType === undefined ? undefined : includedProLevel(userType);
  if (level === undefined || more.length > 0 || included === undefined) return undefined;
  return proLevelRank(level) <= proLevelRank(included) ? level : undefined;
}

function levelFaults({ wish, userType, names }: Group, title: string): readonly FileProblem[] {
  const levels = wish.entitlements.filter(isProLevel);
  const at = wish.reasons.at(-1);
  if (at === undefined) return [];
  const whom = namesOf(names);
  if (levels.length > 1) {
    const all = levels.map(one => entitlementName(one)).join(', ');
    return [problem('warning', start(at), 'policy.twoLevels', whom, all, title)];
  }
  const extensions = wish.entitlements.filter(isProExtension);
  const brings = userType !== undefined && includedProLevel(userType) !== undefined;
  return levels.length > 0 || extensions.length === 0 || brings
    ? []
    : [problem('warning', start(at), 'policy.noLevel', whom, namesOf(extensions.map(entitlementName)))];
}

/** The user type that each member has after a plan of the wishes; as it is where none is wished. */
function userTypesAfter(
  wished: TargetWishes | undefined,
  { members }: PolicyOrganization,
): (key: string) => string | undefined {
  const { userTypes } = memberIndex(members);
  const types = new Map<string, string>();
  wished?.wishes.forEach(({ entitlements }, index) => {
    const type = entitlements[0];
    if (type !== undefined) types.set(wished.keys[index] ?? '', type);
  });
  return key => types.get(key) ?? userTypes.get(key);
}

/** Protected members from whom the rules would take something, were they not protected. */
export function lintProtected(
  policy: Policy,
  { byTarget, rules, targets }: ResolvedPolicy,
  organization: PolicyOrganization,
): readonly FileProblem[] {
  const at = policy.protected?.at;
  if (at === undefined || rules.mode === 'addOnly' || rules.protected.size === 0) return [];
  const wished = new Map<ItemId, Map<string, readonly string[]>>();
  for (const [itemId, { wishes, keys }] of byTarget) {
    const ofTarget = new Map<string, readonly string[]>();
    wished.set(itemId, ofTarget);
    wishes.forEach(({ entitlements }, index) => {
      const key = keys[index] ?? '';
      if (rules.protected.has(key)) ofTarget.set(key, entitlements);
    });
  }
  const titles = new Map(targets.map(one => [one.itemId, one.title]));
  return rules.governed.flatMap(itemId => {
    const held = organization.held.get(itemId);
    if (held?.state !== 'known') return [];
    const keep: string[] = [];
    for (const key of rules.protected) {
      const holding = held.value.holdings.get(key);
      if (holding === undefined || rules.excluded.has(key)) continue;
      if (holdsMore(holding.entitlements, wished.get(itemId)?.get(key) ?? [])) keep.push(holding.username);
    }
    const title = titles.get(itemId) ?? '';
    return keep.length === 0
      ? []
      : [problem('warning', start(at), 'policy.protectedKeep', keep.length, title, namesOf(keep))];
  });
}

function holdsMore(held: readonly Entitlement[], wished: readonly string[]): boolean {
  const keys = new Set(wished.map(entitlementKey));
  return held.some(one => one !== '' && !keys.has(entitlementKey(one)));
}
