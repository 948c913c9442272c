// Every operation of PortalClient against the sample portal, in each flavour and under each alternative of its decisions.
import assert from 'node:assert/strict';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { entitlement, itemId, userKey, username, userTypeId } from '../../../src/core/ids';
import { isPortalError } from '../../../src/core/problem';
import type { Decisions } from '../../../src/samplePortal/decisions';
import { decisions } from '../../../src/samplePortal/decisions';
import type { Flavor, Listing } from '../../../src/samplePortal/model';
import type { State } from '../../../src/samplePortal/state';
import { expectProblem, problemOf } from './using';
import type { Sample } from './withSample';
import { withSample } from './withSample';

const setOf = (
  rows: readonly { username: string; entitlements: readonly string[] }[],
): Map<string, string[]> => new Map(rows.map(row => [userKey(row.username), [...row.entitlements].sort()]));

const isOwned = (listing: Listing): boolean => listing.isProvisioned && listing.inPurchases;
const ownListings = (state: State): Listing[] => [...state.listings.values()].filter(isOwned);
const perUser = (state: State): Listing[] => ownListings(state).filter(listing => listing.isPerUser);

/** A listing with one entitlement and room for three more, whatever the rule of capacity. */
function roomy(state: State): { listing: Listing; key: string } {
  for (const listing of perUser(state)) {
    const [only, ...more] = Object.entries(listing.seats.entitlements);
    if (
      only === undefined ||
      more.length > 0 ||
      (listing.endDate !== -1 && listing.endDate < state.clock.now())
    )
      continue;
    const [key, num] = only;
    if (num - (listing.assigned.get(key) ?? 0) >= 3 && listing.seats.maxUsers - listing.holders.size >= 3)
      return { listing, key };
  }
  assert.fail('the seed has no listing with room');
}

const holderNamed = (state: State, isOffline: boolean): { listing: Listing; name: string } => {
  for (const listing of perUser(state)) {
    for (const holder of listing.holders.values()) {
      if ((holder.disconnectedSince !== null) === isOffline) return { listing, name: holder.username };
    }
  }
  assert.fail('the seed has no such holder');
};

const ordinary = (state: State, listing: Listing): string[] =>
  [...state.members.values()]
    .filter(member => member.role === 'org_user' && !listing.holders.has(userKey(member.username)))
    .map(member => member.username);

/** Whether the portal's refusals have the texts of the wire reference; a client must be right without them, too. */
const saysWhy = ({ decisions: { texts, provisionRefusal } }: State): boolean =>
  texts === 'reference' && provisionRefusal === 'envelope';

const kindOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!isPortalError(error)) throw error;
    return error.fault.kind;
  }
};

async function readsEverything({ client, portal: { state } }: Sample): Promise<void> {
  const organization = await client.organization();
  assert.equal(organization.kind, state.flavor);
  assert.equal(
    organization.version,
    { online: '2025.2', enterprise: '11.4.0', legacy: '10.6.1' }[state.flavor],
  );
  assert.deepEqual(
    [organization.access.isAdministrator, organization.access.canManageLicenses],
    [true, true],
  );

  const members = await client.members();
  assert.equal(members.partial, undefined);
  assert.deepEqual(
    new Set(members.items.map(member => userKey(member.username))),
    new Set(state.members.keys()),
  );
  const [some] = members.items;
  assert.ok(some !== undefined);
  assert.deepEqual(await client.member(some.username), some);
  assert.equal(await client.member(username('nobody.at.all')), undefined);
  assert.ok((await client.roles()).length > 0);
  const [group] = state.groups;
  const inGroup = [...state.members.values()].filter(member => member.groups.includes(group?.id ?? ''));
  assert.deepEqual(
    new Set((await client.groupMembers(group?.id ?? '')).items),
    new Set(inGroup.map(member => member.username)),
  );
  const named = { id: group?.id ?? '', title: group?.title ?? '' };
  assert.deepEqual(await client.findGroups(named.id), [named]);
  assert.deepEqual(await client.findGroups(named.title.toUpperCase()), [named]);
  assert.deepEqual(await client.findGroups(named.title.slice(0, 4)), []);
  assert.deepEqual(await client.findGroups('0'.repeat(32)), []);
  assert.deepEqual(await client.findGroups(`${named.title}" OR id:"*`), []);
  const found = await client.searchMembers({ text: some.username.slice(0, 4) });
  assert.ok(
    found.items.some(member => member.username === some.username),
    JSON.stringify(some.username),
  );

  const purchases = await client.purchases();
  assert.deepEqual(
    new Set(purchases.map(listing => listing.itemId as string)),
    new Set(ownListings(state).map(listing => listing.itemId)),
  );
  for (const listing of purchases) {
    const own = state.listings.get(listing.itemId);
    assert.deepEqual(
      Object.fromEntries(listing.pools.map(({ key, num }) => [key, num])),
      own?.seats.entitlements ?? {},
    );
  }
  const visible = ownListings(state).find(listing => listing.isVisible);
  assert.equal((await client.listing(itemId(visible?.itemId ?? ''))).title, visible?.title);
}

