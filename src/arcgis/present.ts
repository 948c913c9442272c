type Loose<T> = { [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] };

/** The object without its undefined properties: optional properties of the domain are absent, never undefined. */
export function present<T extends object>(value: Loose<T>): T {
  const entries = Object.entries(value as Record<string, unknown>).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries) as T;
}
