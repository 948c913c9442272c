import assert from 'node:assert/strict';
import type { Caller } from './wireClient';
import { at, errorOf, post, proOf, rows, send, signIn, withPortal } from './wireClient';

const offlineText = 'None of the specified users can be disconnected.';
const overText = 'The number of users exceeds the maximum allowed for this item.';

/** Members without a license of the listing, who can get one. */
const withoutLicense = ({ portal }: Caller, itemId: string): string[] =>
  [...portal.state.members.values()]
    .map(member => member.username)
    .filter(name => portal.state.listings.get(itemId)?.holders.has(name.toLowerCase()) === false);

const offlineHolders = ({ portal }: Caller, itemId: string): string[] =>
  [...(portal.state.listings.get(itemId)?.holders.values() ?? [])]
    .filter(holder => holder.disconnectedSince !== null)
    .map(holder => holder.username);

/** Sets the seats of a listing, as a vendor would. */
function setSeats(
  { portal }: Caller,
  itemId: string,
  maxUsers: number,
  seats: Record<string, number> = {},
): void {
  const listing = portal.state.listings.get(itemId);
  assert.ok(listing);
  listing.seats = { maxUsers, entitlements: { ...listing.seats.entitlements, ...seats } };
}

describe('sample portal: provisionUserEntitlements', () => {
  it('replaces the whole set of each user and leaves other users and listings alone', () =>
    withPortal({}, async admin => {
      const pro = proOf(admin);
      const [first = '', second = ''] = withoutLicense(admin, pro);
      const before = await admin.holders(pro);
      assert.deepEqual(
        (await admin.provision(pro, [first, second], ['desktopStdN', 'spatialAnalystN'])).json,
        {
          success: true,
        },
      );
      assert.deepEqual((await admin.provision(pro, [first.toUpperCase()], ['desktopBasicN'])).json, {
        success: true,
      });
      const after = await admin.holders(pro);
      assert.deepEqual(after.get(first), ['desktopBasicN']);
      assert.deepEqual(after.get(second), ['desktopStdN', 'spatialAnalystN']);
      assert.equal(after.size, before.size + 2);
      for (const [username, set] of before) assert.deepEqual(after.get(username), set);
    }));

  it('revokes with an empty list, a missing one, and [""], also from who holds nothing', () =>
    withPortal({}, async admin => {
      const pro = proOf(admin);
      const [user = ''] = withoutLicense(admin, pro);
      for (const entitlements of [[], undefined, ['']]) {
        await admin.provision(pro, [user], ['desktopBasicN']);
        const revoke = await admin.call(`/content/listings/${pro}/provisionUserEntitlements`, {
          userEntitlements: JSON.stringify({ users: [user], entitlements }),
        });
        assert.deepEqual(revoke.json, { success: true });
        assert.equal((await admin.holders(pro)).has(user), false);
        assert.deepEqual((await admin.provision(pro, [user], [])).json, { success: true });
      }
    }));

  it('checks in the documented order', () =>
    withPortal({}, async admin => {
      const { portal } = admin;
      const pro = proOf(admin);
      const url = `${portal.sharing}/content/listings/${pro}/provisionUserEntitlements`;
      const adminTools =
        [...portal.state.listings.values()].find(listing => !listing.isPerUser)?.itemId ?? '';
      const [free = ''] = withoutLicense(admin, pro);
      const [offline = ''] = offlineHolders(admin, pro);
      const many = Array.from({ length: 25 }, () => free);
      assert.deepEqual(errorOf(await post(url, { f: 'json' })), [499, 'Token Required']);
      assert.deepEqual((await admin.provision('f'.repeat(32), [free], ['x'])).json, {
        error: { code: 400, message: 'item not provisioned', details: [] },
      });
      assert.deepEqual(errorOf(await admin.provision(adminTools, [free], ['x'])), [
        400,
        'not licensed by user',
      ]);
      const malformed = [400, 'Invalid userEntitlements parameter.'];
      for (const userEntitlements of [
        '{',
        '[]',
        '{"users":"a","entitlements":[]}',
        '{"users":[],"entitlements":[]}',
      ]) {
        const reply = await admin.call(`/content/listings/${pro}/provisionUserEntitlements`, {
          userEntitlements,
        });
        assert.deepEqual(errorOf(reply), malformed, userEntitlements);
      }
      assert.deepEqual(
        errorOf(await admin.call(`/content/listings/${pro}/provisionUserEntitlements`)),
        malformed,
      );
      assert.deepEqual(errorOf(await admin.provision(pro, [...many, 'nobody'], ['nothing'])), [
        400,
        'A maximum of 25 users can be provisioned in one request.',
      ]);
      const unknown = await admin.provision(pro, [free, 'nobody'], ['nothing']);
      assert.deepEqual(errorOf(unknown), [400, 'User does not exist or is inaccessible.']);
      assert.deepEqual(at(unknown.json, 'error', 'details'), ['nobody']);
      assert.deepEqual(errorOf(await admin.provision(pro, [offline], ['nothing'])), [
        400,
        'Invalid entitlement: nothing',
      ]);
      setSeats(admin, pro, 0);
      assert.deepEqual(errorOf(await admin.provision(pro, [offline], ['desktopAdvN'])), [400, offlineText]);
      assert.deepEqual(errorOf(await admin.provision(pro, [free], ['desktopAdvN'])), [400, overText]);
    }));

  it('writes the others when some users are offline, and refuses when all are, whatever is asked', () =>
    withPortal({}, async admin => {
      const pro = proOf(admin);
      const [free = ''] = withoutLicense(admin, pro);
      const [offline = '', other = ''] = offlineHolders(admin, pro);
      const before = await admin.holders(pro);
      assert.deepEqual((await admin.provision(pro, [offline, free], ['desktopBasicN'])).json, {
        success: true,
      });
      const after = await admin.holders(pro);
      assert.deepEqual(after.get(free), ['desktopBasicN']);
      assert.deepEqual(after.get(offline), before.get(offline));
      assert.deepEqual(errorOf(await admin.provision(pro, [offline, other], [])), [400, offlineText]);
      assert.deepEqual(errorOf(await admin.provision(pro, [offline], before.get(offline) ?? [])), [
        400,
        offlineText,
      ]);
    }));

  it('holds each pool and maxUsers against the state after the write, and lets an excess shrink', () =>
    withPortal({}, async admin => {
      const pro = proOf(admin);
      const [a = '', b = '', c = ''] = withoutLicense(admin, pro);
      const { size } = await admin.holders(pro);
      const held = admin.portal.state.listings.get(pro)?.assigned.get('desktopBasicN') ?? 0;
      setSeats(admin, pro, size + 2, { desktopBasicN: held + 1 });
      const over = await admin.provision(pro, [a, b], ['desktopBasicN']);
      assert.deepEqual(errorOf(over), [400, overText]);
      assert.deepEqual(at(over.json, 'error', 'details'), [`desktopBasicN: ${held + 2} of ${held + 1}`]);
      assert.equal((await admin.holders(pro)).has(a), false);
      assert.deepEqual((await admin.provision(pro, [a], ['desktopBasicN'])).json, { success: true });
      // The same users again need no further seats.
      assert.deepEqual((await admin.provision(pro, [a, a], ['desktopBasicN'])).json, { success: true });
      assert.deepEqual((await admin.provision(pro, [b], ['desktopStdN'])).json, { success: true });
      assert.deepEqual(errorOf(await admin.provision(pro, [c], ['desktopStdN'])), [400, overText]);
      // Over-assigned now: nobody can join, but those inside can keep or lose.
      setSeats(admin, pro, 1, { desktopBasicN: 1 });
      assert.deepEqual((await admin.provision(pro, [a], ['desktopBasicN', 'spatialAnalystN'])).json, {
        success: true,
      });
      assert.deepEqual((await admin.provision(pro, [a], [])).json, { success: true });
      assert.deepEqual(errorOf(await admin.provision(pro, [a], ['desktopBasicN'])), [400, overText]);
    }));

  it('reads Python quotes, and matches SAML names, names with blanks and =cmd', () =>
    withPortal({}, async admin => {
      const pro = proOf(admin);
      const reply = await admin.call(`/content/listings/${pro}/provisionUserEntitlements`, {
        userEntitlements:
          "{'users': ['=cmd', 'RIVERBEND Jo Ann', 'ana.viewer'], 'entitlements': ['desktopBasicN']}",
      });
      assert.deepEqual(reply.json, { success: true });
      const one = await admin.call(
        `/content/listings/${pro}/userEntitlements/${encodeURIComponent('RIVERBEND Jo Ann')}`,
      );
      assert.deepEqual(at(one.json, 'userEntitlements', 'entitlements'), ['desktopBasicN']);
    }));

  it('notes item, users and entitlements of each write in the request log', async () => {
    const lines: unknown[] = [];
    await withPortal({ log: { write: line => lines.push(line), close: () => undefined } }, async admin => {
      const pro = proOf(admin);
      const [a = '', b = ''] = withoutLicense(admin, pro);
      await admin.provision(pro, [a, b], ['desktopStdN']);
      const line = lines.at(-1);
      assert.deepEqual(
        [at(line, 'itemId'), at(line, 'users'), at(line, 'entitlements')],
        [pro, 2, ['desktopStdN']],
      );
      assert.deepEqual([at(line, 'method'), at(line, 'status'), at(line, 'code')], ['POST', 200, null]);
    });
  });

  it('counts the mails that would have gone out', () =>
    withPortal({}, async admin => {
      const pro = proOf(admin);
      const [a = ''] = withoutLicense(admin, pro);
      await admin.provision(pro, [a], ['desktopBasicN']);
      assert.equal(at((await admin.control('GET', 'state')).json, 'mails'), 0);
      const path = `/content/listings/${pro}/provisionUserEntitlements`;
      await admin.call(path, { userEntitlements: JSON.stringify({ users: [a], entitlements: [] }) });
      assert.equal(at((await admin.control('GET', 'state')).json, 'mails'), 1);
    }));
});

