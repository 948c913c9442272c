import assert from 'node:assert/strict';
import type { Cell, TableRow } from '../../../src/shared/tables';
import { sorted } from '../../../src/webview/tableView';

const row = (key: string, ...cells: readonly Cell[]): TableRow => ({ key, cells, over: false });
const count = (value: number): Cell => ({ kind: 'count', value });
const rows = [
  row('b', { kind: 'text', text: 'Item 10' }, count(2), { kind: 'date', at: 5 }),
  row('a', { kind: 'text', text: 'Item 9' }, { kind: 'none', text: 'not read' }, { kind: 'date', at: 7 }),
  row('c', { kind: 'text', text: 'item 11' }, count(30), { kind: 'date', at: 6 }),
];
const keys = (column: number, descending: boolean): string =>
  sorted(rows, column, descending)
    .map(({ key }) => key)
    .join('');

describe('sorting a table', () => {
  it('orders names as people do, numbers by size and dates by time', () => {
    assert.equal(keys(0, false), 'abc');
    assert.equal(keys(0, true), 'cba');
    assert.equal(keys(2, false), 'bca');
  });
  it('puts what is not known last in either direction', () => {
    assert.equal(keys(1, false), 'bca');
    assert.equal(keys(1, true), 'cba');
  });
  it('leaves the rows it was given alone', () => {
    sorted(rows, 1, true);
    assert.deepEqual(
      rows.map(({ key }) => key),
      ['b', 'a', 'c'],
    );
  });
});
