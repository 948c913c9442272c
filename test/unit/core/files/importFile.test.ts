import assert from 'node:assert/strict';
import type { FileProblem } from '../../../../src/core/files/fileProblem';
import type { FileKind } from '../../../../src/core/files/fileKinds';
import type { ImportFile } from '../../../../src/core/files/importFile';
import {
  detectFile,
  isForImport,
  readGivenFile,
  readImportFile,
  seenKind,
} from '../../../../src/core/files/importFile';
import { lintFile } from '../../../../src/core/files/lint/lintFile';
import { fileSubject } from '../../../../src/core/files/fileSubject';
import { assignmentsToChanges } from '../../../../src/core/files/assignmentsToChanges';
import { holdersJson } from '../../../../src/core/holderExport';
import { entitlement, userKey, username } from '../../../../src/core/ids';
import type { Holder } from '../../../../src/core/model';
import {
  assignments,
  layouts,
  licenseFile,
  part,
  portalAssignments,
  roster,
  secret,
  text,
} from './sampleFiles';

const errors = (file: { readonly problems: readonly FileProblem[] }): readonly FileProblem[] =>
  file.problems.filter(one => one.severity === 'error');
const at = (source: string, one: FileProblem | undefined): string =>
  one === undefined ? '(none)' : source.slice(one.offset, one.offset + one.length);

/** The only error of a text: its code and the text it stands at. */
function onlyError(
  source: string,
  name = 'entitlements.json',
  as?: FileKind,
): readonly [string | undefined, string] {
  const found = errors(readImportFile(name, source, as));
  assert.equal(found.length, 1, found.map(one => one.message).join('\n'));
  return [found[0]?.code, at(source, found[0])];
}

const holder = (user: string, ...names: readonly string[]): Holder => ({
  username: username(user),
  entitlements: names.map(entitlement),
  lastUsed: Date.UTC(2026, 1, 2),
  offline: user === 'b',
});

/** Holders as the tree exports them to JSON. */
const exported = (
  holders: readonly Holder[] = [holder('Ana.Keller', 'desktopAdvN', 'networkAnalystN'), holder('=cmd', 'x')],
): string =>
  holdersJson({
    portal: 'Riverbend',
    title: 'ArcGIS Pro',
    itemId: 'ab12',
    readAt: Date.UTC(2026, 10, 22),
    holders: { items: holders },
    members: new Map([
      [
        userKey(username('Ana.Keller')),
        {
          username: username('Ana.Keller'),
          fullName: 'Ana Keller',
          role: 'org_user',
          provider: 'arcgis',
          disabled: false,
        },
      ],
    ]),
    incomplete: 'cut by the portal',
    membersMissing: undefined,
    filter: undefined,
  });

