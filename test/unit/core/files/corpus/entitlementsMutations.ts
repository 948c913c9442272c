// Faults of entitlements files. What is expected of each is from the table of codes and places, not from the check.
import type { Layout, PartWords } from './entitlementsBase';
import { layouts, part } from './entitlementsBase';
import { legacy, proSeats } from './facts';
import type { Json } from './jsonWriter';
import { add, at, entryAt, put, remove } from './jsonWriter';
import type { Circumstances, Expected, Mutation, Severity } from './mutation';
import { jsonMutation, said } from './mutation';

type Path = readonly (string | number)[];
type Found = readonly [severity: Severity, code: string, at: Json];

/** A fault of one part in one layout. */
function inPart(
  code: string,
  name: string,
  layout: Layout,
  index: number,
  mutate: (root: Json, path: Path) => readonly Found[],
  circumstances: Circumstances = {},
  words: PartWords = {},
): Mutation {
  return jsonMutation(
    code,
    `${name}; ${layout.name}, part ${index + 1}`,
    () => layout.make(words),
    root => {
      const found = mutate(root, layout.parts[index] ?? []);
      return ({ span }) => found.map(([severity, what, node]): Expected => said(severity, what, span(node)));
    },
    { name: 'entitlements.json', ...circumstances },
  );
}

/** The same fault in every part of every layout. */
const everywhere = (
  code: string,
  name: string,
  mutate: (root: Json, path: Path) => readonly Found[],
  circumstances: Circumstances = {},
  words: PartWords = {},
): readonly Mutation[] =>
  layouts.flatMap(layout =>
    layout.parts.map((_, index) => inPart(code, name, layout, index, mutate, circumstances, words)),
  );

const org = (path: Path, ...rest: Path): Path => [...path, 'orgEntitlements', ...rest];
const features = (path: Path, ...rest: Path): Path => org(path, 'entitlements', ...rest);
const feature = { num: 3, license: 'FEATURE SIGN=7f3a' };

/** The license manager of a part, beside or inside what is signed. */
function manager(root: Json, path: Path, key: 'hostname' | 'port'): Path {
  const beside = [...path, 'licenseManagerInfo', key];
  try {
    at(root, ...beside);
    return beside;
  } catch {
    return org(path, 'licenseManagerInfo', key);
  }
}

const withPortal: Circumstances = { facts: legacy };

const names: readonly Mutation[] = [
  ...['desktopAdvM', 'dekstopStdN', 'spatialAnalyst', 'networkAnalistN', 'geostatAnalystNN'].flatMap(wrong =>
    everywhere('lint.unknownFeatureNear', `${wrong} without a portal`, (root, path) => {
      const one = add(root, features(path), wrong, feature);
      return [['warning', 'lint.unknownFeatureNear', one.key]];
    }).slice(0, 3),
  ),
  ...['desktopAdvNx', 'riverbendTooN', 'rivrebendToolN', 'spatailAnalystN', 'DESKTOPSTD'].flatMap(wrong =>
    everywhere(
      'lint.unknownFeatureNear',
      `${wrong} with a portal`,
      (root, path) => [['warning', 'lint.unknownFeatureNear', add(root, features(path), wrong, feature).key]],
      withPortal,
    ).slice(2, 4),
  ),
  ...['lumberToolN', 'x', 'desktopSuperPremiumN', 'Zoë 😀', '2d2a9c99bb2a43548c31cd8e32217af6'].flatMap(
    wrong =>
      everywhere(
        'lint.unknownFeature',
        `${wrong} with a portal`,
        (root, path) => [['warning', 'lint.unknownFeature', add(root, features(path), wrong, feature).key]],
        withPortal,
      ).slice(0, 3),
  ),
];

