// One entitlement more for 12,000 members: read, planned, written in batches and read back, with a journal on disk.
import { entitlement, itemId as idOf } from '../../../src/core/ids';
import type { Username } from '../../../src/core/ids';
import { planMembers } from '../../../src/core/plan';
import type { DesiredChange } from '../../../src/core/planTypes';
import { createApplier } from '../../../src/services/apply/applier';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { createSnapshotStore } from '../../../src/services/snapshots/snapshotStore';
import { readTargets } from '../../../src/services/stateReader';
import { systemClock as clock } from '../../../src/services/systemClock';
import type { Bench, BenchCase, CaseResult } from '../benchTypes';
import { median, scaledByRequests, timed } from '../measure';
import type { CountedRequests, RunningPortal } from '../portalProcess';
import type { Product } from '../product';
import { openProduct } from '../product';
import { pythonAdd, pythonAddRequests, pythonAddWords, pythonAssign } from '../pythonWay';
import { withStorage } from '../storage';
import { watchFetch, writingMs } from '../watchedFetch';
import { figure, growth } from './ground';

/** What every reply waits, and how many writes the extension has on their way at most. */
const latencyMs = 20;
const atOnce = 4;
/** The other way is run for so many members, and scaled by its requests. */
const pythonSample = 300;
const addSample = 5;

const isWrite = (url: string): boolean => url.endsWith('/provisionUserEntitlements');
const writesOf = ({ byRoute }: CountedRequests): number =>
  Object.entries(byRoute).reduce((sum, [route, count]) => sum + (isWrite(route) ? count : 0), 0);

interface Done {
  readonly writeMs: number;
  readonly wallMs: number;
  readonly writes: number;
  readonly reads: number;
}

async function holdersOf({ client }: Product, itemId: string): Promise<Username[]> {
  const { items } = await client.holders(idOf(itemId));
  return items.map(({ username }) => username);
}

/** Plans and applies. @throws Error where a member does not have it afterwards */
async function add(
  portal: RunningPortal,
  itemId: string,
  key: string,
  names: readonly Username[],
): Promise<Done> {
  const watched = watchFetch(isWrite);
  const product = await openProduct(portal, { fetch: watched.fetch });
  const { id, connections, inventory, log } = product;
  let wallMs = 0;
  const counted = await portal.counted(() =>
    withStorage(async files => {
      const started = performance.now();
      const deps = { connections, inventory, clock, log };
      const targets = await readTargets(deps, id, [idOf(itemId)], names);
      const plan = planMembers({
        id: 'bulk-add',
        portalId: id,
        title: 'Bulk add',
        createdAt: clock.now(),
        targets,
        changes: names.map((username): DesiredChange => ({
          itemId: idOf(itemId),
          username,
          mode: 'add',
          entitlements: [entitlement(key)],
        })),
        members: () => 'member',
        suppressCustomerEmail: true,
      });
      const journal = createJournalStore({ files });
      const applier = createApplier({ ...deps, journal, snapshots: createSnapshotStore({ files, log }) });
      const { results } = await applier.applyMembers(plan);
      const done = results.filter(({ outcome }) => outcome === 'done').length;
      wallMs = performance.now() - started;
      if (done !== names.length) {
        const other = results.find(({ outcome }) => outcome !== 'done');
        const why = other?.reason ?? plan.skipped[0]?.reason ?? '';
        throw new Error(`${done} of ${names.length} members have it. ${why}`);
      }
    }),
  );
  product.dispose();
  const holders = (await portal.listings()).find(one => one.itemId === itemId)?.holders;
  if (holders !== names.length) throw new Error(`The portal has ${holders ?? 0} holders.`);
  const writes = writesOf(counted);
  return { writeMs: writingMs(watched.spans()), wallMs, writes, reads: counted.total - writes };
}

interface Sample {
  readonly ms: number;
  readonly members: number;
  readonly requests: number;
  readonly writes: number;
}

/** A part of what the API for Python sends, as much as does not take too long, as the portal counts it. */
async function sampled(
  portal: RunningPortal,
  names: readonly Username[],
  send: (name: Username) => Promise<void>,
): Promise<Sample> {
  let ms = 0;
  const counted = await portal.counted(async () => {
    ms = await timed(async () => {
      for (const name of names) await send(name);
    });
  });
  return { ms, members: names.length, requests: counted.total, writes: writesOf(counted) };
}

const scaledFrom = ({ requests, members }: Sample): string =>
  `reckoned: scaled from ${requests} counted requests for ${members} members`;

/** A product with two entitlements that no user type brings along: for those a member's own set would be read besides the list. */
async function plainListing(
  portal: RunningPortal,
): Promise<{ readonly itemId: string; readonly entitlements: readonly string[] }> {
  for (const { itemId, isProvisioned, assigned } of await portal.listings()) {
    const entitlements = Object.keys(assigned);
    if (isProvisioned && entitlements.length > 1 && !entitlements.some(key => key.startsWith('desktop')))
      return { itemId, entitlements };
  }
  throw new Error('The sample portal has no listing with two entitlements.');
}

interface Scene {
  readonly portal: RunningPortal;
  readonly itemId: string;
  /** What every member gets. */
  readonly key: string;
  readonly names: readonly Username[];
}

/** Members who hold one set that the list shows, which gets larger: a list says of each what it holds now. */
async function addToHolders({ portal, itemId, key, names }: Scene, count: number): Promise<Done> {
  await portal.fill(itemId, count);
  return add(portal, itemId, key, names.slice(0, count));
}

