import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type BuildOptions, build as esbuild, context, type Metafile, type Plugin } from 'esbuild';
import { projectRoot } from '../test/host/paths';
import type { Say } from '../test/host/run';
import { type Bundle, bundles } from './bundles';
import { smokeTest } from './smokeTest';
import { writeNotices } from './notices';

export interface BuildSettings {
  /** Minified and without source maps, as it ships. */
  readonly production: boolean;
  /** A missing entry is an error; otherwise it is skipped with a message. */
  readonly strict: boolean;
  /** Names of the bundles to build; all by default. */
  readonly only?: readonly string[];
  readonly say: Say;
}

/**
 * Builds the bundles, checks their inputs and budgets, and loads each one.
 * @throws Error that lists every bundle that is missing, too large, or does not load.
 */
export async function build(settings: BuildSettings): Promise<void> {
  const wanted = bundles.filter(bundle => settings.only?.includes(bundle.name) ?? true);
  const problems: string[] = [];
  const inputs = new Set<string>();
  for (const bundle of wanted) {
    if (!existsSync(path.join(projectRoot, bundle.entry))) {
      const message = `dist/${bundle.name}.js: its entry ${bundle.entry} does not exist`;
      if (settings.strict) problems.push(message);
      else settings.say(`skipped ${message}`);
      continue;
    }
    const made = await esbuild({ ...bundleOptions(bundle, settings.production), metafile: true }).catch(
      (error: unknown) => {
        // esbuild has printed its messages; the other bundles are still worth building.
        problems.push(`dist/${bundle.name}.js: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
    if (made === undefined) continue;
    const { metafile } = made;
    const bytes = (await stat(path.join(projectRoot, outputOf(bundle)))).size;
    problems.push(...checkBundle(bundle, metafile, settings.production ? bytes : 0));
    for (const input of Object.keys(metafile.inputs)) inputs.add(input);
    const budget = bundle.budget === undefined ? '' : ` of ${bundle.budget / 1000} KB`;
    settings.say(
      `dist/${bundle.name}.js ${(bytes / 1000).toFixed(1)} KB${settings.production ? budget : ''}`,
    );
    const failure = bundle.world === 'node' ? await smokeTest(bundle.name) : undefined;
    if (failure !== undefined) problems.push(`dist/${bundle.name}.js does not load: ${failure}`);
  }
  if (settings.only === undefined) await writeNotices(inputs);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** How esbuild makes one bundle. */
export function bundleOptions(bundle: Bundle, production: boolean): BuildOptions {
  const shared: BuildOptions = {
    absWorkingDir: projectRoot,
    entryPoints: [bundle.entry],
    outfile: outputOf(bundle),
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    // jsonc-parser's default entry for Node is a UMD file whose inner requires no bundler can follow.
    mainFields: ['module', 'main'],
    define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
  };
  if (bundle.world === 'browser')
    return { ...shared, platform: 'browser', format: 'iife', target: 'chrome124' };
  return {
    ...shared,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // import() becomes require(): VS Code answers require('vscode') in whatever a require loads, on every host.
    supported: { 'dynamic-import': false },
    external: ['vscode'],
    plugins: [lazyBundles(bundle)],
  };
}

function outputOf(bundle: Bundle): string {
  return `dist/${bundle.name}.js`;
}

/** Keeps `import()` of another bundle's entry out of this bundle and points it to that bundle's file. */
function lazyBundles(self: Bundle): Plugin {
  const others = bundles.filter(other => other.world === 'node' && other.name !== self.name);
  return {
    name: 'lazy-bundles',
    setup: build => {
      build.onResolve({ filter: /^\.\.?\// }, ({ kind, path: specifier, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const target = path
          .relative(projectRoot, path.resolve(resolveDir, specifier))
          .split(path.sep)
          .join('/');
        const forms = [target, `${target}.ts`, `${target}/index.ts`];
        const other = others.find(({ entry }) => forms.includes(entry));
        return other === undefined ? undefined : { path: `./${other.name}.js`, external: true };
      });
    },
  };
}

/** What is wrong with a finished bundle, one line each. `bytes` is 0 where the size does not count. */
export function checkBundle(bundle: Bundle, metafile: Metafile, bytes: number): string[] {
  const file = outputOf(bundle);
  const problems: string[] = [];
  if (bundle.budget !== undefined && bytes > bundle.budget) {
    const largest = Object.entries(metafile.outputs[file]?.inputs ?? {})
      .sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
      .slice(0, 5)
      .map(([input, { bytesInOutput }]) => `${input} ${bytesInOutput}`);
    problems.push(
      `${file} has ${bytes} bytes, more than its ${bundle.budget}. Largest inputs: ${largest.join(', ')}`,
    );
  }
  for (const input of Object.keys(metafile.inputs)) {
    if (/^(test|scripts|examples)\//.test(input))
      problems.push(`${file} contains ${input}, which must not ship`);
    const other = bundles.find(({ name, entry }) => entry === input && name !== bundle.name);
    if (other !== undefined) {
      problems.push(
        `${file} contains ${input}, the entry of dist/${other.name}.js: load it with "await import()"`,
      );
    }
  }
  return problems;
}

/** Rebuilds every bundle whose entry exists whenever a source file changes, until the process ends. */
async function watch(say: Say): Promise<void> {
  for (const bundle of bundles.filter(({ entry }) => existsSync(path.join(projectRoot, entry)))) {
    const watching = await context({ ...bundleOptions(bundle, false), logLevel: 'info' });
    await watching.watch();
    say(`watching ${bundle.entry}`);
  }
}

if (require.main === module) {
  const flags = process.argv.slice(2);
  const say: Say = line => console.log(line);
  const strict = flags.includes('--strict') || process.env['CI'] === 'true';
  const work = flags.includes('--watch')
    ? watch(say)
    : build({ production: !flags.includes('--dev'), strict, say });
  work.catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
