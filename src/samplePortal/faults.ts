// Scripted faults: a list of rules, set by --faults FILE or by the control endpoint.

export const faultKinds = [
  'latency',
  'expireToken',
  'throttle',
  'html502',
  'maintenance',
  'cutBody',
  'dropBefore',
  'dropAfter',
  'partial',
  'status',
  'error',
  'successFalse',
  'truncate',
  'redirect',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One rule; it counts the calls that its path and method match. */
export interface FaultRule {
  /** A regular expression over the path, or its beginning, such as `/portal/sharing/rest/portals`. */
  readonly path: string;
  readonly method?: string;
  readonly kind: FaultKind;
  /** Leaves the first n matching calls alone. */
  readonly after?: number;
  /** Ends after it has struck n times. */
  readonly times?: number;
  /** Strikes at every n-th matching call only. */
  readonly every?: number;
  /** `latency`: how long the reply waits. */
  readonly ms?: number;
  /** `throttle`: seconds of Retry-After (1 without it). */
  readonly retryAfter?: number;
  /** `status`: HTTP status. `error`: code of the envelope. */
  readonly code?: number;
  /** `status`, `error`: text. */
  readonly message?: string;
  /** `partial`: what is answered after half of the users were written. */
  readonly reply?: 'success' | 'error';
  /** `truncate`: rows left in every list of the reply. */
  readonly rows?: number;
  /** `redirect`: where to. */
  readonly location?: string;
}

const numbers = ['after', 'times', 'every', 'ms', 'retryAfter', 'code', 'rows'] as const;

function readRule(value: unknown, index: number): FaultRule {
  const where = `Fault rule ${index + 1}`;
  if (typeof value !== 'object' || value === null) throw new Error(`${where} is not an object.`);
  const rule = value as Partial<Record<keyof FaultRule, unknown>>;
  if (typeof rule.path !== 'string') throw new Error(`${where} has no path.`);
  if (!faultKinds.some(kind => kind === rule.kind)) {
    throw new Error(`${where} has kind "${String(rule.kind)}". Known: ${faultKinds.join(', ')}.`);
  }
  for (const name of numbers) {
    const number = rule[name];
    if (number !== undefined && (typeof number !== 'number' || number < 0))
      throw new Error(`${where}: ${name} is not a number.`);
  }
  return value as FaultRule;
}

/** Reads rules. @throws Error that names the rule and what is wrong with it */
export function readFaults(value: unknown): FaultRule[] {
  if (!Array.isArray(value)) throw new Error('Faults are a JSON list of rules.');
  return value.map(readRule);
}

interface Counted {
  readonly rule: FaultRule;
  calls: number;
  strikes: number;
}

/** The rules in force, with how often each was met. */
export class Faults {
  #rules: Counted[] = [];

  set(rules: readonly FaultRule[]): void {
    this.#rules = rules.map(rule => ({ rule, calls: 0, strikes: 0 }));
  }

  /** The rules with their counts, for the control endpoint. */
  list(): (FaultRule & { calls: number; strikes: number })[] {
    return this.#rules.map(({ rule, calls, strikes }) => ({ ...rule, calls, strikes }));
  }

  /** The rules that strike this call, in their order; counts it. */
  strike(method: string, path: string): FaultRule[] {
    return this.#rules.flatMap(counted => {
      const { rule } = counted;
      if (rule.method !== undefined && rule.method.toUpperCase() !== method) return [];
      if (!path.startsWith(rule.path) && !matches(rule.path, path)) return [];
      counted.calls++;
      const call = counted.calls - (rule.after ?? 0);
      if (call <= 0 || (rule.every !== undefined && call % rule.every !== 0)) return [];
      if (rule.times !== undefined && counted.strikes >= rule.times) return [];
      counted.strikes++;
      return [rule];
    });
  }
}

function matches(pattern: string, path: string): boolean {
  try {
    return new RegExp(pattern).test(path);
  } catch {
    return false;
  }
}
