// Decisions about portaladmin: the portal license of 10.7 and later, the entitlements files of 10.6.1 and earlier.
import assert from 'node:assert/strict';
import { createPortalClient } from '../../../../src/arcgis/createPortalClient';
import { probePortal } from '../../../../src/arcgis/probe';
import { signInWithPassword } from '../../../../src/arcgis/signIn';
import type { EntitlementsPart } from '../../../../src/core/model';
import { deriveSeats } from '../../../../src/samplePortal/deriveSeats';
import { portal } from '../bench';
import type { Bench } from '../bench';
import { bundleId, outcomeOf } from './decisionCase';
import type { DecisionCases } from './decisionCase';

const appId = 'navigator';
const secret = 'FEATURE c2VjcmV0';
const manager = { hostname: 'lm9.example', port: 27001 };

function part(
  startDate: number,
  startDateStr: string,
  entitlements: Readonly<Record<string, number>>,
): object {
  const named = Object.entries(entitlements).map(([key, num]) => [key, { num, license: secret }] as const);
  return {
    orgEntitlements: { maxUsers: 9, startDate, startDateStr, entitlements: Object.fromEntries(named) },
    signature: secret,
    licenseManagerInfo: manager,
  };
}

const imported = (bench: Bench, ...parts: readonly object[]) =>
  bench.client().importEntitlements(appId, { name: 'entitlements.json', text: JSON.stringify(parts) });

const poolsOf = (one: EntitlementsPart | undefined): Readonly<Record<string, number>> | undefined =>
  one && Object.fromEntries(one.pools.map(({ key, num }) => [key, num]));

/** Seats of the imported product as the tree shows them. */
async function listingPools(bench: Bench): Promise<Readonly<Record<string, number>> | undefined> {
  const branch = await bench.inventory.refresh({ portalId: portal, name: 'listings' });
  assert.ok(branch.state === 'ready');
  const listing = [...bench.sample.state.listings.values()].find(one => one.appId === appId);
  const read = branch.value.find(({ itemId }) => itemId === listing?.itemId);
  return read && Object.fromEntries(read.pools.map(({ key, num }) => [key, num]));
}

const own = (bench: Bench) => bench.sample.state.license ?? assert.fail('the seed has no license');

export const licenses: DecisionCases<
  | 'effectiveParts'
  | 'partStart'
  | 'emptyQueue'
  | 'getEntitlementsNesting'
  | 'adminSuccess'
  | 'wrongGeneration'
  | 'notFound'
  | 'expiryNone'
  | 'expiredSeats'
  | 'lockedOutTokens'
  | 'licenseManagerInfoInResource'
  | 'futureItemIds'
  | 'adminPostToken'
  | 'getOnWrite'
