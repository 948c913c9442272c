// What random cases are made of: how often the generator came upon what the issue names.
import type { MemberPlan, TargetState } from '../../../../src/core/planTypes';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';
import { retypedOf } from './planRequestChecks';
import type { RandomOrganization } from './randomOrganization';

export interface Seen {
  bigSet: number;
  fullSeats: number;
  overAssigned: number;
  offline: number;
  shortage: number;
  retyped: number;
  gaps: number;
  spareSeats: number;
  bruteForced: number;
  /** What a portal decides by itself: fewer members in one request, seats that it does not tell, a list that it cuts. */
  smallBatch: number;
  untoldSeats: number;
  cutList: number;
}

export const nothingSeen = (): Seen => ({
  bigSet: 0,
  fullSeats: 0,
  overAssigned: 0,
  offline: 0,
  shortage: 0,
  retyped: 0,
  gaps: 0,
  spareSeats: 0,
  bruteForced: 0,
  smallBatch: 0,
  untoldSeats: 0,
  cutList: 0,
});

const isOver = ({ holdings, pools, maxUsers }: TargetState): boolean =>
  holdings.size > (maxUsers ?? Infinity) ||
  pools.some(({ key, total }) => {
    let held = 0;
    for (const { entitlements } of holdings.values()) if (entitlements.includes(key)) held += 1;
    return held > (total ?? Infinity);
  });

/** Counts a case. */
export function countCase(scene: RandomOrganization, plan: MemberPlan, seen: Seen): void {
  const groups = new Map<string, number>();
  for (const { itemId, after } of plan.changes) {
    const key = `${itemId} ${after.join()}`;
    groups.set(key, (groups.get(key) ?? 0) + 1);
  }
  if ([...groups.values()].some(size => size > 25)) seen.bigSet += 1;
  if (plan.ledger.some(({ total, before }) => total !== undefined && before === total)) seen.fullSeats += 1;
  if (scene.truth.some(isOver)) seen.overAssigned += 1;
  if (scene.input.targets.some(({ holdings }) => [...holdings.values()].some(({ offline }) => offline)))
    seen.offline += 1;
  if (plan.skipped.some(({ reason }) => reason === 'noSeat')) seen.shortage += 1;
  if (retypedOf(plan).size > 0 && plan.changes.some(({ itemId }) => itemId !== userTypesTarget))
    seen.retyped += 1;
  if (scene.input.batchSize !== undefined) seen.smallBatch += 1;
  if (scene.input.targets.some(({ pools }) => pools.some(({ total }) => total === undefined)))
    seen.untoldSeats += 1;
  if (scene.input.targets.some(({ complete }) => !complete)) seen.cutList += 1;
  if (plan.gaps) seen.gaps += 1;
  if (plan.spareSeats) seen.spareSeats += 1;
}
