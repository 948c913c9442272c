// Who gets the last seats: the end state of a plan may not create or raise an excess, so members whose grant does not fit are left out.
import type { Shift } from '../seatPools';

/**
 * Finds the members that have to be left out so that in every pool with grants the end state fits. Seats given back in the same plan count
 * first; among those who want a seat, the earlier in the input wins. A member is left out whole, with what it would give back, so that leaving
 * one out may leave out others; at the end everyone who fits after all is taken in again, in order.
 *
 * @param free free seats per pool now; negative when over-assigned (then nobody gets one), Infinity when not limited.
 * @param shifts by member, in the order of the input.
 * @param excluded members that are out already.
 * @returns the members to leave out, each with the pools that are full for it.
 */
export function rationSeats(
  free: readonly number[],
  shifts: readonly Shift[],
  excluded: ReadonlyMap<number, unknown>,
): Map<number, readonly number[]> {
  const left = [...free];
  const gainers = new Map<number, number[]>();
  const active = shifts.map((_, index) => !excluded.has(index));
  const move = (shift: Shift, sign: 1 | -1): void => {
    for (const pool of shift.gains) left[pool] = (left[pool] ?? 0) - sign;
    for (const pool of shift.releases) left[pool] = (left[pool] ?? 0) + sign;
  };
  for (const [index, shift] of shifts.entries()) {
    if (!active[index]) continue;
    move(shift, 1);
    for (const pool of shift.gains) {
      const list = gainers.get(pool);
      if (list) list.push(index);
      else gainers.set(pool, [index]);
    }
  }
  const out = new Set<number>();
  for (;;) {
    let last = -1;
    for (const [pool, list] of gainers) {
      while (list.length > 0 && !active[list.at(-1) ?? -1]) list.pop();
      if ((left[pool] ?? 0) < 0) last = Math.max(last, list.at(-1) ?? -1);
    }
    const shift = shifts[last];
    if (!shift) break;
    active[last] = false;
    out.add(last);
    move(shift, -1);
  }
  const isFullFor = (index: number): number[] => {
    const shift = shifts[index];
    if (!shift) return [];
    return shift.gains.filter(pool => (left[pool] ?? 0) < 1);
  };
  for (let again = true; again;) {
    again = false;
    for (const index of [...out].sort((a, b) => a - b)) {
      const shift = shifts[index];
      if (!shift || isFullFor(index).length > 0) continue;
      move(shift, 1);
      out.delete(index);
      again = shift.releases.length > 0 || again;
    }
  }
  return new Map([...out].map(index => [index, isFullFor(index)]));
}
