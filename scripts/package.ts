import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { projectRoot } from '../test/host/paths';
import { runOrThrow, type Say } from '../test/host/run';
import { sharedFile } from './build';
import { bundles } from './bundles';

/**
 * Largest size of the package in bytes. The screenshots of the README stay out of it: VS Code and the Marketplace show pictures of
 * a README by an `https` address alone, never from the package.
 */
const sizeLimit = 1_000_000;

/** What may be in the package, by path from the root of the project. */
const allowed = [
  ...bundles.map(({ name }) => new RegExp(`^dist/${name}\\.(js|css)$`)),
  new RegExp(sharedFile.source.replace('^', '^dist\\/')),
  /^dist\/THIRD_PARTY_NOTICES\.txt$/,
  /^media\/(?!screenshots\/).+\.(svg|png|css|md|json)$/,
  /^l10n\/bundle\.l10n(\.[a-z-]+)?\.json$/i,
  /^package(\.nls(\.[a-z-]+)?)?\.json$/i,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE(\.txt)?$/,
];

const needed = [
  'package.json',
  'package.nls.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'dist/THIRD_PARTY_NOTICES.txt',
  ...bundles.map(({ name }) => `dist/${name}.js`),
];

/**
 * Packages what `dist/` holds as a VSIX and checks what is in it.
 * @returns the path of the file.
 * @throws Error that names files that must not ship or are missing, or the size when it is over the limit.
 */
export async function createPackage(packagePath: string | undefined, say: Say): Promise<string> {
  const file = path.resolve(packagePath ?? path.join(projectRoot, await defaultName()));
  const stage = await mkdtemp(path.join(os.tmpdir(), 'package-'));
  try {
    await copyCandidates(stage);
    const files = await listFiles({ cwd: stage, packageManager: PackageManager.None });
    const problems = packageProblems(files);
    if (problems.length > 0) throw new Error(`The package is not right: ${problems.join('; ')}.`);
    const vsce = path.join(projectRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
    const options = ['--no-dependencies', ...(await prepareLinks(stage)), '--out', file];
    await runOrThrow(process.execPath, [vsce, 'package', ...options], { cwd: stage });
    const bytes = (await stat(file)).size;
    if (bytes > sizeLimit) throw new Error(`The package has ${bytes} bytes, more than its ${sizeLimit}.`);
    say(`${path.relative(projectRoot, file)}: ${files.length} files, ${(bytes / 1000).toFixed(0)} KB`);
    return file;
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** What is wrong with a package of these files, by path from the root of the project; empty when it is right. */
export function packageProblems(files: readonly string[]): readonly string[] {
  const foreign = files.filter(name => !allowed.some(pattern => pattern.test(name)));
  const missing = needed.filter(name => !files.includes(name));
  return [...foreign.map(name => `${name} must not ship`), ...missing.map(name => `${name} is missing`)];
}

/** A README without the pictures that lie beside it, and without the empty lines that they would leave. */
export function withoutOwnPictures(readme: string): string {
  return readme.replaceAll(/^!\[[^\]]*\]\((?!https:)[^)]*\)\n\n?/gm, '');
}

/**
 * With `repository` in the manifest, vsce makes the README's links into addresses there, and so its pictures show. Without, they
 * would be broken pictures wherever the packaged README is shown, and are left out of it.
 * @returns the options for vsce.
 */
async function prepareLinks(stage: string): Promise<readonly string[]> {
  const manifest: unknown = JSON.parse(await readFile(path.join(stage, 'package.json'), 'utf8'));
  if ((manifest as { repository?: unknown }).repository !== undefined) return [];
  const readme = path.join(stage, 'README.md');
  await writeFile(readme, withoutOwnPictures(await readFile(readme, 'utf8')));
  return ['--allow-missing-repository', '--no-rewrite-relative-links'];
}

/**
 * Copies what `.vscodeignore` may let through into a folder, because vsce first walks all there is, and the VS Code
 * that the tests keep in this project has some ten thousand files. What of the copy ships is still up to that file.
 */
async function copyCandidates(stage: string): Promise<void> {
  const lines = (await readFile(path.join(projectRoot, '.vscodeignore'), 'utf8'))
    .split('\n')
    .filter(line => line.startsWith('!'));
  const roots = lines.map(
    line => line.slice(1).split('/')[0]?.replaceAll('.', '\\.').replaceAll('*', '.*') ?? '',
  );
  const named = new RegExp(`^(${roots.join('|')}|package\\.json|\\.vscodeignore)$`);
  for (const entry of (await readdir(projectRoot)).filter(name => named.test(name))) {
    await cp(path.join(projectRoot, entry), path.join(stage, entry), { recursive: true });
  }
}

async function defaultName(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(projectRoot, 'package.json'), 'utf8'));
  const { name, version } = manifest as { name: string; version: string };
  return `${name}-${version}.vsix`;
}

if (require.main === module) {
  const out = process.argv.indexOf('--out');
  if (!existsSync(path.join(projectRoot, 'dist', 'extension.js')))
    console.error('Nothing is built: run "npm run build" first.');
  createPackage(out === -1 ? undefined : process.argv[out + 1], line => console.log(line)).catch(
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    },
  );
}
