import assert from 'node:assert/strict';
import { entitlement, itemId, userKey, username } from '../../../src/core/ids';
import type { Holder, Listed, Organization } from '../../../src/core/model';
import type { ApplyReport, MemberPlan, PlannedRequest } from '../../../src/core/planTypes';
import { isPortalError, PortalError } from '../../../src/core/problem';
import type { Fault } from '../../../src/core/problem';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { createApplier } from '../../../src/services/apply/applier';
import type { ApplyEvent } from '../../../src/services/apply/applyTypes';
import { createInventory } from '../../../src/services/inventory';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { createSnapshotStore } from '../../../src/services/snapshots/snapshotStore';
import { connectionTo, connectionsTo, deferred, fakeClient, organization, portal } from './fakeClient';
import { memoryFiles, memoryLog, quickClock, until } from './fakes';

const item = itemId('pro');
const fail = (fault: Fault, message = 'The portal says no.'): PortalError => new PortalError(fault, message);

interface Write {
  readonly item: string;
  readonly users: readonly string[];
  readonly entitlements: readonly string[];
  readonly email: boolean;
}

/** A portal of plain maps: item → member key → set. `onWrite` comes before each write and may throw or wait. */
async function build(
  held: Record<string, Record<string, readonly string[]>>,
  options: {
    readonly onWrite?: (write: Write, index: number) => Promise<void> | void;
    readonly afterWrite?: (write: Write, index: number) => Promise<void> | void;
    readonly onRead?: (what: string) => Promise<void> | void;
    readonly offline?: () => readonly string[];
    readonly organization?: () => Promise<Organization>;
    readonly more?: Partial<PortalClient>;
  } = {},
) {
  const state = new Map(
    Object.entries(held).map(([id, rows]) => [
      id,
      new Map(Object.entries(rows).map(([name, set]) => [name, [...set]])),
    ]),
  );
  const writes: Write[] = [];
  const reads: string[] = [];
  let running = 0;
  const seen = { most: 0 };
  const rowOf = (name: string, set: readonly string[]): Holder => ({
    username: username(name),
    entitlements: set.map(entitlement),
    offline: options.offline?.().includes(name) ?? false,
  });
  const client = fakeClient({
    organization: options.organization ?? (() => Promise.resolve(organization())),
    holders: async (id): Promise<Listed<Holder>> => {
      reads.push(`list ${id}`);
      await options.onRead?.(`list ${id}`);
      return {
        items: [...(state.get(id) ?? [])]
          .filter(([, set]) => set.length > 0)
          .map(([name, set]) => rowOf(name, set)),
      };
    },
    holder: async (id, name) => {
      reads.push(`one ${name}`);
      await options.onRead?.(`one ${name}`);
      const set = state.get(id)?.get(userKey(name)) ?? [];
      return set.length > 0 ? rowOf(userKey(name), set) : undefined;
    },
    provision: async (id, { users, entitlements, suppressCustomerEmail }) => {
      const write = { item: id, users: users.map(userKey), entitlements, email: !suppressCustomerEmail };
      const index = writes.push(write) - 1;
      running += 1;
      seen.most = Math.max(seen.most, running);
      try {
        await options.onWrite?.(write, index);
        for (const user of users) state.get(id)?.set(userKey(user), [...entitlements]);
        await options.afterWrite?.(write, index);
      } finally {
        running -= 1;
      }
    },
    ...options.more,
  });
  const log = memoryLog();
  const clock = quickClock();
  const files = memoryFiles();
  const connections = await connectionsTo(client, log);
  const inventory = createInventory({ connections, clock, log });
  const journal = createJournalStore({ files });
  const snapshots = createSnapshotStore({ files, log });
  const deps = { connections, inventory, journal, snapshots, clock, log };
  return { applier: createApplier(deps), state, writes, reads, seen, inventory, journal, files, clock, log };
}

const request = (
  id: string,
  users: readonly string[],
  entitlements: readonly string[],
  more: Partial<PlannedRequest> = {},
): PlannedRequest => ({
  id,
  itemId: item,
  users: users.map(username),
  entitlements: entitlements.map(entitlement),
  needs: [],
  cause: 'group',
  ...more,
});

