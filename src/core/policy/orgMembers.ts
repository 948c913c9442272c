// What each member shall hold of each governed target, before seats are looked at, and who is left out for what cause.
import { isProLevel } from '../catalog';
import { entitlementKey, userKey, userTypeId } from '../ids';
import type { ItemId, Username, UserTypeId } from '../ids';
import type { DesiredChange, Skip, TargetState } from '../planTypes';
import { doublesIn } from './orgDoubles';
import type { Standing } from './orgQuotas';
import { wantedSet, wantedType } from './orgSets';
import type { WantedSet } from './orgSets';
import type { OpenWishes } from './planTogether';
import { userTypesTarget } from './wishTypes';
import type { PolicyRules, PolicyWish, WishReason } from './wishTypes';

export interface SetsInput {
  readonly states: readonly TargetState[];
  readonly wishes: readonly PolicyWish[];
  readonly rules: PolicyRules;
  /** By `userKey`: who has an offline license of anything, since when. */
  readonly offline: ReadonlyMap<string, number | undefined>;
  readonly currentType: (name: string) => UserTypeId | undefined;
  /** Nothing is planned for whom no wish names, whatever the mode. */
  readonly wishesOnly: boolean;
}

interface Wanted {
  readonly change: DesiredChange;
  readonly before: readonly string[];
  readonly rank: number;
}

type Cause = Pick<Skip, 'reason' | 'names' | 'since'>;

const none: readonly string[] = [];

export class OrganizationSets implements OpenWishes {
  /** Wishes of listed members that are met already. */
  unchanged = 0;
  readonly #input: SetsInput;
  readonly #states: ReadonlyMap<ItemId, TargetState>;
  /** By target, then by `userKey`, in the order that decides who gets the last seats. */
  readonly #wanted = new Map<ItemId, Map<string, Wanted>>();
  /** What was wanted of those who were left out later, by target and member. */
  readonly #left = new Map<string, Wanted>();
  readonly #skipped: Skip[] = [];
  readonly #reasons = new Map<ItemId, Map<string, readonly WishReason[]>>();
  readonly #wishedTypes = new Map<string, UserTypeId>();
  /** Thousands of members hold a few dozen sets and are wished a few more: each pair is worked out once. */
  readonly #results = new Map<string, WantedSet>();

  constructor(input: SetsInput) {
    this.#input = input;
    this.#states = new Map(input.states.map(state => [state.target.itemId, state]));
    // The user types first: what they include counts for the listings.
    const ordered = [...input.states].sort(
      (a, b) => Number(b.target.kind === 'userType') - Number(a.target.kind === 'userType'),
    );
    const byTarget = new Map<ItemId, PolicyWish[]>();
    for (const wish of input.wishes) {
      const list = byTarget.get(wish.itemId);
      if (list) list.push(wish);
      else byTarget.set(wish.itemId, [wish]);
    }
    for (const state of ordered) this.#addTarget(state, byPriority(byTarget.get(state.target.itemId) ?? []));
  }

  /** All that is still wanted, for the planner. */
  changes(): DesiredChange[] {
    return [...this.#wanted.values()].flatMap(byMember => [...byMember.values()].map(({ change }) => change));
  }

  /** Leaves a member's change of a target out. */
  skip(itemId: ItemId, member: string, cause: Cause): void {
    const wanted = this.#wanted.get(itemId);
    const own = wanted?.get(member);
    if (!wanted || !own) return;
    wanted.delete(member);
    this.#left.set(`${itemId}\n${member}`, own);
    this.#skip(itemId, own.change.username, cause);
  }

  skipped(): readonly Skip[] {
    return this.#skipped;
  }

  reasons({ itemId, username }: Pick<Skip, 'itemId' | 'username'>): readonly WishReason[] {
    return this.#reasons.get(itemId)?.get(userKey(username)) ?? [];
  }

  rankOf(itemId: ItemId, member: string): number {
    return this.#wanted.get(itemId)?.get(member)?.rank ?? Infinity;
  }

  /** What is held, as if nothing changed. */
  held(itemId: ItemId, member: string): Standing | undefined {
    const held = this.#states.get(itemId)?.holdings.get(member)?.entitlements;
    return held && { before: held, after: held };
  }

  /** What is held and what is wanted, be it left out by now or not. */
  standing(itemId: ItemId, member: string): Standing | undefined {
    const wanted = this.#wanted.get(itemId)?.get(member) ?? this.#left.get(`${itemId}\n${member}`);
    return wanted ? { before: wanted.before, after: wanted.change.entitlements } : this.held(itemId, member);
  }

  #skip(itemId: ItemId, username: Username, cause: Cause): void {
    this.#skipped.push({ itemId, username, ...cause });
  }

