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
import { scaledByRequests, timed } from '../measure';
import type { CountedRequests, RunningPortal } from '../portalProcess';
import type { Product } from '../product';
import { openProduct } from '../product';
import { pythonAdd, pythonAssign } from '../pythonWay';
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

/** A part of what the API for Python sends, as much as does not take too long. */
async function theOtherWay(
  portal: RunningPortal,
  itemId: string,
  names: readonly Username[],
  key: string,
): Promise<{
  readonly assignMs: number;
  readonly addMs: number;
  readonly sample: number;
  readonly addSample: number;
}> {
  const assigned = names.slice(0, pythonSample);
  const assignMs = await timed(async () => {
    for (const name of assigned) await pythonAssign(portal, itemId, name, [key]);
  });
  const added = names.slice(-addSample);
  const addMs = await timed(async () => {
    for (const name of added) await pythonAdd(portal, itemId, name, [key]);
  });
  return { assignMs, addMs, sample: assigned.length, addSample: added.length };
}

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
  for (let round = -1; round < tries; round++) {
    say(`bulkAdd: run ${round + 2} of ${tries + 1}`);
    const [tenth, whole] = [await addToHolders(scene, few), await addToHolders(scene, n)];
    if (round < 0) continue;
    tenths.push(tenth);
    wholes.push(whole);
  }
  await portal.cut(sizes.cut);
  say('bulkAdd: members who hold nothing');
  const others = await addToOthers(scene, n);
  await portal.fill(itemId, 0);
  say('bulkAdd: one by one');
  const other = await theOtherWay(portal, itemId, names, key);
  await portal.pace(0);
  await portal.reset();

  const writeMs = wholes.map(one => one.writeMs);
  const tenthMs = tenths.map(one => one.writeMs);
  const fewest = Math.ceil(n / 25);
  const [assignMs = 0] = scaledByRequests([other.assignMs], other.sample, n);
  const [addMs = 0] = scaledByRequests([other.addMs], other.addSample, n);
  const writes = Math.max(...wholes.map(one => one.writes), others.writes);
  const reads = wholes[0]?.reads ?? 0;
  const bestMs = Math.min(...writeMs);
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
      figure('product', 'members who hold nothing, behind the cut: the writes', n, [others.writeMs], {
        requests: others.writes,
      }),
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
        requests: n,
        scaledFrom: `scaled from ${other.sample} requests`,
      }),
      figure('python', 'assign(overwrite=False): the list, then one POST, per member', n, [addMs], {
        requests: 2 * n,
        scaledFrom: `scaled from ${2 * other.addSample} requests`,
      }),
    ],
    verdicts: [
      {
        what: `writes for ${n} members of one resulting set`,
        value: writes,
        sense: 'exactly',
        bound: fewest,
        unit: 'requests',
      },
      {
        what: `time of the writes: 1.25 × fewest writes × ${latencyMs} ms / ${atOnce}`,
        value: bestMs,
        sense: 'atMost',
        bound: (1.25 * fewest * latencyMs) / atOnce,
        unit: 'ms',
      },
      {
        what: 'the same for members who hold nothing, whose reads go on between the writes',
        value: others.writeMs,
        sense: 'atMost',
        bound: (1.25 * fewest * latencyMs) / atOnce,
        unit: 'ms',
      },
      {
        what: 'writes of the one-by-one way over ours',
        value: n / writes,
        sense: 'atLeast',
        bound: 25,
        unit: '×',
      },
      {
        what: 'time of the one-by-one way over that of our writes',
        value: assignMs / bestMs,
        sense: 'atLeast',
        bound: 50,
        unit: '×',
      },
      growth('bulk add, the writes', Math.min(...tenthMs), bestMs),
    ],
  };
}

export const bulkAdd: BenchCase = {
  name: 'bulkAdd',
  title: `One entitlement for many members, every reply after ${latencyMs} ms`,
  run,
};
