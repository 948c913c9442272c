// Stands for the simulation bundle until the first simulation, so that nothing of it is loaded before.
import type { Disposable } from '../core/emitter';
import type { App } from './app';
import { lazily } from './lazily';
import type { Simulations } from './simulation/index';

export interface LazySimulation extends Disposable {
  /** Arguments of a menu (uri, uris), of the palette (none), or of a program ({ uri?, portalId?, kind?, appId? }). */
  simulateFile(args: readonly unknown[]): Promise<void>;
  /** Arguments of a row of the tree, of the palette (none), or of a program ({ portalId? }). */
  simulatePortal(args: readonly unknown[]): Promise<void>;
}

export function lazySimulation(app: App): LazySimulation {
  const simulations = lazily<Simulations>(() =>
    import('./simulation/index').then(bundle => bundle.createSimulations(app)),
  );
  return {
    simulateFile: async args => (await simulations.load()).simulateFile(args),
    simulatePortal: async args => (await simulations.load()).simulatePortal(args),
    dispose: () => simulations.dispose(),
  };
}
