import assert from 'node:assert/strict';
import { request } from 'node:http';
import { portalPage } from '../../../src/core/portalPage';
import { flavors } from '../../../src/samplePortal/model';
import { hostileTitle } from '../../../src/samplePortal/seed/catalogue';
import { send, withPortal } from './wireClient';

describe('pages of a sample portal that Open in the Portal leads to', () => {
  for (const flavor of flavors)
    it(`say what the organization, an item and a member are, signed out: ${flavor}`, () =>
      withPortal({ flavor }, async ({ portal }) => {
        const { url, state } = portal;
        const organization = await send(portalPage(url, undefined) ?? '');
        assert.equal(organization.status, 200);
        assert.match(organization.text, new RegExp(`${state.members.size} members`));
        assert.match(organization.text, /not signed in.*sample portal/);
        const shown = [...state.listings.values()].filter(listing => listing.isVisible);
        const items = [...shown, ...state.bundles.values()];
        assert.ok(items.length > 3);
        for (const { itemId } of items) {
          const page = await send(portalPage(url, { itemId }) ?? '');
          assert.equal(page.status, 200, itemId);
          assert.ok(page.text.includes(itemId));
        }
        for (const { username } of [...state.members.values()].slice(0, 12)) {
          const page = await send(portalPage(url, { username }) ?? '');
          assert.equal(page.status, 200, username);
        }
      }));

  it('show names as text', () =>
    withPortal({}, async ({ portal }) => {
      const hostile = [...portal.state.listings.values()].find(listing => listing.title === hostileTitle);
      const page = await send(portalPage(portal.url, { itemId: hostile?.itemId ?? '' }) ?? '');
      assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
      assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/);
      assert.doesNotMatch(page.text, /<script|<\/script|<img|<b>/);
      assert.match(page.text, /Field Kit &#60;\/script&#62;/);
      const command = await send(portalPage(portal.url, { username: '=cmd' }) ?? '');
      assert.equal(command.status, 200);
      for (const name of ['<img src=x>', '"><script>1</script>']) {
        const none = await send(portalPage(portal.url, { username: name }) ?? '');
        assert.equal(none.status, 404);
        assert.doesNotMatch(none.text, /<img|<script/);
        assert.match(none.text, /No such member/);
      }
    }));

  it('are not there for an item that is not, and for another Host', () =>
    withPortal({}, async ({ portal }) => {
      assert.equal((await send(portalPage(portal.url, { itemId: 'nope' }) ?? '')).status, 404);
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const page = portalPage(portal.url, undefined) ?? '';
        request(page, { headers: { Host: 'evil.example' } }, response => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
      assert.equal(status, 403);
    }));
});
