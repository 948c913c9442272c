import assert from 'node:assert/strict';
import { gridMove } from '../../../src/webview/gridMoves';

const size = { rows: 100, columns: 5, page: 20 };
const at = { row: 50, column: 2 };
const moved = (key: string, command = false, from = at): string => {
  const to = gridMove(from, { key, command }, size);
  return to === undefined ? 'stays' : `${to.row}/${to.column}`;
};

describe('moving in a grid', () => {
  it('goes one cell with an arrow, and to the edge with Control', () => {
    const arrows = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];
    assert.deepEqual(
      arrows.map(key => moved(key)),
      ['49/2', '51/2', '50/1', '50/3'],
    );
    assert.deepEqual(
      arrows.map(key => moved(key, true)),
      ['1/2', '100/2', '50/0', '50/4'],
    );
  });
  it('goes to the ends of a row, and with Control to those of the grid', () => {
    assert.deepEqual([moved('Home'), moved('End')], ['50/0', '50/4']);
    assert.deepEqual([moved('Home', true), moved('End', true)], ['1/0', '100/4']);
  });
  it('goes by pages, up to the first row and not into the header', () => {
    assert.deepEqual([moved('PageUp'), moved('PageDown')], ['30/2', '70/2']);
    assert.equal(moved('PageUp', false, { row: 7, column: 2 }), '1/2');
    assert.equal(moved('PageDown', false, { row: 95, column: 2 }), '100/2');
  });
  it('reaches the header by the arrow alone, and never leaves the grid', () => {
    assert.equal(moved('ArrowUp', false, { row: 1, column: 0 }), '0/0');
    assert.equal(moved('ArrowUp', false, { row: 0, column: 0 }), '0/0');
    assert.equal(moved('ArrowLeft', false, { row: 0, column: 0 }), '0/0');
    assert.equal(moved('ArrowRight', false, { row: 100, column: 4 }), '100/4');
  });
  it('stays in the header of a grid without rows', () => {
    const empty = { rows: 0, columns: 5, page: 20 };
    for (const key of ['ArrowDown', 'PageDown', 'PageUp', 'End', 'Home'])
      assert.equal(gridMove({ row: 0, column: 2 }, { key, command: true }, empty)?.row, 0, key);
  });
  it('leaves other keys alone', () => {
    assert.equal(moved('Tab'), 'stays');
    assert.equal(moved('x'), 'stays');
  });
});