async function readsHolders({ client, portal: { state } }: Sample): Promise<void> {
  for (const listing of ownListings(state)) {
    const id = itemId(listing.itemId);
    if (!listing.isPerUser) {
      const problem = await problemOf(client.holders(id), 'listingUnavailable');
      assert.deepEqual(problem.fault, { kind: 'listingUnavailable', reason: 'notPerUser' });
      continue;
    }
    const list = await client.holders(id);
    assert.equal(list.partial, undefined);
    const read = setOf([...list.items]);
    for (const [name, set] of setOf([...listing.holders.values()]))
      assert.deepEqual(read.get(name), set, name);
    if (state.decisions.includedPro === 'hidden') assert.equal(read.size, listing.holders.size);
    for (const holder of list.items) {
      const own = listing.holders.get(userKey(holder.username));
      assert.equal(holder.offline, own !== undefined && own.disconnectedSince !== null);
      const since =
        state.decisions.disconnectedInfo === 'since' ? (own?.disconnectedSince ?? undefined) : undefined;
      assert.equal(holder.offlineSince, since);
    }
  }
  const { listing, name } = holderNamed(state, false);
  const one = await client.holder(itemId(listing.itemId), username(name));
  assert.deepEqual([...(one?.entitlements ?? [])], listing.holders.get(userKey(name))?.entitlements);
  const [nobody = ''] = ordinary(state, roomy(state).listing);
  assert.equal(await client.holder(itemId(roomy(state).listing.itemId), username(nobody)), undefined);
  if (state.flavor === 'legacy') {
    await expectProblem(client.provisionedListings(username(name)), 'versionUnsupported');
    return;
  }
  const products = await client.provisionedListings(username(name));
  const product = products.find(row => row.itemId === listing.itemId);
  assert.ok(product !== undefined, name);
  const own = listing.holders.get(userKey(name))?.entitlements;
  assert.deepEqual(
    product.entitlements,
    state.decisions.provisionedListingsSets === 'with' ? own : undefined,
  );
}

async function givesAndTakes({ client, portal: { state } }: Sample): Promise<void> {
  const { listing, key } = roomy(state);
  const id = itemId(listing.itemId);
  const users = ordinary(state, listing).slice(0, 2).map(username);
  const mails = state.mails;
  await client.provision(id, { users, entitlements: [key], suppressCustomerEmail: true });
  for (const user of users) assert.deepEqual((await client.holder(id, user))?.entitlements, [key]);
  await client.provision(id, { users, entitlements: [], suppressCustomerEmail: true });
  for (const user of users) assert.equal(await client.holder(id, user), undefined);
  assert.equal(state.mails, mails, 'nobody got mail');

  const [user = username('')] = users;
  const unknown = await kindOf(
    client.provision(id, { users: [user], entitlements: ['no such'], suppressCustomerEmail: true }),
  );
  const isIgnored = state.decisions.unknownEntitlement === 'ignore';
  assert.equal(unknown, isIgnored ? 'done' : saysWhy(state) ? 'unknownEntitlement' : 'refused');
  const stranger = await kindOf(
    client.provision(id, {
      users: [username('nobody.at.all')],
      entitlements: [key],
      suppressCustomerEmail: true,
    }),
  );
  assert.equal(stranger, saysWhy(state) ? 'notMember' : 'refused');
  const foreign = await kindOf(
    client.provision(itemId('0'.repeat(32)), {
      users: [user],
      entitlements: [key],
      suppressCustomerEmail: true,
    }),
  );
  assert.equal(foreign, 'listingUnavailable');

  const offline = holderNamed(state, true);
  const before = offline.listing.holders.get(userKey(offline.name))?.entitlements;
  const change = { users: [username(offline.name)], entitlements: before ?? [], suppressCustomerEmail: true };
  const blocked = await kindOf(client.provision(itemId(offline.listing.itemId), change));
  assert.equal(blocked, state.decisions.provisionRefusal === 'envelope' ? 'disconnected' : 'refused');
  assert.deepEqual(offline.listing.holders.get(userKey(offline.name))?.entitlements, before);

  const desktop = perUser(state).find(one => one.isDesktop && one.canDisconnect);
  await client.setDisconnectSettings(itemId(desktop?.itemId ?? ''), false);
  assert.equal(desktop?.canDisconnect, false);
}

