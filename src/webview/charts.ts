// The charts page: asks the host for words and data, shows them, and tells the host what the administrator wants.
import { chartNames, hostCalls, isPageEvent } from '../shared/protocol';
import type { ViewState } from '../shared/protocol';
import { fill } from '../shared/strings';
import { connectHost } from './host';
import { createPage } from './page';
import type { Page } from './page';
import { watchTheme } from './theme';

/** The state that outlived a reload; only what has the right shape. */
function keptView(state: unknown): ViewState | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { portalId, chart, listing, table, percent } = state as Record<string, unknown>;
  const name = chartNames.find(known => known === chart);
  if (name === undefined) return undefined;
  return {
    chart: name,
    table: table === true,
    percent: percent === true,
    ...(typeof portalId === 'string' ? { portalId } : {}),
    ...(typeof listing === 'string' ? { listing } : {}),
  };
}

/** Fills the page; rejects where the host does not answer. */
export async function startCharts(root: HTMLElement): Promise<void> {
  const {
    vscode,
    port,
    calls: host,
  } = connectHost(hostCalls, (calls, violation) => calls.call('reportViolation', violation));
  const kept = keptView(vscode.getState());
  const {
    strings,
    page: data,
    look: asked,
  } = await host.call('start', kept === undefined ? {} : { view: kept });
  let view: ViewState = kept ?? { chart: 'listings', table: false, percent: false };
  let portalId = data.model?.portal.id as string | undefined;
  // A listing belongs to its portal.
  if (view.portalId !== undefined && view.portalId !== portalId) view = { ...view, listing: undefined };
  if (asked !== undefined) view = { ...view, ...asked };

  const keep = (): void => vscode.setState({ ...view, portalId });
  const failed = (error: unknown): void => {
    page.tell(
      fill(strings.messages.callFailed, error instanceof Error ? error.message : String(error)),
      'error',
    );
  };
  const saved = (answer: { readonly saved: boolean }): void => {
    if (answer.saved) page.tell(strings.messages.saved, 'info');
  };
  const look = (): void => {
    host.call('lookAt', { chart: view.chart, listing: view.listing }).catch(failed);
  };
  const page: Page = createPage(root, strings, view, {
    viewChanged(next) {
      const moved = next.chart !== view.chart || next.listing !== view.listing;
      view = next;
      keep();
      if (moved) look();
    },
    selectPortal(id) {
      host.call('selectPortal', { portalId: id }).then(update, failed);
    },
    open: target => void host.call('reveal', { target }).catch(failed),
    savePicture: png =>
      void host.call('savePicture', { chart: view.chart, listing: view.listing, png }).then(saved, failed),
    saveTable: () =>
      void host.call('saveTable', { chart: view.chart, listing: view.listing }).then(saved, failed),
    retry: () => void host.call('retry', null).catch(failed),
    readHolders: on => void host.call('readHolders', { on }).catch(failed),
    failed,
  });
  function update(next: typeof data): void {
    portalId = next.model?.portal.id;
    page.update(next);
    keep();
  }
  port.listen(message => {
    if (!isPageEvent(message)) return;
    if (message.name === 'page') update(message.value);
    else page.look(message.value);
  });
  watchTheme(() => page.repaint());
  update(data);
  look();
}
