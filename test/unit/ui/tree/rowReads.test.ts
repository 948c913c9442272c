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
  /** Ids of rows that the tree has no more. */
  readonly gone: Set<string>;
  /** What `peek` says of every branch. */
  state: 'idle' | 'loading' | 'ready' | 'failed';
  /** Whether a closing ends a reading: somebody else may wait for it. */
  ends: boolean;
  fails: boolean;
} {
  const asked: string[] = [];
  const gone = new Set<string>();
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
    reads: createRowReads({ inventory, log }, id => !gone.has(id)),
    gone,
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
    one.reads.open('row', [pro, listings]);
    assert.deepEqual(one.asked, ['load holders pro', 'load listings']);
    for (const state of ['loading', 'ready', 'failed'] as const) {
      one.state = state;
      one.reads.open('row', [pro, listings]);
    }
    assert.equal(one.asked.length, 2);
  });

  it('end with their row where they are of a long list, and go on where they are one request', () => {
    const one = build();
    one.reads.open('row', [pro, bundle, listings]);
    one.asked.length = 0;
    one.reads.close('row');
    assert.deepEqual(one.asked, ['close holders pro', 'close bundleHolders pro']);
  });

  it('begin anew with a row that was closed in the middle of its reading, once', () => {
    const one = build();
    one.reads.open('row', [pro]);
    one.reads.close('row');
    // What was read until then stays.
    one.state = 'ready';
    one.reads.open('row', [pro]);
    one.reads.open('row', [pro]);
    assert.deepEqual(one.asked, ['load holders pro', 'close holders pro', 'refresh holders pro']);
  });

  it('do not begin anew where somebody else waited for the closed row’s reading', () => {
    const one = build();
    one.reads.open('row', [pro]);
    one.ends = false;
    one.reads.close('row');
    one.state = 'ready';
    one.reads.open('row', [pro]);
    assert.deepEqual(one.asked, ['load holders pro', 'close holders pro']);
  });

  it('of one of several rows end alone: the others know nothing of it', () => {
    const one = build();
    one.reads.open('a', [pro]);
    one.reads.open('b', [city, bundle]);
    one.reads.close('a');
    one.asked.length = 0;
    one.state = 'ready';
    one.reads.open('b', [city, bundle]);
    assert.deepEqual(one.asked, []);
    one.reads.open('a', [pro]);
    assert.deepEqual(one.asked, ['refresh holders pro']);
  });

  it('end with the last of the rows that show the same list', () => {
    const one = build();
    one.reads.open('portal/listings/pro', [pro]);
    one.state = 'loading';
    one.reads.open('portal/apps/pro', [pro]);
    one.reads.open('portal/apps/pro', [pro]);
    one.reads.close('portal/listings/pro');
    assert.deepEqual(one.asked, ['load holders pro']);
    one.reads.close('portal/apps/pro');
    one.reads.close('portal/apps/pro');
    assert.deepEqual(one.asked, ['load holders pro', 'close holders pro']);
  });

  it('end with a row above theirs, and are not kept by a row that is not there any more', () => {
    const one = build();
    for (const row of ['p/listings/pro', 'p/apps/pro', 'p2/pro', 'gone/pro']) one.reads.open(row, [pro]);
    one.reads.open('p/listings/city', [city]);
    one.gone.add('gone/pro');
    one.asked.length = 0;
    one.reads.close('p');
    assert.deepEqual(one.asked, ['close holders city']);
    one.reads.close('p2');
    assert.deepEqual(one.asked, ['close holders city', 'close holders pro']);
  });

  it('that fail are told in the log and to nobody else', async () => {
    const one = build();
    one.fails = true;
    one.reads.open('row', [pro]);
    await new Promise(resolve => setImmediate(resolve));
    assert.match(JSON.stringify(one.log), /Reading holders for the tree failed: no/);
  });
});
