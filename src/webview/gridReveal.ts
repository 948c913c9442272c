// Brings a cell of the table into sight.
import type { GridPlace } from './gridMoves';
import type { GridColumn } from './matrixHeader';

/**
 * Scrolls so far that the cell is in sight, not behind the header nor the columns that stay.
 * @param heights of a row and of the header, CSS pixels
 * @param isKey the cell was reached by keyboard: then the first column is shown with those beside it
 */
export function revealCell(
  root: HTMLElement,
  cell: GridPlace,
  columns: readonly GridColumn[],
  heights: { readonly rowHeight: number; readonly header: number },
  isKey: boolean,
): void {
  const { rowHeight, header } = heights;
  if (cell.row > 0) {
    const top = (cell.row - 1) * rowHeight;
    const height = root.clientHeight - header;
    if (top < root.scrollTop) root.scrollTop = top;
    else if (top + rowHeight > root.scrollTop + height) root.scrollTop = top + rowHeight - height;
  }
  const fixed = columns.filter(({ fixed: isFixed }) => isFixed).reduce((sum, { width }) => sum + width, 0);
  const column = columns[cell.column];
  if (column === undefined || column.fixed) {
    // The first columns are always in sight; what follows them is where one goes from here.
    if (isKey) root.scrollLeft = 0;
    return;
  }
  const left = columns.slice(0, cell.column).reduce((sum, { width }) => sum + width, 0);
  if (left < root.scrollLeft + fixed) root.scrollLeft = left - fixed;
  else if (left + column.width > root.scrollLeft + root.clientWidth)
    root.scrollLeft = left + column.width - root.clientWidth;
}
