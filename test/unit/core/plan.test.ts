import assert from 'node:assert/strict';
import { bundleEntitlement } from '../../../src/core/catalog';
import { day } from '../../../src/core/format';
import { entitlement, itemId, portalId, userKey, username } from '../../../src/core/ids';
import { planMembers } from '../../../src/core/plan';
import type { PlanInput } from '../../../src/core/plan';
import type { DesiredChange, Holding, MemberPlan, TargetState } from '../../../src/core/planTypes';

const pro = itemId('pro');

type Held = Readonly<Record<string, readonly string[]>>;

function state(
  held: Held,
  pools: Readonly<Record<string, number>> = {},
  more: Partial<TargetState> = {},
): TargetState {
  const holdings = new Map<string, Holding>();
  for (const [name, keys] of Object.entries(held)) {
    const offline = keys.includes('offline');
    const entitlements = keys.filter(key => key !== 'offline').map(entitlement);
    holdings.set(userKey(name), {
      username: username(name),
      entitlements,
      offline,
      ...(offline && { offlineSince: 77 }),
    });
  }
  const all = {
    desktopBasicN: 9,
    desktopStdN: 9,
    desktopAdvN: 9,
    publisherN: 9,
    networkAnalystN: 9,
    ...pools,
  };
  return {
    target: { kind: 'listing', itemId: pro, title: 'Pro' },
    pools: Object.entries(all).map(([key, total]) => ({
      key: entitlement(key),
      total,
    })),
    holdings,
    complete: true,
    ...more,
  };
}

const wish = (
  name: string,
  mode: DesiredChange['mode'],
  entitlements: readonly string[],
  item = pro,
): DesiredChange => ({ itemId: item, username: username(name), mode, entitlements });

const plan = (
  targets: TargetState | readonly TargetState[],
  changes: readonly DesiredChange[],
  more: Partial<PlanInput> = {},
): MemberPlan =>
  planMembers({
    id: 'p',
    portalId: portalId('portal'),
    title: 'test',
    createdAt: 5,
    targets: [targets].flat(),
    changes,
    suppressCustomerEmail: true,
    ...more,
  });

const after = (made: MemberPlan): Record<string, readonly string[]> =>
  Object.fromEntries(made.changes.map(change => [change.username, change.after]));

describe('the resulting set', () => {
  it('adds, removes and sets exactly, in the spelling and order of the portal', () => {
    const made = plan(
      state({ Ana: ['publisherN'], Ben: ['publisherN', 'desktopStdN'], Cy: ['publisherN'] }),
      [
        wish('ANA', 'add', ['DESKTOPADVN']),
        wish('ben', 'remove', ['PUBLISHERn']),
        wish('Cy', 'set', ['networkanalystn', 'desktopbasicn']),
        wish('Dee', 'add', ['publisherN']),
      ],
    );
    assert.deepEqual(after(made), {
      Ana: ['desktopAdvN', 'publisherN'],
      Ben: ['desktopStdN'],
      Cy: ['desktopBasicN', 'networkAnalystN'],
      Dee: ['publisherN'],
    });
    assert.deepEqual(made.skipped, []);
  });

  it('keeps what is in no pool when adding and removing, and drops empty strings', () => {
    const made = plan(state({ Ana: ['oldN', '', 'publisherN'] }), [wish('Ana', 'add', ['desktopStdN'])]);
    assert.deepEqual(after(made), { Ana: ['desktopStdN', 'publisherN', 'oldN'] });
    assert.deepEqual(made.changes[0]?.before, ['publisherN', 'oldN']);
    const less = plan(state({ Ana: ['oldN', 'publisherN'] }), [wish('Ana', 'remove', ['OLDN'])]);
    assert.deepEqual(after(less), { Ana: ['publisherN'] });
  });

  it('merges the wishes for one member, whatever the spelling of the name', () => {
    const made = plan(state({ Ana: ['publisherN', 'desktopStdN'] }), [
      wish('ana', 'remove', ['desktopStdN']),
      wish('ANA', 'add', ['desktopAdvN']),
      wish('Ana', 'add', ['networkAnalystN']),
    ]);
    assert.deepEqual(after(made), { Ana: ['desktopAdvN', 'publisherN', 'networkAnalystN'] });
    assert.equal(made.requests.length, 1);
  });

  it('takes an app bundle as held or not', () => {
    const bundle = itemId('bundle');
    const target: TargetState = {
      target: { kind: 'appBundle', itemId: bundle, title: 'Bundle' },
      pools: [],
      maxUsers: 1,
      holdings: new Map([
        ['ana', { username: username('Ana'), entitlements: [bundleEntitlement], offline: false }],
      ]),
      complete: true,
    };
    const made = plan(target, [
      wish('Ben', 'add', [bundleEntitlement], bundle),
      wish('Ana', 'set', [], bundle),
    ]);
    assert.deepEqual(
      made.requests.map(({ users, entitlements, needs }) => [users, entitlements, needs]),
      [
        [['Ana'], [], []],
        [['Ben'], [bundleEntitlement], ['r1']],
      ],
    );
  });
});