describe('kinds of file', () => {
  const kinds: readonly (readonly [string, string, string, ImportFile['kind']])[] = [
    ...Object.entries(layouts).map(
      ([layout, value]) => [`entitlements, ${layout}`, 'a.json', text(value), 'entitlements'] as const,
    ),
    [
      'entitlements without line breaks',
      'entitlements.json',
      JSON.stringify(layouts['list']),
      'entitlements',
    ],
    ['entitlements with a byte order mark', 'entitlements.json', `\uFEFF${text(part())}`, 'entitlements'],
    ['portal license', 'entitlements.json', text(licenseFile), 'portalLicense'],
    ['one assignment', 'entitlements.json', text(assignments), 'assignments'],
    ['a list of assignments', 'x.json', text([assignments, assignments]), 'assignments'],
    ['assignments as the portal returns them', 'x.json', text(portalAssignments), 'assignments'],
    [
      'one member as the portal returns it',
      'x.json',
      text({ userEntitlements: portalAssignments.userEntitlements[1] }),
      'assignments',
    ],
    ['exported holders', 'x.json', exported(), 'assignments'],
    ['exported holders of whom there are none', 'x.json', exported([]), 'assignments'],
    ['holders of something else', 'x.json', text({ holders: [{ cup: 1 }] }), 'unknown'],
    ['license policy by name', 'pro.license-policy.jsonc', '{ // rules\n}', 'licensePolicy'],
    ['roster by name', 'members.csv', roster, 'roster'],
    ['roster by content', 'members.txt', roster, 'roster'],
    [
      'the license resource',
      'x.json',
      text({ currentRegisteredMembers: 1, maximumRegisteredMembers: 2, userTypes: [] }),
      'portalAnswer',
    ],
    ['purchases', 'x.json', text({ purchases: [{ provision: {} }] }), 'portalAnswer'],
    ['a foreign file', 'entitlements.json', text({ name: 'app', queue: 'x', users: 3 }), 'unknown'],
    [
      'a macOS entitlements list',
      'entitlements.json',
      text({ 'com.apple.security.app-sandbox': true }),
      'unknown',
    ],
    ['a list of names', 'x.json', text(['a', 'b']), 'unknown'],
    ['text', 'x.json', 'hello', 'notJson'],
    ['nothing', 'x.json', '', 'notJson'],
  ];
  for (const [what, name, source, kind] of kinds) {
    it(what, () => assert.equal(detectFile(name, source).kind, kind));
  }

  it('reads valid files without an error and with their content', () => {
    for (const [layout, value] of Object.entries(layouts)) {
      const file = readImportFile('entitlements.json', text(value));
      assert.deepEqual(file.problems, [], layout);
      assert.ok(file.content?.kind === 'entitlements');
      assert.equal(file.content.parts.length, layout === 'single' || layout === 'nested' ? 1 : 2, layout);
      assert.deepEqual(file.content.parts[0]?.part, {
        maxUsers: 25,
        startDate: Date.UTC(2026, 6, 1),
        startDateStr: '01-Jul-2026',
        pools: [
          { key: 'desktopStdN', num: 20 },
          { key: 'networkAnalystN', num: 5 },
        ],
        licenseManager: { hostname: 'lm1.riverbend.example', port: 27000 },
      });
    }
    for (const [name, source] of [
      ['x.json', text(licenseFile)],
      ['x.json', text(assignments)],
      ['x.json', text(portalAssignments)],
      ['x.csv', roster],
    ] as const) {
      assert.deepEqual(readImportFile(name, source).problems, []);
    }
  });

  it('reads exported holders as assignments of their listing, and nothing else of them', () => {
    const source = exported();
    const { content, problems } = readImportFile('ArcGIS-Pro-holders.json', source);
    assert.ok(content?.kind === 'assignments');
    assert.deepEqual(problems, []);
    assert.equal(source.slice(content.at.offset, content.at.offset + content.at.length), '"holders"');
    for (const word of ['Ana Keller', 'Riverbend', '2026'])
      assert.ok(!JSON.stringify(content).includes(word), word);
    for (const mode of ['add', 'set'] as const) {
      const { changes, unresolved, needsListing } = assignmentsToChanges(content, { mode });
      assert.deepEqual([unresolved, needsListing], [[], false]);
      assert.deepEqual(changes, [
        { itemId: 'ab12', username: 'Ana.Keller', mode, entitlements: ['desktopAdvN', 'networkAnalystN'] },
        { itemId: 'ab12', username: '=cmd', mode, entitlements: ['x'] },
      ]);
    }
    assert.deepEqual(onlyError(exported([]), 'x.json'), ['assignments.none', '"holders"']);
  });

  it('takes for an import what its name or its content shows as one', () => {
    for (const [name, source] of [
      ['entitlements.json', '{ not JSON'],
      ['Pro.Entitlements.json', '{}'],
      ['x.json', text(layouts['list'])],
      ['x.json', text({ purchases: [{ provision: {} }] })],
      ['members.txt', roster],
      ['members.csv', ''],
      ['pro.license-policy.jsonc', ''],
    ] as const)
      assert.ok(isForImport(name, source), name);
    for (const [name, source] of [
      ['README.md', '# Users\n\nA list of users, and their entitlements.\n'],
      ['package.json', text({ name: 'x', version: '1.0.0' })],
      ['broken.json', '{ "a": 1,, }'],
      ['a.ts', 'const users = [];\n'],
      ['Untitled-1', ''],
    ] as const)
      assert.ok(!isForImport(name, source), name);
  });

  it('keeps no license string and no signature of a file', () => {
    for (const value of [...Object.values(layouts), { ...licenseFile, license: secret }]) {
      const kept = JSON.stringify(readImportFile('entitlements.json', text(value)));
      assert.ok(!kept.includes(secret) && !kept.includes('c2FtcGxl'));
    }
  });

  it('reads what a portal license file grants', () => {
    const file = readImportFile('license.json', text(licenseFile));
    assert.ok(file.content?.kind === 'portalLicense');
    assert.deepEqual(file.content.content, {
      version: '11.4',
      userTypes: [{ id: 'creatorUT', name: 'Creator', maximum: 60, startsAt: 1_735_689_600_000 }],
      appBundles: [{ id: 'ea1dec565b6f4afbb72501433962d8b1', name: 'Urban Suite', maximum: 5 }],
      apps: [{ id: 'arcgisprodesktop', maximum: 49, startsAt: 1_735_689_600_000 }],
      extensions: [{ id: 'advediting', maximum: 10, startsAt: 1_735_689_600_000 }],
      capabilities: [],
    });
  });

  it('reads capabilities, ends, and the item id beside the id of a bundle', () => {
    const file = readImportFile(
      'license.json',
      text({
        MyEsri: {
          provision: {
            userTypes: [{ id: 'creatorUT', maxUsers: 5, expiration: -1 }],
            appBundles: [
              { id: 'urbanSuiteAB', appBundleItemId: 'ea1d', maxUsers: 5, expiration: 1_800_000_000_000 },
            ],
            portalCapabilities: [{ id: 'indoorsmaps', expiration: 1_800_000_000_000 }],
          },
        },
        signature: 's',
      }),
    );
    assert.ok(file.content?.kind === 'portalLicense');
    const { userTypes, appBundles, capabilities } = file.content.content;
    assert.deepEqual(userTypes, [{ id: 'creatorUT', maximum: 5 }]);
    assert.deepEqual(appBundles, [
      { id: 'urbanSuiteAB', itemId: 'ea1d', maximum: 5, expiresAt: 1_800_000_000_000 },
    ]);
    assert.deepEqual(capabilities, [{ id: 'indoorsmaps', expiresAt: 1_800_000_000_000 }]);
  });
});