/** A plan of these requests over one listing; `before` by member. */
function planOf(
  requests: readonly PlannedRequest[],
  before: Record<string, readonly string[]>,
  totals: Record<string, number> = {},
  more: Partial<MemberPlan> = {},
): MemberPlan {
  const last = new Map<string, PlannedRequest>();
  for (const each of requests) for (const user of each.users) last.set(`${each.itemId} ${user}`, each);
  const items = [...new Set(requests.map(({ itemId: id }) => id))];
  return {
    kind: 'members',
    id: 'plan1',
    portalId: portal,
    createdAt: 0,
    title: 'test',
    targets: items.map(id => ({ kind: 'listing', itemId: id, title: id })),
    changes: [...last].map(([key, each]) => {
      const name = key.split(' ')[1]!;
      return {
        itemId: each.itemId,
        username: username(name),
        before: (before[name] ?? []).map(entitlement),
        after: each.entitlements,
      };
    }),
    skipped: [],
    requests,
    ledger: Object.entries(totals).map(([key, total]) => ({
      itemId: item,
      entitlement: entitlement(key),
      total,
      before: Object.values(before).filter(set => set.includes(key)).length,
      after: 0,
      atLeast: false,
    })),
    warnings: [],
    suppressCustomerEmail: true,
    ...more,
  };
}

const told = (report: ApplyReport): Record<string, string> =>
  Object.fromEntries(
    report.results.map(({ username: name, outcome, reason }) => [
      name,
      reason === undefined ? outcome : `${outcome}: ${reason}`,
    ]),
  );
const outcomes = (report: ApplyReport): Record<string, string> =>
  Object.fromEntries(report.results.map(({ username: name, outcome }) => [name, outcome]));
