// The parts of the extension in this window, loaded.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Composition } from '../../src/composition';
import type { TestApi } from '../../src/extension';

export type { Composition } from '../../src/composition';

let again: TestApi | undefined;

/** Says that the extension was ended and activated anew: VS Code itself goes on with what the first activation returned. */
export function activatedAgain(api: TestApi): void {
  again = api;
}

/** What the extension's activation returned, the latest one. */
export async function testApi(): Promise<TestApi> {
  const extension = vscode.extensions.getExtension<TestApi | undefined>(
    'entitlement-tools.arcgis-entitlements',
  );
  return again ?? (await extension?.activate()) ?? assert.fail('activate returned no test API');
}

/** Activates the extension where nobody has yet, and loads what stands behind its registrations. */
export async function loadedParts(): Promise<Composition> {
  return (await testApi()).load();
}
