// The panel of the seat charts: one at a time, restored after a reload of the window, fed by the inventory while it can be seen.
import '../language';
import { optional, safeParse, strictObject, string } from 'valibot';
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/emitter';
import type { Disposable } from '../../core/emitter';
import { itemId as toItemId, portalId as toPortalId } from '../../core/ids';
import type { PortalId } from '../../core/ids';
import { PortalError } from '../../core/problem';
import type { BarTarget, ChartModel } from '../../core/series/seriesTypes';
import { hostCalls, viewStateSchema } from '../../shared/protocol';
import type { HostCalls, PageData, PageEvent, PageEvents } from '../../shared/protocol';
import { serveCalls } from '../../shared/rpc';
import type { Handlers } from '../../shared/rpc';
import type { App } from '../app';
import { notUnderstood } from '../notUnderstood';
import { readArguments } from '../readArguments';
import { savedPortal } from '../savedPortal';
import { isTreeElement } from '../tree/treeRows';
import { targetsOf } from '../tree/nodeTarget';
import { fillPanel, newPanel, portOf } from '../webviewPage';
import { createChartsFeed } from './chartsFeed';
import { savePicture, saveTable } from './chartsSave';
import { chartStrings } from './chartsStrings';
import { chartsViewType } from './viewType';

/** Changes of the inventory within this time become one message. */
const updateEveryMs = 250;

/** What a program may pass instead of a row (README, "Commands"). */
const Arguments = strictObject({ portalId: optional(string()), itemId: optional(string()) });

/** What a bar was clicked for. */
export interface ChartRevealTarget {
  readonly portalId: PortalId;
  readonly target: BarTarget;
}

export interface Charts extends Disposable {
  /** Opens the panel, or brings it to the front, for this portal; without one for the only portal, or the one the administrator picks. */
  show(portalId?: PortalId, look?: PageEvents['look']): Promise<void>;
  /** {@link show} with the arguments of a command: for a row of a listing, the entitlements of that listing. */
  showFor(args: readonly unknown[]): Promise<void>;
  /** Fills a panel that VS Code brought back after a reload of the window, with the state that its page left. */
  restore(panel: vscode.WebviewPanel, state: unknown): void;
}

/**
 * Makes no panel before it is asked for. `onReveal` shows a bar's row in the tree; what it throws is shown on
 * the page.
 */
