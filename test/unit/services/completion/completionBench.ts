// Completions over the real client and a sample portal whose lists are cut early.
import assert from 'node:assert/strict';
import { itemId, userKey } from '../../../../src/core/ids';
import type { ItemId } from '../../../../src/core/ids';
import type { SamplePortalOptions } from '../../../../src/samplePortal/start';
import { createCompletions } from '../../../../src/services/completion/completions';
import type { FileStore } from '../../../../src/services/ports';
import { portal, startBench } from '../bench';
import type { Bench } from '../bench';

/** So many holders of a listing are shown. */
export const holdersCut = 8;

export interface CompletionBench extends Bench {
  readonly completions: ReturnType<typeof createCompletions>;
  /** The listings whose lists are cut, those with the most holders first. */
  readonly cut: readonly ItemId[];
  /** Requests since the bench was made, or since {@link CompletionBench.mark}. */
  counts(): { provisioned: number; single: number; members: number };
  mark(): void;
}

export async function startCompletionBench(
  options: SamplePortalOptions & { readonly files?: FileStore },
): Promise<CompletionBench> {
  const bench = await startBench({ scale: 'S', holdersCut, ...options });
  const limit = options.holdersCut ?? holdersCut;
  const cut = [...bench.sample.state.listings.values()]
    .filter(one => one.isPerUser && one.isProvisioned && one.isVisible && one.inPurchases)
    .filter(({ holders }) => holders.size > limit)
    .sort((a, b) => b.holders.size - a.holders.size)
    .map(one => itemId(one.itemId));
  const { connections, inventory, clock, log } = bench;
  let from = 0;
  return {
    ...bench,
    cut,
    completions: createCompletions({
      connections,
      inventory,
      clock,
      log,
      files: options.files ?? bench.files,
    }),
    counts() {
      const paths = bench.entries.slice(from).map(({ path }) => path);
      const count = (pattern: RegExp): number => paths.filter(path => pattern.test(path)).length;
      return {
        provisioned: count(/provisionedListings$/),
        single: count(/userEntitlements\/[^/]+$/),
        members: count(/portals\/self\/users$/),
      };
    },
    mark() {
      from = bench.entries.length;
    },
  };
}

const rowOf = (
  key: string,
  entitlements: readonly string[],
  lastUsed: unknown,
  offline: boolean,
  since: unknown,
) => JSON.stringify([key, [...entitlements].sort(), lastUsed ?? null, offline, since ?? null]);

/** What the portal itself knows of the holders of a listing. */
export function truth(bench: Bench, id: ItemId): string[] {
  return [...bench.listing(id).holders.values()]
    .map(({ username, entitlements, lastLogin, disconnectedSince }) =>
      rowOf(
        userKey(username),
        entitlements,
        lastLogin === null || lastLogin < 0 ? null : lastLogin,
        disconnectedSince !== null,
        disconnectedSince,
      ),
    )
    .sort();
}

/** What the inventory shows of them; the list must not be marked. */
export function shown(bench: Bench, id: ItemId): string[] {
  const branch = bench.inventory.peek({ portalId: portal, name: 'holders', key: id });
  assert.ok(branch.state === 'ready', branch.state);
  assert.equal(branch.value.partial, undefined);
  const rows: string[] = [];
  for (const { username, entitlements, lastUsed, offline, offlineSince } of branch.value.items)
    rows.push(rowOf(userKey(username), entitlements, lastUsed, offline, offlineSince));
  return rows.sort();
}

/** Members whom at least one of the lists does not show, and who hold what of the portal is cut. */
export function bound(bench: Bench, items: readonly ItemId[], limit: number) {
  const lists = items.map(id => {
    const holders = [...bench.listing(id).holders.keys()];
    return { shown: new Set(holders.slice(0, limit)), behind: new Set(holders.slice(limit)) };
  });
  const keys = [...bench.sample.state.members.keys()];
  return {
    members: keys.length,
    notShown: keys.filter(key => lists.some(({ shown: own }) => !own.has(key))).length,
    behind: lists.reduce((sum, { behind }) => sum + behind.size, 0),
    pairs: lists.reduce((sum, { shown: own }) => sum + keys.length - own.size, 0),
  };
}
