import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { projectRoot } from '../../host/paths';

interface State {
  get(key: string, otherwise: readonly string[]): readonly string[];
  update(key: string, value: readonly string[]): Promise<void>;
}
type Execute = (command: string, options?: { readonly flavor: string }) => Promise<string | undefined>;

const { connectSamplePortals } = createRequire(__filename)(
  path.join(projectRoot, 'scripts', 'starter', 'starter.cjs'),
) as { connectSamplePortals: (execute: Execute, state: State) => Promise<void> };

describe('the starter of npm start', () => {
  const kept = new Map<string, readonly string[]>();
  const state: State = {
    get: (key, otherwise) => kept.get(key) ?? otherwise,
    update: (key, value) => Promise.resolve(void kept.set(key, value)),
  };
  beforeEach(() => kept.clear());

  /** The flavours that a window asks for, where some cannot be connected. */
  async function asked(refused: readonly string[]): Promise<readonly string[]> {
    const flavors: string[] = [];
    await connectSamplePortals((command, options) => {
      if (options === undefined) return Promise.resolve(undefined);
      assert.equal(command, 'arcgisEntitlements.connectSamplePortal');
      flavors.push(options.flavor);
      return Promise.resolve(refused.includes(options.flavor) ? undefined : `id of ${options.flavor}`);
    }, state);
    return flavors;
  }

  it('connects each sample portal once', async () => {
    assert.deepEqual(await asked([]), ['legacy', 'enterprise', 'online']);
    assert.deepEqual(await asked([]), []);
  });

  it('tries one that could not be connected again, and only that', async () => {
    assert.deepEqual(await asked(['enterprise']), ['legacy', 'enterprise', 'online']);
    assert.deepEqual(await asked(['enterprise']), ['enterprise']);
    assert.deepEqual(await asked([]), ['enterprise']);
    assert.deepEqual(await asked([]), []);
  });
});
