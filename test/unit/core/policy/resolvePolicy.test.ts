// What cannot be known is never taken for "nobody", days are whole in their zone, and what is due is told from what happened.
import assert from 'node:assert/strict';
import { itemId, username } from '../../../../src/core/ids';
import { endOfDay, startOfDay } from '../../../../src/core/policy/policyDays';
import { checkPortal, isSamePortal, portalInPolicy } from '../../../../src/core/policy/policyPortal';
import { known, unread } from '../../../../src/core/policy/policyOrganization';
import type { PolicyOrganization } from '../../../../src/core/policy/policyOrganization';
import { policyNeeds } from '../../../../src/core/policy/policyWalk';
import { readPolicy } from '../../../../src/core/policy/readPolicy';
import { resolvePolicy } from '../../../../src/core/policy/resolvePolicy';
import type { ResolvedPolicy } from '../../../../src/core/policy/resolvePolicy';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';
import { documentOf, holding, now, organization, policyOf } from './smallOrganization';

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

describe('days of grants', () => {
  const utc = (text: string): number => Date.parse(`${text}:00Z`);

  it('begin and end in their zone, also where clocks change at midnight', () => {
    const days: readonly (readonly [zone: string, day: string, start: string, end: string])[] = [
      ['UTC', '2027-01-10', '2027-01-10T00:00', '2027-01-11T00:00'],
      ['Europe/Zurich', '2027-03-28', '2027-03-27T23:00', '2027-03-28T22:00'],
      ['America/Los_Angeles', '2026-11-01', '2026-11-01T07:00', '2026-11-02T08:00'],
      ['Pacific/Kiritimati', '2027-01-10', '2027-01-09T10:00', '2027-01-10T10:00'],
      ['Pacific/Niue', '2027-01-10', '2027-01-10T11:00', '2027-01-11T11:00'],
      ['Asia/Kathmandu', '2028-02-29', '2028-02-28T18:15', '2028-02-29T18:15'],
      // The day begins at 1 o'clock, as summer time begins at midnight.
      ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00', '2018-11-05T02:00'],
      // 30 December 2011 was left out.
      ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00', '2011-12-30T10:00'],
    ];
    for (const [zone, day, start, end] of days) {
      assert.equal(startOfDay(day, zone), utc(start), `${zone} ${day}`);
      assert.equal(endOfDay(day, zone), utc(end), `${zone} ${day}`);
    }
  });

  it('count whole: in force from the first instant of the first day to the last of the last', () => {
    const text = exact('{ "members": ["bob"] }').replace(
      '"give": "desktopAdvN"',
      '"give": "desktopAdvN", "from": "2027-01-10", "until": "2027-01-12"',
    );
    const isGranted = (at: number): boolean =>
      resolved(text, organization, at).wishes.some(one => one.itemId === 'pro');
    const [start, end] = [utc('2027-01-09T23:00'), utc('2027-01-12T23:00')];
    assert.deepEqual([start - 1, start, end - 1, end].map(isGranted), [false, true, true, false]);
    const zoned = text.replace('"policy": 1', '"policy": 1, "timeZone": "America/Los_Angeles"');
    const there = resolved(zoned, organization, utc('2027-01-13T07:59'));
    assert.ok(there.wishes.some(one => one.itemId === 'pro'));
  });
});

describe('what is due', () => {
  const loan = (period: string, members = '["bob", "cy"]', more = ''): string =>
    documentOf(
      `${more} "listings": [{ "itemId": "d1", "grants": [{ "to": { "members": ${members} }, "give": "drone2map", ${period} }] }]`,
    );
  const due = (text: string, facts: PolicyOrganization = organization): readonly unknown[] =>
    resolved(text, facts).due.map(one => [one.event, one.state, one.members.join(' ')]);

  it('is to come, due today, or overdue for those whom the portal does not show so', () => {
    assert.deepEqual(due(loan('"from": "2026-11-23", "until": "2026-12-01"')), [
      ['starts', 'upcoming', 'bob cy'],
      ['ends', 'upcoming', 'bob cy'],
    ]);
    assert.deepEqual(due(loan('"from": "2026-11-22"')), [['starts', 'due', 'cy']]);
    assert.deepEqual(due(loan('"from": "2026-11-20"')), [['starts', 'overdue', 'cy']]);
    assert.deepEqual(due(loan('"until": "2026-11-21"')), [['ends', 'due', 'bob']]);
    assert.deepEqual(due(loan('"until": "2026-11-20"')), [['ends', 'overdue', 'bob']]);
  });

  it('is nothing where it happened as it should, or is long past', () => {
    assert.deepEqual(due(loan('"from": "2026-11-01"', '["bob"]')), []);
    assert.deepEqual(due(loan('"until": "2026-11-01"', '["cy"]')), []);
    assert.deepEqual(due(loan('"from": "2026-11-01", "until": "2026-11-02"', '["cy"]')), []);
    assert.deepEqual(due(loan('"until": "2025-01-01"')), []);
  });

  it('ends nothing that another grant in force gives', () => {
    const text = loan('"until": "2026-11-20"').replace(
      '"grants": [',
      '"grants": [{ "to": { "members": ["bob"] }, "give": "drone2map" },',
    );
    assert.deepEqual(due(text), []);
  });

  it('is unknown where what is held is', () => {
    const unreadHeld = { ...organization, held: new Map([[itemId('d1'), unread('down')]]) };
    assert.deepEqual(due(loan('"until": "2026-11-20"'), unreadHeld), [['ends', 'unknown', 'bob cy']]);
    const cut = { ...organization, held: new Map([[itemId('d1'), holding({ bob: 'drone2map' }, false)]]) };
    assert.deepEqual(due(loan('"until": "2026-11-20"'), cut), [['ends', 'unknown', 'bob cy']]);
    assert.deepEqual(due(loan('"until": "2026-11-20"', '["bob"]'), cut), [['ends', 'overdue', 'bob']]);
  });

  it('is told of user types, by the one that goes first', () => {
    const rule = (more: string): string =>
      documentOf(`"userTypes": [{ "to": { "members": ["bob"] }, "userType": "creatorUT", ${more} }]`);
    assert.deepEqual(due(rule('"from": "2026-11-20"')), [['starts', 'overdue', 'bob']]);
    assert.deepEqual(due(rule('"until": "2026-11-20"')), []);
  });
});

