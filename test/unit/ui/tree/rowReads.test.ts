import assert from 'node:assert/strict';
import { portalId } from '../../../../src/core/ids';
import type { BranchRef, Inventory } from '../../../../src/services/inventoryTypes';
import { createRowReads } from '../../../../src/ui/tree/rowReads';
import { memoryLog } from '../../services/fakes';

const of = (name: BranchRef['name'], key?: string): BranchRef => ({
  portalId: portalId('p'),
  name,
  ...(key === undefined ? {} : { key }),
});
const pro = of('holders', 'pro');
const city = of('holders', 'city');
const bundle = of('bundleHolders', 'pro');
const listings = of('listings');

/** An inventory that does nothing but note what it is asked for. */
function build(): {
  readonly reads: ReturnType<typeof createRowReads>;
  readonly log: ReturnType<typeof memoryLog>;
  readonly asked: string[];
  /** What `peek` says of every branch. */
  state: 'idle' | 'loading' | 'ready' | 'failed';
  /** Whether a closing ends a reading: somebody else may wait for it. */
  ends: boolean;
  fails: boolean;
} {
  const asked: string[] = [];
  const log = memoryLog();
  const nameOf = ({ name, key }: BranchRef): string => (key === undefined ? name : `${name} ${key}`);
  const ask = (what: string, ref: BranchRef, forRow: boolean | undefined): Promise<never> => {
    asked.push(`${what} ${nameOf(ref)}${forRow === true ? '' : ', for good'}`);
    return built.fails ? Promise.reject(new Error('no')) : new Promise<never>(() => undefined);
  };
  const inventory = {
    peek: () => ({ state: built.state }),
    load: (ref: BranchRef, options?: { readonly forRow?: boolean }) => ask('load', ref, options?.forRow),
    refresh: (ref: BranchRef, options?: { readonly forRow?: boolean }) =>
      ask('refresh', ref, options?.forRow),
    closeRow: (ref: BranchRef) => {
      asked.push(`close ${nameOf(ref)}`);
      return built.ends;
    },
  } as unknown as Inventory;
  const built = {
    reads: createRowReads({ inventory, log }),
    log,
    asked,
    state: 'idle' as 'idle' | 'loading' | 'ready' | 'failed',
    ends: true,
    fails: false,
  };
  return built;
}

describe('the reads of rows', () => {
  it('begin with a row that was never read, for the row alone, and not again for what failed, is read or was read', () => {
    const one = build();
    one.reads.open([pro, listings]);
    assert.deepEqual(one.asked, ['load holders pro', 'load listings']);
    for (const state of ['loading', 'ready', 'failed'] as const) {
      one.state = state;
      one.reads.open([pro, listings]);
    }
    assert.equal(one.asked.length, 2);
  });

  it('end with their row where they are of a long list, and go on where they are one request', () => {
    const one = build();
    one.reads.open([pro, bundle, listings]);
    one.asked.length = 0;
    one.reads.close([pro, bundle, listings]);
    assert.deepEqual(one.asked, ['close holders pro', 'close bundleHolders pro']);
  });

  it('begin anew with a row that was closed in the middle of its reading, once', () => {
    const one = build();
    one.reads.open([pro]);
    one.reads.close([pro]);
    // What was read until then stays.
    one.state = 'ready';
    one.reads.open([pro]);
    one.reads.open([pro]);
    assert.deepEqual(one.asked, ['load holders pro', 'close holders pro', 'refresh holders pro']);
  });

  it('do not begin anew where somebody else waited for the closed row’s reading', () => {
    const one = build();
    one.reads.open([pro]);
    one.ends = false;
    one.reads.close([pro]);
    one.state = 'ready';
    one.reads.open([pro]);
    assert.deepEqual(one.asked, ['load holders pro', 'close holders pro']);
  });

  it('of one of several rows end alone: the others know nothing of it', () => {
    const one = build();
    one.reads.open([pro, city, bundle]);
    one.reads.close([pro]);
    one.asked.length = 0;
    one.state = 'ready';
    one.reads.open([city, bundle]);
    assert.deepEqual(one.asked, []);
    one.reads.open([pro, city, bundle]);
    assert.deepEqual(one.asked, ['refresh holders pro']);
  });

  it('are asked for once by a row of several reads, and closed once by one of two rows of the same read', () => {
    const one = build();
    // Two rows that show one list: each opens it, and the inventory shares what is under way.
    one.reads.open([pro]);
    one.state = 'loading';
    one.reads.open([pro]);
    one.reads.close([pro]);
    assert.deepEqual(one.asked, ['load holders pro', 'close holders pro']);
    // The other row is still open and drawn anew: what was left in the middle is read to its end.
    one.state = 'ready';
    one.reads.open([pro]);
    assert.equal(one.asked.at(-1), 'refresh holders pro');
  });

  it('that fail are told in the log and to nobody else', async () => {
    const one = build();
    one.fails = true;
    one.reads.open([pro]);
    await new Promise(resolve => setImmediate(resolve));
    assert.match(JSON.stringify(one.log), /Reading holders for the tree failed: no/);
  });
});
