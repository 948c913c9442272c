import assert from 'node:assert/strict';
import type { FileSubject } from '../../../src/core/files/fileSubject';
import { entitlement, itemId, username } from '../../../src/core/ids';
import type { Holder, Listed, Listing, Member, PortalKind, PortalLicense } from '../../../src/core/model';
import { isAbort, PortalError } from '../../../src/core/problem';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { createFileFacts } from '../../../src/services/fileFacts';
import { mostLicensed } from '../../../src/services/fileHolders';
import type { FactsQuestion } from '../../../src/services/fileFacts';
import { createInventory } from '../../../src/services/inventory';
import { connectionsTo, deferred, fakeClient, portal } from './fakeClient';
import { memoryLog, quickClock } from './fakes';

const listing = (id: string, title: string): Listing => ({
  itemId: itemId(id),
  title,
  status: 'active',
  pools: [{ key: entitlement('desktopAdvN'), num: 5 }],
  canDisconnect: true,
  hasListing: true,
});
const holder: Holder = {
  username: username('ana'),
  entitlements: [entitlement('desktopAdvN')],
  offline: false,
};
const member = (name: string): Member => ({
  username: username(name),
  fullName: name,
  role: 'org_user',
  provider: 'arcgis',
  disabled: false,
});
const nothing: FileSubject = { keys: [], listings: [], users: [], userCount: 0 };
const live = new AbortController().signal;

async function given(answers: Partial<PortalClient>, kind: PortalKind) {
  const calls: string[] = [];
  const counted = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      (...args: readonly unknown[]) => {
        calls.push(typeof args[0] === 'string' ? `${name} ${args[0]}` : name);
        return (answer as (...all: readonly unknown[]) => unknown)(...args);
      },
    ]),
  );
  const log = memoryLog();
  const clock = quickClock();
  const connections = await connectionsTo(fakeClient(counted), log, kind);
  const inventory = createInventory({ connections, clock, log });
  const facts = createFileFacts({ connections, inventory, clock });
  return { facts, inventory, connections, calls, clock };
}

const forbidden = (): Promise<never> =>
  Promise.reject(new PortalError({ kind: 'forbidden' }, 'You may not look.'));
const entitlementsOf = (more: Partial<FactsQuestion> = {}): FactsQuestion => ({
  portalId: portal,
  kind: 'entitlements',
  subject: { ...nothing, appId: 'arcgisprodesktop', keys: ['desktopAdvN'] },
  ...more,
});
const rosterOf = (users: readonly string[], more: Partial<FileSubject> = {}): FactsQuestion => ({
  portalId: portal,
  kind: 'roster',
  subject: {
    ...nothing,
    users: users.slice(0, 100),
    userCount: users.length,
    listings: ['arcgis pro'],
    ...more,
  },
});

