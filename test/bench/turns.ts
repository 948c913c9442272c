// What a piece of work costs the process beside its time: delay of the event loop, and how much memory it took at its peak.
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Delay {
  /** 99th percentile and longest delay of the event loop, ms, without the resolution of the measurement itself. */
  readonly p99Ms: number;
  readonly maxMs: number;
}

const resolution = 5;
const megabyte = 1024 * 1024;

/** Runs the work and watches meanwhile; memory is looked at every 10 ms. */
export async function costOfTurns(
  work: () => Promise<unknown>,
): Promise<{ readonly delay: Delay; readonly peakRssMb: number }> {
  const histogram = monitorEventLoopDelay({ resolution });
  let peak = 0;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 10);
  histogram.enable();
  try {
    await work();
  } finally {
    histogram.disable();
    clearInterval(timer);
  }
  look();
  const ms = (ns: number): number => Math.max(0, ns / 1e6 - resolution);
  return {
    delay: { p99Ms: ms(histogram.percentile(99)), maxMs: ms(histogram.max) },
    peakRssMb: peak / megabyte,
  };
}
