import assert from 'node:assert/strict';
import { bundles } from '../../../scripts/bundles';
import { borders } from '../../../scripts/borders.mjs';
import { cycles, importsOf, importsOfFile, offences, resolveImport, sourceFiles } from './imports';

describe('the architecture', () => {
  const files = sourceFiles('src');
  const imports = files.flatMap(importsOfFile);
  const known = new Set(files);

  it('has files to look at', () => {
    assert.ok(
      files.length > 20 && imports.length > files.length,
      `${files.length} files, ${imports.length} imports`,
    );
  });

  it('crosses no border between folders', () => {
    assert.deepEqual(offences(imports, borders), []);
  });

  it('keeps vscode in ui and the composition root', () => {
    const wrong = imports.filter(
      ({ file, specifier }) =>
        specifier === 'vscode' && !/^src\/(ui\/|(extension|composition)\.ts$)/.test(file),
    );
    assert.deepEqual(wrong, []);
  });

  it('imports no test, script or build output', () => {
    const wrong = imports.filter(({ specifier }) => /(^|\/)(test|scripts|dist|examples)\//.test(specifier));
    assert.deepEqual(wrong, []);
  });

  it('imports only files that exist', () => {
    const wrong = imports.filter(
      ({ file, specifier }) =>
        specifier.startsWith('.') && resolveImport(file, specifier, known) === undefined,
    );
    assert.deepEqual(
      wrong.map(({ file, line, specifier }) => `${file}:${line} ${specifier}`),
      [],
    );
  });

  it('has no import cycles', () => {
    const edges = new Map<string, string[]>(files.map(file => [file, []]));
    for (const { file, specifier, typeOnly, dynamic } of imports) {
      const target = resolveImport(file, specifier, known);
      if (target !== undefined && !typeOnly && !dynamic) edges.get(file)?.push(target);
    }
    assert.deepEqual(
      cycles(edges).map(cycle => cycle.join(' -> ')),
      [],
    );
  });

  it('loads the lazy bundles by import() alone', () => {
    const entries = new Set(bundles.map(({ entry }) => entry));
    const wrong = imports.filter(({ file, specifier, typeOnly, dynamic }) => {
      const target = resolveImport(file, specifier, known);
      return target !== undefined && entries.has(target) && !typeOnly && !dynamic;
    });
    assert.deepEqual(
      wrong.map(({ file, line }) => `${file}:${line}`),
      [],
    );
  });
});

describe('the check of the architecture itself', () => {
  const found = (file: string, text: string): string[] => offences(importsOf(file, text), borders);

  it('names the line that crosses a border', () => {
    const text = "import type { Plan } from '../core/planTypes';\nimport { x } from '../services/applier';\n";
    const [offence, ...others] = found('src/arcgis/client.ts', text);
    assert.match(offence ?? '', /^src\/arcgis\/client\.ts:2 imports '\.\.\/services\/applier'/);
    assert.deepEqual(others, []);
  });

  it('lets the sample portal have types of core but none of its code', () => {
    assert.deepEqual(found('src/samplePortal/a.ts', "import type { A } from '../core/model';"), []);
    assert.equal(found('src/samplePortal/a.ts', "import { a } from '../core/model';").length, 1);
    assert.equal(found('src/samplePortal/a.ts', "import { type A, a } from '../core/model';").length, 1);
  });

  it('sees export-from and import()', () => {
    assert.equal(found('src/core/a.ts', "export * from 'vscode';").length, 1);
    assert.equal(found('src/core/deep/a.ts', "void import('../../ui/app');").length, 1);
  });

  it('finds a cycle and its way', () => {
    const edges = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
    ]);
    assert.deepEqual(cycles(edges), [['a', 'b', 'c', 'a']]);
  });
});
