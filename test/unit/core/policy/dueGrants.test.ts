// Days are whole in their zone, and what is due is told from what happened.
import assert from 'node:assert/strict';
import { itemId } from '../../../../src/core/ids';
import { endOfDay, startOfDay } from '../../../../src/core/policy/policyDays';
import { unread } from '../../../../src/core/policy/policyOrganization';
import type { PolicyOrganization } from '../../../../src/core/policy/policyOrganization';
import { resolvePolicy } from '../../../../src/core/policy/resolvePolicy';
import type { ResolvedPolicy } from '../../../../src/core/policy/resolvePolicy';
import { documentOf, holding, now, organization, policyOf } from './smallOrganization';

const resolved = (text: string, facts: PolicyOrganization = organization, at = now): ResolvedPolicy =>
  resolvePolicy(policyOf(text), facts, at, text);

const exact = (to: string, more = ''): string =>
  documentOf(
    `"mode": "exact", ${more} "listings": [
      { "itemId": "pro", "grants": [{ "to": ${to}, "give": "desktopAdvN" }] },
      { "itemId": "d1", "grants": [{ "to": { "members": ["bob"] }, "give": "drone2map" }] }
    ]`,
  );

describe('days of grants', () => {
  const utc = (text: string): number => Date.parse(`${text}:00Z`);

  it('begin and end in their zone, also where clocks change at midnight', () => {
    const days: readonly (readonly [zone: string, day: string, start: string, end: string])[] = [
      ['UTC', '2027-01-10', '2027-01-10T00:00', '2027-01-11T00:00'],
      ['Europe/Zurich', '2027-03-28', '2027-03-27T23:00', '2027-03-28T22:00'],
      ['America/Los_Angeles', '2026-11-01', '2026-11-01T07:00', '2026-11-02T08:00'],
      ['Pacific/Kiritimati', '2027-01-10', '2027-01-09T10:00', '2027-01-10T10:00'],
      ['Pacific/Niue', '2027-01-10', '2027-01-10T11:00', '2027-01-11T11:00'],
      ['Asia/Kathmandu', '2028-02-29', '2028-02-28T18:15', '2028-02-29T18:15'],
      // The day begins at 1 o'clock, as summer time begins at midnight.
      ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00', '2018-11-05T02:00'],
      // 30 December 2011 was left out.
      ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00', '2011-12-30T10:00'],
    ];
    for (const [zone, day, start, end] of days) {
      assert.equal(startOfDay(day, zone), utc(start), `${zone} ${day}`);
      assert.equal(endOfDay(day, zone), utc(end), `${zone} ${day}`);
    }
  });

  it('have no end after the last day that can be written, which others take for "for ever"', () => {
    const zones = [
      ['UTC', '9999-12-31T00:00'],
      ['Pacific/Kiritimati', '9999-12-30T10:00'],
      ['Pacific/Niue', '9999-12-31T11:00'],
    ] as const;
    for (const [zone, start] of zones) {
      assert.equal(endOfDay('9999-12-30', zone), utc(start), zone);
      assert.equal(startOfDay('9999-12-31', zone), utc(start), zone);
      assert.equal(endOfDay('9999-12-31', zone), Number.POSITIVE_INFINITY, zone);
    }
  });

  it('count whole: in force from the first instant of the first day to the last of the last', () => {
    const text = exact('{ "members": ["bob"] }').replace(
      '"give": "desktopAdvN"',
      '"give": "desktopAdvN", "from": "2027-01-10", "until": "2027-01-12"',
    );
    const isGranted = (at: number): boolean =>
      resolved(text, organization, at).wishes.some(one => one.itemId === 'pro');
    const [start, end] = [utc('2027-01-09T23:00'), utc('2027-01-12T23:00')];
    assert.deepEqual([start - 1, start, end - 1, end].map(isGranted), [false, true, true, false]);
    const zoned = text.replace('"policy": 1', '"policy": 1, "timeZone": "America/Los_Angeles"');
    const there = resolved(zoned, organization, utc('2027-01-13T07:59'));
    assert.ok(there.wishes.some(one => one.itemId === 'pro'));
  });
});

describe('what is due', () => {
  const loan = (period: string, members = '["bob", "cy"]', more = ''): string =>
    documentOf(
      `${more} "listings": [{ "itemId": "d1", "grants": [{ "to": { "members": ${members} }, "give": "drone2map", ${period} }] }]`,
    );
  const due = (text: string, facts: PolicyOrganization = organization): readonly unknown[] =>
    resolved(text, facts).due.map(one => [one.event, one.state, one.members.join(' ')]);

  it('is to come, due today, or overdue for those whom the portal does not show so', () => {
    assert.deepEqual(due(loan('"from": "2026-11-23", "until": "2026-12-01"')), [
      ['starts', 'upcoming', 'bob cy'],
      ['ends', 'upcoming', 'bob cy'],
    ]);
    assert.deepEqual(due(loan('"from": "2026-11-22"')), [['starts', 'due', 'cy']]);
    assert.deepEqual(due(loan('"from": "2026-11-20"')), [['starts', 'overdue', 'cy']]);
    assert.deepEqual(due(loan('"until": "2026-11-21"')), [['ends', 'due', 'bob']]);
    assert.deepEqual(due(loan('"until": "2026-11-20"')), [['ends', 'overdue', 'bob']]);
  });

  it('is nothing where it happened as it should, or is long past', () => {
    assert.deepEqual(due(loan('"from": "2026-11-01"', '["bob"]')), []);
    assert.deepEqual(due(loan('"until": "2026-11-01"', '["cy"]')), []);
    assert.deepEqual(due(loan('"from": "2026-11-01", "until": "2026-11-02"', '["cy"]')), []);
    assert.deepEqual(due(loan('"until": "2025-01-01"')), []);
  });

  it('ends nothing that another grant in force gives', () => {
    const text = loan('"until": "2026-11-20"').replace(
      '"grants": [',
      '"grants": [{ "to": { "members": ["bob"] }, "give": "drone2map" },',
    );
    assert.deepEqual(due(text), []);
  });

  it('is unknown where what is held is', () => {
    const unreadHeld = { ...organization, held: new Map([[itemId('d1'), unread('down')]]) };
    assert.deepEqual(due(loan('"until": "2026-11-20"'), unreadHeld), [['ends', 'unknown', 'bob cy']]);
    const cut = { ...organization, held: new Map([[itemId('d1'), holding({ bob: 'drone2map' }, false)]]) };
    assert.deepEqual(due(loan('"until": "2026-11-20"'), cut), [['ends', 'unknown', 'bob cy']]);
    assert.deepEqual(due(loan('"until": "2026-11-20"', '["bob"]'), cut), [['ends', 'overdue', 'bob']]);
  });

  it('is told of user types, by the one that goes first', () => {
    const rule = (more: string): string =>
      documentOf(`"userTypes": [{ "to": { "members": ["bob"] }, "userType": "creatorUT", ${more} }]`);
    assert.deepEqual(due(rule('"from": "2026-11-20"')), [['starts', 'overdue', 'bob']]);
    assert.deepEqual(due(rule('"until": "2026-11-20"')), []);
  });
});
