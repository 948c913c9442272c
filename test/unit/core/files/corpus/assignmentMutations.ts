// Faults of member assignments and rosters.
import { legacy, legacyWithoutMembers, members, others, proItem, surveyItem } from './facts';
import type { Cell, WrittenCsv } from './csvWriter';
import type { Json } from './jsonWriter';
import { at, entryAt } from './jsonWriter';
import type { Circumstances, Expected, Mutation, Severity } from './mutation';
import { csvMutation, jsonMutation, said } from './mutation';

type Path = readonly (string | number)[];
/** `key:` in front of the last step names the key instead of the value. */
type Found = readonly [severity: Severity, code: string, path: Path];

const portal: Circumstances = { facts: legacy, itemId: proItem };
const bare: Circumstances = {};

/** A file as it is, and what is wrong with it: paths to values; `['#', ...]` is the key at the path, `['^', ...]` the first character of a value. */
function fault(
  code: string,
  name: string,
  value: unknown,
  circumstances: Circumstances,
  ...found: readonly Found[]
): Mutation {
  return jsonMutation(
    code,
    name,
    () => value,
    root =>
      ({ span }) =>
        found.map(([severity, what, path]): Expected => {
          const [sign, ...rest] = path;
          if (sign === '#') return said(severity, what, span(entryAt(root, ...rest).key));
          if (sign === '^')
            return said(severity, what, { offset: span(at(root, ...rest)).offset, length: 1 });
          const node: Json = at(root, ...path);
          return said(severity, what, span(node));
        }),
    circumstances,
  );
}

const wish = (users: readonly unknown[], ...entitlements: readonly unknown[]): Record<string, unknown> => ({
  users,
  entitlements,
});
const row = (username: unknown, ...entitlements: readonly unknown[]): Record<string, unknown> => ({
  username,
  lastLogin: -1,
  disconnected: false,
  entitlements,
});
const returned = (...rows: readonly unknown[]): unknown => ({ userEntitlements: rows });
const exported = (itemId: string, ...holders: readonly unknown[]): unknown => ({
  itemId,
  portal: 'Riverbend',
  holders,
});
const held = (user: unknown, ...entitlements: readonly unknown[]): Record<string, unknown> => ({
  user,
  entitlements,
});
const [ann = '', bob = '', cyd = '', dan = ''] = others;

/** The same fault in each layout; the entry under test is the second of three, the wish of each goes to another member. */
function everywhere(
  code: string,
  name: string,
  [user, ...entitlements]: readonly [string, ...(readonly string[])],
  severity: Severity,
  place: 'user' | number,
  circumstances: Circumstances,
): readonly Mutation[] {
  const rest = place === 'user' ? [] : ['entitlements', place];
  const where = (...base: Path): Found => [severity, code, [...base, ...rest]];
  const userOr = (key: string): Path => (place === 'user' ? (key === 'users' ? ['users', 0] : [key]) : []);
  return [
    fault(
      code,
      `${name}; list`,
      [wish([ann], 'desktopStdN'), wish([user], ...entitlements), wish([bob], 'desktopStdN')],
      circumstances,
      where(1, ...userOr('users')),
    ),
    fault(code, `${name}; one`, wish([user], ...entitlements), circumstances, where(...userOr('users'))),
    fault(
      code,
      `${name}; as the portal returns it`,
      returned(row(ann, 'desktopStdN'), row(user, ...entitlements), row(bob, '')),
      circumstances,
      where('userEntitlements', 1, ...userOr('username')),
    ),
    fault(
      code,
      `${name}; exported`,
      exported(proItem, held(ann, 'desktopStdN'), held(user, ...entitlements)),
      circumstances,
      where('holders', 1, ...userOr('user')),
    ),
  ];
}

