import assert from 'node:assert/strict';
import { filterHolders, isEmptyFilter, type HolderFilter } from '../../../../src/core/holderFilter';
import type { Holder, PartialReason } from '../../../../src/core/model';
import { childrenOf } from '../../../../src/core/tree/treeModel';
import { plain, plainLabel, nodeId } from '../../../../src/core/tree/treeModelText';
import {
  below,
  day,
  holder,
  now,
  online,
  onlineId,
  pro,
  proHolders,
  proId,
  stateOf,
  walk,
} from './treeFixture';

const listId = `p-online/listing/${proId}`;
const many = (count: number): Holder[] =>
  Array.from({ length: count }, (_, n) =>
    holder(`user${n}`, n % 3 === 0 ? ['desktopAdvN'] : ['networkAnalystN'], {
      ...(n % 5 === 0 ? {} : { lastUsed: now - n * 60_000 }),
      offline: n % 100 === 7,
    }),
  );

describe('pages of holders', () => {
  const data = (items: readonly Holder[], partial?: PartialReason) => [
    { ...online(), holders: { [proId]: partial ? { items, partial } : { items } } },
  ];
  const sixty = many(60_000);

  it('builds one page of 60,000, and says how many there are', () => {
    const started = performance.now();
    const rows = below(stateOf(data(sixty)), node => node.kind === 'listing');
    assert.ok(performance.now() - started < 500);
    assert.equal(rows.filter(node => node.kind === 'holder').length, 100);
    assert.equal(rows.at(-1)?.label, 'loadMore(100, 60000, false)');
    assert.equal(rows.at(-1)?.target.listId, listId);
    assert.equal(rows.at(-1)?.action, 'loadMore');
  });

  it('adds a page without changing the rows before it', () => {
    const first = below(stateOf(data(many(1437))), node => node.kind === 'listing');
    const second = below(
      stateOf(data(many(1437)), { shown: { [listId]: 200 } }),
      node => node.kind === 'listing',
    );
    assert.equal(second.filter(node => node.kind === 'holder').length, 200);
    assert.deepEqual(second.slice(0, 101), first.slice(0, 101));
    assert.equal(second.at(-1)?.label, 'loadMore(200, 1437, false)');
  });

  it('has no row for more when all are shown', () => {
    const rows = below(stateOf(data(many(100))), node => node.kind === 'listing');
    assert.equal(rows.at(-1)?.kind, 'holder');
  });

  const partials: readonly (readonly [PartialReason, string, boolean])[] = [
    [{ kind: 'portalLimit', limit: 10_000 }, 'cutByPortal(10000)', false],
    [{ kind: 'pageFailed', message: 'HTTP 502\nsecond line' }, 'pageFailed(3, HTTP 502␊second line)', true],
    [{ kind: 'cancelled' }, 'readingCancelled(3)', true],
    [{ kind: 'paged', total: 9 }, 'onlyFirst(3, 9)', true],
  ];
  for (const [reason, label, again] of partials) {
    it(`ends a list that is cut (${reason.kind}) with the reason`, () => {
      const last = below(stateOf(data(many(3), reason)), node => node.kind === 'listing').at(-1);
      assert.equal(last?.label, label);
      assert.deepEqual(last.flags, again ? ['partial', 'retry'] : ['partial']);
    });
  }

  it('counts a list that is cut as a lower bound, in every row that counts it', () => {
    const filters = { [proId]: { entitlement: 'desktopAdvN' } };
    const cut = data(many(900), { kind: 'portalLimit', limit: 900 });
    const rows = below(stateOf(cut, { filters }), node => node.kind === 'listing');
    assert.deepEqual(
      rows.filter(node => node.kind === 'filter' || node.kind === 'loadMore').map(node => node.label),
      ['filter(filterEntitlement(ArcGIS Pro Advanced), 300, 900, true)', 'loadMore(100, 300, true)'],
    );
  });

  it('says that nobody holds it', () => {
    assert.equal(below(stateOf(data([])), node => node.kind === 'listing').at(-1)?.label, 'noHolders');
  });

  it('shows the filter as a row and the filtered pages', () => {
    const filter = { entitlement: 'DESKTOPADVN' };
    const state = stateOf(data(many(900)), { filters: { [proId]: filter } });
    const rows = below(state, node => node.kind === 'listing');
    const row = rows.find(node => node.kind === 'filter');
    assert.equal(row?.label, 'filter(filterEntitlement(ArcGIS Pro Advanced), 300, 900, false)');
    assert.deepEqual(row.flags, ['filtered', 'hasItem']);
    assert.equal(rows.at(-1)?.label, 'loadMore(100, 300, false)');
    assert.ok(
      walk(state)
        .find(node => node.kind === 'listing')
        ?.flags.includes('filtered'),
    );
  });
});

