// The panel of the matrix: one at a time, restored after a reload of the window, fed by the inventory while it can be seen.
import '../language';
import { optional, safeParse, strictObject, string } from 'valibot';
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/emitter';
import type { Disposable } from '../../core/emitter';
import type { PortalId } from '../../core/ids';
import { createMatrixState } from '../../core/matrix/matrixState';
import { createMatrixFeed } from '../../services/matrix/matrixFeed';
import { matrixCalls, matrixViewSchema } from '../../shared/matrix';
import type { MatrixAction, MatrixCalls, MatrixData, MatrixEvent, MatrixView } from '../../shared/matrix';
import { serveCalls } from '../../shared/rpc';
import type { Handlers } from '../../shared/rpc';
import type { App } from '../app';
import { Command } from '../commandIds';
import { notUnderstood } from '../notUnderstood';
import { readArguments } from '../readArguments';
import { savedPortal } from '../savedPortal';
import { targetsOf } from '../tree/nodeTarget';
import { fillPanel, newPanel, portOf } from '../webviewPage';
import { matrixAct } from './matrixActions';
import { matrixData, namesInMatrix } from './matrixData';
import { matrixRows } from './matrixRows';
import { matrixStrings } from './matrixStrings';
import { matrixViewType } from './viewType';

/** What a program may pass instead of a row (README, "Commands"). */
const Arguments = strictObject({ portalId: optional(string()) });

export interface Matrix extends Disposable {
  /** Opens the panel, or brings it to the front, for the portal of a row, of `{ portalId }`, or the one the administrator picks. */
  showFor(args: readonly unknown[]): Promise<void>;
  /** Fills a panel that VS Code brought back after a reload of the window, with the state that its page left. */
  restore(panel: vscode.WebviewPanel, state: unknown): void;
}

/** What is done to the selected members. */
const onSelection: readonly MatrixAction[] = ['provision', 'revoke', 'export'];

/** Makes no panel and reads nothing before it is asked for. */
export function createMatrix(app: App): Matrix {
  let current: ReturnType<typeof attach> | undefined;

  function attach(panel: vscode.WebviewPanel, portals: readonly PortalId[], view: Partial<MatrixView>) {
    const own = new DisposableStore();
    const feed = own.add(createMatrixFeed(app));
    const extension = app.context.extensionUri;
    const portalName = (portal: number): string => namesInMatrix(app, state.table.portals)[portal] ?? '';
    const state = createMatrixState(() => feed.table, view);
    let started = false;
    let stale = false;

    const data = (): MatrixData => matrixData(app, feed, state);
    const push = (): void => {
      if (!started) return;
      stale = !panel.visible;
      if (stale) return;
      panel.title = titleOf(feed.portals.length === 1 ? portalName(0) : undefined);
      void panel.webview.postMessage({ kind: 'event', name: 'data', value: data() } satisfies MatrixEvent);
    };
    const choose = (next: readonly PortalId[]): void => feed.choose(next);
    const changed = (): Promise<null> => {
      push();
      return Promise.resolve(null);
    };
    const must = (isSame: boolean): void => {
      if (!isSame) throw new Error(vscode.l10n.t('The table has just changed. Try again.'));
    };

    const handlers: Handlers<MatrixCalls> = {
      start() {
        started = true;
        state.refresh();
        return Promise.resolve({ strings: matrixStrings(), data: data() });
      },
      rows({ from, count }) {
        const held = (): string => vscode.l10n.t('held');
        return Promise.resolve(matrixRows(state, { from, count }, portalName, held));
      },
      filter({ filter }) {
        state.setFilter(filter);
        return changed();
      },
      sort({ sort }) {
        state.setSort(sort);
        return changed();
      },
      select({ order, selecting }) {
        // Places of an older order are other members.
        if (selecting.kind === 'toggle' || selecting.kind === 'range') must(state.isSameOrder(order));
        state.select(selecting);
        return changed();
      },
      find({ member }) {
        return Promise.resolve({ order: state.orderVersion, at: state.placeOf(member) ?? null });
      },
      async showMember({ order, at }) {
        must(state.isSameOrder(order));
        const { table } = state;
        const row = state.rowAt(at);
        const portalId = row === undefined ? undefined : table.portals[table.portalAt(row)];
        if (row === undefined || portalId === undefined) return null;
        await vscode.commands.executeCommand(Command.findMember, {
          portalId,
          username: table.nameAt(row),
        });
        return null;
      },
      async act({ action, selection }) {
        // What the administrator saw selected is what is changed or written, or nothing is.
        if (onSelection.includes(action)) must(state.isSameSelection(selection));
        const said = await matrixAct(app, feed, state, action, choose);
        state.refresh();
        push();
        return said;
      },
      reportViolation({ directive, blocked }) {
        app.log.error(`Matrix page: the content security policy refused ${directive} from ${blocked}.`);
        return Promise.resolve(null);
      },
    };

    own.add(
      feed.onDidChange(() => {
        if (!panel.visible) {
          stale = true;
          return;
        }
        state.refresh();
        push();
      }),
    );
    own.add(
      serveCalls(portOf(panel.webview), matrixCalls, handlers, what =>
        app.log.warn(`Matrix page: refused ${what}.`),
      ),
    );
    own.add(
      panel.onDidChangeViewState(() => {
        if (!panel.visible || !stale) return;
        state.refresh();
        push();
      }),
    );
    feed.choose(portals);
    fillPanel(panel, extension, {
      icon: 'matrix',
      page: 'matrix',
      style: 'matrix.css',
      title: vscode.l10n.t('License Matrix'),
    });

    const attached = { panel, choose, portals: () => feed.portals, dispose: () => own.dispose() };
    panel.onDidDispose(() => {
      attached.dispose();
      if (current === attached) current = undefined;
    });
    return attached;
  }

  function replace(
    panel: vscode.WebviewPanel,
    portals: readonly PortalId[],
    view: Partial<MatrixView> = {},
  ): void {
    current?.panel.dispose();
    current = attach(panel, portals, view);
  }

  return {
    async showFor([first, second]) {
      const row = targetsOf(first, second)[0];
      const given =
        row?.portalId ??
        readArguments(Arguments, row === undefined ? first : undefined, notUnderstood).portalId;
      const named = given === undefined ? undefined : savedPortal(app.connections, given);
      const isNone = app.connections.list().length === 0;
      // Without any portal the page itself says what to do.
      const id = named ?? (isNone ? undefined : await app.pickPortal());
      if (id === undefined && !isNone) return;
      if (current !== undefined) {
        if (id !== undefined && !current.portals().includes(id)) current.choose([id]);
        current.panel.reveal();
        return;
      }
      const panel = newPanel(matrixViewType, vscode.l10n.t('License Matrix'), app.context.extensionUri);
      replace(panel, id === undefined ? [] : [id]);
    },
    restore(panel, state) {
      const parsed = safeParse(matrixViewSchema, state);
      const saved = app.connections.list().map(({ id }) => id);
      const portals = parsed.success ? saved.filter(id => parsed.output.portals.includes(id)) : [];
      replace(
        panel,
        portals.length > 0 ? portals : saved.slice(0, 1),
        parsed.success && portals.length > 0 ? parsed.output : {},
      );
    },
    dispose() {
      // The panel stays: closing it here would take it out of what the window restores after a reload.
      current?.dispose();
    },
  };
}

function titleOf(name: string | undefined): string {
  return name === undefined ? vscode.l10n.t('License Matrix') : vscode.l10n.t('License Matrix: {0}', name);
}