describe('sample portal: decisions of provisioning', () => {
  it('capacity sum: counts users twice who are there already, but not for a revoke', () =>
    withPortal({ decisions: { capacity: 'sum' } }, async admin => {
      const pro = proOf(admin);
      const { size } = await admin.holders(pro);
      const [a = ''] = withoutLicense(admin, pro);
      setSeats(admin, pro, size + 1);
      assert.deepEqual((await admin.provision(pro, [a], ['desktopBasicN'])).json, { success: true });
      assert.deepEqual(errorOf(await admin.provision(pro, [a], ['desktopStdN'])), [400, overText]);
      assert.deepEqual((await admin.provision(pro, [a], [])).json, { success: true });
    }));

  it('batch partial: users before the refused one are written', () =>
    withPortal({ decisions: { batch: 'partial' } }, async admin => {
      const pro = proOf(admin);
      const [a = '', b = ''] = withoutLicense(admin, pro);
      assert.deepEqual(errorOf(await admin.provision(pro, [a, 'nobody', b], ['desktopBasicN'])), [
        400,
        'User does not exist or is inaccessible.',
      ]);
      const holders = await admin.holders(pro);
      assert.equal(holders.has(a), true);
      assert.equal(holders.has(b), false);
      const std = admin.portal.state.listings.get(pro)?.assigned.get('desktopStdN') ?? 0;
      setSeats(admin, pro, 50, { desktopStdN: std + 1 });
      const [c = '', d = ''] = withoutLicense(admin, pro);
      assert.deepEqual(errorOf(await admin.provision(pro, [c, d], ['desktopStdN'])), [400, overText]);
      const then = await admin.holders(pro);
      assert.equal(then.has(c), true);
      assert.equal(then.has(d), false);
    }));

  it('batch atomic: none is written when one is refused', () =>
    withPortal({}, async admin => {
      const pro = proOf(admin);
      const [a = ''] = withoutLicense(admin, pro);
      await admin.provision(pro, [a, 'nobody'], ['desktopBasicN']);
      assert.equal((await admin.holders(pro)).has(a), false);
    }));

  it('offlineMix refuseAll: one offline user stops all', () =>
    withPortal({ decisions: { offlineMix: 'refuseAll' } }, async admin => {
      const pro = proOf(admin);
      const [free = ''] = withoutLicense(admin, pro);
      const [offline = ''] = offlineHolders(admin, pro);
      assert.deepEqual(errorOf(await admin.provision(pro, [offline, free], ['desktopBasicN'])), [
        400,
        offlineText,
      ]);
      assert.equal((await admin.holders(pro)).has(free), false);
    }));

  it('offlineRevoke accept: an empty list ends an offline license', () =>
    withPortal({ decisions: { offlineRevoke: 'accept' } }, async admin => {
      const pro = proOf(admin);
      const [offline = ''] = offlineHolders(admin, pro);
      assert.deepEqual((await admin.provision(pro, [offline], [])).json, { success: true });
      assert.equal((await admin.holders(pro)).has(offline), false);
    }));

  it('unknownEntitlement ignore: writes the rest of the set', () =>
    withPortal({ decisions: { unknownEntitlement: 'ignore' } }, async admin => {
      const pro = proOf(admin);
      const [a = ''] = withoutLicense(admin, pro);
      assert.deepEqual((await admin.provision(pro, [a], ['desktopBasicN', 'nothing'])).json, {
        success: true,
      });
      assert.deepEqual((await admin.holders(pro)).get(a), ['desktopBasicN']);
    }));

  it('usernameCase sensitive, pythonQuotes refuse, twoLevels, extensionWithoutLevel and incompatibleUserType refuse', () =>
    withPortal(
      {
        decisions: {
          usernameCase: 'sensitive',
          pythonQuotes: 'refuse',
          twoLevels: 'refuse',
          extensionWithoutLevel: 'refuse',
          incompatibleUserType: 'refuse',
          texts: 'other',
        },
      },
      async admin => {
        const pro = proOf(admin);
        const refused = [400, 'The operation was not completed.'];
        const viewer = 'ana.viewer';
        assert.deepEqual(errorOf(await admin.provision(pro, ['GIS_ADMIN'], [])), refused);
        assert.deepEqual(errorOf(await admin.provision(pro, [viewer], ['desktopBasicN'])), refused);
        const levels = ['desktopBasicN', 'desktopAdvN'];
        assert.deepEqual(errorOf(await admin.provision(pro, ['license_manager'], levels)), refused);
        const reply = await admin.call(`/content/listings/${pro}/provisionUserEntitlements`, {
          userEntitlements: "{'users': ['gis_admin'], 'entitlements': []}",
        });
        assert.deepEqual(errorOf(reply), refused);
        // creatorUT includes Pro Basic: an extension alone is complete.
        assert.deepEqual((await admin.provision(pro, ['license_manager'], ['spatialAnalystN'])).json, {
          success: true,
        });
      },
    ));

  it('provisionRefusal successFalse: refuses without a reason, but still names a listing that is not owned', () =>
    withPortal({ decisions: { provisionRefusal: 'successFalse' } }, async admin => {
      assert.deepEqual((await admin.provision(proOf(admin), ['nobody'], [])).json, { success: false });
      assert.deepEqual(errorOf(await admin.provision('f'.repeat(32), ['gis_admin'], [])), [
        400,
        'item not provisioned',
      ]);
    }));

  it('expiredListing refuse: no grants any more, but revokes', () =>
    withPortal({ decisions: { expiredListing: 'refuse' } }, async admin => {
      const { json } = await admin.call('/portals/self/purchases', { status: 'expired' });
      const item = String(at(json, 'purchases', 0, 'provision', 'itemId'));
      const [[holder = '', set = []] = []] = await admin.holders(item);
      assert.deepEqual(errorOf(await admin.provision(item, [holder], set)), [400, 'item not provisioned']);
      assert.deepEqual((await admin.provision(item, [holder], [])).json, { success: true });
    }));

  it('revokedEntry emptyString: who lost everything stays listed with [""]', () =>
    withPortal({ decisions: { revokedEntry: 'emptyString' } }, async admin => {
      const pro = proOf(admin);
      const [a = ''] = withoutLicense(admin, pro);
      await admin.provision(pro, [a], ['desktopBasicN']);
      await admin.provision(pro, [a], []);
      assert.deepEqual((await admin.holders(pro)).get(a), ['']);
    }));

  it('includedPro shown, getOnWrite html405, userTypePrivilege administrator, disconnectedInfo absent', () =>
    withPortal(
      {
        decisions: {
          includedPro: 'shown',
          getOnWrite: 'html405',
          userTypePrivilege: 'administrator',
          disconnectedInfo: 'absent',
          foreignListing: 'inaccessible',
        },
      },
      async admin => {
        const pro = proOf(admin);
        const [free = ''] = withoutLicense(admin, pro).filter(
          name => name === 'license_manager' || name === 'gis_admin',
        );
        if (free !== '') assert.equal((await admin.holders(pro)).get(free)?.length, 1);
        assert.ok(
          (await admin.holders(pro)).size > (admin.portal.state.listings.get(pro)?.holders.size ?? 0),
        );
        const url = `${admin.portal.sharing}/content/listings/${pro}/provisionUserEntitlements?f=json`;
        const wrong = await send(url);
        assert.deepEqual([wrong.status, wrong.json], [405, undefined]);
        const manager = await signIn(admin.portal, 'license_manager');
        const update = { users: 'ana.viewer', userLicenseType: 'editorUT' };
        assert.equal(
          at((await manager.call('/portals/self/updateUserLicenseType', update)).json, 'error', 'code'),
          403,
        );
        const { json } = await admin.call(`/content/listings/${pro}/userEntitlements`);
        assert.ok(rows(json, 'userEntitlements').every(entry => at(entry, 'disconnectedInfo') === undefined));
        const foreign = await admin.call('/content/listings/nothing/userEntitlements');
        assert.deepEqual(errorOf(foreign), [400, 'Item does not exist or is inaccessible.']);
      },
    ));
});

