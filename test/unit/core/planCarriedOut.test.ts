import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SeatGate } from '../../../src/core/ledger';
import { portalId } from '../../../src/core/ids';
import { planMembers } from '../../../src/core/plan';
import type { DesiredChange, MemberPlan, PlannedRequest, TargetState } from '../../../src/core/planTypes';
import { exchange, knownCases, scenario } from './arbitraries';
import type { Scenario } from './arbitraries';
import { alternatives, ModelPortal } from './modelPortal';
import type { Alternatives } from './modelPortal';

const makePlan = (scene: Scenario, targets: readonly TargetState[] = scene.targets): MemberPlan =>
  planMembers({
    id: 'p',
    portalId: portalId('portal'),
    title: '',
    createdAt: 0,
    targets,
    changes: scene.changes,
    suppressCustomerEmail: true,
    allowGaps: true,
    batchSize: scene.batchSize,
  });

const same = (a: Iterable<string>, b: Iterable<string>): boolean =>
  JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());

/** What a member holds at first and no wish takes away: it must be there at every moment. */
function untouchable(state: TargetState, changes: readonly DesiredChange[]): Map<string, string[]> {
  return new Map(
    [...state.holdings].map(([key, holding]) => {
      const wishes = changes.filter(
        change => change.itemId === state.target.itemId && change.username.toLowerCase() === key,
      );
      const kept = holding.entitlements.filter(held =>
        wishes.every(({ mode, entitlements }) => {
          const named = entitlements.some(name => name.toLowerCase() === held.toLowerCase());
          return mode === 'set' ? named : mode === 'remove' ? !named : true;
        }),
      );
      return [key, kept];
    }),
  );
}

/** Sends and checks one request: no excess is created or raised, and nobody is without what nobody named. */
function send(portal: ModelPortal, request: PlannedRequest, kept: ReadonlyMap<string, string[]>): boolean {
  const before = portal.counts();
  const accepted = portal.provision(request.users, request.entitlements);
  for (const [key, count] of portal.counts()) {
    const total = portal.total(key);
    assert.ok(
      total === undefined || count <= total || count <= (before.get(key) ?? 0),
      `${request.id} leaves ${count} of ${total} ${key}`,
    );
  }
  for (const [name, keys] of kept) {
    for (const key of keys) assert.ok(portal.held(name).has(key), `${name} lost ${key} with ${request.id}`);
  }
  return accepted;
}

const scenes = fc.oneof(
  fc.constantFrom(...knownCases),
  scenario({ odd: true }),
  scenario({ odd: true, keys: ['desktopBasicN', 'desktopAdvN', 'spatialAnalystN', 'otherN'] }),
  exchange(),
  exchange({ most: 1, minMembers: 4 }),
  exchange({ keys: ['aN', 'bN', 'cN', 'dN'], most: 2, minMembers: 4, maxMembers: 12 }),
);

function checkEnd(scene: Scenario, plan: MemberPlan, portal: ModelPortal): void {
  const state = scene.targets[0]!;
  for (const change of plan.changes) {
    assert.ok(same(portal.held(change.username), change.after), `${change.username} is not as planned`);
  }
  const changed = new Set(plan.changes.map(change => change.username.toLowerCase()));
  for (const [key, holding] of state.holdings) {
    if (!changed.has(key))
      assert.ok(same(portal.held(key), holding.entitlements), `${key} was changed unasked`);
  }
}

