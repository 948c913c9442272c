// A portal in forty lines for property tests: replaces whole sets, knows totals, and can be any of the portals that the documentation leaves open.
import fc from 'fast-check';
import { entitlement, username } from '../../../src/core/ids';
import type { Holding, TargetState } from '../../../src/core/planTypes';

export interface Alternatives {
  /** `maxUsers` against the holders after the write, or against holders now plus users of the request. */
  readonly capacity: 'union' | 'sum';
  /** A refused user leaves the request without effect, or those before it are written. */
  readonly batch: 'atomic' | 'partial';
  readonly offline: 'writeRest' | 'refuseAll';
  readonly unknown: 'refuse' | 'ignore';
}

export const alternatives: fc.Arbitrary<Alternatives> = fc.record({
  capacity: fc.constantFrom('union', 'sum'),
  batch: fc.constantFrom('atomic', 'partial'),
  offline: fc.constantFrom('writeRest', 'refuseAll'),
  unknown: fc.constantFrom('refuse', 'ignore'),
});

export class ModelPortal {
  readonly #state: TargetState;
  readonly #rules: Alternatives;
  readonly #sets = new Map<string, Set<string>>();
  readonly #offline = new Set<string>();

  constructor(state: TargetState, rules: Alternatives) {
    this.#state = state;
    this.#rules = rules;
    for (const [key, holding] of state.holdings) {
      this.#sets.set(key, new Set(holding.entitlements));
      if (holding.offline) this.#offline.add(key);
    }
  }

  held(name: string): ReadonlySet<string> {
    return this.#sets.get(name.toLowerCase()) ?? new Set();
  }

  /** Seats held per pool, the distinct members under ''. */
  counts(sets: ReadonlyMap<string, ReadonlySet<string>> = this.#sets): Map<string, number> {
    const counts = new Map([['', 0]]);
    for (const set of sets.values()) {
      if (set.size > 0) counts.set('', counts.get('')! + 1);
      for (const key of set) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  }

  total(key: string): number | undefined {
    return key === '' ? this.#state.maxUsers : this.#state.pools.find(pool => pool.key === key)?.total;
  }

  /** One request; false when it was refused. */
  provision(users: readonly string[], set: readonly string[]): boolean {
    if (users.length < 1 || users.length > 25) return false;
    const known = set.filter(key => this.#state.pools.some(pool => pool.key === key));
    if (known.length < set.length && this.#rules.unknown === 'refuse') return false;
    const open = users.filter(user => !this.#offline.has(user.toLowerCase()));
    if (open.length === 0 || (open.length < users.length && this.#rules.offline === 'refuseAll'))
      return false;
    const max = this.#state.maxUsers;
    const holders = this.counts().get('')!;
    if (
      this.#rules.capacity === 'sum' &&
      max !== undefined &&
      set.length > 0 &&
      holders + open.length > max
    ) {
      return false;
    }
    if (this.#rules.batch === 'atomic') return this.#write(open, known);
    return open.every(user => this.#write([user], known));
  }

  #write(users: readonly string[], set: readonly string[]): boolean {
    const next = new Map(this.#sets);
    for (const user of users) next.set(user.toLowerCase(), new Set(set));
    const before = this.counts();
    for (const [key, count] of this.counts(next)) {
      const total = this.total(key);
      if (total !== undefined && count > total && count > (before.get(key) ?? 0)) return false;
    }
    for (const user of users) this.#sets.set(user.toLowerCase(), new Set(set));
    return true;
  }

  /** The state as a fresh read gives it. */
  read(): TargetState {
    const holdings = new Map<string, Holding>();
    for (const [key, set] of this.#sets) {
      const name = this.#state.holdings.get(key)?.username ?? username(key);
      if (set.size > 0) {
        holdings.set(key, {
          username: name,
          entitlements: [...set].map(entitlement),
          offline: this.#offline.has(key),
        });
      }
    }
    return { ...this.#state, holdings };
  }
}
