// 60,000 members on 20 listings repeat the same names and a few hundred sets of entitlements: each is kept once, and named by a number.
import { userKey } from './ids';
import type { Entitlement, Username } from './ids';
import { TextNumbers } from './textNumbers';

/** The names and sets that all lists of one portal share. Numbers begin at 0 and stay what they are. */
export class HolderDirectory {
  readonly #names = new TextNumbers();
  /** Per name the number of the form that names are compared in. */
  readonly #keys: number[] = [];
  readonly #entitlements = new Map<Entitlement, Entitlement>();
  readonly #sets: (readonly Entitlement[])[] = [];
  /** The numbers of sets that {@link markOf} does not tell apart. */
  readonly #setIds = new Map<number, number[]>();

  /** How many names there are, those that only compare included. */
  get size(): number {
    return this.#names.size;
  }

  /** The number of a name as it is spelled; a name that is new gets one. */
  idOf(name: string): number {
    const id = this.#names.add(name);
    if (id < this.#keys.length) return id;
    this.#keys.push(id);
    const key = userKey(name);
    if (key !== name) this.#keys[id] = this.idOf(key);
    return id;
  }

  /** @throws RangeError for a number that is none of its names. */
  nameOf(id: number): Username {
    const name = this.#names.at(id);
    if (name === undefined) throw new RangeError(`There is no member ${id}.`);
    return name as Username;
  }

  /** The number that all spellings of one member share: that of {@link userKey}. */
  keyOf(id: number): number {
    return this.#keys[id] ?? id;
  }

  /** The same for a name; undefined for a member that no list has shown. */
  findKey(name: string): number | undefined {
    return this.#names.find(userKey(name));
  }

  /** The number of a set of entitlements, as ordered and spelled. */
  setIdOf(entitlements: readonly Entitlement[]): number {
    const mark = markOf(entitlements);
    const alike = this.#setIds.get(mark);
    if (alike !== undefined)
      for (let at = 0; at < alike.length; at++) {
        const id = alike[at] ?? -1;
        if (isSame(this.#sets[id], entitlements)) return id;
      }
    const own = entitlements.map(key => {
      const kept = this.#entitlements.get(key) ?? key;
      this.#entitlements.set(kept, kept);
      return kept;
    });
    const id = this.#sets.push(Object.freeze(own)) - 1;
    if (alike === undefined) this.#setIds.set(mark, [id]);
    else alike.push(id);
    return id;
  }

  /** Always the same list for the same number. @throws RangeError for a number that is none of its sets. */
  setOf(id: number): readonly Entitlement[] {
    const set = this.#sets[id];
    if (set === undefined) throw new RangeError(`There is no set ${id}.`);
    return set;
  }
}

/** Tells nearly all sets apart by the lengths and some letters of their parts: far less work than to join or hash them, row by row. */
function markOf(entitlements: readonly Entitlement[]): number {
  let mark = entitlements.length;
  for (let at = 0; at < entitlements.length; at++) {
    const key = entitlements[at] ?? '';
    const { length } = key;
    mark = Math.imul(mark ^ length, 0x01000193);
    mark = Math.imul(mark ^ key.charCodeAt(0), 0x01000193);
    mark = Math.imul(mark ^ key.charCodeAt(length >> 1), 0x01000193);
    mark = Math.imul(mark ^ key.charCodeAt(length - 2), 0x01000193);
  }
  return mark;
}

function isSame(one: readonly Entitlement[] | undefined, other: readonly Entitlement[]): boolean {
  if (one?.length !== other.length) return false;
  for (let at = 0; at < other.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