const unknown: readonly Mutation[] = [
  ...['nobody', 'x', 'someone.else@other.example', '組織 😀', 'constructor'].flatMap(user =>
    everywhere('lint.unknownMember', user, [user, 'desktopStdN'], 'warning', 'user', portal),
  ),
  ...['ana.kelle', 'Ana.Kelller', 'ben.otriz', 'zoe.grün@riverbend.example', 'fay_bare'].flatMap(user =>
    everywhere('lint.unknownMemberNear', user, [user, 'desktopStdN'], 'warning', 'user', portal),
  ),
  ...['lumberToolN', 'surveyN', 'geostatAnalystNs2', 'Standard', '__proto__'].flatMap(name =>
    everywhere('lint.unknownEntitlement', name, [cyd, 'desktopStdN', name], 'warning', 1, portal),
  ),
  ...['desktopAdvM', 'dekstopStdN', 'spatialAnalyst', 'riverbendTooolN', 'NETWORKANALYST'].flatMap(name =>
    everywhere('lint.unknownEntitlementNear', name, [cyd, 'desktopStdN', name], 'warning', 1, portal),
  ),
  ...['cleo.ward', 'dora.may', 'EMIL.ZAST'].flatMap(user =>
    everywhere(
      'lint.offlineMember',
      user,
      [user, 'spatialAnalystN', 'desktopStdN'],
      'warning',
      'user',
      portal,
    ),
  ),
];

const twice: readonly Mutation[] = [
  ...[bare, portal].flatMap((circumstances, index) => [
    fault(
      'lint.duplicateMember',
      `in one list ${index}`,
      wish([ann, bob, ann], 'desktopStdN'),
      circumstances,
      ['information', 'lint.duplicateMember', ['users', 2]],
    ),
    fault(
      'lint.duplicateMember',
      `in any case ${index}`,
      wish([ann, bob, bob.toUpperCase()], 'desktopStdN'),
      circumstances,
      ['information', 'lint.duplicateMember', ['users', 2]],
    ),
    fault(
      'lint.duplicateMember',
      `in two entries, in another order ${index}`,
      [wish([ann], 'desktopStdN', 'riverbendToolN'), wish([bob, ann], 'RIVERBENDTOOLN', 'desktopStdN')],
      circumstances,
      ['information', 'lint.duplicateMember', [1, 'users', 1]],
    ),
    fault(
      'lint.duplicateMember',
      `of the same listing ${index}`,
      exported(proItem, held(ann, 'desktopStdN'), held(ann, 'desktopStdN')),
      circumstances,
      ['information', 'lint.duplicateMember', ['holders', 1, 'user']],
    ),
    fault(
      'lint.duplicateMember',
      `three times ${index}`,
      returned(row(ann, 'desktopStdN'), row(ann, 'desktopStdN'), row(ann, 'desktopStdN')),
      circumstances,
      ['information', 'lint.duplicateMember', ['userEntitlements', 1, 'username']],
      ['information', 'lint.duplicateMember', ['userEntitlements', 2, 'username']],
    ),
    fault(
      'lint.duplicateMember',
      `asking for nothing ${index}`,
      returned(row(ann, ''), row(ann)),
      circumstances,
      ['information', 'lint.duplicateMember', ['userEntitlements', 1, 'username']],
    ),
    fault(
      'lint.contradiction',
      `another level ${index}`,
      [wish([ann], 'desktopStdN'), wish([ann], 'desktopAdvN')],
      circumstances,
      ['warning', 'lint.contradiction', [1, 'users', 0]],
    ),
    fault(
      'lint.contradiction',
      `more ${index}`,
      [wish([ann, bob], 'desktopStdN'), wish([cyd, bob], 'desktopStdN', 'spatialAnalystN')],
      circumstances,
      ['warning', 'lint.contradiction', [1, 'users', 1]],
    ),
    fault(
      'lint.contradiction',
      `nothing ${index}`,
      returned(row(ann, 'desktopStdN'), row(bob, 'desktopStdN'), row(ann)),
      circumstances,
      ['warning', 'lint.contradiction', ['userEntitlements', 2, 'username']],
    ),
    fault(
      'lint.contradiction',
      `in any case ${index}`,
      exported(proItem, held(ann.toUpperCase(), 'desktopStdN'), held(ann, 'desktopBasicN')),
      circumstances,
      ['warning', 'lint.contradiction', ['holders', 1, 'user']],
    ),
    fault(
      'lint.contradiction',
      `three wishes, then the first again ${index}`,
      [
        wish([ann], 'desktopStdN'),
        wish([ann], 'desktopAdvN'),
        wish([ann], 'desktopBasicN'),
        wish([ann], 'desktopStdN'),
      ],
      circumstances,
      ['warning', 'lint.contradiction', [1, 'users', 0]],
      ['warning', 'lint.contradiction', [2, 'users', 0]],
      ['information', 'lint.duplicateMember', [3, 'users', 0]],
    ),
  ]),
  fault(
    'lint.contradiction',
    'by item id and by title',
    [
      { itemId: proItem, ...wish([ann], 'desktopStdN') },
      { listing: 'arcgis pro', ...wish([ann], 'desktopAdvN') },
    ],
    portal,
    ['warning', 'lint.contradiction', [1, 'users', 0]],
  ),
];

