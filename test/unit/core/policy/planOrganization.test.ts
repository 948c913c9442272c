import assert from 'node:assert/strict';
import { bundleEntitlement } from '../../../../src/core/catalog';
import { entitlement, itemId, portalId, userKey, username, userTypeId } from '../../../../src/core/ids';
import type { MemberPlan, TargetState } from '../../../../src/core/planTypes';
import { planOrganization } from '../../../../src/core/policy/planOrganization';
import type { OrganizationInput } from '../../../../src/core/policy/planOrganization';
import { userTypesState } from '../../../../src/core/policy/orgUserTypes';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';
import type { PolicyRules, PolicyWish, WishReason } from '../../../../src/core/policy/wishTypes';

const pro = itemId('pro');
const bundle = itemId('bundle');

type Sets = Readonly<Record<string, readonly string[]>>;
type Totals = Readonly<Record<string, number>>;

/** `offline` among what a member holds makes it an offline license. */
function listing(held: Sets, totals: Totals = {}, more: Partial<TargetState> = {}): TargetState {
  const pools = {
    desktopBasicN: 9,
    desktopStdN: 9,
    desktopAdvN: 9,
    publisherN: 9,
    networkAnalystN: 9,
    ...totals,
  };
  return {
    target: { kind: 'listing', itemId: pro, title: 'ArcGIS Pro' },
    pools: Object.entries(pools).map(([key, total]) => ({ key: entitlement(key), total })),
    holdings: new Map(
      Object.entries(held).map(([name, keys]) => [
        userKey(name),
        {
          username: username(name),
          entitlements: keys.filter(key => key !== 'offline').map(entitlement),
          offline: keys.includes('offline'),
        },
      ]),
    ),
    complete: true,
    ...more,
  };
}

const bundles = (holders: readonly string[], total: number): TargetState => ({
  ...listing(Object.fromEntries(holders.map(name => [name, [bundleEntitlement]]))),
  target: { kind: 'appBundle', itemId: bundle, title: 'Essential Apps' },
  pools: [{ key: bundleEntitlement, total }],
});

const types = (held: Readonly<Record<string, string>>, totals: Totals = {}): TargetState =>
  userTypesState(
    {
      items: Object.entries(held).map(([name, type]) => ({
        username: username(name),
        userType: userTypeId(type),
      })),
    },
    Object.entries({ viewerUT: 9, creatorUT: 9, GISProfessionalStdUT: 9, ...totals }).map(
      ([id, maximum]) => ({
        id: userTypeId(id),
        name: id,
        maximum,
      }),
    ),
  );

const reason = (line: number): WishReason => ({ line, offset: line * 10, length: 5, text: `rule ${line}` });

let line = 0;
const wish = (name: string, entitlements: readonly string[], more: Partial<PolicyWish> = {}): PolicyWish => ({
  itemId: pro,
  username: username(name),
  entitlements,
  reasons: [reason((line += 1))],
  priority: 0,
  ...more,
});
const typed = (name: string, type: string, priority = 0): PolicyWish =>
  wish(name, [type], { itemId: userTypesTarget, priority });

const rules = (more: Partial<PolicyRules> = {}): PolicyRules => ({
  mode: 'exact',
  governed: [pro, bundle, userTypesTarget],
  excluded: new Set(),
  protected: new Set(),
  quotas: [],
  allowGaps: false,
  notify: false,
  ...more,
});

function plan(
  targets: readonly TargetState[],
  wishes: readonly PolicyWish[],
  more: Partial<PolicyRules> = {},
  input: Partial<OrganizationInput> = {},
): MemberPlan {
  return planOrganization({
    id: 'p',
    portalId: portalId('portal'),
    title: 'test',
    createdAt: 5,
    targets,
    wishes,
    rules: rules(more),
    ...input,
  });
}

const after = (made: MemberPlan, item = pro): Record<string, readonly string[]> =>
  Object.fromEntries(
    made.changes.filter(change => change.itemId === item).map(change => [change.username, change.after]),
  );
const skips = (made: MemberPlan): unknown[] =>
  made.skipped.map(({ username: name, reason: cause, names }) =>
    names ? [name, cause, [...names]] : [name, cause],
  );
const sent = (made: MemberPlan): unknown[] =>
  made.requests.map(({ itemId: item, users, entitlements, needs }) => [item, users, entitlements, needs]);

