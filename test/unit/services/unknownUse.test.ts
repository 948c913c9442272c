// What a portal does not say of a holder stays unsaid in every file that keeps holders.
import assert from 'node:assert/strict';
import { HolderDirectory } from '../../../src/core/holderDirectory';
import { holdersCsv, holdersJson } from '../../../src/core/holderExport';
import { entitlement, itemId, portalId, userKey, username } from '../../../src/core/ids';
import type { Holder, Listed } from '../../../src/core/model';
import { createCompletionFile } from '../../../src/services/completion/completionFile';
import { keptText, readKept } from '../../../src/services/keptInventory/keptFile';
import { memoryFiles } from './fakes';

const held = { entitlements: [entitlement('x')] };
const holders: readonly Holder[] = [
  { username: username('ana'), ...held, offline: false, useUnknown: true },
  { username: username('ben'), ...held, offline: false, offlineUnknown: true },
  { username: username('cora'), ...held, offline: true, useUnknown: true },
  { username: username('dan'), ...held, offline: false },
];

describe('holders of whom the portal does not say all', () => {
  it('are kept for the next start as they are', async () => {
    const text = await keptText({ identity: 'i', name: 'holders', key: 'pro', readAt: 1 }, 'holders', {
      items: holders,
    });
    const lines = (async function* () {
      for (const line of text.trimEnd().split('\n')) yield await Promise.resolve(line);
    })();
    const kept = await readKept(lines, 'i', new HolderDirectory(), 2);
    assert.deepEqual([...(kept?.value as Listed<Holder>).items], holders);
  });

  it('are what they are after a completion that was interrupted', async () => {
    const file = createCompletionFile(memoryFiles(), {
      id: portalId('p'),
      name: 'P',
      url: 'https://gis.example',
      kind: 'enterprise',
      orgId: 'o',
      username: username('admin'),
    });
    await file.begin([itemId('pro')], 1, []);
    await file.add(holders.map(row => ({ username: row.username, mask: 1, at: 0, rows: [[0, row]] })));
    const record = await file.read();
    assert.deepEqual(
      holders.map(row => record?.answers.get(userKey(row.username))?.rows),
      holders.map(row => [[0, row]]),
    );
  });

  it('are exported as unknown, not as never and not as false', () => {
    const input = {
      portal: 'P',
      title: 'Pro',
      itemId: 'pro',
      readAt: 1,
      holders: { items: holders },
      members: new Map<string, never>(),
      incomplete: undefined,
      membersMissing: undefined,
      filter: undefined,
    };
    assert.deepEqual(
      holdersCsv(input)
        .trim()
        .split('\r\n')
        .slice(1)
        .map(line => line.split(',').slice(4)),
      [
        ['unknown', 'false'],
        ['', 'unknown'],
        ['unknown', 'true'],
        ['', 'false'],
      ],
    );
    const read = JSON.parse(holdersJson(input)) as { holders: readonly Record<string, unknown>[] };
    assert.deepEqual(
      read.holders.map(one => [one['lastUsed'], one['offline']]),
      [
        [null, false],
        [undefined, null],
        [null, true],
        [undefined, false],
      ],
    );
  });
});
