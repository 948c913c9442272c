import assert from 'node:assert/strict';
import {
  ArcGISAuthError,
  ArcGISIdentityManager,
  ArcGISRequestError,
  request,
} from '@esri/arcgis-rest-request';
import { startSamplePortal } from '../../../src/samplePortal/start';
import type { SamplePortal } from '../../../src/samplePortal/start';
import { at, rows } from './wireClient';

describe('sample portal: the official client @esri/arcgis-rest-request, unmodified', () => {
  let portal: SamplePortal;
  let authentication: ArcGISIdentityManager;

  before(async () => {
    portal = await startSamplePortal({ scale: 'S' });
    const { username, password, sharing } = portal;
    authentication = await ArcGISIdentityManager.signIn({ username, password, portal: sharing });
  });
  after(() => portal.close());

  const call = (
    path: string,
    params: Record<string, unknown> = {},
    httpMethod: 'GET' | 'POST' = 'GET',
  ): Promise<unknown> =>
    request(`${portal.sharing}${path}`, { authentication, httpMethod, params }) as Promise<unknown>;

  it('signs in and reads portals/self and the members, by GET and by POST', async () => {
    assert.equal((await authentication.getUser()).username, 'gis_admin');
    const self = await call('/portals/self');
    assert.equal(at(self, 'user', 'username'), 'gis_admin');
    const users = await call('/portals/self/users', { num: 100 }, 'POST');
    assert.equal(rows(users, 'users').length, 50);
    const hidden = (await request(`${portal.sharing}/portals/self`, {
      authentication,
      httpMethod: 'GET',
      hideToken: true,
    })) as unknown;
    assert.equal(at(hidden, 'user', 'username'), 'gis_admin');
  });

  it('reads userEntitlements, provisions and revokes', async () => {
    const purchases = await call('/portals/self/purchases');
    const item = String(at(purchases, 'purchases', 0, 'provision', 'itemId'));
    const held = async (): Promise<unknown> =>
      at(
        await call(`/content/listings/${item}/userEntitlements/ana.viewer`),
        'userEntitlements',
        'entitlements',
      );
    assert.ok(rows(await call(`/content/listings/${item}/userEntitlements`), 'userEntitlements').length > 10);
    const write = (entitlements: readonly string[]): Promise<unknown> =>
      call(
        `/content/listings/${item}/provisionUserEntitlements`,
        { userEntitlements: { users: ['ana.viewer'], entitlements }, suppressCustomerEmail: true },
        'POST',
      );
    assert.deepEqual(await write(['desktopBasicN', 'spatialAnalystN']), { success: true });
    assert.deepEqual(await held(), ['desktopBasicN', 'spatialAnalystN']);
    assert.deepEqual(await write([]), { success: true });
    assert.equal(await held(), undefined);
  });

  it('sees errors as errors, and signs in again by itself when its token ends', async () => {
    await assert.rejects(call('/content/listings/nothing/userEntitlements'), ArcGISRequestError);
    await assert.rejects(
      request(`${portal.sharing}/portals/self/purchases`, {
        authentication: 'nonsense',
        suppressWarnings: true,
      }),
      ArcGISAuthError,
    );
    for (const [hash] of portal.state.tokens) portal.state.commit([['token', hash, null]]);
    assert.equal(at(await call('/portals/self', {}, 'POST'), 'user', 'username'), 'gis_admin');
  });
});
