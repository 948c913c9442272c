// What all members in 20 listings cost a process of its own to hold, and what its event loop waits while they are read.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BenchCase, CaseResult, Figure, Verdict } from '../benchTypes';
import { median } from '../measure';
import type { MemoryFigures, MemoryTask } from '../memory';
import { figure, growth } from './ground';
import { filledListings } from './organization';

const program = path.join(__dirname, 'memoryChild.js');
/** Of the promise of 60,000 members. */
const listingsHeld = 20;

interface Held extends MemoryFigures {
  readonly requests: number;
}

async function hold(task: MemoryTask): Promise<MemoryFigures> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', program, JSON.stringify(task)],
    { timeout: 300_000 },
  );
  return JSON.parse(stdout) as MemoryFigures;
}

/** Each run in a process of its own, in turn. */
async function runs(
  tries: number,
  tasks: readonly (() => Promise<Held>)[],
): Promise<readonly (readonly Held[])[]> {
  const results = tasks.map((): Held[] => []);
  for (let round = 0; round < tries; round++)
    for (const [index, task] of tasks.entries()) results[index]?.push(await task());
  return results;
}

const beyondRest = (
  name: string,
  figures: readonly Held[],
  key: 'p99Ms' | 'maxMs',
  bound: number,
): Verdict => ({
  what: `delay of the event loop beyond rest, ${name}`,
  basis: 'paired median',
  value: Math.max(0, median(figures.map(({ delay, idleDelay }) => delay[key] - idleDelay[key]))),
  sense: 'atMost',
  bound,
  unit: 'ms',
});

function delayFigures(figures: readonly Held[], rows: number, meanwhile: string): Figure[] {
  return [
    figure(
      'product',
      `delay of the event loop ${meanwhile}, 99th percentile`,
      rows,
      figures.map(({ delay }) => delay.p99Ms),
    ),
    figure(
      'product',
      `delay of the event loop ${meanwhile}, longest`,
      rows,
      figures.map(({ delay }) => delay.maxMs),
    ),
  ];
}

export const memory: BenchCase = {
  name: 'memory',
  title: 'All members in 20 listings: memory, and delay of the event loop while they are read',
  async run({ portal: start, sizes }): Promise<CaseResult> {
    const portal = await start();
    await portal.cut(undefined);
    const tries = Math.min(3, sizes.tries);
    const { url } = portal.address;
    const { token } = portal;
    const counted = async (task: MemoryTask): Promise<Held> => {
      let figures: MemoryFigures | undefined;
      const { total } = await portal.counted(async () => {
        figures = await hold(task);
      });
      if (figures === undefined) throw new Error('Nothing was held.');
      return { ...figures, requests: total };
    };
    const held = async (members: number, matrix: boolean): Promise<readonly Held[]> => {
      const items = (await filledListings(portal, members)).slice(0, listingsHeld).map(one => one.itemId);
      const [plain = [], open = []] = await runs(tries, [
        () => counted({ url, token, items }),
        ...(matrix ? [() => counted({ url, token, items, matrix })] : []),
      ]);
      return [...plain, ...open];
    };
    const tenth = await held(Math.max(1, Math.round(sizes.members / 10)), false);
    const both = await held(sizes.members, true);
    const [whole, open] = [both.slice(0, tries), both.slice(tries)];
    await portal.cut(sizes.cut);
    await portal.reset();
    const rows = whole[0]?.rows ?? 0;
    const few = tenth[0]?.rows ?? 0;
    const mb = { unit: 'MB' } as const;
    const of = (figures: readonly Held[], key: 'heldMb' | 'peakMb' | 'readMs'): number[] =>
      figures.map(one => one[key]);
    const idle = [...whole, ...open].map(one => one.idleDelay);
    return {
      figures: [
        figure(
          'product',
          'held after gc, over the same process before it read',
          rows,
          of(whole, 'heldMb'),
          mb,
        ),
        figure('product', 'a tenth of it', few, of(tenth, 'heldMb'), mb),
        figure('product', 'most taken of the machine while it read', rows, of(whole, 'peakMb'), mb),
        figure('product', 'read', rows, of(whole, 'readMs'), {
          requests: whole[0]?.requests ?? 0,
        }),
        figure('product', 'a tenth of it: read', few, of(tenth, 'readMs'), {
          requests: tenth[0]?.requests ?? 0,
        }),
        ...delayFigures(whole, rows, 'while it reads'),
        ...delayFigures(open, rows, 'while it reads with the matrix open'),
        figure(
          'control',
          'delay of the event loop at rest, 99th percentile',
          0,
          idle.map(one => one.p99Ms),
        ),
        figure(
          'control',
          'delay of the event loop at rest, longest',
          0,
          idle.map(one => one.maxMs),
        ),
      ],
      verdicts: [
        {
          what: `${rows} rows held`,
          basis: 'median',
          value: median(of(whole, 'heldMb')),
          sense: 'atMost',
          bound: 150,
          unit: 'MB',
        },
        {
          what: 'peak while reading',
          basis: 'median',
          value: median(of(whole, 'peakMb')),
          sense: 'atMost',
          bound: 300,
          unit: 'MB',
        },
        beyondRest('99th percentile', whole, 'p99Ms', 50),
        beyondRest('longest', whole, 'maxMs', 100),
        beyondRest('with the matrix open, 99th percentile', open, 'p99Ms', 50),
        beyondRest('with the matrix open, longest', open, 'maxMs', 100),
        growth('memory held', of(tenth, 'heldMb'), of(whole, 'heldMb')),
        growth('all listings read', of(tenth, 'readMs'), of(whole, 'readMs')),
      ],
    };
  },
};
