// Faults of rosters: at a cell with its quotes, at a token in a cell, at a line.
import { ann, bare, bob, cyd, portal } from './assignmentFaults';
import type { Cell, WrittenCsv } from './csvWriter';
import { others } from './facts';
import type { Circumstances, Expected, Mutation, Severity } from './mutation';
import { csvMutation, said } from './mutation';

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

export const rosterMutations: readonly Mutation[] = [
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
    [['cleo.ward', pro, 'desktopBasicN']],
    portal,
    user('warning', 'lint.offlineMember', 1),
  ),
  roster(
    'lint.offlineMember',
    'a quoted cell',
    [[quoted('Dora.May'), pro, 'desktopStdN']],
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
