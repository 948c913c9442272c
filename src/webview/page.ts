// The page around the charts: tabs, controls, notices, legend, chart and table. Owns the view state; knows nothing of messages.
import type { BarTarget } from '../core/series/seriesTypes';
import type { PageData, ViewState } from '../shared/protocol';
import { chartNames } from '../shared/protocol';
import { fill } from '../shared/strings';
import type { ChartStrings } from '../shared/strings';
import { listingInView, sortedListings } from '../shared/listingOrder';
import { chartTable } from '../shared/tables';
import { createChartView } from './chartView';
import { createChoice } from './choice';
import { element, icon } from './dom';
import { showLegend } from './legend';
import { fillNoticeBar } from './noticeBar';
import { noticesOf } from './notices';
import type { Notice } from './notices';
import { pictureOf } from './picture';
import { barSpec } from './specs';
import type { BarSpec } from './specs';
import { createTableView } from './tableView';
import { reducesMotion } from './theme';
import { wordsOf } from './words';

/** What the page asks for; every one may fail, and the page then shows the message. */
export interface PageActions {
  /** The view changed: it is kept for the next reload, and the host is told what is looked at. */
  viewChanged(view: ViewState): void;
  selectPortal(portalId: string): void;
  open(target: BarTarget): void;
  savePicture(png: Uint8Array): void;
  saveTable(): void;
  retry(): void;
  readHolders(on: boolean): void;
  failed(error: unknown): void;
}

export interface Page {
  update(data: PageData): void;
  look(view: Partial<Pick<ViewState, 'chart' | 'listing'>>): void;
  /** Draws anew with the colours of now. */
  repaint(): void;
  /** Shows and speaks a message: that something was saved, or that it failed. */
  tell(text: string, tone: 'info' | 'error'): void;
}

const saveIcon = 'M8 1v8.3l2.6-2.6.8.7L7.5 11.3 3.6 7.4l.8-.7L7 9.3V1h1zM2 13h11v1H2v-1z';
const allListings = '*';