describe('modes of a policy', () => {
  const held = {
    Ana: ['desktopStdN', 'publisherN'],
    Ben: ['desktopAdvN'],
    Cy: ['publisherN'],
    Eve: ['desktopStdN'],
  };
  const wishes = [
    wish('ana', ['desktopAdvN']),
    wish('Ben', ['DESKTOPSTDN', 'networkAnalystN']),
    wish('Dee', ['desktopBasicN']),
    wish('Eve', ['desktopstdn']),
  ];

  it('exact: members hold what the policy says, and who is not in it loses what it governs', () => {
    const made = plan([listing(held)], wishes);
    assert.deepEqual(after(made), {
      Ana: ['desktopAdvN'],
      Ben: ['desktopStdN', 'networkAnalystN'],
      Cy: [],
      Dee: ['desktopBasicN'],
    });
    assert.equal(made.policy?.unchanged, 1);
    assert.deepEqual(made.skipped, []);
    assert.deepEqual(made.changes.find(change => change.username === 'Ana')?.reasons, wishes[0]?.reasons);
    assert.deepEqual(made.changes.find(change => change.username === 'Cy')?.reasons, []);
  });

  it('addOnly: takes nothing; a level may be raised, never lowered', () => {
    assert.deepEqual(after(plan([listing(held)], wishes, { mode: 'addOnly' })), {
      Ana: ['desktopAdvN', 'publisherN'],
      Ben: ['desktopAdvN', 'networkAnalystN'],
      Dee: ['desktopBasicN'],
    });
  });

  it('removeOnly: grants nothing; a level may be lowered, never raised', () => {
    assert.deepEqual(after(plan([listing(held)], wishes, { mode: 'removeOnly' })), {
      Ana: ['desktopStdN'],
      Ben: ['desktopStdN'],
      Cy: [],
    });
  });

  it('governs only what it names', () => {
    const made = plan([listing(held), bundles(['Ana'], 3)], wishes, { governed: [bundle] });
    assert.deepEqual(
      made.changes.map(change => [change.itemId, change.after]),
      [[bundle, []]],
    );
    assert.deepEqual(
      made.targets.map(target => target.itemId),
      [bundle],
    );
  });

  it('takes nothing from those whom a cut list does not show, and says so', () => {
    const made = plan([listing(held, {}, { complete: false })], [wish('Zoe', ['publisherN'])]);
    assert.deepEqual(Object.keys(after(made)), ['Ana', 'Ben', 'Cy', 'Eve']);
    assert.deepEqual(made.policy?.notAllListed, [pro]);
    assert.deepEqual(skips(made), [['Zoe', 'notRead']]);
    assert.deepEqual(plan([listing(held)], []).policy?.notAllListed, []);
  });
});

