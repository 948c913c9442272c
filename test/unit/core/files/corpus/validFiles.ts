// Files that nothing is wrong with, of every kind and layout, in every style: nothing may be said of them.
import { ann, bob, cyd, exported, held, portal, returned, row, wish } from './assignmentFaults';
import { csvStyles, writeCsv } from './csvWriter';
import { layouts, part } from './entitlementsBase';
import { enterprise, legacy, licensedApps, others, proItem } from './facts';
import { styles, tree, write } from './jsonWriter';
import { bareLicense, july2027, license } from './licenseMutations';
import type { Circumstances } from './mutation';

export interface ValidFile extends Circumstances {
  readonly what: string;
  readonly name: string;
  readonly text: string;
}

type Value = readonly [what: string, name: string, make: () => unknown, circumstances?: Circumstances];

const entitlements = 'entitlements.json';
const some = 'assignments.json';
const zone = (timeZone: string): Circumstances => ({ facts: { ...enterprise, timeZone } });
const perpetual = (end: number): unknown => {
  const value = structuredClone(license()) as {
    MyEsri: { provision: Record<string, Record<string, unknown>[]> };
  };
  for (const one of Object.values(value.MyEsri.provision).flat()) one['expiration'] = end;
  return value;
};
const noHolders = { ...legacy, holders: {} };
const cutMembers = {
  ...legacy,
  members: { items: [], partial: { kind: 'portalLimit', limit: 10_000 } as const },
};

const values: readonly Value[] = [
  ...layouts.flatMap(({ name, make }): readonly Value[] => [
    [`${name}, no portal`, entitlements, make],
    [`${name}, with its portal`, entitlements, make, { facts: legacy }],
    [
      `${name}, portal of 10.7 without listings`,
      entitlements,
      make,
      { facts: { ...enterprise, kind: 'legacy' } },
    ],
    [`${name}, startDate 0`, entitlements, () => make({ startDate: 0 }), { facts: legacy }],
    // 0 is never compared: the text decides, also where it is a later date.
    [
      `${name}, startDate 0 and a later date`,
      entitlements,
      () => make({ date: '01-Jun-2027', startDate: 0 }),
    ],
    [
      `${name}, startDate in the evening`,
      entitlements,
      () => make({ startDate: Date.UTC(2026, 6, 1, 23, 59) }),
    ],
    [`${name}, one day written otherwise`, entitlements, () => make({ date: '1-JUL-2026', startDate: 0 })],
  ]),
  [
    'a new name without a portal',
    entitlements,
    () => part({ seats: { desktopStdN: 5, lumberjackToolsN: 1 } }),
  ],
  [
    'as many of its own as of another product',
    entitlements,
    () => ({ appId: 'drone2map', ...part({ seats: { drone2map: 5, desktopStdN: 1 } }) }),
  ],
  ['another product', entitlements, () => ({ appId: 'drone2map', ...part({ seats: { drone2map: 5 } }) })],
  [
    'an unknown product',
    entitlements,
    () => ({ appId: 'newProduct', ...part({ seats: { newThingForAll: 5 } }) }),
  ],
  ['hosts by address', entitlements, () => part({ host: '10.1.2.3' })],
  [
    'several hosts',
    entitlements,
    () => [
      part({ host: 'a.b.example,c.d.example' }),
      part({ host: 'C.D.example, a.b.example', date: '01-Jul-2027' }),
    ],
  ],
  [
    'exactly what is held',
    entitlements,
    () =>
      part({
        maxUsers: 6,
        seats: {
          desktopBasicN: 1,
          desktopStdN: 3,
          desktopAdvN: 1,
          networkAnalystN: 2,
          spatialAnalystN: 1,
          riverbendToolN: 1,
        },
      }),
    { facts: legacy },
  ],
  ['license', 'license.json', license],
  ['license, bare', 'license.json', bareLicense],
  ['license, its portal', 'license.json', license, { facts: enterprise }],
  ['license, bare, its portal', 'license.json', bareLicense, { facts: enterprise }],
  ['license without an end by word', 'license.json', () => perpetual(-1), zone('America/Los_Angeles')],
  // The zone case of the issue: the same file warns on a portal in US time alone.
  ['license, midnight UTC in UTC', 'license.json', () => perpetual(july2027), zone('UTC')],
  ['license, midnight UTC in Berlin', 'license.json', () => perpetual(july2027), zone('Europe/Berlin')],
  [
    'license, noon in Los Angeles',
    'license.json',
    () => perpetual(july2027 + 12 * 3_600_000),
    zone('America/Los_Angeles'),
  ],
  ...[
    {},
    portal,
    { facts: noHolders, itemId: proItem },
    { facts: cutMembers, itemId: proItem },
    { facts: enterprise },
  ].flatMap((how, index): readonly Value[] => [
    [`one assignment ${index}`, some, () => wish([ann, bob], 'desktopStdN', 'spatialAnalystN'), how],
    [
      `a list of assignments ${index}`,
      some,
      () => [wish([ann], 'desktopStdN'), wish([bob, cyd], 'desktopAdvN')],
      how,
    ],
    [
      `as returned ${index}`,
      some,
      () => returned(row(ann, ''), row('ana.keller', 'desktopStdN', 'networkAnalystN')),
      how,
    ],
    [
      `exported ${index}`,
      some,
      () => exported(proItem, held(ann, 'desktopStdN'), held('Ben.Ortiz', 'desktopAdvN')),
      how,
    ],
    [
      `two listings ${index}`,
      some,
      () => [
        { listing: 'ArcGIS Pro', ...wish([ann], 'desktopStdN') },
        { listing: 'Riverbend Survey', ...wish([ann], 'surveyN') },
      ],
      how,
    ],
  ]),
  [
    'apps and extensions outside of the purchases',
    some,
    () => [
      { listing: 'allsource', ...wish([ann, bob, cyd, 'ana.keller'], 'allsource') },
      { itemId: 'e1e19c99bb2a43548c31cd8e32217af6', ...wish([ann, bob], 'advediting', 'fieldediting') },
    ],
    { facts: licensedApps },
  ],
  [
    'an unknown member of a list that was cut',
    some,
    () => wish(['nobody'], 'desktopStdN'),
    { facts: cutMembers, itemId: proItem },
  ],
  [
    'offline members as they are',
    some,
    () => exported(proItem, held('cleo.ward', 'desktopStdN'), held('emil.zast', 'DESKTOPADVN')),
    portal,
  ],
  [
    'an extension where a level is held',
    some,
    () => wish(['ana.keller', 'BEN.ORTIZ'], 'spatialAnalystN'),
    portal,
  ],
  [
    'an extension with the user type',
    some,
    () => wish(['gus.professional'], 'spatialAnalystN', 'networkAnalystN'),
    portal,
  ],
  [
    'the level in another entry',
    some,
    () => [
      wish([ann], 'desktopStdN'),
      { listing: proItem, ...wish([bob], 'desktopStdN', 'spatialAnalystN') },
    ],
    portal,
  ],
  ['all seats that are free', some, () => wish(others.slice(0, 9), 'desktopBasicN'), portal],
  [
    'holders and all seats that are free',
    some,
    () => wish(['ana.keller', 'Ben.Ortiz', ...others.slice(0, 17)], 'desktopStdN'),
    portal,
  ],
  [
    'a user type needs no seat',
    some,
    () => wish([...others.slice(0, 9), 'gus.professional'], 'desktopAdvN'),
    portal,
  ],
];

