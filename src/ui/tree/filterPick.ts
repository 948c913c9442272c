// Filter Holders: one criterion after the other, each with what it is set to; nothing changes in the tree until it is applied.
import * as vscode from 'vscode';
import { entitlementName } from '../../core/catalog';
import { day, utcDay } from '../../core/format';
import { filterHolders, isEmptyFilter, without, type HolderFilter } from '../../core/holderFilter';
import { inertLabel } from '../../core/inertText';
import type { Holder, Listing } from '../../core/model';
import type { Rows } from '../../core/rows';
import { plain } from '../../core/tree/treeModelText';
import { idleChoices } from '../../services/savedFilters';
import type { SavedFilters } from '../../services/savedFilters';
import { pickSavedFilter, saveFilter } from '../savedFilterPick';
import { treeWords } from './treeWords';

interface Choice extends vscode.QuickPickItem {
  /** The filter with this criterion changed; undefined when the administrator went back without a change. */
  change?(filter: HolderFilter): Promise<HolderFilter | undefined> | HolderFilter;
  readonly apply?: true;
}

/**
 * Asks for the filter of one list.
 * @param saved filters that were kept under names
 * @param holders what was read of the list so far, for the count; undefined when nothing was.
 * @returns the filter to apply, empty for none; undefined when the administrator cancelled.
 */
export async function pickFilter(
  listing: Pick<Listing, 'title' | 'pools'>,
  start: HolderFilter | undefined,
  holders: Rows<Holder> | undefined,
  now: number,
  saved: SavedFilters,
): Promise<HolderFilter | undefined> {
  let filter: HolderFilter = start ?? {};
  for (;;) {
    const choice = await vscode.window.showQuickPick(choicesOf(listing, filter, holders, now, saved), {
      title: vscode.l10n.t('Filter Holders · {0}', plain(listing.title)),
      placeHolder: vscode.l10n.t('Choose what holders have to match, then show them'),
      ignoreFocusOut: true,
    });
    if (!choice) return undefined;
    if (choice.apply === true) return filter;
    filter = (await choice.change?.(filter)) ?? filter;
  }
}

function choicesOf(
  listing: Pick<Listing, 'pools'>,
  filter: HolderFilter,
  holders: Rows<Holder> | undefined,
  now: number,
  saved: SavedFilters,
): readonly Choice[] {
  const matching = holders && filterHolders(holders, filter).length;
  const toggle = (on: boolean): string => (on ? vscode.l10n.t('yes') : vscode.l10n.t('does not matter'));
  const unset = vscode.l10n.t('does not matter');
  return [
    {
      label:
        matching === undefined
          ? vscode.l10n.t('$(check) Show the holders that match')
          : vscode.l10n.t(
              '$(check) Show {0} of {1} holders',
              treeWords.count(matching),
              treeWords.count(holders?.length ?? 0),
            ),
      apply: true,
    },
    {
      label: vscode.l10n.t('User name contains…'),
      description: filter.text === undefined ? unset : inertLabel(filter.text),
      change: askText,
    },
    {
      label: vscode.l10n.t('Holds the entitlement…'),
      description: filter.entitlement === undefined ? unset : inertLabel(entitlementName(filter.entitlement)),
      change: async current => askEntitlement(listing, current),
    },
    {
      label: vscode.l10n.t('Not used since…'),
      description: filter.idleSince === undefined ? unset : utcDay(filter.idleSince),
      change: async current => askIdle(current, now),
    },
    {
      label: vscode.l10n.t('Never used'),
      description: toggle(filter.neverUsed === true),
      change: current =>
        current.neverUsed === true
          ? without(current, 'neverUsed')
          : // Who never used it has no last use to compare.
            { ...without(current, 'usedFrom', 'usedBefore'), neverUsed: true },
    },
    {
      label: vscode.l10n.t('Offline'),
      description: toggle(filter.offline === true),
      change: current =>
        current.offline === true ? without(current, 'offline') : { ...current, offline: true },
    },
    ...(saved.list().length === 0
      ? []
      : [
          {
            label: vscode.l10n.t('Use a saved filter…'),
            description: saved
              .list()
              .map(({ name }) => inertLabel(name))
              .join(', '),
            change: async () => pickSavedFilter(saved, now, true),
          },
        ]),
    ...(isEmptyFilter(filter)
      ? []
      : [
          {
            label: vscode.l10n.t('Save this filter…'),
            description: vscode.l10n.t('for other lists and the matrix'),
            change: async (current: HolderFilter) => {
              await saveFilter(saved, current, now);
              return undefined;
            },
          },
          {
            label: vscode.l10n.t('Clear all'),
            description: vscode.l10n.t('shows every holder'),
            change: (): HolderFilter => ({}),
          },
        ]),
  ];
}

async function askText(filter: HolderFilter): Promise<HolderFilter | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('User name contains'),
    prompt: vscode.l10n.t('Part of the user name, in any case. Empty: does not matter.'),
    value: filter.text ?? '',
    ignoreFocusOut: true,
  });
  if (text === undefined) return undefined;
  return text.trim() === '' ? without(filter, 'text') : { ...filter, text: text.trim() };
}

async function askEntitlement(
  listing: Pick<Listing, 'pools'>,
  filter: HolderFilter,
): Promise<HolderFilter | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('Does not matter') },
      ...listing.pools.map(({ key }) => ({
        label: inertLabel(entitlementName(key)),
        description: inertLabel(key),
        key,
      })),
    ],
    { title: vscode.l10n.t('Holds the entitlement'), matchOnDescription: true, ignoreFocusOut: true },
  );
  if (!picked) return undefined;
  return 'key' in picked ? { ...filter, entitlement: picked.key } : without(filter, 'entitlement');
}

async function askIdle(filter: HolderFilter, now: number): Promise<HolderFilter | undefined> {
  const date = vscode.l10n.t('A date…');
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('Does not matter'), at: undefined },
      ...idleChoices.map(days => ({
        label: vscode.l10n.t('{0} days', days),
        description: utcDay(now - days * day),
        at: now - days * day,
      })),
      { label: date, at: undefined },
    ],
    { title: vscode.l10n.t('Not used since'), ignoreFocusOut: true },
  );
  if (!picked) return undefined;
  if (picked.at !== undefined) return { ...filter, idleSince: picked.at };
  if (picked.label !== date) return without(filter, 'idleSince');
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Not used since'),
    prompt: vscode.l10n.t('A day such as 2025-07-01'),
    validateInput: value =>
      dayOf(value) === undefined ? vscode.l10n.t('Write it as year-month-day.') : undefined,
    ignoreFocusOut: true,
  });
  const at = text === undefined ? undefined : dayOf(text);
  return at === undefined ? undefined : { ...filter, idleSince: at };
}

/** `2025-07-01` → its first instant in UTC; undefined for anything that is no day. */
function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text.trim())) return undefined;
  const at = Date.parse(`${text.trim()}T00:00:00Z`);
  // Date.parse takes February 30 for March 2.
  return Number.isNaN(at) || utcDay(at) !== text.trim() ? undefined : at;
}
