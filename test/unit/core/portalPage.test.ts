import assert from 'node:assert/strict';
import { portalPage } from '../../../src/core/portalPage';

describe('pages of a portal', () => {
  it('are of the member, the item, or the organization', () => {
    const url = 'https://gis.example.com/portal/';
    assert.equal(portalPage(url, undefined), 'https://gis.example.com/portal/home/organization.html');
    assert.equal(
      portalPage(url, { itemId: 'ab12' }),
      'https://gis.example.com/portal/home/item.html?id=ab12',
    );
    assert.equal(
      portalPage('https://org.example.com', { itemId: 'ab12', username: 'ann' }),
      'https://org.example.com/home/user.html?user=ann',
    );
  });

  it('keep every character of a user name', () => {
    for (const name of ['a+b', 'a&b=c', 'a#b', 'a%2Bb', 'EX\\ann', 'ann@example.com', 'a b', 'é']) {
      const page = portalPage('https://x.example.com', { username: name });
      assert.equal(new URL(page ?? '').searchParams.get('user'), name);
    }
  });

  it('are none where the address is no web address', () => {
    for (const url of ['', 'file:///etc/passwd', 'command:x', 'gis.example.com'])
      assert.equal(portalPage(url, undefined), undefined);
  });
});
