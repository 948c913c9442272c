import assert from 'node:assert/strict';
import {
  atLeastCount,
  count,
  day,
  duration,
  hour,
  isTimeZone,
  localDateTime,
  localDay,
  minute,
  relativeTime,
  seatCount,
  utcDateTime,
  utcDay,
} from '../../../src/core/format';

const at = Date.UTC(2026, 6, 1, 23, 30);

describe('format', () => {
  it('writes days in UTC and in a zone', () => {
    assert.equal(utcDay(at), '2026-07-01');
    assert.equal(utcDateTime(at), '2026-07-01 23:30 UTC');
    assert.equal(localDay(at, 'Europe/Zurich'), 'Jul 2, 2026');
    assert.equal(localDay(at, 'America/Denver'), 'Jul 1, 2026');
    assert.equal(localDay(at, 'Europe/Zurich', 'de'), '02.07.2026');
    assert.match(localDateTime(at, 'Asia/Tokyo'), /^Jul 2, 2026, 8:30\sAM GMT\+9$/u);
    assert.equal(localDateTime(at, 'Europe/Zurich', 'de'), '02.07.2026, 01:30 GMT+2');
  });

  it('shows seconds where there are any', () => {
    const last = Date.UTC(2026, 5, 30, 23, 59, 59, 999);
    assert.equal(utcDateTime(last), '2026-06-30 23:59:59 UTC');
    assert.match(localDateTime(last, 'America/Los_Angeles'), /^Jun 30, 2026, 4:59:59\sPM GMT-7$/u);
    assert.equal(utcDateTime(last + 1), '2026-07-01 00:00 UTC');
    assert.equal(utcDateTime(-500), '1969-12-31 23:59:59 UTC');
  });

  it('tells the two hours apart at the end of summer time', () => {
    const hours = [8, 9].map(hour => localDateTime(Date.UTC(2026, 10, 1, hour, 30), 'America/Los_Angeles'));
    assert.match(hours[0] ?? '', /^Nov 1, 2026, 1:30\sAM GMT-7$/u);
    assert.match(hours[1] ?? '', /^Nov 1, 2026, 1:30\sAM GMT-8$/u);
  });

  it('never throws for a value that is no date', () => {
    assert.equal(utcDay(Number.NaN), 'NaN');
    assert.equal(utcDay(9e15), '9000000000000000');
    assert.equal(localDay(Infinity, 'UTC'), 'Infinity');
    assert.equal(localDateTime(-9e15, 'UTC'), '-9000000000000000');
  });

  it('tells zones that exist', () => {
    assert.equal(isTimeZone('Europe/Zurich'), true);
    assert.equal(isTimeZone('Mars/Olympus'), false);
  });

  for (const [distance, text] of [
    [9 * day, 'in 9 days'],
    [-3 * hour, '3 hours ago'],
    [1.5 * day, 'in 1 day'],
    [59 * day, 'in 59 days'],
    [61 * day, 'in 2 months'],
    [400 * day, 'in 13 months'],
    [3 * 365 * day, 'in 3 years'],
    [-2 * minute, '2 minutes ago'],
    [20_000, 'now'],
    [-20_000, 'now'],
  ] as const) {
    it(`says "${text}"`, () => {
      assert.equal(relativeTime(at + distance, at), text);
    });
  }

  it('speaks the language it is told', () => {
    assert.equal(relativeTime(at + 9 * day, at, 'de'), 'in 9 Tagen');
    assert.equal(count(1437), '1,437');
    assert.equal(count(1437, 'de'), '1.437');
  });

  for (const [ms, text] of [
    [850, '850 ms'],
    [12_400, '12.4 s'],
    [59_960, '1 min'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [-1, '0 ms'],
  ] as const) {
    it(`writes ${ms} ms as "${text}"`, () => {
      assert.equal(duration(ms), text);
    });
  }

  it('marks lower bounds', () => {
    assert.equal(atLeastCount(10_000, true), '10,000+');
    assert.equal(seatCount({ assigned: 38, total: 40, atLeast: false }), '38 / 40');
    assert.equal(seatCount({ assigned: 10_000, total: 12_000, atLeast: true }), '10,000+ / 12,000');
    assert.equal(seatCount({ assigned: 38, atLeast: false }), '38');
    assert.equal(seatCount({ total: 40, atLeast: false }), '? / 40');
  });
});