async function changesTypesAndBundles({ client, portal: { state } }: Sample): Promise<void> {
  const types = await client.userTypes();
  assert.equal(types.length, state.userTypes.length);
  const isOffline = (name: string): boolean =>
    [...state.listings.values()].some(
      one => (one.holders.get(userKey(name))?.disconnectedSince ?? null) !== null,
    );
  const roomyType = types.find(type => (type.maximum ?? 0) > (state.typeCounts.get(type.id) ?? 0));
  const target = roomyType?.id ?? userTypeId('');
  const mover = [...state.members.values()].find(
    one => one.role === 'org_user' && one.userLicenseTypeId !== target && !isOffline(one.username),
  );
  const name = username(mover?.username ?? '');
  assert.deepEqual(await client.updateUserType([name], target), [{ username: name, ok: true }]);
  assert.equal(mover?.userLicenseTypeId, target);
  const stuck = username(holderNamed(state, true).name);
  try {
    const [result] = await client.updateUserType([stuck], target);
    assert.equal(result?.ok, false);
    assert.ok((result.message ?? '') !== '');
  } catch (error) {
    assert.ok(isPortalError(error) && ['disconnected', 'refused'].includes(error.fault.kind), String(error));
  }
  await expectProblem(client.updateUserType([name], userTypeId('CREATORUT')), 'refused');

  const bundles = await client.appBundles();
  assert.deepEqual(
    bundles.map(bundle => bundle.itemId as string),
    [...state.bundles.keys()],
  );
  const [bundle] = [...state.bundles.values()].filter(one => one.holders.size < one.maxUsers);
  assert.ok(bundle !== undefined);
  const id = itemId(bundle.itemId);
  const newcomer = [...state.members.values()].find(one => !bundle.holders.has(userKey(one.username)));
  const users = [username(newcomer?.username ?? '')];
  await client.provisionAppBundle(id, { users, revoke: false });
  assert.ok((await client.appBundleHolders(id)).items.some(name => name === users[0]));
  await client.provisionAppBundle(id, { users, revoke: true });
  assert.deepEqual(new Set((await client.appBundleHolders(id)).items.map(userKey)), bundle.holders);
}

const secret = 'FEATURE c2VjcmV0';

async function runsLicense({ client, portal: { state } }: Sample): Promise<void> {
  const license = await client.license();
  assert.equal(license.currentMembers, state.members.size);
  assert.ok(license.userTypes.length > 0 && license.apps.length > 0 && license.capabilities.length > 0);
  assert.ok(
    license.userTypes.every(
      type => type.current !== undefined && type.maximum !== undefined && type.expiresAt !== -1,
    ),
  );
  assert.ok(Array.isArray(await client.futureLicense()));

  const userTypes = license.userTypes.map(type => ({
    id: type.id,
    maxUsers: (type.maximum ?? 0) + 1,
    startDate: 0,
  }));
  const content = {
    MyEsri: {
      version: '11.4',
      definitions: { userTypes: [{ id: 'creatorUT', name: 'Creator of things' }], appBundles: [] },
      provision: {
        userTypes,
        apps: license.apps.map(app => ({ id: app.id, maxUsers: app.maximum, startDate: 0 })),
      },
    },
    signature: secret,
  };
  const file = { name: 'license.json', text: JSON.stringify(content) };
  const validated = await client.validateLicense(file);
  assert.deepEqual(
    validated.userTypes.map(({ id, maximum }) => [id, maximum]),
    userTypes.map(({ id, maxUsers }) => [id, maxUsers]),
  );
  assert.equal(validated.userTypes.find(type => type.id === 'creatorUT')?.name, 'Creator of things');
  await client.importLicense(file);
  assert.equal((await client.license()).maximumMembers, (license.maximumMembers ?? 0) + userTypes.length);
  const masked = { name: 'license.json', text: JSON.stringify({ ...content, signature: '***' }) };
  await expectProblem(client.importLicense(masked), 'refused');
  await client.licensePopulated();
  await client.populateLicense();
  await expectProblem(client.systemLicenses(), 'versionUnsupported');
}

const part = (startDate: number, startDateStr: string, num: number): object => ({
  orgEntitlements: {
    maxUsers: num,
    startDate,
    startDateStr,
    entitlements: { navigator: { num, license: secret } },
  },
  signature: secret,
  licenseManagerInfo: { hostname: 'lm9.example', port: 27001 },
});

