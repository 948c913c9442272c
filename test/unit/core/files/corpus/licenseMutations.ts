// Faults of portal license files (wire reference 13.3, 16.4).
import { entitlement, itemId, username } from '../../../../../src/core/ids';
import type { PortalFacts } from '../../../../../src/core/files/lint/lintTypes';
import type { PortalLicense } from '../../../../../src/core/model';
import { enterprise } from './facts';
import type { Json } from './jsonWriter';
import { add, at, entryAt, listOf, put, remove, tree } from './jsonWriter';
import type { Circumstances, Expected, Mutation, Severity } from './mutation';
import { jsonMutation, said } from './mutation';

type Found = readonly [severity: Severity, code: string, at: Json];

export const july2027 = Date.UTC(2027, 6, 1);
const begun = Date.UTC(2026, 6, 1);

/** A file that fits the portal of the facts; one entry of it ends, at midnight UTC. */
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
        { id: 'editorUT', maxUsers: 10, startDate: begun, apps: null },
        { id: 'creatorUT', maxUsers: 50, startDate: begun, apps: null },
        { id: 'GISProfessionalAdvUT', maxUsers: 5, startDate: begun, expiration: -1, apps: null },
      ],
      apps: [
        { id: 'arcgisprodesktop', maxUsers: 40, startDate: begun },
        { id: 'allsource', maxUsers: 5, startDate: begun },
        { id: 'cityEngine', maxUsers: 5, startDate: begun, expiration: 0 },
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
          found.map(([severity, what, node]): Expected => said(severity, what, span(node)));
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
    'two that end',
    (root, provision) => [
      ['warning', 'lint.expiryDay', at(root, ...provision, 'userTypes', 0, 'expiration')],
      ['warning', 'lint.expiryDay', put(root, [...provision, 'apps', 2, 'expiration'], july2027)],
    ],
    inZone('America/Los_Angeles'),
  ),
  // -1 and 0 say that there is no end (wire reference 13.1): those files are among the valid ones.
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
    put(root, [...provision, 'userTypes', 0, 'expiration'], null);
    remove(root, ...provision, 'userTypes', 3, 'expiration');
    put(root, [...provision, 'apps', 2, 'expiration'], null);
    return [['information', 'lint.expiryUnknown', entryAt(root, ...provision).key]];
  }),
  ...[undefined, null].flatMap(value =>
    inBoth(
      'lint.expiryUnknown',
      `expiration ${value === undefined ? 'left out' : String(value)} everywhere`,
      (root, provision) => {
        for (const path of [
          ['userTypes', 0],
          ['userTypes', 3],
          ['apps', 2],
        ])
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
      ['userTypes', 0, 11],
      ['userTypes', 0, 0],
      ['userTypes', 1, 4],
      ['userTypes', 2, 39],
      ['userTypes', 3, 1],
      ['apps', 0, 5],
      ['apps', 1, 1],
      ['apps', 2, 0],
    ] as const
  ).flatMap(([section, index, maximum]) =>
    inBoth(
      'lint.maximumBelow',
      `${maximum} of ${section} ${index}`,
      (root, provision) => [
        ['warning', 'lint.maximumBelow', put(root, [...provision, section, index, 'maxUsers'], maximum)],
      ],
      portal,
    ),
  ),
  ...['editorUT', 'creatorUT', 'GISProfessionalAdvUT'].flatMap(id =>
    inBoth(
      'lint.userTypeMissing',
      id,
      (root, provision) => {
        drop(root, [...provision, 'userTypes'], id);
        return [['warning', 'lint.userTypeMissing', entryAt(root, ...provision, 'userTypes').key]];
      },
      portal,
    ),
  ),
  ...['arcgisprodesktop', 'allsource', 'cityEngine'].flatMap(id =>
    inBoth(
      'lint.appMissing',
      id,
      (root, provision) => {
        drop(root, [...provision, 'apps'], id);
        return [['warning', 'lint.appMissing', entryAt(root, ...provision, 'apps').key]];
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
  { num: 40, apiName: 'spatialAnalystN' },
  { num, apiName },
];

const inner: readonly Mutation[] = [
  // Held of ArcGIS Pro: 1 Basic, 3 Standard, 1 Advanced, 2 Network Analyst.
  ...(
    [
      ['desktopStdN', 2],
      ['desktopStdN', 0],
      ['networkAnalystN', 1],
      ['DESKTOPBASICN', 0],
      ['desktopAdvN', 0],
    ] as const
  ).flatMap(([apiName, num]) =>
    inBoth(
      'lint.grantBelowHeld',
      `${num} of ${apiName}`,
      (root, provision) => {
        add(root, [...provision, 'apps', 0], 'entitlements', seats(apiName, num));
        const place = at(root, ...provision, 'apps', 0, 'entitlements', 1, 'num');
        return [['warning', 'lint.grantBelowHeld', place]];
      },
      portal,
    ),
  ),
  ...inBoth(
    'lint.grantBelowHeld',
    'of an extension',
    (root, provision) => {
      add(root, provision, 'extensions', [
        { id: 'advediting', maxUsers: 9, entitlements: seats('advediting', 1) },
      ]);
      const place = at(root, ...provision, 'extensions', 0, 'entitlements', 1, 'num');
      return [['warning', 'lint.grantBelowHeld', place]];
    },
    { facts: withItems({ extensions: [{ id: 'advediting', itemId: itemId('e1'), maximum: 9 }] }) },
  ),
  ...(
    [
      ['extensions', { id: 'advediting', maxUsers: 1 }, { id: 'advediting', itemId: itemId('e1') }],
      ['appBundles', { appBundleItemId: 'e1', maxUsers: 1 }, { id: 'urbanSuiteAB', itemId: itemId('e1') }],
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
  jsonMutation(
    'file.masked',
    'signature of a license file',
    license,
    root => {
      const mask = put(root, ['signature'], '***');
      return ({ span }) => [said('error', 'file.masked', span(mask))];
    },
    portal,
  ),
];

export const licenseMutations: readonly Mutation[] = [...expiries, ...uses, ...inner, ...read];
