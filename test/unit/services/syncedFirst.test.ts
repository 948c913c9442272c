// Every request is on disk before it goes out (issue 4, section 6): a disk that takes its time, and a look at it whenever a write begins.
import assert from 'node:assert/strict';
import { username } from '../../../src/core/ids';
import type { OperationPlan, PortalOperation } from '../../../src/core/planTypes';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { createApplier } from '../../../src/services/apply/applier';
import type { Applier } from '../../../src/services/apply/applyTypes';
import { additionsTo, portal, proListing, startBench } from './bench';
import type { Bench } from './bench';

const writing = [
  'provision',
  'provisionAppBundle',
  'updateUserType',
  'populateLicense',
  'updateLicenseManager',
  'removeAllEntitlements',
  'releaseLicense',
  'importLicense',
  'importEntitlements',
] as const satisfies readonly (keyof PortalClient)[];

/** An applier whose journal is on disk late, and what was there as each write began: beginnings of requests, and writes with this one. */
function late(bench: Bench): { readonly applier: Applier; readonly seen: [string, number, number][] } {
  const seen: [string, number, number][] = [];
  const { append } = bench.files;
  bench.files.append = async (path, text) => {
    await new Promise(resolve => setTimeout(resolve, 10));
    await append(path, text);
  };
  const onDisk = (): number =>
    [...bench.files.files.values()].join('\n').split('"kind":"requestStarted"').length - 1;
  const watched = (client: PortalClient): PortalClient =>
    new Proxy(client, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        if (!writing.some(one => one === name) || typeof value !== 'function') return value;
        return (...args: readonly unknown[]): unknown => {
          seen.push([String(name), onDisk(), seen.length + 1]);
          return Reflect.apply(value, target, args);
        };
      },
    });
  const connections = {
    ...bench.connections,
    client: (id: typeof portal) => watched(bench.connections.client(id)),
  };
  return { applier: createApplier({ ...bench.deps, connections }), seen };
}

const operation = (id: string, of: PortalOperation): OperationPlan => ({
  kind: 'operation',
  id,
  portalId: portal,
  createdAt: 0,
  title: id,
  operation: of,
  does: [],
  now: [],
  warnings: [],
});

describe('the journal of what is about to be sent', () => {
  it('is on disk before the request goes out, whatever is sent', async () => {
    const bench = await startBench({ flavor: 'enterprise', scale: 'S', restartSeconds: 0.05 });
    try {
      const plan = await additionsTo(bench, 2);
      const pro = proListing(bench);
      const offline = [...bench.listing(pro).holders.values()].filter(one => one.disconnectedSince !== null);
      const { applier, seen } = late(bench);
      await applier.applyMembers(plan);
      await applier.applyOperation(
        operation('manager', { name: 'updateLicenseManager', hostname: 'other.example', port: 27010 }),
      );
      await applier.applyOperation(
        operation('release', {
          name: 'releaseLicense',
          releases: offline.slice(0, 2).map((one, index) => ({
            id: `r${index + 1}`,
            username: username(one.username),
            itemId: pro,
            title: 'ArcGIS Pro',
            appId: 'arcgisprodesktop',
          })),
        }),
      );
      assert.deepEqual(
        seen.map(([name]) => name),
        ['provision', 'provision', 'updateLicenseManager', 'releaseLicense', 'releaseLicense'],
      );
      // The requests of members go out side by side: one more may be on disk already.
      for (const [name, onDisk, writes] of seen)
        assert.ok(onDisk >= writes, `${name}: ${onDisk} on disk, ${writes} sent`);
    } finally {
      await bench.close();
    }
  });
});
