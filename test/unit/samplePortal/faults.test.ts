import assert from 'node:assert/strict';
import type { FaultRule } from '../../../src/samplePortal/faults';
import { at, errorOf, proOf, rows, withPortal } from './wireClient';
import type { Caller, WireReply } from './wireClient';

const provisionPath = 'provisionUserEntitlements$';

/** Runs with these faults, and four members without a Pro license. */
async function withFaults(
  rules: readonly FaultRule[],
  run: (admin: Caller, pro: string, users: readonly string[]) => Promise<void>,
): Promise<void> {
  await withPortal({}, async admin => {
    const pro = proOf(admin);
    const holders = await admin.holders(pro);
    const users = [...admin.portal.state.members.values()]
      .map(member => member.username)
      .filter(name => !holders.has(name))
      .slice(0, 4);
    const { json } = await admin.control('POST', 'faults', rules);
    assert.equal(rows(json).length, rules.length);
    await run(admin, pro, users);
  });
}

const grant = (admin: Caller, pro: string, users: readonly string[]): Promise<WireReply> =>
  admin.provision(pro, users, ['desktopBasicN']);

describe('sample portal: faults', () => {
  it('drops the connection before a write: nothing happened', () =>
    withFaults([{ path: provisionPath, kind: 'dropBefore', times: 1 }], async (admin, pro, users) => {
      await assert.rejects(grant(admin, pro, users));
      assert.equal((await admin.holders(pro)).has(users[0] ?? ''), false);
      assert.deepEqual((await grant(admin, pro, users)).json, { success: true });
    }));

  it('drops the connection after a write: it took effect', () =>
    withFaults([{ path: provisionPath, kind: 'dropAfter', times: 1 }], async (admin, pro, users) => {
      await assert.rejects(grant(admin, pro, users));
      assert.equal((await admin.holders(pro)).has(users[3] ?? ''), true);
    }));

  it('strikes at every third call only', () =>
    withFaults([{ path: provisionPath, kind: 'error', code: 500, every: 3 }], async (admin, pro, users) => {
      const codes: unknown[] = [];
      for (let i = 0; i < 7; i++) codes.push(at((await grant(admin, pro, users)).json, 'error', 'code') ?? 0);
      assert.deepEqual(codes, [0, 0, 500, 0, 0, 500, 0]);
    }));

  it('writes half of the users and answers success or an error', () =>
    withFaults([{ path: provisionPath, kind: 'partial', times: 1 }], async (admin, pro, users) => {
      assert.deepEqual((await grant(admin, pro, users)).json, { success: true });
      const holders = await admin.holders(pro);
      assert.deepEqual(
        users.map(name => holders.has(name)),
        [true, true, false, false],
      );
      await admin.control('POST', 'faults', [{ path: provisionPath, kind: 'partial', reply: 'error' }]);
      assert.equal(at((await grant(admin, pro, users.slice(2))).json, 'error', 'code'), 500);
      assert.equal((await admin.holders(pro)).has(users[2] ?? ''), true);
    }));

  it('ends the token after n calls, so that only signing in again helps', () =>
    withFaults(
      [{ path: '/portal/sharing/rest/portals', kind: 'expireToken', after: 2, times: 1 }],
      async admin => {
        const call = (): Promise<WireReply> => admin.call('/portals/self');
        assert.equal(at((await call()).json, 'user', 'username'), 'gis_admin');
        assert.equal(at((await call()).json, 'user', 'username'), 'gis_admin');
        assert.deepEqual(errorOf(await call()), [498, 'Invalid token.']);
        assert.deepEqual(errorOf(await call()), [498, 'Invalid token.']);
      },
    ));

  it('throttles with Retry-After, answers 502 and 503 pages, statuses, redirects, and success: false', async () => {
    const path = 'portals/self$';
    const rules: readonly FaultRule[] = [
      { path, kind: 'throttle', times: 1, retryAfter: 3 },
      { path, kind: 'html502', after: 1, times: 1 },
      { path, kind: 'maintenance', after: 2, times: 1 },
      { path, kind: 'status', code: 504, after: 3, times: 1 },
      { path, kind: 'redirect', location: 'https://evil.example/', after: 4, times: 1 },
      { path, kind: 'successFalse', after: 5, times: 1 },
    ];
    await withFaults(rules, async admin => {
      const replies: WireReply[] = [];
      for (let i = 0; i < 7; i++) replies.push(await admin.call('/portals/self'));
      assert.deepEqual(
        replies.map(reply => reply.status),
        [429, 502, 503, 504, 302, 200, 200],
      );
      assert.equal(replies[0]?.headers.get('retry-after'), '3');
      assert.match(replies[1]?.text ?? '', /^<!DOCTYPE html>/);
      assert.equal(replies[4]?.headers.get('location'), 'https://evil.example/');
      assert.deepEqual(replies[5]?.json, { success: false });
      assert.equal(at(replies[6]?.json, 'isPortal'), false);
    });
  });

  it('cuts a body, truncates a list, and waits', () =>
    withFaults(
      [
        { path: 'purchases$', kind: 'cutBody' },
        { path: 'userEntitlements$', kind: 'truncate', rows: 2 },
        { path: 'community/self$', kind: 'latency', ms: 120 },
      ],
      async (admin, pro) => {
        await assert.rejects(admin.call('/portals/self/purchases'));
        assert.equal((await admin.holders(pro)).size, 2);
        const started = performance.now();
        await admin.call('/community/self');
        assert.ok(performance.now() - started >= 115);
      },
    ));

  it('lists, counts, clears and refuses rules', () =>
    withFaults([{ path: 'community/self$', method: 'GET', kind: 'html502' }], async admin => {
      await admin.call('/community/self');
      const [rule] = rows((await admin.control('GET', 'faults')).json);
      assert.deepEqual([at(rule, 'calls'), at(rule, 'strikes')], [0, 0]);
      assert.deepEqual((await admin.control('DELETE', 'faults')).json, []);
      for (const bad of [
        {},
        [{ path: 'x', kind: 'nothing' }],
        [{ kind: 'html502' }],
        [{ path: 'x', kind: 'latency', ms: 'x' }],
      ]) {
        assert.equal((await admin.control('POST', 'faults', bad)).status, 400);
      }
    }));
});

