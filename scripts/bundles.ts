/** One bundle that ships, or that the tests run. Paths are relative to the root of the project. */
export interface Bundle {
  /** Name under `dist/`, without the extension. */
  readonly name: string;
  readonly entry: string;
  readonly world: 'node' | 'browser';
  /**
   * Loaded when needed, together with what it shares with the others of this kind: that stands once, in `dist/shared-*.js`. The rest
   * are one file each: what activation waits for, what runs in a thread or process of its own, and the shell's, which is copied alone.
   */
  readonly late?: true;
  /** Largest size in bytes, minified; for a bundle whose size a user waits for. */
  readonly budget?: number;
}

/**
 * Everything that `dist/` holds. What activation loads and what a webview loads have budgets. A dynamic
 * `import()` of another bundle's entry stays a `require` of that bundle, so that it loads when it is needed.
 */
export const bundles: readonly Bundle[] = [
  // The issue allows 200 KB; every kilobyte is loaded by every window that opens a JSON file.
  { name: 'extension', entry: 'src/extension.ts', world: 'node', budget: 40_000 },
  { name: 'app', entry: 'src/composition.ts', world: 'node' },
  { name: 'lookups', entry: 'src/ui/tree/lookups.ts', world: 'node', late: true },
  { name: 'changes', entry: 'src/ui/plan/index.ts', world: 'node', late: true },
  { name: 'charts', entry: 'src/ui/charts/chartsPanel.ts', world: 'node', late: true },
  { name: 'matrix', entry: 'src/ui/matrix/matrixPanel.ts', world: 'node', late: true },
  { name: 'files', entry: 'src/ui/files/index.ts', world: 'node', late: true },
  { name: 'compare', entry: 'src/ui/compare/index.ts', world: 'node', late: true },
  { name: 'idle', entry: 'src/ui/idle/index.ts', world: 'node', late: true },
  { name: 'policy', entry: 'src/ui/policy/index.ts', world: 'node', late: true },
  { name: 'lintWorker', entry: 'src/services/lint/lintWorker.ts', world: 'node' },
  { name: 'simulation', entry: 'src/ui/simulation/index.ts', world: 'node', late: true },
  { name: 'samplePortal', entry: 'src/samplePortal/main.ts', world: 'node' },
  // For CI: `node dist/cli.js plan FILE --portal URL`.
  { name: 'cli', entry: 'src/cli/main.ts', world: 'node' },
  { name: 'webview/pages', entry: 'src/webview/main.ts', world: 'browser', budget: 600_000 },
];
