import assert from 'node:assert/strict';
import { namedWarning, titledRow } from '../../../../src/core/files/importNames';
import { validatedLines, validatedRows } from '../../../../src/core/files/importPlanText';
import { importRowName } from '../../../../src/core/files/importRowText';
import { sentence } from '../../../../src/core/files/texts';
import { itemId, userTypeId } from '../../../../src/core/ids';
import type { PortalLicense } from '../../../../src/core/model';
import type { ImportRow } from '../../../../src/core/planTypes';

const essential = itemId('99d7956c7e824ff4ab27422e2a26c2b7');
const license: PortalLicense = {
  userTypes: [],
  appBundles: [{ id: 'essentialAppsAB', itemId: essential, maximum: 11 }],
  apps: [{ id: 'newApp', itemId: itemId('n'), maximum: 3 }],
  extensions: [],
  capabilities: [],
};
const row = (section: string, name: string): ImportRow => ({ section, name });

describe('names in the plan of an import', () => {
  const named = (one: ImportRow, facts: Parameters<typeof titledRow>[1]): string =>
    importRowName(titledRow(one, facts));

  it('of a bundle are the title that the portal gives, else that of its item', () => {
    const bundle = row('appBundle', 'essentialAppsAB');
    assert.equal(
      named(bundle, { license, appBundles: [{ itemId: essential, name: 'Our Bundle' }] }),
      'Our Bundle',
    );
    assert.equal(named(bundle, { license }), 'Essential Apps bundle');
    assert.equal(named(row('appBundle', essential), {}), 'Essential Apps bundle');
    assert.equal(named(bundle, {}), 'essentialAppsAB');
  });

  it('of a user type are the portal’s, and of an app that the catalogue does not know its listing’s', () => {
    const creator = { id: userTypeId('creatorUT'), name: 'Maker' };
    assert.equal(named(row('userType', 'creatorUT'), { userTypes: [creator] }), 'Maker');
    assert.equal(named(row('userType', 'creatorUT'), {}), 'Creator');
    const listing = {
      itemId: itemId('n'),
      title: 'Something New',
      status: 'active' as const,
      pools: [],
      canDisconnect: false,
      hasListing: true,
    };
    assert.equal(named(row('app', 'newApp'), { license, listings: [listing] }), 'Something New');
    assert.equal(named(row('app', 'arcgisprodesktop'), { license, listings: [listing] }), 'ArcGIS Pro');
  });

  it('stand in its warnings, with the id only where two share one', () => {
    const rows = [
      titledRow(row('appBundle', 'essentialAppsAB'), { license }),
      row('app', 'arcgisd2m'),
      row('app', 'drone2map'),
      row('entitlement', 'networkAnalystN'),
    ];
    const said = (...args: Parameters<typeof sentence>): string =>
      namedWarning(sentence(...args), rows).message;
    assert.equal(
      said('plan.below', 'networkAnalystN', 250, 312),
      'Network Analyst: the file has 250, and 312 are held now.',
    );
    assert.equal(
      said('plan.endsEarlier', '01-Jul-2027', '01-Jul-2028', 'essentialAppsAB, arcgisd2m'),
      'Ends on 01-Jul-2027 instead of 01-Jul-2028: Essential Apps bundle, ArcGIS Drone2Map (arcgisd2m).',
    );
    assert.equal(
      said('plan.capabilitiesUnknown', 'indoorsmaps, somethingElse'),
      'Whether the file has these capabilities of the portal cannot be told: Indoors Maps, somethingElse.',
    );
    assert.equal(said('plan.ends', '01-Jul-2028'), 'From 01-Jul-2028 the file grants no seats.');
  });
});

describe('what a portal read in a license file', () => {
  it('is a row for each entry, of which the document makes a table', () => {
    const content = {
      version: '11.4',
      userTypes: [
        { id: 'creatorUT', maximum: 1200, startsAt: Date.UTC(2026, 6, 1), expiresAt: Date.UTC(2027, 6, 1) },
      ],
      appBundles: [],
      apps: [{ id: 'Insights' }],
      extensions: [],
      capabilities: [{ id: 'indoorsmaps', maximum: 0 }],
    };
    assert.deepEqual(
      validatedRows(content).map(({ name, seats, starts, ends }) => [name, seats, starts, ends]),
      [
        ['Creator', '1,200', '01-Jul-2026', '01-Jul-2027'],
        ['ArcGIS Insights', '', '', ''],
        ['Indoors Maps', '', '', ''],
      ],
    );
    const lines = validatedLines(content);
    assert.equal(lines.length, 2 + 2 + 3 + 1);
    assert.ok(
      lines.includes('| User type | Creator | 1,200 | 01\\-Jul\\-2026 | 01\\-Jul\\-2027 |'),
      lines.join('\n'),
    );
  });
});
