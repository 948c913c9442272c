// Stands for the compare bundle until the first comparison, so that nothing of it is loaded before.
import type { Disposable } from '../core/emitter';
import type { App } from './app';
import { Command } from './commandIds';
import type { Comparisons } from './compare/index';
import { lazily } from './lazily';
import type { TextDocuments } from './textDocuments';

type CompareCommand =
  | typeof Command.compareWithPortal
  | typeof Command.simulateComparison
  | typeof Command.importComparison
  | typeof Command.closeComparison;

export interface LazyCompare extends Disposable {
  readonly handlers: Readonly<Record<CompareCommand, (...args: unknown[]) => Promise<void>>>;
}

export function lazyCompare(app: App, documents: TextDocuments): LazyCompare {
  const comparisons = lazily<Comparisons>(() =>
    import('./compare/index').then(bundle => bundle.createComparisons(app, documents)),
  );
  return {
    handlers: {
      [Command.compareWithPortal]: async (...args) => (await comparisons.load()).compare(args),
      [Command.simulateComparison]: async () => (await comparisons.load()).follow('simulateFile'),
      [Command.importComparison]: async () => (await comparisons.load()).follow('importFile'),
      [Command.closeComparison]: async () => (await comparisons.load()).close(),
    },
    dispose: () => comparisons.dispose(),
  };
}
