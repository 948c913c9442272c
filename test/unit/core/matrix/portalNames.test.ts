import assert from 'node:assert/strict';
import { portalNames } from '../../../../src/core/matrix/portalNames';

describe('the names of portals in one table', () => {
  const portal = (name: string, kind: string, url = 'https://gis.example/portal') => ({ name, kind, url });

  it('are their own where they differ', () => {
    assert.deepEqual(portalNames([portal('North', 'Online'), portal('South', 'Online')]), ['North', 'South']);
  });

  it('say the kind where two have one name', () => {
    assert.deepEqual(
      portalNames([portal('River', 'Online'), portal('Hill', 'Online'), portal('River', 'Enterprise')]),
      ['River (Online)', 'Hill', 'River (Enterprise)'],
    );
  });

  it('say the address where the kind is the same, too', () => {
    assert.deepEqual(
      portalNames([
        portal('River', 'Enterprise', 'https://a.example/portal'),
        portal('River', 'Enterprise', 'https://b.example/portal'),
      ]),
      ['River (a.example/portal)', 'River (b.example/portal)'],
    );
  });
});
