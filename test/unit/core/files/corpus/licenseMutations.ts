// Faults of portal license files (wire reference 13.3, 16.4).
import { entitlement, itemId, username } from '../../../../../src/core/ids';
import type { PortalFacts } from '../../../../../src/core/files/lint/lintTypes';
import type { PortalLicense } from '../../../../../src/core/model';
import { enterprise } from './facts';
import type { Json } from './jsonWriter';
import { add, at, entryAt, listOf, put, remove, tree } from './jsonWriter';
import type { Circumstances, Expected, Mutation, Severity } from './mutation';
import { jsonMutation, said } from './mutation';

/** `numbers` stand in the message, in this order. */
type Found = readonly [severity: Severity, code: string, at: Json, numbers?: readonly string[]];

export const july2027 = Date.UTC(2027, 6, 1);
const begun = Date.UTC(2026, 6, 1);

/** A file that fits the portal of the facts; one entry of it ends, at midnight UTC, and the others say that they do not. */
export const license = (): Record<string, unknown> => ({
  MyEsri: {
    version: '11.4',
    definitions: {
      userTypes: [
        { id: 'viewerUT', name: 'Viewer' },
        { id: 'creatorUT', name: 'Creator' },
      ],
      apps: [{ id: 'arcgisprodesktop', name: 'ArcGIS Pro' }],
    },
    provision: {
      userTypes: [
        { id: 'viewerUT', maxUsers: 20, startDate: begun, expiration: july2027, apps: null },
        { id: 'editorUT', maxUsers: 10, startDate: begun, expiration: -1, apps: null },
        { id: 'creatorUT', maxUsers: 50, startDate: begun, expiration: -1, apps: null },
        { id: 'GISProfessionalAdvUT', maxUsers: 5, startDate: begun, expiration: -1, apps: null },
      ],
      apps: [
        { id: 'arcgisprodesktop', maxUsers: 40, startDate: begun, expiration: -1 },
        { id: 'allsource', maxUsers: 5, startDate: begun, expiration: -1 },
        { id: 'cityEngine', maxUsers: 5, startDate: begun, expiration: -1 },
      ],
    },
  },
  signature: 'c2lnbmF0dXJl'.repeat(8),
});

/** The same without the wrapper: both are seen. */
export const bareLicense = (): Record<string, unknown> => license()['MyEsri'] as Record<string, unknown>;

const shapes = [
  { name: 'in MyEsri', make: license, body: ['MyEsri'] },
  { name: 'bare', make: bareLicense, body: [] },
] as const;

const inBoth = (
  code: string,
  name: string,
  mutate: (root: Json, provision: readonly string[]) => readonly Found[],
  circumstances: Circumstances = {},
): readonly Mutation[] =>
  shapes.map(({ name: shape, make, body }) =>
    jsonMutation(
      code,
      `${name}; ${shape}`,
      make,
      root => {
        const found = mutate(root, [...body, 'provision']);
        return ({ span }) =>
          found.map(([severity, what, node, numbers]): Expected => said(severity, what, span(node), numbers));
      },
      { name: 'portal.entitlements.json', ...circumstances },
    ),
  );

const portal: Circumstances = { facts: enterprise };
const inZone = (timeZone: string): Circumstances => ({ facts: { ...enterprise, timeZone } });

/** Removes an entry of a list by its id. */
function drop(root: Json, path: readonly string[], id: string): void {
  const { items } = listOf(at(root, ...path));
  const index = items.findIndex(
    item =>
      item.type === 'dictionary' &&
      item.entries.some(
        one => one.key.raw === '"id"' && one.value.type === 'scalar' && one.value.raw === JSON.stringify(id),
      ),
  );
  if (index === -1) throw new Error(`no ${id}`);
  items.splice(index, 1);
}

/** All entries of the file. */
const entries: readonly (readonly [section: string, index: number])[] = [
  ...[0, 1, 2, 3].map(index => ['userTypes', index] as const),
  ...[0, 1, 2].map(index => ['apps', index] as const),
];

