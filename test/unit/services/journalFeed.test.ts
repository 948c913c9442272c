import assert from 'node:assert/strict';
import { portalId } from '../../../src/core/ids';
import type { JournalEntry, JournalPage } from '../../../src/core/journal';
import { createJournalFeed } from '../../../src/services/journal/journalFeed';
import { members, planned } from '../core/tree/journalFixture';
import { quickClock } from './fakes';

const id = portalId('p-online');
const plans = (from: number, to: number): JournalEntry[] =>
  Array.from({ length: to - from }, (_, n) => planned(members(`p${from + n}`, `Plan ${from + n}`), from + n));

/** Pages of 20 plans, the newest first; each page lists its oldest first. */
function fake(count: number) {
  const state = {
    count,
    reads: [] as number[],
    stores: 0,
    busy: false,
    fails: undefined as Error | undefined,
  };
  const pages = (): JournalPage[] =>
    Array.from({ length: Math.ceil(state.count / 20) }, (_, n) => ({
      plans: Math.min(20, state.count - n * 20),
    }));
  const feed = createJournalFeed({
    store: () => {
      state.stores += 1;
      return Promise.resolve({
        isBusy: () => state.busy,
        pages: () => (state.fails ? Promise.reject(state.fails) : Promise.resolve(pages())),
        read: (_: unknown, page = 1) => {
          state.reads.push(page);
          const to = state.count - (page - 1) * 20;
          return Promise.resolve({ entries: plans(Math.max(0, to - 20), to), damage: [] });
        },
      });
    },
    site: () => ({ id, orgId: 'org', url: 'https://gis.example' }),
    clock: quickClock(7),
  });
  const titles = (): string[] => {
    const branch = feed.peek(id);
    return branch.state === 'idle'
      ? []
      : (branch.value?.operations.map(({ planned: { plan } }) => plan.title) ?? []);
  };
  return { state, feed, titles };
}

describe('the journal of a view', () => {
  it('is not read before it is opened, and once however often it is opened', async () => {
    const { state, feed } = fake(3);
    await feed.refresh();
    assert.equal(feed.peek(id).state, 'idle');
    assert.equal(state.stores, 0, 'the store was not loaded');
    await Promise.all([feed.open(id), feed.open(id)]);
    await feed.open(id);
    assert.deepEqual(state.reads, [1]);
  });

  it('has a page, the newest first, and the next one when it is asked for', async () => {
    const { state, feed, titles } = fake(45);
    await feed.open(id);
    assert.equal(titles().length, 20);
    assert.deepEqual(titles().slice(0, 2), ['Plan 44', 'Plan 43']);
    const first = feed.peek(id);
    assert.deepEqual(first.state === 'ready' && [first.value.older, first.value.plans], [true, 45]);
    await feed.more(id);
    await feed.more(id);
    assert.deepEqual(
      titles(),
      Array.from({ length: 45 }, (_, n) => `Plan ${44 - n}`),
    );
    const last = feed.peek(id);
    assert.equal(last.state === 'ready' && last.value.older, false);
    assert.deepEqual(state.reads, [1, 1, 2, 1, 2, 3]);
  });

  it('is read again, as far as it is shown, and keeps what it has until then', async () => {
    const { state, feed, titles } = fake(20);
    const seen: string[] = [];
    await feed.open(id);
    feed.onDidChange(() => seen.push(`${feed.peek(id).state} ${titles().length}`));
    state.count = 21;
    await feed.refresh();
    assert.deepEqual(seen, ['loading 20', 'ready 20']);
    assert.equal(titles()[0], 'Plan 20');
  });

  it('says why it cannot be read, and is there again when it can', async () => {
    const { state, feed, titles } = fake(2);
    await feed.open(id);
    state.fails = new Error('EACCES');
    await feed.refresh(id);
    const failed = feed.peek(id);
    assert.equal(failed.state === 'failed' && failed.problem.message, 'EACCES');
    assert.equal(titles().length, 2);
    state.fails = undefined;
    await feed.refresh(id);
    assert.equal(feed.peek(id).state, 'ready');
  });

  it('tells whether this window is applying a plan, whose end is then not to be expected', async () => {
    const { state, feed } = fake(1);
    state.busy = true;
    await feed.open(id);
    const busy = feed.peek(id);
    assert.equal(busy.state === 'ready' && busy.value.busy, true);
  });
});
