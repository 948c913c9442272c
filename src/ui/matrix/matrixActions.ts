// What the buttons of the matrix do: choices are asked for in quick picks, changes go to the commands that propose plans, files go where the administrator says.
import * as vscode from 'vscode';
import { isEmptyFilter } from '../../core/holderFilter';
import { inertLabel } from '../../core/inertText';
import type { PortalId } from '../../core/ids';
import { chosenMembers } from '../../core/matrix/chosenMembers';
import type { MatrixState } from '../../core/matrix/matrixState';
import { filterText } from '../../core/tree/treeModelPaged';
import { plain, plainLabel } from '../../core/tree/treeModelText';
import type { MatrixFeed } from '../../services/matrix/matrixFeed';
import { matrixSnapshot } from '../../services/matrix/matrixSnapshot';
import type { MatrixSnapshot } from '../../services/matrix/matrixSnapshot';
import type { MatrixAction } from '../../shared/matrix';
import type { App } from '../app';
import { Command } from '../commandIds';
import { pickSavedFilter, saveFilter, savedFiltersOf } from '../savedFilterPick';
import { proposedName, saveFile } from '../saveFile';
import { treeWords } from '../tree/treeWords';
import { namesInMatrix, partialWords } from './matrixData';

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
      const { portalId, usernames, itemId } = chosenMembers(state);
      await vscode.commands.executeCommand(Command[action], {
        portalId,
        usernames,
        // The listing that the members were looked for by; without one the command asks.
        ...(action === 'revoke' && itemId !== undefined ? { itemId } : {}),
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
  const portalNames = namesInMatrix(app, state.table.portals);
  // Before the first question: while it is open, the table may be replaced and its rows become others.
  const snapshot = matrixSnapshot(feed, state, { portalNames, partial: partialWords });
  const filter = isEmptyFilter(state.filter) ? undefined : plain(filterText(state.filter, treeWords));
  const rows = await whichRows(snapshot);
  if (rows === undefined) return '';
  const picked = await vscode.window.showQuickPick(
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
  if (picked === undefined) return '';
  const { format } = picked;
  const at = app.clock.now();
  const { text, isWhole } = snapshot.file(rows, format, at, filter);
  const saved = await saveFile(
    new TextEncoder().encode(text),
    proposedName(['matrix', ...portalNames, ...(isWhole ? [] : ['partial'])], at, format),
    format === 'csv' ? { CSV: ['csv'] } : { JSON: ['json'] },
  );
  if (!saved) return '';
  return isWhole
    ? vscode.l10n.t('Exported {0} members.', treeWords.count(rows.length))
    : vscode.l10n.t(
        'Exported {0} members. Lists were not whole, and the file says so.',
        treeWords.count(rows.length),
      );
}

/** The selected members or all that match; asks where both are possible. */
async function whichRows({
  selected,
  matching,
}: MatrixSnapshot): Promise<readonly number[] | Uint32Array | undefined> {
  if (selected.length === 0 || selected.length === matching.length) return matching;
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('The {0} selected members', treeWords.count(selected.length)), rows: selected },
      {
        label: vscode.l10n.t('All {0} members that match', treeWords.count(matching.length)),
        rows: matching,
      },
    ],
    { title: vscode.l10n.t('Export Matrix'), ignoreFocusOut: true },
  );
  return picked?.rows;
}