const expiries: readonly Mutation[] = [
  ...['America/Los_Angeles', 'America/New_York', 'America/Sao_Paulo', 'Pacific/Honolulu'].flatMap(zone => [
    ...inBoth(
      'lint.expiryDay',
      `midnight UTC in ${zone}`,
      (root, provision) => [
        ['warning', 'lint.expiryDay', at(root, ...provision, 'userTypes', 0, 'expiration')],
      ],
      inZone(zone),
    ),
    ...inBoth(
      'lint.expiryDay',
      `midnight UTC in ${zone}, of this computer`,
      (root, provision) => [
        ['warning', 'lint.expiryDay', at(root, ...provision, 'userTypes', 0, 'expiration')],
      ],
      { timeZone: zone },
    ),
  ]),
  // East of Greenwich the day is another one in the evening.
  ...inBoth(
    'lint.expiryDay',
    '23:00 UTC in Tokyo',
    (root, provision) => [
      [
        'warning',
        'lint.expiryDay',
        put(root, [...provision, 'userTypes', 0, 'expiration'], july2027 + 23 * 3_600_000),
      ],
    ],
    inZone('Asia/Tokyo'),
  ),
  ...inBoth(
    'lint.expiryDay',
    'two that end, and another with the first of them',
    (root, provision) => {
      put(root, [...provision, 'apps', 1, 'expiration'], july2027);
      const later = put(root, [...provision, 'apps', 2, 'expiration'], july2027 + 86_400_000);
      return [
        ['warning', 'lint.expiryDay', at(root, ...provision, 'userTypes', 0, 'expiration')],
        ['warning', 'lint.expiryDay', later],
      ];
    },
    inZone('America/Los_Angeles'),
  ),
  // -1 says that there is no end (wire reference 13.1): those files are among the valid ones.
  ...['2027-07-01T00:00:00Z', String(july2027), true, [], 1e17].flatMap(value =>
    inBoth('lint.endUnreadable', JSON.stringify(value), (root, provision) => [
      ['warning', 'lint.endUnreadable', put(root, [...provision, 'userTypes', 0, 'expiration'], value)],
    ]),
  ),
  ...[july2027 / 1000, 1_600_000_000, 1].flatMap(value =>
    inBoth('lint.endInSeconds', String(value), (root, provision) => [
      ['warning', 'lint.endInSeconds', put(root, [...provision, 'userTypes', 0, 'expiration'], value)],
    ]),
  ),
  ...[Date.UTC(2020, 0, 1), Date.UTC(2026, 10, 22, 12), begun].flatMap(value =>
    inBoth('lint.ended', String(value), (root, provision) => [
      ['warning', 'lint.ended', put(root, [...provision, 'userTypes', 0, 'expiration'], value)],
    ]),
  ),
  ...inBoth('lint.ended', 'goes on in another entry', (root, provision) => {
    const list = listOf(at(root, ...provision, 'userTypes'));
    list.items.push(tree({ id: 'viewerUT', maxUsers: 20, startDate: begun, expiration: july2027 }));
    const ended = put(root, [...provision, 'userTypes', 0, 'expiration'], begun);
    return [['information', 'lint.ended', ended]];
  }),
  ...['3', -5, 1.5, true, []].flatMap(value =>
    inBoth('lint.maximumUnreadable', JSON.stringify(value), (root, provision) => [
      ['warning', 'lint.maximumUnreadable', put(root, [...provision, 'apps', 1, 'maxUsers'], value)],
    ]),
  ),
  ...inBoth('lint.expiryUnknown', 'left out or null', (root, provision) => {
    entries.forEach((path, index) => {
      if (index % 2 === 0) put(root, [...provision, ...path, 'expiration'], null);
      else remove(root, ...provision, ...path, 'expiration');
    });
    return [['information', 'lint.expiryUnknown', entryAt(root, ...provision).key]];
  }),
  ...[1, 3, 6].flatMap(unknown =>
    [undefined, null].flatMap(value =>
      inBoth(
        'lint.expiryPartlyUnknown',
        `${unknown} of 7, ${value === undefined ? 'left out' : 'null'}`,
        (root, provision) => {
          for (const path of entries.slice(-unknown))
            if (value === undefined) remove(root, ...provision, ...path, 'expiration');
            else put(root, [...provision, ...path, 'expiration'], value);
          return [
            [
              'information',
              'lint.expiryPartlyUnknown',
              entryAt(root, ...provision).key,
              [String(unknown), '7'],
            ],
          ];
        },
      ),
    ),
  ),
  ...[0, -5, -86_400_000, -1.5, -july2027].flatMap(value =>
    [{ timeZone: 'America/New_York' }, { facts: enterprise }].flatMap(how =>
      inBoth(
        'lint.endUntold',
        `${value}, ${'facts' in how ? 'with a portal' : 'alone'}`,
        (root, provision) => {
          put(root, [...provision, 'userTypes', 0, 'expiration'], -1);
          const place = put(root, [...provision, 'apps', 1, 'expiration'], value);
          return [['warning', 'lint.endUntold', place, [String(value)]]];
        },
        how,
      ),
    ),
  ),
  ...(
    [
      ['userTypes', 0],
      ['userTypes', 2],
      ['apps', 0],
    ] as const
  ).flatMap(([section, index]) =>
    [undefined, null].flatMap(value =>
      inBoth(
        'lint.grantMaximumMissing',
        `${section} ${index}, ${value === undefined ? 'left out' : 'null'}`,
        (root, provision) => {
          const entry = [...provision, section, index];
          if (value === null)
            return [['warning', 'lint.grantMaximumMissing', put(root, [...entry, 'maxUsers'], null)]];
          remove(root, ...entry, 'maxUsers');
          return [['warning', 'lint.grantMaximumMissing', at(root, ...entry, 'id')]];
        },
        portal,
      ),
    ),
  ),
  ...[undefined, null].flatMap(value =>
    inBoth(
      'lint.expiryUnknown',
      `expiration ${value === undefined ? 'left out' : String(value)} everywhere`,
      (root, provision) => {
        for (const path of entries)
          if (value === undefined) remove(root, ...provision, ...path, 'expiration');
          else put(root, [...provision, ...path, 'expiration'], value);
        return [['information', 'lint.expiryUnknown', entryAt(root, ...provision).key]];
      },
    ),
  ),
];

