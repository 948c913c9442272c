// Portals of one name, told apart where they stand in one table.

/** What a portal can be told apart by. */
export interface NamedPortal {
  readonly name: string;
  /** What kind of portal it is, in words. */
  readonly kind: string;
  readonly url: string;
}

/** @returns a name for each, in their order: its own; where another has the same, with its kind, or with its address where that is the same, too */
export function portalNames(portals: readonly NamedPortal[]): readonly string[] {
  return portals.map(one => {
    const same = portals.filter(({ name }) => name === one.name);
    if (same.length === 1) return one.name;
    const isKindEnough = same.filter(({ kind }) => kind === one.kind).length === 1;
    return `${one.name} (${isKindEnough ? one.kind : one.url.replace(/^https?:\/\//, '')})`;
  });
}
