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

/** Rounds of planning before what still does not go together is left as it is; each leaves out more members than the one before. */
const mostRounds = 20;

/**
 * The last plan of `make`. Whom it skips, or who is skipped for one who is, keeps what others were to get, and so on: until what is left goes together.
 * @param open changes are left out of it.
 * @param leaveOut what else is to be left out of a plan; true where it did so.
 */
export function planTogether(
  open: OpenWishes,
  states: readonly TargetState[],
  make: (changes: readonly DesiredChange[]) => MemberPlan,
  leaveOut: (plan: MemberPlan) => boolean = () => false,
): MemberPlan {
  for (let round = 1; ; round += 1) {
    const plan = make(open.changes());
    if (round === mostRounds) return plan;
    const isLeftOut = leaveOut(plan);
    const dependent = findDependent(plan, [...plan.skipped, ...open.skipped()], states, (itemId, member) =>
      open.standing(itemId, member),
    );
    for (const { itemId, member, on } of dependent)
      open.skip(itemId, member, { reason: 'dependent', names: [on] });
    if (!isLeftOut && dependent.length === 0) return plan;
  }
}
