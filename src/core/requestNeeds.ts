// What a request of a target has to wait for, seen from its seats alone: one rule for the plan that is made and for the plan that is read from a file.
import type { Entitlement } from './ids';
import type { SeatPools } from './seatPools';

/** A member of a request, by any key that tells members apart, with what it holds before the plan. */
export interface NeedingMember<K> {
  readonly key: K;
  readonly before: readonly Entitlement[];
}

/**
 * The requests of one target in their order; what is sent at the same time may happen in any, so each needs the earlier ones of its own members and all
 * those whose seats it may take.
 */
export class RequestNeeds<K> {
  readonly #seats: Pick<SeatPools, 'shift'>;
  // Counts all gains of earlier requests and none of their releases: what is sent at the same time may not have happened yet.
  readonly #free: number[];
  // What each earlier request gives back, and what each member holds on the way.
  readonly #earlier: ReadonlyMap<number, number>[] = [];
  // Of a large plan thousands of requests: by member and by pool those of them that it is about, by their places.
  readonly #ofMember = new Map<K, number[]>();
  readonly #givingBack = new Map<number, number[]>();
  readonly #holds = new Map<K, readonly Entitlement[]>();

  /** @param free seats of each pool before the plan. */
  constructor(seats: Pick<SeatPools, 'shift'>, free: readonly number[]) {
    this.#seats = seats;
    this.#free = [...free];
  }

  /** Takes the next request. @returns the places, from 0, of those that it needs, ascending */
  next(members: readonly NeedingMember<K>[], entitlements: readonly Entitlement[]): readonly number[] {
    const at = this.#earlier.length;
    const gains = new Map<number, number>();
    const releases = new Map<number, number>();
    const needs = new Set<number>();
    for (const { key, before } of members) {
      const shift = this.#seats.shift({ before: this.#holds.get(key) ?? before, after: entitlements });
      for (const pool of shift.gains) gains.set(pool, (gains.get(pool) ?? 0) + 1);
      for (const pool of shift.releases) releases.set(pool, (releases.get(pool) ?? 0) + 1);
      for (const other of this.#ofMember.get(key) ?? []) needs.add(other);
    }
    for (const [pool, taken] of gains) {
      let left = (this.#free[pool] ?? 0) - taken;
      this.#free[pool] = left;
      for (const other of needs) left += this.#earlier[other]?.get(pool) ?? 0;
      for (const other of this.#givingBack.get(pool) ?? []) {
        if (left >= 0) break;
        if (needs.has(other)) continue;
        needs.add(other);
        left += this.#earlier[other]?.get(pool) ?? 0;
      }
    }
    this.#earlier.push(releases);
    for (const pool of releases.keys()) addTo(this.#givingBack, pool, at);
    for (const { key } of members) {
      this.#holds.set(key, entitlements);
      addTo(this.#ofMember, key, at);
    }
    return [...needs].sort((a, b) => a - b);
  }
}

function addTo<K>(lists: Map<K, number[]>, key: K, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
