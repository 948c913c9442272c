// Who is offline, over the whole organization of 12,000 members: from one read of each list, beside one request per member.
import { itemId as idOf } from '../../../src/core/ids';
import { idleReport } from '../../../src/core/idle/idleReport';
import type { IdleReport } from '../../../src/core/idle/idleReport';
import { createCompletions } from '../../../src/services/completion/completions';
import { readIdle } from '../../../src/services/idle/readIdle';
import { systemClock as clock } from '../../../src/services/systemClock';
import type { Bench, BenchCase, BenchScale, CaseResult } from '../benchTypes';
import { timed } from '../measure';
import type { CountedRequests, RunningPortal } from '../portalProcess';
import { startPortal } from '../portalProcess';
import { openProduct } from '../product';
import { bareJson, pythonOffline } from '../pythonWay';
import { withStorage } from '../storage';
import { figure, growth, largestListing } from './ground';
import { filledListings } from './organization';

const idleDays = 90;
/** The organization of the promise has 12,000 members, also where the others have 60,000. */
const scaleOf = (scale: BenchScale): BenchScale => (scale === 'XL' ? 'L' : scale);

interface Radar {
  readonly ms: number;
  readonly counted: CountedRequests;
  readonly report: IdleReport;
}

/** Reads every list into an empty inventory, completes what is cut, and makes the report. @throws Error where it is not the portal's truth */
async function radar(portal: RunningPortal, cut: number): Promise<Radar> {
  const product = await openProduct(portal, { holdersCut: cut });
  const { id, inventory, connections, log } = product;
  const deps = { connections, inventory };
  let ms = 0;
  let report: IdleReport | undefined;
  const counted = await portal.counted(() =>
    withStorage(async files => {
      const completions = createCompletions({ ...deps, files, clock, log });
      ms = await timed(async () => {
        const { sources } = await readIdle(deps, id);
        const cutItems = sources.filter(({ list }) => list?.partial !== undefined);
        if (cutItems.length > 0)
          await completions.start(
            id,
            cutItems.map(({ itemId }) => itemId),
          );
        const whole = cutItems.length > 0 ? await readIdle(deps, id) : { sources };
        report = idleReport(whole.sources, idleDays, clock.now());
      });
      completions.dispose();
    }),
  );
  product.dispose();
  if (report?.isWhole !== true) throw new Error('The report is not whole.');
  const truth = new Map((await portal.listings()).map(one => [idOf(one.itemId), one.offline]));
  for (const { itemId, title, offline } of report.listings)
    if (truth.has(itemId) && offline.length !== truth.get(itemId))
      throw new Error(`${title}: ${offline.length} offline; the portal has ${truth.get(itemId) ?? 0}.`);
  return { ms, counted, report };
}

const requestsTo = ({ byRoute }: CountedRequests, route: RegExp): number =>
  Object.entries(byRoute).reduce((sum, [name, count]) => sum + (route.test(name) ? count : 0), 0);

const lists = /listings\/[^/]+\/userEntitlements$/;
const singles = /provisionedListings$|userEntitlements\/:/;

async function run({ scale, sizes, say }: Bench): Promise<CaseResult> {
  const portal = await startPortal(scaleOf(scale));
  try {
    const { members } = portal;
    const uncut = Math.max(1, Math.min(members, sizes.cut) - 1);
    const few = Math.max(1, Math.round(uncut / 10));
    await portal.cut(sizes.cut);
    await filledListings(portal, few);
    const tenth = await radar(portal, sizes.cut);
    await filledListings(portal, uncut);
    say('radar: lists that are not cut');
    const whole = await radar(portal, sizes.cut);
    const { itemId } = await largestListing(portal);
    await portal.fill(itemId, members, 120, 40);
    say('radar: with a list that is cut');
    const behind = await radar(portal, sizes.cut);
    say('radar: one by one');
    await portal.cut(undefined);
    const all = (await bareJson(portal, `content/listings/${itemId}/userEntitlements`)) as {
      userEntitlements: readonly { username: string }[];
    };
    const names = all.userEntitlements.map(({ username }) => username);
    let otherMs = 0;
    const other = await portal.counted(async () => {
      otherMs = await timed(() => pythonOffline(portal, itemId, names));
    });
    const listings = whole.report.listings.length;
    // One that is not assigned to members one by one is asked once as well, to learn that.
    const asked = (await portal.listings()).length;
    const hidden = members - sizes.cut;
    return {
      figures: [
        figure('product', `${listings} lists, none of them cut: read, reported`, uncut, [whole.ms], {
          requests: whole.counted.total,
        }),
        figure('product', 'a tenth of it', few, [tenth.ms], { requests: tenth.counted.total }),
        figure(
          'product',
          'one of the lists cut, completed, equal to the portal’s truth',
          members,
          [behind.ms],
          { requests: behind.counted.total },
        ),
        figure('limit', 'fewest requests: one per list that is not cut', uncut, [listings], {
          unit: 'requests',
          scaledFrom: 'reckoned',
        }),
        figure('python', 'License.check(user) for every member, of one listing', members, [otherMs], {
          requests: other.total,
        }),
      ],
      verdicts: [
        {
          what: 'requests for lists, none of them cut: one per listing',
          basis: 'counted',
          value: requestsTo(whole.counted, lists),
          sense: 'atMost',
          bound: asked,
          unit: 'requests',
        },
        {
          what: 'requests about single members where no list is cut',
          basis: 'counted',
          value: requestsTo(whole.counted, singles),
          sense: 'exactly',
          bound: 0,
          unit: 'requests',
        },
        {
          what: `requests about single members, ${hidden} behind the cut: one each, and one for the set of each holder`,
          basis: 'counted',
          value: requestsTo(behind.counted, singles),
          sense: 'atMost',
          bound: 2 * hidden,
          unit: 'requests',
        },
        {
          what: 'requests of the other way, for one listing',
          basis: 'counted',
          value: other.total,
          sense: 'atLeast',
          bound: members,
          unit: 'requests',
        },
        growth('offline radar', [tenth.ms], [whole.ms]),
      ],
    };
  } finally {
    await portal.close();
  }
}

export const radarCase: BenchCase = {
  name: 'radar',
  title: 'Offline radar of an organization of 12,000 members',
  run,
};
