// Processor time of a piece of work, told in the time of a machine at its usual pace: shared machines run at half of it for minutes on end.

/** What {@link yardstick} takes at the usual pace, ms. */
const usual = 20;

/** Work of a fixed size: strings, a map, sorting. */
function yardstick(): number {
  const words = new Map<string, number>();
  for (let index = 0; index < 40_000; index++) {
    const word = `${(index * 7919) % 10_007}-${index % 13}`;
    words.set(word, (words.get(word) ?? 0) + word.length);
  }
  return [...words.keys()].sort().length;
}

function processorMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * The quickest of five runs, ms of the processor: neither other programs nor compiling count, and where the machine is slower than usual just
 * then, as a work of known size tells, by so much less. It never counts as more than it was.
 * @param enough a run that takes less than this, ms, ends the tries.
 */
export function quickest(work: () => unknown, enough = 0): number {
  let least = Infinity;
  for (let round = 0; round < 5 && least >= enough; round++) {
    const ms = processorMs(work);
    const pace = Math.min(processorMs(yardstick), processorMs(yardstick));
    least = Math.min(least, ms / Math.max(1, pace / usual));
  }
  return least;
}