const levels: readonly Mutation[] = [
  ...['networkAnalystN', 'spatialAnalystN', 'SPATIALANALYSTN'].flatMap(extension => [
    ...everywhere('lint.extensionNoLevel', extension, [cyd, extension], 'warning', 0, portal),
    ...everywhere(
      'lint.extensionNoLevel',
      `${extension}, second`,
      [cyd, 'riverbendToolN', extension],
      'warning',
      1,
      portal,
    ),
  ]),
  ...everywhere(
    'lint.extensionNoLevel',
    'held without a level',
    ['fay.bare', 'spatialAnalystN'],
    'warning',
    0,
    portal,
  ),
  fault(
    'lint.extensionNoLevel',
    'one member of several',
    wish(['ana.keller', cyd, 'gus.professional'], 'spatialAnalystN'),
    portal,
    ['warning', 'lint.extensionNoLevel', ['entitlements', 0]],
  ),
  ...['networkAnalystN', '3DAnalystN', 'imageAnalystN', 'DATAINTEROPN'].flatMap(extension =>
    everywhere(
      'lint.extensionNoLevelFile',
      extension,
      [cyd, 'riverbendToolN', extension],
      'information',
      1,
      bare,
    ),
  ),
  fault(
    'lint.extensionNoLevelFile',
    'the members could not be read',
    wish([cyd], 'spatialAnalystN'),
    { facts: legacyWithoutMembers, itemId: proItem },
    ['information', 'lint.extensionNoLevelFile', ['entitlements', 0]],
  ),
  fault(
    'lint.extensionNoLevelFile',
    'a level for another member alone',
    [wish([ann], 'desktopStdN', 'spatialAnalystN'), wish([bob], 'spatialAnalystN')],
    bare,
    ['information', 'lint.extensionNoLevelFile', [1, 'entitlements', 0]],
  ),
];

const seats: readonly Mutation[] = [
  // Free: 9 Basic, 17 Standard, 9 Advanced, 3 Network Analyst, 8 Spatial Analyst, 3 of riverbendToolN.
  fault('lint.tooManySeats', 'Basic', wish(others.slice(0, 10), 'desktopBasicN'), portal, [
    'warning',
    'lint.tooManySeats',
    ['entitlements', 0],
  ]),
  fault('lint.tooManySeats', 'Standard', wish(others.slice(0, 18), 'desktopStdN'), portal, [
    'warning',
    'lint.tooManySeats',
    ['entitlements', 0],
  ]),
  fault(
    'lint.tooManySeats',
    'the second entitlement',
    wish(others.slice(0, 4), 'desktopStdN', 'networkAnalystN'),
    portal,
    ['warning', 'lint.tooManySeats', ['entitlements', 1]],
  ),
  fault(
    'lint.tooManySeats',
    'the first line that is too many',
    [...others.slice(0, 5).map(one => wish([one], 'riverbendToolN'))],
    portal,
    ['warning', 'lint.tooManySeats', [3, 'entitlements', 0]],
  ),
  fault(
    'lint.tooManySeats',
    'holders need none',
    returned(
      ...['ana.keller', 'Ben.Ortiz', ...others.slice(0, 4)].map(one =>
        row(one, 'riverbendToolN', 'desktopStdN'),
      ),
    ),
    portal,
    ['warning', 'lint.tooManySeats', ['userEntitlements', 3, 'entitlements', 0]],
  ),
  fault(
    'lint.tooManySeats',
    'another listing',
    exported(surveyItem, ...others.slice(0, 3).map(one => held(one, 'surveyPlusN'))),
    portal,
    ['warning', 'lint.tooManySeats', ['holders', 1, 'entitlements', 0]],
  ),
  fault(
    'lint.tooManySeats',
    'two listings',
    [
      { listing: 'Riverbend Survey', ...wish([ann, bob], 'surveyN') },
      wish(others.slice(0, 10), 'desktopAdvN'),
    ],
    portal,
    ['warning', 'lint.tooManySeats', [0, 'entitlements', 0]],
    ['warning', 'lint.tooManySeats', [1, 'entitlements', 0]],
  ),
];

