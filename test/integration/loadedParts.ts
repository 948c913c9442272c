// The parts of the extension in this window, loaded.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Composition } from '../../src/composition';
import type { TestApi } from '../../src/extension';

export type { Composition } from '../../src/composition';

/** Activates the extension where nobody has yet, and loads what stands behind its registrations. */
export async function loadedParts(): Promise<Composition> {
  const extension = vscode.extensions.getExtension<TestApi | undefined>(
    'entitlement-tools.arcgis-entitlements',
  );
  const api = (await extension?.activate()) ?? assert.fail('activate returned no test API');
  return api.load();
}
