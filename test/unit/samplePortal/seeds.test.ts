// The sample portal's answers against the examples of the documentation pages, key by key and type by type.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { at, proOf, rows, send, withPortal } from './wireClient';

const fixture = (name: string): unknown =>
  at(JSON.parse(readFileSync(path.join(__dirname, '../../fixtures/seeds', `${name}.json`), 'utf8')), 'value');

/** Objects whose keys are data: entitlement names. */
const isMap = (where: string): boolean => where.endsWith('orgEntitlements.entitlements');

/** Every key and type of `actual` is that of `example`; the entries of a list and the values of a map all have the shape of its first. */
function assertShape(actual: unknown, example: unknown, where = ''): void {
  if (Array.isArray(example)) {
    assert.ok(Array.isArray(actual), `${where} is a list`);
    assert.ok(actual.length > 0, `${where} has entries to compare`);
    for (const [index, entry] of actual.entries()) assertShape(entry, example[0], `${where}[${index}]`);
    return;
  }
  assert.equal(typeof actual, typeof example, `${where} is a ${typeof example}`);
  if (typeof example !== 'object' || example === null) return;
  const own = actual as object;
  if (isMap(where)) {
    const [first] = Object.values(example) as unknown[];
    for (const [name, value] of Object.entries(own)) assertShape(value, first, `${where}{${name}}`);
    return;
  }
  assert.deepEqual(Object.keys(own).sort(), Object.keys(example).sort(), where === '' ? 'top level' : where);
  for (const [name, value] of Object.entries(example)) assertShape(at(own, name), value, `${where}.${name}`);
}

/** An example of an answer, made into what could be a file: the portal refuses masked secrets. */
const unmasked = (value: unknown): string => JSON.stringify(value).replaceAll('"***"', '"FEATURE"');

const pro = { appId: 'arcgisprodesktop' };
const importPath = '/system/licenses/importEntitlements';

describe('sample portal: the documented examples', () => {
  it('provisionUserEntitlements: the request is understood, success and error are as shown', () =>
    withPortal({}, async admin => {
      const item = proOf(admin);
      const ask = (itemId: string, entitlements: unknown): ReturnType<typeof admin.call> =>
        admin.call(`/content/listings/${itemId}/provisionUserEntitlements`, {
          userEntitlements: JSON.stringify({ users: ['ana.viewer', 'gis_admin'], entitlements }),
        });
      assert.deepEqual(
        (await ask(item, ['desktopStdN'])).json,
        fixture('provisionUserEntitlements.response'),
      );
      const request = fixture('provisionUserEntitlements.request');
      const itemId = /listings\/([0-9a-f]+)\//.exec(String(at(request, 'url')))?.[1] ?? '';
      const entitlements = at(request, 'parameters', 'userEntitlements', 'entitlements');
      assert.deepEqual((await ask(itemId, entitlements)).json, fixture('provisionUserEntitlements.error'));
    }));

  it('userEntitlements', () =>
    withPortal({ decisions: { disconnectedInfo: 'absent' } }, async admin => {
      // lastLogin may also be null (wire reference section 3), which the example does not show.
      const { json } = await admin.call(`/content/listings/${proOf(admin)}/userEntitlements`);
      const entries = rows(json, 'userEntitlements').filter(entry => at(entry, 'lastLogin') !== null);
      assertShape({ userEntitlements: entries }, fixture('userEntitlements.response'));
    }));

  it('importEntitlements', () =>
    withPortal({ flavor: 'legacy', now: Date.UTC(2015, 0, 1) }, async admin => {
      const example = fixture('importEntitlements.response');
      const { current, queue } = example as { current: unknown; queue: unknown };
      const { json } = await admin.upload(importPath, unmasked({ current, queue }), pro);
      assertShape(json, example);
      assertShape(json, fixture('importEntitlements.responseSyntax'));
      assert.deepEqual(at(json, 'current'), current);
      assert.deepEqual(at(json, 'queue'), queue);
    }));

  for (const nesting of ['beside', 'inside'] as const) {
    it(`getEntitlements, signature and license manager ${nesting} orgEntitlements`, () =>
      withPortal({ flavor: 'legacy', decisions: { getEntitlementsNesting: nesting } }, async admin => {
        const request = fixture('getEntitlements.request');
        assert.match(String(at(request, 'url')), /portaladmin\/system\/licenses\/getEntitlements$/);
        const params = at(request, 'parameters') as Readonly<Record<string, string>>;
        const { json } = await admin.admin('/system/licenses/getEntitlements', params);
        assertShape(
          json,
          fixture(nesting === 'beside' ? 'getEntitlements.response' : 'getEntitlements.responseSyntax'),
        );
      }));
  }

  it('license', () =>
    withPortal({ flavor: 'enterprise' }, async admin => {
      const example = fixture('license.response');
      const { text } = await send(`${admin.portal.admin}/license?f=pjson`, {
        headers: { Authorization: `Bearer ${admin.token}` },
      });
      const json: unknown = JSON.parse(text);
      assertShape(json, example);
      const ids = (value: unknown, section: string): string[] =>
        rows(value, section).map(entry => `${String(at(entry, 'id'))} ${String(at(entry, 'itemId'))}`);
      for (const section of ['apps', 'extensions', 'portalCapabilities']) {
        assert.deepEqual(ids(json, section).sort(), ids(example, section).sort());
      }
      assert.ok(ids(example, 'appBundles').every(bundle => ids(json, 'appBundles').includes(bundle)));
      const types = ids(json, 'userTypes');
      assert.ok(ids(example, 'userTypes').every(type => types.includes(type)));
    }));
});
