// A portal license import against the sample portal: what the portal says before and after it, and what the plan said would come of it.
import assert from 'node:assert/strict';
import { licenseDateText } from '../../../../src/core/files/licenseDate';
import { readImportFile } from '../../../../src/core/files/importFile';
import { licensePlanRows } from '../../../../src/core/files/licensePlanRows';
import type { PlanRows } from '../../../../src/core/files/entitlementsPlanRows';
import type { FutureLicenseItem, Listing, PortalLicense } from '../../../../src/core/model';
import type { LicenseEntry, PortalLicense as SampleLicense } from '../../../../src/samplePortal/model';
import { startBench } from '../../services/bench';
import type { Bench } from '../../services/bench';

type Sections = Pick<
  SampleLicense,
  'userTypes' | 'appBundles' | 'apps' | 'extensions' | 'portalCapabilities'
>;
const dayMs = 86_400_000;

/** A license file of these entries, in the layout of wire reference 13.3. */
function fileOf(sections: Partial<Sections>): string {
  const entries = (list: readonly LicenseEntry[]): readonly object[] =>
    list.map(({ id, itemId, maxUsers, startDate, expiration, entitlements }) => ({
      id,
      ...(itemId === undefined ? {} : { itemId }),
      maxUsers,
      startDate,
      expiration,
      ...(entitlements === undefined
        ? {}
        : { entitlements: Object.entries(entitlements).map(([apiName, num]) => ({ apiName, num })) }),
    }));
  const provision = Object.fromEntries(
    Object.entries(sections).map(([section, list]) => [section, entries(list)]),
  );
  return JSON.stringify({ MyEsri: { version: '11.4', provision }, signature: 'SAMPLE' });
}

type Read = readonly [PortalLicense, readonly FutureLicenseItem[], readonly Listing[]];

interface Imported {
  readonly plan: PlanRows;
  readonly before: Read;
  readonly after: Read;
}

async function imported(bench: Bench, text: string): Promise<Imported> {
  const client = bench.client();
  const state = async (): Promise<Read> => [
    await client.license(),
    await client.futureLicense(),
    await client.purchases(),
  ];
  const before = await state();
  const said = await client.validateLicense({ name: 'license.json', text });
  const [license, future, listings] = before;
  const plan = licensePlanRows(said, { license, future, listings }, bench.sample.state.clock.now());
  await client.importLicense({ name: 'license.json', text });
  return { plan, before, after: await state() };
}

interface Item {
  readonly id: string;
  readonly maximum?: number;
  readonly expiresAt?: number;
}

/** Every row of the `license` resource by section and id. */
function resourceRows(license: PortalLicense): ReadonlyMap<string, Item> {
  const sections: Readonly<Record<string, readonly Item[]>> = {
    userType: license.userTypes,
    appBundle: license.appBundles,
    app: license.apps,
    extension: license.extensions,
    capability: license.capabilities.map(one => ({ ...one, maximum: 1 })),
  };
  return new Map(
    Object.entries(sections).flatMap(([section, list]) =>
      list.map(one => [`${section} ${one.id}`, one] as const),
    ),
  );
}

/** The queued parts by section, id and day: what ends is told with the row of the resource. */
const queuedRows = (future: readonly FutureLicenseItem[]): ReadonlyMap<string, number> =>
  new Map(
    future
      .filter(one => one.maximum > 0)
      .map(({ section, id, maximum, startsAt }) => [
        `${section.slice(0, -1)} ${id} ${licenseDateText(startsAt ?? 0)}`,
        maximum,
      ]),
  );

/** Asserts that the plan has a row with both numbers and both ends for whatever differs. */
function assertNamed({ plan, before, after }: Imported): number {
  let differing = 0;
  const [now, then] = [resourceRows(before[0]), resourceRows(after[0])];
  for (const key of new Set([...now.keys(), ...then.keys()])) {
    const [one, other] = [now.get(key), then.get(key)];
    if (one?.maximum === other?.maximum && one?.expiresAt === other?.expiresAt) continue;
    differing++;
    const row = plan.rows.find(
      ({ section, name, effective }) => `${section} ${name}` === key && effective === undefined,
    );
    assert.deepEqual(
      [row?.before, row?.after, row?.endsBefore, row?.endsAfter],
      [one?.maximum ?? 0, other?.maximum ?? 0, one?.expiresAt, other?.expiresAt],
      `${key} is not in the plan as it comes`,
    );
    if (other === undefined || other.maximum === 0) {
      const id = one?.id ?? '';
      assert.ok(
        plan.warnings.some(warning => warning.message.startsWith(`${id}: the portal has`)),
        `no warning of ${key}`,
      );
    }
  }
  const [queued, later] = [queuedRows(before[1]), queuedRows(after[1])];
  for (const key of new Set([...queued.keys(), ...later.keys()])) {
    if (queued.get(key) === later.get(key)) continue;
    differing++;
    const row = plan.rows.find(
      ({ section, name, effective }) => `${section} ${name} ${effective ?? ''}` === key,
    );
    assert.ok(row, `${key} is not in the plan`);
    if (queued.has(key)) assert.equal(row.before, queued.get(key));
    if (later.has(key)) assert.equal(row.after, later.get(key));
    const [, id, day] = key.split(' ');
    assert.ok(
      later.has(key) ||
        plan.warnings.some(
          ({ code, args }) => code === 'plan.futureLost' && args[0] === id && args[2] === day,
        ),
      `no warning of ${key}`,
    );
  }
  for (const listing of before[2]) {
    const then = after[2].find(one => one.itemId === listing.itemId);
    // A product of one entitlement is the row of its app.
    if (then === undefined || listing.pools.length < 2) continue;
    for (const { key, num } of listing.pools) {
      const later: number = then.pools.find(one => one.key === key)?.num ?? 0;
      if (num === later) continue;
      differing++;
      const row = plan.rows.find(one => one.section === 'entitlement' && one.name === key);
      assert.deepEqual([row?.before, row?.after], [num, later], `${key} of ${listing.title}`);
    }
  }
  return differing;
}

