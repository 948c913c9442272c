// 60,000 members on 20 listings repeat the same names and a few hundred sets of entitlements: each is kept once, and named by a number.
import { userKey } from './ids';
import type { Entitlement, Username } from './ids';

/** The names and sets that all lists of one portal share. Numbers begin at 0 and stay what they are. */
export class HolderDirectory {
  readonly #names: string[] = [];
  readonly #ids = new Map<string, number>();
  /** Per name the number of the form that names are compared in. */
  readonly #keys: number[] = [];
  readonly #entitlements = new Map<Entitlement, Entitlement>();
  readonly #sets: (readonly Entitlement[])[] = [];
  readonly #setIds = new Map<string, number>();
  /** Of sets that look like another one once their parts are joined. */
  readonly #oddSetIds = new Map<string, number>();

  /** How many names there are, those that only compare included. */
  get size(): number {
    return this.#names.length;
  }

  /** The number of a name as it is spelled; a name that is new gets one. */
  idOf(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.#names.push(name) - 1;
    this.#ids.set(name, id);
    this.#keys.push(id);
    const key = userKey(name);
    if (key !== name) this.#keys[id] = this.idOf(key);
    return id;
  }

  /** @throws RangeError for a number that is none of its names. */
  nameOf(id: number): Username {
    const name = this.#names[id];
    if (name === undefined) throw new RangeError(`There is no member ${id}.`);
    return name as Username;
  }

  /** The number that all spellings of one member share: that of {@link userKey}. */
  keyOf(id: number): number {
    return this.#keys[id] ?? id;
  }

  /** The same for a name; undefined for a member that no list has shown. */
  findKey(name: string): number | undefined {
    return this.#ids.get(userKey(name));
  }

  /** The number of a set of entitlements, as ordered and spelled. */
  setIdOf(entitlements: readonly Entitlement[]): number {
    const text = entitlements.join('\n');
    const known = this.#setIds.get(text);
    if (known === undefined) return this.#addSet(entitlements, this.#setIds, text);
    if (isSame(this.setOf(known), entitlements)) return known;
    const exact = JSON.stringify(entitlements);
    return this.#oddSetIds.get(exact) ?? this.#addSet(entitlements, this.#oddSetIds, exact);
  }

  #addSet(entitlements: readonly Entitlement[], ids: Map<string, number>, text: string): number {
    const own = entitlements.map(key => {
      const kept = this.#entitlements.get(key) ?? key;
      this.#entitlements.set(kept, kept);
      return kept;
    });
    const id = this.#sets.push(Object.freeze(own)) - 1;
    ids.set(text, id);
    return id;
  }

  /** Always the same list for the same number. @throws RangeError for a number that is none of its sets. */
  setOf(id: number): readonly Entitlement[] {
    const set = this.#sets[id];
    if (set === undefined) throw new RangeError(`There is no set ${id}.`);
    return set;
  }
}

const isSame = (one: readonly Entitlement[], other: readonly Entitlement[]): boolean =>
  one.length === other.length && one.every((key, index) => key === other[index]);
