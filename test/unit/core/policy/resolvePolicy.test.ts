// What cannot be known is never taken for "nobody", and what the rules of a member come to.
import assert from 'node:assert/strict';
import { username } from '../../../../src/core/ids';
import { known, unread } from '../../../../src/core/policy/policyOrganization';
import type { PolicyOrganization } from '../../../../src/core/policy/policyOrganization';
import { policyNeeds } from '../../../../src/core/policy/policyWalk';
import { resolvePolicy } from '../../../../src/core/policy/resolvePolicy';
import type { ResolvedPolicy } from '../../../../src/core/policy/resolvePolicy';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';
import { documentOf, now, organization, policyOf } from './smallOrganization';

const resolved = (text: string, facts: PolicyOrganization = organization, at = now): ResolvedPolicy =>
  resolvePolicy(policyOf(text), facts, at, text);

const exact = (to: string, more = ''): string =>
  documentOf(
    `"mode": "exact", ${more} "listings": [
      { "itemId": "pro", "grants": [{ "to": ${to}, "give": "desktopAdvN" }] },
      { "itemId": "d1", "grants": [{ "to": { "members": ["bob"] }, "give": "drone2map" }] }
    ]`,
  );

describe('a selection that cannot be known', () => {
  const cut = { kind: 'portalLimit', limit: 10_000 } as const;
  const members = known({ items: [{ username: username('bob'), role: 'org_user' }], partial: cut });
  const withRosters = (roster: PolicyOrganization['rosters']): PolicyOrganization => ({
    ...organization,
    rosters: roster,
  });
  const unknown: readonly (readonly [what: string, to: string, facts: PolicyOrganization, code: string])[] = [
    ['a roster that was not read', '{ "roster": "x.csv" }', organization, 'rosterUnread'],
    [
      'a roster with a fault',
      '{ "roster": "x.csv" }',
      withRosters(new Map([['x.csv', unread('quotes')]])),
      'rosterUnread',
    ],
    ['an empty roster', '{ "roster": "x.csv" }', withRosters(new Map([['x.csv', known([])]])), 'rosterEmpty'],
    [
      'groups that were not read',
      '{ "group": "g1" }',
      { ...organization, groups: unread('down') },
      'groupUnread',
    ],
    [
      'a group whose members were not read',
      '{ "group": "g1" }',
      { ...organization, groups: known([{ id: 'g1', title: 'x', members: unread('403') }]) },
      'groupUnread',
    ],
    [
      'a group that was cut',
      '{ "group": "g1" }',
      {
        ...organization,
        groups: known([{ id: 'g1', title: 'x', members: known({ items: [], partial: cut }) }]),
      },
      'groupCut',
    ],
    [
      'a group whose members are hidden',
      '{ "group": "g1" }',
      { ...organization, groups: known([{ id: 'g1', title: 'x', members: known({ items: [] }) }]) },
      'groupEmpty',
    ],
    ['a group that is none', '{ "group": "g9" }', organization, 'unknownGroup'],
    [
      'a user type of a list that was cut',
      '{ "userType": "viewerUT" }',
      { ...organization, members },
      'membersCut',
    ],
    ['everyone of a list that was cut', '{ "everyone": true }', { ...organization, members }, 'membersCut'],
    [
      'a role of members who were not read',
      '{ "role": "org_user" }',
      { ...organization, members: unread('x') },
      'membersUnread',
    ],
    [
      'a role of roles that were not read',
      '{ "role": "Chief" }',
      { ...organization, roles: unread('x') },
      'rolesUnread',
    ],
    ['a user type that is none', '{ "userType": "creatorut" }', organization, 'unknownUserTypeNear'],
  ];
  const selections: Readonly<Record<string, (to: string) => string>> = {
    directly: to => to,
    'beside members by name': to => `[{ "members": ["ana.keller"] }, ${to}]`,
    'as an exception': to => `{ "everyone": true, "except": ${to} }`,
    'as a team of a team': () => '"outer"',
  };
  for (const [what, to, facts, code] of unknown) {
    for (const [how, wrap] of Object.entries(selections)) {
      it(`blocks what it is used in: ${what}, ${how}`, () => {
        const teams = `"teams": { "inner": ${to}, "outer": { "team": "inner" } },`;
        const { rules, wishes, problems, blocked } = resolved(exact(wrap(to), teams), facts);
        assert.deepEqual(rules.governed, ['d1']);
        assert.deepEqual([...new Set(wishes.map(one => one.itemId))], ['d1']);
        assert.ok(problems.some(one => one.severity === 'error' && one.code === `policy.${code}`));
        assert.deepEqual(blocked, [{ title: 'ArcGIS Pro', itemId: 'pro' }]);
      });
    }

    it(`blocks everything where nobody knows who is protected or excluded: ${what}`, () => {
      for (const key of ['protected', 'exclude']) {
        const { rules, wishes, blocked } = resolved(
          exact('{ "members": ["bob"] }', `"${key}": ${to},`),
          facts,
        );
        assert.deepEqual([rules.governed, wishes, blocked.length], [[], [], 2]);
      }
    });
  }

  it('blocks the quota of its team, and a second entry of the same listing', () => {
    const text = documentOf(
      `"teams": { "t": { "roster": "x.csv" } }, "listings": [
        { "itemId": "pro", "grants": [{ "to": { "members": ["bob"] }, "give": "desktopAdvN" }] },
        { "title": "ArcGIS Pro", "grants": [], "quotas": [{ "team": "t", "seats": 1 }] }
      ]`,
    );
    const { rules, wishes } = resolved(text);
    assert.deepEqual([rules.governed, wishes, rules.quotas], [[], [], []]);
  });

  it('blocks user types of which one rule is not known', () => {
    const rule = '{ "to": { "members": ["bob"] }, "userType": "viewerUT" }';
    const more = '{ "to": { "roster": "x.csv" }, "userType": "creatorUT" }';
    assert.deepEqual(resolved(documentOf(`"userTypes": [${rule}]`)).rules.governed, [userTypesTarget]);
    assert.deepEqual(resolved(documentOf(`"userTypes": [${rule}, ${more}]`)).rules.governed, []);
  });

  it('blocks a listing that the portal does not have, or that could not be looked up', () => {
    const facts = { ...organization, listings: unread('down') };
    assert.deepEqual(resolved(exact('{ "members": ["bob"] }'), facts).rules.governed, []);
    const text = exact('{ "members": ["bob"] }').replace('"pro"', '"prö"');
    assert.deepEqual(resolved(text).rules.governed, ['d1']);
  });

  it('blocks a listing with an entitlement that is none: the wish would be a part of what was meant', () => {
    const text = exact('{ "members": ["bob"] }').replace('desktopAdvN', 'desktopADVN2');
    assert.deepEqual(resolved(text).rules.governed, ['d1']);
  });
});

