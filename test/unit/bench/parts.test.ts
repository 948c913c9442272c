import assert from 'node:assert/strict';
import { readBenchArguments } from '../../bench/benchArguments';
import type { CaseResult, Verdict } from '../../bench/benchTypes';
import { holds } from '../../bench/benchTypes';
import { inTurn, median, paired, scaledByRequests } from '../../bench/measure';
import { growth } from '../../bench/cases/ground';
import { pythonAddRequests } from '../../bench/pythonWay';
import { missed, reportOf } from '../../bench/report';
import type { BenchRun } from '../../bench/report';
import { markdownTable, shown, textTable, verdictText } from '../../bench/table';
import { writingMs } from '../../bench/watchedFetch';
import type { Span } from '../../bench/watchedFetch';

const known = ['firstRows', 'plan'];

describe('the arguments of the benchmark', () => {
  it('are all cases at XL where nothing is said', () => {
    assert.deepEqual(readBenchArguments([], known), { scale: 'XL', only: [], out: undefined });
  });

  it('name a scale, a folder, and cases with commas or one by one', () => {
    const line = ['--scale', 'L', '--only', 'plan,firstRows', '--only', 'plan', '--out', 'here'];
    assert.deepEqual(readBenchArguments(line, known), {
      scale: 'L',
      only: ['plan', 'firstRows', 'plan'],
      out: 'here',
    });
    assert.equal(readBenchArguments(['-h'], known), 'help');
  });

  it('are refused by name, with what there is', () => {
    assert.throws(() => readBenchArguments(['--scale', 'XXL'], known), /--scale is S, M, L, XL; not XXL/);
    assert.throws(() => readBenchArguments(['--only', 'plan,plam'], known), /no case plam.*firstRows, plan/);
    assert.throws(() => readBenchArguments(['--sclae', 'L'], known), /--sclae/);
  });
});

describe('what the benchmark reckons', () => {
  it('is the median of odd and even counts', () => {
    assert.deepEqual([median([3, 1, 2]), median([4, 1, 2, 3]), median([7])], [2, 2.5, 7]);
    assert.throws(() => median([]), RangeError);
  });

  it('scales a part by its requests', () => {
    assert.deepEqual(scaledByRequests([10, 12], 600, 12_000), [200, 240]);
    assert.throws(() => scaledByRequests([1], 0, 10), RangeError);
  });

  it('runs the ways in turn after rounds that are not counted, and compares those of one round', async () => {
    const order: string[] = [];
    let next = 0;
    const way = (name: string) => () => {
      order.push(name);
      return Promise.resolve(++next);
    };
    const times = await inTurn(2, { a: way('a'), b: way('b') }, { warmUps: 1, most: 2 });
    assert.deepEqual(order, ['a', 'b', 'a', 'b', 'a', 'b']);
    assert.deepEqual(times, { a: [3, 5], b: [4, 6] });
    // A slow second round: the ratio of the medians would be 5.5, that of the rounds is 2.
    assert.equal(
      paired([2, 2, 20], [1, 1, 10], (a, b) => a / b),
      2,
    );
  });

  it('has more rounds of what is short, up to a bound, and none more of what is long', async () => {
    const taking = (ms: number) => () => Promise.resolve(ms);
    const rounds = async (ms: number): Promise<number> =>
      (await inTurn(2, { way: taking(ms) }, { warmUps: 0, most: 8, shortMs: 100 })).way.length;
    assert.deepEqual([await rounds(1), await rounds(30), await rounds(90)], [8, 4, 2]);
  });

  it('collects garbage before the first try of a case, and not between tries, where it would throw compiled code away', async () => {
    const order: string[] = [];
    const before = Object.getOwnPropertyDescriptor(globalThis, 'gc');
    const value = (): void => void order.push('gc');
    Object.defineProperty(globalThis, 'gc', { value, configurable: true });
    try {
      const way = () => Promise.resolve(order.push('try'));
      await inTurn(2, { way }, { warmUps: 2, most: 2 });
    } finally {
      Reflect.deleteProperty(globalThis, 'gc');
      if (before !== undefined) Object.defineProperty(globalThis, 'gc', before);
    }
    assert.deepEqual(order, ['gc', 'try', 'try', 'try', 'try']);
  });

  it('holds growth to the medians, and not to the luckiest try', () => {
    const grown = growth('plan', [1, 10, 10], [10, 200, 130]);
    assert.equal(grown.value, 13);
    assert.equal(grown.basis, 'median');
    assert.equal(holds(grown), false);
    assert.equal(growth('completion', [2], [24]).basis, 'one run');
    assert.equal(holds(growth('completion', [2], [24])), true);
  });

  it('counts what the other way sends to add alike in every case', () => {
    assert.equal(pythonAddRequests(12_000, 'whole'), 24_000);
    assert.equal(pythonAddRequests(12_000, 'pages'), 12_000 * 121);
  });

  it('knows a promise that is kept from one that is missed', () => {
    const verdict = (sense: Verdict['sense'], value: number): boolean =>
      holds({ what: '', basis: 'median', unit: '', bound: 480, sense, value });
    assert.deepEqual(
      (['atMost', 'atLeast', 'exactly'] as const).map(sense =>
        [479, 480, 481].map(value => verdict(sense, value)),
      ),
      [
        [true, true, false],
        [false, true, true],
        [false, true, false],
      ],
    );
  });
});

