// How long carrying out a plan takes, roughly.
import type { PlanEstimate } from './planDetails';
import type { PlannedRequest } from './planTypes';

/** A write with reading its members before and after, at a portal that takes 250 ms an answer. */
const requestMs = 1_500;
/** Requests on their way at the same time. */
const atOnce = 4;

/** The longest chain of requests that wait for each other, or all of them four at a time: whichever takes longer. */
export function estimateOf(requests: readonly PlannedRequest[]): PlanEstimate {
  const depth = new Map<string, number>();
  let longest = 0;
  for (const { id, needs } of requests) {
    const own = 1 + needs.reduce((most, need) => Math.max(most, depth.get(need) ?? 0), 0);
    depth.set(id, own);
    longest = Math.max(longest, own);
  }
  const turns = Math.max(longest, Math.ceil(requests.length / atOnce));
  return { requests: requests.length, ms: turns * requestMs };
}