/** Builds the page into `root` for the first time. */
export function createPage(
  root: HTMLElement,
  strings: ChartStrings,
  first: ViewState,
  actions: PageActions,
): Page {
  const { controls } = strings;
  let view = first;
  let data: PageData = { portals: [] };
  let drawn = '';
  let spec: BarSpec | undefined;
  let said = '';

  const live = element('div', { class: 'spoken', attributes: { 'aria-live': 'polite', role: 'status' } });
  const say = (text: string): void => {
    live.textContent = text;
  };
  const chart = createChartView(target => actions.open(target), say);
  const table = createTableView(target => actions.open(target));

  const heading = element('h1', {}, strings.title);
  const portals = createChoice('portal', controls.portal, value => actions.selectPortal(value));
  const listings = createChoice('listing', controls.listing, value =>
    setView({ ...view, listing: value === allListings ? undefined : value }),
  );
  const tableBox = checkbox('table', controls.showTable, checked => {
    if (checked === view.table) return;
    setView({ ...view, table: checked });
    if (checked) {
      table.root.scrollIntoView({ block: 'nearest', behavior: reducesMotion() ? 'auto' : 'smooth' });
    }
  });
  const percentBox = checkbox('percent', controls.inPercent, checked => {
    if (checked !== view.percent) setView({ ...view, percent: checked });
  });
  const savePicture = button('savePicture', controls.savePicture, () => {
    if (spec === undefined || data.model === undefined) return;
    const words = wordsOf(strings, data.model.portal.timeZone);
    pictureOf(spec, data.model.portal.name, data.model.now, words).then(
      png => actions.savePicture(png),
      (error: unknown) => actions.failed(error),
    );
  });
  const saveTable = button('saveTable', controls.saveTable, () => actions.saveTable());

  const notices = element('div', { class: 'notices' });
  const toast = element('div', { class: 'notice toast', attributes: { hidden: '' } });
  const legend = element('ul', { class: 'legend', attributes: { 'aria-label': controls.legend } });
  const chartPane = element('div', { class: 'chart-pane' }, legend, chart.root);
  const views = element('div', { class: 'views' }, chartPane, table.root);
  const content = element(
    'div',
    { class: 'content' },
    element('div', { class: 'controls' }, listings.root, percentBox, tableBox),
    toast,
    notices,
    views,
    element('p', { class: 'spoken', attributes: { id: 'chart-hint' } }, controls.chartHint),
  );

  const panelOf = new Map(
    chartNames.map(name => [name, element('vscode-panel-view', { attributes: { id: `view-${name}` } })]),
  );
  const tabs = element(
    'vscode-panels',
    { attributes: { activeid: `tab-${view.chart}`, 'aria-label': controls.chartTabs } },
    ...chartNames.map(name =>
      element('vscode-panel-tab', { attributes: { id: `tab-${name}` } }, strings.charts[name].tab),
    ),
    ...panelOf.values(),
  );
  tabs.addEventListener('change', event => {
    if (event.target !== tabs) return; // the dropdowns inside tell their changes by the same name
    const chosen = chartNames.find(name => tabs.activeid === `tab-${name}`);
    if (chosen !== undefined && chosen !== view.chart) setView({ ...view, chart: chosen });
  });
  panelOf.get(view.chart)?.append(content);
  root.replaceChildren(
    element(
      'header',
      { class: 'head' },
      heading,
      element('div', { class: 'tools' }, portals.root, savePicture, saveTable),
    ),
    tabs,
    live,
  );

  function setView(next: ViewState): void {
    const other = next.chart !== view.chart;
    view = next;
    if (other) {
      panelOf.get(view.chart)?.append(content);
      toast.hidden = true;
    }
    if (tabs.activeid !== `tab-${view.chart}`) tabs.activeid = `tab-${view.chart}`;
    actions.viewChanged(view);
    render(true);
  }

  function render(asked: boolean): void {
    const { model } = data;
    // With several portals the name stands in the choice beside it.
    portals.root.hidden = data.portals.length < 2;
    heading.textContent = model === undefined || data.portals.length > 1 ? strings.title : model.portal.name;
    portals.show(
      data.portals.map(({ id, name }) => ({ value: id, label: name })),
      model?.portal.id ?? '',
    );
    tableBox.checked = view.table;
    percentBox.checked = view.percent;
    const ofListing = view.chart === 'entitlements' || view.chart === 'lastUse';
    listings.root.hidden = !ofListing || model === undefined || model.listings.rows.length === 0;
    percentBox.hidden = view.chart === 'expiries';
    savePicture.hidden = model === undefined;
    saveTable.hidden = model === undefined;
    if (model === undefined) {
      tabs.hidden = true;
      showNotices([]);
      root.classList.add('empty');
      heading.textContent = strings.title;
      root.querySelector('.no-portal')?.remove();
      root.append(element('p', { class: 'no-portal' }, strings.messages.noPortal));
      return;
    }
    tabs.hidden = false;
    root.classList.remove('empty');
    root.querySelector('.no-portal')?.remove();
    const words = wordsOf(strings, model.portal.timeZone);
    if (ofListing) {
      listings.show(
        [
          ...(view.chart === 'lastUse' ? [{ value: allListings, label: controls.allListings }] : []),
          ...sortedListings(model).map(row => ({ value: row.itemId, label: row.label })),
        ],
        listingInView(model, view)?.itemId ?? allListings,
      );
    }
    showNotices(noticesOf(model, view, words));
    spec = barSpec(model, view, words);
    const rows = chartTable(model, view, strings);
    savePicture.disabled = spec.rows.length === 0;
    saveTable.disabled = rows.rows.length === 0;
    views.classList.toggle('with-table', view.table);
    table.root.hidden = !view.table || rows.rows.length === 0;
    chartPane.hidden = spec.rows.length === 0;
    // A chart that did not change is not drawn again: the pointer may rest on a bar.
    const now = JSON.stringify([spec, view.table, rows]);
    if (now === drawn) return;
    drawn = now;
    if (view.table) table.update(rows, words);
    showLegend(legend, spec);
    chart.update(spec, words, asked);
  }

  function showNotices(list: readonly Notice[]): void {
    fillNoticeBar(notices, list, actionButton);
    // Progress is seen, not spoken at every step; everything else is told once.
    const spoken = list.flatMap(({ text, busy }) => (busy === true ? [] : [text])).join(' ');
    if (spoken !== said)
      say(
        spoken === '' && said !== ''
          ? fill(strings.messages.updated, strings.charts[view.chart].tab)
          : spoken,
      );
    said = spoken;
  }

  function actionButton(action: NonNullable<Notice['action']>): HTMLElement {
    const label = { retry: controls.retry, stop: controls.stop, readRest: controls.readRest }[action];
    return element(
      'vscode-button',
      {
        attributes: { appearance: 'secondary', 'data-action': action },
        on: {
          click: () => (action === 'retry' ? actions.retry() : actions.readHolders(action === 'readRest')),
        },
      },
      label,
    );
  }

  return {
    update(next) {
      data = next;
      render(false);
    },
    look({ chart: chosen = view.chart, listing = view.listing }) {
      setView({ ...view, chart: chosen, ...(listing === undefined ? {} : { listing }) });
    },
    repaint() {
      if (spec !== undefined) showLegend(legend, spec);
      chart.repaint();
    },
    tell(text, tone) {
      toast.className = `notice toast ${tone}`;
      toast.textContent = text;
      toast.hidden = false;
      say(text);
    },
  };
}

function checkbox(
  id: string,
  label: string,
  changed: (checked: boolean) => void,
): HTMLElement & { checked: boolean } {
  const made = element('vscode-checkbox', { attributes: { id } }, label);
  // Also told when the page itself sets it: the listeners compare with what they know.
  made.addEventListener('change', () => changed(made.checked));
  return made;
}

function button(id: string, label: string, pressed: () => void): HTMLElement & { disabled: boolean } {
  return element(
    'vscode-button',
    { attributes: { id, appearance: 'secondary' }, on: { click: pressed } },
    icon(saveIcon),
    label,
  );
}
