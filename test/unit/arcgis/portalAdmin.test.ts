import assert from 'node:assert/strict';
import type { PortalKind } from '../../../src/core/model';
import { isPortalError } from '../../../src/core/problem';
import { username } from '../../../src/core/ids';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { expectProblem, problemOf, withServer } from './using';
import type { WireServer } from './wireServer';
import { clientOf, testToken, wireError } from './wireServer';

const withAdmin = (
  routes: Readonly<Record<string, unknown>>,
  run: (client: PortalClient, server: WireServer) => Promise<void>,
  kind?: PortalKind,
): Promise<void> =>
  withServer(
    call => routes[call.path.replace('portaladmin/', '')],
    server => run(clientOf(server.url, kind === undefined ? {} : { kind }), server),
  );

const file = { name: 'entitlements.json', text: '{"MyEsri":{}}' };
const license = {
  currentRegisteredMembers: 97,
  maximumRegisteredMembers: 140,
  version: '11.4',
  userTypes: [
    { id: 'viewerUT', maximumRegisteredMembers: 60, expiration: 5, currentRegisteredMembers: 41 },
    { id: 'creatorUT', expiration: -1 },
  ],
  apps: [
    { id: 'arcgisprodesktop', itemId: 'd4', maximumRegisteredMembers: 49, expiration: 5 },
    { id: 'odd' },
  ],
  extensions: null,
  portalCapabilities: [{ id: 'indoorsmaps', expiration: 5 }],
  licenseManagerInfo: { hostname: 'lm', port: 27000 },
};

