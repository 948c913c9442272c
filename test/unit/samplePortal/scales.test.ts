import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Flavor, Scale } from '../../../src/samplePortal/model';
import { flavors, scales } from '../../../src/samplePortal/model';
import type { LogEntry } from '../../../src/samplePortal/requestLog';
import { seedOrganization } from '../../../src/samplePortal/seed/organization';
import { at, proOf, rows, withPortal } from './wireClient';

const now = Date.UTC(2026, 5, 15, 9);

/** Everything of an organization as text, to compare two of them. */
const textOf = (flavor: Flavor, scale: Scale, time: number): string =>
  JSON.stringify(seedOrganization(flavor, scale, time), (_key, value: unknown) =>
    value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value,
  );

describe('sample portal: scales', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sample-portal-scales-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has the members and the largest listing of each scale, in each flavour', () => {
    for (const flavor of flavors) {
      for (const scale of ['S', 'M', 'L'] as const) {
        const { members, listings } = seedOrganization(flavor, scale, now);
        assert.equal(members.length, scales[scale].members);
        assert.equal(new Set(members.map(member => member.username.toLowerCase())).size, members.length);
        const ordinary =
          flavor === 'enterprise' ? Math.max(16, scales[scale].listings) : scales[scale].listings;
        const odd = 5 + (flavor === 'enterprise' ? 2 : 0);
        assert.equal(listings.length, ordinary + odd, `${flavor} ${scale}`);
        assert.equal(new Set(listings.map(listing => listing.itemId)).size, listings.length);
        const most = Math.max(...listings.map(listing => Object.keys(listing.seats.entitlements).length));
        assert.equal(most, scales[scale].entitlements);
        for (const listing of listings) {
          for (const [name, assigned] of listing.assigned) {
            const counted = [...listing.holders.values()].filter(holder =>
              holder.entitlements.includes(name),
            ).length;
            assert.equal(assigned, counted);
          }
        }
      }
    }
  });

  it('is the same every time for the same day, and moves with the day', () => {
    for (const flavor of flavors) {
      assert.equal(textOf(flavor, 'M', now), textOf(flavor, 'M', now + 3600_000));
      assert.notEqual(textOf(flavor, 'M', now), textOf(flavor, 'M', now + 86_400_000));
    }
  });

  it('over-assigns one entitlement of one listing at the start, and no user type', () => {
    for (const flavor of flavors) {
      const { listings, members, userTypes } = seedOrganization(flavor, 'M', now);
      const over = listings.flatMap(({ assigned, seats }) =>
        [...assigned]
          .filter(([name, count]) => count > (seats.entitlements[name] ?? 0))
          .map(([name]) => name),
      );
      assert.deepEqual(over, ['networkAnalystN']);
      for (const listing of listings)
        assert.ok(listing.holders.size <= listing.seats.maxUsers || !listing.isPerUser);
      for (const type of userTypes) {
        assert.ok(members.filter(member => member.userLicenseTypeId === type.id).length <= type.maxUsers);
      }
    }
  });

  it('M: more than a thousand hold Pro in 30 or more sets, over 100 offline, one pool just above a thousand', () => {
    for (const flavor of flavors) {
      const { listings } = seedOrganization(flavor, 'M', now);
      const [pro] = listings;
      const holders = [...(pro?.holders.values() ?? [])];
      assert.ok(holders.length >= 1050);
      assert.ok(new Set(holders.map(holder => holder.entitlements.join())).size >= 30);
      assert.ok(holders.filter(holder => holder.disconnectedSince !== null).length > 100);
      const free = (pro?.seats.entitlements['publisherN'] ?? 0) - (pro?.assigned.get('publisherN') ?? 0);
      assert.ok(free >= 1000 && free < 1020);
    }
  });

  it('XL: starts within 10 s, answers the largest list cut at 10,000 within 1 s, and writes in under 5 ms', function () {
    this.timeout(60_000);
    const started = performance.now();
    const log: LogEntry[] = [];
    const options = {
      scale: 'XL',
      stateFile: path.join(folder, 'state'),
      log: { write: (entry: LogEntry) => void log.push(entry), close: () => undefined },
    } as const;
    return withPortal(options, async admin => {
      assert.ok(performance.now() - started < 10_000);
      const pro = proOf(admin);
      const { state } = admin.portal;
      assert.ok((state.listings.get(pro)?.holders.size ?? 0) > 30_000);
      const asked = performance.now();
      const { json } = await admin.call(`/content/listings/${pro}/userEntitlements`);
      const listMs = performance.now() - asked;
      assert.equal(rows(json, 'userEntitlements').length, 10_000);
      assert.equal(at(json, 'nextStart'), undefined);
      assert.ok(listMs < 1000, `${listMs} ms`);
      assert.ok(
        rows((await admin.call('/portals/self/purchases')).json, 'purchases').every(
          entry => Object.keys(at(entry, 'provision', 'orgEntitlements', 'entitlements') ?? {}).length <= 40,
        ),
      );
      const users = [...(state.listings.get(pro)?.holders.values() ?? [])]
        .filter(holder => holder.disconnectedSince === null)
        .slice(0, 25)
        .map(holder => holder.username);
      for (let i = 0; i < 40; i++) {
        const level = i % 2 === 0 ? 'desktopBasicN' : 'desktopStdN';
        assert.deepEqual((await admin.provision(pro, users, [level])).json, { success: true });
      }
      // From the request's arrival to its reply, written to the state file; the median, because the machine does other things, too.
      const times = log.filter(entry => entry.itemId === pro).map(entry => entry.ms);
      const median = times.sort((a, b) => a - b)[20] ?? Number.NaN;
      assert.ok(median < 5, `${median} ms`);
    });
  });
});
