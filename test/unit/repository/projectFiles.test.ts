import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../host/paths';
import { projectFiles } from './projectFiles';

describe('the files of the project', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'project-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function put(file: string, text = ''): void {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }

  it('are those on disk but the ignored ones where there is no repository', () => {
    put('.gitignore', '# made\nnode_modules/\nout/\n*.vsix\n');
    for (const file of ['README.md', 'src/a/b.ts', '.ci/run']) put(file);
    for (const file of ['node_modules/x/y.js', 'src/out/z.js', 'it.vsix', '.git']) put(file);
    assert.deepEqual(projectFiles(folder).toSorted(), ['.ci/run', '.gitignore', 'README.md', 'src/a/b.ts']);
  });

  it('are found where no program called git is', () => {
    const { PATH } = process.env;
    process.env['PATH'] = folder;
    try {
      const files = projectFiles(projectRoot);
      assert.ok(files.includes('test/unit/repository/projectFiles.test.ts'));
      assert.ok(!files.some(file => /(^|\/)(node_modules|dist|\.git|\.vscode-test)\//.test(file)));
    } finally {
      process.env['PATH'] = PATH;
    }
  });
});
