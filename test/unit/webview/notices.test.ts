import assert from 'node:assert/strict';
import { chartModel } from '../../../src/core/series/series';
import type { ChartModel } from '../../../src/core/series/seriesTypes';
import type { ViewState } from '../../../src/shared/protocol';
import { noticesOf } from '../../../src/webview/notices';
import { wordsOf } from '../../../src/webview/words';
import {
  day,
  failed,
  holder,
  idle,
  input,
  listing,
  notPerUser,
  now,
  pool,
  ready,
} from '../core/series/fixture';
import { testStrings } from '../shared/strings';

const words = wordsOf(testStrings, undefined);
const view = (chart: ViewState['chart'], more: Partial<ViewState> = {}): ViewState => ({
  chart,
  table: false,
  percent: false,
  ...more,
});
const told = (model: ChartModel, look: ViewState): readonly string[] =>
  noticesOf(model, look, words).map(
    ({ tone, text, action }) =>
      `${tone} ${text.replace(/\[.*/, '')}${action === undefined ? '' : ` ${action}`}`,
  );
const pro = listing('a', { pools: [pool('e', 1)] });
const whole = ready({ items: [holder('ann', ['e'], now)] });

describe('notices above a chart', () => {
  it('say nothing where everything was read', () => {
    const model = chartModel(input({ listings: ready([pro]), held: { a: whole } }));
    for (const chart of ['listings', 'entitlements', 'lastUse'] as const)
      assert.deepEqual(told(model, view(chart)), []);
  });

  it('say that there is nothing, only once that is known', () => {
    assert.deepEqual(told(chartModel(input({ listings: ready([]) })), view('listings')), ['info noListings']);
    assert.deepEqual(told(chartModel(input({ listings: { state: 'loading' } })), view('listings')), [
      'info loading',
    ]);
    assert.deepEqual(told(chartModel(input()), view('userTypes')), ['info loading']);
    assert.deepEqual(told(chartModel(input({ userTypes: ready([]) })), view('userTypes')), [
      'info noUserTypes',
    ]);
  });

  it('name a failure with a way to try again, and say of when the values shown are', () => {
    assert.deepEqual(told(chartModel(input({ listings: failed('down') })), view('listings')), [
      'error failed retry',
    ]);
    const stale = { ...failed('down'), value: [pro], readAt: now - day } as const;
    assert.deepEqual(told(chartModel(input({ listings: stale, held: { a: whole } })), view('listings')), [
      'error failedStale retry',
    ]);
  });

  it('name one bad listing beside the good ones, and count many', () => {
    const listings = ready(['a', 'b', 'c', 'd', 'e'].map(id => listing(id)));
    const one = chartModel(
      input({ listings, held: { a: whole, b: failed('no'), c: whole, d: whole, e: whole } }),
    );
    assert.deepEqual(told(one, view('listings')), ['error failed retry']);
    const bad = failed('no');
    const many = chartModel(input({ listings, held: { a: bad, b: bad, c: bad, d: bad, e: bad } }));
    const texts = noticesOf(many, view('listings'), words);
    assert.equal(texts.length, 3);
    assert.match(texts[2]?.text ?? '', /^failedListings\[3/);
  });

  it('tell quietly of a listing that is not licensed per user, with nothing to try again', () => {
    const listings = ready([pro, listing('b')]);
    const model = chartModel(input({ listings, held: { a: whole, b: notPerUser } }));
    assert.deepEqual(told(model, view('listings')), ['info notPerUser']);
    assert.match(noticesOf(model, view('listings'), words)[0]?.text ?? '', /Listing b/);
    for (const chart of ['entitlements', 'lastUse'] as const)
      assert.deepEqual(told(model, view(chart, { listing: 'b' }))[0], 'info listingNotPerUser');
  });

  it('tell of rows that a chart has no room for, in every chart', () => {
    const many = Array.from({ length: 201 }, (_, at) => listing(`l${at}`));
    const held = Object.fromEntries(many.map(one => [one.itemId, whole]));
    const model = chartModel(input({ listings: ready(many), held }));
    for (const chart of ['listings', 'lastUse'] as const)
      assert.deepEqual(told(model, view(chart)), ['info chartCut'], chart);
    const pools = Array.from({ length: 201 }, (_, at) => pool(`e${at}`, 1));
    const wide = chartModel(input({ listings: ready([listing('a', { pools })]), held: { a: whole } }));
    assert.deepEqual(told(wide, view('entitlements')), ['info chartCut']);
    assert.deepEqual(told(wide, view('lastUse', { listing: 'a' })), []);
  });

  it('tell a cut list with its reason', () => {
    const cut = ready({
      items: [holder('ann', ['e'])],
      partial: { kind: 'portalLimit' as const, limit: 10_000 },
    });
    const model = chartModel(input({ listings: ready([pro]), held: { a: cut } }));
    assert.match(noticesOf(model, view('listings'), words)[0]?.text ?? '', /Listing a: partialLimit\[10,000/);
    assert.deepEqual(told(model, view('entitlements')), ['warning partialLimit']);
    assert.deepEqual(told(model, view('lastUse', { listing: 'a' })), ['warning partialLimit']);
  });

  it('offer to stop a reading under way, and to go on after it', () => {
    const listings = ready([pro, listing('b')]);
    const reading = chartModel(input({ listings, held: { a: whole }, readingHolders: true }));
    assert.deepEqual(told(reading, view('listings')), ['info readingHolders stop']);
    const stopped = chartModel(input({ listings, held: { a: whole } }));
    assert.deepEqual(told(stopped, view('lastUse')), ['warning readingStopped readRest']);
    assert.deepEqual(told(stopped, view('lastUse', { listing: 'a' })), []);
  });

  it('name what the time line lacks', () => {
    const model = chartModel(
      input({ listings: ready([listing('a')]), license: failed('No permission.'), userTypes: idle }),
    );
    assert.deepEqual(told(model, view('expiries')), [
      'error datesMissing retry',
      'info noExpiries',
      'info withoutEnd',
    ]);
  });
});
