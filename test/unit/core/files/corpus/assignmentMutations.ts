// Faults of member assignments: members, listings and seats.
import {
  ann,
  bare,
  bob,
  cyd,
  everywhere,
  exported,
  fault,
  held,
  portal,
  returned,
  row,
  wish,
} from './assignmentFaults';
import { itemId } from '../../../../../src/core/ids';
import { legacy, legacyWithoutMembers, licensedApps, others, proItem, surveyItem } from './facts';
import type { Circumstances, Mutation } from './mutation';

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
  ...['desktopStdM', 'dekstopStdN', 'spatialAnalyst', 'riverbendTooolN', 'NETWORKANALYST'].flatMap(name =>
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
      ['information', 'lint.contradiction', [1, 'users', 1]],
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

/** Apps and extensions of the license that no purchase names: free are 3 of AllSource, and 2 of Advanced Editing as a whole. */
const outside: Circumstances = { facts: licensedApps };
const allSource = (...entries: readonly unknown[]): unknown =>
  exported('0a5e092dee574858a89afa4686386450', ...entries);
const licensed: readonly Mutation[] = [
  ...['allsourc', 'ALLSOURCES', 'alsource'].map(name =>
    fault(
      'lint.unknownEntitlementNear',
      `${name} of an app outside of the purchases`,
      allSource(held(ann, 'allsource'), held(bob, name)),
      outside,
      ['warning', 'lint.unknownEntitlementNear', ['holders', 1, 'entitlements', 0]],
    ),
  ),
  ...['surveyN', 'desktopStdN', 'x'].map(name =>
    fault(
      'lint.unknownEntitlement',
      `${name} of an app outside of the purchases`,
      [{ listing: 'allsource', ...wish([ann], 'allsource', name) }],
      outside,
      ['warning', 'lint.unknownEntitlement', [0, 'entitlements', 1]],
    ),
  ),
  fault(
    'lint.tooManySeats',
    'an app outside of the purchases',
    allSource(...['ana.keller', ...others.slice(0, 4)].map(one => held(one, 'allsource'))),
    outside,
    ['warning', 'lint.tooManySeats', ['holders', 4, 'entitlements', 0]],
  ),
  fault(
    'lint.tooManySeats',
    'an extension of several entitlements',
    [
      { itemId: 'e1e19c99bb2a43548c31cd8e32217af6', ...wish([ann, bob], 'advediting') },
      { itemId: 'e1e19c99bb2a43548c31cd8e32217af6', ...wish(['ana.keller'], 'fieldediting', 'advediting') },
      { itemId: 'e1e19c99bb2a43548c31cd8e32217af6', ...wish([cyd], 'fieldediting') },
    ],
    outside,
    ['warning', 'lint.tooManySeats', [2, 'entitlements', 0]],
  ),
  fault('lint.offlineMember', 'of an app outside of the purchases', allSource(held('cleo.ward')), outside, [
    'warning',
    'lint.offlineMember',
    ['holders', 0, 'user'],
  ]),
  ...(
    [
      ['by item id', [{ itemId: 'b2eaa28669e54ec08ff87e0ceec591df', ...wish([ann], 'x') }], [0, 'itemId']],
      ['by its id', [{ listing: 'cityengine', ...wish([ann], 'cityEngine') }], [0, 'listing']],
      [
        'by its title, once for all lines',
        [
          { listing: 'ArcGIS CityEngine', ...wish([ann], 'cityEngine') },
          { listing: 'cityEngine', ...wish([bob], 'cityEngine') },
        ],
        [0, 'listing'],
      ],
      [
        'of an export',
        exported('b2eaa28669e54ec08ff87e0ceec591df', held(ann, 'x'), held(bob, 'x')),
        ['itemId'],
      ],
    ] as const
  ).map(([name, value, path]) =>
    fault('lint.productNotChecked', name, value, outside, ['information', 'lint.productNotChecked', path]),
  ),
  fault(
    'lint.productNotChecked',
    'chosen for the file',
    [wish([ann], 'cityEngine'), wish([bob], 'x')],
    { ...outside, itemId: itemId('b2eaa28669e54ec08ff87e0ceec591df') },
    ['information', 'lint.productNotChecked', [0, 'entitlements', 0]],
  ),
];

const listings: readonly Mutation[] = [
  ...['ArcGIS Prro', 'constructor', '00000000000000000000000000000000', 'Riverbend', '組織 😀'].map(name =>
    fault(
      'assignments.unknownListing',
      name,
      [
        { listing: proItem, ...wish([ann], 'desktopStdN') },
        { listing: name, ...wish([bob], 'lumberToolN') },
        { listing: name, ...wish([cyd], 'lumberToolN') },
      ],
      portal,
      ['warning', 'assignments.unknownListing', [1, 'listing']],
    ),
  ),
  ...(
    [
      ['one', wish([ann], 'desktpStdN'), ['entitlements', 0]],
      ['a list', [wish([ann], 'desktopStdN'), wish([bob], 'x')], [0, 'entitlements', 0]],
      [
        'as returned',
        returned(row(ann), row(bob, 'desktopStdN')),
        ['userEntitlements', 1, 'entitlements', 0],
      ],
      [
        'beside one that is named',
        [{ itemId: proItem, ...wish([ann], 'desktopStdN') }, wish([bob], 'desktpStdN')],
        [1, 'entitlements', 0],
      ],
      ['of several', wish([ann, bob], 'desktopStdN', 'x'), ['entitlements', 0]],
    ] as const
  ).map(([name, value, path]) =>
    fault('lint.listingNotChosen', name, value, { facts: legacy }, [
      'information',
      'lint.listingNotChosen',
      path,
    ]),
  ),
  ...[bare, portal].flatMap((circumstances, index) =>
    everywhere(
      'lint.twoLevels',
      `Standard and Advanced ${index}`,
      [cyd, 'desktopStdN', 'spatialAnalystN', 'DESKTOPADVN'],
      'warning',
      2,
      circumstances,
    ),
  ),
];

export const assignmentMutations: readonly Mutation[] = [
  ...listings,
  ...licensed,
  ...unknown,
  ...twice,
  ...levels,
  ...seats,
];