describe('rules of a policy', () => {
  it('reduce nobody who is protected, not by a user type either, and name what stays', () => {
    const made = plan(
      [
        listing({ Ana: ['desktopStdN', 'publisherN'], Ben: ['desktopAdvN'], Cy: ['desktopBasicN'] }),
        types({ Ana: 'creatorUT', Ben: 'viewerUT' }),
      ],
      [
        wish('Ana', ['desktopStdN', 'networkAnalystN']),
        wish('Cy', ['desktopStdN']),
        typed('Ana', 'viewerUT'),
        typed('Ben', 'creatorUT'),
      ],
      { protected: new Set(['ana', 'ben', 'cy']) },
    );
    assert.deepEqual(after(made), {
      Ana: ['desktopStdN', 'publisherN', 'networkAnalystN'],
      Cy: ['desktopStdN'],
    });
    assert.deepEqual(after(made, userTypesTarget), { Ben: ['creatorUT'] });
    assert.deepEqual(skips(made), [
      ['Ana', 'protected', ['creatorUT']],
      ['Ana', 'protected', ['publisherN']],
      ['Ben', 'protected', ['desktopAdvN']],
    ]);
    assert.equal(made.policy?.removals.members, 0);
  });

  it('leave alone who is excluded', () => {
    const made = plan([listing({ Ana: ['publisherN'], Ben: ['publisherN'] })], [wish('Cy', ['publisherN'])], {
      excluded: new Set(['ana', 'cy']),
    });
    assert.deepEqual(after(made), { Ben: [] });
    assert.deepEqual(skips(made), [
      ['Cy', 'excluded'],
      ['Ana', 'excluded'],
    ]);
  });

  it('say where more members lose something than the threshold allows', () => {
    const held = { Ana: ['publisherN'], Ben: ['publisherN'], Cy: ['desktopStdN'], Dee: ['desktopStdN'] };
    const wishes = [wish('Cy', ['desktopAdvN']), wish('Dee', ['desktopStdN'])];
    const over = (removalThreshold: PolicyRules['removalThreshold']): boolean | undefined =>
      plan([listing(held)], wishes, removalThreshold ? { removalThreshold } : {}).policy?.overThreshold;
    assert.deepEqual(plan([listing(held)], wishes).policy?.removals, { members: 2, holders: 4 });
    assert.equal(over(undefined), undefined);
    assert.equal(over({ count: 2, percent: 50 }), undefined);
    assert.equal(over({ count: 1 }), true);
    assert.equal(over({ percent: 49 }), true);
  });

  it('hold teams to their quotas, those of higher priority first, and take nothing from holders for it', () => {
    const team = new Set(['ana', 'ben', 'cy', 'dee', 'old']);
    const made = plan(
      [listing({ Old: ['publisherN'], Gone: ['publisherN'] })],
      [
        wish('Old', ['publisherN'], { priority: 9 }),
        wish('Ana', ['publisherN'], { priority: 3 }),
        wish('Ben', ['publisherN'], { priority: 1 }),
        wish('Cy', ['desktopStdN'], { priority: 5 }),
        wish('Fay', ['publisherN'], { priority: 7 }),
      ],
      {
        quotas: [
          { team: 'GIS', members: team, itemId: pro, entitlement: 'PUBLISHERN', seats: 2, reason: reason(1) },
        ],
      },
    );
    assert.deepEqual(Object.keys(after(made)).sort(), ['Ben', 'Cy', 'Fay', 'Gone']);
    assert.deepEqual(skips(made), [['Ana', 'quota', ['PUBLISHERN', 'GIS']]]);
  });

  it('count a seat of a team that does not come back after all', () => {
    // Old is to give its seat back and cannot: without a seat of Advanced its whole change is left out.
    const made = plan(
      [listing({ Old: ['publisherN'], Ann: ['desktopAdvN'] }, { desktopAdvN: 1 })],
      [wish('Old', ['desktopAdvN']), wish('New', ['publisherN']), wish('Ann', ['desktopAdvN'])],
      {
        quotas: [
          {
            team: 'GIS',
            members: new Set(['old', 'new']),
            itemId: pro,
            entitlement: 'publisherN',
            seats: 1,
            reason: reason(1),
          },
        ],
      },
    );
    assert.deepEqual(made.changes, []);
    assert.deepEqual(skips(made), [
      ['Old', 'noSeat', ['desktopAdvN']],
      ['New', 'quota', ['publisherN', 'GIS']],
    ]);
  });

  it('share a shortage out by priority, and name who goes without', () => {
    const made = plan(
      [listing({}, { publisherN: 2 })],
      [
        wish('Ana', ['publisherN'], { priority: 2 }),
        wish('Ben', ['publisherN'], { priority: 1 }),
        wish('Cy', ['publisherN'], { priority: 2 }),
      ],
    );
    assert.deepEqual(Object.keys(after(made)).sort(), ['Ana', 'Ben']);
    assert.deepEqual(skips(made), [['Cy', 'noSeat', ['publisherN']]]);
    assert.deepEqual(made.skipped[0]?.reasons?.length, 1);
  });

  it('mail members only where the policy notifies', () => {
    assert.equal(plan([listing({})], []).suppressCustomerEmail, true);
    assert.equal(plan([listing({})], [], { notify: true }).suppressCustomerEmail, false);
  });
});