const held: readonly Mutation[] = [
  // The first part in time that lacks the feature: every layout begins with the part that is in effect.
  ...(
    ['desktopBasicN', 'desktopAdvN', 'networkAnalystN', 'spatialAnalystN', 'riverbendToolN'] as const
  ).flatMap(key =>
    layouts.map(layout =>
      inPart(
        'lint.featureDropped',
        `${key} dropped from all parts`,
        layout,
        0,
        root => {
          for (const path of layout.parts) remove(root, ...features(path, key));
          const first = entryAt(root, ...features(layout.parts[0] ?? []));
          return [['warning', 'lint.featureDropped', first.key]];
        },
        withPortal,
      ),
    ),
  ),
  ...layouts.slice(1, 4).map(layout =>
    inPart(
      'lint.featureDropped',
      'dropped from the later part alone',
      layout,
      1,
      (root, path) => {
        remove(root, ...features(path, 'desktopStdN'));
        return [['warning', 'lint.featureDropped', entryAt(root, ...features(path)).key]];
      },
      withPortal,
    ),
  ),
  ...(
    [
      ['desktopStdN', 2],
      ['desktopStdN', 0],
      ['desktopBasicN', 0],
      ['networkAnalystN', 1],
      ['desktopAdvN', 0],
    ] as const
  ).flatMap(([key, num]) =>
    everywhere(
      'lint.numBelowHeld',
      `${num} of ${key}`,
      (root, path) => [['warning', 'lint.numBelowHeld', put(root, features(path, key, 'num'), num)]],
      withPortal,
    ),
  ),
  ...[5, 4, 3, 1, 0].flatMap(maximum =>
    everywhere(
      'lint.usersBelowHeld',
      `${maximum} members`,
      (root, path) => [['warning', 'lint.usersBelowHeld', put(root, org(path, 'maxUsers'), maximum)]],
      withPortal,
    ),
  ),
];

const hosts: readonly Mutation[] = [
  ...[
    'lm1',
    'localhost',
    'LM-2',
    'lm1,lm2.riverbend.example',
    'lm1.riverbend.example, lm2, lm3.riverbend.example',
  ].flatMap(host =>
    layouts.map(layout =>
      inPart('lint.hostNotQualified', `${host} in all parts`, layout, 0, root =>
        layout.parts.map((path): Found => [
          'warning',
          'lint.hostNotQualified',
          put(root, manager(root, path, 'hostname'), host),
        ]),
      ),
    ),
  ),
  ...[
    'lm2.riverbend.example',
    'lm1.riverbend.example,lm2.riverbend.example',
    '10.1.2.3',
    'lm1.other.example',
  ].flatMap(host =>
    layouts
      .slice(1, 4)
      .map(layout =>
        inPart('lint.hostsDiffer', `${host} in the second part`, layout, 1, (root, path) => [
          ['warning', 'lint.hostsDiffer', put(root, manager(root, path, 'hostname'), host)],
        ]),
      ),
  ),
  ...layouts.slice(1, 4).map(layout =>
    inPart('lint.hostsDiffer', 'another, short name in the first part', layout, 1, (root, path) => {
      const first = put(root, manager(root, layout.parts[0] ?? [], 'hostname'), 'lm9');
      return [
        ['warning', 'lint.hostNotQualified', first],
        ['warning', 'lint.hostsDiffer', at(root, ...manager(root, path, 'hostname'))],
      ];
    }),
  ),
  ...[0, 65_536, -1, 27_000.5, 1e12].flatMap(port =>
    everywhere('lint.portRange', `port ${port}`, (root, path) => [
      ['error', 'lint.portRange', put(root, manager(root, path, 'port'), port)],
    ]),
  ),
  ...['27000', null].flatMap(port =>
    everywhere('lint.portRange', `port ${JSON.stringify(port)}`, (root, path) => [
      ['error', 'lint.portRange', put(root, manager(root, path, 'port'), port)],
    ]).slice(0, 2),
  ),
];

const day = 86_400_000;
const startOf = (root: Json, path: Path): number =>
  Number((at(root, ...org(path, 'startDate')) as { raw: string }).raw);

