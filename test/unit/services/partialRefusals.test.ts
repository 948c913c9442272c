// Refusals after which half of a batch was written all the same, and refusals that speak of permission.
import assert from 'node:assert/strict';
import { itemId, userKey, username } from '../../../src/core/ids';
import type { ItemId } from '../../../src/core/ids';
import type { ApplyReport, MemberPlan } from '../../../src/core/planTypes';
import { PortalError } from '../../../src/core/problem';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { createApplier } from '../../../src/services/apply/applier';
import { proListing, putHolders, startBench } from './bench';
import type { Bench } from './bench';

const write = 'provisionUserEntitlements$';
const key = 'spatialAnalystN';

describe('a refusal', () => {
  let bench: Bench;
  let id: ItemId;
  afterEach(() => bench.close());

  async function planFor(count: number, scale: 'S' | 'M' = 'S'): Promise<MemberPlan> {
    bench = await startBench({ scale });
    id = proListing(bench);
    const names = [...bench.sample.state.members.values()].map(member => member.username).slice(1, count + 1);
    putHolders(
      bench,
      id,
      names.map(name => ({ username: name, entitlements: ['desktopStdN'], disconnectedSince: null })),
    );
    const listing = bench.listing(id);
    listing.seats = {
      maxUsers: 2000,
      entitlements: Object.fromEntries(Object.keys(listing.seats.entitlements).map(name => [name, 2000])),
    };
    return bench.plan(
      names.map(name => ({ itemId: id, username: username(name), mode: 'add', entitlements: [key] })),
    );
  }
  const has = (name: string): boolean => bench.holders(id).get(userKey(name))?.includes(key) === true;
  /** Each result is what the portal has. */
  const isTrue = (report: ApplyReport): void => {
    for (const { username: name, outcome, reason } of report.results) {
      assert.notEqual(outcome, 'unknown', reason);
      assert.equal(outcome === 'done', has(name), `${name}: ${outcome} ${reason ?? ''}`);
    }
  };

  for (const code of [401, 403, 498, 499]) {
    it(`with code ${code} after half of a batch was written: what was written is told as done`, async () => {
      const plan = await planFor(20);
      bench.sample.faults.set([{ path: write, kind: 'partial', reply: 'error', code, message: 'No.' }]);
      const report = await bench.applier.applyMembers(plan);
      isTrue(report);
      assert.ok(report.results.some(({ outcome }) => outcome === 'done'));
      const told = report.results.find(({ outcome }) => outcome === 'notDone');
      if (told) assert.match(told.reason ?? '', /refused/i);
    });
  }

  it('of one member in words of permission does not end the run, nor blame the account', async () => {
    const plan = await planFor(100, 'M');
    const message = 'User ana.keller does not have permission to use this item.';
    for (const code of [400, 403]) {
      bench.sample.faults.set([{ path: write, kind: 'error', code, message, times: 1 }]);
      const report = await bench.applier.applyMembers(plan);
      assert.ok(
        report.results.every(({ outcome }) => outcome === 'done'),
        `${code}: ${report.results.find(({ reason }) => reason !== undefined)?.reason ?? ''}`,
      );
      putHolders(
        bench,
        id,
        plan.changes.map(({ username: name }) => ({
          username: name,
          entitlements: ['desktopStdN'],
          disconnectedSince: null,
        })),
      );
    }
  });

  it('with 403 of whoever it is about says the portal’s words, and only of them', async () => {
    const plan = await planFor(6);
    const message = 'User ana.keller does not have permission to use this item.';
    const client = bench.client();
    const culprit = userKey(plan.changes[2]!.username);
    const strict = new Proxy(client, {
      get: (target, name) =>
        name !== 'provision'
          ? (Reflect.get(target, name) as unknown)
          : async (...call: Parameters<PortalClient['provision']>) => {
              const isHit = call[1].users.some(user => userKey(user) === culprit);
              bench.sample.faults.set(isHit ? [{ path: write, kind: 'error', code: 403, message }] : []);
              return client.provision(...call);
            },
    });
    const connections = { ...bench.connections, client: () => strict };
    const report = await createApplier({ ...bench.deps, connections }).applyMembers(plan);
    isTrue(report);
    const left = report.results.filter(({ outcome }) => outcome !== 'done');
    assert.deepEqual(
      left.map(({ username: name, reason }) => [userKey(name), reason]),
      [[culprit, `Refused by the portal: ${message}`]],
    );
  });

  it('with 403 ends the run where the account may not write any longer', async () => {
    const plan = await planFor(500, 'M');
    bench.sample.faults.set([{ path: write, kind: 'error', code: 403, message: 'No.', after: 2 }]);
    const client = bench.client();
    const demoted = new Proxy(client, {
      get: (target, name) =>
        name !== 'organization'
          ? (Reflect.get(target, name) as unknown)
          : async () => {
              const said = await client.organization();
              const canManageLicenses = bench.sample.faults.list()[0]?.strikes === 0;
              return { ...said, access: { ...said.access, canManageLicenses } };
            },
    });
    const connections = { ...bench.connections, client: () => demoted };
    const report = await createApplier({ ...bench.deps, connections }).applyMembers(plan);
    isTrue(report);
    assert.ok(bench.writes().length <= 8, `${bench.writes().length} writes`);
    const last = report.results.at(-1);
    assert.match(last?.reason ?? '', /^Not sent: The signed-in account may not do this/);
  });

  describe('that a portal gives for several listings in the same words', () => {
    const message = 'You do not have permissions to access this resource or perform this operation.';
    let ids: readonly ItemId[];

    /** The same 50 members for each listing: two requests each. */
    async function planForAll(listings: number): Promise<MemberPlan> {
      bench = await startBench({ scale: 'M' });
      const { state } = bench.sample;
      ids = [...state.listings.values()]
        .filter(listing => listing.isPerUser && listing.isProvisioned && listing.inPurchases)
        .slice(0, listings)
        .map(listing => itemId(listing.itemId));
      const names = [...state.members.values()].map(member => member.username).slice(1, 51);
      return bench.plan(
        ids.flatMap(each => {
          const listing = bench.listing(each);
          const keys = Object.keys(listing.seats.entitlements);
          listing.seats = {
            maxUsers: 5000,
            entitlements: Object.fromEntries(keys.map(name => [name, 5000])),
          };
          putHolders(bench, each, []);
          return names.map(name => ({
            itemId: each,
            username: username(name),
            mode: 'add' as const,
            entitlements: [keys.at(-1)!],
          }));
        }),
      );
    }

    it('is looked into once, and tried with one member of each of the others', async () => {
      const plan = await planForAll(6);
      bench.sample.faults.set([{ path: write, kind: 'error', code: 403, message }]);
      const report = await bench.applier.applyMembers(plan);
      assert.ok(
        report.results.every(
          ({ outcome, reason }) => outcome === 'notDone' && reason === `Refused by the portal: ${message}`,
        ),
      );
      // 49 to find that it is about each of 25, and for each other listing its two requests and one member.
      assert.ok(
        report.requestsSent <= 50 + 5 * 3,
        `${report.requestsSent} requests for ${plan.requests.length}`,
      );
    });

    it('does not keep the others of a listing from theirs where it is about one member there', async () => {
      const plan = await planForAll(2);
      const [closed, other] = ids;
      const client = bench.client();
      const culprit = plan.requests.find(request => request.itemId === other)!.users[3]!;
      const strict = new Proxy(client, {
        get: (target, name) =>
          name !== 'provision'
            ? (Reflect.get(target, name) as unknown)
            : async (...call: Parameters<PortalClient['provision']>) => {
                if (call[0] !== closed && !call[1].users.includes(culprit)) return client.provision(...call);
                throw new PortalError({ kind: 'forbidden' }, message);
              },
      });
      const connections = { ...bench.connections, client: () => strict };
      const report = await createApplier({ ...bench.deps, connections }).applyMembers(plan);
      for (const { itemId: id, username: name, outcome } of report.results)
        assert.equal(outcome, id === closed || name === culprit ? 'notDone' : 'done', `${id} ${name}`);
    });
  });
});