describe('sample portal: userEntitlements', () => {
  it('lists holders with every kind of last use and offline since when; one member as an object', () =>
    withPortal({ scale: 'M' }, async admin => {
      const pro = proOf(admin);
      const list = rows(
        (await admin.call(`/content/listings/${pro}/userEntitlements`)).json,
        'userEntitlements',
      );
      const uses = new Set(
        list.map(entry =>
          typeof at(entry, 'lastLogin') === 'number' ? Math.sign(Number(at(entry, 'lastLogin'))) : null,
        ),
      );
      assert.deepEqual(uses, new Set([1, -1, null]));
      const offline = list.find(entry => at(entry, 'disconnected') === true);
      assert.equal(typeof at(offline, 'disconnectedInfo', 'disconnectedSince'), 'number');
      const online = list.find(entry => at(entry, 'disconnected') === false);
      assert.deepEqual(Object.keys(online ?? {}), ['username', 'lastLogin', 'disconnected', 'entitlements']);
      const name = String(at(online, 'username')).toUpperCase();
      const one = await admin.call(`/content/listings/${pro}/userEntitlements/${encodeURIComponent(name)}`);
      assert.deepEqual(one.json, { userEntitlements: online });
      const [none = ''] = withoutLicense(admin, pro);
      const path = `/content/listings/${pro}/userEntitlements/${encodeURIComponent(none)}`;
      assert.deepEqual((await admin.call(path)).json, { userEntitlements: {} });
      assert.deepEqual(errorOf(await admin.call(`/content/listings/${pro}/userEntitlements/nobody.here`)), [
        400,
        'User does not exist or is inaccessible.',
      ]);
    }));

  it('ignores start and num, or pages by them where that is decided', () =>
    withPortal(
      { scale: 'M', decisions: { userEntitlementsPaging: 'paged', noEntitlements: 'missing' } },
      async admin => {
        const pro = proOf(admin);
        const path = `/content/listings/${pro}/userEntitlements`;
        const seen = new Set<unknown>();
        let start = 1;
        let pages = 0;
        while (start > 0) {
          const { json } = await admin.call(path, { start: String(start), num: '100' });
          for (const entry of rows(json, 'userEntitlements')) seen.add(at(entry, 'username'));
          start = Number(at(json, 'nextStart'));
          pages++;
        }
        const holders = admin.portal.state.listings.get(pro)?.holders.size ?? 0;
        assert.equal(seen.size, holders);
        assert.equal(pages, Math.ceil(holders / 100));
        assert.equal(rows((await admin.call(path)).json, 'userEntitlements').length, 100);
        const [none = ''] = withoutLicense(admin, pro);
        assert.deepEqual((await admin.call(`${path}/${encodeURIComponent(none)}`)).json, {});
      },
    ));

  it('lets each member read what they hold themselves and nobody else', () =>
    withPortal({}, async ({ portal }) => {
      const viewer = await signIn(portal, 'ana.viewer');
      const pro = proOf(viewer);
      assert.equal(
        at((await viewer.call(`/content/listings/${pro}/userEntitlements/ana.viewer`)).json, 'error'),
        undefined,
      );
      const other = await viewer.call(`/content/listings/${pro}/userEntitlements/gis_admin`);
      assert.equal(at(other.json, 'error', 'code'), 403);
    }));
});
