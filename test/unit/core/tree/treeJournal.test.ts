import assert from 'node:assert/strict';
import { childrenOf } from '../../../../src/core/tree/treeModel';
import type { JournalShown, LoadState, TreeNode, TreeState } from '../../../../src/core/tree/treeModelTypes';
import { journalOperations } from '../../../../src/core/journalOperations';
import { begun, finished, journal, members, planned, result, sent } from './journalFixture';
import {
  below,
  legacy,
  legacyId,
  online,
  onlineId,
  organization,
  problem,
  ready,
  stateOf,
} from './treeFixture';

const state = (branch: LoadState<JournalShown>, more: Parameters<typeof stateOf>[1] = {}): TreeState =>
  stateOf([online()], { ...more, journals: { [onlineId]: branch } });
const operations = (branch: LoadState<JournalShown>): readonly TreeNode[] =>
  below(state(branch), node => node.kind === 'journal');
const row = ({ label, description, icon, flags }: TreeNode) => [
  label,
  description,
  icon.name,
  flags.join(' '),
];

describe('the journal below a portal', () => {
  it('is the last group of every kind of portal, and asks for nothing before it is opened', () => {
    for (const [data, id] of [
      [online(), onlineId],
      [legacy(), legacyId],
    ] as const) {
      const tree = stateOf([data], { journals: {} });
      const [portal] = childrenOf(undefined, tree).nodes;
      const { nodes, journal: read } = childrenOf(portal, tree);
      const group = nodes.at(-1);
      assert.equal(group?.id, `${id}/journal`);
      assert.deepEqual(row(group), ['journal', undefined, 'notebook', 'group journal']);
      assert.equal(group.children, 'lazy');
      assert.equal(read, undefined);
      const opened = childrenOf(group, tree);
      assert.deepEqual(
        opened.nodes.map(({ kind }) => kind),
        ['loading'],
      );
      assert.equal(opened.journal, id);
      assert.deepEqual(opened.needs, [], 'nothing from the network');
    }
  });

  it('is absent where the tree has no journals', () => {
    assert.deepEqual(
      below(stateOf([online()]), node => node.kind === 'portal').filter(({ kind }) => kind === 'journal'),
      [],
    );
  });

  it('tells of each operation when, what came of it in words and icon, and by whom', () => {
    const minute = (n: number): string => `minute(${Date.UTC(2026, 5, 30, 8, 15 + n, 20)})`;
    assert.deepEqual(operations(ready(journal())).map(row), [
      [
        'Give it again',
        `${minute(3)} · operationInterrupted, operationSome(0, 3) · by(licence_admin)`,
        'debug-pause',
        'operation undoable resumable',
      ],
      [
        'Import license.json',
        `${minute(2)} · outcomeNotDone · by(licence_admin)`,
        'error',
        'operation undoable',
      ],
      [
        'Give<U+202E> Network Analyst to 3',
        `${minute(1)} · operationCancelled, operationSome(1, 3) · by(licence_admin)`,
        'warning',
        'operation undoable resumable',
      ],
      ['Make Dan a viewer', `${minute(0)} · operationDone · by(licence_admin)`, 'pass', 'operation undoable'],
    ]);
  });

  it('says all of a row to a screen reader, and keeps its id from one reading to the next', () => {
    const [first] = operations(ready(journal()));
    const [again] = operations({ state: 'loading', value: journal() });
    assert.equal(first?.accessibilityLabel, `${first?.label ?? ''}, ${first?.description ?? ''}`);
    assert.equal(first.id, `${onlineId}/journal/open/${begun + 180_000}`);
    assert.deepEqual(again, first);
    assert.deepEqual(first.target, { portalId: onlineId, planId: 'open', begunAt: begun + 180_000 });
  });

  it('does not call interrupted what this window may be applying', () => {
    const [open, done] = operations(ready(journal({ busy: true })));
    assert.match(open?.description ?? '', /operationRunning/);
    assert.deepEqual(open?.flags, ['operation']);
    assert.deepEqual(done?.flags, ['operation', 'undoable']);
  });

  it('offers no change to who may only look', () => {
    const data = online();
    const readOnly = { ...data, branches: { ...data.branches, organization: organization('online', false) } };
    const tree = stateOf([readOnly], { journals: { [onlineId]: ready(journal()) } });
    for (const node of below(tree, ({ kind }) => kind === 'journal')) {
      assert.deepEqual(node.flags, ['operation']);
      for (const child of childrenOf(node, tree).nodes) assert.ok(!child.flags.includes('undoable'));
    }
  });

  it('tells of each member before, after and outcome, and offers undo where something was done', () => {
    const tree = state(ready(journal()));
    const [open, file, part, types] = below(tree, ({ kind }) => kind === 'journal').map(
      node => childrenOf(node, tree).nodes,
    );
    assert.deepEqual(part?.map(row), [
      [
        'ana',
        'ArcGIS Pro · fromTo(ArcGIS Pro Advanced, ArcGIS Pro Advanced, Network Analyst) · operationDone',
        'pass',
        'journalMember undoable hasItem hasUser',
      ],
      [
        'ben',
        'ArcGIS Pro · fromTo(nothing, Network Analyst) · outcomeNotDone · No free seat.',
        'error',
        'journalMember undoable hasItem hasUser',
      ],
      [
        'cora',
        'ArcGIS Pro · fromTo(nothing, Network Analyst) · outcomeNotSent',
        'debug-pause',
        'journalMember hasItem hasUser',
      ],
    ]);
    assert.deepEqual(
      open?.map(({ icon }) => icon.name),
      ['question', 'debug-pause', 'debug-pause'],
    );
    assert.deepEqual(file?.map(row), [
      ['importOf(license.json)', 'outcomeNotDone · The portal refused it.', 'json', 'fact'],
    ]);
    assert.deepEqual(types?.map(row), [
      [
        'dan',
        'User types · fromTo(Creator, Viewer) · operationDone',
        'pass',
        'journalMember undoable hasUser',
      ],
    ]);
    assert.deepEqual(part[0]?.target, {
      portalId: onlineId,
      username: 'ana',
      planId: 'part',
      begunAt: begun + 60_000,
      itemId: 'pro',
    });
  });

  it('shows a page of the members of a large operation', () => {
    const tree = state(ready(journal()), { shown: { [`${onlineId}/journal/part/${begun + 60_000}`]: 2 } });
    const part = below(tree, ({ target }) => target.planId === 'part');
    assert.deepEqual(
      part.map(({ kind }) => kind),
      ['journalMember', 'journalMember', 'loadMore'],
    );
    assert.equal(part.at(-1)?.target.listId, `${onlineId}/journal/part/${begun + 60_000}`);
  });

  it('shows each run of a plan that was begun twice, with its own members', () => {
    const plan = members('twice', 'Twice');
    const twice = journalOperations([
      planned(plan, begun),
      sent('twice', 'r1', 'ana', 'ben', 'cora'),
      finished('twice', { results: ['ana', 'ben', 'cora'].map(name => result(name, 'done')) }),
      planned(plan, begun + 60_000),
      finished('twice', { results: [] }),
    ]).reverse();
    const tree = state(ready(journal({ operations: twice, plans: 2 })));
    const rows = below(tree, ({ kind }) => kind === 'journal');
    assert.equal(new Set(rows.map(({ id }) => id)).size, 2);
    const outcomes = rows.map(node =>
      childrenOf(node, tree).nodes.map(({ icon, flags, target }) => [
        icon.name,
        flags.includes('undoable'),
        target.begunAt,
      ]),
    );
    assert.deepEqual(outcomes, [
      ['ana', 'ben', 'cora'].map(() => ['debug-pause', false, begun + 60_000]),
      ['ana', 'ben', 'cora'].map(() => ['pass', true, begun]),
    ]);
  });

  it('marks the operations that no register vouches for', () => {
    const { operations: all } = journal();
    const tree = journal({ operations: all, former: new Set([all[1]!.planned]) });
    const marked = operations(ready(tree)).map(({ description }) =>
      /operationFormer/.test(description ?? ''),
    );
    assert.deepEqual(marked, [false, true, false, false]);
  });

  it('offers older operations, names what cannot be read, and says where there is nothing', () => {
    const last = (branch: LoadState<JournalShown>): unknown[] => {
      const node = operations(branch).at(-1);
      return [node?.kind, node?.label, node?.action];
    };
    assert.deepEqual(last(ready(journal({ older: true, plans: 44 }))), [
      'loadMore',
      'loadMore(4, 44, false)',
      'loadMore',
    ]);
    const { operations: all } = journal();
    const uncounted = { operations: all, older: true, damaged: 0, busy: false };
    assert.deepEqual(last(ready(uncounted)), ['loadMore', 'loadMore(4, 4, true)', 'loadMore']);
    assert.deepEqual(last(ready(journal({ damaged: 2 }))), ['partial', 'journalDamaged(2)', undefined]);
    assert.deepEqual(last(ready(journal({ operations: [], plans: 0 }))), [
      'empty',
      'nothingApplied',
      undefined,
    ]);
    const failed = operations({
      state: 'failed',
      problem: problem('transport', 'EACCES'),
      value: journal(),
    });
    assert.deepEqual(
      failed.map(({ kind }) => kind),
      ['failed', 'operation', 'operation', 'operation', 'operation'],
    );
    assert.deepEqual([failed[0]?.description, failed[0]?.action], ['EACCES', 'retry']);
    assert.deepEqual(failed[0]?.target, { portalId: onlineId, ofJournal: true });
  });
});
