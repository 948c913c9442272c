import assert from 'node:assert/strict';
import { chartModel } from '../../../src/core/series/series';
import type { ChartModel } from '../../../src/core/series/seriesTypes';
import type { ViewState } from '../../../src/shared/protocol';
import { barSpec, mostRows, usedSegments } from '../../../src/webview/specs';
import type { BarRow } from '../../../src/webview/specs';
import { timeTicks } from '../../../src/webview/timeLine';
import { wordsOf } from '../../../src/webview/words';
import { day, failed, holder, input, listing, now, pool, ready, userType } from '../core/series/fixture';
import { testStrings } from '../shared/strings';

const words = wordsOf(testStrings, 'Europe/Zurich');
const view = (more: Partial<ViewState>): ViewState => ({
  chart: 'listings',
  table: false,
  percent: false,
  ...more,
});
const pro = listing('a', { title: 'ArcGIS Pro', maxUsers: 4, pools: [pool('adv', 1), pool('x', 9)] });
const two = [holder('ann', ['adv'], now), holder('bob', ['adv'])];
const model = (more: Parameters<typeof input>[0] = {}): ChartModel =>
  chartModel(
    input({
      listings: ready([pro, listing('b', { maxUsers: 9 }), listing('c')]),
      held: { a: ready({ items: two }), b: failed('no') },
      ...more,
    }),
  );
const fills = (spec: ReturnType<typeof barSpec>): readonly string[] =>
  usedSegments(spec).map(index => spec.segments[index]?.fill ?? '');

/** A row that has to be there. */
function rowOf(spec: ReturnType<typeof barSpec>, at: number | string): BarRow {
  const row = spec.rows.find(({ key }, index) => key === at || index === at);
  assert.ok(row !== undefined);
  return row;
}