describe('a change of user type', () => {
  it('comes after what is reduced and before what is granted', () => {
    const made = plan(
      [
        listing({ Ana: ['desktopStdN', 'publisherN'], Ben: ['desktopAdvN'], Cy: [] }),
        types({ Ana: 'creatorUT', Ben: 'creatorUT', Cy: 'viewerUT' }),
      ],
      [
        wish('Ana', ['networkAnalystN', 'publisherN']),
        wish('Cy', ['desktopStdN']),
        typed('Ana', 'GISProfessionalStdUT'),
        typed('Ben', 'viewerUT'),
        typed('Cy', 'creatorUT'),
      ],
    );
    assert.deepEqual(sent(made), [
      [pro, ['Ben'], [], []],
      [pro, ['Ana'], ['publisherN'], []],
      [userTypesTarget, ['Ana'], ['GISProfessionalStdUT'], ['r2']],
      [userTypesTarget, ['Ben'], ['viewerUT'], ['r1']],
      [userTypesTarget, ['Cy'], ['creatorUT'], []],
      [pro, ['Ana'], ['publisherN', 'networkAnalystN'], ['r2', 'r3']],
      [pro, ['Cy'], ['desktopStdN'], ['r5']],
    ]);
    assert.equal(made.requests[1]?.cause, 'order');
    assert.deepEqual(made.warnings, []);
  });

  it('replaces a level in one request: a lower one before, a higher one after', () => {
    const made = plan(
      [
        listing({ Ana: ['desktopAdvN'], Ben: ['desktopBasicN'] }),
        types({ Ana: 'GISProfessionalStdUT', Ben: 'viewerUT' }),
      ],
      [
        wish('Ana', ['desktopStdN']),
        wish('Ben', ['desktopStdN']),
        typed('Ana', 'creatorUT'),
        typed('Ben', 'GISProfessionalStdUT'),
      ],
    );
    assert.deepEqual(
      made.requests.map(({ itemId: item, users }) => [item, users[0]]),
      [
        [pro, 'Ana'],
        [userTypesTarget, 'Ana'],
        [userTypesTarget, 'Ben'],
        [pro, 'Ben'],
      ],
    );
  });

  it('is left out, and Pro with it, where one of them cannot be made', () => {
    const made = plan(
      [
        listing({ Ana: ['desktopStdN'], Ben: ['desktopStdN', 'offline'], Cy: ['publisherN'] }),
        types({ Ana: 'creatorUT', Ben: 'creatorUT', Cy: 'creatorUT' }, { GISProfessionalStdUT: 1 }),
      ],
      [
        wish('Ana', []),
        wish('Ben', []),
        wish('Cy', ['desktopStdN', 'publisherN']),
        typed('Cy', 'GISProfessionalStdUT', 0),
        typed('Ana', 'GISProfessionalStdUT', 1),
        typed('Ben', 'viewerUT', 2),
      ],
    );
    assert.deepEqual(Object.keys(after(made)), ['Cy']);
    assert.deepEqual(after(made, userTypesTarget), { Cy: ['GISProfessionalStdUT'] });
    assert.deepEqual(skips(made).sort(), [
      ['Ana', 'dependent', ['User types']],
      ['Ana', 'noSeat', ['GISProfessionalStdUT']],
      ['Ben', 'offline'],
      ['Ben', 'offline'],
    ]);
  });

  it('leaves nobody without a type: two who change places wait for a spare seat, whatever is allowed', () => {
    const state = types({ Ana: 'creatorUT', Ben: 'viewerUT' }, { creatorUT: 1, viewerUT: 1 });
    const made = plan([state], [typed('Ana', 'viewerUT'), typed('Ben', 'creatorUT')], { allowGaps: true });
    assert.deepEqual(made.requests, []);
    assert.deepEqual(skips(made), [
      ['Ana', 'spareSeat', ['viewerUT']],
      ['Ben', 'spareSeat', ['creatorUT']],
    ]);
    assert.deepEqual(made.spareSeats, [
      { itemId: userTypesTarget, pools: ['viewerUT'], usernames: ['Ana', 'Ben'] },
    ]);
  });

  it('is made where it only adds or only removes, as far as that is known', () => {
    const state = types({ Ana: 'creatorUT', Ben: 'viewerUT' });
    const wishes = [typed('Ana', 'viewerUT'), typed('Ben', 'creatorUT')];
    const added = plan([state], wishes, { mode: 'addOnly' });
    assert.deepEqual(after(added, userTypesTarget), { Ben: ['creatorUT'] });
    assert.deepEqual(skips(added), [['Ana', 'mode', ['viewerUT']]]);
    assert.deepEqual(after(plan([state], wishes, { mode: 'removeOnly' }), userTypesTarget), {
      Ana: ['viewerUT'],
    });
  });
});