describe('skips', () => {
  for (const [reason, target, changes, detail] of [
    ['unchanged', state({ Ana: ['publisherN'] }), [wish('Ana', 'add', ['PUBLISHERN'])], {}],
    ['unchanged', state({}), [wish('Ana', 'set', [])], {}],
    ['unchanged', state({ Ana: ['offline', 'publisherN'] }), [wish('Ana', 'add', ['publisherN'])], {}],
    ['offline', state({ Ana: ['offline', 'publisherN'] }), [wish('Ana', 'set', [])], { since: 77 }],
    ['notRead', state({}, {}, { complete: false }), [wish('Ana', 'add', ['publisherN'])], {}],
    ['notRead', [], [wish('Ana', 'add', ['publisherN'])], {}],
    [
      'unavailable',
      state({}, {}, { unavailable: 'The trial is over.' }),
      [wish('Ana', 'add', ['publisherN'])],
      { names: ['The trial is over.'] },
    ],
    [
      'unknownEntitlement',
      state({ Ana: ['publisherN'] }),
      [wish('Ana', 'add', ['networkN', 'desktopStdN'])],
      { names: ['networkN'] },
    ],
    [
      'unknownEntitlement',
      state({ Ana: ['publisherN'] }),
      [wish('Ana', 'remove', ['netN'])],
      { names: ['netN'] },
    ],
    [
      'contradiction',
      state({ Ana: ['publisherN'] }),
      [wish('Ana', 'add', ['desktopStdN']), wish('ana', 'remove', ['DESKTOPSTDN'])],
      { names: ['desktopStdN'] },
    ],
    [
      'contradiction',
      state({}),
      [wish('Ana', 'set', ['desktopStdN']), wish('Ana', 'set', ['desktopAdvN'])],
      { names: ['desktopStdN', 'desktopAdvN'] },
    ],
    [
      'contradiction',
      state({}),
      [wish('Ana', 'set', ['desktopStdN']), wish('Ana', 'add', ['publisherN'])],
      { names: ['publisherN'] },
    ],
    [
      'contradiction',
      state({}),
      [wish('Ana', 'remove', ['desktopStdN']), wish('Ana', 'set', ['desktopStdN'])],
      { names: ['desktopStdN'] },
    ],
    [
      'incompatible',
      state({ Ana: ['desktopStdN'] }),
      [wish('Ana', 'add', ['desktopAdvN'])],
      { names: ['desktopStdN', 'desktopAdvN'] },
    ],
    ['noSeat', state({}, { publisherN: 0 }), [wish('Ana', 'add', ['publisherN'])], { names: ['publisherN'] }],
    ['noSeat', state({}, {}, { maxUsers: 0 }), [wish('Ana', 'add', ['publisherN'])], { names: ['maxUsers'] }],
  ] as const) {
    it(`${reason}: ${changes.map(change => `${change.mode} ${change.entitlements.join()}`).join(', ')}`, () => {
      const made = plan(target, changes);
      assert.deepEqual(made.skipped, [
        { itemId: pro, username: made.skipped[0]?.username, reason, ...detail },
      ]);
      assert.equal(made.skipped[0]?.username.toLowerCase(), 'ana');
      assert.deepEqual(made.requests, []);
      assert.deepEqual(made.changes, []);
    });
  }

  it('replaces a Pro level when the same plan takes the old one', () => {
    const made = plan(state({ Ana: ['desktopStdN'] }), [
      wish('Ana', 'add', ['desktopAdvN']),
      wish('Ana', 'remove', ['desktopStdN']),
    ]);
    assert.deepEqual(after(made), { Ana: ['desktopAdvN'] });
  });

  it('asks who is a member, and leaves alone who is known not to be', () => {
    const made = plan(
      state({}),
      ['Ana', 'Ben', 'Cy'].map(name => wish(name, 'add', ['publisherN'])),
      { members: name => (name === 'Ana' ? 'member' : name === 'Ben' ? 'notMember' : 'unknown') },
    );
    assert.deepEqual(made.skipped, [{ itemId: pro, username: 'Ben', reason: 'notMember' }]);
    assert.deepEqual(made.requests[0]?.users, ['Ana', 'Cy']);
  });

  it('gives the last seat to the first in the input, counting seats that come back first', () => {
    const made = plan(state({ Old: ['publisherN'] }, { publisherN: 2 }), [
      wish('Ana', 'add', ['publisherN']),
      wish('Ben', 'add', ['publisherN']),
      wish('Cy', 'add', ['publisherN']),
      wish('Old', 'remove', ['publisherN']),
    ]);
    assert.deepEqual(
      made.skipped.map(skip => [skip.username, skip.reason]),
      [['Cy', 'noSeat']],
    );
    assert.deepEqual(
      made.requests.map(request => [request.users, request.needs]),
      [
        [['Old'], []],
        [['Ana', 'Ben'], ['r1']],
      ],
    );
  });

  it('refuses a grant in a pool in excess, and lets all others through', () => {
    const over = state({ A: ['publisherN'], B: ['publisherN'] }, { publisherN: 1 });
    const made = plan(over, [
      wish('C', 'add', ['publisherN']),
      wish('A', 'add', ['desktopStdN']),
      wish('D', 'add', ['desktopStdN']),
    ]);
    assert.deepEqual(
      made.skipped.map(skip => [skip.username, skip.reason, skip.names]),
      [['C', 'noSeat', ['publisherN']]],
    );
    assert.deepEqual(Object.keys(after(made)), ['A', 'D']);
    assert.deepEqual(made.warnings[0], {
      kind: 'overAssigned',
      itemId: pro,
      entitlement: 'publisherN',
      by: 1,
    });
  });
});

