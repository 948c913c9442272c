import assert from 'node:assert/strict';
import { at, proOf, rows, withPortal } from './wireClient';
import type { Caller } from './wireClient';

const list = (admin: Caller, item: string) => admin.call(`/content/listings/${item}/userEntitlements`);

describe('sample portal: what a measurement asks of it', () => {
  it('counts requests by their route, those that a fault drops too, and from zero when told', async () => {
    await withPortal({ faults: [{ path: 'portals/self', kind: 'html502' }] }, async admin => {
      await admin.control('DELETE', 'requests');
      const item = proOf(admin);
      await list(admin, item);
      await list(admin, item);
      await admin.call('/portals/self');
      await admin.call('/no/such/path');
      const counted = (await admin.control('GET', 'requests')).json;
      assert.deepEqual(counted, {
        total: 4,
        byRoute: {
          'POST /sharing/rest/content/listings/:item/userEntitlements': 2,
          'POST /sharing/rest/portals/:id': 1,
          'POST /sharing/rest/no/such/path': 1,
        },
      });
      assert.equal(at((await admin.control('DELETE', 'requests')).json, 'total'), 0);
    });
  });

  it('gives a listing the holders that are asked for, with so many sets and offline ones, and cuts its list where it is told', async () => {
    await withPortal({}, async admin => {
      const item = proOf(admin);
      await admin.control('POST', 'holders', { itemId: item, holders: 40, sets: 8, offlineEvery: 10 });
      const entries = rows((await list(admin, item)).json, 'userEntitlements');
      assert.equal(entries.length, 40);
      assert.equal(new Set(entries.map(entry => JSON.stringify(at(entry, 'entitlements')))).size, 8);
      assert.equal(entries.filter(entry => at(entry, 'disconnected') === true).length, 4);
      const facts = rows((await admin.control('GET', 'state')).json, 'listings').find(
        listing => at(listing, 'itemId') === item,
      );
      assert.deepEqual([at(facts, 'holders'), at(facts, 'offline'), at(facts, 'maxUsers')], [40, 4, 50]);
      await admin.control('POST', 'cut', { rows: 7 });
      assert.equal(rows((await list(admin, item)).json, 'userEntitlements').length, 7);
      await admin.control('POST', 'cut', { rows: null });
      assert.equal(rows((await list(admin, item)).json, 'userEntitlements').length, 40);
    });
  });

  it('waits before every reply as long as it is told', async () => {
    await withPortal({}, async admin => {
      await admin.control('POST', 'pace', { latencyMs: 60 });
      const started = performance.now();
      await admin.call('/portals/self');
      assert.ok(performance.now() - started >= 55);
    });
  });

  it('says what to give instead of what it cannot use', async () => {
    await withPortal({}, async admin => {
      const itemId = proOf(admin);
      for (const [name, body] of [
        ['holders', { itemId: 'x', holders: 1 }],
        ['holders', { itemId, holders: -1 }],
        ['holders', { itemId, holders: 1, sets: 0 }],
        ['cut', { rows: 0 }],
        ['cut', {}],
        ['pace', { latencyMs: -1 }],
      ] as const) {
        const { status, text } = await admin.control('POST', name, body);
        assert.equal(status, 400, `${name} ${JSON.stringify(body)}`);
        assert.match(text, /Give /);
      }
      assert.match((await admin.control('POST', 'holders', { itemId, holders: 51 })).text, /50 members/);
    });
  });
});
