// A plan whose changes of one member go together, made anew without what does not, until the rest does: for policies, undo and the rest of an operation.
import type { DesiredChange, MemberPlan, Skip, TargetState } from '../planTypes';
import type { ItemId } from '../ids';
import { findDependent } from './orgDependent';
import type { Standing } from './orgQuotas';

/** What is wished, of which some may be left out. */
export interface OpenWishes {
  /** All that is still wanted, for the planner. */
  changes(): readonly DesiredChange[];
  /** Leaves a member's change of a target out. */
  skip(itemId: ItemId, member: string, cause: Pick<Skip, 'reason' | 'names' | 'since'>): void;
  /** What is left out by now, without what the planner leaves out. */
  skipped(): readonly Skip[];
  /** What is held and what is wanted, be it left out by now or not. */
  standing(itemId: ItemId, member: string): Standing | undefined;
}

/**
 * The last plan of `make`. Whom it skips, or who is skipped for one who is, keeps what others were to get, and so on: until what is left goes together.
 * That ends, since each round leaves out somebody who was in the plan before.
 * @param open changes are left out of it.
 * @param leaveOut what else is to be left out of a plan; true where it did so.
 */
export function planTogether(
  open: OpenWishes,
  states: readonly TargetState[],
  make: (changes: readonly DesiredChange[]) => MemberPlan,
  leaveOut: (plan: MemberPlan) => boolean = () => false,
): MemberPlan {
  for (;;) {
    const plan = make(open.changes());
    const before = open.skipped().length;
    const isLeftOut = leaveOut(plan);
    const dependent = findDependent(plan, [...plan.skipped, ...open.skipped()], states, (itemId, member) =>
      open.standing(itemId, member),
    );
    for (const { itemId, member, on } of dependent)
      open.skip(itemId, member, { reason: 'dependent', names: [on] });
    const isDone = !isLeftOut && dependent.length === 0;
    if (isDone || open.skipped().length === before) return plan;
  }
}
