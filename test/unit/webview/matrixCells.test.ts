import assert from 'node:assert/strict';
import type { MatrixStrings, PageCell } from '../../../src/shared/matrix';
import { cellWords, shortAge } from '../../../src/webview/matrixCells';

const dayMs = 86_400_000;
const cells: MatrixStrings['cells'] = {
  none: 'holds nothing',
  unknown: 'not known',
  absent: 'not in this portal',
  never: 'never',
  lastUsed: 'last used {0}',
  offline: 'offline',
  offlineSince: 'offline since {0}',
  offlineUnknown: 'whether it is offline is not known',
  disabled: 'disabled',
  loading: 'Loading',
  today: 'today',
  days: '{0} d',
  months: '{0} mo',
  years: '{0} y',
};
const strings = { cells } as MatrixStrings;
const set = { short: 'Pro Advanced +1', whole: 'ArcGIS Pro Advanced, Publisher' };
const words = (cell: PageCell | undefined): string => cellWords(cell, set, strings);

describe('a cell of the matrix in words', () => {
  it('says nothing, not known and not there apart', () => {
    assert.deepEqual(
      [words(undefined), words(0), words(1), words(2)],
      ['Loading', 'holds nothing', 'not known', 'not in this portal'],
    );
  });
  it('says all entitlements, the last use and whether it is offline', () => {
    const at = Date.UTC(2026, 0, 2);
    assert.equal(words([0, at, false]), 'ArcGIS Pro Advanced, Publisher, last used 2026-01-02');
    assert.equal(words([0, null, true]), 'ArcGIS Pro Advanced, Publisher, last used never, offline');
    assert.equal(
      words([0, null, at]),
      'ArcGIS Pro Advanced, Publisher, last used never, offline since 2026-01-02',
    );
  });
  it('never says "never" or nothing of what is not known', () => {
    assert.equal(
      words([0, '?', '?']),
      'ArcGIS Pro Advanced, Publisher, last used not known, whether it is offline is not known',
    );
  });
  it('says ages short', () => {
    const ages = [0.5, 1, 59, 60, 729, 730].map(days => shortAge(0, days * dayMs, strings));
    assert.deepEqual(ages, ['today', '1 d', '59 d', '2 mo', '24 mo', '2 y']);
  });
});
