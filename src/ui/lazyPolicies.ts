// Stands for the policy bundle until the first policy, so that nothing of it is loaded before.
import type { Disposable } from '../core/emitter';
import type { App } from './app';
import { Command } from './commandIds';
import { lazily } from './lazily';
import type { Policies } from './policy/index';
import type { TextDocuments } from './textDocuments';

type PolicyCommand = typeof Command.planPolicy | typeof Command.adoptState | typeof Command.checkDrift;

export interface LazyPolicies extends Disposable {
  readonly handlers: Readonly<Record<PolicyCommand, (...args: unknown[]) => Promise<void>>>;
  /** Looks after the policies that are open, and those that are opened later. */
  watch(): Promise<void>;
}

/** @param documents where drift is shown. */
export function lazyPolicies(app: App, documents: TextDocuments): LazyPolicies {
  const policies = lazily<Policies>(() =>
    import('./policy/index').then(bundle => bundle.createPolicies(app, documents)),
  );
  return {
    handlers: {
      [Command.planPolicy]: async (...args) => (await policies.load()).plan(args),
      [Command.adoptState]: async (...args) => (await policies.load()).adopt(args),
      [Command.checkDrift]: async (...args) => (await policies.load()).checkDrift(args),
    },
    watch: async () => (await policies.load()).watch(),
    dispose: () => policies.dispose(),
  };
}
