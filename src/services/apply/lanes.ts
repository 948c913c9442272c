// Whose turn it is to be written: as many at once as the pace allows, and one more made ready meanwhile.
import type { Pace } from './pace';

/** While writes are answered within this time, ms, the next one is made ready before one of them ends. Later its members would have to be read again. */
const quickMs = 300;

export interface Lanes {
  /** Requests that may be begun at once: where the portal is quick one more than may go out, so that its journal entry is on disk by its turn. */
  readonly begunAtOnce: number;
  /** Resolves when one more may go out; {@link Lanes.ended} has to follow. */
  turn(): Promise<void>;
  /** One that had its turn is over. @param ms how long its answer took; undefined where none came, or it did not go out */
  ended(ms: number | undefined): void;
}

/** The lanes of one run; `pace` says how many there are. */
export function createLanes(pace: Pick<Pace, 'atOnce'>): Lanes {
  let out = 0;
  let isQuick = false;
  const waiting: (() => void)[] = [];
  const next = (): void => {
    while (out < pace.atOnce) {
      const first = waiting.shift();
      if (first === undefined) return;
      out += 1;
      first();
    }
  };
  return {
    get begunAtOnce() {
      return isQuick ? pace.atOnce + 1 : pace.atOnce;
    },
    turn: () =>
      new Promise<void>(resolve => {
        waiting.push(resolve);
        next();
      }),
    ended(ms) {
      out -= 1;
      isQuick = ms === undefined ? isQuick : ms <= quickMs;
      next();
    },
  };
}