describe('the portal of a policy', () => {
  it('is an address over https or on this computer, without anything secret', () => {
    for (const text of [
      'https://x.maps.arcgis.com',
      'https://gis.example:7443/arcgis',
      'http://127.0.0.1:8080',
      'sample:legacy-S',
    ])
      assert.equal(checkPortal(text), 'fine', text);
    for (const text of [
      'https://a@x.example',
      'https://a:b@x.example',
      'https://x.example/?token=1',
      'https://x.example/#a',
    ])
      assert.equal(checkPortal(text), 'secret', text);
    for (const text of [
      'http://x.example',
      'x.example',
      'file:///etc',
      'sample:online-XXL',
      'javascript:alert(1)',
    ])
      assert.equal(checkPortal(text), 'none', text);
  });

  it('is told from all others, whatever the spelling', () => {
    for (const other of [
      'https://GIS.example/Portal/',
      'https://gis.example:443/portal/sharing/rest',
      'https://gis.example/portal/home/',
    ])
      assert.ok(isSamePortal('https://gis.example/portal', other), other);
    for (const other of [
      'https://gis.example',
      'https://gis.example/portal2',
      'http://gis.example/portal',
      'https://gis.example.evil.example/portal',
      'https://gis.example:8443/portal',
      'sample:online-M',
    ])
      assert.ok(!isSamePortal('https://gis.example/portal', other), other);
    const sample = portalInPolicy({ url: 'http://127.0.0.1:1', sample: { flavor: 'online', scale: 'M' } });
    assert.ok(isSamePortal(sample, 'sample:online-M') && checkPortal(sample) === 'fine');
  });
});

describe('reading a policy', () => {
  it('points at each fault, in comments and trailing commas as the name allows', () => {
    const text = '{ "policy": 1, "portal": "https://x.example", // why\n "listings": [], }';
    const found = (name: string): readonly string[] =>
      readPolicy(text, name).problems.map(
        one => `${one.code} ${text.slice(one.offset, one.offset + one.length)}`,
      );
    assert.deepEqual(found('a.license-policy.jsonc'), []);
    assert.deepEqual(found('A.LICENSE-POLICY.JSONC'), []);
    assert.deepEqual(found('a.license-policy.json'), ['policy.comment // why', 'json.trailingComma ,']);
  });

  it('says one thing of what is no policy, and never shows a secret', () => {
    for (const text of ['[]', '"x"', '{ "rules": [] }', 'null'])
      assert.deepEqual(
        readPolicy(text, 'a.json').problems.map(one => one.code),
        ['policy.notPolicy'],
        text,
      );
    const secret = 'AAPK0123456789abcdefCANARY';
    const text = `{ "policy": 1, "portal": "https://x.example?token=${secret}", "listings": [], "access_token": "${secret}",
      "teams": { "t": { "members": ["a"], "Password": "${secret}", "${secret}${secret}": 1 } } }`;
    const { problems } = readPolicy(text, 'a.json');
    assert.deepEqual(
      problems.map(one => one.code),
      ['policy.portalSecret', 'policy.secret', 'policy.secret', 'policy.unknownKey'],
    );
    assert.ok(!JSON.stringify(problems).includes('CANARY'));
  });

  it('finds teams that are none and teams of themselves, each circle once', () => {
    const text = documentOf(
      `"teams": { "a": { "team": "b" }, "b": { "team": ["c", "d"] }, "c": { "everyone": true, "except": "a" }, "d": { "members": ["x"] } },
       "listings": [{ "itemId": "pro", "grants": [{ "to": ["dd", "nobody"], "give": "x" }] }]`,
    );
    const { policy, problems } = readPolicy(text, 'a.jsonc');
    assert.deepEqual(
      problems.map(one => [one.code, text.slice(one.offset, one.offset + one.length)]),
      [
        ['policy.teamCycle', '"a"'],
        ['policy.unknownTeamNear', '"dd"'],
        ['policy.unknownTeam', '"nobody"'],
      ],
    );
    assert.match(problems[0]?.message ?? '', /a → b → c → a/);
    assert.ok(policy !== undefined);
    assert.deepEqual(resolvePolicy(policy, organization, now).rules.governed, []);
  });

  it('never throws and stays inside the text, whatever it is given', () => {
    const start = documentOf(
      '"teams": { "t": { "members": ["a"] } }, "listings": [{ "itemId": "x", "grants": [{ "to": "t", "give": ["a"] }] }]',
    );
    for (let at = 0; at < start.length; at++) {
      for (const text of [
        start.slice(0, at),
        start.slice(0, at) + start.slice(at + 1),
        `${start.slice(0, at)}[${start.slice(at)}`,
      ]) {
        for (const { offset, length } of readPolicy(text, 'a.json').problems)
          assert.ok(offset >= 0 && offset + length <= text.length, text);
      }
    }
    assert.equal(readPolicy('['.repeat(100_000), 'a.json').problems.length > 0, true);
    assert.deepEqual(
      readPolicy('', 'a.json').problems.map(one => one.code),
      ['json.empty'],
    );
  });
});
