// Stands for the policy bundle until the first policy, so that nothing of it is loaded before.
import type { Disposable } from '../core/emitter';
import type { App } from './app';
import { Command } from './commandIds';
import { lazily } from './lazily';
import type { Policies } from './policy/index';

type PolicyCommand = typeof Command.planPolicy | typeof Command.adoptState;

export interface LazyPolicies extends Disposable {
  readonly handlers: Readonly<Record<PolicyCommand, (...args: unknown[]) => Promise<void>>>;
  /** Looks after the policies that are open, and those that are opened later. */
  watch(): Promise<void>;
}

export function lazyPolicies(app: App): LazyPolicies {
  const policies = lazily<Policies>(() =>
    import('./policy/index').then(bundle => bundle.createPolicies(app)),
  );
  return {
    handlers: {
      [Command.planPolicy]: async (...args) => (await policies.load()).plan(args),
      [Command.adoptState]: async (...args) => (await policies.load()).adopt(args),
    },
    watch: async () => (await policies.load()).watch(),
    dispose: () => policies.dispose(),
  };
}
