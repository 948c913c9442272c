// The words of the matrix page, in the language of VS Code.
import * as vscode from 'vscode';
import type { MatrixStrings } from '../../shared/matrix';

/** Made once per page; `{0}` is filled in by the page. */
export function matrixStrings(): MatrixStrings {
  return {
    language: vscode.env.language,
    title: vscode.l10n.t('License Matrix'),
    gridLabel: vscode.l10n.t('Members and what they hold'),
    gridHint: vscode.l10n.t(
      'Arrow keys move from cell to cell. Space selects the member, Shift with an arrow key selects several, Control+A all. Enter shows the member, or sorts by the column.',
    ),
    noPortal: vscode.l10n.t(
      'No portal is connected. Add a portal or connect the sample portal in the Portals view; its members appear here.',
    ),
    nobody: vscode.l10n.t('No member matches the filter.'),
    nobodyKnown: vscode.l10n.t(
      'No member is known to match the filter: not everything it looks at was read.',
    ),
    nobodyYet: vscode.l10n.t('No member was read yet.'),
    columns: {
      select: vscode.l10n.t('Selected'),
      selectUser: vscode.l10n.t('Select {0}', '{0}'),
      user: vscode.l10n.t('User'),
      name: vscode.l10n.t('Name'),
      type: vscode.l10n.t('User type'),
      portal: vscode.l10n.t('Portal'),
    },
    filters: {
      label: vscode.l10n.t('Filter'),
      text: vscode.l10n.t('User or name'),
      userType: vscode.l10n.t('User type'),
      listing: vscode.l10n.t('Holds listing'),
      entitlement: vscode.l10n.t('Holds entitlement'),
      lastUse: vscode.l10n.t('Last use'),
      day: vscode.l10n.t('Not used since (UTC)'),
      offline: vscode.l10n.t('Offline'),
      any: vscode.l10n.t('Any'),
      never: vscode.l10n.t('Never used'),
      idleDays: vscode.l10n.t('Not for {0} days', '{0}'),
      usedDays: vscode.l10n.t('Within {0} days', '{0}'),
      idleSince: vscode.l10n.t('Not since a day…'),
      clear: vscode.l10n.t('Clear'),
    },
    actions: {
      portals: vscode.l10n.t('Portals…'),
      columns: vscode.l10n.t('Columns…'),
      savedFilters: vscode.l10n.t('Saved Filters…'),
      saveFilter: vscode.l10n.t('Save Filter…'),
      provision: vscode.l10n.t('Provision…'),
      revoke: vscode.l10n.t('Revoke…'),
      export: vscode.l10n.t('Export…'),
      refresh: vscode.l10n.t('Refresh'),
      retry: vscode.l10n.t('Try Again'),
    },
    selectAll: vscode.l10n.t('Select all members that match'),
    selectNone: vscode.l10n.t('Clear the selection'),
    cells: {
      none: vscode.l10n.t('holds nothing'),
      unknown: vscode.l10n.t('not known'),
      absent: vscode.l10n.t('not in this portal'),
      never: vscode.l10n.t('never'),
      lastUsed: vscode.l10n.t('last used {0}', '{0}'),
      offline: vscode.l10n.t('offline'),
      offlineSince: vscode.l10n.t('offline since {0}', '{0}'),
      offlineUnknown: vscode.l10n.t('whether it is offline is not known'),
      disabled: vscode.l10n.t('disabled'),
      loading: vscode.l10n.t('Loading'),
      today: vscode.l10n.t('today'),
      days: vscode.l10n.t('{0} d', '{0}'),
      months: vscode.l10n.t('{0} mo', '{0}'),
      years: vscode.l10n.t('{0} y', '{0}'),
    },
    states: {
      unread: vscode.l10n.t('not read'),
      loading: vscode.l10n.t('reading…'),
      failed: vscode.l10n.t('not read'),
      over: vscode.l10n.t('over-assigned'),
    },
    failed: vscode.l10n.t('That did not work: {0}', '{0}'),
  };
}
