// The filter of the matrix as a row of controls; what is typed goes to the host when the typing pauses.
import { utcDay } from '../core/format';
import { without } from '../core/holderFilter';
import type { HolderFilter } from '../core/holderFilter';
import type { MatrixData, MatrixStrings, PageOption } from '../shared/matrix';
import { fill } from '../shared/strings';
import { element } from './dom';

const dayMs = 24 * 60 * 60 * 1000;
const idleDays = [30, 90, 180, 365, 730];
const usedDays = [30, 90, 365];
/** Typing pauses this long before the host filters, ms. */
const pauseMs = 120;

export interface MatrixFilters {
  readonly root: HTMLElement;
  update(data: MatrixData): void;
}

/** @param changed told the filter that the controls stand for now */
export function createMatrixFilters(
  strings: MatrixStrings,
  changed: (filter: HolderFilter) => void,
): MatrixFilters {
  const { filters: words } = strings;
  let filter: HolderFilter = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isByDay = false;

  const use = (next: HolderFilter): void => {
    clearTimeout(timer);
    filter = next;
    changed(filter);
  };
  /** The filter with a criterion set, or without it. */
  const withOne = <K extends keyof HolderFilter>(
    key: K,
    value: HolderFilter[K] | undefined,
  ): HolderFilter => {
    const rest = without(filter, key);
    return value === undefined ? rest : { ...rest, [key]: value };
  };

  const text = element('input', {
    attributes: {
      type: 'search',
      id: 'filter-text',
      maxlength: '200',
      spellcheck: 'false',
      autocomplete: 'off',
    },
    on: {
      input: () => {
        clearTimeout(timer);
        timer = setTimeout(
          () => use(withOne('text', text.value.trim() === '' ? undefined : text.value)),
          pauseMs,
        );
      },
    },
  });
  const userType = choice('filter-type', value => use(withOne('userType', value)));
  const listing = choice('filter-listing', value => {
    // An entitlement belongs to its listing.
    use(without(withOne('listing', value), 'entitlement'));
  });
  const entitlement = choice('filter-entitlement', value => use(withOne('entitlement', value)));
  const lastUse = choice('filter-use', value => {
    const rest = without(filter, 'neverUsed', 'idleSince', 'usedFrom', 'usedBefore');
    const [kind, days] = (value ?? '').split(':');
    const at = Date.now() - Number(days) * dayMs;
    isByDay = kind === 'day';
    if (kind === 'never') use({ ...rest, neverUsed: true });
    else if (kind === 'idle') use({ ...rest, idleSince: at });
    else if (kind === 'used') use({ ...rest, usedFrom: at });
    else use(rest);
    dayField.hidden = !isByDay;
    if (isByDay) day.focus();
  });
  const day = element('input', {
    attributes: { type: 'date', id: 'filter-day' },
    on: {
      change: () => {
        const at = Date.parse(`${day.value}T00:00:00Z`);
        use(withOne('idleSince', Number.isNaN(at) ? undefined : at));
      },
    },
  });
  const dayField = field('filter-day', words.day, day);
  dayField.hidden = true;
  const offline = element('input', {
    attributes: { type: 'checkbox', id: 'filter-offline' },
    on: { change: () => use(withOne('offline', offline.checked ? true : undefined)) },
  });
  const clear = element(
    'vscode-button',
    {
      attributes: { id: 'filter-clear', appearance: 'secondary' },
      on: {
        click: () => {
          isByDay = false;
          use({});
          text.focus();
        },
      },
    },
    words.clear,
  );
  const root = element(
    'div',
    { class: 'filters', attributes: { role: 'search', 'aria-label': words.label } },
    field('filter-text', words.text, text),
    field('filter-type', words.userType, userType),
    field('filter-listing', words.listing, listing),
    field('filter-entitlement', words.entitlement, entitlement),
    field('filter-use', words.lastUse, lastUse),
    dayField,
    element('label', { class: 'check', attributes: { for: 'filter-offline' } }, offline, words.offline),
    clear,
  );

  const useOptions: readonly PageOption[] = [
    { value: 'never', label: words.never },
    ...idleDays.map(days => ({ value: `idle:${days}`, label: fill(words.idleDays, String(days)) })),
    { value: 'day', label: words.idleSince },
    ...usedDays.map(days => ({ value: `used:${days}`, label: fill(words.usedDays, String(days)) })),
  ];

  /** The choice that a time stands for: the days that it lies back, or a day of the calendar. */
  function useValue(): string {
    if (filter.neverUsed === true) return 'never';
    const daysOf = (at: number, choices: readonly number[]): number | undefined =>
      choices.find(days => Math.abs(Date.now() - days * dayMs - at) < dayMs);
    if (filter.idleSince !== undefined && !isByDay) {
      const days = daysOf(filter.idleSince, idleDays);
      if (days !== undefined) return `idle:${days}`;
      isByDay = true;
    }
    if (isByDay) return 'day';
    if (filter.usedFrom === undefined) return '';
    const days = daysOf(filter.usedFrom, usedDays);
    return days === undefined ? '' : `used:${days}`;
  }

  return {
    root,
    update(data) {
      filter = data.filter;
      // What is being typed is newer than what the host has.
      if (document.activeElement !== text || (filter.text === undefined && text.value.trim() === ''))
        text.value = filter.text ?? '';
      show(userType, words.any, data.userTypes, filter.userType);
      show(listing, words.any, data.listings, filter.listing);
      show(entitlement, words.any, data.entitlements, filter.entitlement);
      show(lastUse, words.any, useOptions, useValue());
      dayField.hidden = !isByDay;
      if (filter.idleSince !== undefined) day.value = utcDay(filter.idleSince);
      offline.checked = filter.offline === true;
      clear.disabled = Object.keys(filter).length === 0;
      clear.toggleAttribute('disabled', clear.disabled);
    },
  };
}

function choice(id: string, chosen: (value: string | undefined) => void): HTMLSelectElement {
  const select = element('select', {
    attributes: { id },
    on: { change: () => chosen(select.value === '' ? undefined : select.value) },
  });
  return select;
}

function field(id: string, label: string, control: HTMLElement): HTMLElement {
  return element('div', { class: 'field' }, element('label', { attributes: { for: id } }, label), control);
}

/** A value that is no option any more stays one, so that the control never says less than the filter does. */
function show(
  select: HTMLSelectElement,
  any: string,
  options: readonly PageOption[],
  value: string | undefined,
): void {
  const all = [
    { value: '', label: any },
    ...options,
    ...(value === undefined || value === '' || options.some(option => option.value === value)
      ? []
      : [{ value, label: value }]),
  ];
  const now = JSON.stringify(all);
  if (select.dataset['shown'] !== now) {
    select.dataset['shown'] = now;
    select.replaceChildren(
      ...all.map(option => element('option', { attributes: { value: option.value } }, option.label)),
    );
  }
  select.value = value ?? '';
}