describe('wishes', () => {
  it("take all rules of a member together, with the lines, the portal's spelling and the first priority", () => {
    const text = documentOf(`
      "sets": { "gis": ["DESKTOPadvN", "spatialAnalystN"] },
      "teams": { "crew": { "group": "field crew" } },
      "listings": [{ "itemId": "pro", "grants": [
        { "to": "crew", "give": "gis", "priority": 7 },
        { "to": [{ "role": "planner" }, { "members": ["BOB"] }], "give": ["networkAnalystN", "gis"], "note": "Routing" }
      ] }]`);
    const { wishes, rules } = resolved(text);
    assert.deepEqual(
      wishes.map(one => [
        one.username,
        one.entitlements,
        one.priority,
        one.reasons.map(each => [each.line, each.text]),
      ]),
      [
        [
          'bob',
          ['desktopAdvN', 'spatialAnalystN', 'networkAnalystN'],
          7,
          [
            [5, 'gis → crew'],
            [6, 'Routing'],
          ],
        ],
        ['cy', ['desktopAdvN', 'spatialAnalystN'], 7, [[5, 'gis → crew']]],
        ['dora', ['networkAnalystN', 'desktopAdvN', 'spatialAnalystN'], 10_000, [[6, 'Routing']]],
      ],
    );
    const reason = wishes[0]?.reasons[0];
    assert.ok(reason !== undefined);
    assert.equal(
      text.slice(reason.offset, reason.offset + reason.length),
      '{ "to": "crew", "give": "gis", "priority": 7 }',
    );
    assert.equal(rules.mode, 'addOnly');
  });

  it('of user types are the one that goes first', () => {
    const rule = (type: string, priority: string): string =>
      `{ "to": { "members": ["bob"] }, "userType": "${type}"${priority} }`;
    const types = (...rules: readonly string[]): readonly (readonly string[])[] =>
      resolved(documentOf(`"userTypes": [${rules.join(',')}]`)).wishes.map(one => one.entitlements);
    assert.deepEqual(types(rule('viewerUT', ''), rule('creatorUT', ', "priority": 2')), [['creatorUT']]);
    assert.deepEqual(types(rule('viewerUT', ''), rule('viewerUT', '')), [['viewerUT']]);
    assert.deepEqual(types(rule('viewerUT', ''), rule('creatorUT', '')), []);
  });

  it('carry the rules of the whole: threshold, quotas, protected and excluded members, gaps and mail', () => {
    const { rules } = resolved(
      documentOf(`"mode": "exact", "notify": true, "allowGaps": true, "removalThreshold": { "percent": 2.5 },
        "teams": { "crew": { "members": ["bob", "Cy"] } }, "protected": { "role": "org_admin" }, "exclude": "crew",
        "sets": { "two": ["desktopAdvN", "spatialAnalystN"] },
        "listings": [{ "itemId": "pro", "grants": [], "quotas": [{ "team": "crew", "entitlement": "two", "seats": 3, "note": "why" }, { "team": "crew", "seats": 4 }] }]`),
    );
    const { quotas, ...rest } = rules;
    assert.deepEqual(rest, {
      mode: 'exact',
      governed: ['pro'],
      excluded: new Set(['bob', 'cy']),
      protected: new Set(['admin']),
      removalThreshold: { percent: 2.5 },
      allowGaps: true,
      notify: true,
    });
    assert.deepEqual(
      quotas.map(one => [
        one.team,
        [...one.members],
        one.itemId,
        one.entitlement,
        one.seats,
        one.reason.text,
      ]),
      [
        ['crew', ['bob', 'cy'], 'pro', 'desktopAdvN', 3, 'why'],
        ['crew', ['bob', 'cy'], 'pro', 'spatialAnalystN', 3, 'why'],
        ['crew', ['bob', 'cy'], 'pro', undefined, 4, 'crew ≤ 4'],
      ],
    );
  });

  it('need what the policy names', () => {
    const policy = policyOf(
      exact(
        '[{ "group": ["g1", "b"], "roster": "a.csv" }, { "everyone": true, "except": { "role": "x", "group": "g1" } }]',
      ),
    );
    assert.deepEqual(policyNeeds(policy), { groups: ['g1', 'b'], rosters: ['a.csv'], roles: true });
  });
});