describe('a plan that is carried out', () => {
  it('ends as desired, takes nothing unasked and never creates or raises an excess', () => {
    fc.assert(
      fc.property(scenes, alternatives, (scene, rules: Alternatives) => {
        const state = scene.targets[0]!;
        const kept = untouchable(state, scene.changes);
        const plan = makePlan(scene);
        // Where holders count twice, the listing must have room for a whole request.
        const { maxUsers, ...unlimited } = state;
        const roomy = maxUsers === undefined ? state : { ...unlimited, maxUsers: maxUsers + 25 };
        const portal = new ModelPortal(rules.capacity === 'sum' ? roomy : state, rules);
        for (const request of plan.requests) {
          assert.ok(request.users.length <= scene.batchSize);
          assert.ok(send(portal, request, kept), `${request.id} was refused`);
        }
        checkEnd(scene, plan, portal);
      }),
      { numRuns: 1500 },
    );
  });

  it('takes nothing unasked where the portal counts holders twice and refuses what does not fit', () => {
    fc.assert(
      fc.property(scenes, alternatives, (scene, rules) => {
        const state = scene.targets[0]!;
        const kept = untouchable(state, scene.changes);
        const plan = makePlan(scene);
        const portal = new ModelPortal(state, { ...rules, capacity: 'sum' });
        for (const request of plan.requests) {
          if (send(portal, request, kept)) continue;
          for (const user of request.users) send(portal, { ...request, users: [user] }, kept);
        }
        const sets = new Map(plan.changes.map(change => [change.username.toLowerCase(), change]));
        for (const [key, holding] of state.holdings) {
          const change = sets.get(key);
          const held = portal.held(key);
          if (change && same(held, change.after)) continue;
          const between = holding.entitlements.filter(name => change?.after.includes(name));
          assert.ok(same(held, holding.entitlements) || (change && same(held, between)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is as right in any order that keeps to `needs`', () => {
    fc.assert(
      fc.property(scenes, fc.infiniteStream(fc.nat(1000)), (scene, random) => {
        const plan = makePlan(scene);
        const state = scene.targets[0]!;
        const kept = untouchable(state, scene.changes);
        const portal = new ModelPortal(state, {
          capacity: 'union',
          batch: 'atomic',
          offline: 'writeRest',
          unknown: 'refuse',
        });
        const left = [...plan.requests];
        const done = new Set<string>();
        while (left.length > 0) {
          const ready = left.filter(request => request.needs.every(id => done.has(id)));
          const next = ready[(random.next().value as number) % ready.length];
          assert.ok(next, 'needs go in a circle');
          assert.ok(send(portal, next, kept), `${next.id} was refused`);
          done.add(next.id);
          left.splice(left.indexOf(next), 1);
        }
        checkEnd(scene, plan, portal);
      }),
      { numRuns: 1500 },
    );
  });

  it('gets through with four requests at once, whenever the gate lets them go', () => {
    fc.assert(
      fc.property(scenes, fc.infiniteStream(fc.nat(1000)), (scene, random) => {
        const plan = makePlan(scene);
        const state = scene.targets[0]!;
        const kept = untouchable(state, scene.changes);
        const portal = new ModelPortal(state, {
          capacity: 'union',
          batch: 'atomic',
          offline: 'writeRest',
          unknown: 'refuse',
        });
        const gate = new SeatGate(plan, scene.targets);
        const ahead = [...plan.requests];
        const sent: PlannedRequest[] = [];
        const answered: PlannedRequest[] = [];
        for (let turn = 0; ahead.length + sent.length + answered.length > 0; turn += 1) {
          const dice = (random.next().value as number) % 3;
          const open = sent.length + answered.length;
          const ready = open < 4 ? ahead.filter(({ id }) => gate.mayStart(id).kind === 'go') : [];
          assert.ok(open > 0 || ready.length > 0, 'nothing is on its way and nothing may go');
          if (dice === 0 && ready.length > 0) {
            const next = ready[(random.next().value as number) % ready.length]!;
            gate.sent(next.id);
            ahead.splice(ahead.indexOf(next), 1);
            sent.push(next);
          } else if (dice === 1 && sent.length > 0) {
            const next = sent.splice((random.next().value as number) % sent.length, 1)[0]!;
            assert.ok(send(portal, next, kept), `${next.id} was refused`);
            answered.push(next);
          } else if (dice === 2 && answered.length > 0) {
            const next = answered.splice((random.next().value as number) % answered.length, 1)[0]!;
            const read = portal.read();
            for (const user of next.users) {
              const holding = read.holdings.get(user.toLowerCase());
              gate.confirm(next.itemId, user, holding?.entitlements ?? []);
            }
            gate.settle(next.id);
          }
        }
        checkEnd(scene, plan, portal);
      }),
      { numRuns: 800 },
    );
  });

  it('can be broken off anywhere: planning again does the rest', () => {
    fc.assert(
      fc.property(scenes, fc.nat(10), (scene, stop) => {
        const state = scene.targets[0]!;
        const kept = untouchable(state, scene.changes);
        const rules = {
          capacity: 'union',
          batch: 'atomic',
          offline: 'writeRest',
          unknown: 'refuse',
        } as const;
        const portal = new ModelPortal(state, rules);
        const plan = makePlan(scene);
        for (const request of plan.requests.slice(0, stop)) send(portal, request, kept);
        const rest = makePlan(scene, [portal.read()]);
        for (const request of rest.requests) assert.ok(send(portal, request, kept));
        // A step in between that came to nothing may have cost a place in the queue, but no more than that.
        for (const change of plan.changes) {
          const skip = rest.skipped.find(
            each => each.username.toLowerCase() === change.username.toLowerCase(),
          );
          if (skip && skip.reason !== 'unchanged') continue;
          assert.ok(same(portal.held(change.username), change.after));
        }
        const again = makePlan(scene, [portal.read()]);
        assert.deepEqual(
          again.requests.filter(request => request.cause === 'group').length,
          again.requests.length,
        );
      }),
      { numRuns: 800 },
    );
  });

  it('skips for want of a seat only who has none at the end', () => {
    fc.assert(
      fc.property(fc.oneof(scenario(), scenario({ free: [-2, -1, 0, 1] })), scene => {
        const state = scene.targets[0]!;
        const plan = makePlan(scene);
        const portal = new ModelPortal(state, {
          capacity: 'union',
          batch: 'atomic',
          offline: 'writeRest',
          unknown: 'refuse',
        });
        for (const request of plan.requests) portal.provision(request.users, request.entitlements);
        for (const skip of plan.skipped.filter(each => each.reason === 'noSeat')) {
          const wish = scene.changes.find(
            change => change.username.toLowerCase() === skip.username.toLowerCase(),
          )!;
          const held = portal.held(skip.username);
          const after =
            wish.mode === 'set' ? wish.entitlements : [...new Set([...held, ...wish.entitlements])];
          assert.equal(portal.provision([skip.username], after), false, `${skip.username} had a seat`);
          assert.ok(skip.names && skip.names.length > 0);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('counts the same seats as the portal', () => {
    fc.assert(
      fc.property(scenes, scene => {
        const plan = makePlan(scene);
        const portal = new ModelPortal(scene.targets[0]!, {
          capacity: 'union',
          batch: 'atomic',
          offline: 'writeRest',
          unknown: 'refuse',
        });
        const before = portal.counts();
        for (const request of plan.requests) portal.provision(request.users, request.entitlements);
        const after = portal.counts();
        for (const row of plan.ledger) {
          assert.equal(row.before, before.get(row.entitlement ?? '') ?? 0);
          assert.equal(row.after, after.get(row.entitlement ?? '') ?? 0);
          assert.equal(row.total, portal.total(row.entitlement ?? ''));
        }
      }),
      { numRuns: 500 },
    );
  });
});