describe('requests', () => {
  it('hold 25 members of one resulting set, in the order revoke, reduce, mix, grant', () => {
    const held: Record<string, readonly string[]> = {};
    const changes: DesiredChange[] = [];
    for (let index = 0; index < 30; index += 1) {
      held[`gain${index}`] = ['desktopStdN'];
      changes.push(wish(`gain${index}`, 'add', ['publisherN']));
    }
    Object.assign(held, { mix: ['desktopStdN'], less: ['desktopAdvN', 'publisherN'], out: ['publisherN'] });
    changes.push(
      wish('mix', 'set', ['desktopBasicN']),
      wish('less', 'remove', ['publisherN']),
      wish('out', 'set', []),
    );
    const made = plan(state(held, { desktopStdN: 99, publisherN: 99 }), changes);
    assert.deepEqual(
      made.requests.map(({ id, users, cause, needs }) => [id, users.length, cause, needs]),
      [
        ['r1', 1, 'group', []],
        ['r2', 1, 'group', []],
        ['r3', 1, 'group', []],
        ['r4', 25, 'group', []],
        ['r5', 5, 'group', []],
      ],
    );
    assert.deepEqual(
      made.requests.slice(0, 3).map(request => request.users[0]),
      ['out', 'less', 'mix'],
    );
  });

  it('give seats back in a step in between when full pools change hands', () => {
    const full = state(
      { A: ['desktopStdN'], B: ['desktopAdvN'] },
      { desktopStdN: 1, desktopAdvN: 1 },
      { maxUsers: 2 },
    );
    const made = plan(full, [wish('A', 'set', ['desktopAdvN']), wish('B', 'set', ['desktopStdN'])], {
      allowGaps: true,
    });
    assert.equal(made.changes.length, 2);
    assert.equal(made.requests.length, 3);
    const [step, ...rest] = [made.requests[0]!, ...made.requests.slice(1)];
    assert.deepEqual(step.entitlements, []);
    assert.equal(step.cause, 'seats');
    assert.equal(step.splitFor?.length, 1);
    assert.deepEqual(
      rest.map(request => request.cause),
      ['group', 'group'],
    );
    assert.deepEqual(rest.at(-1)?.users, step.users);
    assert.ok(rest.at(-1)?.needs.includes('r1'));
  });

  it('let nobody step aside unasked, and never who is pinned: they wait for a spare seat', () => {
    const full = state({ A: ['desktopStdN'], B: ['desktopAdvN'] }, { desktopStdN: 1, desktopAdvN: 1 });
    const changes = [wish('A', 'set', ['desktopAdvN']), wish('B', 'set', ['desktopStdN'])];
    for (const more of [{}, { allowGaps: true, pinned: new Set(['a', 'b']) }]) {
      const made = plan(full, changes, more);
      assert.deepEqual(made.requests, []);
      assert.deepEqual(
        made.skipped.map(skip => [skip.username, skip.reason, skip.names]),
        [
          ['A', 'spareSeat', ['desktopAdvN']],
          ['B', 'spareSeat', ['desktopStdN']],
        ],
      );
      assert.deepEqual(made.spareSeats, [{ itemId: pro, pools: ['desktopAdvN'], usernames: ['A', 'B'] }]);
    }
    const one = plan(full, changes, { allowGaps: true, pinned: new Set(['a']) });
    assert.deepEqual(one.gaps, [
      { itemId: pro, username: 'B', without: ['desktopAdvN'], from: 'r1', until: 'r3' },
    ]);
  });

  it('that wait for several spare seats say each of them', () => {
    const full = state(
      { A: ['desktopStdN', 'publisherN'], B: ['desktopAdvN', 'networkAnalystN'] },
      { desktopStdN: 1, desktopAdvN: 1, publisherN: 1, networkAnalystN: 1 },
    );
    const made = plan(full, [
      wish('A', 'set', ['desktopAdvN', 'networkAnalystN']),
      wish('B', 'set', ['desktopStdN', 'publisherN']),
    ]);
    assert.deepEqual(made.spareSeats, [
      { itemId: pro, pools: ['desktopAdvN', 'networkAnalystN'], usernames: ['A', 'B'] },
    ]);
  });

  it('leave out of a circle nobody who can go without it', () => {
    const full = state({ A: ['desktopStdN'], B: ['desktopAdvN'] }, { desktopStdN: 1, desktopAdvN: 1 });
    const made = plan(full, [
      wish('A', 'set', ['desktopAdvN', 'publisherN']),
      wish('B', 'set', ['desktopStdN']),
      wish('C', 'set', ['publisherN']),
    ]);
    assert.deepEqual(
      made.changes.map(change => change.username),
      ['C'],
    );
  });

  it('split a group for a full pool, naming it', () => {
    // One seat of Advanced is free; each move to Advanced frees the Standard seat that a move the other way needs.
    const full = state(
      { A: ['desktopStdN'], B: ['desktopStdN'], C: ['desktopAdvN'] },
      { desktopStdN: 2, desktopAdvN: 2 },
    );
    const made = plan(full, [
      wish('A', 'set', ['desktopAdvN']),
      wish('B', 'set', ['desktopAdvN']),
      wish('C', 'set', ['desktopStdN']),
    ]);
    assert.equal(made.requests.length, 3);
    const split = made.requests.filter(request => request.cause === 'seats');
    assert.deepEqual(
      split.map(request => request.splitFor),
      [['desktopAdvN']],
    );
  });

  it('never let members leave a listing with too many members, since they could not come back', () => {
    const full = state(
      { A: ['desktopStdN'], B: ['desktopAdvN'] },
      { desktopStdN: 1, desktopAdvN: 1 },
      { maxUsers: 1 },
    );
    const made = plan(full, [wish('A', 'set', ['desktopAdvN']), wish('B', 'set', ['desktopStdN'])], {
      allowGaps: true,
    });
    assert.deepEqual(made.requests, []);
    assert.deepEqual(
      made.skipped.map(skip => skip.reason),
      ['noSeat', 'noSeat'],
    );
  });

  it('are numbered over all targets', () => {
    const other = itemId('other');
    const second: TargetState = { ...state({}), target: { kind: 'listing', itemId: other, title: 'Other' } };
    const made = plan(
      [state({}), second],
      [wish('A', 'add', ['publisherN']), wish('A', 'add', ['publisherN'], other)],
    );
    assert.deepEqual(
      made.requests.map(request => [request.id, request.itemId]),
      [
        ['r1', pro],
        ['r2', other],
      ],
    );
    assert.equal(made.targets.length, 2);
  });

  it('are refused for a batch size that the portal does not take', () => {
    for (const batchSize of [0, 26, 2.5]) assert.throws(() => plan(state({}), [], { batchSize }), RangeError);
  });
});

