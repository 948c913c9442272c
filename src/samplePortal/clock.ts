/** The portal's time: runs with the real clock from wherever it was set, and can be moved (to make queue parts and expiries happen). */
export class Clock {
  #offsetMs: number;

  /** `startAt` in ms epoch; without it the clock shows real time. */
  constructor(startAt?: number) {
    this.#offsetMs = startAt === undefined ? 0 : startAt - Date.now();
  }

  /** ms epoch. */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  set(now: number): void {
    this.#offsetMs = now - Date.now();
  }

  setOffset(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }
}

export const dayMs = 86_400_000;
