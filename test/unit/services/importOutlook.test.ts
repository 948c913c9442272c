import assert from 'node:assert/strict';
import { readImportFile } from '../../../src/core/files/importFile';
import { allLockedOut } from '../../../src/core/files/overAssigned';
import { allOver, overAssignedLine } from '../../../src/core/files/overAssignedText';
import { itemId, userKey, userTypeId } from '../../../src/core/ids';
import type { LicenseFileContent } from '../../../src/core/model';
import { previewEntitlements, previewLicense } from '../../../src/services/importPreview';
import { importOutlook } from '../../../src/services/importSimulation';
import { portal, proListing, putHolders, startBench } from './bench';
import type { Bench } from './bench';

const appId = 'arcgisprodesktop';
const part = (startDateStr: string, seats: Record<string, number>, maxUsers = 40) => ({
  orgEntitlements: {
    maxUsers,
    startDate: Date.parse(`${startDateStr} UTC`),
    startDateStr,
    entitlements: Object.fromEntries(Object.entries(seats).map(([key, num]) => [key, { num, license: 'X' }])),
  },
  signature: 'Y',
});

describe('what an import leaves over-assigned', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  async function ofEntitlements(parts: readonly unknown[]) {
    const { content } = readImportFile('e.json', JSON.stringify({ appId, parts }));
    assert.ok(content?.kind === 'entitlements');
    const listings = await bench.client().purchases();
    return importOutlook(
      bench,
      bench.connections.get(portal)!,
      { kind: 'entitlements', content, appId },
      {
        listings,
        itemId: proListing(bench),
      },
    );
  }

  it('names who is locked out and who is too many, at once and by a later part', async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S' });
    const names = [...bench.sample.state.members.values()].slice(0, 8).map(({ username }) => username);
    putHolders(
      bench,
      proListing(bench),
      names.map((username, index) => ({
        username,
        entitlements: index < 3 ? ['desktopStdN', 'networkAnalystN'] : ['desktopStdN'],
        disconnectedSince: null,
      })),
    );
    const { overAssigned, unknown } = await ofEntitlements([
      part('01-Jan-2020', { desktopStdN: 6, networkAnalystN: 3 }),
      part('01-Jan-2036', { desktopStdN: 8, networkAnalystN: 1 }),
    ]);
    assert.deepEqual(unknown, []);
    assert.ok(overAssigned);
    assert.deepEqual(
      overAssigned.items.map(({ atOnce, total, held, by }) => ({ atOnce, total, held, by })),
      [
        { atOnce: true, total: 6, held: 8, by: 2 },
        { atOnce: false, total: 1, held: 3, by: 2 },
      ],
    );
    const { names: locked, atLeast } = allLockedOut(overAssigned);
    assert.equal(atLeast, false);
    assert.deepEqual(locked.map(name => name.toLowerCase()).sort(), names.map(userKey).sort());
    assert.ok(allOver(overAssigned).length >= 2);
    assert.match(
      overAssignedLine(overAssigned.items[1]!),
      /from 2036-01-01 00:00 UTC, without the import as well: 3 held of 1: over by 2.*8 members locked out/,
    );
  });

  it('asks about what is short under another reading of what is not confirmed, and says on what it depends', async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S', decisions: { partStart: 'startDate' } });
    const names = [...bench.sample.state.members.values()].slice(0, 8).map(({ username }) => username);
    putHolders(
      bench,
      proListing(bench),
      names.map(username => ({ username, entitlements: ['desktopStdN'], disconnectedSince: null })),
    );
    // By the texts the second part is in effect, by the numbers the first one.
    const [few, many] = [part('01-Jan-2020', { desktopStdN: 2 }), part('01-Jan-2026', { desktopStdN: 10 })];
    few.orgEntitlements.startDate = bench.clock.now() - 86_400_000;
    many.orgEntitlements.startDate = bench.clock.now() - 9 * 86_400_000;
    const { overAssigned } = await ofEntitlements([few, many]);
    assert.deepEqual(
      overAssigned?.items.map(({ onlyIf, atOnce, by, lockedOut }) => [onlyIf, atOnce, by, lockedOut.count]),
      [['partStart', true, 6, 8]],
    );
    assert.equal(allLockedOut(overAssigned).names.length, 8);
    assert.match(
      overAssignedLine(overAssigned.items[0]!),
      /at once, if the number startDate decides when a part starts: 8 held of 2: over by 6; 8 members/,
    );
  });

  it('counts a user type by what the license says, and names its members without administrators', async () => {
    bench = await startBench({ flavor: 'enterprise', scale: 'S' });
    const license = await bench.client().license();
    const type = license.userTypes.find(({ current = 0 }) => current > 4)!;
    const content: LicenseFileContent = {
      version: '11.4',
      userTypes: license.userTypes.map(({ id, maximum }) => ({
        id,
        maximum: id === type.id ? (type.current ?? 0) - 2 : Math.max(maximum ?? 0, 10_000),
      })),
      appBundles: license.appBundles.map(({ id, itemId }) => ({ id, itemId, maximum: 10_000 })),
      apps: license.apps.map(({ id, itemId }) => ({ id, itemId, maximum: 10_000 })),
      extensions: license.extensions.map(({ id, itemId }) => ({ id, itemId, maximum: 10_000 })),
      capabilities: [],
    };
    const listings = await bench.client().purchases();
    const { overAssigned } = await importOutlook(
      bench,
      bench.connections.get(portal)!,
      { kind: 'license', content },
      { license, listings, future: [] },
    );
    const item = overAssigned?.items.find(one => one.by === 2 && one.held === type.current);
    assert.ok(item, JSON.stringify(overAssigned?.items));
    const ofType = [...bench.sample.state.members.values()].filter(
      member => member.userLicenseTypeId === type.id && member.role !== 'org_admin',
    );
    assert.equal(item.lockedOut.count, ofType.length);
    const names = overAssigned?.rosters[item.lockedOut.roster ?? ''] ?? [];
    assert.deepEqual(names.map(userKey).sort(), ofType.map(({ username }) => username.toLowerCase()).sort());
  });

  const product = [part('01-Jan-2020', { desktopStdN: 3 })];

  it('does not take purchases that could not be read for nothing over-assigned', async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S' });
    const { content } = readImportFile('e.json', JSON.stringify({ appId, parts: product }));
    assert.ok(content?.kind === 'entitlements');
    bench.sample.faults.set([{ path: 'purchases$', kind: 'html502' }]);
    const connection = bench.connections.get(portal)!;
    const { outlook } = await previewEntitlements(bench, connection, content, appId);
    assert.equal(outlook.overAssigned, undefined);
    assert.equal(outlook.unknown.length, 1);
    assert.match(outlook.unknown[0]!, /not known.*The purchases of Sample could not be read\. .*502/);
  });

  it('says so where several purchases may be the product, and nothing where none is', async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S' });
    const { content } = readImportFile('e.json', JSON.stringify({ appId, parts: product }));
    assert.ok(content?.kind === 'entitlements');
    const connection = bench.connections.get(portal)!;
    const pro = (await bench.client().purchases()).find(one => one.itemId === proListing(bench))!;
    const file = { kind: 'entitlements', content, appId } as const;
    const two = [pro, { ...pro, itemId: itemId('second') }];
    const several = await importOutlook(bench, connection, file, { listings: two });
    assert.match(several.unknown.join(), /Which purchase of Sample is the product ArcGIS Pro could/);
    const none = await importOutlook(bench, connection, file, { listings: [] });
    assert.deepEqual(none, { unknown: [] });
  });

  it('does not take a license that could not be read for nothing over-assigned', async () => {
    bench = await startBench({ flavor: 'enterprise', scale: 'S' });
    bench.sample.faults.set([{ path: 'portaladmin/license$', kind: 'html502' }]);
    const content: LicenseFileContent = {
      userTypes: [{ id: userTypeId('creatorUT'), maximum: 1 }],
      appBundles: [],
      apps: [],
      extensions: [],
      capabilities: [],
    };
    const { outlook } = await previewLicense(bench, bench.connections.get(portal)!, content);
    assert.match(outlook.unknown.join(), /The license of Sample could not be read\. .*502/);
  });

  it('counts who has an app bundle, and says so where that cannot be read', async () => {
    bench = await startBench({ flavor: 'enterprise', scale: 'S' });
    const license = await bench.client().license();
    const content = (maximum: number): LicenseFileContent => ({
      userTypes: license.userTypes.map(({ id }) => ({ id, maximum: 10_000 })),
      appBundles: license.appBundles.map(({ id, itemId }) => ({ id, itemId, maximum })),
      apps: license.apps.map(({ id, itemId }) => ({ id, itemId, maximum: 10_000 })),
      extensions: license.extensions.map(({ id, itemId }) => ({ id, itemId, maximum: 10_000 })),
      capabilities: [],
    });
    const connection = bench.connections.get(portal)!;
    const bundle = license.appBundles[0]!;
    const held = (await bench.client().appBundleHolders(bundle.itemId)).items.length;
    assert.ok(held > 1);
    const { outlook } = await previewLicense(bench, connection, content(held - 1));
    const item = outlook.overAssigned?.items.find(one => one.held === held && one.by === 1);
    assert.ok(item, JSON.stringify(outlook.overAssigned?.items));
    assert.deepEqual(item.lockedOut, { count: 0, atLeast: true }, 'what it does is not documented');
    assert.deepEqual((await previewLicense(bench, connection, content(10_000))).outlook.unknown, []);
    bench.sample.faults.set([{ path: 'users/search$', kind: 'html502' }]);
    const unread = await previewLicense(bench, connection, content(held - 1));
    assert.ok(unread.outlook.unknown.length > 0);
  });
});