export function createCharts(
  app: App,
  options: { readonly onReveal: (target: ChartRevealTarget) => unknown },
): Charts {
  const store = new DisposableStore();
  let current: ReturnType<typeof attach> | undefined;

  function attach(
    panel: vscode.WebviewPanel,
    first: PortalId | undefined,
    look: PageEvents['look'] | undefined,
  ) {
    const own = new DisposableStore();
    const feed = own.add(createChartsFeed(app));
    const extension = app.context.extensionUri;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let started = false;
    let openedFor = look;
    let stale = false;

    const pageData = (): PageData => {
      const model = feed.model();
      return {
        portals: app.connections.list().map(({ id, name }) => ({ id, name })),
        ...(model === undefined ? {} : { model }),
      };
    };
    const post = (event: PageEvent): void => void panel.webview.postMessage(event);
    const push = (): void => {
      if (!started) return;
      stale = !panel.visible;
      if (stale) return;
      const value = pageData();
      panel.title = titleOf(value.model);
      post({ kind: 'event', name: 'page', value });
    };
    const pushSoon = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        push();
      }, updateEveryMs);
    };
    const known = (id: string | undefined): PortalId | undefined =>
      id === undefined ? undefined : app.connections.get(toPortalId(id))?.id;
    const modelNow = (): ChartModel => {
      const model = feed.model();
      if (model === undefined) throw new Error(vscode.l10n.t('This portal is not connected any more.'));
      return model;
    };

    const handlers: Handlers<HostCalls> = {
      start({ view }) {
        feed.choose(known(feed.portalId) ?? known(view?.portalId) ?? app.connections.list()[0]?.id);
        started = true;
        const page = pageData();
        panel.title = titleOf(page.model);
        const answer = { strings: chartStrings(), page, look: openedFor };
        // Once: a page that comes back after it was hidden shows what it remembers.
        openedFor = undefined;
        return Promise.resolve(answer);
      },
      selectPortal({ portalId }) {
        feed.choose(known(portalId));
        return Promise.resolve(pageData());
      },
      lookAt(look) {
        feed.look(look);
        return Promise.resolve(null);
      },
      readHolders({ on }) {
        feed.readHolders(on);
        return Promise.resolve(null);
      },
      retry() {
        feed.retry();
        return Promise.resolve(null);
      },
      async reveal({ target }) {
        await options.onReveal({ portalId: modelNow().portal.id, target });
        return null;
      },
      async savePicture({ png, ...look }) {
        return { saved: await savePicture(png, modelNow(), look) };
      },
      async saveTable(look) {
        return { saved: await saveTable(modelNow(), look, chartStrings()) };
      },
      reportViolation({ directive, blocked }) {
        app.log.error(`Charts page: the content security policy refused ${directive} from ${blocked}.`);
        return Promise.resolve(null);
      },
    };

    feed.choose(first);
    own.add(feed.onDidChange(pushSoon));
    own.add(
      serveCalls(portOf(panel.webview), hostCalls, handlers, what =>
        app.log.warn(`Charts page: refused ${what}.`),
      ),
    );
    own.add(
      panel.onDidChangeViewState(() => {
        if (panel.visible && stale) push();
      }),
    );
    fillPanel(panel, extension, {
      icon: 'charts',
      page: 'charts',
      style: 'charts.css',
      title: vscode.l10n.t('Seat Charts'),
    });

    const attached = {
      panel,
      choose(portalId: PortalId, next: PageEvents['look'] | undefined): void {
        feed.choose(portalId);
        push();
        if (next === undefined) return;
        if (started && panel.visible) post({ kind: 'event', name: 'look', value: next });
        else openedFor = next;
      },
      dispose(): void {
        clearTimeout(timer);
        own.dispose();
      },
    };
    panel.onDidDispose(() => {
      attached.dispose();
      if (current === attached) current = undefined;
    });
    return attached;
  }

  function replace(
    panel: vscode.WebviewPanel,
    portalId: PortalId | undefined,
    look?: PageEvents['look'],
  ): void {
    current?.panel.dispose();
    current = attach(panel, portalId, look);
  }

  async function show(portalId?: PortalId, look?: PageEvents['look']): Promise<void> {
    // Without any portal the page itself says what to do.
    const id = portalId ?? (app.connections.list().length === 0 ? undefined : await app.pickPortal());
    if (id === undefined && app.connections.list().length > 0) return;
    if (current !== undefined) {
      if (id !== undefined) current.choose(id, look);
      current.panel.reveal();
      return;
    }
    const panel = newPanel(chartsViewType, vscode.l10n.t('Seat Charts'), app.context.extensionUri);
    replace(panel, id, look);
  }

  return {
    show,
    restore(panel, state) {
      const parsed = safeParse(viewStateSchema, state);
      const id = parsed.success ? parsed.output.portalId : undefined;
      replace(panel, id === undefined ? undefined : app.connections.get(toPortalId(id))?.id);
    },
    async showFor([first, second]) {
      // A caller's `{ portalId, itemId }` has the form of a row's target, too.
      const row = targetsOf(first, second)[0];
      const given = row ?? readArguments(Arguments, first, notUnderstood);
      const portal = given.portalId === undefined ? undefined : savedPortal(app.connections, given.portalId);
      // Bundles and apps have an item id as well, and no chart of their own.
      if (given.itemId === undefined || row?.targetKind === 'appBundle') return show(portal);
      const of = portal ?? (await app.pickPortal());
      if (of === undefined) return;
      const listing = toItemId(given.itemId);
      const listings = await app.inventory.load({ portalId: of, name: 'listings' });
      if (listings.state === 'ready' && !listings.value.some(({ itemId }) => itemId === listing)) {
        // From the title of the view VS Code passes the row that has the focus, whatever it is.
        if (isTreeElement(first)) return show(of);
        throw new PortalError(
          { kind: 'badInput' },
          vscode.l10n.t(
            'itemId: {0} has no listing {1}, so there is no chart of it.',
            app.connections.get(of)?.name ?? of,
            given.itemId,
          ),
        );
      }
      return show(of, { chart: 'entitlements', listing });
    },
    dispose() {
      // The panel stays: closing it here would take it out of what the window restores after a reload.
      current?.dispose();
      store.dispose();
    },
  };
}

function titleOf(model: ChartModel | undefined): string {
  return model === undefined
    ? vscode.l10n.t('Seat Charts')
    : vscode.l10n.t('Seat Charts: {0}', model.portal.name);
}
