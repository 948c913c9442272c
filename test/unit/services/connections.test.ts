import assert from 'node:assert/strict';
import { portalId, username } from '../../../src/core/ids';
import { isPortalError } from '../../../src/core/problem';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import {
  connectionsKey,
  createConnections,
  unreadableConnectionsKey,
} from '../../../src/services/connections';
import { connectionTo, fakeClient, portal } from './fakeClient';
import { memoryLog, memoryStore } from './fakes';

function build(values: Record<string, unknown> = {}, store = memoryStore(values)) {
  const log = memoryLog();
  const made: PortalClient[] = [];
  const connections = createConnections({
    store,
    log,
    factory: {
      tokenSource: () => ({ token: () => Promise.resolve('t'), renew: () => Promise.resolve(undefined) }),
      createClient: ({ url }) => {
        const client = fakeClient({ url });
        made.push(client);
        return client;
      },
    },
  });
  return { connections, store, log, made };
}

describe('connections', () => {
  it('keeps what is saved over a restart', async () => {
    const { connections, store } = build();
    const full = connectionTo({
      sample: { flavor: 'legacy', scale: 'S' },
      clientId: 'abc',
      timeZone: 'Europe/Zurich',
    });
    await connections.save(full);
    const again = build(Object.fromEntries(store.values));
    assert.deepEqual(again.connections.list(), [full]);
    assert.deepEqual(again.connections.get(portal), full);
    assert.deepEqual(again.log.lines, []);
  });

  it('leaves out entries it cannot read, says so, and keeps them aside', async () => {
    const bad = { ...connectionTo({ id: portalId('p2') }), kind: 'cloud' };
    const script = { ...connectionTo({ id: portalId('p3') }), url: 'javascript:alert(1)' };
    const { connections, store, log } = build({
      [connectionsKey]: [bad, connectionTo(), script, 7, connectionTo()],
    });
    assert.deepEqual(
      connections.list().map(({ id }) => id),
      ['p1'],
    );
    assert.equal(log.lines.length, 4);
    assert.match(log.lines[0]!, /^warn Saved portal 1 .*kind/);
    await connections.save(connectionTo({ name: 'Renamed' }));
    assert.equal((store.values.get(connectionsKey) as unknown[]).length, 1);
    assert.deepEqual((store.values.get(unreadableConnectionsKey) as unknown[]).length, 4);
    await connections.save(connectionTo());
    assert.deepEqual((store.values.get(unreadableConnectionsKey) as unknown[]).length, 4);
  });

  it('starts empty from a store with something else in it, and keeps that aside', async () => {
    const { connections, store, log } = build({ [connectionsKey]: { not: 'a list' } });
    assert.deepEqual(connections.list(), []);
    assert.equal(log.lines.length, 1);
    await connections.save(connectionTo());
    assert.deepEqual(store.values.get(unreadableConnectionsKey), [{ not: 'a list' }]);
  });

  it('does not lose a connection to two saves at once', async () => {
    const { connections, store } = build();
    await Promise.all(['a', 'b', 'c'].map(id => connections.save(connectionTo({ id: portalId(id) }))));
    assert.equal((store.values.get(connectionsKey) as unknown[]).length, 3);
  });

  it('keeps what another window saved and does not bring back what it removed', async () => {
    const one = build({ [connectionsKey]: [connectionTo()] });
    const other = build({}, one.store);
    await other.connections.save(connectionTo({ id: portalId('p2'), name: 'Of the other window' }));
    await one.connections.save(connectionTo({ id: portalId('p3') }));
    await other.connections.remove(portal);
    await one.connections.save(connectionTo({ id: portalId('p3'), name: 'Renamed' }));
    const names = build({}, one.store)
      .connections.list()
      .map(({ id, name }) => `${id} ${name}`);
    assert.deepEqual(names, ['p2 Of the other window', 'p3 Renamed']);
    assert.deepEqual(
      one.connections.list().map(({ id }) => id),
      ['p2', 'p3'],
    );
  });

  it('reads again what another window changed, and fires for the differences alone', async () => {
    const one = build({ [connectionsKey]: [connectionTo(), connectionTo({ id: portalId('p2') })] });
    const client = one.connections.client(portal);
    const seen: string[] = [];
    one.connections.onDidChange(id => seen.push(id));
    one.connections.reload();
    assert.deepEqual(seen, []);
    const other = build({}, one.store);
    await other.connections.remove(portal);
    await other.connections.save(connectionTo({ id: portalId('p3') }));
    one.connections.reload();
    assert.deepEqual(seen, ['p1', 'p3']);
    assert.throws(() => one.connections.client(portal), /no saved portal/);
    await other.connections.save(connectionTo());
    one.connections.reload();
    assert.notEqual(one.connections.client(portal), client);
  });

  it('shows a save at once, also while an earlier one is on its way', async () => {
    const { connections } = build();
    const saves = ['a', 'b'].map(id => connections.save(connectionTo({ id: portalId(id) })));
    await saves[0];
    assert.notEqual(connections.get(portalId('b')), undefined);
    await Promise.all(saves);
  });

  it('tells what changed, and removes', async () => {
    const { connections, store } = build();
    const seen: string[] = [];
    connections.onDidChange(id => seen.push(id));
    await connections.save(connectionTo());
    await connections.remove(portal);
    await connections.remove(portal);
    assert.deepEqual(seen, ['p1', 'p1']);
    assert.equal(connections.get(portal), undefined);
    assert.deepEqual(store.values.get(connectionsKey), []);
  });

  it('makes a client once, and anew when the address or the user changes', async () => {
    const { connections, made } = build();
    await connections.save(connectionTo());
    const first = connections.client(portal);
    assert.equal(connections.client(portal), first);
    await connections.save(connectionTo({ name: 'Renamed' }));
    assert.equal(connections.client(portal), first);
    await connections.save(connectionTo({ url: 'http://127.0.0.1:1234/portal' }));
    assert.equal(connections.client(portal).url, 'http://127.0.0.1:1234/portal');
    await connections.save(
      connectionTo({ url: 'http://127.0.0.1:1234/portal', username: username('other') }),
    );
    connections.client(portal);
    assert.equal(made.length, 3);
  });

  it('names an unknown portal', () => {
    const { connections } = build();
    assert.throws(
      () => connections.client(portalId('nope')),
      error => isPortalError(error) && error.fault.kind === 'badInput' && error.message.includes('"nope"'),
    );
  });

  it('holds no secret, even when one is passed along', async () => {
    const { connections, store } = build({
      [connectionsKey]: [{ ...connectionTo(), token: 'canary', password: 'canary' }],
    });
    await connections.save(connectionTo({ id: portalId('p2') }));
    assert.ok(!JSON.stringify([...store.values]).includes('canary'));
  });
});
