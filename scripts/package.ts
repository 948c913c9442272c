import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { projectRoot } from '../test/host/paths';
import { runOrThrow, type Say } from '../test/host/run';
import { bundles } from './bundles';

/** Largest size of the package in bytes. The screenshots of the README stay out of it. */
const sizeLimit = 1_000_000;

/** What may be in the package, by path from the root of the project. */
const allowed = [
  ...bundles.map(({ name }) => new RegExp(`^dist/${name}\\.(js|css)$`)),
  /^dist\/THIRD_PARTY_NOTICES\.txt$/,
  /^media\/.+\.(svg|png|css|md|json)$/,
  /^l10n\/bundle\.l10n(\.[a-z-]+)?\.json$/i,
  /^package(\.nls(\.[a-z-]+)?)?\.json$/i,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE(\.txt)?$/,
];

/**
 * Packages what `dist/` holds as a VSIX and checks what is in it.
 * @returns the path of the file.
 * @throws Error that names files that must not ship or are missing, or the size when it is over the limit.
 */
export async function createPackage(packagePath: string | undefined, say: Say): Promise<string> {
  const files = await listFiles({ cwd: projectRoot, packageManager: PackageManager.None });
  const foreign = files.filter(file => !allowed.some(pattern => pattern.test(file)));
  const needed = [
    'package.json',
    'package.nls.json',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'dist/THIRD_PARTY_NOTICES.txt',
  ];
  const missing = [...needed, ...bundles.map(({ name }) => `dist/${name}.js`)].filter(
    file => !files.includes(file),
  );
  const problems = [
    ...foreign.map(file => `${file} must not ship`),
    ...missing.map(file => `${file} is missing`),
  ];
  if (problems.length > 0) throw new Error(`The package is not right: ${problems.join('; ')}.`);
  const file = packagePath ?? path.join(projectRoot, await defaultName());
  const vsce = path.join(projectRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
  const options = [
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    file,
  ];
  await runOrThrow(process.execPath, [vsce, 'package', ...options], { cwd: projectRoot });
  const bytes = (await stat(file)).size;
  if (bytes > sizeLimit) {
    throw new Error(`The package has ${bytes} bytes, more than its ${sizeLimit}.`);
  }
  say(`${path.relative(projectRoot, file)}: ${files.length} files, ${(bytes / 1000).toFixed(0)} KB`);
  return file;
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
