// Faults of the form of member assignments: names that are not text, lists that are none.
import { ann, bare, bob, exported, fault, returned, row, wish } from './assignmentFaults';
import { proItem } from './facts';
import type { Mutation } from './mutation';

export const assignmentFormMutations: readonly Mutation[] = [
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
    { as: 'assignments' },
    ['warning', 'assignments.noUser', ['^']],
    ['error', 'assignments.none', ['^']],
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