describe('sample portal: control endpoint', () => {
  it('takes a license offline and back, and puts everything back with reset', () =>
    withPortal({}, async admin => {
      const pro = proOf(admin);
      const before = await admin.holders(pro);
      const holder = [...(admin.portal.state.listings.get(pro)?.holders.values() ?? [])].find(
        one => one.disconnectedSince === null,
      );
      const username = holder?.username ?? '';
      const offline = { itemId: pro, username, offline: true };
      assert.equal((await admin.control('POST', 'offline', offline)).status, 200);
      assert.equal(at((await admin.provision(pro, [username], [])).json, 'error', 'code'), 400);
      await admin.control('POST', 'offline', { ...offline, offline: false });
      assert.deepEqual((await admin.provision(pro, [username], [])).json, { success: true });
      await admin.control('POST', 'reset');
      assert.deepEqual(await admin.holders(pro), before);
    }));

  it('moves the clock to a time and by a time, and refuses anything else', () =>
    withPortal({ now: Date.UTC(2026, 0, 1) }, async admin => {
      const now = async (): Promise<number> => Number(at((await admin.control('GET', 'clock')).json, 'now'));
      assert.ok(Math.abs((await now()) - Date.UTC(2026, 0, 1)) < 5000);
      await admin.control('POST', 'clock', { now: '2026-07-01T00:00:00Z' });
      assert.ok(Math.abs((await now()) - Date.UTC(2026, 6, 1)) < 5000);
      await admin.control('POST', 'clock', { advanceMs: 86_400_000 });
      assert.ok(Math.abs((await now()) - Date.UTC(2026, 6, 2)) < 5000);
      assert.equal((await admin.control('POST', 'clock', { now: 'soon' })).status, 400);
      assert.equal((await admin.control('GET', 'nothing')).status, 404);
    }));
});
