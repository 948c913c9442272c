import assert from 'node:assert/strict';
import { itemId } from '../../../../src/core/ids';
import { checkPolicy } from '../../../../src/core/policy/lintPolicy';
import { known, nothingKnown, unread } from '../../../../src/core/policy/policyOrganization';
import type { PolicyOrganization } from '../../../../src/core/policy/policyOrganization';
import { documentOf, holding, now, organization } from './smallOrganization';

/** `severity code "text there"` of each problem. */
function said(text: string, facts: PolicyOrganization | undefined = organization): readonly string[] {
  return checkPolicy(text, 'a.license-policy.jsonc', now, facts).problems.map(
    one =>
      `${one.severity} ${one.code.replace('policy.', '')} ${text.slice(one.offset, one.offset + one.length)}`,
  );
}

const pro = (grants: string, more = ''): string =>
  documentOf(`${more} "listings": [{ "itemId": "pro", "grants": [${grants}] }]`);

const cases: readonly (readonly [what: string, text: string, expected: readonly string[]])[] = [
  ['nothing of a fine policy', pro('{ "to": { "members": ["ana.keller"] }, "give": "desktopAdvN" }'), []],
  // names
  [
    'a member who is none, with the one that is meant',
    pro('{ "to": { "members": ["Ana.Kellr", "zoltan"] }, "give": "desktopAdvN" }'),
    ['warning unknownMemberNear "Ana.Kellr"', 'warning unknownMember "zoltan"'],
  ],
  [
    'a member twice',
    pro('{ "to": { "members": ["bob", "cy", "BOB"] }, "give": "networkAnalystN" }'),
    ['warning noLevel {', 'information memberTwice "BOB"'],
  ],
  [
    'names of a roster',
    pro('{ "to": { "roster": "crew.csv" }, "give": "desktopBasicN" }'),
    ['warning rosterUnknown "crew.csv"'],
  ],
  [
    'sets and teams that nothing uses',
    pro(
      '{ "to": "t", "give": "s" }',
      '"sets": { "s": "desktopBasicN", "s2": "desktopAdvN" }, "teams": { "t": { "team": "u" }, "u": { "members": ["bob"] }, "v": { "everyone": true } },',
    ),
    ['information unusedSet "s2"', 'information unusedTeam "v"'],
  ],
  [
    'a set that is called like an entitlement',
    pro(
      '{ "to": { "members": ["bob"] }, "give": "desktopadvn" }',
      '"sets": { "desktopadvn": "desktopBasicN" },',
    ),
    ['warning setHides "desktopadvn"'],
  ],
  [
    'an entitlement that is none, with the one that is meant',
    pro('{ "to": { "members": ["bob"] }, "give": ["desktopAvdN", "zzz"] }'),
    ['error unknownEntitlementNear "desktopAvdN"', 'error unknownEntitlement "zzz"'],
  ],
  [
    'listings that are none',
    documentOf(
      '"listings": [{ "title": "ArcGIS Por", "grants": [] }, { "itemId": "x", "grants": [] }, { "title": "Zzz", "grants": [] }]',
    ),
    ['error unknownTitleNear "ArcGIS Por"', 'error unknownListing "x"', 'error unknownTitle "Zzz"'],
  ],
  [
    'a title that two have, and one that the item id contradicts',
    documentOf(
      '"listings": [{ "title": "drone2map", "grants": [] }, { "title": "Drone", "itemId": "d1", "grants": [] }, { "itemId": "d1", "grants": [] }]',
    ),
    ['error ambiguousTitle "drone2map"', 'warning otherTitle "Drone"', 'warning sameTarget "d1"'],
  ],
  [
    'bundles that are none',
    documentOf('"appBundles": [{ "title": "Urban Suit", "grants": [] }, { "itemId": "x", "grants": [] }]'),
    ['error unknownBundleNear "Urban Suit"', 'error unknownBundle "x"'],
  ],
  [
    'user types and roles that are none',
    pro(
      '{ "to": { "userType": "viewerut", "role": "org_publishr" }, "give": "desktopAdvN" }',
      '"userTypes": [{ "to": { "role": "boss" }, "userType": "kingUT" }],',
    ),
    [
      'error unknownRole "boss"',
      'error unknownUserType "kingUT"',
      'error unknownUserTypeNear "viewerut"',
      'error unknownRoleNear "org_publishr"',
    ],
  ],
  [
    'groups that are none, or two, and a role that is two',
    pro('{ "to": { "group": ["nobody", "twins"], "role": "reader" }, "give": "desktopAdvN" }'),
    ['error unknownGroup "nobody"', 'error ambiguousGroup "twins"', 'error ambiguousRole "reader"'],
  ],
  // rules
  [
    'two user types for one member, and not where one goes first',
    documentOf(
      '"userTypes": [{ "to": { "members": ["bob", "cy"] }, "userType": "viewerUT" }, { "to": { "members": ["bob"] }, "userType": "GISProfessionalAdvUT" }, { "to": { "members": ["cy"] }, "userType": "GISProfessionalAdvUT", "priority": 1 }]',
    ),
    ['error twoUserTypes {'],
  ],
  [
    'two levels of Pro',
    pro(
      '{ "to": { "everyone": true }, "give": "desktopAdvN" }, { "to": { "members": ["bob"] }, "give": "desktopBasicN" }',
    ),
    ['information includedLevel "pro"', 'warning moreThanSeats "pro"', 'warning twoLevels {'],
  ],
  [
    'an extension without a level, but not where the user type brings one along',
    pro('{ "to": { "members": ["cy", "bob"] }, "give": "networkAnalystN" }'),
    ['warning noLevel {'],
  ],
  [
    'a level that comes with the user type',
    pro('{ "to": { "members": ["cy", "bob"] }, "give": "desktopBasicN" }'),
    ['information includedLevel "pro"'],
  ],
  [
    'a level that comes with the user type that the policy gives',
    pro(
      '{ "to": { "members": ["bob"] }, "give": "desktopBasicN" }',
      '"userTypes": [{ "to": { "members": ["bob"] }, "userType": "GISProfessionalAdvUT" }],',
    ),
    ['information includedLevel "pro"'],
  ],
  [
    'members who are selected by a user type that the policy changes',
    documentOf(
      '"userTypes": [{ "to": { "members": ["bob", "cy"] }, "userType": "GISProfessionalAdvUT" }], "listings": [{ "itemId": "d2", "grants": [{ "to": { "userType": ["viewerUT", "GISProfessionalAdvUT"] }, "give": "drone2map" }, { "to": { "userType": "viewerUT" }, "give": "drone2map" }] }]',
    ),
    ['warning typeMoves "viewerUT"'],
  ],
  [
    'protected members whom the rules would reduce',
    pro(
      '{ "to": { "members": ["bob"] }, "give": "desktopBasicN" }',
      '"mode": "exact", "protected": { "role": "org_admin" },',
    ),
    ['warning protectedKeep {'],
  ],
  [
    'a grant of a member who is excluded',
    pro(
      '{ "to": { "members": ["bob", "cy"] }, "give": "networkAnalystN" }',
      '"exclude": { "userType": "viewerUT" },',
    ),
    ['information excludedGrant "bob"'],
  ],
  [
    'a grant that ended, and what the mode makes of it',
    pro('{ "to": { "members": ["bob"] }, "give": "desktopBasicN", "until": "2026-11-21" }'),
    ['warning endedKept "2026-11-21"', 'warning noZone "2026-11-21"'],
  ],
  [
    'a grant that ended, in the mode that takes it back',
    pro(
      '{ "to": { "members": ["bob"] }, "give": "desktopBasicN", "until": "2026-11-21" }',
      '"mode": "removeOnly",',
    ),
    ['warning takesAll "pro"', 'warning ended "2026-11-21"', 'warning noZone "2026-11-21"'],
  ],
  [
    'a grant on its last day, which counts',
    pro('{ "to": { "members": ["bob"] }, "give": "desktopBasicN", "until": "2026-11-22" }'),
    ['warning noZone "2026-11-22"'],
  ],
  [
    'a selection of nobody',
    pro('{ "to": { "role": "org_viewer", "members": [] }, "give": "desktopBasicN" }').replace(
      'org_viewer',
      'iBBBBBBBBBBBBBBB',
    ),
    ['warning selectsNobody {'],
  ],
  [
    'a listing that is taken from all',
    documentOf(
      '"mode": "exact", "listings": [{ "title": "ArcGIS Pro", "grants": [] }, { "itemId": "d2", "grants": [] }]',
    ),
    ['warning takesAll "ArcGIS Pro"'],
  ],
  // seats
  [
    'more members than seats, those who keep theirs included',
    pro('{ "to": { "members": ["bob"] }, "give": "desktopAdvN" }'),
    ['warning moreThanSeats "pro"'],
  ],
  [
    'more members than seats, what a member of the grant keeps included',
    pro(
      '{ "to": { "members": ["ana.keller"] }, "give": "desktopAdvN" }, { "to": { "members": ["cy"] }, "give": "spatialAnalystN" }',
    ),
    ['warning moreThanSeats "pro"'],
  ],
  [
    'no shortage where the others give theirs back',
    pro('{ "to": { "members": ["bob"] }, "give": "desktopAdvN" }', '"mode": "exact",'),
    [],
  ],
  [
    'a shortage where they are protected or excluded',
    pro(
      '{ "to": { "members": ["bob"] }, "give": "desktopAdvN" }',
      '"mode": "exact", "exclude": { "members": ["ana.keller", "admin"] },',
    ),
    ['warning moreThanSeats "pro"'],
  ],
  [
    'more members than a listing and a bundle are for',
    documentOf(
      '"listings": [{ "itemId": "d1", "grants": [{ "to": { "everyone": true }, "give": "drone2map" }] }], "appBundles": [{ "itemId": "urban", "grants": [{ "to": { "group": "Field crew" } }] }]',
    ),
    ['warning moreThanMembers "d1"', 'warning moreThanMembers "urban"'],
  ],
  [
    'more members than a user type is for',
    documentOf('"userTypes": [{ "to": { "members": ["bob"] }, "userType": "creatorUT" }]'),
    ['warning moreThanUserType ['],
  ],
  [
    'a quota below what is granted',
    documentOf(
      '"teams": { "crew": { "group": "g1" } }, "listings": [{ "itemId": "d2", "grants": [{ "to": "crew", "give": "drone2map" }], "quotas": [{ "team": "crew", "entitlement": "drone2map", "seats": 1 }, { "team": "crew", "seats": 2 }] }]',
    ),
    ['warning overQuota {'],
  ],
];