describe('bars of seats', () => {
  it('stack assigned, free and over to the seats there are', () => {
    const spec = barSpec(model(), view({ chart: 'entitlements' }), words);
    assert.deepEqual(
      spec.rows.map(row => [row.key, row.values]),
      [
        ['x', [0, 9, 0, 0]],
        ['adv', [1, 0, 1, 0]],
      ],
    );
    assert.deepEqual(fills(spec), ['assigned', 'free', 'over']);
    assert.equal(rowOf(spec, 1).tone, 'error');
    assert.match(rowOf(spec, 1).note, /ofTotal\[2\|1.*overBy\[1/);
  });

  it('draw seats whose holders are not read as not known, never as free', () => {
    const spec = barSpec(model(), view({}), words);
    assert.deepEqual(
      spec.rows.map(row => [row.key, row.values, row.tone]),
      [
        ['b', [0, 0, 0, 9], 'muted'],
        ['a', [2, 2, 0, 0], 'error'],
        ['c', [0, 0, 0, 0], 'muted'],
      ],
    );
  });

  it('draw the rest of a cut list as not known', () => {
    const cut = ready({ items: two, partial: { kind: 'portalLimit' as const, limit: 2 } });
    const spec = barSpec(model({ held: { a: cut } }), view({}), words);
    assert.deepEqual(rowOf(spec, 'a').values, [2, 0, 0, 2]);
    assert.match(rowOf(spec, 'a').note, /ofTotal\[2\+\|4/);
  });

  it('scale to percent of the total, beyond 100 where over-assigned', () => {
    const spec = barSpec(model(), view({ chart: 'entitlements', percent: true }), words);
    assert.equal(spec.axis, 'percent');
    assert.deepEqual(rowOf(spec, 1).values, [100, 0, 100, 0]);
    assert.match(rowOf(spec, 1).note, /200%/);
  });

  it('of no seats in percent are no division by zero', () => {
    const none = listing('z', { pools: [pool('e', 0), pool('f', 0)] });
    const held = { z: ready({ items: [holder('ann', ['f'])] }) };
    const spec = barSpec(
      model({ listings: ready([none]), held }),
      view({ chart: 'entitlements', percent: true }),
      words,
    );
    assert.ok(spec.rows.every(row => row.values.every(Number.isFinite)));
  });

  it('show a user type without members as not known', () => {
    const spec = barSpec(
      model({ userTypes: ready([userType('u', { maximum: 5 }), userType('v', { current: 3, maximum: 2 })]) }),
      view({ chart: 'userTypes' }),
      words,
    );
    assert.deepEqual(
      spec.rows.map(row => [row.key, row.values]),
      [
        ['u', [0, 0, 0, 5]],
        ['v', [2, 0, 1, 0]],
      ],
    );
    assert.match(rowOf(spec, 0).note, /maximumOnly\[5/);
  });

  it('are at most as many as a canvas can hold, and the summary counts all', () => {
    const many = Array.from({ length: mostRows + 50 }, (_, index) => listing(`i${index}`, { maxUsers: 1 }));
    const spec = barSpec(model({ listings: ready(many) }), view({}), words);
    assert.equal(spec.rows.length, mostRows);
    assert.match(spec.summary, new RegExp(`${mostRows + 50}`));
  });
});

describe('bars of last use', () => {
  it('over all listings give each part its own filter', () => {
    const spec = barSpec(model(), view({ chart: 'lastUse' }), words);
    const row = rowOf(spec, 'a');
    assert.deepEqual(row.values, [1, 0, 0, 0, 0, 1]);
    assert.deepEqual(row.segmentTargets?.[5], { kind: 'listing', itemId: 'a', idle: 'never' });
    assert.deepEqual(row.target, { kind: 'listing', itemId: 'a' });
  });

  it('draw those of whom nothing says when as not known, never as never', () => {
    const vague = { ...holder('cat', ['adv']), useUnknown: true as const };
    const held = { a: ready({ items: [...two, vague] }) };
    const all = barSpec(model({ held }), view({ chart: 'lastUse' }), words);
    assert.deepEqual(rowOf(all, 'a').values, [1, 0, 0, 0, 0, 1, 1]);
    assert.ok(fills(all).includes('unknown'));
    assert.deepEqual(rowOf(all, 'a').segmentTargets?.[6], { kind: 'listing', itemId: 'a' });
    const one = barSpec(model({ held }), view({ chart: 'lastUse', listing: 'a' }), words);
    assert.deepEqual(one.rows.at(-1)?.key, 'unknown');
    assert.match(one.rows.at(-1)?.note ?? '', /^1/);
  });

  it('of one listing are a bar per bucket', () => {
    const spec = barSpec(model(), view({ chart: 'lastUse', listing: 'a', percent: true }), words);
    assert.deepEqual(
      spec.rows.map(row => row.values.reduce((sum, value) => sum + value, 0)),
      [50, 0, 0, 0, 0, 50],
    );
  });
});

describe('time line', () => {
  const dated = (ends: readonly number[]): ReturnType<typeof barSpec> =>
    barSpec(
      model({ listings: ready(ends.map((endsAt, index) => listing(`l${index}`, { endsAt }))) }),
      view({ chart: 'expiries' }),
      words,
    );

  it('draws from today to the date, and what is past from the date to today', () => {
    const spec = dated([now - 10 * day, now + 30 * day, now + 200 * day]);
    assert.deepEqual(
      spec.rows.map(row => row.range),
      [
        [now - 10 * day, now],
        [now, now + 30 * day],
        [now, now + 200 * day],
      ],
    );
    assert.deepEqual(fills(spec), ['expired', 'soon', 'later']);
    assert.equal(spec.mark, now);
  });

  it('keeps a date in 2099 at the edge, so that the near ones stay apart', () => {
    const spec = dated([now + 30 * day, Date.UTC(2099, 11, 31)]);
    const max = spec.max ?? 0;
    assert.ok(max < now + 6 * 365 * day);
    assert.deepEqual(rowOf(spec, 1).range, [now, max]);
    assert.match(rowOf(spec, 1).note, /^2099-12-31/);
    assert.ok(rowOf(spec, 1).tips.some(tip => tip.startsWith('beyond')));
  });

  it('has ticks at the firsts of months or years, few enough to read', () => {
    for (const days of [20, 90, 200, 400, 900, 1900]) {
      const ticks = timeTicks(now, now + days * day, 9);
      assert.ok(ticks.length <= 9, `${days} days: ${ticks.length}`);
      for (const at of ticks) assert.equal(new Date(at).getUTCDate(), 1);
    }
    assert.deepEqual(timeTicks(Date.UTC(2026, 11, 15), Date.UTC(2027, 1, 15), 9), [
      Date.UTC(2027, 0, 1),
      Date.UTC(2027, 1, 1),
    ]);
  });
});
