// The services over the real client and a sample portal on a real socket.
import { createPortalClient } from '../../../src/arcgis/createPortalClient';
import { signInWithPassword } from '../../../src/arcgis/signIn';
import { itemId, portalId, userKey, username } from '../../../src/core/ids';
import type { ItemId, Username } from '../../../src/core/ids';
import type { DesiredChange, MemberPlan, TargetState } from '../../../src/core/planTypes';
import { planMembers } from '../../../src/core/plan';
import { startSamplePortal } from '../../../src/samplePortal/start';
import type { SamplePortal, SamplePortalOptions } from '../../../src/samplePortal/start';
import type { LogEntry } from '../../../src/samplePortal/requestLog';
import type { Holder } from '../../../src/samplePortal/model';
import { createApplier } from '../../../src/services/apply/applier';
import { createConnections } from '../../../src/services/connections';
import { createInventory } from '../../../src/services/inventory';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { createSnapshotStore } from '../../../src/services/snapshots/snapshotStore';
import { readTargets } from '../../../src/services/stateReader';
import { memoryFiles, memoryLog, memoryStore, quickClock } from './fakes';

export const portal = portalId('p1');

export async function startBench(options: SamplePortalOptions & { readonly timeoutMs?: number } = {}) {
  const entries: LogEntry[] = [];
  const sample: SamplePortal = await startSamplePortal({
    log: { write: entry => void entries.push(entry), close: () => undefined },
    ...options,
  });
  const clock = quickClock(options.now ?? Date.now());
  const log = memoryLog();
  const files = memoryFiles();
  const { url } = sample;
  const probe = { url, fetch, clock };
  const { token } = await signInWithPassword({
    ...probe,
    username: sample.username,
    password: sample.password,
  });
  const tokens = { current: token, renewals: 0, renewed: undefined as string | undefined };
  const connections = createConnections({
    store: memoryStore(),
    log,
    factory: {
      tokenSource: () => ({
        token: () => Promise.resolve(tokens.current),
        renew: () => {
          tokens.renewals += 1;
          return Promise.resolve(tokens.renewed);
        },
      }),
      createClient: (connection, source) =>
        createPortalClient({
          url: connection.url,
          kind: connection.kind,
          fetch,
          clock,
          tokens: source,
          timeoutMs: options.timeoutMs ?? 10_000,
          ...(options.holdersCut === undefined ? {} : { holdersCut: options.holdersCut }),
        }),
    },
  });
  await connections.save({
    id: portal,
    name: 'Sample',
    url,
    kind: options.flavor ?? 'online',
    orgId: '',
    username: username(sample.username),
  });
  const client = connections.client(portal);
  const organization = await client.organization();
  const saved = connections.get(portal)!;
  await connections.save({ ...saved, orgId: organization.orgId });
  const inventory = createInventory({ connections, clock, log });
  const journal = createJournalStore({ files });
  const snapshots = createSnapshotStore({ files, log });
  const deps = { connections, inventory, journal, snapshots, clock, log };
  const applier = createApplier(deps);
  let plans = 0;

  const bench = {
    sample,
    entries,
    clock,
    log,
    files,
    tokens,
    connections,
    inventory,
    journal,
    snapshots,
    deps,
    applier,
    client: () => connections.client(portal),
    /** The writes that reached the portal. */
    writes: () => entries.filter(({ path }) => /provisionUser(Entitlements|AppBundle)$/.test(path)),
    listing: (id: ItemId) => sample.state.listings.get(id)!,
    /** What each holder has, by key, as the portal itself knows it. */
    holders: (id: ItemId): Map<string, readonly string[]> =>
      new Map(
        [...sample.state.listings.get(id)!.holders.values()].map(holder => [
          userKey(holder.username),
          [...holder.entitlements].sort(),
        ]),
      ),
    async states(items: readonly ItemId[], names: readonly Username[]): Promise<TargetState[]> {
      return readTargets(deps, portal, items, names);
    },
    async plan(changes: readonly DesiredChange[], title = 'test'): Promise<MemberPlan> {
      const items = [...new Set(changes.map(change => change.itemId))];
      const names = [...new Set(changes.map(change => change.username))];
      const targets = await bench.states(items, names);
      plans += 1;
      return planMembers({
        id: `plan${plans}`,
        portalId: portal,
        title,
        createdAt: clock.now(),
        targets,
        changes,
        members: name => (sample.state.members.has(userKey(name)) ? 'member' : 'notMember'),
        suppressCustomerEmail: true,
      });
    },
    async close(): Promise<void> {
      inventory.dispose();
      await sample.close();
    },
  };
  return bench;
}

export type Bench = Awaited<ReturnType<typeof startBench>>;

/** The per-user listing with the most holders of those that can be written. */
export function largestListing(bench: Bench): ItemId {
  const listings = [...bench.sample.state.listings.values()].filter(
    listing => listing.isPerUser && listing.isProvisioned && listing.inPurchases,
  );
  listings.sort((a, b) => b.holders.size - a.holders.size);
  return itemId(listings[0]!.itemId);
}

/** Gives the portal's listing exactly these holders, past its rules. */
export function putHolders(bench: Bench, id: ItemId, holders: readonly Omit<Holder, 'lastLogin'>[]): void {
  const { state } = bench.sample;
  const before = [...state.listings.get(id)!.holders.values()];
  state.commit(before.map(holder => ['holder', id, holder.username, null]));
  state.commit(holders.map(holder => ['holder', id, holder.username, { ...holder, lastLogin: -1 }]));
}

/** The listing of ArcGIS Pro: the one with the most entitlements, whatever its holders are. */
export function proListing(bench: Bench): ItemId {
  const pro = [...bench.sample.state.listings.values()].find(
    listing => listing.isProvisioned && 'desktopAdvN' in listing.seats.entitlements,
  );
  return itemId(pro!.itemId);
}

/**
 * A plan that adds one entitlement with free seats to so many holders of the largest listing, none of them offline.
 * @param count at most as many as there are free seats
 */
export function additionsTo(bench: Bench, count: number): Promise<MemberPlan> {
  const id = largestListing(bench);
  const listing = bench.listing(id);
  const key = Object.keys(listing.seats.entitlements).find(
    name =>
      !name.startsWith('desktop') &&
      (listing.seats.entitlements[name] ?? 0) - (listing.assigned.get(name) ?? 0) > count,
  )!;
  const names = [...listing.holders.values()]
    .filter(one => one.disconnectedSince === null && !one.entitlements.includes(key))
    .slice(0, count)
    .map(one => username(one.username));
  return bench.plan(names.map(name => ({ itemId: id, username: name, mode: 'add', entitlements: [key] })));
}
