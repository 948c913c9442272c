import assert from 'node:assert/strict';
import path from 'node:path';
import { neverRun, testFiles } from '../../../scripts/testFiles';
import { projectRoot } from '../../host/paths';

describe('the count of test files', () => {
  it('finds the files on disk, this one too', () => {
    assert.ok(testFiles('test/unit', '.test.ts').includes('test/unit/scripts/testFiles.test.ts'));
  });

  it('names the files of which nothing ran, however the others are named', () => {
    const onDisk = ['test/unit/a.test.ts', 'test/unit/b.test.ts', 'test/unit/c.test.ts'];
    const ran = ['test/unit/a.test.ts', path.join(projectRoot, 'test', 'unit', 'c.test.ts')];
    assert.deepEqual(neverRun(onDisk, ran), ['test/unit/b.test.ts']);
  });
});
