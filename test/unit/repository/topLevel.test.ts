import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../host/paths';
import { readManifest, readProjectFile } from './manifestFile';
import { projectFiles } from './projectFiles';

const files = projectFiles(projectRoot);

const topLevel = [
  '.ci',
  '.gitignore',
  '.mocharc.json',
  '.npmrc',
  '.prettierignore',
  '.prettierrc.json',
  '.vscode',
  '.vscodeignore',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'eslint.config.mjs',
  'examples',
  'l10n',
  'media',
  'package-lock.json',
  'package.json',
  'package.nls.json',
  'scripts',
  'src',
  'test',
  'tsconfig.json',
];

describe('the repository', () => {
  it('has the top level it should have, and nothing else', () => {
    const found = new Set(files.map(file => file.split('/')[0] ?? ''));
    assert.deepEqual([...found].sort(), [...topLevel].sort());
  });

  it('has the five packages it is built on', () => {
    const { devDependencies } = readManifest();
    const named = [
      '@types/vscode',
      '@vscode/webview-ui-toolkit',
      'esbuild',
      '@vscode/test-electron',
      'mocha',
    ];
    assert.deepEqual(
      named.filter(name => !(name in devDependencies)),
      [],
    );
  });

  it('ships no dependency beside its bundles, and pins every version', () => {
    const { dependencies, devDependencies } = readManifest();
    assert.equal(dependencies, undefined);
    const loose = Object.entries(devDependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    assert.deepEqual(loose, []);
  });

  it('has the types of exactly the VS Code it asks for', () => {
    const { engines, devDependencies } = readManifest();
    const minor = (version: string | undefined): string | undefined =>
      /(\d+\.\d+)\.\d+/.exec(version ?? '')?.[1];
    assert.equal(minor(engines['vscode']), minor(devDependencies['@types/vscode']));
    // The newest that the tests run in is 1.139.
    assert.ok(Number(minor(engines['vscode'])?.split('.')[1]) <= 139);
  });

  for (const lockfile of ['package-lock.json', 'test/host/package-lock.json']) {
    it(`${lockfile} names no host`, () => {
      const lock = JSON.parse(readProjectFile(lockfile)) as {
        packages: Record<string, { resolved?: string }>;
      };
      const hosts = Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined);
      assert.ok(Object.keys(lock.packages).length > 10);
      assert.deepEqual(hosts, []);
    });
  }

  it('names no folder of the machine it was written on, and no package registry', () => {
    const folders = [`${projectRoot}/`, `${os.homedir()}/`, '/Users/', 'C:\\Users\\'].map(escape);
    // Split, so that this file does not find itself.
    const hosts = ['registry.' + 'npmjs', 'registry.' + 'yarnpkg', 'npmmirror' + '.com'].map(escape);
    const forbidden = new RegExp(`(?<![\\w.])(?:${folders.join('|')})(?=\\w)|${hosts.join('|')}`);
    const text = files.filter(file => !/\.(png|ico|vsix)$/.test(file) && file !== ownFile);
    const found = text.flatMap(file => {
      const lines = readFileSync(path.join(projectRoot, file), 'utf8').split('\n');
      return lines.flatMap((line, index) => (forbidden.test(line) ? [`${file}:${index + 1}`] : []));
    });
    assert.deepEqual(found, []);
  });
});

const ownFile = 'test/unit/repository/topLevel.test.ts';

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