async function runsSystemLicenses({ client, portal: { state } }: Sample): Promise<void> {
  const licenses = await client.systemLicenses();
  assert.equal(licenses.isValid, true);
  assert.equal(licenses.currentMembers, state.members.size);
  assert.equal(licenses.features.length, 2);
  const file = {
    name: 'entitlements.json',
    text: JSON.stringify([part(0, '01-Jan-2020', 10), part(Date.UTC(2040, 0, 1), '01-Jan-2040', 0)]),
  };
  const imported = await client.importEntitlements('navigator', file);
  const pools = [{ key: entitlement('navigator'), num: 10 }];
  assert.deepEqual(imported.current?.pools, pools);
  assert.deepEqual(
    imported.queue.map(one => [one.startDateStr, one.maxUsers]),
    [['01-Jan-2040', 0]],
  );
  assert.ok(!JSON.stringify(imported).includes('***'));
  const queue = await client.entitlementsQueue('navigator');
  assert.deepEqual(queue.queue, imported.queue);
  assert.deepEqual(queue.queue[0]?.licenseManager, { hostname: 'lm9.example', port: 27001 });
  await client.removeAllEntitlements('navigator');
  assert.deepEqual((await client.entitlementsQueue('navigator')).queue, []);
  await expectProblem(client.license(), 'versionUnsupported');
}

/** Last of all, since the portal then restarts: the reads that follow get through by themselves. */
async function runsLicenseManager({ client, portal: { state } }: Sample): Promise<void> {
  const offline = perUser(state).flatMap(listing =>
    [...listing.holders.values()]
      .filter(one => one.disconnectedSince !== null)
      .map(one => ({ listing, name: one.username })),
  );
  const pro = offline.find(one => one.listing.appId === 'arcgisprodesktop');
  if (pro !== undefined) {
    await client.releaseLicense(username(pro.name), 'arcgisprodesktop');
    assert.equal(pro.listing.holders.get(userKey(pro.name))?.disconnectedSince, null);
  }
  await expectProblem(client.releaseLicense(username('nobody.at.all'), 'arcgisprodesktop'), 'refused');
  const update = await client.updateLicenseManager({ hostname: 'lm7.example', port: 27007 });
  assert.ok((update.recheckAfterSeconds ?? 0) > 0);
  assert.deepEqual(state.licenseManager, { hostname: 'lm7.example', port: 27007 });
  assert.equal((await client.organization()).kind, state.flavor);
}

async function exercise(sample: Sample): Promise<void> {
  const { state } = sample.portal;
  await readsEverything(sample);
  await readsHolders(sample);
  await givesAndTakes(sample);
  if (state.flavor !== 'legacy') await changesTypesAndBundles(sample);
  if (state.flavor === 'enterprise') await runsLicense(sample);
  if (state.flavor === 'legacy') await runsSystemLicenses(sample);
  if (state.flavor !== 'online') await runsLicenseManager(sample);
  assert.ok(sample.log.length > 20);
  for (const entry of sample.log) assert.notEqual(entry.token, 'query', entry.path);
  for (const entry of sample.log.filter(one => one.method === 'POST'))
    assert.notEqual(entry.token, 'header', entry.path);
  assert.equal(sample.renewals(), 0);
}

const flavors: readonly Flavor[] = ['online', 'enterprise', 'legacy'];

/** Decisions that 10.6.1 shows; all others are tried at Enterprise. */
const flavorsOf: Readonly<Record<string, readonly Flavor[]>> = {
  effectiveParts: ['legacy'],
  partStart: ['legacy'],
  emptyQueue: ['legacy'],
  getEntitlementsNesting: ['legacy'],
  adminSuccess: ['enterprise', 'legacy'],
  adminPostToken: ['enterprise', 'legacy'],
  wrongGeneration: ['enterprise', 'legacy'],
  notFound: ['enterprise', 'legacy'],
  texts: ['enterprise', 'legacy'],
};

describe('the client at the sample portal', () => {
  for (const flavor of flavors) {
    it(`carries out every operation: ${flavor}`, async () => {
      await withSample({ flavor }, exercise);
    });
  }

  it('calls every operation of PortalClient in these flavours', async () => {
    const called = new Set<string>();
    const spied = (client: PortalClient): PortalClient =>
      new Proxy(client, {
        get: (target, name) => {
          called.add(String(name));
          return Reflect.get(target, name) as unknown;
        },
      });
    let all: readonly string[] = [];
    for (const flavor of flavors) {
      await withSample({ flavor }, async sample => {
        // `withImported` asks the portal nothing: it completes an answer with what an import said.
        all = Object.keys(sample.client).filter(name => name !== 'url' && name !== 'withImported');
        await exercise({ ...sample, client: spied(sample.client) });
      });
    }
    assert.deepEqual(
      all.filter(name => !called.has(name)),
      [],
    );
  });

  for (const [id, { alternatives }] of Object.entries(decisions)) {
    const [, ...others]: readonly string[] = alternatives;
    for (const other of others) {
      it(`is right under ${id}: ${other}`, async () => {
        const chosen: Partial<Decisions> = { [id]: other };
        for (const flavor of flavorsOf[id] ?? ['enterprise']) {
          await withSample({ flavor, decisions: chosen }, exercise);
        }
      });
    }
  }
});
