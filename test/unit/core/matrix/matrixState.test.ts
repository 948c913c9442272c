import assert from 'node:assert/strict';
import { itemId, portalId } from '../../../../src/core/ids';
import { chosenMembers } from '../../../../src/core/matrix/chosenMembers';
import { matrixColumns } from '../../../../src/core/matrix/matrixColumns';
import { createMatrixState } from '../../../../src/core/matrix/matrixState';
import { MatrixTable } from '../../../../src/core/matrix/matrixTable';
import { holder, listing, member, portal } from './matrixFixture';

const other = portalId('q');

function world() {
  let table = new MatrixTable([portal], matrixColumns([[listing('a')]]));
  table.addMembers(
    0,
    ['ana', 'bo', 'cy'].map(name => member(name)),
  );
  const state = createMatrixState(() => table);
  state.refresh();
  return {
    state,
    table: () => table,
    replace(next: MatrixTable) {
      table = next;
    },
  };
}

describe('what is selected in the matrix', () => {
  it('is asked of the table it was selected in, also where another one is there by now', () => {
    const { state, replace } = world();
    state.select({ kind: 'toggle', at: 1 });
    const next = new MatrixTable([other]);
    next.addMembers(
      0,
      ['v', 'w', 'x'].map(name => member(name)),
    );
    replace(next);
    assert.deepEqual(chosenMembers(state), { portalId: portal, usernames: ['bo'] });
    state.refresh();
    assert.throws(() => chosenMembers(state), /No member is selected/);
  });

  it('is known by its version: an action on what the page no longer shows is told apart', () => {
    const { state, table, replace } = world();
    state.select({ kind: 'range', from: 0, to: 1 });
    const seen = state.selectionVersion;
    table().addMembers(0, [member('aaron')]);
    state.refresh();
    assert.equal(state.isSameSelection(seen), true, 'other rows do not change it');
    state.setFilter({ text: 'ana' });
    assert.equal(state.isSameSelection(seen), false, 'one of them is out of sight');
    assert.deepEqual(chosenMembers(state).usernames, ['ana']);
    const now = state.selectionVersion;
    replace(new MatrixTable([other]));
    assert.equal(state.isSameSelection(now), false, 'the table is another, and nobody has told the state');
  });

  it('takes places of the order of now alone', () => {
    const { state, table, replace } = world();
    const seen = state.orderVersion;
    assert.equal(state.isSameOrder(seen), true);
    table().putHolders(0, itemId('a'), { state: 'complete' }, [holder('bo', ['x'])]);
    state.refresh();
    assert.equal(state.isSameOrder(seen), true, 'nobody has moved');
    table().addMembers(0, [member('aaron')]);
    state.refresh();
    assert.equal(state.isSameOrder(seen), false);
    const now = state.orderVersion;
    replace(new MatrixTable([other]));
    assert.equal(state.isSameOrder(now), false);
    assert.equal(state.rowAt(0), undefined);
  });

  it('finds a member again by name, after others came and after the table was read anew', () => {
    const { state, table, replace } = world();
    const key = state.memberKey(state.rowAt(1) ?? -1);
    assert.equal(state.placeOf(key), 1);
    table().addMembers(0, [member('aaron')]);
    state.refresh();
    assert.equal(state.placeOf(key), 2);
    const next = new MatrixTable([other, portal]);
    next.addMembers(0, [member('bo')]);
    next.addMembers(1, [member('z'), member('bo')]);
    replace(next);
    state.refresh();
    const row = state.rowAt(state.placeOf(key) ?? -1) ?? -1;
    assert.deepEqual([state.table.nameAt(row), state.table.portalAt(row)], ['bo', 1]);
    state.setFilter({ text: 'z' });
    assert.equal(state.placeOf(key), undefined);
    assert.equal(state.placeOf('gone\nbo'), undefined);
  });

  it('is refused for a plan where it is of several portals', () => {
    const table = new MatrixTable([portal, other]);
    table.addMembers(0, [member('ana')]);
    table.addMembers(1, [member('ana')]);
    const state = createMatrixState(() => table);
    state.refresh();
    state.select({ kind: 'all' });
    assert.throws(() => chosenMembers(state), /several portals/);
  });
});
