// Bringing members back to sets, or on to them, where nobody else has changed them: for undo and for the rest of an operation.
import { includedProLevel, isProExtension, lacksProLevel } from './catalog';
import { userKey } from './ids';
import type { Entitlement, ItemId, Username } from './ids';
import type { Way } from './ownPart';
import { planMembers } from './plan';
import type { PlanInput } from './plan';
import type { PlannedTarget } from './planTarget';
import type { DesiredChange, Holding, MemberPlan, Skip, TargetState } from './planTypes';
import type { Standing } from './policy/orgQuotas';
import { planTogether } from './policy/planTogether';
import type { OpenWishes } from './policy/planTogether';
import { userTypesTarget } from './policy/wishTypes';
import { sameSet } from './sameSet';

/** One member's set of one target: what it has to be now, and what it is to be then. */
export interface Restored {
  readonly itemId: ItemId;
  readonly username: Username;
  /** More than one where it is not known what the member was left with. */
  readonly ways: readonly Way[];
  /** What the member is to hold where nobody else has changed anything. */
  readonly goal: readonly Entitlement[];
}

/** A member of whom nothing is to be taken back, because nothing of what there is was given by the operation. */
export interface LeftAlone {
  readonly itemId: ItemId;
  readonly username: Username;
  readonly reason: 'notSent' | 'notArrived' | 'refused';
  /** What was held when the operation ended, where that is known. */
  readonly held: readonly Entitlement[];
  /** What was held before it. */
  readonly goal: readonly Entitlement[];
}

export interface Parts {
  readonly restored: readonly Restored[];
  readonly left: readonly LeftAlone[];
}

interface Wish {
  readonly change: DesiredChange;
  readonly standing: Standing;
}

const partKey = (itemId: ItemId, member: string): string => `${itemId}\n${member}`;

/** What is to be restored of each member, for the ordinary planner, which looks at seats and offline licenses; and who is left alone, and why. */
class RestoringWishes implements OpenWishes {
  readonly #wanted = new Map<string, Wish>();
  /** Of those who were left out. */
  readonly #standings = new Map<string, Standing>();
  readonly #skipped: Skip[] = [];

  constructor({ restored, left }: Parts, { targets, userTypes }: Pick<PlanInput, 'targets' | 'userTypes'>) {
    const states = new Map(targets.map(state => [state.target.itemId, state]));
    const types = new Map(
      restored.flatMap(({ itemId, username, goal }) =>
        itemId === userTypesTarget ? [[userKey(username), goal[0]]] : [],
      ),
    );
    // Through the user type from before as through the one of now, whichever it is in the end.
    const comesWithLevel = (name: Username): boolean => {
      const now = userTypes?.(name);
      return [now, types.get(userKey(name)) ?? now].every(
        type => type !== undefined && includedProLevel(type) !== undefined,
      );
    };
    for (const part of restored) this.#add(part, states.get(part.itemId), comesWithLevel);
    for (const { itemId, username, reason, held: then, goal } of left) {
      const state = states.get(itemId);
      const isRead = state !== undefined && state.unavailable === undefined;
      const holding = state?.holdings.get(userKey(username));
      const held = holding?.entitlements ?? (isRead && state.complete ? [] : then);
      // As before: then there is nothing to tell.
      if (sameSet(held, goal)) continue;
      this.#leave({ itemId, username, reason }, holding, { before: held, after: goal });
    }
  }

  changes(): DesiredChange[] {
    return [...this.#wanted.values()].map(({ change }) => change);
  }

  skipped(): readonly Skip[] {
    return this.#skipped;
  }

  standing(itemId: ItemId, member: string): Standing | undefined {
    const key = partKey(itemId, member);
    return this.#wanted.get(key)?.standing ?? this.#standings.get(key);
  }

  skip(itemId: ItemId, member: string, cause: Pick<Skip, 'reason' | 'names' | 'since'>): void {
    const key = partKey(itemId, member);
    const wish = this.#wanted.get(key);
    if (!wish) return;
    this.#wanted.delete(key);
    this.#standings.set(key, wish.standing);
    this.#skipped.push({ itemId, username: wish.change.username, ...cause });
  }

  /** Whoever holds none of the sets that are expected has been changed since, by whomever. */
  #add(
    { itemId, username, ways, goal }: Restored,
    state: TargetState | undefined,
    comesWithLevel: (name: Username) => boolean,
  ): void {
    const key = userKey(username);
    const holding = state?.holdings.get(key);
    const held = holding?.entitlements ?? [];
    const want = (entitlements: readonly Entitlement[]): void => {
      this.#wanted.set(partKey(itemId, key), {
        change: { itemId, username, mode: 'set', entitlements },
        standing: { before: held, after: entitlements },
      });
    };
    // The planner has words for what cannot be read or written.
    if (!state || state.unavailable !== undefined || (!holding && !state.complete)) {
      want(goal);
      return;
    }
    const way = ways.find(one => sameSet(held, one.held)) ?? ways.find(({ to }) => sameSet(held, to));
    const standing = { before: held, after: goal };
    if (!way) this.#leave({ itemId, username, reason: 'changedSince' }, holding, standing);
    else if (!sameSet(way.to, goal) && losesLevel(held, way.to) && !comesWithLevel(username))
      // Somebody else gave the extensions, which need the level that would go.
      this.#leave(
        { itemId, username, reason: 'incompatible' },
        holding,
        standing,
        way.to.filter(isProExtension),
      );
    else want(way.to);
  }

  #leave(
    { itemId, username, reason }: Pick<Skip, 'itemId' | 'username' | 'reason'>,
    holding: Holding | undefined,
    standing: Standing,
    names: readonly string[] = standing.before.filter(name => name !== ''),
  ): void {
    this.#standings.set(partKey(itemId, userKey(username)), standing);
    this.#skipped.push({ itemId, username: holding?.username ?? username, reason, names });
  }
}

const losesLevel = (held: readonly Entitlement[], to: readonly Entitlement[]): boolean =>
  lacksProLevel(to) && !lacksProLevel(held);

/**
 * A plan by the ordinary planner, in which changes of one member that go together are all made or all left out, with those who are left alone among the
 * skipped.
 * @param input with `targets` as they are now; its `changes` are made here.
 * @throws RangeError as {@link planMembers}.
 */
export function planRestored(parts: Parts, input: Omit<PlanInput, 'changes'>): MemberPlan {
  const { targets } = input;
  const open = new RestoringWishes(parts, input);
  const remembered = new Map<string, PlannedTarget>();
  const plan = planTogether(open, targets, changes => planMembers({ ...input, changes, remembered }));
  const skipped = [...open.skipped(), ...plan.skipped];
  const touched = new Set([...plan.targets, ...skipped].map(({ itemId }) => itemId));
  return {
    ...plan,
    targets: targets.filter(({ target }) => touched.has(target.itemId)).map(({ target }) => target),
    skipped,
  };
}
