import assert from 'node:assert/strict';
import {
  appName,
  canAdminister,
  entitlementName,
  includedProLevel,
  isProExtension,
  isProLevel,
  listingName,
  proExtensions,
  proLevels,
  userTypeName,
} from '../../../src/core/catalog';
import { knownAppIds } from '../../../src/core/files/appIds';

describe('catalog', () => {
  it('names every product of a legacy import', () => {
    for (const appId of knownAppIds) assert.match(appName(appId), / /, appId);
  });

  it('names what it knows, whatever its case', () => {
    assert.equal(entitlementName('desktopAdvN'), 'ArcGIS Pro Advanced');
    assert.equal(entitlementName('DESKTOPadvn'), 'ArcGIS Pro Advanced');
    assert.equal(entitlementName('CommunityAnlyst'), 'ArcGIS Community Analyst');
    assert.equal(entitlementName('2d2a9c99bb2a43548c31cd8e32217af6'), 'ArcGIS Pro');
    assert.equal(appName('arcgisd2m'), 'ArcGIS Drone2Map');
    assert.equal(appName('ips'), 'Indoor Positioning System');
    assert.equal(listingName('5e99f4fa519949209cd3da2966fd543b'), 'ArcGIS GeoPlanner');
  });

  it('gives unknown keys back unchanged', () => {
    for (const key of ['indoorsN', '', '__proto__', 'constructor', 'toString', '</script>']) {
      assert.equal(entitlementName(key), key);
      assert.equal(appName(key), key);
      assert.equal(userTypeName(key), key);
    }
    assert.equal(listingName('constructor'), undefined);
  });

  it('knows the old and the new names of user types', () => {
    assert.equal(userTypeName('editorUT'), 'Contributor');
    assert.equal(userTypeName('editorUT', 'before'), 'Editor');
    assert.equal(userTypeName('gisprofessionaladvut'), 'Professional Plus');
    assert.equal(includedProLevel('GISProfessionalStdUT'), 'desktopStdN');
    assert.equal(includedProLevel('viewerUT'), undefined);
    assert.equal(canAdminister('viewerUT'), false);
    assert.equal(canAdminister('creatorUT'), true);
    assert.equal(canAdminister('otherUT'), undefined);
  });

  it('tells levels from extensions, and has a name for each', () => {
    for (const key of proLevels) assert.ok(isProLevel(key.toUpperCase()) && !isProExtension(key));
    for (const key of proExtensions) assert.ok(isProExtension(key.toLowerCase()) && !isProLevel(key));
    for (const key of [...proLevels, ...proExtensions]) assert.notEqual(entitlementName(key), key);
  });
});
