import assert from 'node:assert/strict';
import { candidateAddresses, isLoopback, normalizePortalAddress, segment } from '../../../src/arcgis/url';
import { isPortalError } from '../../../src/core/problem';

describe('addresses of portals', () => {
  const table: readonly (readonly [typed: string, url: string, upgraded?: boolean])[] = [
    ['https://riverbend.maps.arcgis.com', 'https://riverbend.maps.arcgis.com'],
    ['  https://riverbend.maps.arcgis.com/  ', 'https://riverbend.maps.arcgis.com'],
    ['https://riverbend.maps.arcgis.com/home/index.html', 'https://riverbend.maps.arcgis.com'],
    [
      'https://riverbend.maps.arcgis.com/home/organization.html?tab=licenses#members',
      'https://riverbend.maps.arcgis.com',
    ],
    ['https://riverbend.maps.arcgis.com/apps/mapviewer/index.html', 'https://riverbend.maps.arcgis.com'],
    ['riverbend', 'https://riverbend.maps.arcgis.com'],
    ['Riverbend', 'https://riverbend.maps.arcgis.com'],
    ['riverbend.maps.arcgis.com', 'https://riverbend.maps.arcgis.com'],
    ['www.arcgis.com', 'https://www.arcgis.com'],
    ['https://www.arcgis.com/sharing/rest', 'https://www.arcgis.com'],
    ['https://gis.example/portal', 'https://gis.example/portal'],
    ['https://gis.example/portal/', 'https://gis.example/portal'],
    ['https://gis.example/portal/home', 'https://gis.example/portal'],
    ['https://gis.example/portal/home/index.html#content', 'https://gis.example/portal'],
    ['https://gis.example/portal/sharing', 'https://gis.example/portal'],
    ['https://gis.example/portal/sharing/rest/portals/self?f=json&token=abc', 'https://gis.example/portal'],
    ['https://gis.example/portal/portaladmin/license', 'https://gis.example/portal'],
    ['https://gis.example/Portal/HOME/', 'https://gis.example/Portal'],
    ['https://gis.example/a/b/home', 'https://gis.example/a/b'],
    ['https://GIS.Example/webadaptor', 'https://gis.example/webadaptor'],
    ['gis.example/portal', 'https://gis.example/portal'],
    ['gisserver/portal', 'https://gisserver/portal'],
    ['gis.example:7443/arcgis/home', 'https://gis.example:7443/arcgis'],
    ['https://gis.example:7443', 'https://gis.example:7443/arcgis'],
    ['"https://gis.example/portal"', 'https://gis.example/portal'],
    ['http://gis.example/portal', 'https://gis.example/portal', true],
    ['http://gis.example:7080/arcgis', 'https://gis.example:7443/arcgis', true],
    ['http://gis.example:80/portal', 'https://gis.example/portal', true],
    ['http://127.0.0.1:8123/portal', 'http://127.0.0.1:8123/portal'],
    ['http://127.8.9.1/portal', 'http://127.8.9.1/portal'],
    ['http://[::1]:8123/portal/home', 'http://[::1]:8123/portal'],
    ['http://localhost:8123/portal', 'http://localhost:8123/portal'],
    ['localhost:8123/portal', 'http://localhost:8123/portal'],
    ['localhost:7443', 'https://localhost:7443/arcgis'],
    ['http://127.0.0.1.example/portal', 'https://127.0.0.1.example/portal', true],
  ];
  for (const [typed, url, upgraded = false] of table) {
    it(`reads ${JSON.stringify(typed)}`, () => {
      assert.deepEqual(normalizePortalAddress(typed), { url, upgraded });
    });
  }

  for (const typed of [
    '',
    '   ',
    'ftp://gis.example/portal',
    'https://',
    'https://ana:s3cret-word@gis.example',
    'https://gis example/x',
  ]) {
    it(`refuses ${JSON.stringify(typed)} and says what to enter`, () => {
      assert.throws(
        () => normalizePortalAddress(typed),
        (error: unknown) =>
          isPortalError(error) &&
          error.fault.kind === 'badInput' &&
          error.message.includes('https://gis.example.com/portal') &&
          !error.message.includes('s3cret-word'),
      );
    });
  }

  it('knows this computer by its numbers, not by names that look like them', () => {
    for (const name of ['localhost', 'LOCALHOST', '127.0.0.1', '127.255.0.3', '::1', '[::1]'])
      assert.ok(isLoopback(name), name);
    for (const name of ['127.0.0.1.example', 'localhost.example', '128.0.0.1', '::2', '1127.0.0.1'])
      assert.ok(!isLoopback(name), name);
  });

  it('tries the address, its parents, then the usual contexts, on the same host alone', () => {
    assert.deepEqual(candidateAddresses('https://gis.example/a/b'), [
      'https://gis.example/a/b',
      'https://gis.example/a',
      'https://gis.example',
      'https://gis.example/portal',
      'https://gis.example/arcgis',
    ]);
    assert.deepEqual(candidateAddresses('https://riverbend.maps.arcgis.com'), [
      'https://riverbend.maps.arcgis.com',
    ]);
  });

  it('encodes names in paths and refuses those that would change the path', () => {
    assert.equal(segment('RIVERBEND Ana/ö@x'), 'RIVERBEND%20Ana%2F%C3%B6%40x');
    for (const name of ['', '.', '..']) assert.throws(() => segment(name), isPortalError);
  });
});