/** Members who hold nothing: what no list shows is asked for member by member before it is replaced. */
async function addToOthers({ portal, itemId, key, names }: Scene, count: number): Promise<Done> {
  await portal.fill(itemId, 0);
  return add(portal, itemId, key, names.slice(0, count));
}

async function run({ sizes, portal: start, say }: Bench): Promise<CaseResult> {
  const portal = await start();
  const { itemId, entitlements } = await plainListing(portal);
  // Every holder of a filled list has the first.
  const [, key = ''] = entitlements;
  const n = sizes.bulk;
  const few = Math.max(1, Math.round(n / 10));
  const product = await openProduct(portal);
  // In the order in which the portal fills lists.
  await portal.cut(undefined);
  await portal.fill(itemId, n);
  const names = await holdersOf(product, itemId);
  product.dispose();
  const scene: Scene = { portal, itemId, key, names };
  await portal.pace(latencyMs);
  const tenths: Done[] = [];
  const wholes: Done[] = [];
  const tries = Math.min(3, sizes.tries);
  globalThis.gc?.();
  for (let round = -1; round < tries; round++) {
    say(`bulkAdd: run ${round + 2} of ${tries + 1}`);
    const [tenth, whole] = [await addToHolders(scene, few), await addToHolders(scene, n)];
    if (round < 0) continue;
    tenths.push(tenth);
    wholes.push(whole);
  }
  say('bulkAdd: one by one');
  const assigned = await sampled(portal, names.slice(0, pythonSample), name =>
    pythonAssign(portal, itemId, name, [key]),
  );
  // A list of the real length is what it reads for each member.
  await portal.fill(itemId, n);
  const added = await sampled(portal, names.slice(-addSample), name =>
    pythonAdd(portal, itemId, name, [key]),
  );
  await portal.cut(sizes.cut);
  say('bulkAdd: members who hold nothing');
  const others = await addToOthers(scene, n);
  await portal.pace(0);
  await portal.reset();

  const writeMs = wholes.map(one => one.writeMs);
  const tenthMs = tenths.map(one => one.writeMs);
  const fewest = Math.ceil(n / 25);
  const [assignMs = 0] = scaledByRequests([assigned.ms], assigned.members, n);
  const [addMs = 0] = scaledByRequests([added.ms], added.members, n);
  const assignRequests = Math.round((n * assigned.requests) / assigned.members);
  const assignWrites = Math.round((n * assigned.writes) / assigned.members);
  const writes = Math.max(...wholes.map(one => one.writes));
  const reads = wholes[0]?.reads ?? 0;
  const ourMs = median(writeMs);
  return {
    figures: [
      figure('product', 'the writes, 25 members each', n, writeMs, { requests: writes }),
      figure(
        'product',
        'the reads, and all of it: planned, written, read back, journal on disk',
        n,
        wholes.map(one => one.wallMs),
        { requests: reads },
      ),
      figure('product', 'a tenth of it: the writes', few, tenthMs, { requests: tenths[0]?.writes ?? 0 }),
      // Each write waits until its 25 members were read singly, no more than three seconds before: that sets the pace, and not the writes.
      figure(
        'product',
        'members who hold nothing, behind the cut: the writes, between reads of their members',
        n,
        [others.writeMs],
        {
          requests: others.writes,
        },
      ),
      figure('product', 'members who hold nothing: the reads, and all of it', n, [others.wallMs], {
        requests: others.reads,
      }),
      figure(
        'limit',
        `fewest writes × ${latencyMs} ms, ${atOnce} at once`,
        n,
        [(fewest * latencyMs) / atOnce],
        { requests: fewest, scaledFrom: 'reckoned' },
      ),
      figure('python', 'assign(): one POST per member', n, [assignMs], {
        requests: assignRequests,
        scaledFrom: scaledFrom(assigned),
      }),
      figure('python', `${pythonAddWords}, where the list comes in one answer`, n, [addMs], {
        requests: Math.round((n * added.requests) / added.members),
        scaledFrom: scaledFrom(added),
      }),
      figure(
        'python',
        `${pythonAddWords}, where the list comes in pages of 100`,
        n,
        [pythonAddRequests(n, 'pages')],
        { unit: 'requests', scaledFrom: 'reckoned: every page and one POST per member' },
      ),
    ],
    verdicts: [
      {
        what: `writes for ${n} members of one resulting set`,
        basis: 'counted',
        value: writes,
        sense: 'exactly',
        bound: fewest,
        unit: 'requests',
      },
      {
        what: `time of the writes: 1.25 × fewest writes × ${latencyMs} ms / ${atOnce}`,
        basis: 'median',
        value: ourMs,
        sense: 'atMost',
        bound: (1.25 * fewest * latencyMs) / atOnce,
        unit: 'ms',
      },
      {
        what: `writes for ${n} members who hold nothing`,
        basis: 'counted',
        value: others.writes,
        sense: 'exactly',
        bound: fewest,
        unit: 'requests',
      },
      {
        what: 'writes of the one-by-one way over ours',
        basis: 'counted',
        value: assignWrites / writes,
        sense: 'atLeast',
        bound: 25,
        unit: '×',
      },
      {
        what: 'time of the one-by-one way over that of our writes',
        basis: 'median',
        value: assignMs / ourMs,
        sense: 'atLeast',
        bound: 50,
        unit: '×',
      },
      growth('bulk add, the writes', tenthMs, writeMs),
    ],
  };
}

export const bulkAdd: BenchCase = {
  name: 'bulkAdd',
  title: `One entitlement for many members, every reply after ${latencyMs} ms`,
  run,
};
