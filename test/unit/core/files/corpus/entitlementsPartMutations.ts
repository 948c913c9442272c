// Faults of entitlements files: the order and the meaning of parts, the product, and what the reader itself tells.
import type { Layout, PartWords } from './entitlementsBase';
import { layouts, part } from './entitlementsBase';
import { everywhere, feature, features, inPart, org, withPortal } from './entitlementsFaults';
import type { Path } from './entitlementsFaults';
import { legacy, proItem, proSeats } from './facts';
import { add, at, entryAt, put, remove } from './jsonWriter';
import type { Circumstances, Mutation, Severity } from './mutation';
import { jsonMutation, said } from './mutation';

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
  found: readonly (readonly [severity: Severity, path: Path, numbers?: readonly string[]])[],
  circumstances: Circumstances = {},
): Mutation =>
  jsonMutation(
    code,
    name,
    () => value,
    root =>
      ({ span }) =>
        found.map(([severity, path, numbers]) => said(severity, code, span(at(root, ...path)), numbers)),
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

/** Nobody of the portal holds the product. */
const unheld: Circumstances = { facts: { ...legacy, holders: { [proItem]: { items: [] } } } };
const zeros = (
  path: Path,
): readonly (readonly [severity: Severity, path: Path, numbers?: readonly string[]])[] => [
  ['warning', dateAt(...path), ['6']],
];
const inEffect: readonly Mutation[] = [
  ...(
    [
      ['alone', list(zero('01-Jul-2026')), [0]],
      ['of this day', list(zero('22-Nov-2026')), [0]],
      ['before a part to come', list(zero('01-Jul-2026'), y27), [0]],
      ['current and queue', queue(zero('01-Jul-2026'), y27), ['current']],
    ] satisfies readonly (readonly [name: string, value: unknown, path: Path])[]
  ).flatMap(([name, value, path]) => [
    order('lint.zeroPartNow', name, value, [['warning', dateAt(...path)]]),
    order('lint.zeroPartNow', `${name}, holders are not known`, value, [['warning', dateAt(...path)]], {
      facts: { ...legacy, holders: {} },
    }),
    order('lint.zeroPartHeld', name, value, zeros(path), withPortal),
    order('lint.zeroPart', `${name}, nobody holds it`, value, [['information', dateAt(...path)]], unheld),
  ]),
  order(
    'lint.zeroPartHeld',
    'no entitlements',
    { appId: 'arcgisprodesktop', ...part({ maxUsers: 0, seats: {} }) },
    zeros([]),
    withPortal,
  ),
  ...(
    [
      ['alone', list(y27), [0], '01-Jul-2027'],
      ['tomorrow', list({ date: '23-Nov-2026' }), [0], '23-Nov-2026'],
      ['two', list(y27, y28), [0], '01-Jul-2027'],
      ['current and queue', queue(y27, y28), ['current'], '01-Jul-2027'],
      ['startDate 0', list({ date: '01-Jul-2027', startDate: 0 }), [0], '01-Jul-2027'],
      ['nested', list({ date: '01-Jul-2027', nested: true }), [0], '01-Jul-2027'],
    ] satisfies readonly (readonly [name: string, value: unknown, path: Path, date: string])[]
  ).map(([name, value, path, date]) =>
    order('lint.partStartsLater', name, value, [['warning', dateAt(...path), [date, '6']]], withPortal),
  ),
  jsonMutation(
    'lint.partStartsLater',
    'without a text',
    () => list(y27),
    root => {
      remove(root, ...dateAt(0));
      const number = at(root, ...org([0], 'startDate'));
      return ({ span }) => [said('warning', 'lint.partStartsLater', span(number), ['01-Jul-2027', '6'])];
    },
    { name: 'entitlements.json', ...withPortal },
  ),
];

/** Two lists of parts: one is read, whichever is longer, and the first of two of one length. */
const notRead: readonly Mutation[] = (
  [
    ['two lists', { a: [part()], b: [part({ date: '01-Jul-2027' })] }, ['b']],
    ['the longer one is read', { a: [part()], b: [part(), part({ date: '01-Jul-2027' })] }, ['a']],
    ['three lists', { a: [part()], b: [part()], c: [part()] }, ['b', 'c']],
    ['beside current', { current: part(), parts: [part({ date: '01-Jul-2027' })] }, ['parts']],
    ['a part alone beside a list', { parts: [part()], next: part({ date: '01-Jul-2027' }) }, ['next']],
    ['beside a part', { ...part(), queue: [part({ date: '01-Jul-2027' })] }, ['queue']],
  ] as const
).map(([name, value, keys]) =>
  jsonMutation(
    'lint.partsNotRead',
    name,
    () => ({ appId: 'arcgisprodesktop', ...value }),
    root =>
      ({ span }) =>
        keys.map(key => said('warning', 'lint.partsNotRead', span(entryAt(root, key).key), ['1'])),
    { name: 'entitlements.json' },
  ),
);

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
    { name: 'entitlements.json', ...unheld },
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
  ...[
    'ArcGISProDesktop',
    'ARCGISPRODESKTOP',
    'arcgisprodesktop ',
    ' arcgisprodesktop',
    'arcgisProDesktop',
  ].map(appId =>
    inPart('lint.appIdSpelling', JSON.stringify(appId), layouts[0] as Layout, 0, root => [
      ['warning', 'lint.appIdSpelling', put(root, ['appId'], appId)],
    ]),
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
  // More than half of what is known is of another product, though one is of this one.
  ...['navigator', 'drone2map', 'geoplanner'].map(appId =>
    inPart(
      'lint.wrongAppId',
      `${appId}, one of its own among those of ArcGIS Pro`,
      layouts[0] as Layout,
      0,
      root => {
        add(root, features([]), appId, feature);
        return [['warning', 'lint.wrongAppId', put(root, ['appId'], appId)]];
      },
    ),
  ),
  inPart(
    'lint.wrongAppId',
    'two of another product and one of its own',
    layouts[0] as Layout,
    0,
    root => [['warning', 'lint.wrongAppId', put(root, ['appId'], 'drone2map')]],
    {},
    { seats: { drone2map: 5, desktopStdN: 1, desktopAdvN: 1, brandNewN: 2 } },
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
  ...['***', '*****', ' ***', '**', '*', ' *** ', '\t**\n'].flatMap(mask =>
    everywhere('file.masked', `license ${JSON.stringify(mask)}`, (root, path) => [
      ['error', 'file.masked', put(root, features(path, 'desktopStdN', 'license'), mask)],
    ]),
  ),
  ...everywhere('file.masked', 'all license strings of a part', (root, path) =>
    Object.keys(proSeats).map(key => [
      'error',
      'file.masked',
      put(root, features(path, key, 'license'), '***'),
    ]),
  ),
  ...['***', '*', ' ** '].flatMap(mask =>
    layouts
      .slice(0, 4)
      .map(layout =>
        inPart('file.masked', `signature ${JSON.stringify(mask)}`, layout, 0, (root, path) => [
          ['error', 'file.masked', put(root, [...path, 'signature'], mask)],
        ]),
      ),
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

export const entitlementsPartMutations: readonly Mutation[] = [
  ...parts,
  ...inEffect,
  ...notRead,
  ...undated,
  ...products,
  ...read,
];