describe('portaladmin/license', () => {
  it('is read tolerantly; -1 and absent are no expiry', async () => {
    await withAdmin({ license }, async client => {
      assert.deepEqual(await client.license(), {
        currentMembers: 97,
        maximumMembers: 140,
        version: '11.4',
        userTypes: [
          { id: 'viewerUT', name: 'viewerUT', maximum: 60, current: 41, expiresAt: 5 },
          { id: 'creatorUT', name: 'creatorUT' },
        ],
        appBundles: [],
        apps: [
          { id: 'arcgisprodesktop', itemId: 'd4', maximum: 49, expiresAt: 5 },
          { id: 'odd', itemId: 'odd' },
        ],
        extensions: [],
        capabilities: [{ id: 'indoorsmaps', expiresAt: 5 }],
        licenseManager: { hostname: 'lm', port: 27000 },
      });
    });
  });

  it('takes a license manager of a layout that is none of ours for one that is not said', async () => {
    for (const [licenseManagerInfo, manager] of [
      [{ hostname: 'lm1.example,lm2.example' }, { hostname: 'lm1.example,lm2.example', port: 27000 }],
      [
        { hostname: 'lm1.example', port: '27001' },
        { hostname: 'lm1.example', port: 27001 },
      ],
      ['lm1.example', undefined],
      [['lm1.example'], undefined],
      [{ port: 27001 }, undefined],
      [null, undefined],
    ] as const)
      await withAdmin({ license: { ...license, licenseManagerInfo } }, async client => {
        const said = await client.license();
        assert.deepEqual([said.licenseManager, said.version], [manager, '11.4']);
      });
  });

  it('says whether it is populated, as far as the root does', async () => {
    for (const [root, populated] of [
      [{ isLicensePopulated: true }, true],
      [{ isLicensePopulated: false }, false],
      [{ isLicensePopulated: 'false' }, false],
      [{ version: '11.4' }, undefined],
    ] as const)
      await withAdmin({ '': root }, async client => assert.equal(await client.licensePopulated(), populated));
  });

  it('tells what comes and what ends', async () => {
    const future = {
      userTypes: [
        { id: 'a', maximumRegisteredMembers: 80, startDate: 5 },
        { id: 'b', maximumRegisteredMembers: 0, startDate: 5 },
      ],
      apps: [{ id: 'c', itemId: 'x' }],
    };
    await withAdmin({ 'license/getFutureLicense': future }, async client => {
      assert.deepEqual(await client.futureLicense(), [
        { section: 'userTypes', id: 'a', maximum: 80, startsAt: 5 },
        { section: 'userTypes', id: 'b', maximum: 0, startsAt: 5 },
        { section: 'apps', id: 'c', maximum: 0 },
      ]);
    });
  });

  it('validates a file as a read: multipart POST with the token in the body', async () => {
    const reply = {
      MyEsri: {
        version: 11.4,
        definitions: {
          userTypes: [{ id: 'creatorUT', name: 'Creator' }],
          appBundles: [{ name: 'Suite', appBundleItemId: 'ea1' }],
        },
        provision: {
          userTypes: [{ id: 'creatorUT', maxUsers: 60, startDate: 7, apps: null }],
          appBundles: [{ id: 'ea1', maxUsers: 3, startDate: 0 }],
          apps: [{ id: 'arcgisprodesktop', maxUsers: 49, startDate: 7 }],
          extensions: [
            { id: 'advediting', maxUsers: 10, entitlements: [{ num: 10, apiName: 'advediting' }] },
          ],
        },
      },
    };
    await withAdmin({ 'license/validateLicense': reply }, async (client, server) => {
      assert.deepEqual(await client.validateLicense(file), {
        version: '11.4',
        userTypes: [{ id: 'creatorUT', name: 'Creator', maximum: 60, startsAt: 7 }],
        appBundles: [{ id: 'ea1', name: 'Suite', maximum: 3 }],
        apps: [{ id: 'arcgisprodesktop', maximum: 49, startsAt: 7 }],
        extensions: [{ id: 'advediting', maximum: 10, pools: [{ key: 'advediting', num: 10 }] }],
      });
      const [call] = server.calls;
      assert.equal(call?.method, 'POST');
      assert.ok(
        call.body.includes(testToken) &&
          call.body.includes('filename="entitlements.json"') &&
          call.body.includes(file.text),
      );
      assert.equal(call.query.size, 0);
    });
  });

  it("refuses in the portal's words, and takes no list of administrator types for a file", async () => {
    await withAdmin(
      { 'license/validateLicense': wireError(400, 'The license file is not valid.', ['why']) },
      async client => {
        assert.deepEqual((await problemOf(client.validateLicense(file), 'refused')).details, [
          'The license file is not valid.',
          'why',
        ]);
      },
    );
    await withAdmin({ 'license/validateLicense': { userTypes: [] } }, async client =>
      expectProblem(client.validateLicense(file), 'unexpectedReply'),
    );
  });

  it('reads ends and capabilities of a file, and tells an empty list of them from none', async () => {
    const end = 1_800_000_000_000;
    const reply = (more: object): object => ({
      MyEsri: {
        provision: {
          userTypes: [{ id: 'creatorUT', maxUsers: 5, expiration: end }],
          appBundles: [{ id: 'urbanSuiteAB', appBundleItemId: 'ea1d', maxUsers: 5, expiration: -1 }],
          ...more,
        },
      },
    });
    const listed = { portalCapabilities: [{ id: 'ips', expiration: end }] };
    for (const [more, capabilities] of [
      [listed, [{ id: 'ips', expiresAt: end }]],
      [{ portalCapabilities: [] }, []],
      [{}, undefined],
    ] as const) {
      await withAdmin({ 'license/validateLicense': reply(more) }, async client => {
        const said = await client.validateLicense(file);
        assert.deepEqual(said.userTypes, [{ id: 'creatorUT', maximum: 5, expiresAt: end }]);
        assert.deepEqual(said.appBundles, [{ id: 'urbanSuiteAB', itemId: 'ea1d', maximum: 5 }]);
        assert.deepEqual(said.capabilities, capabilities);
      });
    }
  });

  for (const done of [{ status: 'success' }, { success: true }, { status: 'success with warnings' }]) {
    it(`imports and populates; done is ${JSON.stringify(done)}`, async () => {
      await withAdmin({ 'license/importLicense': done, 'license/populateLicense': done }, async client => {
        await client.importLicense(file);
        await client.populateLicense();
      });
    });
  }

  it('is not done when the portal says otherwise, or nothing', async () => {
    for (const [reply, kind] of [
      [{ status: 'error', messages: ['No.'] }, 'refused'],
      [{ status: 'failed' }, 'refused'],
      [{}, 'unexpectedReply'],
    ] as const) {
      await withAdmin({ 'license/importLicense': reply }, async client =>
        expectProblem(client.importLicense(file), kind),
      );
    }
  });
});