const dates: readonly Mutation[] = [
  ...[day, -1, -365 * day, 400 * day].flatMap(off =>
    everywhere('lint.datesDisagree', `startDate off by ${off} ms`, (root, path) => [
      ['information', 'lint.datesDisagree', put(root, org(path, 'startDate'), startOf(root, path) + off)],
    ]),
  ),
  ...everywhere('lint.datesDisagree', 'startDate in seconds', (root, path) => [
    ['information', 'lint.datesDisagree', put(root, org(path, 'startDate'), startOf(root, path) / 1000)],
  ]),
  ...[
    '2026-07-01',
    '31-Feb-2027',
    '01/07/2026',
    '00-Jul-2026',
    '01-Xyz-2026',
    'tomorrow',
    '01-07-2026',
  ].flatMap(text =>
    everywhere('lint.dateUnreadable', text, (root, path) => [
      ['warning', 'lint.dateUnreadable', put(root, org(path, 'startDateStr'), text)],
    ]),
  ),
];

const list = (...words: readonly PartWords[]): unknown => words.map(one => part(one));
const queue = (first: PartWords, ...rest: readonly PartWords[]): unknown => ({
  appId: 'arcgisprodesktop',
  current: part(first),
  queue: rest.map(one => part(one)),
});
const zero = (date: string): PartWords => ({
  date,
  maxUsers: 0,
  seats: Object.fromEntries(Object.keys(proSeats).map(key => [key, 0])),
});

/** A fault of the order of parts: `found` names paths to nodes of the file as it is. */
const order = (
  code: string,
  name: string,
  value: unknown,
  found: readonly (readonly [severity: Severity, path: Path])[],
  circumstances: Circumstances = {},
): Mutation =>
  jsonMutation(
    code,
    name,
    () => value,
    root =>
      ({ span }) =>
        found.map(([severity, path]) => said(severity, code, span(at(root, ...path)))),
    { name: 'entitlements.json', ...circumstances },
  );

const dateAt = (...path: Path): Path => org(path, 'startDateStr');
const [y26, y27, y28] = [{ date: '01-Jul-2026' }, { date: '01-Jul-2027' }, { date: '01-Jul-2028' }];

const parts: readonly Mutation[] = [
  order('lint.partsOutOfOrder', 'two parts swapped', list(y27, y26), [['warning', dateAt(1)]]),
  order('lint.partsOutOfOrder', 'the last two of three swapped', list(y26, y28, y27), [
    ['warning', dateAt(2)],
  ]),
  order('lint.partsOutOfOrder', 'the first two of three swapped', list(y27, y26, y28), [
    ['warning', dateAt(1)],
  ]),
  order('lint.partsOutOfOrder', 'backwards', list(y28, y27, y26), [
    ['warning', dateAt(1)],
    ['warning', dateAt(2)],
  ]),
  order('lint.partsOutOfOrder', 'current after the queue', queue(y27, y26), [
    ['warning', dateAt('queue', 0)],
  ]),
  order('lint.partsOutOfOrder', 'a queue out of order', queue(y26, y28, y27), [
    ['warning', dateAt('queue', 1)],
  ]),
  order(
    'lint.partsOutOfOrder',
    'one day',
    list({ date: '02-Jul-2026' }, y26, y27),
    [['warning', dateAt(1)]],
    {
      now: Date.UTC(2026, 0, 1),
    },
  ),
  order('lint.partsOverlap', 'the same day twice', list(y26, y27, y27), [['warning', dateAt(2)]]),
  order('lint.partsOverlap', 'two parts of one day', list(y27, y27), [['warning', dateAt(1)]]),
  order('lint.partsOverlap', 'in a queue', queue(y26, y28, y28), [['warning', dateAt('queue', 1)]]),
  order('lint.partsOverlap', 'current and queue', queue(y27, y27), [['warning', dateAt('queue', 0)]]),
  order('lint.partsOverlap', 'three of one day', list(y28, y28, y28), [
    ['warning', dateAt(1)],
    ['warning', dateAt(2)],
  ]),
  order(
    'lint.partsOverlap',
    'written otherwise',
    list(y26, { date: '01-JUL-2027' }, { date: '1-Jul-2027' }),
    [['warning', dateAt(2)]],
  ),
  ...[
    ['a year ago', list({ date: '01-Jul-2025' }, y26, y27), [dateAt(0)], undefined],
    [
      'two before',
      list({ date: '01-Jul-2024' }, { date: '01-Jul-2025' }, y26),
      [dateAt(0), dateAt(1)],
      undefined,
    ],
    ['current and queue', queue({ date: '01-Jul-2025' }, y26), [dateAt('current')], undefined],
    [
      'in the queue',
      queue({ date: '01-Jul-2025' }, { date: '01-Jan-2026' }, y26),
      [dateAt('current'), dateAt('queue', 0)],
      undefined,
    ],
    ['later', list(y26, y27, y28), [dateAt(0), dateAt(1)], Date.UTC(2029, 0, 1)],
    ['on the very day', list(y26, y27), [dateAt(0)], Date.UTC(2027, 6, 1)],
  ].map(([name, value, paths, now]) =>
    order(
      'lint.partPast',
      String(name),
      value,
      (paths as readonly Path[]).map(path => ['information', path] as const),
      typeof now === 'number' ? { now } : {},
    ),
  ),
  order('lint.zeroPart', 'at the end of a list', list(y26, zero('01-Jul-2027')), [
    ['information', dateAt(1)],
  ]),
  order(
    'lint.zeroPart',
    'at the end of a list, with a portal',
    list(y26, zero('01-Jul-2027')),
    [['information', dateAt(1)]],
    withPortal,
  ),
  order('lint.zeroPart', 'in the queue', queue(y26, y27, zero('01-Jul-2028')), [
    ['information', dateAt('queue', 1)],
  ]),
  order(
    'lint.zeroPart',
    'in the queue, with a portal',
    queue(y26, y27, zero('01-Jul-2028')),
    [['information', dateAt('queue', 1)]],
    withPortal,
  ),
  order('lint.zeroPart', 'in the middle', list(y26, zero('01-Jul-2027'), y28), [['information', dateAt(1)]]),
  order('lint.zeroPart', 'alone', list(zero('01-Jul-2027')), [['information', dateAt(0)]]),
];

