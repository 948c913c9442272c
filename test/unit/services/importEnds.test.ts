// An import that itself makes a license end, or lapse for a time, locks its members out as surely as one with too few seats: it asks, and names
// them. An end that comes without it, too, asks for nothing (issue section 5).
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { readImportFile } from '../../../src/core/files/importFile';
import { allLockedOut } from '../../../src/core/files/overAssigned';
import { allOver, overAssignedLine } from '../../../src/core/files/overAssignedText';
import { userKey } from '../../../src/core/ids';
import type { OverAssigned } from '../../../src/core/planTypes';
import { previewEntitlements, previewLicense } from '../../../src/services/importPreview';
import { portal, proListing, putHolders, startBench } from './bench';
import type { Bench } from './bench';

const now = Date.parse('2026-09-01T09:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;
const appId = 'arcgisprodesktop';

interface Entry {
  id: string;
  maxUsers: number;
  startDate?: number;
  expiration?: number;
}
interface License {
  MyEsri: { provision: Record<'userTypes' | 'apps' | 'extensions' | 'appBundles', Entry[]> };
}

describe('an import that makes a license end', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  describe('10.6.1', () => {
    const part = (
      startDateStr: string,
      num: number,
      startDate = Date.parse(`${startDateStr} UTC`),
    ): object => ({
      orgEntitlements: {
        maxUsers: num,
        startDate,
        startDateStr,
        entitlements: { desktopStdN: { num, license: 'X' } },
      },
      signature: 'Y',
    });
    let holders: readonly string[] = [];

    /** What the import of `file` asks, on a portal to which `own` was imported before. */
    async function asked(
      own: readonly object[],
      file: readonly object[],
      at = now,
    ): Promise<OverAssigned | undefined> {
      bench = await startBench({ flavor: 'legacy', scale: 'S', now: at });
      holders = [...bench.sample.state.members.values()].slice(0, 8).map(({ username }) => username);
      const set = { entitlements: ['desktopStdN'], disconnectedSince: null };
      putHolders(
        bench,
        proListing(bench),
        holders.map(username => ({ username, ...set })),
      );
      await bench
        .client()
        .importEntitlements(appId, { name: 'own', text: JSON.stringify({ appId, parts: own }) });
      const { content } = readImportFile('e.json', JSON.stringify({ appId, parts: file }));
      assert.ok(content?.kind === 'entitlements');
      const connection = bench.connections.get(portal)!;
      return (await previewEntitlements(bench, connection, content, appId)).outlook.overAssigned;
    }

    function assertNamesAll(overAssigned: OverAssigned | undefined, at: string): OverAssigned {
      assert.ok(overAssigned);
      assert.deepEqual([...new Set(overAssigned.items.map(one => one.at))], [Date.parse(at)]);
      const { names } = allLockedOut(overAssigned);
      assert.deepEqual(names.map(userKey).sort(), holders.map(userKey).sort());
      assert.deepEqual(allOver(overAssigned).map(userKey).sort(), holders.map(userKey).sort());
      return overAssigned;
    }

    it('earlier than the portal’s own end asks, and tells the product once', async () => {
      const found = await asked(
        [part('01-Jan-2026', 30), part('01-Jan-2036', 0)],
        [part('01-Jan-2026', 30), part('01-Jul-2026', 0)],
        Date.parse('2026-06-30T20:00:00Z'),
      );
      const { items } = assertNamesAll(found, '2026-07-01');
      assert.deepEqual(items.map(overAssignedLine), [
        'ArcGIS Pro: members from 2026-07-01 00:00 UTC: no seats are left for 8 held, and so it is with 1 more of the product; 8 members locked out until it is corrected',
      ]);
    });

    it('for a month asks', async () => {
      const found = await asked(
        [part('01-Jan-2026', 30)],
        [part('01-Jan-2026', 30), part('02-Sep-2026', 0), part('01-Oct-2026', 30)],
      );
      assertNamesAll(found, '2026-09-02');
    });

    it('where the portal has none asks', async () => {
      assertNamesAll(
        await asked([part('01-Jan-2026', 30)], [part('01-Jan-2026', 30), part('01-Jan-2036', 0)]),
        '2036-01-01',
      );
    });

    for (const [how, end] of [
      ['when the portal’s own does', '01-Jan-2030'],
      ['later than the portal’s own', '01-Jan-2036'],
    ] as const)
      it(`${how} asks for nothing`, async () => {
        const own = [part('01-Jan-2026', 30), part('01-Jan-2030', 0)];
        assert.equal(await asked(own, [part('01-Jan-2026', 30), part(end, 0)]), undefined);
      });
  });

  describe('10.7 and later', () => {
    const ample = async (): Promise<string> => {
      const file = new URL('../../fixtures/smallLicenses/portal-license.entitlements.json', import.meta.url);
      return (await readFile(file, 'utf8'))
        .replace(/"(maxUsers|num)": \d+/g, '"$1": 5000')
        .replace(/("expiration": )(\d+)/g, `$1${Date.parse('2030-01-01')}`);
    };

    /** What the import of a changed license asks, on a portal that has it unchanged until 2030. */
    async function asked(change: (text: string) => string): Promise<OverAssigned | undefined> {
      bench = await startBench({ flavor: 'enterprise', scale: 'S', now });
      const own = await ample();
      await bench.client().importLicense({ name: 'own', text: own });
      const said = await bench.client().validateLicense({ name: 'f', text: change(own) });
      return (await previewLicense(bench, bench.connections.get(portal)!, said)).outlook.overAssigned;
    }
    it('when the portal’s own does asks where the portal does not say what follows it', async () => {
      bench = await startBench({ flavor: 'enterprise', scale: 'S', now });
      const own = await ample();
      await bench.client().importLicense({ name: 'own', text: own });
      const said = await bench.client().validateLicense({ name: 'f', text: own });
      const preview = async (): Promise<OverAssigned | undefined> =>
        (await previewLicense(bench, bench.connections.get(portal)!, said)).outlook.overAssigned;
      assert.equal(await preview(), undefined);
      bench.sample.faults.set([{ path: 'getFutureLicense$', kind: 'error', code: 500, message: 'no' }]);
      assert.ok(await preview());
    });

    const expiring = (at: number) => (text: string) => text.replace(/("expiration": )(\d+)/g, `$1${at}`);
    const withType =
      (edit: (type: Entry, all: Entry[]) => void) =>
      (text: string): string => {
        const license = JSON.parse(text) as License;
        const { userTypes } = license.MyEsri.provision;
        edit(
          userTypes.find(({ id }) => id === 'creatorUT')!,
          userTypes,
        );
        return JSON.stringify(license);
      };
    const nonAdministrators = (type?: string): readonly string[] =>
      [...bench.sample.state.members.values()]
        .filter(one => one.role !== 'org_admin' && (type === undefined || one.userLicenseTypeId === type))
        .map(({ username }) => userKey(username))
        .sort();

    it('in four hours instead of years asks, and names everybody', async () => {
      const found = await asked(expiring(now + 4 * hour));
      assert.ok(found);
      assert.deepEqual([...new Set(found.items.map(one => one.at))], [now + 4 * hour]);
      const locked = new Set(allLockedOut(found).names.map(userKey));
      assert.deepEqual(
        nonAdministrators().filter(name => !locked.has(userKey(name))),
        [],
      );
      // Once for each user type, bundle, app and extension, and not for each right of an app.
      assert.ok(new Set(found.items.map(one => one.label)).size === found.items.length);
      assert.ok(found.items.length < 40, String(found.items.length));
    });

    const ends: Readonly<Record<string, (type: Entry, all: Entry[]) => void>> = {
      'an entry of none': (type, all) => void all.push({ ...type, maxUsers: 0, startDate: now + day }),
      'an earlier expiration': type => {
        type.expiration = now + day;
      },
    };
    for (const [how, edit] of Object.entries(ends))
      it(`of one user type alone, by ${how}, asks and names its members`, async () => {
        const found = await asked(withType(edit));
        const members = nonAdministrators('creatorUT');
        assert.ok(found !== undefined && members.length > 0);
        assert.deepEqual(
          found.items.map(({ at, total, lockedOut }) => ({ at, total, locked: lockedOut.count })),
          [{ at: now + day, total: 0, locked: members.length }],
        );
        assert.deepEqual(allLockedOut(found).names.map(userKey).sort(), members);
        const offline = new Set(
          [...bench.sample.state.listings.values()].flatMap(({ holders }) =>
            [...holders.values()].flatMap(one =>
              one.disconnectedSince === null ? [] : userKey(one.username),
            ),
          ),
        );
        const free = members.filter(name => !offline.has(userKey(name)));
        assert.deepEqual(allOver(found).map(userKey).sort(), free);
      });

    for (const [how, at] of [
      ['when it does now', '2030-01-01'],
      ['later', '2031-01-01'],
    ] as const)
      it(`${how} asks for nothing`, async () => {
        assert.equal(await asked(expiring(Date.parse(at))), undefined);
      });
  });
});
