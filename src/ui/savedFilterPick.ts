// Saving a filter under a name, and choosing one that was saved: the same ones in the tree and in the matrix.
import { is } from 'valibot';
import * as vscode from 'vscode';
import { isEmptyFilter, ofOneList } from '../core/holderFilter';
import type { HolderFilter } from '../core/holderFilter';
import { inertLabel } from '../core/inertText';
import { filterText } from '../core/tree/treeModelPaged';
import { createSavedFilters, filterOf } from '../services/savedFilters';
import type { SavedFilter, SavedFilters } from '../services/savedFilters';
import { holderFilterSchema } from '../shared/holderFilter';
import { keyValueStoreOf } from './adapters';
import { treeWords } from './tree/treeWords';

const isFilter = (value: unknown): value is HolderFilter => is(holderFilterSchema, value);

export function savedFiltersOf(context: Pick<vscode.ExtensionContext, 'globalState'>): SavedFilters {
  return createSavedFilters(keyValueStoreOf(context.globalState), isFilter);
}

interface Row extends vscode.QuickPickItem {
  readonly saved: SavedFilter;
  readonly buttons: readonly vscode.QuickInputButton[];
}

/**
 * Asks for a saved filter; one can be deleted there.
 * @param oneList for the list of one listing: what it cannot be asked for is left out, and its row says so
 * @returns undefined when the administrator cancelled
 */
export function pickSavedFilter(
  filters: SavedFilters,
  now: number,
  oneList: boolean,
): Promise<HolderFilter | undefined> {
  const remove: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('trash'),
    tooltip: vscode.l10n.t('Delete this filter'),
  };
  const rows = (): Row[] =>
    filters.list().map(saved => {
      const filter = filterOf(saved, now);
      const isCut = oneList && (filter.userType !== undefined || filter.listing !== undefined);
      return {
        label: inertLabel(saved.name),
        description: inertLabel(filterText(filter, treeWords)),
        ...(isCut
          ? { detail: vscode.l10n.t('Without the user type and the listing, which this list cannot tell') }
          : {}),
        saved,
        buttons: [remove],
      };
    });
  const pick = vscode.window.createQuickPick<Row>();
  pick.title = vscode.l10n.t('Saved Filters');
  pick.placeholder = vscode.l10n.t('Choose a filter to show');
  pick.matchOnDescription = true;
  pick.items = rows();
  return new Promise(resolve => {
    let chosen: HolderFilter | undefined;
    pick.onDidTriggerItemButton(({ item }) => {
      void filters.remove(item.saved.name).then(() => {
        pick.items = rows();
      });
    });
    pick.onDidAccept(() => {
      const [row] = pick.activeItems;
      if (row === undefined) return;
      const filter = filterOf(row.saved, now);
      chosen = oneList ? ofOneList(filter) : filter;
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(chosen);
    });
    pick.show();
  });
}

/** Asks for a name and keeps the filter. @returns the name; undefined when the administrator cancelled, or there is nothing to keep */
export async function saveFilter(
  filters: SavedFilters,
  filter: HolderFilter,
  now: number,
): Promise<string | undefined> {
  if (isEmptyFilter(filter)) return undefined;
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Save Filter'),
    prompt: inertLabel(filterText(filter, treeWords)),
    placeHolder: vscode.l10n.t('A name, such as “Idle for a year”'),
    validateInput: text => {
      if (text.trim() === '') return vscode.l10n.t('Give it a name.');
      return filters.list().some(saved => saved.name === text.trim())
        ? {
            message: vscode.l10n.t('Replaces the filter of this name.'),
            severity: vscode.InputBoxValidationSeverity.Info,
          }
        : undefined;
    },
    ignoreFocusOut: true,
  });
  if (name === undefined || name.trim() === '') return undefined;
  await filters.save(name.trim().slice(0, 100), filter, now);
  return name.trim();
}