describe('what a portal says about a file', () => {
  it('is asked for nothing before it is loaded, and then for what the product needs, once', async () => {
    const { facts, calls } = await given(
      {
        purchases: () => Promise.resolve([listing('pro', 'ArcGIS Pro'), listing('other', 'Other')]),
        entitlementsQueue: () => Promise.resolve({ appId: 'arcgisprodesktop', queue: [] }),
        holders: () => Promise.resolve({ items: [holder] }),
      },
      'legacy',
    );
    const before = facts.known(entitlementsOf());
    assert.deepEqual(
      [before?.portalName, before?.kind, before?.listings],
      ['Riverbend', 'legacy', undefined],
    );
    assert.deepEqual(calls, []);
    const known = await facts.load(entitlementsOf(), live);
    assert.equal(known?.listings?.length, 2);
    assert.equal(known.queue?.appId, 'arcgisprodesktop');
    assert.deepEqual(Object.keys(known.holders ?? {}), ['pro']);
    assert.deepEqual(known.unread, []);
    assert.deepEqual(calls.sort(), ['entitlementsQueue arcgisprodesktop', 'holders pro', 'purchases']);
    await facts.load(entitlementsOf(), live);
    assert.equal(calls.length, 3);
  });

  it('says of each thing why it could not be read, and does not ask again by itself', async () => {
    const { facts, calls } = await given(
      {
        purchases: () => Promise.resolve([listing('pro', 'ArcGIS Pro')]),
        license: forbidden,
        userTypes: () => Promise.resolve([]),
        futureLicense: () => Promise.reject(new PortalError({ kind: 'versionUnsupported' }, 'Not here.')),
      },
      'enterprise',
    );
    const question: FactsQuestion = { portalId: portal, kind: 'portalLicense', subject: nothing };
    const known = await facts.load(question, live);
    assert.deepEqual(known?.unread, [{ what: 'license', why: 'You may not look.' }]);
    assert.deepEqual(known.userTypes, []);
    const asked = calls.length;
    await facts.load(question, live);
    assert.equal(calls.length, asked);
  });

  /** A portal license with so many apps, an extension and a bundle. */
  const licenseOf = (apps: number): PortalLicense => ({
    userTypes: [],
    appBundles: [{ id: 'suite', itemId: itemId('bundle') }],
    apps: Array.from({ length: apps }, (_, index) => ({ id: `app${index}`, itemId: itemId(`item${index}`) })),
    extensions: [{ id: 'advediting', itemId: itemId('extension') }],
    capabilities: [],
  });
  const licenseFile = (...keys: readonly string[]): FactsQuestion => ({
    portalId: portal,
    kind: 'portalLicense',
    subject: { ...nothing, keys },
  });
  const licensed = (apps: number, more: Partial<PortalClient>): Partial<PortalClient> => ({
    purchases: () => Promise.resolve([]),
    license: () => Promise.resolve(licenseOf(apps)),
    userTypes: () => Promise.resolve([]),
    futureLicense: () => Promise.resolve([]),
    holders: () => Promise.resolve({ items: [holder] }),
    appBundleHolders: () => Promise.resolve({ items: [username('ana')] }),
    ...more,
  });

  it('reads for a license file who holds the apps, extensions and bundles of the license', async () => {
    const { facts, calls } = await given(licensed(1, {}), 'enterprise');
    const known = await facts.load(licenseFile('app0'), live);
    assert.deepEqual(Object.keys(known?.holders ?? {}).sort(), ['bundle', 'extension', 'item0']);
    assert.equal(known?.holders?.['bundle']?.items.at(0)?.username, 'ana');
    assert.deepEqual(known.unread, []);
    assert.equal(
      facts.known(licenseFile('app0'))?.holders?.['bundle'],
      known.holders['bundle'],
      'the same list, as facts are compared by it',
    );
    const asked = calls.length;
    await facts.load(licenseFile('app0'), live);
    assert.equal(calls.length, asked);
  });

  it('says of which apps nobody knows who holds them, and reads no more than a bounded number', async () => {
    const { facts, calls } = await given(
      licensed(40, {
        holders: id =>
          id === itemId('item3') || id === itemId('item5')
            ? forbidden()
            : Promise.resolve({ items: [holder] }),
      }),
      'enterprise',
    );
    const known = await facts.load(licenseFile('app3', 'app39', 'item38'), live);
    const asked = calls.filter(one => /^(?:holders|appBundleHolders) /.test(one));
    assert.equal(asked.length, mostLicensed);
    assert.deepEqual(asked.slice(0, 3).sort(), ['holders item3', 'holders item38', 'holders item39']);
    assert.deepEqual(
      known?.unread.map(({ what, why, items }) => [what, /^app\d+, app/.test(why), items?.length]),
      [
        ['holders', true, 2],
        ['holders', true, 42 - mostLicensed],
      ],
    );
    assert.match(known.unread[0]?.why ?? '', /app3, app5: You may not look\./);
  });

  it('takes what cannot be assigned to members for held by nobody', async () => {
    const refused = (): Promise<never> =>
      Promise.reject(new PortalError({ kind: 'listingUnavailable', reason: 'missing' }, 'No such listing.'));
    const { facts } = await given(licensed(0, { holders: refused }), 'enterprise');
    const known = await facts.load(licenseFile(), live);
    assert.deepEqual(known?.holders?.['extension'], { items: [] });
    assert.deepEqual(known.unread, []);
  });

  it('says that the time zone is that of the computer where the connection has none', async () => {
    const { facts, connections } = await given(licensed(0, {}), 'enterprise');
    assert.equal(facts.known(licenseFile())?.isComputersZone, true);
    const connection = connections.get(portal) ?? assert.fail();
    await connections.save({ ...connection, timeZone: 'America/New_York' });
    const known = facts.known(licenseFile());
    assert.deepEqual([known?.timeZone, known?.isComputersZone], ['America/New_York', undefined]);
  });

  it('reads all members of an organization that is not large', async () => {
    const people: Listed<Member> = { items: [member('ana'), member('bo')] };
    const { facts } = await given(
      {
        purchases: () => Promise.resolve([listing('pro', 'ArcGIS Pro')]),
        holders: () => Promise.resolve({ items: [holder] }),
        members: () => Promise.resolve(people),
      },
      'online',
    );
    const known = await facts.load(rosterOf(['ana', 'cy']), live);
    assert.equal(known?.members, people);
    assert.deepEqual(Object.keys(known.holders ?? {}), ['pro']);
  });

  it('asks a large organization for the names of the file alone, and says when they are too many', async () => {
    const { facts, calls } = await given(
      {
        purchases: () => Promise.resolve([]),
        members: () =>
          Promise.resolve({
            items: [member('aa')],
            partial: { kind: 'paged', total: 60_000 },
            total: 60_000,
          }),
        member: name => Promise.resolve(name === username('ana') ? member('ana') : undefined),
      },
      'online',
    );
    const known = await facts.load(rosterOf(['ana', 'Nobody'], { listings: [] }), live);
    assert.deepEqual(known?.members, { items: [member('ana')] });
    assert.deepEqual(calls.filter(one => one.startsWith('member ')).sort(), ['member Nobody', 'member ana']);
    const many = Array.from({ length: 61 }, (_, index) => `user${index}`);
    const cut = await facts.load(rosterOf(many, { listings: [] }), live);
    assert.equal(cut?.members?.partial?.kind, 'paged', 'a list that proves no absence');
    assert.match(cut.unread.find(one => one.what === 'members')?.why ?? '', /60000 members .* names 61/);
  });

  it('lets a name that no portal can have, or that failed, spoil no other file of a large organization', async () => {
    const { facts, clock, calls } = await given(
      {
        purchases: () => Promise.resolve([]),
        members: () =>
          Promise.resolve({
            items: [member('aa')],
            partial: { kind: 'paged', total: 60_000 },
            total: 60_000,
          }),
        member: name => {
          if (name === username('..'))
            return Promise.reject(
              new PortalError({ kind: 'badInput' }, '".." cannot be a name in a portal.'),
            );
          if (name === username('broken'))
            return Promise.reject(new PortalError({ kind: 'unexpectedReply', status: 500 }, 'Sorry.'));
          return Promise.resolve(name === username('ana') ? member('ana') : undefined);
        },
      },
      'online',
    );
    const hostile = await facts.load(rosterOf(['..', 'ana'], { listings: [] }), live);
    assert.deepEqual(hostile?.members, { items: [member('ana')] });
    assert.deepEqual(hostile.unread, []);
    const failing = await facts.load(rosterOf(['broken', 'ana'], { listings: [] }), live);
    assert.deepEqual(failing?.unread, [{ what: 'members', why: 'Sorry.' }]);
    assert.equal(failing.members?.partial?.kind, 'paged', 'a list that proves no absence');
    const other = await facts.load(rosterOf(['ana', 'cy'], { listings: [] }), live);
    assert.deepEqual(other?.members, { items: [member('ana')] });
    assert.deepEqual(other.unread, []);
    const asked = calls.length;
    await facts.load(rosterOf(['broken', '..', 'ana'], { listings: [] }), live);
    assert.equal(calls.length, asked, 'what failed is asked for again only when it is old');
    clock.advance(10 * 60_000 + 1);
    await facts.load(rosterOf(['broken'], { listings: [] }), live);
    assert.ok(calls.length > asked);
  });

  it('takes any text for the product of a file', async () => {
    const { facts } = await given(
      {
        purchases: () => Promise.resolve([listing('pro', 'ArcGIS Pro')]),
        entitlementsQueue: appId => Promise.resolve({ appId, queue: [] }),
        holders: () => Promise.resolve({ items: [holder] }),
      },
      'legacy',
    );
    for (const appId of ['__proto__', ...Object.getOwnPropertyNames(Object.prototype)]) {
      const question = entitlementsOf({ subject: { ...nothing, appId, keys: ['no feature of ours'] } });
      assert.equal((await facts.load(question, live))?.listings?.length, 1, appId);
      assert.equal(facts.known(question)?.queue?.appId, appId);
    }
  });

  it('keeps a failed member list for unread, and forgets members with their portal', async () => {
    let mayLook = false;
    const { facts, inventory } = await given(
      {
        purchases: () => Promise.resolve([]),
        members: () => (mayLook ? Promise.resolve({ items: [member('ana')] }) : forbidden()),
      },
      'online',
    );
    const failed = await facts.load(rosterOf(['ana']), live);
    assert.deepEqual(failed?.unread, [{ what: 'members', why: 'You may not look.' }]);
    assert.equal(failed.members, undefined);
    mayLook = true;
    let heard = 0;
    facts.onDidChange(() => heard++);
    inventory.forget(portal);
    assert.ok(heard > 0);
    assert.deepEqual((await facts.load(rosterOf(['ana']), live))?.members, { items: [member('ana')] });
  });

  it('lets go of a check that is out of date while the portal is slow, and shows nothing half read', async () => {
    const slow = deferred<readonly Listing[]>();
    const { facts } = await given(
      {
        purchases: () => slow.promise,
        entitlementsQueue: () => Promise.resolve({ appId: 'arcgisprodesktop', queue: [] }),
      },
      'legacy',
    );
    const controller = new AbortController();
    const loading = facts.load(entitlementsOf(), controller.signal);
    controller.abort();
    await assert.rejects(loading, isAbort);
    assert.equal(facts.known(entitlementsOf())?.listings, undefined);
    slow.resolve([]);
  });

  it('does not take the first rows of a list for the list', async () => {
    const rest = deferred<Listed<Holder>>();
    const { facts, inventory } = await given(
      {
        purchases: () => Promise.resolve([listing('pro', 'ArcGIS Pro')]),
        entitlementsQueue: () => Promise.resolve({ appId: 'arcgisprodesktop', queue: [] }),
        holders: (_item, options) => {
          options?.onRows?.([holder], 2);
          return rest.promise;
        },
      },
      'legacy',
    );
    const loading = facts.load(entitlementsOf(), live);
    const soFar = (): boolean => {
      const branch = inventory.peek({ portalId: portal, name: 'holders', key: 'pro' });
      return branch.state === 'loading' && branch.value?.items.length === 1;
    };
    for (let turn = 0; turn < 100 && !soFar(); turn++) await new Promise(resolve => setTimeout(resolve, 1));
    assert.ok(soFar(), 'the inventory shows the first row');
    assert.equal(facts.known(entitlementsOf())?.holders, undefined);
    rest.resolve({ items: [holder, { ...holder, username: username('bo') }] });
    assert.equal((await loading)?.holders?.['pro']?.items.length, 2);
  });

  it('knows nothing of a portal that is not saved', async () => {
    const { facts, connections } = await given({}, 'legacy');
    await connections.remove(portal);
    assert.equal(facts.known(entitlementsOf()), undefined);
    assert.equal(await facts.load(entitlementsOf(), live), undefined);
  });
});
