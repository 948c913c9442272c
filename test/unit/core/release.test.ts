import assert from 'node:assert/strict';
import { releasableApp, releasableAt, releaseRule } from '../../../src/core/release';

const app = (title: string, keys: readonly string[] = [], itemId = 'x'): string | undefined =>
  releasableApp({ itemId, title, keys });

describe('the product of a listing, as releaseLicense names it', () => {
  it('is told by its entitlements, then by its item id, then by its title', () => {
    assert.equal(app('Lizenzen', ['networkAnalystN', 'DESKTOPSTDN']), 'arcgisprodesktop');
    assert.equal(app('x', ['drone2mapAdv']), 'drone2map');
    assert.equal(app('x', ['allsource']), 'arcgisallsource');
    assert.equal(app('x', [], '0b0e0497ace34206a67413d051530ded'), 'drone2map');
    assert.equal(app('x', [], '0a5e092dee574858a89afa4686386450'), 'arcgisallsource');
    assert.equal(app('arcgis pro'), 'arcgisprodesktop');
  });

  it('is none for what only looks like it', () => {
    for (const title of ['ArcGIS Production Mapping', 'ArcGIS Insights', 'Pro', ''])
      assert.equal(app(title), undefined, title);
  });
});

describe('which offline licenses a portal can take back', () => {
  it('is none at ArcGIS Online, and ArcGIS Pro up to 10.6.1, without naming it', () => {
    assert.deepEqual(releasableAt('online', '2025.2'), []);
    assert.deepEqual(releasableAt('legacy', '10.6.1'), ['arcgisprodesktop']);
    assert.deepEqual(releaseRule('legacy', '10.6.1', 'arcgisprodesktop'), { kind: 'can' });
    assert.deepEqual(releaseRule('legacy', undefined, 'drone2map'), { kind: 'proOnly' });
  });

  it('grows with the version, which is compared number by number', () => {
    const pro = 'arcgisprodesktop';
    assert.deepEqual(releaseRule('enterprise', '10.9.1', pro), { kind: 'can' });
    assert.deepEqual(releaseRule('enterprise', '11.2', 'drone2map'), { kind: 'proOnly', least: '11.3' });
    assert.deepEqual(releaseRule('enterprise', '11.3.0', pro), { kind: 'can', appId: pro });
    assert.deepEqual(releasableAt('enterprise', '11.4'), [pro, 'drone2map']);
    assert.deepEqual(releaseRule('enterprise', '11.4', 'arcgisallsource'), {
      kind: 'proOnly',
      least: '11.5',
    });
    for (const version of ['11.5', '11.10', '12.0'])
      assert.equal(releasableAt('enterprise', version).length, 3, version);
  });

  it('is not sure where the portal does not say its version: an old one would release ArcGIS Pro', () => {
    const rule = releaseRule('enterprise', undefined, 'drone2map');
    assert.deepEqual(rule, { kind: 'can', appId: 'drone2map', unsure: true });
    assert.deepEqual(releaseRule('enterprise', undefined, 'arcgisprodesktop'), {
      kind: 'can',
      appId: 'arcgisprodesktop',
    });
  });
});