describe('what a user type includes', () => {
  const targets = [
    listing({ Ana: ['desktopBasicN', 'publisherN'], Ben: ['desktopAdvN'] }),
    types({ Ana: 'creatorUT', Ben: 'viewerUT', Cy: 'creatorUT' }),
  ];
  const wishes = [
    wish('Ana', ['desktopBasicN', 'publisherN']),
    wish('Ben', ['desktopAdvN']),
    wish('Cy', ['desktopBasicN']),
    typed('Ben', 'GISProfessionalStdUT'),
  ];

  it('is marked as double', () => {
    const made = plan(targets, wishes);
    assert.deepEqual(made.policy?.doubles, [
      { itemId: pro, username: 'Ana', entitlement: 'desktopBasicN', userType: 'creatorUT', removed: false },
      { itemId: pro, username: 'Cy', entitlement: 'desktopBasicN', userType: 'creatorUT', removed: false },
    ]);
  });

  it('is taken and not granted where that is asked for, but never from who is protected', () => {
    const made = plan(targets, wishes, { removeDoubles: true });
    assert.deepEqual(after(made), { Ana: ['publisherN'] });
    assert.deepEqual(made.policy?.doubles, [
      { itemId: pro, username: 'Ana', entitlement: 'desktopBasicN', userType: 'creatorUT', removed: true },
    ]);
    const kept = plan(targets, wishes, { protected: new Set(['ana']), removeDoubles: true });
    assert.deepEqual(after(kept), {});
  });

  it('is not taken on account of a type that the member does not get', () => {
    const made = plan(
      [listing({ Ben: ['desktopBasicN'] }), types({ Ben: 'viewerUT' }, { creatorUT: 0 })],
      [wish('Ben', ['desktopBasicN']), typed('Ben', 'creatorUT')],
      { removeDoubles: true },
    );
    assert.deepEqual(made.changes, []);
    assert.deepEqual(skips(made), [
      ['Ben', 'noSeat', ['creatorUT']],
      ['Ben', 'dependent', ['User types']],
    ]);
  });
});

describe('seats', () => {
  it('are freed before they are granted, and the fewest free on the way are told', () => {
    const made = plan(
      [listing({ Ana: ['publisherN'] }, { publisherN: 1 })],
      [wish('Ben', ['publisherN']), wish('Ana', ['desktopStdN'])],
    );
    assert.deepEqual(
      made.requests.map(({ users, needs }) => [users, needs]),
      [
        [['Ana'], []],
        [['Ben'], ['r1']],
      ],
    );
    const row = made.ledger.find(({ entitlement: key }) => key === 'publisherN');
    assert.deepEqual([row?.before, row?.after, row?.lowest], [1, 1, 0]);
    assert.deepEqual(made.estimate, { requests: 2, ms: 3000 });
  });

  const swap = listing({ Ana: ['desktopStdN'], Ben: ['desktopAdvN'] }, { desktopStdN: 1, desktopAdvN: 1 });
  const wishes = [wish('Ana', ['desktopAdvN']), wish('Ben', ['desktopStdN'])];

  it('that are waited for in a circle need a spare one, and the plan says which and for whom', () => {
    const made = plan([swap], wishes);
    assert.deepEqual(made.changes, []);
    assert.deepEqual(skips(made), [
      ['Ana', 'spareSeat', ['desktopAdvN']],
      ['Ben', 'spareSeat', ['desktopStdN']],
    ]);
    assert.deepEqual(made.spareSeats, [{ itemId: pro, pools: ['desktopAdvN'], usernames: ['Ana', 'Ben'] }]);
    assert.equal(made.gaps, undefined);
  });

  it('are given back for a moment only where that is allowed, and the plan says who is without what', () => {
    const made = plan([swap], wishes, { allowGaps: true });
    assert.equal(made.requests.length, 3);
    const [gap] = made.gaps ?? [];
    assert.equal(gap?.from, 'r1');
    assert.equal(gap.until, 'r3');
    assert.deepEqual(gap.without, gap.username === 'Ana' ? ['desktopStdN'] : ['desktopAdvN']);
    assert.equal(made.spareSeats, undefined);
  });
});