describe('the plan of a portal license import names every difference the import makes', () => {
  const now = Date.UTC(2026, 10, 22);
  /** What My Esri would give who reduces the license: each test takes something else away. */
  const reductions: readonly {
    readonly what: string;
    readonly reduce: (license: SampleLicense) => Partial<Sections>;
  }[] = [
    {
      what: 'without capabilities, and with the seats of now alone',
      reduce: ({ userTypes, appBundles, apps, extensions }) => ({
        userTypes: userTypes.filter(one => one.startDate <= now),
        appBundles,
        apps,
        extensions,
        portalCapabilities: [],
      }),
    },
    {
      what: 'without one capability, bundles, extensions and every second app',
      reduce: ({ userTypes, apps, portalCapabilities }) => ({
        userTypes,
        apps: apps.filter((_one, index) => index % 2 === 0),
        portalCapabilities: portalCapabilities.slice(1),
      }),
    },
    {
      what: 'with fewer seats of everything, and earlier ends',
      reduce: license => {
        const less = (list: readonly LicenseEntry[]): LicenseEntry[] =>
          list.map((one, index) => ({
            ...one,
            maxUsers: Math.max(1, one.maxUsers - 3 - index),
            expiration: now + (100 + index) * dayMs,
          }));
        return {
          userTypes: less(license.userTypes),
          appBundles: less(license.appBundles),
          apps: less(license.apps),
          extensions: less(license.extensions),
          portalCapabilities: license.portalCapabilities.map(one => ({ ...one, expiration: now + dayMs })),
        };
      },
    },
    {
      what: 'with as many seats of each app, and fewer of some of their entitlements',
      reduce: ({ userTypes, appBundles, apps, extensions, portalCapabilities }) => ({
        userTypes,
        appBundles,
        extensions,
        portalCapabilities,
        apps: apps.map(one => {
          const [[first, seats] = ['', 0], [second, more] = ['', 0], ...rest] = Object.entries(
            one.entitlements ?? {},
          );
          if (second === '') return one;
          const entitlements = {
            [first]: seats - 2,
            [second]: more + 2,
            ...Object.fromEntries(rest.slice(1)),
          };
          return { ...one, entitlements };
        }),
      }),
    },
    {
      what: 'with another successor, of another day and type, and user types left out that members have',
      reduce: ({ userTypes, apps, portalCapabilities }) => ({
        userTypes: [
          ...userTypes.filter(one => one.startDate <= now && one.id !== 'viewerUT'),
          ...userTypes
            .filter(one => one.id === 'editorUT')
            .map(one => ({ ...one, maxUsers: 1, startDate: now + 50 * dayMs })),
        ],
        apps,
        portalCapabilities: portalCapabilities.map(one => ({ ...one, startDate: now + 30 * dayMs })),
      }),
    },
  ];
  for (const { what, reduce } of reductions) {
    for (const decisions of [{}, { futureItemIds: 'absent', expiryNone: 'absent' }] as const) {
      it(`${what} ${JSON.stringify(decisions)}`, async () => {
        const bench = await startBench({ scale: 'S', flavor: 'enterprise', now, decisions });
        try {
          const license = bench.sample.state.license ?? assert.fail('no license');
          const result = await imported(bench, fileOf(reduce(license)));
          assert.ok(assertNamed(result) > 0, 'the file reduces nothing');
        } finally {
          await bench.close();
        }
      });
    }
  }

  it('has no difference, row for row, where the file says what the portal has', async () => {
    const bench = await startBench({ scale: 'S', flavor: 'enterprise', now });
    try {
      const license = bench.sample.state.license ?? assert.fail('no license');
      const { userTypes, appBundles, apps, extensions, portalCapabilities } = license;
      const text = fileOf({ userTypes, appBundles, apps, extensions, portalCapabilities });
      const result = await imported(bench, text);
      assert.equal(assertNamed(result), 0);
      assert.deepEqual(
        result.plan.rows.filter(row => row.before !== row.after || row.endsBefore !== row.endsAfter),
        [],
      );
      assert.deepEqual(
        result.plan.warnings.map(one => one.code),
        ['plan.overwritesLicense'],
      );
      // Read here, the file says the same.
      const read = readImportFile('license.json', text).content;
      assert.ok(read?.kind === 'portalLicense');
      const [now1, future, listings] = result.before;
      const state = { license: now1, future, listings };
      assert.deepEqual(licensePlanRows(read.content, state, now).rows, result.plan.rows);
    } finally {
      await bench.close();
    }
  });
});
