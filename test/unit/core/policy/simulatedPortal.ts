// A portal with several targets for property tests: replaces whole sets, knows seats, offline licenses and user types. Knows nothing of plans.
import { entitlement, userKey } from '../../../../src/core/ids';
import type { PlannedRequest, TargetState } from '../../../../src/core/planTypes';

interface Seats {
  readonly state: TargetState;
  readonly sets: Map<string, ReadonlySet<string>>;
  readonly counts: Map<string, number>;
  readonly totals: ReadonlyMap<string, number>;
}

const nothing: ReadonlySet<string> = new Set();

export class SimulatedPortal {
  readonly #targets = new Map<string, Seats>();
  readonly #offline = new Map<string, Set<string>>();

  constructor(states: readonly TargetState[]) {
    for (const state of states) {
      const sets = new Map<string, ReadonlySet<string>>();
      const counts = new Map<string, number>();
      for (const [key, { entitlements }] of state.holdings) {
        const set = new Set<string>(entitlements);
        sets.set(key, set);
        add(counts, set, 1);
      }
      const totals = new Map(
        state.pools.flatMap(({ key, total }) => (total === undefined ? [] : [[key as string, total]])),
      );
      if (state.maxUsers !== undefined) totals.set('', state.maxUsers);
      this.#targets.set(state.target.itemId, { state, sets, counts, totals });
      this.#offline.set(
        state.target.itemId,
        new Set([...state.holdings].flatMap(([key, { offline }]) => (offline ? [key] : []))),
      );
    }
  }

  held(itemId: string, name: string): ReadonlySet<string> {
    return this.#targets.get(itemId)?.sets.get(userKey(name)) ?? nothing;
  }

  /** Of a pool, the distinct members under ''; undefined where it is not limited. */
  free(itemId: string, pool: string): number | undefined {
    const target = this.#targets.get(itemId);
    const total = target?.totals.get(pool);
    return total === undefined ? undefined : total - (target?.counts.get(pool) ?? 0);
  }

  /** Why the portal would refuse this; undefined where it would not. */
  refusal(itemId: string, users: readonly string[], set: readonly string[]): string | undefined {
    const target = this.#targets.get(itemId);
    if (!target) return 'no such target';
    if (users.length < 1 || users.length > 25) return `${users.length} users`;
    const keys = new Set(users.map(userKey));
    if (keys.size < users.length) return 'a user twice';
    for (const key of keys) if (this.#isOffline(target.state, key)) return `${key} is offline`;
    if (target.state.target.kind === 'userType' && set.length !== 1) return 'not one user type';
    const known = new Set<string>(target.state.pools.map(pool => pool.key));
    const unknown = set.find(name => !known.has(name));
    if (unknown !== undefined) return `no entitlement ${unknown}`;
    const after = new Map(target.counts);
    for (const key of keys) add(after, target.sets.get(key) ?? nothing, -1);
    for (let times = keys.size; times > 0; times -= 1) add(after, new Set(set), 1);
    for (const [pool, total] of target.totals) {
      const count = after.get(pool) ?? 0;
      if (count > total && count > (target.counts.get(pool) ?? 0)) return `no seat of ${pool}`;
    }
    return undefined;
  }

  /** One request. @throws Error where the portal refuses it. */
  provision({ id, itemId, users, entitlements }: PlannedRequest): void {
    const refusal = this.refusal(itemId, users, entitlements);
    if (refusal !== undefined) throw new Error(`${id} is refused: ${refusal}`);
    this.write(itemId, users, entitlements);
  }

  /** Without any check: what somebody else does. */
  write(itemId: string, users: readonly string[], entitlements: readonly string[]): void {
    const target = this.#targets.get(itemId);
    if (!target) return;
    const set = new Set(entitlements);
    for (const key of users.map(userKey)) {
      add(target.counts, target.sets.get(key) ?? nothing, -1);
      add(target.counts, set, 1);
      target.sets.set(key, set);
    }
  }

  /** Every target as a fresh read gives it. */
  read(): TargetState[] {
    return [...this.#targets.values()].map(({ state, sets }) => ({
      ...state,
      complete: true,
      holdings: new Map(
        [...sets].flatMap(([key, set]) =>
          set.size === 0
            ? []
            : [
                [
                  key,
                  {
                    username: state.holdings.get(key)?.username ?? (key as never),
                    entitlements: [...set].map(entitlement),
                    offline: this.#offline.get(state.target.itemId)?.has(key) ?? false,
                  },
                ] as const,
              ],
        ),
      ),
    }));
  }

  /** A text that is equal for equal states. */
  fingerprint(): string {
    return [...this.#targets]
      .map(([itemId, { sets }]) =>
        [...sets]
          .filter(([, set]) => set.size > 0)
          .map(([key, set]) => `${itemId} ${key} ${[...set].sort().join()}`)
          .sort()
          .join('\n'),
      )
      .join('\n');
  }

  /** The portal changes no user type of a member with an offline license of anything. */
  #isOffline(state: TargetState, key: string): boolean {
    if (state.target.kind === 'userType') return [...this.#offline.values()].some(keys => keys.has(key));
    return this.#offline.get(state.target.itemId)?.has(key) ?? false;
  }
}

function add(counts: Map<string, number>, set: ReadonlySet<string>, by: number): void {
  if (set.size > 0) counts.set('', (counts.get('') ?? 0) + by);
  for (const key of set) counts.set(key, (counts.get(key) ?? 0) + by);
}
