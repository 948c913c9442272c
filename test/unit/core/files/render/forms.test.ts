import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { itemId, userTypeId } from '../../../../../src/core/ids';
import { readImportFile } from '../../../../../src/core/files/importFile';
import { compareForms, type Difference } from '../../../../../src/core/files/render/compareForms';
import { entitlementForms } from '../../../../../src/core/files/render/entitlementForms';
import type { EntitlementsOnPortal } from '../../../../../src/core/files/render/entitlementForms';
import { licenseForms } from '../../../../../src/core/files/render/licenseForms';
import { lineOf, renderForms } from '../../../../../src/core/files/render/renderForm';
import type { EntitlementForms } from '../../../../../src/core/files/render/entitlementForms';
import type {
  EntitlementPool,
  LicenseFileContent,
  Listing,
  PortalLicense,
} from '../../../../../src/core/model';
import { layouts, licenseFile, part, secret, text } from '../sampleFiles';

const appId = 'arcgisprodesktop';
const now = Date.parse('2026-11-22');
const pools = (seats: Readonly<Record<string, number>>): readonly EntitlementPool[] =>
  Object.entries(seats).map(([key, num]) => ({ key: key as EntitlementPool['key'], num }));
const pro = (seats: Readonly<Record<string, number>>, maxUsers = 25): Listing => ({
  itemId: itemId('pro'),
  title: 'ArcGIS Pro',
  status: 'active',
  maxUsers,
  pools: pools(seats),
  canDisconnect: true,
  hasListing: true,
});

function forms(value: unknown, portal: Partial<EntitlementsOnPortal> = {}, at = now): EntitlementForms {
  const { content } = readImportFile('entitlements.json', text(value));
  assert.ok(content?.kind === 'entitlements');
  return entitlementForms(content, { appId, queue: { appId, queue: [] }, listings: [], ...portal }, at);
}

const words = (row: Difference): string =>
  [row.kind, row.label, row.before?.seats ?? row.before?.text, row.after?.seats ?? row.after?.text, row.over]
    .filter(one => one !== undefined)
    .join(' ');

