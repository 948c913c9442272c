// Numbers for texts that come by the ten thousand. A Map does the same and takes three times as long to take in new texts, because each is hashed
// and its table moved by the engine's slow path; here both are a loop over numbers.

const firstSlots = 1024;

/** 32 bits of a text; every character counts. */
function hashOf(text: string): number {
  let hash = text.length;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

/** Each different text once, named by its place: numbers begin at 0 and stay what they are. */
export class TextNumbers {
  readonly #texts: string[] = [];
  #hashes = new Int32Array(firstSlots / 2);
  /** The number of a text plus 1, at the place that its hash says or the next free one after it; never more than half full. */
  #slots = new Int32Array(firstSlots);

  get size(): number {
    return this.#texts.length;
  }

  /** Undefined for a number that none has. */
  at(number: number): string | undefined {
    return this.#texts[number];
  }

  /** The number of a text; undefined for one that has none. */
  find(text: string): number | undefined {
    const number = (this.#slots[this.#slotOf(text, hashOf(text))] ?? 0) - 1;
    return number === -1 ? undefined : number;
  }

  /** The number of a text; one that is new gets the next. */
  add(text: string): number {
    const hash = hashOf(text);
    const slot = this.#slotOf(text, hash);
    const known = this.#slots[slot] ?? 0;
    if (known > 0) return known - 1;
    const number = this.#texts.push(text) - 1;
    this.#slots[slot] = number + 1;
    this.#hashes[number] = hash;
    if (number + 1 === this.#hashes.length) this.#grow();
    return number;
  }

  /** Where a text is, or would be. */
  #slotOf(text: string, hash: number): number {
    const slots = this.#slots;
    const last = slots.length - 1;
    let slot = hash & last;
    for (;;) {
      const number = (slots[slot] ?? 0) - 1;
      if (number === -1 || (this.#hashes[number] === hash && this.#texts[number] === text)) return slot;
      slot = (slot + 1) & last;
    }
  }

  #grow(): void {
    const hashes = new Int32Array(this.#hashes.length * 2);
    hashes.set(this.#hashes);
    const slots = new Int32Array(this.#slots.length * 2);
    const last = slots.length - 1;
    for (let number = 0; number < this.#texts.length; number++) {
      let slot = (hashes[number] ?? 0) & last;
      while (slots[slot] !== 0) slot = (slot + 1) & last;
      slots[slot] = number + 1;
    }
    this.#hashes = hashes;
    this.#slots = slots;
  }
}
