// What the portal does not say of a holding is never "never used" or "not offline" in the matrix.
import assert from 'node:assert/strict';
import { matrixCsv, matrixJson } from '../../../../src/core/matrix/matrixExport';
import { createMatrixOrders } from '../../../../src/core/matrix/matrixSort';
import type { HolderFilter } from '../../../../src/core/holderFilter';
import { holder, member, tableOf } from './matrixFixture';

const rows = [
  holder('never', ['x']),
  { ...holder('vague', ['x']), useUnknown: true as const, offlineUnknown: true as const },
  holder('old', ['x'], 1_000),
  holder('new', ['x'], 9_000),
];

for (const asColumns of [true, false])
  describe(`a matrix of ${asColumns ? 'columns' : 'arrays'} with a holding of which not all is known`, () => {
    const table = tableOf({ members: rows.map(row => member(row.username)), holders: [rows] }, asColumns);
    const found = (filter: HolderFilter): readonly string[] =>
      [...createMatrixOrders(table).rows(filter, { by: 'lastUsed', descending: false })].map(row =>
        table.nameAt(row),
      );
    it('is found by no filter on the use or on being offline', () => {
      assert.deepEqual(found({ neverUsed: true }), ['never']);
      assert.deepEqual(found({ idleSince: 5_000 }).toSorted(), ['never', 'old']);
      assert.deepEqual(found({ usedFrom: 1 }), ['old', 'new']);
      assert.deepEqual(found({ offline: true }), []);
    });
    it('stands after all who were seen', () => {
      assert.deepEqual(
        found({}).filter(name => name !== 'never'),
        ['old', 'new', 'vague'],
      );
    });
    it('says so in the cell and in both files', () => {
      const row = [...createMatrixOrders(table).rows({ text: 'vague' }, { by: 'name', descending: false })];
      const cell = table.cellAt(row[0] ?? -1, 0);
      assert.ok(cell.kind === 'held' && cell.useUnknown === true && cell.offlineUnknown === true);
      const input = {
        table,
        rows: row,
        columns: [0],
        portalNames: ['P'],
        at: 0,
        incomplete: [],
        filter: undefined,
      };
      assert.match(matrixCsv(input), /,x,unknown,unknown/);
      const [held] = (
        JSON.parse(matrixJson(input)) as { members: { holds: Record<string, unknown>[] }[] }
      ).members.flatMap(one => one.holds);
      assert.deepEqual([held?.['lastUsed'], held?.['offline']], [null, null]);
    });
  });
