// Looks at a portal after each of its writes: what a plan may do to members and seats on its way (issue 4, line 1).
import { userKey } from '../../../../src/core/ids';
import type { MemberPlan, TargetState } from '../../../../src/core/planTypes';
import type { Put } from '../../../../src/samplePortal/changes';
import { retypedOf } from '../../core/policy/planRequestChecks';
import { isReduced, levelOf } from '../../core/policy/policyOracle';
import type { Bench } from '../bench';
import { truthOf } from './decisionScene';
import type { PortalScene } from './decisionScene';

export const keyOf = (itemId: string, name: string): string => `${itemId} ${userKey(name)}`;

type Held = ReadonlyMap<string, readonly string[]>;

export const heldIn = (truth: readonly TargetState[]): Held =>
  new Map(
    truth.flatMap(({ target, holdings }) =>
      [...holdings].map(([key, one]) => [keyOf(target.itemId, key), one.entitlements] as const),
    ),
  );

export const same = (a: Iterable<string>, b: Iterable<string>): boolean =>
  [...a].sort().join('\n') === [...b].sort().join('\n');

/** Seats taken of every limited pool of these targets, the distinct members among them, and how many there are. */
function seatsOf(
  truth: readonly TargetState[],
): Map<string, { readonly taken: number; readonly total: number }> {
  const seats = new Map<string, { taken: number; total: number }>();
  for (const { target, pools, maxUsers, holdings } of truth) {
    for (const { key, total } of pools)
      if (total !== undefined) seats.set(`${target.itemId} ${key}`, { taken: 0, total });
    if (maxUsers !== undefined) seats.set(`${target.itemId} `, { taken: holdings.size, total: maxUsers });
    for (const { entitlements } of holdings.values())
      for (const key of entitlements) {
        const pool = seats.get(`${target.itemId} ${key}`);
        if (pool) pool.taken += 1;
      }
  }
  return seats;
}

/** Looks at every write when the portal has made it. */
export class WriteWatch {
  readonly faults: string[] = [];
  readonly #bench: Bench;
  readonly #scene: PortalScene;
  readonly #plan: MemberPlan;
  readonly #gaps: ReadonlySet<string>;
  readonly #retyped: ReadonlySet<string>;
  #held: Held;
  #seats: ReturnType<typeof seatsOf>;

  constructor(bench: Bench, scene: PortalScene, plan: MemberPlan) {
    this.#bench = bench;
    this.#scene = scene;
    this.#plan = plan;
    this.#gaps = new Set((plan.gaps ?? []).map(gap => keyOf(gap.itemId, gap.username)));
    this.#retyped = retypedOf(plan);
    const truth = truthOf(bench, scene.rules.governed);
    this.#held = heldIn(truth);
    this.#seats = seatsOf(truth);
  }

  /** Until it is called, every commit of the portal is looked at. */
  begin(): () => void {
    const { state } = this.#bench.sample;
    const commit = state.commit.bind(state);
    const look = (puts: readonly Put[]): void => {
      commit(puts);
      if (puts.some(([kind]) => kind !== 'token')) this.#look();
    };
    Object.defineProperty(state, 'commit', { value: look, configurable: true });
    return () => Reflect.deleteProperty(state, 'commit');
  }

  #look(): void {
    const truth = truthOf(this.#bench, this.#scene.rules.governed);
    const kinds = new Map(truth.map(({ target }) => [target.itemId as string, target.kind]));
    const seats = seatsOf(truth);
    for (const [pool, { taken, total }] of seats) {
      const before = this.#seats.get(pool)?.taken ?? 0;
      if (taken > total && taken > before) this.faults.push(`${pool}: ${taken} of ${total}, after ${before}`);
    }
    const held = heldIn(truth);
    const changes = new Map(this.#plan.changes.map(one => [keyOf(one.itemId, one.username), one]));
    for (const key of new Set([...held.keys(), ...this.#held.keys()])) {
      const was = this.#held.get(key) ?? [];
      const has = held.get(key) ?? [];
      if (same(was, has)) continue;
      const at = key.indexOf(' ');
      const [itemId, name] = [key.slice(0, at), key.slice(at + 1)];
      const change = changes.get(key);
      if (!change) {
        this.faults.push(`${key} is written and not in the plan`);
        continue;
      }
      const before: readonly string[] = change.before;
      const after: readonly string[] = change.after;
      if (before.some(one => after.includes(one) && !has.includes(one)))
        this.faults.push(`${key} loses more`);
      if (has.some(one => !before.includes(one) && !after.includes(one)))
        this.faults.push(`${key} is given more: ${has.join()}`);
      const isGap = this.#gaps.has(key);
      if (!same(has, after) && !isGap && !this.#retyped.has(name))
        this.faults.push(`${key} is left on the way with ${has.join()}`);
      if (levelOf(before) > 0 && levelOf(after) > 0 && levelOf(has) === 0 && !isGap)
        this.faults.push(`${key} is without a level`);
      if (this.#scene.rules.protected.has(name) && isReduced(kinds.get(itemId) ?? 'listing', before, has))
        this.faults.push(`${key} is protected`);
    }
    this.#held = held;
    this.#seats = seats;
  }
}