const read: readonly Mutation[] = [
  ...[5, null, true, ['a'], {}].map(user =>
    fault(
      'assignments.userNotText',
      JSON.stringify(user),
      [wish([ann, user], 'desktopStdN'), wish([bob], 'desktopStdN')],
      bare,
      ['error', 'assignments.userNotText', [0, 'users', 1]],
    ),
  ),
  ...[5, null, true, ['a'], {}].map(name =>
    fault(
      'assignments.entitlementNotText',
      JSON.stringify(name),
      [wish([ann], 'desktopStdN', name), wish([bob], 'desktopStdN')],
      bare,
      ['error', 'assignments.entitlementNotText', [0, 'entitlements', 1]],
    ),
  ),
  ...['desktopStdN', 5, {}, null, false].map(list =>
    fault(
      'assignments.noList',
      JSON.stringify(list),
      returned(row(ann, 'desktopStdN'), { username: bob, entitlements: list }),
      bare,
      ['error', 'assignments.noList', ['userEntitlements', 1, 'entitlements']],
    ),
  ),
  fault('assignments.noUser', 'no users', [wish([], 'desktopStdN'), wish([ann], 'desktopStdN')], bare, [
    'warning',
    'assignments.noUser',
    ['^', 0],
  ]),
  fault(
    'assignments.noUser',
    'a blank user',
    [wish([' '], 'desktopStdN'), wish([ann], 'desktopStdN')],
    bare,
    ['warning', 'assignments.noUser', ['^', 0]],
  ),
  fault(
    'assignments.noUser',
    'an empty name',
    returned(row(ann, 'desktopStdN'), row('', 'desktopStdN')),
    bare,
    ['warning', 'assignments.noUser', ['^', 'userEntitlements', 1]],
  ),
  fault(
    'assignments.noUser',
    'no name',
    returned(row(ann, 'desktopStdN'), { entitlements: ['desktopStdN'] }),
    bare,
    ['warning', 'assignments.noUser', ['^', 'userEntitlements', 1]],
  ),
  ...[5, 'ana', null].map(item =>
    fault(
      'assignments.noUser',
      `${JSON.stringify(item)} for an entry`,
      [wish([ann], 'desktopStdN'), item],
      bare,
      ['error', 'assignments.noUser', [1]],
    ),
  ),
  fault(
    'assignments.none',
    'users of nobody',
    wish([], 'desktopStdN'),
    bare,
    ['warning', 'assignments.noUser', ['^']],
    ['error', 'assignments.none', ['#', 'users']],
  ),
  fault('assignments.none', 'an empty answer', returned(), bare, [
    'error',
    'assignments.none',
    ['#', 'userEntitlements'],
  ]),
  fault('assignments.none', 'an export of nobody', exported(proItem), bare, [
    'error',
    'assignments.none',
    ['#', 'holders'],
  ]),
  fault(
    'assignments.none',
    'blank names alone',
    wish(['', ' '], 'desktopStdN'),
    bare,
    ['warning', 'assignments.noUser', ['^']],
    ['error', 'assignments.none', ['#', 'users']],
  ),
  fault(
    'assignments.none',
    'an answer of one without a name',
    { userEntitlements: { username: '', entitlements: [] } },
    bare,
    ['warning', 'assignments.noUser', ['^', 'userEntitlements']],
    ['error', 'assignments.none', ['#', 'userEntitlements']],
  ),
];

