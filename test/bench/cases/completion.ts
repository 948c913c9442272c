// A list that the portal cuts, made whole by asking for each member that it does not show.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { itemId as idOf, userKey } from '../../../src/core/ids';
import { createCompletions } from '../../../src/services/completion/completions';
import { systemClock as clock } from '../../../src/services/systemClock';
import type { Bench, BenchCase, BenchScale, CaseResult } from '../benchTypes';
import { scaledByRequests, timed } from '../measure';
import type { CountedRequests, RunningPortal } from '../portalProcess';
import { startPortal } from '../portalProcess';
import { openProduct } from '../product';
import { bareJson, pythonOffline } from '../pythonWay';
import { withStorage } from '../storage';
import { figure, growth, largestListing } from './ground';

const pythonSample = 1_000;

interface Entry {
  readonly username: string;
  readonly lastLogin: number | null;
  readonly disconnected: boolean;
  readonly entitlements: readonly string[];
}

/** @param lastUsed epoch ms; undefined: never */
const lineOf = (
  name: string,
  entitlements: readonly string[],
  isOffline: boolean,
  lastUsed: number | undefined,
): string => JSON.stringify([userKey(name), [...entitlements].sort(), isOffline, lastUsed ?? 'never']);

const lastUsedOf = ({ lastLogin }: Entry): number | undefined =>
  lastLogin === null || lastLogin <= 0 ? undefined : lastLogin;

/** What the portal itself knows of the listing's holders, with the cut switched off for a moment. */
async function truth(portal: RunningPortal, itemId: string, cut: number): Promise<readonly Entry[]> {
  await portal.cut(undefined);
  const list = await bareJson(portal, `content/listings/${itemId}/userEntitlements`);
  await portal.cut(cut);
  return (list as { userEntitlements: readonly Entry[] }).userEntitlements;
}

interface Completed {
  readonly ms: number;
  readonly counted: CountedRequests;
  /** Members that the list did not show. */
  readonly asked: number;
  /** Holders among them. */
  readonly behind: number;
}

/** Completes the listing, cut after `cut` rows. @throws Error where the result is not what the portal knows */
async function complete(portal: RunningPortal, itemId: string, cut: number): Promise<Completed> {
  const known = await truth(portal, itemId, cut);
  const product = await openProduct(portal, { holdersCut: cut });
  const { inventory, connections, log, id } = product;
  const ref = { portalId: id, name: 'holders', key: idOf(itemId) } as const;
  await inventory.load(ref);
  let ms = 0;
  const counted = await portal.counted(() =>
    withStorage(async files => {
      const completions = createCompletions({ connections, inventory, files, clock, log });
      ms = await timed(async () => {
        if (!(await completions.start(id, [idOf(itemId)]))) throw new Error('The completion was cancelled.');
      });
      completions.dispose();
    }),
  );
  const branch = inventory.peek(ref);
  if (branch.state !== 'ready' || branch.value.partial !== undefined)
    throw new Error('The list is still marked as a part.');
  const found: string[] = [];
  for (const holder of branch.value.items)
    found.push(lineOf(holder.username, holder.entitlements, holder.offline, holder.lastUsed));
  const expected = known
    .map(one => lineOf(one.username, one.entitlements, one.disconnected, lastUsedOf(one)))
    .sort();
  if (found.toSorted().join('\n') !== expected.join('\n'))
    throw new Error(`Found ${found.length} holders; the portal has ${expected.length}, or others.`);
  product.dispose();
  const shown = Math.min(cut, known.length);
  return { ms, counted, asked: portal.members - shown, behind: known.length - shown };
}

/** Requests about single members, as the portal counted them. */
const singleReads = ({ counted: { byRoute } }: Completed): number =>
  Object.entries(byRoute).reduce(
    (sum, [route, count]) => sum + (/provisionedListings$|userEntitlements\/:/.test(route) ? count : 0),
    0,
  );

/** The same on a portal whose `provisionedListings` carries the sets. */
async function completeWithSets(scale: BenchScale, cut: number): Promise<Completed> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  const file = path.join(folder, 'decisions.json');
  await writeFile(file, JSON.stringify({ provisionedListingsSets: 'with' }));
  const portal = await startPortal(scale, ['--decisions', file]);
  try {
    const { itemId } = await largestListing(portal);
    await portal.fill(itemId, portal.members, 120, 20);
    await portal.cut(cut);
    return await complete(portal, itemId, cut);
  } finally {
    await portal.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function run({ scale, sizes, portal: start, say }: Bench): Promise<CaseResult> {
  const portal = await start();
  const { itemId } = await largestListing(portal);
  const { members } = portal;
  await portal.fill(itemId, members, 120, 20);
  const nearlyAll = members - Math.max(1, Math.round((members - sizes.cut) / 10));
  say('completion: a tenth');
  const tenth = await complete(portal, itemId, nearlyAll);
  say('completion: all, provisionedListings with the sets');
  const withSets = await completeWithSets(scale, sizes.cut);
  say('completion: all');
  const whole = await complete(portal, itemId, sizes.cut);
  const shown = await bareJson(portal, `content/listings/${itemId}/userEntitlements`);
  const names = (shown as { userEntitlements: readonly Entry[] }).userEntitlements
    .slice(0, pythonSample)
    .map(({ username }) => username);
  let otherMs = 0;
  const asked = await portal.counted(async () => {
    otherMs = await timed(() => pythonOffline(portal, itemId, names));
  });
  await portal.cut(sizes.cut);
  await portal.reset();
  const pages = Math.ceil(members / 100);
  return {
    figures: [
      figure(
        'product',
        'members asked that the list does not show, equal to the portal’s truth',
        whole.asked,
        [whole.ms],
        {
          requests: whole.counted.total,
        },
      ),
      figure('product', 'a tenth of it', tenth.asked, [tenth.ms], { requests: tenth.counted.total }),
      figure(
        'product',
        'the same where provisionedListings carries the sets',
        withSets.asked,
        [withSets.ms],
        {
          requests: withSets.counted.total,
        },
      ),
      figure(
        'limit',
        'fewest requests: per member not shown one for what is held and one for its set, and the pages of members',
        whole.asked,
        [whole.asked + whole.behind + pages],
        {
          unit: 'requests',
          scaledFrom: 'reckoned',
        },
      ),
      figure(
        'python',
        'License.check(user) for every member: who is offline, who holds what',
        members,
        scaledByRequests([otherMs], asked.total, members),
        {
          requests: members,
          scaledFrom: `reckoned: scaled from ${asked.total} counted requests`,
        },
      ),
    ],
    verdicts: [
      {
        what: 'requests about single members: one each, and one for the set of each holder',
        basis: 'counted',
        value: singleReads(whole),
        sense: 'atMost',
        bound: whole.asked + whole.behind,
        unit: 'requests',
      },
      {
        what: 'the same where provisionedListings carries the sets: one each',
        basis: 'counted',
        value: singleReads(withSets),
        sense: 'atMost',
        bound: withSets.asked,
        unit: 'requests',
      },
      growth('completion, per member asked', [tenth.ms], [whole.ms]),
    ],
  };
}

export const completion: BenchCase = {
  name: 'completion',
  title: 'A list behind the cut, completed',
  run,
};
