import assert from 'node:assert/strict';
import { endsThen, futureLicenseText, type FutureLicense } from '../../../src/core/futureLicense';
import { itemId, userTypeId } from '../../../src/core/ids';
import type { FutureLicenseItem } from '../../../src/core/model';

const july = Date.UTC(2027, 6, 1);
const items: readonly FutureLicenseItem[] = [
  { section: 'apps', id: 'arcgisprodesktop', maximum: 0, startsAt: july },
  { section: 'userTypes', id: 'creatorUT', maximum: 1200, startsAt: Date.UTC(2027, 1, 20) },
  { section: 'userTypes', id: 'creatorUT', maximum: 0, startsAt: july },
  { section: 'userTypes', id: 'viewerUT', maximum: 0, startsAt: july },
  { section: 'appBundles', id: 'essentialAppsAB', maximum: 1 },
];
const bundle = itemId('99d7956c7e824ff4ab27422e2a26c2b7');
const future: FutureLicense = {
  portalName: 'Riverbend *GIS*',
  timeZone: 'UTC',
  at: Date.UTC(2026, 10, 22, 9, 30),
  items,
  parts: {
    userTypes: [
      { id: userTypeId('creatorUT'), name: 'Maker', current: 712, maximum: 790, expiresAt: july },
      { id: userTypeId('viewerUT'), name: 'viewerUT', maximum: 155 },
      { id: userTypeId('editorUT'), name: 'Editor' },
    ],
    appBundles: [{ itemId: bundle, name: 'Our Bundle' }],
    license: {
      userTypes: [],
      appBundles: [{ id: 'essentialAppsAB', itemId: bundle }],
      apps: [],
      extensions: [],
      capabilities: [],
    },
  },
};
const said = (more: Partial<FutureLicense>): string =>
  futureLicenseText({ ...future, ...more }).replaceAll('\\', '');
const rowsOf = (text: string): readonly string[] => text.split('\n').filter(line => line.startsWith('| '));

describe('the future license of a portal, as a text', () => {
  it('says what starts and what ends, by date, with names and seats', () => {
    const text = said({});
    assert.deepEqual(rowsOf(text), [
      '| Part of the license | Name | What happens | When |',
      '| --- | --- | --- | --- |',
      '| User type | Maker | 1,200 seats from then on | 2027-02-20 00:00 UTC |',
      '| App | ArcGIS Pro | ends: no seats from then on | 2027-07-01 00:00 UTC |',
      '| User type | Maker | 0 seats from then on | 2027-07-01 00:00 UTC |',
      '| User type | Viewer | ends: no seats from then on | 2027-07-01 00:00 UTC |',
      '| App bundle | Our Bundle | 1 seat from then on | the portal does not say when |',
    ]);
    assert.ok(text.startsWith('# Future license of Riverbend *GIS*\n\nRead at 2026-11-22 09:30 UTC.'), text);
    assert.ok(futureLicenseText(future).includes('\\*GIS\\*'), 'no text of the portal is markup');
  });

  it('says it in the zone of the portal as well', () => {
    assert.match(
      said({ timeZone: 'America/Los_Angeles' }),
      /2027-07-01 00:00 UTC \(Jun 30, 2027.* in America\/Los_Angeles\)/,
    );
  });

  it('is of the user types that are asked for, with what there is now', () => {
    const text = said({ of: [userTypeId('creatorUT'), userTypeId('editorUT')] });
    assert.match(text, /^# Future license of .*: Maker, Editor\n/);
    assert.deepEqual(rowsOf(text).slice(2), [
      '| User type | Maker | 1,200 seats from then on | 2027-02-20 00:00 UTC |',
      '| User type | Maker | 0 seats from then on | 2027-07-01 00:00 UTC |',
      '| User type | Members | Seats | Ends |',
      '| --- | --- | --- | --- |',
      '| Maker | 712 | 790 | 2027-07-01 00:00 UTC |',
      '| Editor | not reported | not reported | no expiry reported |',
    ]);
    assert.ok(text.includes('Editor: none. Nothing of it starts later or ends.'), text);
  });

  it('says clearly that there is none', () => {
    const none = 'None: the portal names nothing that starts later, and nothing that ends.';
    const whole = said({ items: [] });
    assert.ok(whole.includes(none) && rowsOf(whole).length === 0, whole);
    const one = said({ of: [userTypeId('editorUT')] });
    assert.ok(one.includes(none) && one.includes('| Editor |'), one);
  });

  it('takes 0 seats for an end only where nothing follows', () => {
    assert.deepEqual(
      items.map(item => endsThen(item, items)),
      [true, false, false, true, false],
    );
  });
});
