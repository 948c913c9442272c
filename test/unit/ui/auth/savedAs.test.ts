import assert from 'node:assert/strict';
import { portalId, username } from '../../../../src/core/ids';
import type { PortalConnection } from '../../../../src/core/model';
import { savedAs } from '../../../../src/ui/auth/savedAs';
import { organization } from '../../services/fakeClient';

const url = 'https://gis.example/portal';
const as = (name: string, more: Parameters<typeof organization>[0] = {}) =>
  organization({ ...more, access: { ...organization().access, username: username(name) } });
const saved = (more: Partial<PortalConnection> = {}): PortalConnection => ({
  id: portalId('gis.example/portal#ann'),
  name: 'My portal',
  url,
  kind: 'enterprise',
  orgId: organization().orgId,
  username: username('ann'),
  clientId: 'app1',
  timeZone: 'Europe/Zurich',
  ...more,
});
const among =
  (...list: readonly PortalConnection[]) =>
  (id: string): PortalConnection | undefined =>
    list.find(one => one.id === id);

describe('savedAs', () => {
  it('is a new connection for a portal that was not saved', () => {
    const connection = savedAs({ url, organization: as('Ann'), find: among(), clientId: 'app2' });
    assert.deepEqual(connection, {
      id: 'gis.example/portal#ann',
      name: organization().name,
      url,
      kind: organization().kind,
      orgId: organization().orgId,
      username: 'Ann',
      clientId: 'app2',
    });
  });

  it('keeps name, client id and time zone when a portal is added that is saved already', () => {
    const connection = savedAs({ url, organization: as('ann'), find: among(saved()) });
    assert.deepEqual(connection, saved({ kind: organization().kind }));
  });

  it('stays the same connection for the same user, however the name is spelled', () => {
    const known = saved({ id: portalId('p1') });
    const connection = savedAs({ url, organization: as('ANN'), known, find: among(known) });
    assert.equal(connection.id, 'p1');
    assert.equal(connection.username, 'ANN');
    assert.equal(connection.name, 'My portal');
  });

  it('is another connection for somebody else, with the application and the time zone of the portal', () => {
    const known = saved();
    const connection = savedAs({ url, organization: as('bob'), known, find: among(known) });
    assert.equal(connection.id, 'gis.example/portal#bob');
    assert.equal(connection.username, 'bob');
    assert.equal(connection.name, organization().name);
    assert.deepEqual([connection.clientId, connection.timeZone], ['app1', 'Europe/Zurich']);
  });

  it('goes on as the connection that somebody else has already', () => {
    const bob = saved({ id: portalId('gis.example/portal#bob'), username: username('bob'), name: 'Of Bob' });
    const connection = savedAs({ url, organization: as('bob'), known: saved(), find: among(saved(), bob) });
    assert.deepEqual(connection, { ...bob, kind: organization().kind });
  });

  it('does not take an id that went to another user', () => {
    const passedOn = saved({ username: username('bob') });
    const connection = savedAs({ url, organization: as('ann'), known: passedOn, find: among(passedOn) });
    assert.equal(connection.id, 'gis.example/portal#ann~2');
  });

  it('keeps the id of a sample portal, whose address changes', () => {
    const sample = { flavor: 'online', scale: 'S' } as const;
    const known = saved({ id: portalId('sample-online-S'), sample });
    const connection = savedAs({
      url: 'http://127.0.0.1:5000/portal',
      organization: as('other'),
      known,
      sample,
      find: among(known),
    });
    assert.equal(connection.id, 'sample-online-S');
    assert.equal(connection.url, 'http://127.0.0.1:5000/portal');
  });
});
