// 60,000 members on 20 listings repeat a few thousand strings and a few dozen sets: each is kept once (issue section "What must hold", 6).
import type { Entitlement, Username } from '../core/ids';
import type { Holder } from '../core/model';

export interface Interner {
  readonly holder: (row: Holder) => Holder;
  readonly name: (name: Username) => Username;
}

/** One per portal; forgotten with it. */
export function createInterner(): Interner {
  const strings = new Map<string, string>();
  const sets = new Map<string, readonly Entitlement[]>();

  function string<T extends string>(text: T): T {
    const known = strings.get(text);
    if (known !== undefined) return known as T;
    strings.set(text, text);
    return text;
  }

  function set(entitlements: readonly Entitlement[]): readonly Entitlement[] {
    const key = entitlements.join('\n');
    const known = sets.get(key);
    if (known !== undefined) return known;
    const own = Object.freeze(entitlements.map(string));
    sets.set(key, own);
    return own;
  }

  return {
    name: string,
    holder(row) {
      return {
        username: string(row.username),
        entitlements: set(row.entitlements),
        offline: row.offline,
        ...(row.lastUsed === undefined ? {} : { lastUsed: row.lastUsed }),
        ...(row.offlineSince === undefined ? {} : { offlineSince: row.offlineSince }),
      };
    },
  };
}
