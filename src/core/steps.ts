// Work that can be paused between small steps, by whoever knows how: core has no timers.

/** Yields between steps of at most about a millisecond, and returns what it was for. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** All steps without a pause. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
