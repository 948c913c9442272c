// Faults of entitlements files: features, seats, hosts, dates. What is expected of each is from the table of codes and places, not from the check.
import type { Layout } from './entitlementsBase';
import { layouts } from './entitlementsBase';
import { everywhere, feature, features, inPart, manager, org, withPortal } from './entitlementsFaults';
import type { Found, Path } from './entitlementsFaults';
import type { Json } from './jsonWriter';
import { add, at, entryAt, put, remove } from './jsonWriter';
import type { Mutation } from './mutation';

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
  // One problem names all that a part lacks.
  ...layouts.map(layout =>
    inPart(
      'lint.featureDropped',
      'three dropped from all parts',
      layout,
      0,
      root => {
        for (const path of layout.parts)
          for (const key of ['desktopBasicN', 'desktopAdvN', 'riverbendToolN'])
            remove(root, ...features(path, key));
        return [['warning', 'lint.featureDropped', entryAt(root, ...features(layout.parts[0] ?? [])).key]];
      },
      withPortal,
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
      ['desktopStdN', 2, 3],
      ['desktopStdN', 0, 3],
      ['desktopBasicN', 0, 1],
      ['networkAnalystN', 1, 2],
      ['desktopAdvN', 0, 1],
    ] as const
  ).flatMap(([key, num, members]) =>
    everywhere(
      'lint.numBelowHeld',
      `${num} of ${key}`,
      (root, path) => {
        const place = put(root, features(path, key, 'num'), num);
        return [['warning', 'lint.numBelowHeld', place, [String(num), String(members)]]];
      },
      withPortal,
    ),
  ),
  ...[5, 4, 3, 1, 0].flatMap(maximum =>
    everywhere(
      'lint.usersBelowHeld',
      `${maximum} members`,
      (root, path) => {
        const place = put(root, org(path, 'maxUsers'), maximum);
        return [['warning', 'lint.usersBelowHeld', place, [String(maximum), '6']]];
      },
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
  // In a file of several parts the other names are the same, so that they do not differ.
  ...[
    'https://lm1.riverbend.example',
    '27000@lm1.riverbend.example',
    'lm1.riverbend.example:27000',
    'HTTP://lm1.riverbend.example/licenses',
    '27000@lm1.riverbend.example,27001@lm2.riverbend.example',
  ].flatMap(host =>
    layouts.map(layout =>
      inPart('lint.hostHasMore', `${host} in all parts`, layout, 0, root =>
        layout.parts.map((path): Found => [
          'warning',
          'lint.hostHasMore',
          put(root, manager(root, path, 'hostname'), host),
        ]),
      ),
    ),
  ),
  ...['https://lm1', '27000@lm1', 'lm1:27000'].map(host =>
    inPart('lint.hostHasMore', `${host}, without a domain`, layouts[0] as Layout, 0, (root, path) => {
      const node = put(root, manager(root, path, 'hostname'), host);
      return [
        ['warning', 'lint.hostHasMore', node],
        ['warning', 'lint.hostNotQualified', node],
      ];
    }),
  ),
  ...[
    'lm1.riverbend.example lm2.riverbend.example',
    'lm1.riverbend.example  lm2.riverbend.example, lm3.riverbend.example',
    'lm1 .riverbend.example',
    'lm1. riverbend. example',
    'lm1.riverbend.example\tlm2.riverbend.example',
  ].flatMap(host =>
    layouts.map(layout =>
      inPart('lint.hostBlank', `${JSON.stringify(host)} in all parts`, layout, 0, root =>
        layout.parts.map((path): Found => [
          'warning',
          'lint.hostBlank',
          put(root, manager(root, path, 'hostname'), host),
        ]),
      ),
    ),
  ),
  inPart('lint.hostBlank', 'two short names', layouts[0] as Layout, 0, (root, path) => {
    const node = put(root, manager(root, path, 'hostname'), 'lm1 lm2');
    return [
      ['warning', 'lint.hostBlank', node],
      ['warning', 'lint.hostNotQualified', node],
    ];
  }),
  ...['lm1.riverbend.example;lm2.riverbend.example', 'lm1.riverbend.example; 10.1.2.3'].flatMap(host =>
    layouts.map(layout =>
      inPart('lint.hostBlank', `${host} in all parts`, layout, 0, root =>
        layout.parts.map((path): Found => [
          'warning',
          'lint.hostBlank',
          put(root, manager(root, path, 'hostname'), host),
        ]),
      ),
    ),
  ),
  ...[
    '',
    '  ',
    null,
    123,
    'FEATURE desktopStdN ARCGIS 10.6 01-jan-2030 5 SIGN=ABCDEF0123',
    'MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAK4+/w==',
    ['lm1.riverbend.example'],
  ].flatMap(host =>
    layouts.map(layout =>
      inPart('lint.hostUnreadable', `${JSON.stringify(host)} in all parts`, layout, 0, root =>
        layout.parts.map((path): Found => [
          'warning',
          'lint.hostUnreadable',
          put(root, manager(root, path, 'hostname'), host),
        ]),
      ),
    ),
  ),
  ...everywhere('lint.hostUnreadable', 'left out', (root, path) => {
    remove(root, ...manager(root, path, 'hostname'));
    return [['warning', 'lint.hostUnreadable', entryAt(root, ...manager(root, path, 'port')).key]];
  }),
  ...everywhere('lint.portMissing', 'left out', (root, path) => {
    remove(root, ...manager(root, path, 'port'));
    return [['warning', 'lint.portMissing', entryAt(root, ...manager(root, path, 'hostname')).key]];
  }),
  // Beside what is signed stands a good one; the one inside is told as well.
  ...layouts.slice(0, 4).flatMap(layout =>
    layout.parts.map((_, index) =>
      inPart('lint.hostNotQualified', 'a second manager, signed', layout, index, (root, path) => {
        add(root, org(path), 'licenseManagerInfo', { hostname: 'lm1', port: 27000 });
        const node = at(root, ...org(path, 'licenseManagerInfo', 'hostname'));
        return [
          ['warning', 'lint.hostNotQualified', node],
          ['warning', 'lint.hostsDiffer', node],
        ];
      }),
    ),
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

const maxima: readonly Mutation[] = [
  ...['40', -5, 1.5, null, true].flatMap(value =>
    everywhere('lint.maximumUnreadable', JSON.stringify(value), (root, path) => [
      ['warning', 'lint.maximumUnreadable', put(root, org(path, 'maxUsers'), value)],
    ]).slice(0, 5),
  ),
  ...everywhere('lint.maximumMissing', 'left out', (root, path) => {
    remove(root, ...org(path, 'maxUsers'));
    return [['information', 'lint.maximumMissing', entryAt(root, ...org(path)).key]];
  }),
];

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
    // A month has three letters: a portal reads no other.
    '01-July-2027',
    '01-Junk-2027',
    '01-Marzo-2027',
    '01-Decade-2027',
    '01-Ju-2027',
    'tomorrow',
    '01-07-2026',
  ].flatMap(text =>
    everywhere('lint.dateUnreadable', text, (root, path) => [
      ['warning', 'lint.dateUnreadable', put(root, org(path, 'startDateStr'), text)],
    ]),
  ),
];

export const entitlementsMutations: readonly Mutation[] = [...names, ...held, ...hosts, ...maxima, ...dates];