const uses: readonly Mutation[] = [
  ...(
    [
      ['userTypes', 0, 11, 12],
      ['userTypes', 0, 0, 12],
      ['userTypes', 1, 4, 5],
      ['userTypes', 2, 39, 40],
      ['userTypes', 3, 1, 3],
      ['apps', 0, 5, 6],
      ['apps', 1, 1, 2],
      ['apps', 2, 0, 1],
    ] as const
  ).flatMap(([section, index, maximum, members]) =>
    inBoth(
      'lint.maximumBelow',
      `${maximum} of ${section} ${index}`,
      (root, provision) => [
        [
          'warning',
          'lint.maximumBelow',
          put(root, [...provision, section, index, 'maxUsers'], maximum),
          [String(maximum), String(members)],
        ],
      ],
      portal,
    ),
  ),
  ...(
    [
      ['editorUT', '5'],
      ['creatorUT', '40'],
      ['GISProfessionalAdvUT', '3'],
    ] as const
  ).flatMap(([id, members]) =>
    inBoth(
      'lint.userTypeMissing',
      id,
      (root, provision) => {
        drop(root, [...provision, 'userTypes'], id);
        return [['warning', 'lint.userTypeMissing', entryAt(root, ...provision, 'userTypes').key, [members]]];
      },
      portal,
    ),
  ),
  ...(
    [
      ['arcgisprodesktop', '6'],
      ['allsource', '2'],
      ['cityEngine', '1'],
    ] as const
  ).flatMap(([id, members]) =>
    inBoth(
      'lint.appMissing',
      id,
      (root, provision) => {
        drop(root, [...provision, 'apps'], id);
        return [['warning', 'lint.appMissing', entryAt(root, ...provision, 'apps').key, [members]]];
      },
      portal,
    ),
  ),
  ...inBoth(
    'lint.appMissing',
    'no list of apps',
    (root, provision) => {
      remove(root, ...provision, 'apps');
      const { key } = entryAt(root, ...provision);
      return [1, 2, 3].map(() => ['warning', 'lint.appMissing', key]);
    },
    portal,
  ),
  ...['arcgisprodesktop', 'allsource', 'cityEngine'].flatMap(id =>
    inBoth(
      'lint.maybeMissing',
      `${id}, of which nobody knows who holds it`,
      (root, provision) => {
        drop(root, [...provision, 'apps'], id);
        const { key } = entryAt(root, ...provision, 'apps');
        // The other apps stay, and cannot be compared either.
        return [
          ['information', 'lint.maybeMissing', key],
          ['information', 'lint.grantNotCompared', key],
        ];
      },
      { facts: { ...enterprise, holders: {} } },
    ),
  ),
];

