// Seats of teams that share members.
import assert from 'node:assert/strict';
import { itemId } from '../../../../src/core/ids';
import { beyondQuotas } from '../../../../src/core/policy/orgQuotas';
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
});