const pro = 'ArcGIS Pro';
const rosters = [
  ['names alone', [['User'], [ann], [bob]]],
  [
    'a line per member',
    [
      ['Username', 'Listing', 'Entitlements'],
      [ann, pro, 'desktopStdN; spatialAnalystN'],
      ['zoë.grün@riverbend.example', pro, 'desktopAdvN'],
    ],
  ],
  [
    'a line per entitlement',
    [
      ['Username', 'Listing', 'Entitlements'],
      [ann, pro, 'spatialAnalystN'],
      [ann, pro, 'desktopStdN'],
      [ann.toUpperCase(), pro, 'riverbendToolN'],
    ],
  ],
  [
    'a formula',
    [
      ['E-Mail', 'Entitlements', 'Product'],
      ["'=formula", 'desktopStdN', pro],
      ['ana.keller', 'desktopStdN', ''],
    ],
  ],
] as const;

const foreign: readonly (readonly [name: string, text: string])[] = [
  ['package.json', '{"name": "app", "entitlements": ["x"], "users": 3,}'],
  ['tsconfig.json', '{ // comment\n "queue": [], }'],
  ['settings.json', ''],
  ['data.json', '[1, 2, 3'],
  ['users.json', '{"users": [{"name": "a"}], "users": []}'],
  ['answer.json', '{"error": {"code": 400, "message": "no"}}'],
  ['table.json', 'user,name\nana,Ana'],
  ['pro.license-policy.json', '{"rules": []'],
];

export const validFiles: readonly ValidFile[] = [
  ...values.flatMap(([what, name, make, circumstances]) =>
    styles.map(style => ({
      ...circumstances,
      what: `${what}; ${style.name}`,
      name,
      text: write(tree(make()), style).text,
    })),
  ),
  ...rosters.flatMap(([what, rows]) =>
    [{}, portal].flatMap(how =>
      csvStyles.map(style => ({
        ...how,
        what: `${what}; ${style.name}`,
        name: 'members.csv',
        text: writeCsv(rows, style).text,
      })),
    ),
  ),
  ...foreign.map(([name, text]) => ({ what: `foreign: ${name}`, name, text })),
];
