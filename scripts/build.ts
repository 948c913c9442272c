import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuildOptions, build as esbuild, context, type Metafile, type Plugin, transform } from 'esbuild';
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
  const present = wanted.filter(bundle => {
    if (existsSync(path.join(projectRoot, bundle.entry))) return true;
    const message = `dist/${bundle.name}.js: its entry ${bundle.entry} does not exist`;
    if (settings.strict) problems.push(message);
    else settings.say(`skipped ${message}`);
    return false;
  });
  if (settings.only === undefined) await removeFormer();
  for (const options of allOptions(present, settings.production)) {
    const made = await esbuild({ ...options, metafile: true }).catch((error: unknown) => {
      // esbuild has printed its messages; the other bundles are still worth building.
      problems.push(error instanceof Error ? error.message : String(error));
    });
    for (const input of Object.keys(made?.metafile.inputs ?? {})) inputs.add(input);
    for (const bundle of present) {
      const part = made && partOf(bundle, made.metafile);
      if (part !== undefined) problems.push(...(await checkBuilt(bundle, part, settings)));
    }
  }
  if (settings.only === undefined) await writeNotices(inputs);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** How esbuild makes these bundles: those that are loaded late together, the others each by itself. */
function allOptions(wanted: readonly Bundle[], production: boolean): readonly BuildOptions[] {
  const late = wanted.filter(bundle => bundle.late);
  const alone = wanted.filter(bundle => !bundle.late).map(bundle => bundleOptions(bundle, production));
  return late.length === 0 ? alone : [...alone, lateOptions(late, production)];
}

/** What earlier builds left: shared files have other names whenever what is in them changes. */
async function removeFormer(): Promise<void> {
  const kept = new Set(bundles.map(outputOf));
  for (const folder of ['dist', 'dist/webview']) {
    const names = existsSync(path.join(projectRoot, folder))
      ? await readdir(path.join(projectRoot, folder))
      : [];
    for (const file of names.map(name => `${folder}/${name}`))
      if (/\.js(\.map)?$/.test(file) && !kept.has(file)) await rm(path.join(projectRoot, file));
  }
}

/** Name of a file of what late bundles share. */
export const sharedFile = /^shared-[A-Z\d]+\.js$/;

interface Part {
  /** Files that are loaded with the bundle, its own the first. */
  readonly files: readonly string[];
  /** What of the whole is in them. */
  readonly metafile: Metafile;
}

/** What one bundle loads of what was made together; undefined where it is not among that. */
function partOf(bundle: Bundle, { inputs, outputs }: Metafile): Part | undefined {
  const own = outputOf(bundle);
  if (outputs[own] === undefined) return undefined;
  const files = new Set([own]);
  // A set is walked through to what is added on the way.
  for (const file of files) {
    for (const { path: next, kind, external } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) files.add(next);
    }
  }
  const inside = Object.assign({}, ...[...files].map(file => outputs[file]?.inputs)) as Record<
    string,
    { bytesInOutput: number }
  >;
  return {
    files: [...files],
    metafile: {
      inputs: Object.fromEntries(Object.entries(inputs).filter(([input]) => input in inside)),
      outputs: { [own]: { bytes: 0, exports: [], imports: [], inputs: inside } },
    },
  };
}

/** Says how large a bundle is, with what it shares, and what is wrong with it. */
async function checkBuilt(bundle: Bundle, part: Part, settings: BuildSettings): Promise<string[]> {
  const { production, say } = settings;
  const sizes = await Promise.all(part.files.map(file => stat(path.join(projectRoot, file))));
  const [own = 0, ...shared] = sizes.map(({ size }) => size);
  const bytes = shared.reduce((sum, size) => sum + size, own);
  const problems = checkBundle(bundle, part.metafile, production ? bytes : 0);
  const budget = bundle.budget === undefined || !production ? '' : ` of ${bundle.budget / 1000} KB`;
  const beside = shared.length === 0 ? '' : `, ${(bytes / 1000).toFixed(1)} KB with what it shares`;
  say(`dist/${bundle.name}.js ${(own / 1000).toFixed(1)} KB${budget}${beside}`);
  const failure = bundle.world === 'node' ? await smokeTest(bundle.name) : undefined;
  if (failure !== undefined) problems.push(`dist/${bundle.name}.js does not load: ${failure}`);
  return problems;
}

/** How esbuild makes the bundles that are loaded late, with what two or more of them need in files of its own. */
function lateOptions(late: readonly Bundle[], production: boolean): BuildOptions {
  return {
    ...commonOptions(production),
    ...forNode,
    entryPoints: Object.fromEntries(late.map(({ name, entry }) => [name, entry])),
    outdir: 'dist',
    chunkNames: 'shared-[hash]',
    splitting: true,
    format: 'esm',
    sourcemap: production ? false : 'inline',
    plugins: [lazyBundles(), asCommonJs(production)],
  };
}

/** esbuild shares modules between files in the form of ES modules alone, and VS Code requires: each file is turned as it is made. */
function asCommonJs(production: boolean): Plugin {
  return {
    name: 'as-common-js',
    setup: build => {
      build.initialOptions.write = false;
      build.onEnd(async ({ outputFiles = [] }) => {
        for (const { path: file, text } of outputFiles) {
          const { code } = await transform(text, {
            format: 'cjs',
            platform: 'node',
            target: 'node20',
            minify: production,
            sourcemap: production ? false : 'inline',
            sourcefile: path.basename(file),
            ...requires,
          });
          await mkdir(path.dirname(file), { recursive: true });
          await writeFile(file, code);
        }
      });
    },
  };
}

/** How esbuild makes one bundle in one file. */
export function bundleOptions(bundle: Bundle, production: boolean): BuildOptions {
  const own = {
    ...commonOptions(production),
    entryPoints: [bundle.entry],
    outfile: outputOf(bundle),
  };
  if (bundle.world === 'browser') return { ...own, platform: 'browser', format: 'iife', target: 'chrome124' };
  return { ...own, ...forNode, format: 'cjs', ...requires, plugins: [lazyBundles(bundle)] };
}

const commonOptions = (production: boolean): BuildOptions => ({
  absWorkingDir: projectRoot,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  // jsonc-parser's default entry for Node is a UMD file whose inner requires no bundler can follow.
  mainFields: ['module', 'main'],
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
});

const forNode: BuildOptions = { platform: 'node', target: 'node20', external: ['vscode'] };

/** `import()` becomes `require()`: VS Code answers `require('vscode')` in whatever a require loads, on every host. */
const requires = { supported: { 'dynamic-import': false } };

function outputOf(bundle: Bundle): string {
  return `dist/${bundle.name}.js`;
}

/** Keeps `import()` of another bundle's entry out of this bundle and points it to that bundle's file, which lies beside it. */
function lazyBundles(self?: Bundle): Plugin {
  const others = bundles.filter(other => other.world === 'node' && other.name !== self?.name);
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
  const present = bundles.filter(({ entry }) => existsSync(path.join(projectRoot, entry)));
  for (const options of allOptions(present, false)) {
    const watching = await context({ ...options, logLevel: 'info' });
    await watching.watch();
  }
  say(`watching ${present.map(({ entry }) => entry).join(', ')}`);
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