describe('warnings', () => {
  it('tell of cut lists, of what ends soon, and of extensions without a level', () => {
    const ends = { kind: 'trialEnds', at: 5 + 20 * day } as const;
    const made = plan(state({ Ana: [], Ben: ['desktopStdN'] }, {}, { complete: false, ends }), [
      wish('Ana', 'add', ['publisherN']),
      wish('Ben', 'add', ['publisherN']),
    ]);
    assert.deepEqual(made.warnings, [
      { kind: 'countsIncomplete', itemId: pro },
      { kind: 'trialEnds', itemId: pro, at: ends.at },
      { kind: 'noProLevel', itemId: pro, usernames: ['Ana'] },
    ]);
    assert.ok(made.ledger.every(row => row.atLeast));
  });

  it('tell of a cut list where nothing changes as well', () => {
    const cut = state({ Ana: ['publisherN'] }, {}, { complete: false });
    const made = plan(cut, [wish('Ana', 'add', ['publisherN'])]);
    assert.deepEqual(made.changes, []);
    assert.deepEqual(made.warnings, [{ kind: 'countsIncomplete', itemId: pro }]);
  });

  it('are silent for what ends later or is only taken away', () => {
    const later = { kind: 'listingEnds', at: 5 + 40 * day } as const;
    assert.deepEqual(plan(state({}, {}, { ends: later }), [wish('A', 'add', ['desktopStdN'])]).warnings, []);
    const soon = { kind: 'listingEnds', at: 6 } as const;
    const made = plan(state({ A: ['publisherN'] }, {}, { ends: soon }), [wish('A', 'set', [])]);
    assert.deepEqual(made.warnings, []);
  });
});
