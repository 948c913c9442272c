// Stands for the matrix bundle until the first panel, so that nothing of it is loaded before.
import type * as vscode from 'vscode';
import type { Disposable } from '../core/emitter';
import type { App } from './app';
import { lazily } from './lazily';
import type { Matrix } from './matrix/matrixPanel';

export interface LazyMatrix extends Disposable {
  /** Arguments of the command: a row, or `{ portalId? }`. */
  showFor(args: readonly unknown[]): Promise<void>;
  /** A panel that stood when the window was reloaded, with what its page kept. */
  restore(panel: vscode.WebviewPanel, state: unknown): Promise<void>;
}

export function lazyMatrix(app: App): LazyMatrix {
  const matrix = lazily<Matrix>(() =>
    import('./matrix/matrixPanel').then(bundle => bundle.createMatrix(app)),
  );
  return {
    showFor: async args => (await matrix.load()).showFor(args),
    restore: async (panel, state) => (await matrix.load()).restore(panel, state),
    dispose: () => matrix.dispose(),
  };
}