describe('what the content shows', () => {
  it('is told of a file of any name', () => {
    assert.equal(seenKind('MyEsri_11_4.json', text(licenseFile)), 'portalLicense');
    assert.equal(seenKind('renewal.json', text(Object.values(layouts)[0])), 'entitlements');
    assert.equal(seenKind('who.csv', 'user,entitlements'), 'roster');
    assert.equal(seenKind('who.json', '[{"user": "ana", "entitlements": ["new"]}]'), 'assignments');
    for (const other of ['{"some": 1}', '', '{', '{"error": {"code": 400, "message": "no"}}'])
      assert.equal(seenKind('a.json', other), undefined, other);
  });
});

describe('entries of a user, a layout that other programs have as well', () => {
  const entries = (entry: object): string =>
    JSON.stringify([{ user: 'x', entitlements: ['premium'] }, entry]);

  it('are ours where one names an entitlement or a listing that is known', () => {
    for (const entry of [
      { username: 'ana', entitlements: ['desktopStdN'] },
      { user: 'ana', entitlements: ['premium', 'NETWORKANALYSTN'] },
      { user: 'ana', itemId: '2d2a9c99bb2a43548c31cd8e32217af6', entitlements: ['newThing'] },
      { user: 'ana', listing: 'ArcGIS Pro', entitlements: ['newThing'] },
    ])
      assert.equal(detectFile('a.json', entries(entry)).kind, 'assignments', JSON.stringify(entry));
  });

  it('are read by an import and nothing else where no name is known', () => {
    const text = entries({ username: 'bob', plan: 'pro', entitlements: ['sso'] });
    const { kind, maybe } = detectFile('entitlements.json', text);
    assert.deepEqual([kind, maybe], ['unknown', 'assignments']);
    assert.equal(readImportFile('entitlements.json', text).content, undefined);
    assert.deepEqual(fileSubject('entitlements.json', text).users, [], 'nobody is asked for at a portal');
    const { read, as } = readGivenFile('entitlements.json', text);
    assert.deepEqual([read.content?.kind, as, errors(read)], ['assignments', 'assignments', []]);
    assert.ok(isForImport('other.json', text));
    assert.equal(
      lintFile({ name: 'a.json', text, as: 'assignments', now: 0, timeZone: 'UTC' }).problems.length,
      0,
    );
    const given = readGivenFile('entitlements.json', text, 'entitlements');
    assert.equal(given.as, 'entitlements', 'what the administrator says counts');
    assert.equal(readGivenFile('a.json', '{"some": 1}').read.kind, 'unknown');
  });
});

