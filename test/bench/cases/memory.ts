// What all members in 20 listings cost a process of its own to hold, and what its event loop waits while they are read.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BenchCase, CaseResult } from '../benchTypes';
import type { MemoryFigures, MemoryTask } from '../memory';
import { figure } from './ground';
import { filledListings } from './organization';

const program = path.join(__dirname, 'memoryChild.js');
/** Of the promise of 60,000 members. */
const listingsHeld = 20;

async function hold(task: MemoryTask): Promise<MemoryFigures> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', program, JSON.stringify(task)],
    { timeout: 300_000 },
  );
  return JSON.parse(stdout) as MemoryFigures;
}

export const memory: BenchCase = {
  name: 'memory',
  title: 'All members in 20 listings: memory, and delay of the event loop while they are read',
  async run({ portal: start, sizes }): Promise<CaseResult> {
    const portal = await start();
    await portal.cut(undefined);
    const held = async (members: number): Promise<MemoryFigures> => {
      const listings = await filledListings(portal, members);
      return hold({
        url: portal.address.url,
        token: portal.token,
        items: listings.slice(0, listingsHeld).map(({ itemId }) => itemId),
      });
    };
    const tenth = await held(Math.max(1, Math.round(sizes.members / 10)));
    const whole = await held(sizes.members);
    await portal.cut(sizes.cut);
    await portal.reset();
    const mb = { unit: 'MB' } as const;
    return {
      figures: [
        figure(
          'product',
          'held after gc, over the same process before it read',
          whole.rows,
          [whole.heldMb],
          mb,
        ),
        figure('product', 'a tenth of it', tenth.rows, [tenth.heldMb], mb),
        figure('product', 'most taken of the machine while it read', whole.rows, [whole.peakMb], mb),
        figure('product', 'read', whole.rows, [whole.readMs], { requests: whole.listings }),
        figure('product', 'a tenth of it: read', tenth.rows, [tenth.readMs], { requests: tenth.listings }),
        figure('product', 'delay of the event loop while it reads, 99th percentile', whole.rows, [
          whole.delay.p99Ms,
        ]),
        figure('product', 'delay of the event loop while it reads, longest', whole.rows, [whole.delay.maxMs]),
        figure('control', 'delay of the event loop at rest, 99th percentile', 0, [whole.idleDelay.p99Ms]),
        figure('control', 'delay of the event loop at rest, longest', 0, [whole.idleDelay.maxMs]),
      ],
      verdicts: [
        { what: `${whole.rows} rows held`, value: whole.heldMb, sense: 'atMost', bound: 150, unit: 'MB' },
        { what: 'peak while reading', value: whole.peakMb, sense: 'atMost', bound: 300, unit: 'MB' },
        {
          what: 'delay of the event loop beyond rest, 99th percentile',
          value: Math.max(0, whole.delay.p99Ms - whole.idleDelay.p99Ms),
          sense: 'atMost',
          bound: 50,
          unit: 'ms',
        },
        {
          what: 'delay of the event loop beyond rest, longest',
          value: Math.max(0, whole.delay.maxMs - whole.idleDelay.maxMs),
          sense: 'atMost',
          bound: 100,
          unit: 'ms',
        },
      ],
    };
  },
};