describe('filter of holders', () => {
  const rows = [
    holder('Ana.Keller', ['desktopAdvN'], { lastUsed: now - 2 * day }),
    holder('ben', ['networkAnalystN'], { lastUsed: now - 200 * day, offline: true }),
    holder('cora', ['desktopAdvN', 'networkAnalystN'], {}),
    holder('edge', ['desktopAdvN'], { lastUsed: now - 30 * day }),
  ];
  const cases: readonly (readonly [HolderFilter, readonly string[]])[] = [
    [{}, ['Ana.Keller', 'ben', 'cora', 'edge']],
    [{ text: ' KELL ' }, ['Ana.Keller']],
    [{ entitlement: 'NETWORKANALYSTN' }, ['ben', 'cora']],
    [{ idleSince: now - 30 * day }, ['ben', 'cora']],
    [{ idleSince: now - 30 * day + 1 }, ['ben', 'cora', 'edge']],
    [{ usedFrom: now - 30 * day }, ['Ana.Keller', 'edge']],
    [{ usedBefore: now - 30 * day }, ['ben']],
    [{ usedFrom: now - 300 * day, usedBefore: now - 20 * day }, ['ben', 'edge']],
    [{ offline: true }, ['ben']],
    [{ neverUsed: true }, ['cora']],
    [{ neverUsed: true, entitlement: 'desktopAdvN', text: 'x' }, []],
  ];
  for (const [filter, expected] of cases) {
    it(JSON.stringify(filter), () =>
      assert.deepEqual(
        filterHolders(rows, filter).map(row => row.username),
        expected,
      ),
    );
  }

  it('is empty without criteria', () => {
    assert.ok(isEmptyFilter(undefined) && isEmptyFilter({}) && isEmptyFilter({ text: '' }));
    assert.ok(!isEmptyFilter({ offline: true }));
    assert.equal(filterHolders(rows, {}), rows);
  });

  it('goes through 60,000 holders in under 100 ms', () => {
    const all = many(60_000);
    const filter = { text: 'user1', entitlement: 'desktopAdvN', idleSince: now - 5000 * 60_000 };
    filterHolders(all.slice(0, 1), filter);
    const started = performance.now();
    const found = filterHolders(all, filter);
    const took = performance.now() - started;
    assert.ok(found.length > 1000);
    assert.ok(took < 100, `${took} ms`);
    assert.equal(filterHolders(all, filter), found, 'the same filter is not run again for the next page');
  });
});

describe('hostile names', () => {
  const names = [
    '</script><img src=x onerror=alert(1)>',
    '[click](command:workbench.action.quit)',
    '$(trash) delete',
    'line one\nWritable: yes\r\n',
    'tab\tnul\0bell\u0007',
    'right\u202eto left\u2066',
    'half \ud800 pair',
    '../../etc/passwd?x=1#y',
    '   ',
    '=cmd|calc',
  ];
  for (const name of names) {
    it(JSON.stringify(name), () => {
      const state = stateOf([
        {
          ...online(),
          branches: { ...online().branches, listings: [{ ...pro, title: name, vendor: name }] },
          holders: { [proId]: { items: [holder(name, [name])] } },
        },
      ]);
      const rows = walk(state);
      for (const node of rows) {
        const shown = [
          node.label,
          node.description ?? '',
          node.accessibilityLabel,
          ...node.tooltip.map(line => line.value),
        ];
        for (const text of shown)
          assert.doesNotMatch(text, /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u, JSON.stringify(text));
        assert.notEqual(node.label.trim(), '');
      }
      const row = rows.find(node => node.kind === 'holder');
      assert.equal(row?.target.username, name, 'commands get the name as the portal wrote it');
      assert.equal(row.id.split('/').length, listId.split('/').length + 2, 'a slash in a name makes no path');
      assert.ok(childrenOf(row, state).nodes.length === 1);
    });
  }

  it('keeps ordinary text as it is', () => {
    for (const text of ['Ünïcødé 東京', "O'Brien", 'a@b.example', '👩‍💻']) assert.equal(plain(text), text);
    assert.equal(plainLabel('x'.repeat(500)).length, 200);
    assert.equal(nodeId(onlineId, 'holder', 'a/b'), 'p-online/holder/a%2Fb');
    assert.ok(proHolders.items.length > 0);
  });
});