const header = ['Username', 'Listing', 'Entitlements'];
type Row = readonly (string | Cell)[];
type Place = (written: WrittenCsv) => Expected;

const user =
  (severity: Severity, code: string, line: number): Place =>
  ({ cell }) =>
    said(severity, code, cell(line, 0));
const token =
  (severity: Severity, code: string, line: number, text: string): Place =>
  written =>
    said(severity, code, written.token(line, 2, text));

const roster = (
  code: string,
  name: string,
  rows: readonly Row[],
  circumstances: Circumstances,
  ...found: readonly Place[]
): Mutation =>
  csvMutation(code, name, [header, ...rows], written => found.map(place => place(written)), circumstances);

const quoted = (text: string): Cell => ({ text, quoted: true });
const pro = 'ArcGIS Pro';

const rosters: readonly Mutation[] = [
  roster(
    'lint.unknownMember',
    'a cell',
    [
      [ann, pro, 'desktopStdN'],
      ['nobody', pro, 'desktopStdN'],
    ],
    portal,
    user('warning', 'lint.unknownMember', 2),
  ),
  roster(
    'lint.unknownMember',
    'a quoted cell',
    [[quoted('someone, "else"'), pro, 'desktopStdN']],
    portal,
    user('warning', 'lint.unknownMember', 1),
  ),
  roster(
    'lint.unknownMember',
    'a formula',
    [["'=nobody()", pro, 'desktopStdN']],
    portal,
    user('warning', 'lint.unknownMember', 1),
  ),
  roster(
    'lint.unknownMemberNear',
    'a cell',
    [['ana.kelle', pro, 'desktopStdN']],
    portal,
    user('warning', 'lint.unknownMemberNear', 1),
  ),
  roster(
    'lint.unknownMemberNear',
    'a guarded cell',
    [["'=formul", pro, 'desktopStdN']],
    portal,
    user('warning', 'lint.unknownMemberNear', 1),
  ),
  roster(
    'lint.unknownEntitlement',
    'a token',
    [[ann, pro, quoted('desktopStdN; lumberToolN')]],
    portal,
    token('warning', 'lint.unknownEntitlement', 1, 'lumberToolN'),
  ),
  roster(
    'lint.unknownEntitlement',
    'the name of a member',
    [[ann, pro, quoted(`${ann}|desktopStdN`)]],
    portal,
    token('warning', 'lint.unknownEntitlement', 1, ann),
  ),
  roster(
    'lint.unknownEntitlementNear',
    'a token',
    [[ann, pro, quoted('desktopStdN|spatialAnalist')]],
    portal,
    token('warning', 'lint.unknownEntitlementNear', 1, 'spatialAnalist'),
  ),
  roster(
    'lint.unknownEntitlementNear',
    'a cell',
    [[ann, pro, 'deskopStdN']],
    portal,
    token('warning', 'lint.unknownEntitlementNear', 1, 'deskopStdN'),
  ),
  roster(
    'lint.offlineMember',
    'a cell',
    [['cleo.ward', pro, 'desktopStdN']],
    portal,
    user('warning', 'lint.offlineMember', 1),
  ),
  roster(
    'lint.offlineMember',
    'a quoted cell',
    [[quoted('Dora.May'), pro, 'desktopBasicN']],
    portal,
    user('warning', 'lint.offlineMember', 1),
  ),
  roster(
    'lint.duplicateMember',
    'the same line',
    [
      [ann, pro, 'desktopStdN'],
      [bob, pro, 'desktopStdN'],
      [quoted(ann), pro, 'desktopStdN'],
    ],
    portal,
    user('information', 'lint.duplicateMember', 3),
  ),
  roster(
    'lint.duplicateMember',
    'without a portal',
    [
      [ann, pro, 'desktopStdN'],
      [ann, pro, 'DesktopStdN'],
    ],
    bare,
    user('information', 'lint.duplicateMember', 2),
  ),
  roster(
    'lint.duplicateMember',
    'nothing twice',
    [
      [ann, pro, ''],
      [ann, pro, ''],
    ],
    bare,
    user('information', 'lint.duplicateMember', 2),
  ),
  roster(
    'lint.contradiction',
    'two levels',
    [
      [ann, pro, 'desktopStdN'],
      [ann, pro, 'desktopAdvN'],
    ],
    portal,
    user('warning', 'lint.contradiction', 2),
  ),
  roster(
    'lint.contradiction',
    'nothing after something',
    [
      [ann, pro, 'desktopStdN'],
      [ann, pro, ''],
    ],
    bare,
    user('warning', 'lint.contradiction', 2),
  ),
  roster(
    'lint.contradiction',
    'something after nothing',
    [
      [ann, pro, ''],
      [bob, pro, ''],
      [quoted(ann), pro, 'spatialAnalystN; desktopStdN'],
    ],
    bare,
    user('warning', 'lint.contradiction', 3),
  ),
  roster(
    'lint.extensionNoLevel',
    'a token',
    [[cyd, pro, quoted('riverbendToolN; spatialAnalystN')]],
    portal,
    token('warning', 'lint.extensionNoLevel', 1, 'spatialAnalystN'),
  ),
  roster(
    'lint.extensionNoLevelFile',
    'a token',
    [[cyd, pro, 'spatialAnalystN']],
    bare,
    token('information', 'lint.extensionNoLevelFile', 1, 'spatialAnalystN'),
  ),
  roster(
    'lint.tooManySeats',
    'the fourth line',
    others.slice(0, 6).map(one => [one, pro, 'riverbendToolN']),
    portal,
    token('warning', 'lint.tooManySeats', 4, 'riverbendToolN'),
  ),
  ...[
    [
      ['Color', 'Size'],
      ['red', '3'],
    ],
    [
      ['Benutzername', 'Rechte'],
      ['ana', 'x'],
    ],
    [
      ['Name', 'Listing', 'Entitlements'],
      ['Ana Keller', pro, 'desktopStdN'],
    ],
    [
      ['1', '2'],
      ['3', '4'],
    ],
    [['ana.keller'], ['ben.ortiz']],
  ].map(rows =>
    csvMutation('roster.noUserColumn', rows[0]?.join(' ') ?? '', rows, ({ row: place }) => [
      said('error', 'roster.noUserColumn', place(0)),
    ]),
  ),
  ...[
    [['Username']],
    [['user', 'listing']],
    [header],
    [['E-Mail', 'Entitlements']],
    [['login', 'x', 'y', 'z']],
  ].map(rows =>
    csvMutation('roster.empty', rows[0]?.join(' ') ?? '', rows, ({ row: place }) => [
      said('error', 'roster.empty', place(0)),
    ]),
  ),
  ...[
    [['', pro, 'desktopStdN'], 2],
    [[' ', pro, ''], 2],
    [[quoted(''), pro, 'desktopStdN'], 2],
    [['', '', 'desktopStdN'], 2],
    [[quoted(' '), quoted(pro), quoted('desktopStdN')], 2],
  ].map(([line, at]) =>
    csvMutation(
      'roster.noUser',
      JSON.stringify(line),
      [header, [ann, pro, 'desktopStdN'], line as Row, [bob, pro, 'desktopStdN']],
      ({ row: place }) => [said('warning', 'roster.noUser', place(Number(at)))],
    ),
  ),
];

export const assignmentMutations: readonly Mutation[] = [
  ...unknown,
  ...twice,
  ...levels,
  ...seats,
  ...read,
  ...rosters,
];
/** More members than problems are shown. */
export const manyUnknown = (count: number): unknown =>
  wish(
    Array.from({ length: count }, (_, index) => `unknown ${index} of many`),
    'desktopStdN',
  );
export { ann, bob, cyd, dan, exported, held, members, portal, returned, row, wish };