const names = (count: number, prefix = 'u'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const holding = (users: readonly string[], ...keys: string[]): Record<string, readonly string[]> =>
  Object.fromEntries(users.map(name => [name, keys]));

describe('applier', () => {
  describe('before it writes', () => {
    const plan = planOf([request('r1', ['ann'], ['x', 'y'])], { ann: ['x'] });

    for (const [what, answer, message] of [
      ['another organization', organization({ orgId: 'org2' }), /another organization/],
      [
        'another user',
        organization({ access: { ...organization().access, username: username('eve') } }),
        /signed in as eve, not as admin/,
      ],
    ] as const) {
      it(`refuses when the connection belongs to ${what}`, async () => {
        const { applier, writes, files } = await build(
          { pro: { ann: ['x'] } },
          { organization: () => Promise.resolve(answer) },
        );
        await assert.rejects(
          applier.applyMembers(plan),
          error => isPortalError(error) && error.fault.kind === 'staleState' && message.test(error.message),
        );
        assert.equal(writes.length, 0);
        assert.equal(files.files.size, 0);
      });
    }

    it('reports everybody as not done when the portal does not answer', async () => {
      const { applier, writes } = await build(
        { pro: { ann: ['x'] } },
        { organization: () => Promise.reject(fail({ kind: 'timeout', ms: 9 }, 'No answer.')) },
      );
      assert.deepEqual(told(await applier.applyMembers(plan)), {
        ann: 'notDone: Not sent: the portal could not be asked. No answer.',
      });
      assert.equal(writes.length, 0);
    });

    it('sends nothing without the privilege', async () => {
      const access = { ...organization().access, canManageLicenses: false };
      const { applier, writes } = await build(
        { pro: { ann: ['x'] } },
        { organization: () => Promise.resolve(organization({ access })) },
      );
      assert.match(told(await applier.applyMembers(plan))['ann']!, /privilege to manage licenses/);
      assert.equal(writes.length, 0);
    });

    it('sends nothing when the journal cannot be written', async () => {
      const { applier, writes, files } = await build({ pro: { ann: ['x'] } });
      files.fail = new Error('ENOSPC');
      assert.match(
        told(await applier.applyMembers(plan))['ann']!,
        /^notDone: .*journal cannot be written \(ENOSPC\)/,
      );
      assert.equal(writes.length, 0);
    });

    it('sends nothing while another window is at work, and keeps that window from writing meanwhile', async () => {
      const tried: string[] = [];
      const again: (() => Promise<unknown>)[] = [];
      const { applier, writes, files } = await build(
        { pro: { ann: ['x'] } },
        {
          onWrite: async () => {
            for (const work of again) await work().catch((error: unknown) => tried.push(String(error)));
          },
        },
      );
      const other = createJournalStore({ files });
      again.push(() => other.alone(connectionTo(), () => Promise.resolve()));
      await other.alone(connectionTo(), async () => {
        await assert.rejects(
          applier.applyMembers(plan),
          error => isPortalError(error) && /Another window is applying a plan/.test(error.message),
        );
      });
      assert.deepEqual([writes.length, tried.length], [0, 0]);
      await applier.applyMembers(plan);
      assert.equal(writes.length, 1);
      assert.match(tried.join(), /Another window/);
    });

    it('stops when the journal cannot be written any more', async () => {
      const users = names(12);
      const { applier, writes, files } = await build(
        { pro: holding(users, 'x') },
        {
          onWrite: () => {
            files.fail = new Error('ENOSPC');
          },
        },
      );
      const requests = users.map((name, index) => request(`r${index}`, [name], ['x', 'y']));
      const report = await applier.applyMembers(planOf(requests, holding(users, 'x')));
      assert.ok(writes.length <= 4, `${writes.length} writes`);
      assert.equal(report.results.filter(({ outcome }) => outcome === 'done').length, writes.length);
      assert.match(told(report)['u11']!, /journal cannot be written/);
    });

    it('skips who changed, who went offline, and who is as wanted already', async () => {
      const users = ['changed', 'offline', 'ready', 'plain'];
      const { applier, writes } = await build(
        { pro: { changed: ['z'], offline: ['x'], ready: ['y', 'X'], plain: ['x'] } },
        { offline: () => ['offline'] },
      );
      const report = await applier.applyMembers(
        planOf([request('r1', users, ['x', 'y'])], holding(users, 'x')),
      );
      assert.deepEqual(
        writes.map(({ users: sent }) => sent),
        [['plain']],
      );
      const result = told(report);
      assert.match(result['changed']!, /notDone: Changed since the plan was made: holds z\./);
      assert.match(result['offline']!, /notDone: .*offline/);
      assert.equal(result['ready'], 'done');
      assert.equal(result['plain'], 'done');
    });

    it('does not send for a member whose set cannot be read', async () => {
      const { applier, writes } = await build(
        { pro: { ann: ['x'], bob: ['x'] } },
        {
          onRead: what => {
            if (what === 'one ann') throw fail({ kind: 'transport' }, 'reset');
          },
        },
      );
      const report = await applier.applyMembers(
        planOf([request('r1', ['ann', 'bob'], ['y'])], { ann: ['x'], bob: ['x'] }),
      );
      assert.deepEqual(
        writes.map(({ users }) => users),
        [['bob']],
      );
      assert.match(told(report)['ann']!, /notDone: Not sent: .*could not be read/);
    });

    it('refuses requests that do more than the plan says', async () => {
      const { applier, writes } = await build({ pro: { ann: ['x'], bob: ['x'] } });
      const plan1 = planOf([request('r1', ['ann'], ['y'])], { ann: ['x'] });
      const wrong: MemberPlan = {
        ...plan1,
        changes: [{ ...plan1.changes[0]!, after: [entitlement('x'), entitlement('y')] }],
      };
      assert.match(told(await applier.applyMembers(wrong))['ann']!, /do not add up/);
      const between = planOf([request('r1', ['bob'], []), request('r2', ['bob'], ['x', 'y'])], {
        bob: ['x'],
      });
      assert.match(told(await applier.applyMembers(between))['bob']!, /do not add up/);
      assert.equal(writes.length, 0);
    });
  });

  it('sends what the administrator chose about e-mail', async () => {
    const { applier, writes } = await build({ pro: { ann: ['x'] } });
    await applier.applyMembers(
      planOf([request('r1', ['ann'], ['y'])], { ann: ['x'] }, {}, { suppressCustomerEmail: false }),
    );
    assert.equal(writes[0]?.email, true);
  });

  it('runs four requests at once, never two with one member, in the order of the plan', async () => {
    const users = names(8);
    const busy = new Set<string>();
    const other = itemId('other');
    const { applier, writes, seen } = await build(
      { pro: holding(users, 'x'), other: {} },
      {
        onWrite: async ({ users: sent }) => {
          for (const user of sent) {
            assert.ok(!busy.has(user), `${user} is in two requests at once`);
            busy.add(user);
          }
          await new Promise(resolve => setTimeout(resolve, 3));
          for (const user of sent) busy.delete(user);
        },
      },
    );
    // Each member in two listings, one right after the other.
    const requests = users.flatMap((name, index) => [
      request(`r${index}`, [name], ['x', 'y']),
      request(`s${index}`, [name], ['z'], { itemId: other }),
    ]);
    const plan = planOf(requests, holding(users, 'x'));
    const report = await applier.applyMembers({
      ...plan,
      changes: plan.changes.map(change => (change.itemId === other ? { ...change, before: [] } : change)),
    });
    assert.ok(report.results.every(({ outcome }) => outcome === 'done'));
    assert.equal(report.results.length, 16);
    assert.equal(seen.most, 4);
    assert.deepEqual(
      writes.filter(({ item: id }) => id === item).map(({ users: sent }) => sent[0]),
      users,
    );
  });

  it('reads reductions back before it sends what needs them', async () => {
    const order: string[] = [];
    const { applier, reads } = await build(
      { pro: { ann: ['x'], bob: ['z'] } },
      {
        onWrite: ({ users }) => void order.push(`write ${users.join()}`),
        onRead: what => void order.push(what),
      },
    );
    const report = await applier.applyMembers(
      planOf(
        [request('r1', ['ann'], []), request('r2', ['bob'], ['x'], { needs: ['r1'] })],
        { ann: ['x'], bob: ['z'] },
        { x: 1 },
      ),
    );
    assert.deepEqual(outcomes(report), { ann: 'done', bob: 'done' });
    const at = (what: string): number => order.indexOf(what);
    assert.ok(order.slice(at('write ann'), at('write bob')).includes('one ann'), order.join('; '));
    assert.ok(reads.length > 0);
  });

  it('reads back what a request needs even where the seats would not tell', async () => {
    const order: string[] = [];
    const { applier } = await build(
      { pro: { ann: ['x'], bob: ['z'] } },
      {
        onWrite: ({ users }) => void order.push(`write ${users.join()}`),
        onRead: what => void order.push(what),
      },
    );
    const plan = planOf([request('r1', ['ann'], []), request('r2', ['bob'], ['x'], { needs: ['r1'] })], {
      ann: ['x'],
      bob: ['z'],
    });
    assert.deepEqual(outcomes(await applier.applyMembers(plan)), { ann: 'done', bob: 'done' });
    const at = (what: string): number => order.indexOf(what);
    assert.ok(order.slice(at('write ann'), at('write bob')).includes('one ann'), order.join('; '));
  });

  it('does not take a seat that was not given back', async () => {
    const { applier, writes } = await build(
      { pro: { ann: ['x'], bob: ['z'], cyd: [] } },
      {
        onWrite: ({ users }) => {
          if (users.includes('ann')) throw fail({ kind: 'refused', code: 400 });
        },
      },
    );
    const plan = planOf(
      [request('r1', ['ann'], []), request('r2', ['bob', 'cyd'], ['x'], { needs: ['r1'] })],
      { ann: ['x'], bob: ['z'] },
      { x: 2 },
    );
    const report = await applier.applyMembers(plan);
    assert.deepEqual(
      writes.map(({ users }) => users),
      [['ann'], ['bob']],
      'one seat is free: the first of the two gets it',
    );
    assert.match(told(report)['cyd']!, /No free seat of x/);
    assert.equal(outcomes(report)['bob'], 'done');
    assert.match(told(report)['ann']!, /Refused by the portal: The portal says no/);
  });

  it('carries out a step in between and what follows it', async () => {
    const { applier, writes, state } = await build({ pro: { ann: ['x', 'k'], bob: ['y', 'k'] } });
    const plan = planOf(
      [
        request('r1', ['ann'], ['k'], { cause: 'seats' }),
        request('r2', ['bob'], ['x', 'k'], { needs: ['r1'] }),
        request('r3', ['ann'], ['y', 'k'], { needs: ['r2'] }),
      ],
      { ann: ['x', 'k'], bob: ['y', 'k'] },
      { x: 1, y: 1 },
    );
    const report = await applier.applyMembers(plan);
    assert.deepEqual(outcomes(report), { ann: 'done', bob: 'done' });
    assert.deepEqual(
      writes.map(({ users, entitlements }) => [...users, ...entitlements]),
      [
        ['ann', 'k'],
        ['bob', 'x', 'k'],
        ['ann', 'y', 'k'],
      ],
    );
    assert.deepEqual(state.get('pro')?.get('ann'), ['y', 'k']);
  });

  it('does not believe success: true', async () => {
    const { applier } = await build(
      { pro: { ann: ['x'] } },
      { more: { provision: () => Promise.resolve() } },
    );
    const report = await applier.applyMembers(planOf([request('r1', ['ann'], ['y'])], { ann: ['x'] }));
    assert.match(told(report)['ann']!, /notDone: The portal reported success and changed nothing/);
  });

  it('says what a member holds when the portal wrote something else', async () => {
    const built = await build(
      { pro: { ann: ['x'] } },
      {
        // As a portal does that leaves out what it does not know.
        afterWrite: () => void built.state.get('pro')?.set('ann', ['x', 'z']),
      },
    );
    const plan = planOf([request('r1', ['ann'], ['x', 'z', 'q'])], { ann: ['x'] });
    const report = await built.applier.applyMembers(plan);
    assert.match(told(report)['ann']!, /notDone: .*holds x, z, not what was sent/);
  });

  describe('a refusal', () => {
    it('is narrowed down to whom it is about, and the others are done', async () => {
      const users = names(25);
      const { applier, writes } = await build(
        { pro: holding(users, 'x') },
        {
          onWrite: ({ users: sent }) => {
            if (sent.includes('u7')) throw fail({ kind: 'incompatibleUserType' }, 'Viewer cannot use Pro.');
          },
        },
      );
      const report = await applier.applyMembers(planOf([request('r1', users, ['y'])], holding(users, 'x')));
      const result = told(report);
      assert.equal(result['u7'], 'notDone: Refused by the portal: Viewer cannot use Pro.');
      assert.equal(report.results.filter(({ outcome }) => outcome === 'done').length, 24);
      assert.ok(writes.length <= 11, `${writes.length} writes`);
    });

    it('that names the culprit costs one more request', async () => {
      const users = names(25);
      const { applier, writes } = await build(
        { pro: holding(users, 'x') },
        {
          onWrite: ({ users: sent }) => {
            if (sent.includes('u7')) throw fail({ kind: 'notMember', usernames: ['U7'] }, 'No such member.');
          },
        },
      );
      const report = await applier.applyMembers(planOf([request('r1', users, ['y'])], holding(users, 'x')));
      assert.equal(writes.length, 2);
      assert.equal(report.results.filter(({ outcome }) => outcome === 'done').length, 24);
    });

    it('because somebody went offline meanwhile leaves that one out', async () => {
      const users = names(10);
      let offline: readonly string[] = [];
      const { applier, writes } = await build(
        { pro: holding(users, 'x') },
        {
          offline: () => offline,
          onWrite: ({ users: sent }) => {
            offline = ['u3'];
            if (sent.includes('u3')) throw fail({ kind: 'disconnected' });
          },
        },
      );
      const report = await applier.applyMembers(planOf([request('r1', users, ['y'])], holding(users, 'x')));
      assert.equal(writes.length, 2);
      assert.match(told(report)['u3']!, /offline/);
      assert.equal(report.results.filter(({ outcome }) => outcome === 'done').length, 9);
    });

    it('of an entitlement is one of all members: no smaller request is tried', async () => {
      const users = names(25);
      const { applier, writes } = await build(
        { pro: holding(users, 'x') },
        {
          onWrite: () => {
            throw fail({ kind: 'unknownEntitlement', name: 'y' }, 'Invalid entitlement: y');
          },
        },
      );
      const report = await applier.applyMembers(planOf([request('r1', users, ['y'])], holding(users, 'x')));
      assert.equal(writes.length, 1);
      assert.ok(
        report.results.every(({ reason }) => reason === 'Refused by the portal: Invalid entitlement: y'),
      );
    });

    it('of the listing ends everything for that listing', async () => {
      const users = names(30);
      const { applier, writes } = await build(
        { pro: holding(users, 'x') },
        {
          onWrite: () => {
            throw fail({ kind: 'listingUnavailable', reason: 'expired' }, 'It has expired.');
          },
        },
      );
      const requests = users.map((name, index) => request(`r${index}`, [name], ['y']));
      const report = await applier.applyMembers(planOf(requests, holding(users, 'x')));
      assert.ok(writes.length <= 4, `${writes.length} writes`);
      assert.ok(
        report.results.every(({ outcome, reason }) => outcome === 'notDone' && reason?.includes('expired')),
      );
    });

    for (const fault of [{ kind: 'signIn', code: 498 }, { kind: 'forbidden' }] as const) {
      it(`of kind ${fault.kind} stops the run`, async () => {
        const users = names(30);
        let mayWrite = true;
        const { applier, writes } = await build(
          { pro: holding(users, 'x') },
          {
            onWrite: (_, index) => {
              if (index < 1) return;
              mayWrite = false;
              throw fail(fault, 'Sign in again.');
            },
            organization: () =>
              Promise.resolve(
                organization({ access: { ...organization().access, canManageLicenses: mayWrite } }),
              ),
          },
        );
        const requests = users.map((name, index) => request(`r${index}`, [name], ['y']));
        const report = await applier.applyMembers(planOf(requests, holding(users, 'x')));
        assert.ok(writes.length <= 8, `${writes.length} writes`);
        assert.equal(outcomes(report)['u0'], 'done');
        for (const { outcome, reason } of report.results.slice(1)) {
          assert.equal(outcome, 'notDone');
          assert.match(reason ?? '', /Sign in again/);
        }
      });
    }
  });

  describe('a lost connection', () => {
    it('is never sent again: what arrived all the same is done, the rest is in doubt until a time that is named', async () => {
      const { applier, writes, clock } = await build(
        { pro: { ann: ['x'], bob: ['x'] } },
        {
          onWrite: ({ users }) => {
            if (users.includes('ann')) throw fail({ kind: 'transport' }, 'The connection was reset.');
          },
          afterWrite: () => {
            throw fail({ kind: 'timeout', ms: 50 }, 'No answer in time.');
          },
        },
      );
      const sentAt = clock.now();
      const report = await applier.applyMembers(
        planOf([request('r1', ['ann'], ['y']), request('r2', ['bob'], ['y'])], { ann: ['x'], bob: ['x'] }),
      );
      assert.equal(writes.length, 2);
      assert.match(
        told(report)['ann']!,
        /^unknown: In doubt: the connection was lost \(The connection was reset\.\)\. .* holds x, .* until \d\d:05 /,
      );
      assert.equal(report.results.find(({ outcome }) => outcome === 'unknown')?.until, sentAt + 5 * 60_000);
      assert.equal(outcomes(report)['bob'], 'done');
    });

    it('is over when it is read back later than the portal may write: then nothing was written', async () => {
      const { applier, clock } = await build(
        { pro: { ann: ['x'] } },
        {
          onWrite: () => {
            throw fail({ kind: 'transport' }, 'reset');
          },
        },
      );
      const report = await applier.applyMembers(planOf([request('r1', ['ann'], ['y'])], { ann: ['x'] }), {
        onEvent: ({ kind }) => {
          if (kind === 'readingBack') clock.advance(5 * 60_000);
        },
      });
      assert.match(told(report)['ann']!, /^notDone: Not written: the connection was lost \(reset\)/);
    });

    it('keeps the seat that it may still take', async () => {
      const { applier, writes } = await build(
        { pro: { ann: [], bob: [] } },
        {
          onWrite: ({ users }) => {
            if (users.includes('ann')) throw fail({ kind: 'timeout', ms: 50 });
          },
        },
      );
      const requests = [request('r1', ['ann'], ['x']), request('r2', ['bob'], ['x'], { needs: ['r1'] })];
      const report = await applier.applyMembers(planOf(requests, {}, { x: 1 }));
      assert.equal(outcomes(report)['ann'], 'unknown');
      assert.match(told(report)['bob']!, /^notDone: No free seat of x/);
      assert.equal(writes.length, 1);
    });

    it('waits before it reads back what a slow portal may still be doing', async () => {
      const { applier, state, clock } = await build(
        { pro: { ann: ['x'] } },
        {
          onWrite: () => {
            const begun = clock.now();
            const later = setInterval(() => {
              if (clock.now() - begun < 5000) return;
              clearInterval(later);
              state.get('pro')?.set('ann', ['y']);
            }, 0);
            throw fail({ kind: 'timeout', ms: 6000 });
          },
          onRead: async () => {
            await new Promise(resolve => setTimeout(resolve, 20));
          },
        },
      );
      const report = await applier.applyMembers(planOf([request('r1', ['ann'], ['y'])], { ann: ['x'] }));
      assert.equal(outcomes(report)['ann'], 'done');
    });

    it('three times in a row ends the run', async () => {
      const users = names(30);
      const { applier, writes } = await build(
        { pro: holding(users, 'x') },
        {
          onWrite: () => {
            throw fail({ kind: 'transport' }, 'reset');
          },
        },
      );
      const requests = users.map((name, index) => request(`r${index}`, [name], ['y']));
      const report = await applier.applyMembers(planOf(requests, holding(users, 'x')));
      assert.ok(writes.length >= 3 && writes.length <= 6, `${writes.length} writes`);
      assert.equal(report.results.filter(({ outcome }) => outcome === 'unknown').length, writes.length);
      assert.equal(report.results.filter(({ outcome }) => outcome === 'notDone').length, 30 - writes.length);
      assert.match(told(report)['u29']!, /^notDone: .*3 writes in a row were lost/);
    });

    it('now and then does not end the run', async () => {
      const users = names(12);
      const { applier, writes } = await build(
        { pro: holding(users, 'x') },
        {
          onWrite: (_, index) => {
            if (index % 3 !== 0) throw fail({ kind: 'transport' }, 'reset');
          },
        },
      );
      const requests = users.map((name, index) => request(`r${index}`, [name], ['y']));
      const report = await applier.applyMembers(planOf(requests, holding(users, 'x')));
      assert.equal(writes.length, 12);
      assert.equal(report.results.filter(({ outcome }) => outcome === 'done').length, 4);
      assert.equal(report.results.filter(({ outcome }) => outcome === 'unknown').length, 8);
    });

    it('that also keeps from reading back leaves who was sent as unknown', async () => {
      let gone = false;
      const { applier } = await build(
        { pro: { ann: ['x'] } },
        {
          onWrite: () => {
            gone = true;
            throw fail({ kind: 'transport' }, 'reset');
          },
          onRead: () => {
            if (gone) throw fail({ kind: 'transport' }, 'unreachable');
          },
        },
      );
      const report = await applier.applyMembers(planOf([request('r1', ['ann'], ['y'])], { ann: ['x'] }));
      assert.match(
        told(report)['ann']!,
        /^unknown: .*could not be read.*unreachable The portal may still write it until \d\d:05 /,
      );
    });

    it('that is over by the end of the run leaves nobody unknown', async () => {
      let failures = 0;
      const { applier } = await build(
        { pro: { ann: ['x'] } },
        {
          afterWrite: () => {
            failures = 1;
            throw fail({ kind: 'transport' }, 'reset');
          },
          onRead: () => {
            if (failures-- > 0) throw fail({ kind: 'transport' }, 'unreachable');
          },
        },
      );
      const report = await applier.applyMembers(planOf([request('r1', ['ann'], ['y'])], { ann: ['x'] }));
      assert.deepEqual(outcomes(report), { ann: 'done' });
    });
  });

  describe('too many requests', () => {
    it('waits as long as it is told, reads, and sends what is not done', async () => {
      const { applier, writes, clock } = await build(
        { pro: { ann: ['x'] } },
        {
          onWrite: (_, index) => {
            if (index < 2) throw fail({ kind: 'throttled', retryAfterMs: 30_000 });
          },
        },
      );
      const before = clock.now();
      const report = await applier.applyMembers(planOf([request('r1', ['ann'], ['y'])], { ann: ['x'] }));
      assert.deepEqual(outcomes(report), { ann: 'done' });
      assert.equal(writes.length, 3);
      assert.ok(clock.now() - before >= 60_000);
    });

    it('is not sent again when it was carried out all the same', async () => {
      const { applier, writes } = await build(
        { pro: { ann: ['x'] } },
        {
          afterWrite: () => {
            throw fail({ kind: 'throttled' });
          },
        },
      );
      const report = await applier.applyMembers(planOf([request('r1', ['ann'], ['y'])], { ann: ['x'] }));
      assert.deepEqual(outcomes(report), { ann: 'done' });
      assert.equal(writes.length, 1);
    });

    it('without an end, or for too long, ends as not done', async () => {
      for (const retryAfterMs of [1000, 3_600_000]) {
        const { applier, writes } = await build(
          { pro: { ann: ['x'] } },
          {
            onWrite: () => {
              throw fail({ kind: 'throttled', retryAfterMs }, 'Slow down.');
            },
          },
        );
        const report = await applier.applyMembers(planOf([request('r1', ['ann'], ['y'])], { ann: ['x'] }));
        assert.match(told(report)['ann']!, /notDone: .*Slow down/);
        assert.ok(writes.length <= 4);
      }
    });
  });

  describe('cancel', () => {
    it('sends nothing more, waits for what is on its way and reads it back', async () => {
      const users = names(12);
      const stop = new AbortController();
      const go = deferred<undefined>();
      const { applier, writes } = await build({ pro: holding(users, 'x') }, { onWrite: () => go.promise });
      const requests = users.map((name, index) => request(`r${index}`, [name], ['y']));
      const running = applier.applyMembers(planOf(requests, holding(users, 'x')), { signal: stop.signal });
      await until(() => writes.length === 4);
      stop.abort();
      go.resolve(undefined);
      const report = await running;
      assert.equal(report.cancelled, true);
      assert.equal(writes.length, 4);
      assert.equal(report.results.filter(({ outcome }) => outcome === 'done').length, 4);
      assert.equal(told(report)['u11'], 'notDone: Cancelled before it was sent.');
    });

    it('before the first request writes nothing', async () => {
      const stop = new AbortController();
      stop.abort();
      const { applier, writes, journal } = await build({ pro: { ann: ['x'] } });
      const report = await applier.applyMembers(planOf([request('r1', ['ann'], ['y'])], { ann: ['x'] }), {
        signal: stop.signal,
      });
      assert.equal(outcomes(report)['ann'], 'notDone');
      assert.equal(writes.length, 0);
      assert.equal((await journal.unfinished(connectionTo())).length, 0);
    });

    it('ends a wait for the portal', async () => {
      const stop = new AbortController();
      const { applier, writes } = await build(
        { pro: { ann: ['x'] } },
        {
          onWrite: () => {
            stop.abort();
            throw fail({ kind: 'throttled', retryAfterMs: 60_000 });
          },
        },
      );
      const report = await applier.applyMembers(planOf([request('r1', ['ann'], ['y'])], { ann: ['x'] }), {
        signal: stop.signal,
      });
      assert.equal(writes.length, 1);
      assert.equal(outcomes(report)['ann'], 'notDone');
    });
  });

  it('writes the journal before and after each request, and never the token', async () => {
    const kinds: string[] = [];
    const { applier, files, journal } = await build(
      { pro: { ann: ['x'] } },
      {
        onWrite: async () => {
          kinds.push(...(await journal.read(portal)).entries.map(({ kind }) => kind));
        },
      },
    );
    await applier.applyMembers(planOf([request('r1', ['ann'], ['y'])], { ann: ['x'] }));
    assert.deepEqual(kinds, ['planned', 'requestStarted']);
    const { entries } = await journal.read(portal);
    assert.deepEqual(
      entries.map(({ kind }) => kind),
      ['planned', 'requestStarted', 'requestEnded', 'results', 'finished'],
    );
    assert.ok(files.files.size === 1);
  });

  it('shows what was read back in the inventory at once', async () => {
    const { applier, inventory } = await build({ pro: { ann: ['x'], bob: ['x'] } });
    const ref = { portalId: portal, name: 'holders', key: item } as const;
    await inventory.load(ref);
    await applier.applyMembers(
      planOf([request('r1', ['ann'], ['y']), request('r2', ['bob'], [])], { ann: ['x'], bob: ['x'] }),
    );
    const branch = inventory.peek(ref);
    assert.ok(branch.state === 'ready');
    assert.deepEqual(
      branch.value.items.map(({ username: name, entitlements }) => [name, ...entitlements]),
      [['ann', 'y']],
    );
  });

  it('tells of each request and member as it goes', async () => {
    const { applier } = await build({ pro: { ann: ['x'] } });
    const events: ApplyEvent[] = [];
    await applier.applyMembers(planOf([request('r1', ['ann'], ['y'])], { ann: ['x'] }), {
      onEvent: event => {
        events.push(event);
        throw new Error('a listener that fails');
      },
    });
    assert.deepEqual(
      events.map(event => (event.kind === 'member' ? event.state : event.kind)),
      ['checking', 'requestStarted', 'sending', 'waiting', 'requestEnded', 'readingBack', 'result'],
    );
  });

  it('reads again what it read too long ago', async () => {
    const users = names(8);
    const { applier, writes, state, clock } = await build(
      { pro: holding(users, 'x') },
      {
        onWrite: () => {
          clock.advance(31_000);
          state.get('pro')?.set('u7', ['q']);
        },
      },
    );
    const requests = users.map((name, index) => request(`r${index}`, [name], ['x', 'y']));
    const report = await applier.applyMembers(planOf(requests, holding(users, 'x')));
    assert.ok(!writes.some(({ users: sent }) => sent.includes('u7')));
    assert.match(told(report)['u7']!, /Changed since the plan was made: holds q/);
    assert.deepEqual(state.get('pro')?.get('u7'), ['q']);
  });

  it('reads back on the way when much is sent, so that a crash leaves little open', async () => {
    const users = names(130);
    const { applier, reads } = await build({ pro: holding(users, 'x') });
    const requests = users.map((name, index) => request(`r${index}`, [name], ['x', 'y']));
    const report = await applier.applyMembers(planOf(requests, holding(users, 'x')));
    assert.ok(report.results.every(({ outcome }) => outcome === 'done'));
    assert.deepEqual(reads, ['list pro', 'list pro', 'list pro'], 'before, on the way, at the end');
  });

  it('carries out one plan of a portal after the other', async () => {
    const go = deferred<undefined>();
    const { applier, writes } = await build({ pro: { ann: ['x'] } }, { onWrite: () => go.promise });
    const one = applier.applyMembers(planOf([request('r1', ['ann'], ['y'])], { ann: ['x'] }));
    const two = applier.applyMembers(
      planOf([request('r1', ['ann'], ['z'])], { ann: ['x'] }, {}, { id: 'plan2' }),
    );
    await until(() => writes.length === 1);
    go.resolve(undefined);
    assert.deepEqual(outcomes(await one), { ann: 'done' });
    assert.match(told(await two)['ann']!, /Changed since the plan was made/);
  });
});
