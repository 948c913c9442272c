// What the buttons of the matrix do: choices are asked for in quick picks, changes go to the commands that propose plans, files go where the administrator says.
import * as vscode from 'vscode';
import { isEmptyFilter } from '../../core/holderFilter';
import { inertLabel } from '../../core/inertText';
import type { PortalId } from '../../core/ids';
import { chosenMembers } from '../../core/matrix/chosenMembers';
import { matrixCsv, matrixJson } from '../../core/matrix/matrixExport';
import type { MatrixExport } from '../../core/matrix/matrixExport';
import type { MatrixState } from '../../core/matrix/matrixState';
import { filterText } from '../../core/tree/treeModelPaged';
import { plain, plainLabel } from '../../core/tree/treeModelText';
import type { MatrixFeed } from '../../services/matrix/matrixFeed';
import type { MatrixAction } from '../../shared/matrix';
import type { App } from '../app';
import { Command } from '../commandIds';
import { pickSavedFilter, saveFilter, savedFiltersOf } from '../savedFilterPick';
import { proposedName, saveFile } from '../saveFile';
import { treeWords } from '../tree/treeWords';
import { matrixData } from './matrixData';

/**
 * Carries out what a button is for.
 * @param choose shows other portals
 * @returns what to say on the page; empty where there is nothing to say
 * @throws PortalError for a change without a selection, or over several portals
 */
export async function matrixAct(
  app: App,
  feed: MatrixFeed,
  state: MatrixState,
  action: MatrixAction,
  choose: (portals: readonly PortalId[]) => void,
): Promise<string> {
  const filters = savedFiltersOf(app.context);
  switch (action) {
    case 'portals': {
      const portals = await pickPortals(app, feed.portals);
      if (portals !== undefined) choose(portals);
      return '';
    }
    case 'columns': {
      const hidden = await pickColumns(state);
      if (hidden !== undefined) state.setHidden(hidden);
      return '';
    }
    case 'savedFilters': {
      if (filters.list().length === 0)
        return vscode.l10n.t('No filter is saved yet. Set one and choose Save Filter.');
      const filter = await pickSavedFilter(filters, app.clock.now(), false);
      if (filter !== undefined) state.setFilter(filter);
      return '';
    }
    case 'saveFilter': {
      if (isEmptyFilter(state.filter)) return vscode.l10n.t('There is no filter to save. Set one first.');
      const name = await saveFilter(filters, state.filter, app.clock.now());
      return name === undefined
        ? ''
        : vscode.l10n.t('Saved as “{0}”, here and for the lists of the tree.', name);
    }
    case 'provision':
    case 'revoke': {
      const { listing } = state.filter;
      await vscode.commands.executeCommand(Command[action], {
        ...chosenMembers(state),
        // The listing that the members were looked for by; without one the command asks.
        ...(action === 'revoke' && listing !== undefined ? { itemId: listing } : {}),
      });
      return '';
    }
    case 'export':
      return exportMatrix(app, feed, state);
    case 'refresh':
      feed.refresh();
      return '';
    case 'retry':
      feed.retry();
      return '';
  }
}

async function pickPortals(app: App, shown: readonly PortalId[]): Promise<readonly PortalId[] | undefined> {
  const picked = await vscode.window.showQuickPick(
    app.connections.list().map(({ id, name, url }) => ({
      label: inertLabel(name),
      description: inertLabel(url),
      picked: shown.includes(id),
      id,
    })),
    { title: vscode.l10n.t('Portals in the Matrix'), canPickMany: true, ignoreFocusOut: true },
  );
  return picked === undefined || picked.length === 0 ? undefined : picked.map(({ id }) => id);
}

async function pickColumns(state: MatrixState): Promise<readonly string[] | undefined> {
  const { heads } = state.table;
  const picked = await vscode.window.showQuickPick(
    heads.map(({ key, title, parts }) => ({
      label: inertLabel(plainLabel(title)),
      description: parts.map(({ listing }) => inertLabel(listing.itemId)).join(', '),
      picked: !state.hidden.has(key),
      key,
    })),
    {
      title: vscode.l10n.t('Columns of the Matrix'),
      canPickMany: true,
      matchOnDescription: true,
      ignoreFocusOut: true,
    },
  );
  if (picked === undefined) return undefined;
  const chosen = new Set(picked.map(({ key }) => key));
  return heads.flatMap(({ key }) => (chosen.has(key) ? [] : [key]));
}

async function exportMatrix(app: App, feed: MatrixFeed, state: MatrixState): Promise<string> {
  const what = await whichRows(state);
  if (what === undefined) return '';
  const format = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('CSV'), description: vscode.l10n.t('for spreadsheets'), format: 'csv' as const },
      {
        label: vscode.l10n.t('JSON'),
        description: vscode.l10n.t('with ids, times and whether the lists are complete'),
        format: 'json' as const,
      },
    ],
    { title: vscode.l10n.t('Export Matrix'), ignoreFocusOut: true },
  );
  if (format === undefined) return '';
  const data = matrixData(app, feed, state);
  const incomplete = [
    ...data.columns.flatMap(({ title, stateText }) =>
      stateText === undefined ? [] : [`${title}: ${stateText}`],
    ),
    ...data.notices.flatMap(({ tone, text }) => (tone === 'info' ? [] : [text])),
  ];
  const portalNames = data.portals.map(({ name }) => name);
  const input: MatrixExport = {
    table: state.table,
    rows: what,
    columns: state.columns(),
    portalNames,
    at: app.clock.now(),
    incomplete,
    filter: isEmptyFilter(state.filter) ? undefined : plain(filterText(state.filter, treeWords)),
  };
  const text = format.format === 'csv' ? matrixCsv(input) : matrixJson(input);
  const name = proposedName(
    ['matrix', ...portalNames, ...(incomplete.length === 0 ? [] : ['partial'])],
    input.at,
    format.format,
  );
  const saved = await saveFile(
    new TextEncoder().encode(text),
    name,
    format.format === 'csv' ? { CSV: ['csv'] } : { JSON: ['json'] },
  );
  if (!saved) return '';
  return incomplete.length === 0
    ? vscode.l10n.t('Exported {0} members.', treeWords.count(what.length))
    : vscode.l10n.t(
        'Exported {0} members. Lists were not whole, and the file says so.',
        treeWords.count(what.length),
      );
}

/** The selected members or all that match; asks where both are possible. */
async function whichRows(state: MatrixState): Promise<readonly number[] | Uint32Array | undefined> {
  const selected = state.selected();
  if (selected.length === 0 || selected.length === state.matching) return state.order;
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('The {0} selected members', treeWords.count(selected.length)), rows: selected },
      {
        label: vscode.l10n.t('All {0} members that match', treeWords.count(state.matching)),
        rows: state.order,
      },
    ],
    { title: vscode.l10n.t('Export Matrix'), ignoreFocusOut: true },
  );
  return picked?.rows;
}
