// Stands for the charts bundle until the first panel, so that activation stays small.
import type * as vscode from 'vscode';
import type { Disposable } from '../core/emitter';
import type { App } from './app';
import type { Charts, ChartRevealTarget } from './charts/chartsPanel';
import { lazily } from './lazily';

export interface LazyCharts extends Disposable {
  /** Arguments of the command: a row, or `{ portalId?, itemId? }`. */
  showFor(args: readonly unknown[]): Promise<void>;
  /** A panel that stood when the window was reloaded, with what its page kept. */
  restore(panel: vscode.WebviewPanel, state: unknown): Promise<void>;
}

export function lazyCharts(app: App, onReveal: (target: ChartRevealTarget) => unknown): LazyCharts {
  const charts = lazily<Charts>(() =>
    import('./charts/chartsPanel').then(bundle => bundle.createCharts(app, { onReveal })),
  );
  return {
    showFor: async args => (await charts.load()).showFor(args),
    restore: async (panel, state) => (await charts.load()).restore(panel, state),
    dispose: () => charts.dispose(),
  };
}
