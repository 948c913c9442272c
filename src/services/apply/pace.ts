// How many writes are on their way at once: fewer as soon as the portal is too busy for them, more again while it answers (issue 4, section 5).

/** Most at once (wire reference 4.4: two to four). */
export const mostAtOnce = 4;
/** So many answers in a row let one more go out at once. */
const answersForMore = 8;

export interface Pace {
  /** From 1 to {@link mostAtOnce}. */
  readonly atOnce: number;
  /** A write was answered. */
  answered(): void;
  /** A write was put off, or no answer came in time: half as many from now on. */
  slowed(): void;
}

export function createPace(): Pace {
  let atOnce = mostAtOnce;
  let inARow = 0;
  return {
    get atOnce() {
      return atOnce;
    },
    answered() {
      inARow += 1;
      if (inARow < answersForMore || atOnce === mostAtOnce) return;
      inARow = 0;
      atOnce += 1;
    },
    slowed() {
      inARow = 0;
      atOnce = Math.max(1, Math.floor(atOnce / 2));
    },
  };
}