/** Seats per entitlement inside an app, as a file may have them (wire reference 13.3). */
const seats = (apiName: string, num: number): unknown => [
  ...Object.entries({
    spatialAnalystN: 40,
    desktopBasicN: 1,
    desktopStdN: 3,
    desktopAdvN: 1,
    networkAnalystN: 2,
  })
    .filter(([name]) => name.toLowerCase() !== apiName.toLowerCase())
    .map(([name, held]) => ({ num: held, apiName: name })),
  { num, apiName },
];

/** Entries that start after now, or have ended, each in the place of one that is in effect. */
const later: readonly Mutation[] = [
  ...(
    [
      ['userTypes', 0, '12'],
      ['userTypes', 2, '40'],
      ['userTypes', 3, '3'],
      ['apps', 0, '6'],
      ['apps', 2, '1'],
    ] as const
  ).flatMap(([section, index, members]) => [
    ...inBoth(
      'lint.grantStartsLater',
      `${section} ${index}`,
      (root, provision) => {
        put(root, [...provision, 'userTypes', 0, 'expiration'], -1);
        const place = put(root, [...provision, section, index, 'startDate'], july2027);
        return [['warning', 'lint.grantStartsLater', place, ['2027-07-01 00:00', members]]];
      },
      portal,
    ),
    // Another entry before it is over: that is told at its end, and who has it now at the next start.
    ...inBoth(
      'lint.grantStartsLater',
      `${section} ${index}, the one before is over`,
      (root, provision) => {
        put(root, [...provision, 'userTypes', 0, 'expiration'], -1);
        const ended = put(root, [...provision, section, index, 'expiration'], begun + 86_400_000);
        const next = tree({ id: 'x', maxUsers: 100, startDate: july2027, expiration: -1 });
        entryAt(next, 'id').value = at(root, ...provision, section, index, 'id');
        listOf(at(root, ...provision, section)).items.push(next);
        const place = at(next, 'startDate');
        return [
          ['information', 'lint.ended', ended],
          ['warning', 'lint.grantStartsLater', place, ['2027-07-01 00:00', members]],
        ];
      },
      portal,
    ),
  ]),
  // One below the members of now that is over says nothing beside its end.
  ...[0, 11].flatMap(maximum =>
    inBoth(
      'lint.ended',
      `with ${maximum}, below its members`,
      (root, provision) => {
        put(root, [...provision, 'userTypes', 0, 'maxUsers'], maximum);
        return [['warning', 'lint.ended', put(root, [...provision, 'userTypes', 0, 'expiration'], begun)]];
      },
      portal,
    ),
  ),
  // It began last: an earlier one that goes on does not take its place.
  ...inBoth('lint.ended', 'an earlier one goes on', (root, provision) => {
    listOf(at(root, ...provision, 'userTypes')).items.push(
      tree({ id: 'viewerUT', maxUsers: 20, startDate: begun - 1, expiration: july2027 }),
    );
    return [['warning', 'lint.ended', put(root, [...provision, 'userTypes', 0, 'expiration'], begun)]];
  }),
];

