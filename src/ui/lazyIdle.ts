// Stands for the bundle of idle seats until the first report, so that nothing of it is loaded before.
import type { Disposable } from '../core/emitter';
import type { JournalStore } from '../services/journal/journalTypes';
import type { App } from './app';
import { Command } from './commandIds';
import type { IdleSeats } from './idle/index';
import { lazily } from './lazily';
import type { TextDocuments } from './textDocuments';

type IdleCommand = typeof Command.showIdleSeats | typeof Command.planReclaim | typeof Command.saveIdleSeats;

export interface LazyIdle extends Disposable {
  readonly handlers: Readonly<Record<IdleCommand, (...args: unknown[]) => Promise<void>>>;
}

/** @param journal is loaded with the first plan to reclaim */
export function lazyIdle(
  app: App,
  documents: TextDocuments,
  journal: () => Promise<Pick<JournalStore, 'pages' | 'read'>>,
): LazyIdle {
  const seats = lazily<IdleSeats>(() =>
    import('./idle/index').then(bundle => bundle.createIdleSeats(app, documents, journal)),
  );
  return {
    handlers: {
      [Command.showIdleSeats]: async (...args) => (await seats.load()).show(args),
      [Command.planReclaim]: async (...args) => (await seats.load()).planReclaim(args),
      [Command.saveIdleSeats]: async (...args) => (await seats.load()).save(args),
    },
    dispose: () => seats.dispose(),
  };
}
