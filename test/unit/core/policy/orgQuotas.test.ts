// Seats of teams that share members.
import assert from 'node:assert/strict';
import { entitlement, itemId, portalId, userKey, username } from '../../../../src/core/ids';
import { beyondQuotas } from '../../../../src/core/policy/orgQuotas';
import { planOrganization } from '../../../../src/core/policy/planOrganization';
import type { TeamQuota } from '../../../../src/core/policy/wishTypes';

const pro = itemId('pro');
const reason = { line: 1, offset: 0, length: 1, text: 'x' };
const quota = (team: string, seats: number, members: string, entitlement?: string): TeamQuota => ({
  team,
  members: new Set(members.split(' ')),
  itemId: pro,
  seats,
  reason,
  ...(entitlement === undefined ? {} : { entitlement }),
});
const order = 'abcdef';
const beyond = (quotas: readonly TeamQuota[], held = ''): readonly string[] =>
  beyondQuotas(
    quotas,
    (_, member) => ({ before: held.includes(member) ? ['x'] : [], after: ['x'] }),
    (_, member) => order.indexOf(member),
  ).map(one => `${one.member} ${one.quota.team}`);

describe('quotas of teams that share members', () => {
  it('let nobody who goes without for one team take a seat of another, whichever stands first', () => {
    const [one, two] = [quota('one', 1, 'a b'), quota('two', 1, 'b c')];
    assert.deepEqual(beyond([one, two]), ['b one']);
    assert.deepEqual(beyond([two, one]), ['b one']);
  });

  it('leave holders their seats and go by rank', () => {
    assert.deepEqual(beyond([quota('one', 2, 'c b a')], 'c'), ['b one']);
    assert.deepEqual(beyond([quota('one', 0, 'a b')], 'a'), ['b one']);
    assert.deepEqual(beyond([quota('one', 1, 'a b', 'y')]), []);
  });

  it('hold at the end of any chain of members who wait for each other’s seats, of which the last keeps theirs', () => {
    const count = 300;
    const listing = itemId('li');
    const member = (at: number): string => `m${String(at).padStart(3, '0')}`;
    const keys = Array.from({ length: count + 1 }, (_, at) => `e${at}`);
    const members = new Set(Array.from({ length: count }, (_, at) => member(at)));
    const holdings = new Map(
      [...members].map((name, at) => [
        name,
        // The last one is offline.
        { username: username(name), entitlements: [entitlement(`e${at}`)], offline: at === count - 1 },
      ]),
    );
    const plan = planOrganization({
      id: 'p',
      portalId: portalId('portal'),
      title: '',
      createdAt: 1,
      targets: [
        {
          target: { kind: 'listing', itemId: listing, title: 'L' },
          pools: keys.map(key => ({ key: entitlement(key), total: 99 })),
          holdings,
          complete: true,
        },
      ],
      wishes: [...members].map((name, at) => ({
        itemId: listing,
        username: username(name),
        entitlements: [entitlement(`e${at + 1}`)],
        reasons: [],
        priority: 0,
      })),
      rules: {
        mode: 'exact',
        governed: [listing],
        excluded: new Set(),
        protected: new Set(),
        allowGaps: false,
        notify: false,
        quotas: keys.map(key => ({
          itemId: listing,
          entitlement: entitlement(key),
          seats: 1,
          team: 'T',
          members,
          reason,
        })),
      },
    });
    const after = new Map([...holdings].map(([name, { entitlements }]) => [name, entitlements]));
    for (const change of plan.changes) after.set(userKey(change.username), [...change.after]);
    const held = [...after.values()].flat();
    assert.equal(new Set(held).size, held.length, 'no entitlement twice');
    assert.equal(plan.changes.length + plan.skipped.length, count);
    assert.equal(plan.skipped.filter(skip => skip.reason === 'quota').length, count - 1);
  });
});
