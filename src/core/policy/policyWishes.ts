// What rules in force give the members of each target.
import type { FileProblem } from '../files/fileProblem';
import { problem } from '../files/fileProblem';
import type { Entitlement, ItemId, Username } from '../ids';
import { entitlementKey } from '../ids';
import type { TimedGrant } from './dueGrants';
import { isInForce } from './grantPeriods';
import type { Grant } from './policyTypes';
import { userTypesTarget } from './wishTypes';
import type { PolicyWish, WishReason } from './wishTypes';

/** A grant with all that it comes to in the organization. */
export interface ResolvedGrant extends TimedGrant {
  readonly grant: Grant;
}

/** What rules in force give a member, made once for all members of the same rules. */
interface Combination {
  readonly rules: readonly ResolvedGrant[];
  readonly next: Map<ResolvedGrant, Combination>;
  made?: Pick<PolicyWish, 'entitlements' | 'reasons' | 'priority'>;
}

/** The wishes of one target. */
export interface TargetWishes {
  readonly wishes: readonly PolicyWish[];
  /** `userKey` of each of the wishes, at the same place. */
  readonly keys: readonly string[];
}

/**
 * One wish for each member of a target whom rules in force give something, all of them taken together. Two user types for one member are an error, and
 * no wish.
 */
export function wishesOf(
  targets: readonly { readonly itemId: ItemId; readonly grants: readonly ResolvedGrant[] }[],
  now: number,
  lineOf: (offset: number) => number,
  problems: FileProblem[],
): ReadonlyMap<ItemId, TargetWishes> {
  const byTarget = new Map<ItemId, ResolvedGrant[]>();
  for (const { itemId, grants } of targets) {
    const rules = byTarget.get(itemId) ?? [];
    rules.push(...grants.filter(one => isInForce(one.period, now)));
    byTarget.set(itemId, rules);
  }
  const found = new Map<ItemId, TargetWishes>();
  for (const [itemId, rules] of byTarget) {
    const members = combined(rules);
    const { keys: all, names, combinations } = members;
    const isUserTypes = itemId === userTypesTarget;
    const wishes: PolicyWish[] = [];
    const keys: string[] = [];
    for (let index = 0; index < all.length; index++) {
      const [key, username, combination] = [all[index], names[index], combinations[index]];
      if (key === undefined || username === undefined || combination === undefined) continue;
      combination.made ??= isUserTypes ? oneUserType(combination.rules) : together(combination.rules);
      const { entitlements, reasons, priority } = combination.made;
      if (entitlements.length === 0) continue;
      wishes.push({ itemId, username, entitlements, reasons, priority });
      keys.push(key);
    }
    found.set(itemId, { wishes, keys });
    if (isUserTypes) problems.push(...contradictions(members, lineOf));
  }
  return found;
}

/** Members in the order in which rules name them first, each with all rules that do. Lists of the same length: an object for each is what would cost. */
interface Combined {
  readonly keys: readonly string[];
  readonly names: readonly Username[];
  readonly combinations: readonly Combination[];
}

function combined(rules: readonly ResolvedGrant[]): Combined {
  const start: Combination = { rules: [], next: new Map() };
  const [only, ...more] = rules;
  if (only === undefined || more.length === 0) {
    const keys = [...(only?.members.keys() ?? [])];
    const one = only === undefined ? start : follow(start, only);
    return { keys, names: [...(only?.members.values() ?? [])], combinations: keys.map(() => one) };
  }
  const places = new Map<string, number>();
  const keys: string[] = [];
  const names: Username[] = [];
  const combinations: Combination[] = [];
  for (const rule of rules) {
    const alone = follow(start, rule);
    for (const [key, username] of rule.members) {
      const place = places.get(key);
      if (place === undefined) {
        places.set(key, keys.length);
        keys.push(key);
        names.push(username);
        combinations.push(alone);
      } else combinations[place] = follow(combinations[place] ?? start, rule);
    }
  }
  return { keys, names, combinations };
}

function follow(from: Combination, rule: ResolvedGrant): Combination {
  let next = from.next.get(rule);
  if (next === undefined) from.next.set(rule, (next = { rules: [...from.rules, rule], next: new Map() }));
  return next;
}

/** Rules of a listing add up. */
function together(rules: readonly ResolvedGrant[]): NonNullable<Combination['made']> {
  const entitlements = new Map<string, Entitlement>();
  for (const rule of rules)
    for (const one of rule.entitlements)
      entitlements.set(entitlementKey(one), entitlements.get(entitlementKey(one)) ?? one);
  return {
    entitlements: [...entitlements.values()],
    reasons: rules.map(one => one.reason),
    priority: Math.min(...rules.map(one => one.priority)),
  };
}

/** A member has one user type: of rules for several the one that goes first counts, and none where two go first. */
function oneUserType(rules: readonly ResolvedGrant[]): NonNullable<Combination['made']> {
  const priority = Math.min(...rules.map(one => one.priority));
  const first = rules.filter(one => one.priority === priority);
  const types = new Set(first.flatMap(one => one.entitlements));
  const reasons: readonly WishReason[] = first.map(one => one.reason);
  return { entitlements: types.size === 1 ? [...types] : [], reasons, priority };
}

/** One error for each two rules that contradict each other, naming the first of their members. */
function contradictions(
  { names, combinations }: Combined,
  lineOf: (offset: number) => number,
): readonly FileProblem[] {
  const seen = new Set<Combination>();
  const found: FileProblem[] = [];
  for (const [index, combination] of combinations.entries()) {
    if (seen.has(combination) || combination.made?.entitlements.length !== 0) continue;
    seen.add(combination);
    const { priority } = combination.made;
    const [first, ...others] = combination.rules.filter(one => one.priority === priority);
    const other = others.find(one => one.entitlements[0] !== first?.entitlements[0]);
    if (first === undefined || other === undefined) continue;
    const [one, two] = [other.entitlements[0] ?? '', first.entitlements[0] ?? ''];
    const line = String(lineOf(first.grant.at.offset));
    const at = { offset: other.grant.at.offset, length: 1 };
    found.push(problem('error', at, 'policy.twoUserTypes', names[index] ?? '', one, two, line));
  }
  return found;
}