describe('problems of a file stand at their text', () => {
  it('a port that is none keeps the file from being imported, in the words of the Problems panel', () => {
    const port = (value: unknown): string =>
      text({ ...part(), licenseManagerInfo: { hostname: 'lm1.riverbend.example', port: value } });
    for (const value of [0, 65_536, 1.5, '27000'])
      assert.deepEqual(onlyError(port(value)), ['lint.portRange', JSON.stringify(value)]);
    assert.deepEqual(errors(readImportFile('entitlements.json', port(27_000))), []);
    const source = port(0);
    const shown = lintFile({ name: 'entitlements.json', text: source, now: 0, timeZone: 'UTC' }).problems;
    assert.deepEqual(
      shown.filter(one => one.code === 'lint.portRange').map(one => one.message),
      errors(readImportFile('entitlements.json', source)).map(one => one.message),
      'told once',
    );
  });

  it('a missing comma, a trailing comma, a comment, a duplicate key', () => {
    assert.deepEqual(onlyError('{"users": ["a"]\n "entitlements": ["x"]}'), [
      'json.syntax',
      '"entitlements"',
    ]);
    const trailing = '{"users": ["a" , ],\r\n "entitlements": ["x"]}';
    assert.deepEqual(onlyError(trailing), ['json.trailingComma', ',']);
    assert.equal(errors(readImportFile('x.json', trailing))[0]?.offset, trailing.indexOf(' , ') + 1);
    assert.deepEqual(onlyError('{"users": ["a"], "entitlements": ["x"] /* why */}'), [
      'json.comment',
      '/* why */',
    ]);
    const twice = '{"users": ["a"], "entitlements": ["x"], "users": ["b"]}';
    assert.deepEqual(onlyError(twice), ['json.duplicateKey', '"users"']);
    assert.equal(errors(readImportFile('x.json', twice))[0]?.offset, twice.lastIndexOf('"users"'));
  });

  it('comments are allowed in .jsonc alone', () => {
    const source = '// who\n{"users": ["a"], "entitlements": ["x"]}';
    assert.deepEqual(errors(readImportFile('x.jsonc', source)), []);
    assert.deepEqual(onlyError(source), ['json.comment', '// who']);
  });

  it('a file that breaks off', () => {
    const source = text(layouts['currentQueue']).slice(0, 300);
    const file = readImportFile('entitlements.json', source);
    assert.equal(file.kind, 'entitlements');
    assert.ok(errors(file).length > 0);
  });

  it('masked strings, each at its place', () => {
    const source = text(layouts['list']).replaceAll('c2FtcGxl', '***').replace(secret, '***');
    const found = errors(readImportFile('entitlements.json', source));
    assert.deepEqual(
      found.map(one => [one.code, at(source, one)]),
      [
        ['file.masked', '"***"'],
        ['file.masked', '"***"'],
        ['file.masked', '"***"'],
      ],
    );
    assert.deepEqual(
      found.map(one => one.offset),
      [...source.matchAll(/"\*\*\*"/g)].map(match => match.index),
    );
    const license = text({ ...licenseFile, signature: '***' });
    assert.deepEqual(onlyError(license), ['file.masked', '"***"']);
  });

  it('missing license strings and signatures are warnings: the portal has the last word', () => {
    const source = text({ orgEntitlements: { maxUsers: 1, entitlements: { desktopStdN: { num: '1' } } } });
    const file = readImportFile('entitlements.json', source);
    assert.deepEqual(
      file.problems.map(one => [one.severity, one.code, at(source, one)]),
      [
        ['warning', 'entitlements.noSignature', '"orgEntitlements"'],
        ['warning', 'entitlements.noLicense', '"desktopStdN"'],
        ['warning', 'entitlements.num', '"1"'],
      ],
    );
  });

  it('parts for two products', () => {
    const source = text([
      { appId: 'navigator', ...part() },
      { appId: 'drone2map', ...part() },
    ]);
    assert.deepEqual(onlyError(source), ['entitlements.appIds', '"drone2map"']);
  });

  it('an answer of getEntitlements with nothing queued has no part', () => {
    assert.deepEqual(onlyError(text({ itemId: 'a', appId: 'navigator', queue: [] })), [
      'entitlements.noPart',
      '"queue"',
    ]);
  });

  it('another kind than what was asked for', () => {
    assert.deepEqual(onlyError(text(layouts['single']), 'a.json', 'portalLicense'), [
      'file.otherKind',
      '"orgEntitlements"',
    ]);
    assert.deepEqual(onlyError(text(licenseFile), 'a.json', 'entitlements'), ['file.otherKind', '"MyEsri"']);
    assert.deepEqual(onlyError(text(assignments), 'a.json', 'entitlements'), ['file.otherKind', '"users"']);
    assert.deepEqual(readImportFile('a.json', text(licenseFile), 'portalLicense').problems, []);
  });

  it("a portal's own answer", () => {
    const source = text({ currentRegisteredMembers: 1, maximumRegisteredMembers: 2, userTypes: [] });
    assert.deepEqual(onlyError(source), ['file.portalAnswer', '"maximumRegisteredMembers"']);
  });

  it('an unknown layout is no error until it is said what it is, and then its masks still are', () => {
    const source = text({ grants: [{ feature: 'desktopStdN', seats: 3 }] });
    const file = readImportFile('a.json', source);
    assert.equal(file.kind, 'unknown');
    assert.deepEqual(errors(file), []);
    assert.equal(file.content, undefined);
    assert.equal(readImportFile('a.json', source, 'entitlements').content?.kind, 'entitlements');
    assert.deepEqual(readImportFile('a.json', source, 'entitlements').problems, []);
    assert.equal(readImportFile('a.json', source, 'portalLicense').content?.kind, 'portalLicense');
    const masked = text({ grants: [{ feature: 'desktopStdN', license: '***' }] });
    assert.deepEqual(onlyError(masked, 'a.json', 'entitlements'), ['file.masked', '"***"']);
  });

  it('names that are not text, lists that are none', () => {
    assert.deepEqual(onlyError('{"users": ["a", 7], "entitlements": ["x"]}'), [
      'assignments.userNotText',
      '7',
    ]);
    assert.deepEqual(onlyError('{"users": ["a"], "entitlements": [null]}'), [
      'assignments.entitlementNotText',
      'null',
    ]);
    assert.deepEqual(onlyError('{"userEntitlements": [{"username": "a", "entitlements": "x"}]}'), [
      'assignments.noList',
      '"x"',
    ]);
    const nobody = onlyError('{"users": [], "entitlements": []}', 'a.json', 'assignments');
    assert.deepEqual(nobody, ['assignments.none', '{']);
  });

  it('a license policy says what can be imported now', () => {
    const found = errors(readImportFile('pro.license-policy.json', '{}'))[0];
    assert.equal(found?.code, 'file.licensePolicy');
    assert.match(found.message, /entitlements file.*portal license file.*member assignments.*roster/);
  });

  it('a single value and an endless nesting', () => {
    assert.deepEqual(onlyError('42'), ['json.notObject', '4']);
    const deep = '['.repeat(200_000);
    assert.equal(errors(readImportFile('a.json', deep))[0]?.code, 'json.tooDeep');
  });

  it('lists no more than 200 problems and says how many more there are', () => {
    const users = ['a', ...Array.from({ length: 5000 }, () => 1)];
    const source = JSON.stringify({ users, entitlements: ['x'] });
    const { problems } = readImportFile('a.json', source);
    assert.equal(problems.length, 201);
    assert.match(problems.find(one => one.code === 'json.tooMany')?.message ?? '', /^4,800 more/);
  });
});
