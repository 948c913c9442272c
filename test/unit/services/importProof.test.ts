// Whether an import came about, where a license changes by itself as well: ends, successors, and what no answer of the portal tells.
import assert from 'node:assert/strict';
import { itemId, portalId, userTypeId } from '../../../src/core/ids';
import { withFileDates } from '../../../src/core/files/withFileDates';
import type { FutureLicenseItem, PortalLicense } from '../../../src/core/model';
import type { ImportPlan, ImportRow } from '../../../src/core/planTypes';
import { hasCome } from '../../../src/services/apply/importProof';
import type { ImportState } from '../../../src/services/apply/importState';

const hour = 3_600_000;
const end = Date.parse('2027-01-01T00:00:00Z');
const renewed = Date.parse('2028-01-01T00:00:00Z');

const license = (maximum: number, expiresAt: number, capabilityEnds = expiresAt): PortalLicense => ({
  userTypes: [{ id: userTypeId('viewerUT'), name: 'Viewer', maximum, expiresAt }],
  appBundles: [],
  apps: [],
  extensions: [],
  capabilities: [{ id: 'imageServer', expiresAt: capabilityEnds }],
});
const plan = (...rows: readonly ImportRow[]): ImportPlan => ({
  kind: 'import',
  id: 'p',
  portalId: portalId('p'),
  createdAt: 0,
  title: '',
  operation: 'importLicense',
  fileName: 'f',
  fileSize: 1,
  fileHash: '',
  rows,
  warnings: [],
});
const viewers = (after: number, endsAfter?: number): ImportRow => ({
  section: 'userType',
  name: 'viewerUT',
  before: 50,
  after,
  ...(endsAfter === undefined ? {} : { endsAfter }),
});
const capability = (endsAfter: number): ImportRow => ({
  section: 'capability',
  name: 'imageServer',
  before: 1,
  after: 1,
  endsAfter,
});
const state = (of: PortalLicense, future?: readonly FutureLicenseItem[]): ImportState => ({
  license: of,
  ...(future === undefined ? {} : { futureLicense: future }),
});
const next = (maximum: number): FutureLicenseItem => ({
  section: 'userTypes',
  id: 'viewerUT',
  maximum,
  startsAt: end,
});

describe('an import of a license has come', () => {
  const evening = { before: end - 12 * hour, after: end - 12 * hour + 60_000 };
  const overMidnight = { before: end - 1000, after: end + 1000 };

  it('where a renewal of equal seats moved the end, on the day before it', () => {
    const found = hasCome(
      plan(viewers(50, renewed)),
      // 0 seats from the end on: how a portal says that nothing follows.
      state(license(50, end), [next(0)]),
      state(license(50, renewed), []),
      undefined,
      evening,
    );
    assert.equal(found, true);
  });

  it('never where a successor may be what is there', () => {
    for (const future of [[next(50)], undefined])
      assert.equal(
        hasCome(
          plan(viewers(50, renewed)),
          state(license(50, end), future),
          state(license(50, renewed), future && []),
          undefined,
          overMidnight,
        ),
        false,
      );
  });

  it('never by a capability whose term ends meanwhile: no answer tells what follows it', () => {
    const rows = plan(viewers(80, renewed), capability(renewed));
    const before = state(license(80, end), [next(80)]);
    const after = state(license(80, renewed), []);
    assert.equal(hasCome(rows, before, after, undefined, overMidnight), false);
    // One whose term goes on for a year is changed by an import alone.
    const longer = state(license(80, end, end + 400 * 24 * hour), [next(80)]);
    assert.equal(hasCome(rows, longer, after, undefined, overMidnight), true);
  });
});

describe('what a portal read in a license file', () => {
  const own = {
    userTypes: [
      { id: 'viewerUT', maximum: 50, startsAt: 1, expiresAt: 10 },
      { id: 'viewerUT', maximum: 60, startsAt: 10, expiresAt: 20 },
      { id: 'creatorUT', maximum: 5, expiresAt: 10 },
    ],
    appBundles: [],
    apps: [{ id: 'insights', itemId: 'abc', maximum: 3, expiresAt: 7 }],
    extensions: [],
    capabilities: [{ id: 'imageServer', expiresAt: 9 }],
  };

  it('has the dates of the file where the answer leaves them out, entry by entry', () => {
    const said = {
      userTypes: [
        { id: 'viewerUT', maximum: 50 },
        { id: 'creatorUT', maximum: 5, expiresAt: 99 },
        { id: 'viewerUT', maximum: 60 },
      ],
      appBundles: [],
      apps: [{ id: 'ins', itemId: itemId('abc'), maximum: 3 }],
      extensions: [],
    };
    const merged = withFileDates(said, own);
    assert.deepEqual(
      merged.userTypes.map(({ id, startsAt, expiresAt }) => [id, startsAt, expiresAt]),
      [
        ['viewerUT', 1, 10],
        ['creatorUT', undefined, 99],
        ['viewerUT', 10, 20],
      ],
    );
    assert.equal(merged.apps[0]?.expiresAt, 7);
    assert.deepEqual(merged.capabilities, own.capabilities);
  });

  it('has none where it cannot be told which entry is which', () => {
    const said = { userTypes: [{ id: 'viewerUT', maximum: 50 }], appBundles: [], apps: [], extensions: [] };
    assert.equal(withFileDates(said, own).userTypes[0]?.expiresAt, undefined);
  });
});