> = {
  effectiveParts: {
    flavor: 'legacy',
    async run(bench, alternative) {
      const { current, queue } = await imported(
        bench,
        part(0, '01-Jan-2019', { navigator: 5, plus: 2 }),
        part(0, '01-Jan-2020', { navigator: 7 }),
      );
      const pools = alternative === 'latest' ? { navigator: 7 } : { navigator: 7, plus: 2 };
      assert.deepEqual([poolsOf(current), queue], [pools, []]);
      assert.deepEqual(await listingPools(bench), pools);
    },
  },
  partStart: {
    flavor: 'legacy',
    async run(bench, alternative) {
      // The text says the past, the number the future.
      const { current, queue } = await imported(
        bench,
        part(Date.UTC(2040, 0, 1), '01-Jan-2020', { navigator: 5 }),
      );
      const isNow = alternative === 'startDateStr';
      assert.deepEqual([poolsOf(current), queue.length], isNow ? [{ navigator: 5 }, 0] : [undefined, 1]);
      const branch = await bench.inventory.load({ portalId: portal, name: 'entitlementsQueue', key: appId });
      assert.ok(branch.state === 'ready');
      assert.deepEqual(branch.value.queue.map(poolsOf), isNow ? [] : [{ navigator: 5 }]);
    },
  },
  emptyQueue: {
    flavor: 'legacy',
    async run(bench, alternative) {
      await imported(bench, part(0, '01-Jan-2020', { navigator: 5 }));
      const branch = await bench.inventory.load({ portalId: portal, name: 'entitlementsQueue', key: appId });
      assert.ok(branch.state === 'ready');
      assert.deepEqual([branch.value.appId, branch.value.queue], [appId, []]);
      assert.equal(branch.value.itemId !== undefined, alternative === 'array');
      assert.deepEqual(await listingPools(bench), { navigator: 5 });
    },
  },
  getEntitlementsNesting: {
    flavor: 'legacy',
    async run(bench) {
      await imported(bench, part(Date.UTC(2040, 0, 1), '01-Jan-2040', { navigator: 5 }));
      const branch = await bench.inventory.load({ portalId: portal, name: 'entitlementsQueue', key: appId });
      assert.ok(branch.state === 'ready');
      const [one, ...more] = branch.value.queue;
      assert.deepEqual([poolsOf(one), one?.licenseManager, more], [{ navigator: 5 }, manager, []]);
      assert.doesNotMatch(JSON.stringify(branch.value), /\*\*\*/);
    },
  },
  adminSuccess: {
    flavor: 'legacy',
    async run(bench) {
      await imported(bench, part(Date.UTC(2040, 0, 1), '01-Jan-2040', { navigator: 5 }));
      assert.equal(await outcomeOf(bench.client().removeAllEntitlements(appId)), 'done');
      assert.deepEqual((await bench.client().entitlementsQueue(appId)).queue, []);
    },
  },
  wrongGeneration: {
    flavor: 'enterprise',
    async run(bench) {
      const branch = await bench.inventory.load({ portalId: portal, name: 'systemLicenses' });
      assert.ok(branch.state === 'failed');
      assert.equal(branch.problem.fault.kind, 'versionUnsupported');
      assert.equal(await outcomeOf(bench.client().removeAllEntitlements(appId)), 'versionUnsupported');
    },
  },
  notFound: {
    flavor: 'legacy',
    async run(bench) {
      // As when a saved portal was 11.x and its address now leads to one of 10.6.1.
      const tools = { url: bench.sample.url, fetch, clock: bench.clock };
      const tokens = {
        token: () => Promise.resolve(bench.tokens.current),
        renew: () => Promise.resolve(undefined),
      };
      const client = createPortalClient({ ...tools, kind: 'enterprise', tokens });
      assert.equal(await outcomeOf(client.userTypes()), 'versionUnsupported');
      assert.equal(await outcomeOf(client.appBundles()), 'versionUnsupported');
      // An address below the portal's is not taken for a portal, and the portal is found above it.
      assert.equal(
        (await probePortal({ ...tools, url: `${bench.sample.url}/some/page` })).url,
        bench.sample.url,
      );
    },
  },
  expiryNone: {
    flavor: 'enterprise',
    async run(bench) {
      const branch = await bench.inventory.load({ portalId: portal, name: 'license' });
      assert.ok(branch.state === 'ready');
      const { value } = branch;
      const perpetual = (entries: readonly { readonly id: string; readonly expiration: number }[]) =>
        entries.filter(({ expiration }) => expiration === -1).map(({ id }) => id);
      const ids = [
        ...perpetual(own(bench).apps),
        ...perpetual(own(bench).userTypes),
        ...perpetual(own(bench).portalCapabilities),
      ];
      const read = [...value.apps, ...value.userTypes, ...value.capabilities].filter(({ id }) =>
        ids.includes(id),
      );
      assert.ok(read.length > 0, 'something is perpetual');
      assert.deepEqual(
        read.map(({ expiresAt }) => expiresAt),
        read.map(() => undefined),
      );
    },
  },
  expiredSeats: {
    flavor: 'enterprise',
    async run(bench, alternative) {
      const { state } = bench.sample;
      const listing =
        [...state.listings.values()].find(
          one => one.inPurchases && one.licenseId !== undefined && one.holders.size > 0,
        ) ?? assert.fail('the license names no listing');
      const seats = listing.seats.maxUsers;
      assert.ok(seats > 0);
      const ended = state.clock.now() - 60_000;
      for (const entry of own(bench).apps)
        if (entry.id === listing.licenseId) Object.assign(entry, { expiration: ended });
      deriveSeats(state);
      const branch = await bench.inventory.refresh({ portalId: portal, name: 'listings' });
      assert.ok(branch.state === 'ready');
      const read = branch.value.find(({ itemId }) => itemId === listing.itemId);
      // Whatever it says of seats, it has ended.
      assert.deepEqual(
        [read?.maxUsers, read?.endsAt, read?.status],
        [alternative === 'zero' ? 0 : seats, ended, 'expired'],
      );
    },
  },
  lockedOutTokens: {
    flavor: 'enterprise',
    async run(bench, alternative) {
      const { state } = bench.sample;
      const member =
        [...state.members.values()].find(
          one => one.role === 'org_user' && !one.disabled && one.userLicenseTypeId !== undefined,
        ) ?? assert.fail('the seed has no plain member');
      const tools = { url: bench.sample.url, fetch, clock: bench.clock };
      const { token } = await signInWithPassword({
        ...tools,
        username: member.username,
        password: bench.sample.password,
      });
      const client = createPortalClient({
        ...tools,
        kind: 'enterprise',
        tokens: { token: () => Promise.resolve(token), renew: () => Promise.resolve(undefined) },
      });
      assert.equal(await outcomeOf(client.organization()), 'done');
      for (const entry of own(bench).userTypes)
        if (entry.id === member.userLicenseTypeId) Object.assign(entry, { maxUsers: 0 });
      // A person is asked to sign in again, and is then told why it does not work.
      assert.equal(await outcomeOf(client.organization()), alternative === 'kept' ? 'done' : 'signIn');
      assert.notEqual(
        await outcomeOf(
          signInWithPassword({ ...tools, username: member.username, password: bench.sample.password }),
        ),
        'done',
      );
    },
  },
  licenseManagerInfoInResource: {
    flavor: 'enterprise',
    async run(bench, alternative) {
      const branch = await bench.inventory.load({ portalId: portal, name: 'license' });
      assert.ok(branch.state === 'ready');
      assert.equal(branch.value.currentMembers, bench.sample.state.members.size);
      assert.equal(branch.value.version, own(bench).version);
      const said = alternative === 'present' ? bench.sample.state.licenseManager : undefined;
      assert.deepEqual(branch.value.licenseManager, said);
    },
  },
  futureItemIds: {
    flavor: 'enterprise',
    async run(bench) {
      const branch = await bench.inventory.load({ portalId: portal, name: 'futureLicense' });
      assert.ok(branch.state === 'ready');
      const now = bench.clock.now();
      const sections = ['userTypes', 'appBundles', 'apps', 'extensions'] as const;
      const due = sections.flatMap(section => {
        const entries = own(bench)[section].filter(one => one.startDate > now || one.expiration !== -1);
        return entries.map(({ id }) => `${section}/${id}`);
      });
      assert.ok(due.some(one => !one.startsWith('userTypes')));
      assert.deepEqual(new Set(branch.value.map(({ section, id }) => `${section}/${id}`)), new Set(due));
    },
  },
  adminPostToken: {
    flavor: 'enterprise',
    async run(bench) {
      assert.equal(await outcomeOf(bench.client().populateLicense()), 'done');
      const posts = bench.entries.filter(
        ({ path, method }) => method === 'POST' && path.includes('/portaladmin/'),
      );
      assert.ok(posts.length > 0);
      assert.ok(posts.every(({ token }) => token === 'body'));
    },
  },
  getOnWrite: {
    flavor: 'enterprise',
    neverMet: true,
    async run(bench) {
      assert.equal(await outcomeOf(bench.client().populateLicense()), 'done');
      const id = bundleId(bench);
      const users = (await bench.client().appBundleHolders(id)).items;
      await bench.client().provisionAppBundle(id, { users: users.slice(0, 1), revoke: true });
      const writes = bench.entries.filter(({ path }) => /populateLicense|provision/.test(path));
      assert.deepEqual(
        writes.map(({ method }) => method),
        ['POST', 'POST'],
      );
    },
  },
};
