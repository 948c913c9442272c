import assert from 'node:assert/strict';
import { createImportedParts } from '../../../../src/arcgis/portaladmin/importedParts';
import { entitlement } from '../../../../src/core/ids';
import type { EntitlementsPart, EntitlementsQueue } from '../../../../src/core/model';

const appId = 'arcgisprodesktop';
const part = (startDateStr: string, num: number): EntitlementsPart => ({
  startDateStr,
  pools: [{ key: entitlement('desktopStdN'), num }],
});
const [first, second, third] = [part('01-Jul-2026', 25), part('01-Jul-2027', 20), part('01-Jul-2028', 0)];
const answer = (queue: readonly EntitlementsPart[]): EntitlementsQueue => ({ appId, queue });
const now = Date.UTC(2026, 10, 22);

describe('what an import said of the part in effect', () => {
  const kept = () => {
    const parts = createImportedParts();
    parts.keep(appId, { ...answer([second, third]), current: first });
    return parts;
  };

  it('is told with the queue that it came with, and with what is left of it when its dates have come', () => {
    assert.equal(kept().complete(answer([second, third]), now).imported, first);
    const later = Date.UTC(2027, 6, 1);
    assert.equal(kept().complete(answer([third]), later).imported, second);
    assert.equal(kept().complete(answer([]), Date.UTC(2028, 6, 1)).imported, third);
  });

  it('is not told where the queue is another one, of another product, or of another import', () => {
    assert.equal(kept().complete(answer([third]), now).imported, undefined);
    assert.equal(kept().complete(answer([]), now).imported, undefined);
    assert.equal(kept().complete(answer([second, part('02-Jul-2028', 0)]), now).imported, undefined);
    assert.equal(kept().complete(answer([first, second, third, first]), now).imported, undefined);
    assert.equal(
      kept().complete({ ...answer([second, third]), appId: 'navigator' }, now).imported,
      undefined,
    );
    const parts = kept();
    parts.keep(appId, answer([second, third]));
    assert.equal(parts.complete(answer([second, third]), now).imported, undefined);
    const removed = kept();
    removed.forget(appId);
    assert.equal(removed.complete(answer([second, third]), now).imported, undefined);
  });
});
