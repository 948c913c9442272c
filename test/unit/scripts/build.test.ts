import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build as esbuild, type Metafile } from 'esbuild';
import { bundleOptions, checkBundle } from '../../../scripts/build';
import type { Bundle } from '../../../scripts/bundles';
import { projectRoot } from '../../host/paths';

const extension = {
  name: 'extension',
  entry: 'src/extension.ts',
  world: 'node',
  budget: 200_000,
} satisfies Bundle;

function metafile(inputs: Readonly<Record<string, number>>): Metafile {
  const names = Object.keys(inputs);
  return {
    inputs: Object.fromEntries(names.map(name => [name, { bytes: 1, imports: [] }])),
    outputs: {
      'dist/extension.js': {
        bytes: 1,
        imports: [],
        exports: [],
        inputs: Object.fromEntries(names.map(name => [name, { bytesInOutput: inputs[name] ?? 0 }])),
      },
    },
  };
}

describe('the check of a bundle', () => {
  it('accepts what is within its budget and made of source', () => {
    assert.deepEqual(checkBundle(extension, metafile({ 'src/extension.ts': 10 }), 200_000), []);
  });

  it('names the largest inputs of a bundle over its budget', () => {
    const [problem] = checkBundle(
      extension,
      metafile({ 'src/a.ts': 5, 'node_modules/big/i.js': 190_000 }),
      200_001,
    );
    assert.match(
      problem ?? '',
      /dist\/extension\.js has 200001 bytes, more than its 200000.*: node_modules\/big\/i\.js 190000/,
    );
  });

  it('refuses tests and scripts', () => {
    const problems = checkBundle(extension, metafile({ 'test/fixtures/x.json': 1, 'scripts/y.ts': 1 }), 1);
    assert.equal(problems.length, 2);
    assert.match(problems[0] ?? '', /test\/fixtures\/x\.json, which must not ship/);
  });

  it('refuses the entry of a bundle that is loaded when needed', () => {
    const [problem] = checkBundle(extension, metafile({ 'src/ui/files/index.ts': 1 }), 1);
    assert.match(problem ?? '', /entry of dist\/files\.js: load it with "await import\(\)"/);
  });
});

describe('the bundles', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(projectRoot, 'src', 'ui', 'lazy-'));
  });
  after(async () => {
    await rm(folder, { recursive: true });
  });

  it('load the entry of another bundle as a file of its own, and only when asked', async () => {
    const entry = path.join(folder, 'entry.ts');
    await writeFile(entry, "export const go = (): Promise<unknown> => import('../files/index');\n");
    const options = bundleOptions({ ...extension, entry: path.relative(projectRoot, entry) }, true);
    const { outputFiles } = await esbuild({ ...options, write: false });
    assert.match(
      outputFiles[0]?.text ?? '',
      /=>Promise\.resolve\(\)\.then\(\(\)=>\w+\(require\("\.\/files\.js"\)\)\)/,
    );
  });
});
