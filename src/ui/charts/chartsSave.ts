// Saving a chart: a picture the page drew, or its table as CSV. Always where the administrator says, never by itself.
import * as vscode from 'vscode';
import { csvDocument } from '../../core/csv';
import type { CsvCell } from '../../core/csv';
import { utcDay } from '../../core/format';
import type { ChartModel } from '../../core/series/seriesTypes';
import { chartTable } from '../../shared/tables';
import type { Look } from '../../shared/listingOrder';
import type { Cell } from '../../shared/tables';
import type { ChartStrings } from '../../shared/strings';
import { proposedName, saveFile } from '../saveFile';

/** Asks where, and writes. False when the dialog was closed. @throws what the file system throws. */
export async function savePicture(png: Uint8Array, model: ChartModel, look: Look): Promise<boolean> {
  return saveFile(png, fileName(model, look, 'png'), { [vscode.l10n.t('PNG image')]: ['png'] });
}

/** As {@link savePicture}, with the rows of the chart's table. */
export async function saveTable(model: ChartModel, look: Look, strings: ChartStrings): Promise<boolean> {
  const text = csvOf(model, look, strings);
  return saveFile(new TextEncoder().encode(text), fileName(model, look, 'csv'), { CSV: ['csv'] });
}

/** The chart's table as CSV: counts as plain digits, instants in ISO 8601 UTC, what is not known in words. */
export function csvOf(model: ChartModel, look: Look, strings: ChartStrings): string {
  const table = chartTable(model, look, strings);
  const columns = table.columns.flatMap((column, index) =>
    column.only === 'page' ? [] : [{ title: column.title, index }],
  );
  return csvDocument(
    columns.map(({ title }) => title),
    table.rows.map(row => columns.map(({ index }) => csvCellOf(row.cells[index]))),
  );
}

function csvCellOf(cell: Cell | undefined): CsvCell {
  switch (cell?.kind) {
    case 'text':
    case 'none':
      return cell.text;
    case 'count':
      return cell.value;
    case 'date':
      return cell.dayOnly === true ? utcDay(cell.at) : new Date(cell.at).toISOString();
    case undefined:
      return undefined;
  }
}

function fileName(model: ChartModel, look: Look, extension: string): string {
  const chart = look.chart.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
  return proposedName(['seats', chart, model.portal.name], model.now, extension);
}