/** The end of the licence without a date stands at the key of the part. */
const undated: readonly Mutation[] = layouts.map(layout =>
  jsonMutation(
    'lint.zeroPartUndated',
    layout.name,
    () => layout.make(zero('01-Jul-2026')),
    root => {
      const [first = []] = layout.parts;
      remove(root, ...org(first, 'startDateStr'));
      return ({ span }) => [
        said('information', 'lint.zeroPartUndated', span(entryAt(root, ...org(first)).key)),
      ];
    },
    { name: 'entitlements.json' },
  ),
);

const products: readonly Mutation[] = [
  ...['navigator', 'drone2map', 'geoplanner', 'appstudioweb', 'arcgisInsights'].flatMap(appId =>
    layouts
      .filter(one => ['single part', 'current and queue', 'parts by name'].includes(one.name))
      .map(layout =>
        inPart('lint.wrongAppId', `${appId} for ArcGIS Pro`, layout, 0, root => [
          ['warning', 'lint.wrongAppId', put(root, ['appId'], appId)],
        ]),
      ),
  ),
  ...['navigator', 'drone2map', 'geoplanner'].map(appId =>
    inPart(
      'lint.wrongAppId',
      `${appId} chosen for ArcGIS Pro`,
      layouts[1] as Layout,
      0,
      (root, path) => [['warning', 'lint.wrongAppId', entryAt(root, ...org(path)).key]],
      { appId },
    ),
  ),
  inPart(
    'lint.wrongAppId',
    'ArcGIS Pro for Drone2Map',
    layouts[0] as Layout,
    0,
    root => [['warning', 'lint.wrongAppId', at(root, 'appId')]],
    {},
    { seats: { drone2map: 5 } },
  ),
];

