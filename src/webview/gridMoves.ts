// Where a key leads in a grid, as the authoring practices for grids have it: row 0 is the header, rows below count from 1.

export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

export interface GridSize {
  /** Rows below the header. */
  readonly rows: number;
  readonly columns: number;
  /** Rows that one page of the view has. */
  readonly page: number;
}

export interface GridKey {
  readonly key: string;
  /** Control, or Command on a Mac. */
  readonly command: boolean;
}

/** The cell that a key leads to; undefined for a key that does not move. Never beyond the grid. */
export function gridMove(at: GridPlace, { key, command }: GridKey, size: GridSize): GridPlace | undefined {
  const last = { row: size.rows, column: Math.max(0, size.columns - 1) };
  const firstRow = Math.min(1, size.rows);
  const to = (row: number, column: number): GridPlace => ({
    row: Math.min(Math.max(row, 0), last.row),
    column: Math.min(Math.max(column, 0), last.column),
  });
  switch (key) {
    case 'ArrowUp':
      return to(command ? firstRow : at.row - 1, at.column);
    case 'ArrowDown':
      return to(command ? last.row : at.row + 1, at.column);
    case 'ArrowLeft':
      return to(at.row, command ? 0 : at.column - 1);
    case 'ArrowRight':
      return to(at.row, command ? last.column : at.column + 1);
    case 'Home':
      return to(command ? firstRow : at.row, 0);
    case 'End':
      return to(command ? last.row : at.row, last.column);
    case 'PageUp':
      return to(Math.max(at.row - size.page, firstRow), at.column);
    case 'PageDown':
      return to(at.row + size.page, at.column);
    default:
      return undefined;
  }
}
