import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { bundles } from '../../../scripts/bundles';
import { packageProblems, withoutOwnPictures } from '../../../scripts/package';
import { projectRoot } from '../../host/paths';
import { projectFiles } from '../repository/projectFiles';

const built = [...bundles.map(({ name }) => `dist/${name}.js`), 'dist/THIRD_PARTY_NOTICES.txt'];

describe('the package', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'package-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('holds of all files of the project what it needs, and nothing else', async () => {
    const maps = built.filter(file => file.endsWith('.js')).map(file => `${file}.map`);
    for (const file of [...projectFiles(projectRoot), ...built, ...maps]) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), '');
    }
    for (const file of ['package.json', '.vscodeignore'])
      await cp(path.join(projectRoot, file), path.join(folder, file));
    const files = await listFiles({ cwd: folder, packageManager: PackageManager.None });
    assert.deepEqual(packageProblems(files), []);
    assert.deepEqual(
      files.filter(file => /screenshots|\.map$|^(src|test|scripts|examples)\//.test(file)),
      [],
    );
  });

  it('is refused with a screenshot, a source map or without a bundle', () => {
    const right = [...built, 'package.json', 'package.nls.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];
    assert.deepEqual(packageProblems(right), []);
    assert.deepEqual(
      packageProblems([...right, 'media/screenshots/charts-light.png', 'dist/extension.js.map']),
      ['media/screenshots/charts-light.png must not ship', 'dist/extension.js.map must not ship'],
    );
    assert.deepEqual(packageProblems(right.filter(file => file !== 'dist/files.js')), [
      'dist/files.js is missing',
    ]);
  });

  it('has a README without pictures that could not be shown, and with all of its words', async () => {
    const readme = await readFile(path.join(projectRoot, 'README.md'), 'utf8');
    const packaged = withoutOwnPictures(readme);
    assert.doesNotMatch(packaged, /!\[/);
    assert.doesNotMatch(packaged, /\n\n\n/);
    const words = (text: string): string =>
      text.replaceAll(/!\[[^\]]*\]\([^)]*\)|\s+/g, ' ').replaceAll(/ +/g, ' ');
    assert.equal(words(packaged), words(readme));
    const shown = '![A](https://example.com/a.png)\n';
    assert.equal(withoutOwnPictures(`![B](media/b.png)\n\n${shown}`), shown);
  });
});
