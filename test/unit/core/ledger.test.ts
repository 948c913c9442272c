import assert from 'node:assert/strict';
import { entitlement, itemId, username } from '../../../src/core/ids';
import { SeatGate } from '../../../src/core/ledger';
import type { MemberChange, PlannedRequest, TargetState } from '../../../src/core/planTypes';

const item = itemId('item');
const keys = (...names: string[]): ReturnType<typeof entitlement>[] => names.map(entitlement);

function target(total: number): TargetState {
  return {
    target: { kind: 'listing', itemId: item, title: 'Listing' },
    pools: [{ key: entitlement('aN'), total }],
    holdings: new Map([['out', { username: username('Out'), entitlements: keys('aN'), offline: false }]]),
    complete: true,
  };
}

const change = (name: string, before: string[], after: string[]): MemberChange => ({
  itemId: item,
  username: username(name),
  before: keys(...before),
  after: keys(...after),
});

const request = (id: string, users: string[], set: string[], needs: string[] = []): PlannedRequest => ({
  id,
  itemId: item,
  users: users.map(username),
  entitlements: keys(...set),
  needs,
  cause: 'group',
});

const plan = {
  changes: [change('Out', ['aN'], []), change('In', [], ['aN'])],
  requests: [request('r1', ['Out'], []), request('r2', ['In'], ['aN'], ['r1'])],
};

describe('the gate for requests', () => {
  it('holds a grant back until the reduction it needs was read back', () => {
    const gate = new SeatGate(plan, [target(1)]);
    assert.deepEqual(gate.mayStart('r1'), { kind: 'go' });
    assert.deepEqual(gate.mayStart('r2'), { kind: 'wait', requests: ['r1'] });
    gate.sent('r1');
    assert.equal(gate.mayStart('r2').kind, 'wait');
    gate.confirm(item, 'OUT', []);
    gate.settle('r1');
    assert.deepEqual(gate.mayStart('r2'), { kind: 'go' });
  });

  it('holds a request back for one of another target that it needs, though neither takes a seat of the other', () => {
    const types = itemId('types');
    const two = {
      changes: [...plan.changes, { ...change('In', ['viewerUT'], ['creatorUT']), itemId: types }],
      requests: [
        { ...request('r1', ['In'], ['creatorUT']), itemId: types },
        request('r2', ['In'], ['aN'], ['r1']),
        request('r3', ['Out'], []),
      ],
    };
    const gate = new SeatGate(two, [target(5)]);
    assert.deepEqual(gate.mayStart('r2'), { kind: 'wait', requests: ['r1'] });
    assert.deepEqual(gate.mayStart('r3'), { kind: 'go' });
    gate.sent('r1');
    assert.equal(gate.mayStart('r2').kind, 'wait');
    gate.settle('r1');
    assert.deepEqual(gate.mayStart('r2'), { kind: 'go' });
  });

  it('says that a pool stays full when the reduction did not happen', () => {
    const gate = new SeatGate(plan, [target(1)]);
    gate.sent('r1');
    gate.confirm(item, 'Out', keys('aN'));
    gate.settle('r1');
    assert.deepEqual(gate.mayStart('r2'), { kind: 'full', pools: ['aN'] });
  });

  it('counts seats of members that could not be read back for before and after', () => {
    const two = {
      changes: [change('A', [], ['aN']), change('B', [], ['aN'])],
      requests: [request('r1', ['A'], ['aN']), request('r2', ['B'], ['aN'])],
    };
    const gate = new SeatGate(two, [target(2)]);
    gate.sent('r1');
    assert.deepEqual(gate.mayStart('r2'), { kind: 'full', pools: ['aN'] });
    gate.settle('r1', ['a']);
    assert.deepEqual(gate.mayStart('r2'), { kind: 'full', pools: ['aN'] });
    gate.confirm(item, 'A', []);
    assert.deepEqual(gate.mayStart('r2'), { kind: 'go' });
  });

  it('takes the members that are left when stale ones were dropped', () => {
    const three = {
      changes: [change('A', [], ['aN']), change('B', [], ['aN'])],
      requests: [request('r1', ['A', 'B'], ['aN'])],
    };
    const gate = new SeatGate(three, [target(2)]);
    assert.equal(gate.mayStart('r1').kind, 'full');
    assert.equal(gate.mayStart('r1', ['A']).kind, 'go');
  });

  it('knows its requests', () => {
    assert.throws(() => new SeatGate(plan, []).mayStart('r9'), /r9/);
    assert.deepEqual(new SeatGate(plan, []).mayStart('r1'), { kind: 'go' });
  });
});