const inner: readonly Mutation[] = [
  ...(
    [
      ['desktopStdN', '3'],
      ['desktopBasicN', '1'],
      ['desktopAdvN', '1'],
      ['networkAnalystN', '2'],
    ] as const
  ).flatMap(([apiName, members]) =>
    inBoth(
      'lint.grantLacksHeld',
      apiName,
      (root, provision) => {
        const list = (seats(apiName, 1) as readonly unknown[]).slice(0, -1);
        const { key } = add(root, [...provision, 'apps', 0], 'entitlements', list);
        return [['warning', 'lint.grantLacksHeld', key, [`(${members})`]]];
      },
      portal,
    ),
  ),
  ...inBoth(
    'lint.grantLacksHeld',
    'all of it',
    (root, provision) => {
      const list = [{ num: 40, apiName: 'spatialAnalystN' }];
      const { key } = add(root, [...provision, 'apps', 0], 'entitlements', list);
      return [['warning', 'lint.grantLacksHeld', key]];
    },
    portal,
  ),
  // Held of ArcGIS Pro: 1 Basic, 3 Standard, 1 Advanced, 2 Network Analyst.
  ...(
    [
      ['desktopStdN', 2, 3],
      ['desktopStdN', 0, 3],
      ['networkAnalystN', 1, 2],
      ['DESKTOPBASICN', 0, 1],
      ['desktopAdvN', 0, 1],
    ] as const
  ).flatMap(([apiName, num, members]) =>
    inBoth(
      'lint.grantBelowHeld',
      `${num} of ${apiName}`,
      (root, provision) => {
        add(root, [...provision, 'apps', 0], 'entitlements', seats(apiName, num));
        const place = at(root, ...provision, 'apps', 0, 'entitlements', 4, 'num');
        return [['warning', 'lint.grantBelowHeld', place, [String(num), String(members)]]];
      },
      portal,
    ),
  ),
  ...inBoth(
    'lint.grantBelowHeld',
    'of an extension',
    (root, provision) => {
      add(root, provision, 'extensions', [
        { id: 'advediting', maxUsers: 9, expiration: -1, entitlements: seats('advediting', 1) },
      ]);
      const place = at(root, ...provision, 'extensions', 0, 'entitlements', 5, 'num');
      return [['warning', 'lint.grantBelowHeld', place, ['1', '2']]];
    },
    { facts: withItems({ extensions: [{ id: 'advediting', itemId: itemId('e1'), maximum: 9 }] }) },
  ),
  ...(
    [
      [
        'extensions',
        { id: 'advediting', maxUsers: 1, expiration: -1 },
        { id: 'advediting', itemId: itemId('e1') },
      ],
      [
        'appBundles',
        { appBundleItemId: 'e1', maxUsers: 1, expiration: -1 },
        { id: 'urbanSuiteAB', itemId: itemId('e1') },
      ],
    ] as const
  ).flatMap(([section, entry, item]) => [
    ...inBoth(
      'lint.maximumBelow',
      `1 of ${section}`,
      (root, provision) => {
        add(root, provision, section, [entry]);
        return [['warning', 'lint.maximumBelow', at(root, ...provision, section, 0, 'maxUsers')]];
      },
      { facts: withItems({ [section]: [item] }) },
    ),
    ...inBoth(
      'lint.grantNotCompared',
      section,
      (root, provision) => [
        ['information', 'lint.grantNotCompared', add(root, provision, section, [entry]).key],
      ],
      { facts: { ...withItems({ [section]: [item] }), holders: enterprise.holders ?? {} } },
    ),
    ...inBoth(
      'lint.grantNotCompared',
      `${section}, of which a list was cut before anybody`,
      (root, provision) => [
        ['information', 'lint.grantNotCompared', add(root, provision, section, [entry]).key],
      ],
      {
        facts: {
          ...withItems({ [section]: [item] }),
          holders: { ...enterprise.holders, e1: { items: [], partial: { kind: 'paged' } } },
        },
      },
    ),
  ]),
  ...inBoth(
    'lint.grantNotCompared',
    'all apps',
    (root, provision) => [['information', 'lint.grantNotCompared', entryAt(root, ...provision, 'apps').key]],
    { facts: { ...enterprise, holders: {} } },
  ),
];

/** A portal that has these as well, each held by two members. */
function withItems(more: Partial<PortalLicense>): PortalFacts {
  const { license: has, holders } = enterprise;
  const two = ['ana.keller', 'Ben.Ortiz'].map(name => ({
    username: username(name),
    entitlements: [entitlement('advediting')],
    offline: false,
  }));
  if (has === undefined) throw new Error('no license');
  return { ...enterprise, license: { ...has, ...more }, holders: { ...holders, e1: { items: two } } };
}

const read: readonly Mutation[] = [
  ...[undefined, null, [], 'none', 5].map(value =>
    jsonMutation(
      'license.noProvision',
      value === undefined ? 'left out' : JSON.stringify(value),
      license,
      root => {
        if (value === undefined) remove(root, 'MyEsri', 'provision');
        else put(root, ['MyEsri', 'provision'], value);
        return ({ span }) => [said('warning', 'license.noProvision', span(entryAt(root, 'MyEsri').key))];
      },
      { name: 'portal.entitlements.json' },
    ),
  ),
  ...['***', '*', ' ** '].map(text =>
    jsonMutation(
      'file.masked',
      `signature ${JSON.stringify(text)} of a license file`,
      license,
      root => {
        const mask = put(root, ['signature'], text);
        return ({ span }) => [said('error', 'file.masked', span(mask))];
      },
      portal,
    ),
  ),
];

export const licenseMutations: readonly Mutation[] = [...expiries, ...uses, ...later, ...inner, ...read];