describe('the check of a policy', () => {
  for (const [what, text, expected] of cases) {
    it(`says ${what}`, () => {
      assert.deepEqual([...said(text)].sort(), [...expected].sort());
    });
  }

  it('names the members, counts and ways out in its sentences', () => {
    const text = pro('{ "to": { "everyone": true }, "give": "desktopAdvN" }');
    const { problems } = checkPolicy(text, 'a.license-policy.jsonc', now, organization);
    assert.deepEqual(
      problems.map(one => one.message),
      [
        'ArcGIS Pro Advanced comes with the user type Professional Plus: cy would take a seat that is not needed.',
        'ArcGIS Pro Advanced of ArcGIS Pro: 5 members would hold it, and there are 2 seats. 3 go without.',
      ],
    );
  });

  it('offers the name that is meant in place of the wrong one', () => {
    const text = pro('{ "to": { "members": ["Ana.Kellr"] }, "give": "desktopAvdN" }');
    const { problems } = checkPolicy(text, 'a.license-policy.jsonc', now, organization);
    const fixed = problems.flatMap(one => one.fixes?.[0]?.edits ?? []).map(one => one.newText);
    assert.deepEqual(fixed, ['"Ana.Keller"', '"desktopAdvN"']);
  });

  it('judges nobody whom it does not know', () => {
    const text = pro('{ "to": { "members": ["zoltan"] }, "give": "desktopAdvN" }', '"mode": "exact",');
    const cut = known({ items: [], partial: { kind: 'portalLimit' as const, limit: 10_000 } });
    assert.deepEqual(said(text, { ...organization, members: cut }), []);
    assert.deepEqual(said(text, { ...organization, members: unread('down'), held: new Map() }), []);
    assert.deepEqual(said(text, nothingKnown('UTC', 'down')), ['error listingsUnread "pro"']);
  });

  it('says nothing of what only a portal can tell without one', () => {
    const text = pro('{ "to": { "members": ["zoltan"] }, "give": "x" }', '"sets": { "s": ["a"] },');
    assert.deepEqual(
      checkPolicy(text, 'a.license-policy.jsonc', now).problems.map(one => one.code),
      ['policy.unusedSet'],
    );
  });

  it('counts what is held without a pool as an entitlement', () => {
    const held = new Map([...organization.held, [itemId('d2'), holding({ bob: 'oldKey' })] as const]);
    const text = documentOf(
      '"listings": [{ "itemId": "d2", "grants": [{ "to": { "members": ["bob"] }, "give": "OLDKEY" }] }]',
    );
    assert.deepEqual(said(text, { ...organization, held }), []);
    assert.deepEqual(said(text), ['error unknownEntitlement "OLDKEY"']);
  });
});
