import assert from 'node:assert/strict';
import { entitlement, itemId, portalId, username } from '../../../src/core/ids';
import { planMembers } from '../../../src/core/plan';
import type { TargetState } from '../../../src/core/planTypes';
import { copyWishes, revokeEverythingWishes } from '../../../src/core/wishes';

const bob = username('Bob');
const ana = username('ana');
function target(
  id: string,
  holders: readonly [string, string][],
  more: Partial<TargetState> = {},
): TargetState {
  return {
    target: { kind: 'listing', itemId: itemId(id), title: `Listing ${id}` },
    pools: [{ key: entitlement('x'), total: 10 }],
    holdings: new Map(
      holders.map(([name, key]) => [
        name.toLowerCase(),
        { username: username(name), entitlements: key === '' ? [] : [entitlement(key)], offline: false },
      ]),
    ),
    complete: true,
    ...more,
  };
}
const planOf = (
  targets: readonly TargetState[],
  changes: ReturnType<typeof revokeEverythingWishes>,
): ReturnType<typeof planMembers> =>
  planMembers({
    id: 'p',
    portalId: portalId('p'),
    title: 't',
    createdAt: 0,
    targets,
    changes,
    suppressCustomerEmail: true,
  });

describe('revoke everything', () => {
  it('takes what is held, and names what could not be read', () => {
    const targets = [
      target('held', [['Bob', 'x']]),
      target('empty', [['ana', 'x']]),
      target('failed', [], { complete: false, unavailable: 'the portal answered 500' }),
      target('cut', [['ana', 'x']], { complete: false }),
      target('org', [], { complete: false, unavailable: 'not licensed per member', notPerUser: true }),
    ];
    const plan = planOf(targets, revokeEverythingWishes(targets, [bob]));
    assert.deepEqual(
      plan.changes.map(change => [change.itemId, change.username, change.after]),
      [['held', 'Bob', []]],
    );
    assert.deepEqual(plan.skipped.map(skip => [skip.itemId, skip.reason]).sort(), [
      ['cut', 'notRead'],
      ['failed', 'unavailable'],
    ]);
  });
});

describe('copy licenses', () => {
  it('adds what the source holds, and names what could not be read', () => {
    const targets = [
      target('held', [['Bob', 'x']]),
      target('failed', [], { complete: false, unavailable: 'the portal answered 500' }),
      target('cut', [], { complete: false }),
    ];
    const { changes, unread } = copyWishes(targets, bob, [ana]);
    assert.deepEqual(unread, ['Listing cut']);
    const plan = planOf(targets, changes);
    assert.deepEqual(
      plan.changes.map(change => [change.itemId, change.username, change.after]),
      [['held', 'ana', ['x']]],
    );
    assert.deepEqual(
      plan.skipped.map(skip => [skip.itemId, skip.reason]),
      [['failed', 'unavailable']],
    );
  });
});
