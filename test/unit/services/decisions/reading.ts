// Decisions about who holds what, what the organization owns, and user types.
import assert from 'node:assert/strict';
import { createPortalClient } from '../../../../src/arcgis/createPortalClient';
import { signInWithPassword } from '../../../../src/arcgis/signIn';
import { itemId, userKey, username, userTypeId } from '../../../../src/core/ids';
import type { ItemId, UserTypeId, Username } from '../../../../src/core/ids';
import type { Holder } from '../../../../src/core/model';
import { largestListing, portal, proListing } from '../bench';
import type { Bench } from '../bench';
import {
  carriedOut,
  held,
  listingOf,
  newcomers,
  outcomeOf,
  proHolder,
  proWithRoom,
  provision,
  wish,
} from './decisionCase';
import type { DecisionCases } from './decisionCase';

/** Holders as the tree and the charts have them. */
async function holdersOf(bench: Bench, id: ItemId): Promise<readonly Holder[]> {
  bench.inventory.forget(portal);
  const branch = await bench.inventory.load({ portalId: portal, name: 'holders', key: id });
  assert.ok(branch.state === 'ready', 'the holders are read');
  assert.equal(branch.value.partial, undefined);
  return [...branch.value.items];
}

const namesOf = (holders: readonly { readonly username: string }[]): readonly string[] =>
  holders.map(({ username: name }) => userKey(name)).toSorted();
const truth = (bench: Bench, id: ItemId): readonly string[] =>
  namesOf([...listingOf(bench, id).holders.values()]);

/** A user type with room for everybody, that can administer or cannot. */
function openType(bench: Bench, canAdminister: boolean): UserTypeId {
  const { state } = bench.sample;
  const index = state.userTypes.findIndex(type => type.canAdminister === canAdminister);
  const type = state.userTypes[index] ?? assert.fail('no such user type');
  Object.assign(type, { maxUsers: 10_000 });
  return userTypeId(type.id);
}

/** Members who can be moved to a type: not administrators, not offline, not of it yet. */
function movable(bench: Bench, type: UserTypeId, count: number): readonly Username[] {
  const { state } = bench.sample;
  const isOffline = (name: string): boolean =>
    [...state.listings.values()].some(
      one => (one.holders.get(userKey(name))?.disconnectedSince ?? null) !== null,
    );
  const names = [...state.members.values()]
    .filter(one => one.role !== 'org_admin' && one.userLicenseTypeId !== type && !isOffline(one.username))
    .map(one => username(one.username))
    .slice(0, count);
  assert.equal(names.length, count);
  return names;
}

const typeOf = (bench: Bench, name: string): string | undefined =>
  bench.sample.state.members.get(userKey(name))?.userLicenseTypeId;

export const reading: DecisionCases<
  | 'userEntitlementsPaging'
  | 'noEntitlements'
  | 'revokedEntry'
  | 'foreignListing'
  | 'includedPro'
  | 'disconnectedInfo'
  | 'purchasesPaging'
  | 'disconnectInPurchases'
  | 'provisionedListingsSets'
  | 'appBundleFields'
  | 'extensionAssignment'
  | 'userLicenseTypesPaging'
  | 'userTypeFailure'
  | 'userTypeLimit'
  | 'userTypeRole'
  | 'userTypePrivilege'