  #addTarget(state: TargetState, wishes: readonly PolicyWish[]): void {
    const { itemId, kind } = state.target;
    const wanted = new Map<string, Wanted>();
    const reasons = new Map<string, readonly WishReason[]>();
    this.#wanted.set(itemId, wanted);
    this.#reasons.set(itemId, reasons);
    const hasLevels = kind === 'listing' && state.pools.some(pool => isProLevel(pool.key));
    for (const [rank, wish] of wishes.entries()) {
      const key = userKey(wish.username);
      if (reasons.has(key)) continue;
      reasons.set(key, wish.reasons);
      const [type] = wish.entitlements;
      if (kind === 'userType' && type !== undefined) this.#wishedTypes.set(key, userTypeId(type));
      const holding = state.holdings.get(key);
      this.#add(state, wanted, key, holding?.username ?? wish.username, wish.entitlements, rank, hasLevels);
    }
    if (kind === 'userType' || this.#input.wishesOnly) return;
    for (const [key, { username, entitlements }] of state.holdings) {
      if (reasons.has(key) || entitlements.length === 0) continue;
      this.#add(state, wanted, key, username, none, Infinity, hasLevels);
    }
  }

  #add(
    state: TargetState,
    wanted: Map<string, Wanted>,
    key: string,
    username: Username,
    wish: readonly string[],
    rank: number,
    hasLevels: boolean,
  ): void {
    const { rules, offline } = this.#input;
    const { itemId, kind } = state.target;
    const before = state.holdings.get(key)?.entitlements ?? none;
    const isProtected = rules.protected.has(key);
    const isSingle = hasLevels && rules.removeDoubles === true && !isProtected;
    const asked = isSingle ? this.#single(wish, key, before) : wish;
    const result = this.#result(kind === 'userType', before, asked, isProtected);
    if (result.keeps.length > 0 && !rules.excluded.has(key))
      this.#skip(itemId, username, { reason: 'protected', names: result.keeps });
    if (result.leaves.length > 0 && !rules.excluded.has(key))
      this.#skip(itemId, username, { reason: 'mode', names: result.leaves });
    // Whoever is not listed may hold something: the planner says so, whatever is wished.
    const isListed = state.complete || state.holdings.has(key);
    if (!result.changes && isListed && state.unavailable === undefined) {
      if (rank !== Infinity && result.keeps.length === 0 && result.leaves.length === 0) this.unchanged += 1;
      return;
    }
    if (rules.excluded.has(key)) {
      this.#skip(itemId, username, { reason: 'excluded' });
      return;
    }
    if (kind === 'userType' && offline.has(key)) {
      const since = offline.get(key);
      this.#skip(itemId, username, { reason: 'offline', ...(since !== undefined && { since }) });
      return;
    }
    wanted.set(key, {
      change: { itemId, username, mode: 'set', entitlements: result.set },
      before,
      rank,
    });
  }

  /** Without the levels that come with the user type that the member shall have. */
  #single(wish: readonly string[], key: string, held: readonly string[]): readonly string[] {
    const wished = this.#wanted.get(userTypesTarget)?.has(key) ? this.#wishedTypes.get(key) : undefined;
    const doubles = doublesIn(wish, wished ?? this.#input.currentType(key));
    // A plan of a part takes nothing that it is not about.
    const stays = new Set(this.#input.wishesOnly ? held.map(entitlementKey) : none);
    const goes = doubles.filter(name => !stays.has(entitlementKey(name)));
    return goes.length === 0 ? wish : wish.filter(name => !goes.includes(name));
  }

  #result(
    isType: boolean,
    held: readonly string[],
    wish: readonly string[],
    isProtected: boolean,
  ): WantedSet {
    // Most members hold what is wished: nothing is kept of each of them.
    if (isSameList(held, wish)) return { set: held, changes: false, keeps: none, leaves: none };
    const { mode } = this.#input.rules;
    const pair = `${isType ? 't' : ''}${isProtected ? 'p' : ''}\t${keyOf(held)}\t${keyOf(wish)}`;
    let result = this.#results.get(pair);
    if (!result) {
      result = (isType ? wantedType : wantedSet)(mode, held, wish, isProtected);
      this.#results.set(pair, result);
    }
    return result;
  }
}

const isSameList = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((name, at) => name === b[at]));

/** Equal only for lists of the same names in the same order: a line break is in no name. */
const keyOf = (list: readonly string[]): string => (list.length === 1 ? (list[0] ?? '') : list.join('\n'));

/** Wishes with the lowest priority first, else in their order. A policy has few priorities and many wishes. */
function byPriority(wishes: readonly PolicyWish[]): readonly PolicyWish[] {
  const groups = new Map<number, PolicyWish[]>();
  for (const wish of wishes) {
    const group = groups.get(wish.priority);
    if (group) group.push(wish);
    else groups.set(wish.priority, [wish]);
  }
  if (groups.size < 2) return wishes;
  return [...groups].sort(([a], [b]) => a - b).flatMap(([, group]) => group);
}