const read: readonly Mutation[] = [
  ...['***', '*****', ' ***']
    .slice(0, 2)
    .flatMap(mask => [
      ...everywhere('file.masked', `license ${mask}`, (root, path) => [
        ['error', 'file.masked', put(root, features(path, 'desktopStdN', 'license'), mask)],
      ]),
    ]),
  ...everywhere('file.masked', 'all license strings of a part', (root, path) =>
    Object.keys(proSeats).map(key => [
      'error',
      'file.masked',
      put(root, features(path, key, 'license'), '***'),
    ]),
  ),
  ...layouts
    .slice(0, 4)
    .map(layout =>
      inPart('file.masked', 'signature', layout, 0, (root, path) => [
        ['error', 'file.masked', put(root, [...path, 'signature'], '***')],
      ]),
    ),
  ...[-1, 1.5, '20', null, true].flatMap(num =>
    everywhere('entitlements.num', JSON.stringify(num), (root, path) => [
      ['warning', 'entitlements.num', put(root, features(path, 'networkAnalystN', 'num'), num)],
    ]).slice(0, 4),
  ),
  ...everywhere('entitlements.num', 'missing', (root, path) => {
    remove(root, ...features(path, 'networkAnalystN', 'num'));
    return [['warning', 'entitlements.num', entryAt(root, ...features(path, 'networkAnalystN')).key]];
  }),
  ...everywhere('entitlements.noLicense', 'missing', (root, path) => {
    remove(root, ...features(path, 'desktopAdvN', 'license'));
    return [['warning', 'entitlements.noLicense', entryAt(root, ...features(path, 'desktopAdvN')).key]];
  }),
  ...['', '   ', 5].map(license =>
    inPart('entitlements.noLicense', JSON.stringify(license), layouts[1] as Layout, 1, (root, path) => {
      put(root, features(path, 'desktopAdvN', 'license'), license);
      return [['warning', 'entitlements.noLicense', entryAt(root, ...features(path, 'desktopAdvN')).key]];
    }),
  ),
  ...everywhere('entitlements.noSignature', 'missing', (root, path) => {
    try {
      remove(root, ...path, 'signature');
    } catch {
      remove(root, ...org(path, 'signature'));
    }
    return [['warning', 'entitlements.noSignature', entryAt(root, ...org(path)).key]];
  }),
  ...everywhere('entitlements.noFeatures', 'missing', (root, path) => {
    remove(root, ...features(path));
    return [['warning', 'entitlements.noFeatures', entryAt(root, ...org(path)).key]];
  }),
  ...[[], null, 'none'].map(value =>
    inPart('entitlements.noFeatures', JSON.stringify(value), layouts[0] as Layout, 0, (root, path) => {
      put(root, features(path), value);
      return [['warning', 'entitlements.noFeatures', entryAt(root, ...org(path)).key]];
    }),
  ),
  ...[1, 2, 3].flatMap(index => {
    const layout = layouts[index] as Layout;
    return ['navigator', 'ArcGISProDesktop2'].map(appId =>
      inPart('entitlements.appIds', appId, layout, 1, (root, path) => {
        const [first = []] = layout.parts;
        if (index === 1) add(root, first, 'appId', 'arcgisprodesktop');
        return [['error', 'entitlements.appIds', add(root, path, 'appId', appId).value]];
      }),
    );
  }),
  ...(
    [
      ['an answer with nothing queued', { itemId: 'ab12', appId: 'arcgisprodesktop', queue: [] }, 'queue'],
      ['a queue of nothing', { appId: 'navigator', queue: [], current: null }, 'queue'],
      ['a queue of parts without content', { appId: 'drone2map', queue: [{}, {}] }, 'queue'],
      ['a current part without content', { appId: 'drone2map', current: {} }, 'current'],
      ['both without content', { appId: 'geoplanner', current: { maxUsers: 5 }, queue: [] }, 'queue'],
    ] satisfies readonly (readonly [name: string, value: unknown, key: string])[]
  ).map(([name, value, key]) =>
    jsonMutation(
      'entitlements.noPart',
      name,
      () => value,
      root =>
        ({ span }) => [said('error', 'entitlements.noPart', span(entryAt(root, key).key))],
      { name: 'entitlements.json' },
    ),
  ),
];

export const entitlementsMutations: readonly Mutation[] = [
  ...names,
  ...held,
  ...hosts,
  ...dates,
  ...parts,
  ...undated,
  ...products,
  ...read,
];