describe('the report of the benchmark', () => {
  const result: CaseResult = {
    figures: [
      { way: 'product', what: 'read', n: 60_000, median: 312.4, min: 300, tries: 5, requests: 1 },
      {
        way: 'python',
        what: 'assign',
        n: 12_000,
        median: 240_000,
        min: 240_000,
        tries: 1,
        requests: 12_000,
        scaledFrom: '600 of 12,000 requests',
      },
    ],
    verdicts: [
      { what: 'writes', basis: 'counted', value: 481, sense: 'exactly', bound: 480, unit: 'requests' },
    ],
  };

  it('shows three digits that matter', () => {
    assert.deepEqual([1_234_567, 99.94, 3.14159, 7].map(shown), ['1,234,567', '99.9', '3.14', '7']);
  });

  it('has a row per figure, says what was scaled, and what was missed', () => {
    const [, first, second] = textTable(result).split('\n');
    assert.match(first ?? '', /^extension .* 60,000 +312 +300 +ms +1 +5 tries$/);
    assert.match(second ?? '', /600 of 12,000 requests$/);
    assert.equal(markdownTable(result).split('\n').length, 4);
    assert.equal(
      verdictText(result.verdicts[0]!),
      'MISSED: writes: 481 requests (counted), promised exactly 480 requests',
    );
  });

  it('names the date, the cores, the commit, and a case that failed', () => {
    const run: BenchRun = {
      date: '2026-11-22T12:00:00.000Z',
      scale: 'XL',
      commit: 'abc123',
      machine: { cores: 2, processor: 'P', memoryGb: 8 },
      node: 'v20.19.0',
      loadBefore: 0.5,
      cases: [
        { name: 'bulkAdd', title: 'Bulk add', seconds: 3, ...result },
        { name: 'plan', title: 'Plan', seconds: 0, error: 'no memory' },
      ],
    };
    const text = reportOf(run);
    assert.equal(missed(run), 2);
    for (const part of [
      'MISSED: writes: 481 requests (counted)',
      'never to the fastest try',
      '2026-11-22',
      '2 cores',
      'abc123',
      '## Bulk add (`bulkAdd`)',
      'This case failed: no memory',
    ])
      assert.ok(text.includes(part), part);
  });
});

describe('the time of writes among reads', () => {
  const span = (isWrite: boolean, from: number, to: number): Span => ({ isWrite, from, to });

  it('is from the first to the last where they overlap or follow each other, late ones included', () => {
    assert.equal(writingMs([span(true, 0, 20), span(true, 5, 25), span(true, 30, 50)]), 50);
    assert.equal(writingMs([]), 0);
  });

  it('is without a gap in which something was read, and without what was read before and after', () => {
    const spans = [
      span(false, 0, 90),
      span(true, 100, 120),
      span(false, 125, 160),
      span(true, 200, 220),
      span(false, 210, 300),
    ];
    assert.equal(writingMs(spans), 40);
  });
});