describe('an entitlements file and its product in one form', () => {
  it('says the same whatever the order and the spelling', () => {
    const listings = [pro({ NetworkAnalystN: 5, desktopStdN: 20 })];
    const { portal, file } = renderForms(
      forms([part({ seats: { desktopStdN: 20, networkanalystn: 5 } })], { listings }),
    );
    assert.equal(portal.text, file.text);
    assert.equal(
      file.text,
      `{
  "compared": "ArcGIS Pro (arcgisprodesktop)",
  "in effect": {
    "entitlements": {
      "ArcGIS Pro Standard (desktopStdN)": 20,
      "Network Analyst (NetworkAnalystN)": 5,
      "seats in all": 25
    },
    "members": 25
  },
  "not compared": [
    "the license manager of what is in effect: the portal does not report it"
  ]
}
`,
    );
  });

  it('reads every layout into the same text but for its parts', () => {
    const listings = [pro({ desktopStdN: 20, networkAnalystN: 5 })];
    const single = renderForms(forms(layouts['single'], { listings })).file.text;
    assert.equal(renderForms(forms(layouts['nested'], { listings })).file.text, single);
    for (const name of ['list', 'currentQueue', 'parts', 'otherName'])
      assert.equal(renderForms(forms(layouts[name], { listings })).file.text, single, name);
  });

  it('differs in no line that says the same', () => {
    const listings = [pro({ desktopStdN: 20 })];
    const pair = renderForms(
      forms(
        [
          part({ seats: { desktopStdN: 20, networkAnalystN: 5 } }),
          part({ date: '01-Jan-2030', maxUsers: 9 }),
        ],
        {
          listings,
        },
      ),
    );
    const [left, right] = [pair.portal.text.split('\n'), pair.file.text.split('\n')];
    const only = right.filter(line => !left.includes(line)).map(line => line.trim());
    assert.deepEqual(only.slice(0, 3), [
      '"Network Analyst (networkAnalystN)": 5,',
      '"seats in all": 25',
      '"from 01-Jan-2030": {',
    ]);
    assert.deepEqual(
      left.filter(line => !right.includes(line)).map(line => line.trim()),
      ['"seats in all": 20'],
    );
  });

  it('tells what is added, raised, lowered and dropped, now and from a date, with who is over', () => {
    const listings = [pro({ desktopBasicN: 3, desktopStdN: 20, networkAnalystN: 9 })];
    const pair = forms(
      [
        part({ seats: { desktopStdN: 25, networkAnalystN: 5, desktopAdvN: 2 }, maxUsers: 30 }),
        part({
          date: '01-Jul-2027',
          seats: { desktopStdN: 25, networkAnalystN: 1, desktopAdvN: 2 },
          maxUsers: 30,
        }),
      ],
      { listings },
    );
    const { differences, unchanged } = compareForms(pair, ({ id }) =>
      id === 'networkanalystn' ? { members: 7, atLeast: false } : undefined,
    );
    assert.deepEqual(differences.map(words), [
      'dropped ArcGIS Pro Basic (desktopBasicN) 3',
      'raised ArcGIS Pro Standard (desktopStdN) 20 25',
      'added ArcGIS Pro Advanced (desktopAdvN) 2',
      'lowered Network Analyst (networkAnalystN) 9 5 2',
      'raised members 25 30',
      'lowered Network Analyst (networkAnalystN) 9 1 6',
    ]);
    assert.deepEqual(
      differences.map(row => row.from),
      [undefined, undefined, undefined, undefined, undefined, Date.parse('2027-07-01')],
    );
    assert.equal(unchanged, 0);
    const { portal, file } = renderForms(pair);
    for (const row of differences) {
      const has = row.after !== undefined;
      const line = (has ? file : portal).text.split('\n')[lineOf(has ? file : portal, row.key)] ?? '';
      assert.ok(line.includes(JSON.stringify(row.label)), `${row.label}: ${line}`);
    }
    // What the file does not have: where it would stand.
    assert.match(file.text.split('\n')[lineOf(file, differences[0]?.key ?? '')] ?? '', /seats in all/);
  });

  it('takes a part that the file lacks for what it is: the portal would have had something else from then on', () => {
    const queue = {
      appId,
      queue: [{ pools: pools({ desktopStdN: 4 }), maxUsers: 25, startDateStr: '01-Jan-2030' }],
    };
    const pair = forms([part({ seats: { desktopStdN: 20 } })], {
      listings: [pro({ desktopStdN: 20 })],
      queue,
    });
    assert.deepEqual(compareForms(pair).differences.map(words), [
      'raised ArcGIS Pro Standard (desktopStdN) 4 20',
    ]);
    assert.equal(compareForms(pair).unchanged, 2);
  });

  it('keeps a part that changes nothing where the other side changes something on its day', () => {
    const same = { desktopStdN: 20 };
    const listings = [pro(same)];
    const queued = (num: number) => ({
      appId,
      queue: [{ pools: pools({ desktopStdN: num }), maxUsers: 25, startDateStr: '01-Jul-2027' }],
    });
    const twice = [part({ seats: same }), part({ date: '01-Jul-2027', seats: same })];
    const raised = forms(twice, { listings, queue: queued(50) });
    assert.equal(raised.file.parts.length, 2);
    assert.match(
      renderForms(raised).file.text,
      /"from 01-Jul-2027": \{[^}]*"ArcGIS Pro Standard \(desktopStdN\)": 20/s,
    );
    assert.deepEqual(compareForms(raised).differences.map(words), [
      'lowered ArcGIS Pro Standard (desktopStdN) 50 20',
    ]);
    const lower = [part({ seats: same }), part({ date: '01-Jul-2027', seats: { desktopStdN: 10 } })];
    const lowered = forms(lower, { listings, queue: queued(20) });
    assert.equal(lowered.portal.parts.length, 2);
    assert.deepEqual(compareForms(lowered).differences.map(words), [
      'lowered ArcGIS Pro Standard (desktopStdN) 20 10',
    ]);
    const neither = forms(twice, { listings, queue: queued(20) });
    assert.deepEqual([neither.portal.parts.length, neither.file.parts.length], [1, 1]);
  });

  it('compares the license manager of queued parts by its hosts', () => {
    const queue = (hostname: string) => ({
      appId,
      queue: [
        {
          pools: pools({ desktopStdN: 4 }),
          maxUsers: 25,
          startDateStr: '1-JAN-2030',
          licenseManager: { hostname, port: 27000 },
        },
      ],
    });
    const file = [
      part({ seats: { desktopStdN: 20 } }),
      part({ date: '01-Jan-2030', seats: { desktopStdN: 4 } }),
    ];
    const listings = [pro({ desktopStdN: 20 })];
    assert.deepEqual(
      compareForms(forms(file, { listings, queue: queue(' LM1.riverbend.example ') })).differences,
      [],
    );
    assert.deepEqual(
      compareForms(forms(file, { listings, queue: queue('lm2.example') })).differences.map(words),
      ['changed license manager lm2.example:27000 lm1.riverbend.example:27000'],
    );
  });

  it('claims nothing of what could not be read', () => {
    const file = [part({ seats: { desktopStdN: 20 } }), part({ date: '01-Jan-2030' })];
    const { content } = readImportFile('entitlements.json', text(file));
    assert.ok(content?.kind === 'entitlements');
    const pair = entitlementForms(content, { appId }, now);
    assert.equal(pair.notCompared.length, 2);
    assert.deepEqual(pair.file.parts, []);
    assert.deepEqual(compareForms(pair), { differences: [], unchanged: 0 });
    // A product that the portal knows by its item and has not purchased is no unknown one.
    const empty = forms(file, { queue: { appId, itemId: itemId('other'), queue: [] } });
    assert.deepEqual(compareForms(empty).differences.map(words), [
      'added ArcGIS Pro Standard (desktopStdN) 20',
      'raised members 0 25',
      'added Network Analyst (networkAnalystN) 5',
    ]);
  });

  it('reads the documented answer of an import (seed 002), masked, and keeps nothing of the mask', async () => {
    const seed = JSON.parse(
      await readFile(
        new URL('../../../../fixtures/seeds/importEntitlements.response.json', import.meta.url),
        'utf8',
      ),
    ) as { readonly value: unknown };
    const { file } = renderForms(
      forms(seed.value, { listings: [pro({ desktopAdvN: 1 })] }, Date.parse('2014-12-01')),
    );
    assert.match(file.text, /"ArcGIS Pro Advanced \(desktopAdvN\)": 10/);
    assert.match(file.text, /"from 10-Sep-2015": \{\s+"entitlements": \{\s+"seats in all": 0/);
    assert.ok(!file.text.includes('***'));
  });
});

const license: PortalLicense = {
  version: '11.4',
  userTypes: [
    {
      id: userTypeId('creatorUT'),
      name: 'creatorUT',
      maximum: 60,
      current: 45,
      expiresAt: Date.parse('2027-07-01'),
    },
    { id: userTypeId('viewerUT'), name: 'viewerUT', maximum: 10, current: 3 },
  ],
  appBundles: [],
  apps: [{ id: 'arcgisprodesktop', itemId: itemId('pro'), maximum: 49 }],
  extensions: [],
  capabilities: [{ id: 'ips' }],
};

const licenseText = (provision: unknown, version = '11.4'): string =>
  JSON.stringify({ MyEsri: { version, provision }, signature: secret });

function licensePair(file: string, more: Partial<Parameters<typeof licenseForms>[1]> = {}) {
  const { content } = readImportFile('license.json', file);
  assert.ok(content?.kind === 'portalLicense');
  return licenseForms(content.content, { license, future: [], listings: [], ...more }, now);
}

describe('a portal license file and the license resource in one form', () => {
  it('says what is dropped, lowered and raised per section, and other ends', () => {
    const pair = licensePair(
      licenseText({
        userTypes: [
          { id: 'creatorUT', maxUsers: 40, expiration: Date.parse('2027-07-01') },
          { id: 'editorUT', maxUsers: 5, expiration: Date.parse('2027-07-01') },
        ],
        apps: [
          {
            id: 'arcgisprodesktop',
            maxUsers: 49,
            expiration: Date.parse('2028-07-01'),
            entitlements: [
              { apiName: 'desktopBasicN', num: 40 },
              { apiName: 'desktopAdvN', num: 9 },
            ],
          },
        ],
        portalCapabilities: [],
      }),
      { listings: [pro({ desktopBasicN: 29, desktopAdvN: 20 })] },
    );
    const { differences, unchanged } = compareForms(pair, ({ section, id }) =>
      section === 'userType' && id === 'creatorUT' ? { members: 45, atLeast: false } : undefined,
    );
    assert.deepEqual(differences.map(words), [
      'added Contributor (editorUT) 5',
      'lowered Creator (creatorUT) 60 40 5',
      'dropped Viewer (viewerUT) 10',
      'changed ArcGIS Pro (arcgisprodesktop) 49 49',
      'dropped Indoor Positioning System (ips)',
      'raised ArcGIS Pro Basic (desktopBasicN) 29 40',
      'lowered ArcGIS Pro Advanced (desktopAdvN) 20 9',
    ]);
    assert.equal(differences.find(row => row.kind === 'changed')?.after?.ends, Date.parse('2028-07-01'));
    assert.equal(unchanged, 1, 'the version');
  });

  it('compares no ends with a file that names none (wire reference 13.3), and says so', () => {
    const pair = licensePair(
      licenseText({
        userTypes: [
          { id: 'creatorUT', maxUsers: 60 },
          { id: 'viewerUT', maxUsers: 10 },
        ],
        apps: [{ id: 'arcgisprodesktop', maxUsers: 49 }],
        portalCapabilities: [{ id: 'ips' }],
      }),
      { future: [{ section: 'userTypes', id: 'creatorUT', maximum: 0, startsAt: Date.parse('2027-07-01') }] },
    );
    assert.deepEqual(compareForms(pair).differences, []);
    assert.deepEqual(pair.notCompared, ['when something ends: the file names no end']);
    const { portal, file } = renderForms(pair);
    assert.equal(portal.text, file.text);
  });

  it('claims nothing of what is queued where that could not be read, and nothing of capabilities that a file does not list', () => {
    const { content } = readImportFile('license.json', JSON.stringify(licenseFile));
    assert.ok(content?.kind === 'portalLicense');
    const without: LicenseFileContent = Object.assign({}, content.content);
    delete (without as { capabilities?: unknown }).capabilities;
    const pair = licenseForms(
      {
        ...without,
        userTypes: [
          ...without.userTypes,
          { id: 'creatorUT', maximum: 9, startsAt: Date.parse('2030-01-01') },
        ],
      },
      { license },
      now,
    );
    assert.equal(pair.file.parts.length, 1);
    assert.deepEqual(
      pair.notCompared.map(one => one.split(':')[0]),
      ['when something ends', 'what starts later', 'portal capabilities'],
    );
    assert.ok(!renderForms(pair).portal.text.includes('Indoor Positioning'));
  });

  it('tells a change of version, and what starts later', () => {
    const pair = licensePair(
      licenseText(
        {
          userTypes: [
            { id: 'creatorUT', maxUsers: 60, expiration: Date.parse('2027-07-01') },
            { id: 'creatorUT', maxUsers: 30, startDate: Date.parse('2027-07-01') },
            { id: 'viewerUT', maxUsers: 10 },
          ],
          apps: [{ id: 'arcgisprodesktop', maxUsers: 49 }],
          portalCapabilities: [{ id: 'ips' }],
        },
        '12.0',
      ),
    );
    const rows = compareForms(pair).differences;
    assert.deepEqual(rows.map(words), ['changed version 11.4 12.0', 'added Creator (creatorUT) 30']);
    assert.equal(rows[1]?.from, Date.parse('2027-07-01'));
  });

  const fromDay = Date.parse('2027-01-01');
  const later = Date.parse('2027-01-31');
  const creators = (provision: readonly object[], future: readonly { maximum: number; startsAt: number }[]) =>
    licensePair(licenseText({ userTypes: provision, apps: [], portalCapabilities: [] }), {
      license: {
        ...license,
        userTypes: [{ id: userTypeId('creatorUT'), name: 'creatorUT', maximum: 50, current: 45 }],
        apps: [],
        capabilities: [],
      },
      future: future.map(one => ({ section: 'userTypes' as const, id: 'creatorUT', ...one })),
    });

  it('tells of seats that the file takes away later for good, and who is over then', () => {
    const pair = creators(
      [
        { id: 'creatorUT', maxUsers: 50 },
        { id: 'creatorUT', maxUsers: 0, startDate: fromDay },
      ],
      [],
    );
    const { differences } = compareForms(pair, () => ({ members: 45, atLeast: false }));
    assert.deepEqual(differences.map(words), ['dropped Creator (creatorUT) 50 45']);
    assert.equal(differences[0]?.from, fromDay);
  });

  it('tells of seats that the portal would take away later and the file keeps', () => {
    const pair = creators(
      [
        { id: 'creatorUT', maxUsers: 50 },
        { id: 'creatorUT', maxUsers: 80, startDate: fromDay },
      ],
      [
        { maximum: 80, startsAt: fromDay },
        { maximum: 0, startsAt: later },
      ],
    );
    const { differences } = compareForms(pair);
    assert.deepEqual(differences.map(words), ['added Creator (creatorUT) 80']);
    assert.equal(differences[0]?.from, later);
  });

  it('tells nothing of a part of 0 seats that both sides have', () => {
    const pair = creators(
      [
        { id: 'creatorUT', maxUsers: 50 },
        { id: 'creatorUT', maxUsers: 0, startDate: fromDay },
      ],
      [{ maximum: 0, startsAt: fromDay }],
    );
    const { portal, file } = renderForms(pair);
    assert.equal(portal.text, file.text);
    assert.deepEqual(compareForms(pair).differences, []);
  });
});

describe('secrets in a comparison', () => {
  it('are in no text and in no row, wherever a file may have them', () => {
    const everywhere = [
      ...Object.values(layouts),
      { ...(layouts['single'] as object), signature: secret, license: secret },
      [{ ...part(), licenseManagerInfo: { hostname: 'lm', port: 1, signature: secret, license: secret } }],
    ];
    for (const value of everywhere) {
      const pair = forms(value, { listings: [pro({ desktopStdN: 1 })] });
      const { portal, file } = renderForms(pair);
      const said = portal.text + file.text + JSON.stringify([pair, compareForms(pair)]);
      assert.ok(JSON.stringify(value).includes(secret));
      assert.ok(!said.includes(secret) && !said.includes('canary') && !said.includes('c2FtcGxl'));
    }
    const file = licenseText({
      userTypes: [{ id: 'creatorUT', maxUsers: 1, license: secret, signature: secret }],
      apps: [{ id: 'x', maxUsers: 2, entitlements: [{ apiName: 'a', num: 1, license: secret }] }],
    });
    const pair = licensePair(file);
    const { portal, file: right } = renderForms(pair);
    assert.ok(!(portal.text + right.text + JSON.stringify([pair, compareForms(pair)])).includes('canary'));
  });
});
