import assert from 'node:assert/strict';
import type { CompletionState } from '../../../../src/core/completion/completionState';
import { utcDateTime } from '../../../../src/core/format';
import type { Holder, Listed } from '../../../../src/core/model';
import type { NodeFlag, TreeNode, TreeState } from '../../../../src/core/tree/treeModelTypes';
import { now, online, onlineId, problem, proHolders, proId, stateOf, walk } from './treeFixture';

const running: CompletionState = {
  items: [proId],
  state: 'running',
  asked: 21,
  of: 50,
  requests: 21,
  startedAt: now - 60_000,
  joined: 0,
  left: 0,
};

function treeOf(completion: CompletionState | undefined, isCut = true): TreeState {
  const list = isCut
    ? { ...proHolders, partial: { kind: 'portalLimit', limit: 10_000 } as const }
    : { items: proHolders.items };
  const data = { ...online(), holders: { [proId]: list } };
  return { ...stateOf([data]), completion: id => (id === onlineId ? completion : undefined) };
}
const flagsOf = ({ flags }: TreeNode): readonly NodeFlag[] =>
  flags.filter(flag => ['cut', 'completing', 'completionPaused'].includes(flag));
function rowsOf(state: TreeState): { portal: TreeNode; listing: TreeNode; cut: TreeNode | undefined } {
  const all = walk(state);
  const portal = all.find(({ kind }) => kind === 'portal');
  const listing = all.find(({ kind, target }) => kind === 'listing' && target.itemId === proId);
  assert.ok(portal && listing);
  const cut = all.find(({ id }) => id === `${listing.id}/partial`);
  return { portal, listing, cut };
}

describe('the rows of a list that the portal cuts', () => {
  for (const [what, completion, flag, text, action] of [
    ['can be completed', undefined, 'cut', 'completionOffered', 'completeList'],
    ['is being completed', running, 'completing', 'completing(42)', undefined],
    ['is paused', { ...running, state: 'paused' }, 'completionPaused', 'completionPaused(42)', undefined],
    [
      'stands still',
      { ...running, state: 'paused', problem: problem('transport', 'down') },
      'completionPaused',
      'completionStopped(42, down)',
      undefined,
    ],
    [
      'was interrupted',
      { ...running, state: 'interrupted' },
      'completionPaused',
      'completionInterrupted(21)',
      undefined,
    ],
  ] as const) {
    it(`say that it ${what}, and let it be done there, on the listing and on the portal`, () => {
      const { portal, listing, cut } = rowsOf(treeOf(completion));
      assert.ok(cut);
      for (const row of [portal, listing, cut]) assert.deepEqual(flagsOf(row), [flag], row.kind);
      assert.equal(cut.description, text);
      assert.equal(cut.label, 'cutShort(10000)');
      assert.ok(cut.accessibilityLabel.startsWith('cutByPortal(10000)'));
      assert.ok(cut.accessibilityLabel.includes(text));
      assert.equal(cut.action, action);
      assert.equal(cut.target.itemId, proId);
      assert.equal(listing.description?.includes(text), action === undefined);
    });
  }

  it('say when it was completed, and who came and went meanwhile', () => {
    const done: CompletionState = { ...running, state: 'done', endedAt: now, joined: 2, left: 1 };
    const { portal, listing, cut } = rowsOf(treeOf(done, false));
    assert.equal(cut, undefined);
    assert.deepEqual([...flagsOf(portal), ...flagsOf(listing)], []);
    assert.ok(
      listing.tooltip.some(({ value }) => value.startsWith('completed(') && value.endsWith(', 2, 1)')),
    );
  });

  it('say of which times the rows are, of a completed list and of one that was cut again since', () => {
    const times = { from: now - 7_200_000, to: now - 3_600_000 };
    const listOf = (list: Partial<Listed<Holder>>): ReturnType<typeof rowsOf> =>
      rowsOf({
        ...stateOf([{ ...online(), holders: { [proId]: { items: proHolders.items, ...list } } }]),
        completion: () => undefined,
      });
    const span = `${utcDateTime(times.from)} to ${utcDateTime(times.to)}`;
    const done = listOf({ completed: times }).listing;
    assert.ok(done.description?.includes(`as of ${utcDateTime(times.from)} to `), done.description);
    assert.ok(done.tooltip.some(({ value }) => /other administrators/.test(value)));
    assert.ok(!done.tooltip.some(({ value }) => /^complete\(.*read/.test(value)));

    const fresh = proHolders.items.length - 1;
    const again = listOf({
      partial: { kind: 'portalLimit', limit: 10_000 },
      older: { ...times, rows: 1 },
    });
    const said = `, 1 as of ${span}`;
    assert.ok(again.listing.description?.includes(`${fresh} read at `), again.listing.description);
    for (const row of [again.listing, again.cut]) {
      assert.ok(row);
      assert.ok(row.description?.includes(said), row.description);
      assert.ok(row.tooltip.some(({ value }) => /behind the cut/.test(value)));
    }
    assert.equal(again.cut?.action, 'completeList');
    assert.ok(again.cut.accessibilityLabel.includes(said));
  });

  it('do not offer what the view cannot do', () => {
    const { completion, ...without } = treeOf(undefined);
    assert.ok(completion);
    assert.deepEqual(rowsOf(without).cut?.action, undefined);
  });
});

describe('rows of an earlier session', () => {
  it('say so with their age: on the portal, on the listing and first in its list', () => {
    const state = treeOf(undefined, false);
    const kept: TreeState = {
      ...state,
      peek: (id, name, key) => {
        const branch = state.peek(id, name, key);
        return branch.state === 'ready' ? { ...branch, kept: true } : branch;
      },
    };
    const { portal, listing } = rowsOf(kept);
    const text = `keptFrom(${now - 60_000}, ${now})`;
    for (const row of [portal, listing]) assert.ok(row.description?.includes(text), row.description);
    const all = walk(kept);
    const list = all.filter(({ id }) => id.startsWith(`${listing.id}/`));
    assert.ok(list.some(({ id, label }) => id === `${listing.id}/kept` && label === text));
    for (const row of walk(state)) assert.ok(!row.description?.includes('keptFrom'), row.id);
  });
});
