// What counts as a change between a preview and the portal now.
import assert from 'node:assert/strict';
import { previewChanges } from '../../../../src/core/files/previewChanges';
import type { Previewed } from '../../../../src/core/files/previewChanges';
import type { ImportRow } from '../../../../src/core/planTypes';

const row = (name: string, more: Partial<ImportRow> = {}): ImportRow => ({
  section: 'entitlement',
  name,
  before: 5,
  after: 9,
  ...more,
});
const rows = (...list: ImportRow[]): Previewed => ({ rows: list });
const end = Date.parse('2027-07-01T00:00:00Z');

describe('changes since the preview of an import', () => {
  it('are none of rows that have one name, whatever their order', () => {
    const [pro, drone] = [row('desktopBasicN', { before: 3 }), row('desktopBasicN', { before: 40 })];
    assert.deepEqual(previewChanges(rows(pro, drone), rows(pro, drone)), []);
    assert.deepEqual(previewChanges(rows(pro, drone), rows(drone, pro)), []);
    const ends = [row('a', { endsBefore: end }), row('a', { endsBefore: end + 86_400_000 * 9 })] as const;
    assert.deepEqual(previewChanges(rows(...ends), rows(...ends.toReversed())), []);
  });

  it('are of one of these where one of them has changed, and where one is gone', () => {
    const was = rows(row('a', { before: 3 }), row('a', { before: 40 }));
    assert.match(
      previewChanges(was, rows(row('a', { before: 41 }), row('a', { before: 3 }))).join('|'),
      /^[^|]*the preview had 40, the portal has 41 now\.$/,
    );
    assert.match(
      previewChanges(was, rows(row('a', { before: 3 }))).join('|'),
      /^[^|]*the preview had 40, the portal has 0 now\.$/,
    );
  });

  it('are none where nothing was known then, neither seats nor end', () => {
    const unread: ImportRow = { section: 'entitlement', name: 'viewerUT', after: 9 };
    assert.deepEqual(previewChanges(rows(unread), rows(row('viewerUT', { endsBefore: end }))), []);
    assert.equal(
      previewChanges(rows(row('viewerUT')), rows(row('viewerUT', { endsBefore: end }))).length,
      1,
      'that it had no end was known',
    );
    assert.equal(previewChanges(rows(row('viewerUT')), rows(unread)).length, 1);
  });

  it('are told of what is not known by what it is about, not by the words of the portal', () => {
    const busy = { rows: [], unknown: ['Busy, 3 s (request 17).'], unknownKeys: ['holders a'] };
    const later = { rows: [], unknown: ['Busy, 9 s (request 41).'], unknownKeys: ['holders a'] };
    assert.deepEqual(previewChanges(busy, later), []);
    const both = {
      rows: [],
      unknown: [...later.unknown, 'Busy.'],
      unknownKeys: [...later.unknownKeys, 'holders b'],
    };
    assert.deepEqual(previewChanges(busy, both), ['Busy.']);
    assert.deepEqual(previewChanges({ rows: [], unknown: ['Busy.'] }, { rows: [], unknown: ['Busy.'] }), []);
  });
});
