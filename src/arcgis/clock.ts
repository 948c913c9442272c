/** Time as the client needs it; tests pass one that does not wait. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`; rejects with an AbortError when the signal fires first. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
}
