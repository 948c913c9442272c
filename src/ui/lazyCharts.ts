// Stands for the charts bundle until the first panel, so that activation stays small.
import * as vscode from 'vscode';
import type { Disposable } from '../core/emitter';
import type { App } from './app';
import type { Charts, ChartRevealTarget } from './charts/chartsPanel';
import { chartsViewType } from './charts/viewType';

export interface LazyCharts extends Disposable {
  /** Arguments of the command: a row, or `{ portalId?, itemId? }`. */
  showFor(args: readonly unknown[]): Promise<void>;
}

/** Registers the panel for restoring after a reload of the window; loads nothing before one is asked for. */
export function lazyCharts(app: App, onReveal: (target: ChartRevealTarget) => unknown): LazyCharts {
  let loaded: Promise<Charts> | undefined;
  const load = (): Promise<Charts> =>
    (loaded ??= import('./charts/chartsPanel')
      .then(bundle => bundle.createCharts(app, { onReveal }))
      .catch((error: unknown) => {
        loaded = undefined;
        throw error;
      }));
  const serializer = vscode.window.registerWebviewPanelSerializer(chartsViewType, {
    deserializeWebviewPanel: async (panel, state: unknown) => {
      (await load()).restore(panel, state);
    },
  });
  return {
    showFor: async args => (await load()).showFor(args),
    dispose: () => {
      serializer.dispose();
      void loaded?.then(
        charts => {
          charts.dispose();
        },
        () => undefined,
      );
    },
  };
}
