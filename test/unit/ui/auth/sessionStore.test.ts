import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/core/emitter';
import { portalId, username } from '../../../../src/core/ids';
import type { Secrets } from '../../../../src/services/ports';
import { sessionKey, SessionStore } from '../../../../src/ui/auth/sessionStore';
import type { SessionChange } from '../../../../src/ui/auth/sessionStore';
import { memoryLog } from '../../services/fakes';

const one = portalId('gis.example#one');
const two = portalId('gis.example#two');
const record = (accessToken: string) => ({ kind: 'token', accessToken }) as const;
const session = (portal: typeof one, token = 'first') => ({
  portalId: portal,
  username: username('admin'),
  label: 'admin (gis.example)',
  record: record(token),
});

/** The secrets that all windows share; `tell` lets them hear of changes. */
function sharedSecrets(): Secrets & { readonly values: Map<string, string>; tell: boolean } {
  const values = new Map<string, string>();
  const changed = new Emitter<string>();
  const secrets = {
    values,
    tell: true,
    onDidChange: changed.event,
    get: (key: string) => Promise.resolve(values.get(key)),
    store: (key: string, value: string) => {
      values.set(key, value);
      if (secrets.tell) changed.fire(key);
      return Promise.resolve();
    },
    delete: (key: string) => {
      values.delete(key);
      if (secrets.tell) changed.fire(key);
      return Promise.resolve();
    },
  };
  return secrets;
}

function open(secrets: Secrets) {
  const log = memoryLog();
  const store = new SessionStore(secrets, () => [one, two], log);
  const changes: SessionChange[] = [];
  store.onDidChange(change => changes.push(change));
  return { store, log, changes };
}

describe('sessionStore', () => {
  it('keeps sessions of different portals that two windows add at once', async () => {
    const secrets = sharedSecrets();
    secrets.tell = false;
    const first = open(secrets);
    const second = open(secrets);
    await Promise.all([first.store.all(), second.store.all()]);
    await Promise.all([first.store.add(session(one)), second.store.add(session(two))]);
    const all = await open(secrets).store.all();
    assert.deepEqual(
      all.map(({ portalId: id }) => id),
      [one, two],
    );
  });

  it('does not undo a sign-out of another window by a renewal', async () => {
    const secrets = sharedSecrets();
    const first = open(secrets);
    const { id } = await first.store.add(session(one));
    const second = open(secrets);
    assert.equal((await second.store.of(one))?.id, id);
    secrets.tell = false;
    assert.equal((await first.store.remove(id))?.id, id);
    await second.store.renew(id, record('second'));
    assert.equal(secrets.values.has(sessionKey(one)), false);
    assert.equal(await second.store.of(one), undefined);
  });

  it('neither renews nor removes the session that took the place of an older one', async () => {
    const secrets = sharedSecrets();
    const first = open(secrets);
    const { id } = await first.store.add(session(one));
    const second = open(secrets);
    await second.store.all();
    secrets.tell = false;
    const newer = await first.store.add(session(one, 'newer'));
    await second.store.renew(id, record('second'));
    await second.store.remove(id);
    assert.deepEqual(await open(secrets).store.all(), [newer]);
  });

  it('keeps a renewed token, and other windows hear of it once', async () => {
    const secrets = sharedSecrets();
    const first = open(secrets);
    const second = open(secrets);
    const { id } = await first.store.add(session(one));
    assert.equal((await second.store.of(one))?.record.accessToken, 'first');
    await first.store.renew(id, record('second'));
    await second.store.all();
    assert.equal((await second.store.of(one))?.record.accessToken, 'second');
    assert.deepEqual(
      second.changes.map(({ added, removed, changed }) => [added.length, removed.length, changed.length]),
      [
        [1, 0, 0],
        [0, 0, 1],
      ],
    );
    await first.store.remove(id);
    await first.store.all();
    await second.store.all();
    assert.equal(second.changes.at(-1)?.removed[0]?.id, id);
  });

  for (const [what, text] of [
    ['no JSON', 'canary{'],
    ['something else', '{"id":"canary"}'],
    ['the session of another portal', JSON.stringify({ ...session(two), id: 'canary' })],
  ] as const) {
    it(`leaves ${what} in place and says it once, without its text`, async () => {
      const secrets = sharedSecrets();
      secrets.values.set(sessionKey(one), text);
      const { store, log } = open(secrets);
      await store.add(session(two));
      assert.deepEqual(
        (await store.all()).map(({ portalId: id }) => id),
        [two],
      );
      await secrets.store(sessionKey(one), text);
      await store.remove('canary');
      assert.equal(secrets.values.get(sessionKey(one)), text);
      assert.equal(log.lines.length, 1);
      assert.doesNotMatch(log.lines.join(), /canary/);
      await store.add(session(one));
      assert.equal((await store.all()).length, 2);
    });
  }
});
