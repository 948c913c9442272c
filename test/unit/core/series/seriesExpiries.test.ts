import assert from 'node:assert/strict';
import { entitlement, itemId, userTypeId } from '../../../../src/core/ids';
import type { PortalLicense } from '../../../../src/core/model';
import { chartModel } from '../../../../src/core/series/series';
import { partStart } from '../../../../src/core/series/seriesExpiries';
import { day, failed, input, listing, now, ready, userType } from './fixture';

const license: PortalLicense = {
  userTypes: [],
  appBundles: [{ id: 'fieldApps', itemId: itemId('bundle'), expiresAt: now + 7 * day }],
  apps: [{ id: 'arcgisprodesktop', itemId: itemId('x'), expiresAt: now + 6 * day }],
  extensions: [{ id: 'runtimeanalysis', itemId: itemId('y') }],
  capabilities: [{ id: 'image', expiresAt: now + 5 * day }],
};

describe('time line', () => {
  it('takes dates from every resource of an Enterprise portal, earliest first, each once', () => {
    const { expiries } = chartModel(
      input({
        listings: ready([listing('a', { endsAt: now - day }), listing('b')]),
        userTypes: ready([userType('creatorUT', { name: 'Creator', expiresAt: now + 2 * day })]),
        appBundles: ready([{ itemId: itemId('bundle'), name: 'Field Apps', expiresAt: now + 7 * day }]),
        license: ready({ ...license, userTypes: [userType('creatorUT', { expiresAt: now + 2 * day })] }),
        futureLicense: ready([
          { section: 'userTypes', id: 'creatorUT', maximum: 20, startsAt: now + 2 * day },
          { section: 'apps', id: 'arcgisprodesktop', maximum: 0, startsAt: now + 6 * day },
          { section: 'apps', id: 'undated', maximum: 5 },
          { section: 'appBundles', id: 'fieldApps', maximum: 9, startsAt: now + 8 * day },
        ]),
      }),
    );
    assert.deepEqual(
      expiries.rows.map(({ key, label, becomes }) => [key, label, becomes]),
      [
        ['listing/a', 'Listing a', undefined],
        ['userType/creatorUT', 'Creator', undefined],
        ['queued/userTypes/creatorUT', 'Creator', 20],
        ['capability/image', 'image', undefined],
        ['app/arcgisprodesktop', 'ArcGIS Pro', undefined],
        ['queued/apps/arcgisprodesktop', 'ArcGIS Pro', 0],
        ['appBundle/fieldApps', 'Field Apps', undefined],
        ['queued/appBundles/fieldApps', 'Field Apps', 9],
      ],
    );
    // The listing b, the extension.
    assert.equal(expiries.withoutEnd, 2);
    assert.deepEqual(expiries.rows[0]?.target, { kind: 'listing', itemId: 'a' });
    assert.deepEqual(expiries.rows.at(-2)?.target, {
      kind: 'license',
      section: 'appBundles',
      key: ['bundle'],
    });
  });

  it('takes the queued parts of a legacy portal by their date string, whatever the number says', () => {
    const portal = { ...input().portal, kind: 'legacy' as const };
    const { expiries } = chartModel(
      input({
        portal,
        listings: ready([]),
        systemLicenses: ready({
          isValid: true,
          expiresAt: now + 3 * day,
          features: [{ level: '1', name: 'Level 1', expiresAt: now + 4 * day, isValid: true }],
        }),
        queues: [
          ready({
            appId: 'arcgisprodesktop',
            queue: [
              {
                startDate: 21432374576,
                startDateStr: '01-Jan-2027',
                maxUsers: 25,
                pools: [{ key: entitlement('desktopStdN'), num: 20 }],
              },
              { startDateStr: '01-Jan-2028', maxUsers: 0, pools: [] },
            ],
          }),
        ],
      }),
    );
    assert.deepEqual(
      expiries.rows.map(({ kind, at, becomes, dayOnly }) => ({ kind, at, becomes, dayOnly })),
      [
        { kind: 'license', at: now + 3 * day, becomes: undefined, dayOnly: undefined },
        { kind: 'feature', at: now + 4 * day, becomes: undefined, dayOnly: undefined },
        { kind: 'queued', at: Date.UTC(2027, 0, 1), becomes: 25, dayOnly: true },
        { kind: 'queued', at: Date.UTC(2028, 0, 1), becomes: 0, dayOnly: true },
      ],
    );
    assert.equal(new Set(expiries.rows.map(row => row.key)).size, 4, 'two parts of one product are two rows');
  });

  it('names the resource that failed, and shows the dates of the others', () => {
    const { expiries } = chartModel(
      input({
        listings: ready([listing('a', { endsAt: now })]),
        license: failed('No permission.'),
        userTypes: ready([]),
      }),
    );
    assert.equal(expiries.rows.length, 1);
    assert.equal(expiries.reading.state, 'complete');
    assert.deepEqual(expiries.missing, [{ kind: 'license', problem: 'No permission.' }]);
  });

  it('is failed only when everything failed, and does not ask a portal for what its kind lacks', () => {
    const portal = { ...input().portal, kind: 'online' as const };
    const { expiries } = chartModel(
      input({ portal, listings: failed('down'), organization: failed('down'), userTypes: failed('down') }),
    );
    assert.equal(expiries.reading.state, 'failed');
    assert.deepEqual(
      expiries.missing.map(({ kind }) => kind),
      ['listing', 'subscription', 'userType'],
    );
  });

  it('does not take the id of a user type for its name', () => {
    const { expiries } = chartModel(
      input({ userTypes: ready([{ id: userTypeId('viewerUT'), name: 'Viewer', expiresAt: now + day }]) }),
    );
    assert.equal(expiries.rows[0]?.label, 'Viewer');
  });
});

describe('start of a queued part', () => {
  for (const [text, at] of [
    ['01-Jan-2019', Date.UTC(2019, 0, 1)],
    ['9-sep-2015', Date.UTC(2015, 8, 9)],
    ['31-Feb-2019', undefined],
    ['2019-01-01', undefined],
    ['01-Abc-2019', undefined],
    ['', undefined],
  ] as const) {
    it(`reads "${text}"`, () => assert.equal(partStart({ startDateStr: text }), at));
  }
  it('is not known without the string', () => assert.equal(partStart({}), undefined));
});