> = {
  userEntitlementsPaging: {
    scale: 'M',
    async run(bench, alternative) {
      const id = largestListing(bench);
      const count = listingOf(bench, id).holders.size;
      assert.ok(count > 100);
      const before = bench.entries.length;
      const holders = await holdersOf(bench, id);
      assert.deepEqual(namesOf(holders), truth(bench, id));
      for (const holder of holders)
        assert.deepEqual(holder.entitlements.toSorted(), held(bench, id, holder.username).toSorted());
      const requests = bench.entries.slice(before).filter(({ path }) => path.endsWith('/userEntitlements'));
      // Longer than a page, and of no length that a page has.
      assert.notEqual(count % 25, 0);
      assert.equal(requests.length, alternative === 'unpaged' ? 1 : Math.ceil(count / 100));
    },
  },
  noEntitlements: {
    async run(bench) {
      const id = proWithRoom(bench);
      const [name] = newcomers(bench, id, 1);
      assert.ok(name);
      assert.equal(await bench.client().holder(id, name), undefined);
      const { outcomes } = await carriedOut(bench, [wish(id, name, 'add', 'desktopBasicN')]);
      assert.deepEqual(outcomes, ['done']);
      // Reading back who lost everything meets the same answer.
      const taken = await carriedOut(bench, [wish(id, name, 'set')]);
      assert.deepEqual(taken.outcomes, ['done']);
      assert.equal(await bench.client().holder(id, name), undefined);
    },
  },
  revokedEntry: {
    async run(bench) {
      const id = proWithRoom(bench);
      const name = proHolder(bench, false);
      const { outcomes } = await carriedOut(bench, [wish(id, name, 'set')]);
      assert.deepEqual(outcomes, ['done']);
      assert.ok(!namesOf(await holdersOf(bench, id)).includes(userKey(name)), 'no holder any more');
      assert.deepEqual(namesOf(await holdersOf(bench, id)), truth(bench, id));
      const again = await bench.plan([wish(id, name, 'set')]);
      assert.equal(again.skipped[0]?.reason, 'unchanged');
    },
  },
  foreignListing: {
    async run(bench, alternative) {
      const foreign = itemId('f'.repeat(32));
      const branch = await bench.inventory.load({ portalId: portal, name: 'holders', key: foreign });
      assert.ok(branch.state === 'failed');
      assert.deepEqual(branch.problem.fault, {
        kind: 'listingUnavailable',
        reason: alternative === 'inaccessible' ? 'missing' : 'notProvisioned',
      });
      const { changes, skipped } = await bench.plan([wish(foreign, proHolder(bench, false), 'add', 'x')]);
      assert.deepEqual([changes.length, skipped[0]?.reason], [0, 'unavailable']);
    },
  },
  includedPro: {
    async run(bench, alternative) {
      const id = proListing(bench);
      const { state } = bench.sample;
      const brought = [...state.members.values()].filter(member => {
        const level = state.userTypes.find(type => type.id === member.userLicenseTypeId)?.includedPro;
        const isKnown = level !== undefined && level in listingOf(bench, id).seats.entitlements;
        return isKnown && !listingOf(bench, id).holders.has(userKey(member.username));
      });
      assert.ok(brought.length > 0);
      const shown = alternative === 'shown' ? namesOf(brought) : [];
      assert.deepEqual(namesOf(await holdersOf(bench, id)), [...truth(bench, id), ...shown].toSorted());
      // What comes with the user type is not assigned: the answer for the one member says so.
      assert.equal(await bench.client().holder(id, username(brought[0]?.username ?? '')), undefined);
    },
  },
  disconnectedInfo: {
    async run(bench, alternative) {
      const id = proListing(bench);
      const name = proHolder(bench, true);
      const since = listingOf(bench, id).holders.get(userKey(name))?.disconnectedSince ?? undefined;
      const told = alternative === 'since' ? since : undefined;
      const row = (await holdersOf(bench, id)).find(one => userKey(one.username) === userKey(name));
      assert.deepEqual([row?.offline, row?.offlineSince], [true, told]);
      const { skipped } = await bench.plan([wish(id, name, 'set')]);
      assert.deepEqual([skipped[0]?.reason, skipped[0]?.since], ['offline', told]);
    },
  },
  purchasesPaging: {
    scale: 'M',
    async run(bench, alternative) {
      const owned = [...bench.sample.state.listings.values()].filter(
        one => one.isProvisioned && one.inPurchases,
      );
      const before = bench.entries.length;
      bench.inventory.forget(portal);
      const branch = await bench.inventory.load({ portalId: portal, name: 'listings' });
      assert.ok(branch.state === 'ready');
      assert.deepEqual(
        branch.value.map(one => one.itemId as string).toSorted(),
        owned.map(one => one.itemId).toSorted(),
      );
      assert.ok(owned.some(one => one.isTrial) && branch.value.some(({ status }) => status === 'trial'));
      const requests = bench.entries.slice(before).filter(({ path }) => path.endsWith('/purchases'));
      assert.equal(requests.length, alternative === 'paged' ? Math.ceil(owned.length / 5) : 1);
    },
  },
  disconnectInPurchases: {
    async run(bench) {
      const branch = await bench.inventory.load({ portalId: portal, name: 'listings' });
      assert.ok(branch.state === 'ready');
      const desktop = branch.value.filter(({ itemId: id }) => listingOf(bench, id).isDesktop);
      assert.ok(desktop.length > 0);
      for (const { itemId: id, canDisconnect } of branch.value)
        assert.equal(canDisconnect, listingOf(bench, id).canDisconnect);
    },
  },
  provisionedListingsSets: {
    async run(bench, alternative) {
      const id = proListing(bench);
      const name = proHolder(bench, false);
      const rows = await bench.client().provisionedListings(name);
      const row = rows.find(one => one.itemId === id) ?? assert.fail('Pro is not among them');
      assert.deepEqual(row.entitlements, alternative === 'with' ? held(bench, id, name) : undefined);
      // Without the sets they are read of the listing: a member's state is whole either way.
      const [state] = await bench.states([id], [name]);
      assert.deepEqual(state?.holdings.get(userKey(name))?.entitlements, held(bench, id, name));
    },
  },
  appBundleFields: {
    flavor: 'enterprise',
    async run(bench, alternative) {
      const branch = await bench.inventory.load({ portalId: portal, name: 'appBundles' });
      assert.ok(branch.state === 'ready');
      const own = [...bench.sample.state.bundles.values()];
      assert.deepEqual(
        branch.value.map(one => one.itemId as string),
        own.map(one => one.itemId),
      );
      assert.deepEqual(
        branch.value.map(one => one.name),
        own.map(one => one.name),
      );
      for (const [index, one] of branch.value.entries())
        assert.equal(one.maximum, alternative === 'full' ? own[index]?.maxUsers : undefined);
    },
  },
  extensionAssignment: {
    flavor: 'enterprise',
    async run(bench, alternative) {
      const { state } = bench.sample;
      const extension =
        [...state.listings.values()].find(one => !one.inPurchases && one.isProvisioned) ??
        assert.fail('the seed has no extension');
      const id = itemId(extension.itemId);
      const [key = ''] = Object.keys(extension.seats.entitlements);
      extension.seats = { maxUsers: 100, entitlements: { [key]: 100 } };
      const [name] = newcomers(bench, id, 1);
      assert.ok(name);
      const isAssigned = alternative === 'asListing';
      assert.equal(await outcomeOf(bench.client().holders(id)), isAssigned ? 'done' : 'listingUnavailable');
      assert.equal(await provision(bench, id, [name], [key]), isAssigned ? 'done' : 'listingUnavailable');
      assert.deepEqual(held(bench, id, name), isAssigned ? [key] : []);
      const { changes, skipped } = await bench.plan([wish(id, name, 'set')]);
      assert.deepEqual(
        [changes.length, skipped[0]?.reason],
        isAssigned ? [1, undefined] : [0, 'unavailable'],
      );
    },
  },
  userLicenseTypesPaging: {
    async run(bench) {
      const branch = await bench.inventory.load({ portalId: portal, name: 'userTypes' });
      assert.ok(branch.state === 'ready');
      assert.deepEqual(
        branch.value.map(({ id }) => id as string).toSorted(),
        bench.sample.state.userTypes.map(({ id }) => id).toSorted(),
      );
      assert.ok(branch.value.every(({ maximum }) => maximum !== undefined));
    },
  },
  userTypeFailure: {
    async run(bench, alternative) {
      const type = openType(bench, true);
      const [name] = movable(bench, type, 1);
      assert.ok(name);
      const before = typeOf(bench, name);
      const offline = proHolder(bench, true);
      const sent = bench.client().updateUserType([name, offline], type);
      if (alternative === 'entry') {
        const [one, other] = await sent;
        assert.deepEqual([one?.ok, other?.ok], [true, false]);
        assert.match(other?.message ?? '', /disconnected/);
      } else {
        assert.match(await outcomeOf(sent), /^(disconnected|refused)$/);
      }
      assert.equal(typeOf(bench, name), alternative === 'entry' ? type : before);
    },
  },
  userTypeLimit: {
    scale: 'M',
    neverMet: true,
    async run(bench) {
      const type = openType(bench, true);
      const names = movable(bench, type, 26);
      const before = typeOf(bench, names[25] ?? '');
      // More than 25 never leave this computer, so that no limit is needed, and none is tried out.
      assert.equal(await outcomeOf(bench.client().updateUserType(names, type)), 'badInput');
      const results = await bench.client().updateUserType(names.slice(0, 25), type);
      assert.deepEqual(
        results.map(({ ok }) => ok),
        names.slice(0, 25).map(() => true),
      );
      assert.ok(names.slice(0, 25).every(name => typeOf(bench, name) === type));
      assert.equal(typeOf(bench, names[25] ?? ''), before);
    },
  },
  userTypeRole: {
    async run(bench, alternative) {
      const type = openType(bench, false);
      const admin = username(bench.sample.username);
      const before = typeOf(bench, admin);
      const [result] = await bench.client().updateUserType([admin], type);
      assert.equal(result?.ok, alternative === 'accept');
      assert.equal(typeOf(bench, admin), alternative === 'accept' ? type : before);
      if (alternative === 'refuse') assert.match(result.message ?? '', /role/);
    },
  },
  userTypePrivilege: {
    async run(bench, alternative) {
      const tools = { url: bench.sample.url, fetch, clock: bench.clock };
      const { token } = await signInWithPassword({
        ...tools,
        username: 'license_manager',
        password: bench.sample.password,
      });
      const tokens = { token: () => Promise.resolve(token), renew: () => Promise.resolve(undefined) };
      const client = createPortalClient({ ...tools, kind: 'online', tokens });
      const type = openType(bench, true);
      const [name] = movable(bench, type, 1);
      assert.ok(name);
      const outcome = await outcomeOf(client.updateUserType([name], type));
      assert.equal(outcome, alternative === 'manageLicenses' ? 'done' : 'forbidden');
      assert.equal(typeOf(bench, name) === type, alternative === 'manageLicenses');
    },
  },
};
