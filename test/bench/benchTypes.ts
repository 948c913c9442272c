// What a case of the benchmark is, and what comes of it.
import type { RunningPortal } from './portalProcess';

export type BenchScale = 'S' | 'M' | 'L' | 'XL';

/** How large everything is at one scale of the benchmark. */
export interface Sizes {
  /** Members of the organization: the largest list there can be. */
  readonly members: number;
  /** Rows after which the sample portal cuts a list. */
  readonly cut: number;
  /** Members of the bulk add. */
  readonly bulk: number;
  /** Counted tries of each way at least; a case that is short has more of them (`inTurn`). */
  readonly tries: number;
}

export type Way =
  /** The code that ships. */
  | 'product'
  /** What no program can be faster than. */
  | 'limit'
  /** The ArcGIS API for Python, rebuilt request for request. */
  | 'python'
  /** An idle process, or one with nothing read. */
  | 'control';

/** One way to do the job of a case, at one size. */
export interface Figure {
  readonly way: Way;
  /** What was done, in words. */
  readonly what: string;
  /** How many members, rows or whatever the case counts. */
  readonly n: number;
  /** Of the counted tries, in {@link Figure.unit}. */
  readonly median: number;
  readonly min: number;
  readonly tries: number;
  /** `ms` where absent. */
  readonly unit?: 'MB' | 'requests';
  /** As the server counted them in one try; what was reckoned says so in {@link Figure.scaledFrom}. Absent where there is no server in it. */
  readonly requests?: number;
  /** Set where only a part was run: how many counted requests of it, or which rule it is reckoned by. */
  readonly scaledFrom?: string;
}

/** What a verdict rests on. A minimum is none of it: it is the luckiest try. */
export type Basis =
  /** Of the tries, or the ratio of two of them. */
  | 'median'
  /** Both sides ran in the same rounds: the median of what each round makes of them. */
  | 'paired median'
  /** Run once, because it takes long. */
  | 'one run'
  /** Counted by the server or in the plan: no time is in it. */
  | 'counted';

/** A promise of the project with what was measured. */
export interface Verdict {
  readonly what: string;
  readonly basis: Basis;
  readonly value: number;
  readonly sense: 'atMost' | 'atLeast' | 'exactly';
  readonly bound: number;
  readonly unit: string;
}

export interface CaseResult {
  readonly figures: readonly Figure[];
  readonly verdicts: readonly Verdict[];
}

/** What a case is given to work with. */
export interface Bench {
  readonly scale: BenchScale;
  readonly sizes: Sizes;
  /** The sample portal in a process of its own with an organization of at least {@link Sizes.members}, no wait, and the cut in force. */
  portal(): Promise<RunningPortal>;
  /** Says how far it is. */
  say(line: string): void;
}

export interface BenchCase {
  readonly name: string;
  /** What is measured, in one line of the report. */
  readonly title: string;
  run(bench: Bench): Promise<CaseResult>;
}

/** Whether what was measured is as promised. */
export function holds({ value, sense, bound }: Verdict): boolean {
  switch (sense) {
    case 'atMost':
      return value <= bound;
    case 'atLeast':
      return value >= bound;
    case 'exactly':
      return value === bound;
  }
}