describe('portaladmin/system/licenses', () => {
  const seats = {
    maxUsers: 10,
    startDate: 0,
    startDateStr: '10-Sep-2014',
    entitlements: { desktopAdvN: { num: 10, license: 's3cret' } },
  };
  const manager = { hostname: 'lm.example', port: 27001 };
  const beside = { orgEntitlements: seats, signature: 's3cret', licenseManagerInfo: manager };
  const inside = { orgEntitlements: { ...seats, signature: 's3cret', licenseManagerInfo: manager } };
  const part = {
    maxUsers: 10,
    startDate: 0,
    startDateStr: '10-Sep-2014',
    pools: [{ key: 'desktopAdvN', num: 10 }],
    licenseManager: manager,
  };

  it('is read with its levels', async () => {
    const wire = {
      isValid: true,
      currentRegisteredMembers: 42,
      maximumRegisteredMembers: 60,
      expiration: 5,
      features: [
        { level: 1, name: 'portal1', displayName: 'Level 1', isValid: false, maximumRegisteredMembers: 30 },
      ],
    };
    await withAdmin({ 'system/licenses': wire }, async client => {
      assert.deepEqual(await client.systemLicenses(), {
        isValid: true,
        currentMembers: 42,
        maximumMembers: 60,
        expiresAt: 5,
        features: [{ level: '1', name: 'Level 1', maximum: 30, isValid: false }],
      });
    });
  });

  it('imports entitlements; license strings and signatures end here', async () => {
    const reply = {
      itemId: '12345',
      appId: 'arcgisprodesktop',
      current: beside,
      queue: [beside, inside, { orgEntitlements: null }],
    };
    await withAdmin({ 'system/licenses/importEntitlements': reply }, async (client, server) => {
      const queue = await client.importEntitlements('arcgisprodesktop', file);
      assert.deepEqual(queue, {
        itemId: '12345',
        appId: 'arcgisprodesktop',
        current: part,
        queue: [part, part, { pools: [] }],
      });
      assert.ok(!JSON.stringify(queue).includes('s3cret'));
      assert.ok(server.calls[0]?.body.includes('arcgisprodesktop'));
    });
  });

  for (const reply of [{}, [], { queue: [] }, { status: 'failed' }])
    it(`importEntitlements: ${JSON.stringify(reply)} does not say that anything was imported`, async () => {
      await withAdmin({ 'system/licenses/importEntitlements': reply }, async client => {
        await assert.rejects(client.importEntitlements('arcgisprodesktop', file), isPortalError);
      });
    });

  for (const [name, reply] of [
    ['{}', {}],
    ['an empty list', { itemId: 'x', appId: 'a', queue: [] }],
    ['null', { queue: null }],
  ] as const) {
    it(`has an empty queue as ${name}`, async () => {
      await withAdmin({ 'system/licenses/getEntitlements': reply }, async (client, server) => {
        assert.deepEqual((await client.entitlementsQueue('a')).queue, []);
        assert.equal(server.calls[0]?.method, 'POST');
        assert.equal(server.calls[0].form.get('token'), testToken);
      });
    });
  }

  it('removes all of a product', async () => {
    await withAdmin(
      { 'system/licenses/removeAllEntitlements': { status: 'success' } },
      async (client, server) => {
        await client.removeAllEntitlements('navigator');
        assert.equal(server.calls[0]?.form.get('appId'), 'navigator');
      },
    );
  });
});

describe('operations of both generations', () => {
  const done = { status: 'success', recheckAfterSeconds: 20 };
  const both = {
    'license/updateLicenseManager': done,
    'license/releaseLicense': done,
    'system/licenses/updateLicenseManager': done,
    'system/licenses/releaseLicense': done,
  };

  for (const [kind, root] of [
    ['enterprise', 'license'],
    ['legacy', 'system/licenses'],
  ] as const) {
    it(`go below ${root} on ${kind}`, async () => {
      await withAdmin(
        both,
        async (client, server) => {
          assert.deepEqual(await client.updateLicenseManager({ hostname: 'a,b', port: 27000 }), {
            recheckAfterSeconds: 20,
          });
          await client.releaseLicense(username('ana'), 'drone2map');
          const [manager, release] = server.calls;
          assert.equal(manager?.path, `portaladmin/${root}/updateLicenseManager`);
          assert.deepEqual(JSON.parse(manager.form.get('licenseManagerInfo') ?? ''), {
            hostname: 'a,b',
            port: 27000,
          });
          assert.equal(release?.path, `portaladmin/${root}/releaseLicense`);
          assert.equal(release.form.get('username'), 'ana');
          assert.equal(release.form.get('appId'), kind === 'legacy' ? null : 'drone2map');
        },
        kind,
      );
    });
  }

  it('do not exist on Online: nothing is sent', async () => {
    await withAdmin(
      both,
      async (client, server) => {
        await expectProblem(client.releaseLicense(username('ana'), undefined), 'versionUnsupported');
        assert.equal(server.calls.length, 0);
      },
      'online',
    );
  });

  it('find out the generation where nobody said it, once', async () => {
    await withServer(
      call => {
        if (call.path === 'portals/self')
          return { id: 'o', isPortal: true, currentVersion: '6.3', user: { username: 'x' } };
        return call.path === 'portaladmin/' ? { isUserTypeLicensing: false } : done;
      },
      async server => {
        const client = clientOf(server.url);
        await client.releaseLicense(username('ana'), undefined);
        await client.releaseLicense(username('ben'), undefined);
        assert.deepEqual(
          server.calls.map(call => call.path),
          [
            'portals/self',
            'portaladmin/',
            'portaladmin/system/licenses/releaseLicense',
            'portaladmin/system/licenses/releaseLicense',
          ],
        );
      },
    );
  });

  it('name the way out where the web adaptor blocks administration', async () => {
    await withAdmin({}, async client => {
      const problem = await problemOf(client.license(), 'versionUnsupported');
      assert.match(problem.message, /:7443\/arcgis/);
    });
  });
});
