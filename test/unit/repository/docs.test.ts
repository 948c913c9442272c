import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../host/paths';
import { readManifest, readProjectFile } from './manifestFile';

const documents = ['README.md', 'CONTRIBUTING.md'];
const { scripts } = readManifest();

/** npm commands of a text, as the names of the scripts they run. */
function scriptsNamed(text: string): string[] {
  const runs = [...text.matchAll(/\bnpm run (?:-s |--silent )?([\w:-]+)/g)].map(match => match[1] ?? '');
  const short = [...text.matchAll(/\bnpm (start|test)\b/g)].map(match => match[1] ?? '');
  return [...new Set([...runs, ...short])];
}

describe('the documents', () => {
  for (const document of documents) {
    it(`${document} names only npm scripts that exist`, () => {
      const named = scriptsNamed(readProjectFile(document));
      assert.ok(named.length > 0, 'it names no npm script at all');
      assert.deepEqual(
        named.filter(name => !(name in scripts)),
        [],
      );
    });

    it(`${document} links only files that exist`, () => {
      const links = [...readProjectFile(document).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
        match => match[1] ?? '',
      );
      assert.deepEqual(
        links.filter(link => !existsSync(path.join(projectRoot, link))),
        [],
      );
    });
  }

  it('README.md has the two commands of the set-up', () => {
    const readme = readProjectFile('README.md');
    for (const command of ['npm ci && npm start', 'npm ci && npm test']) {
      assert.ok(readme.split('\n').includes(command), `no line "${command}"`);
    }
  });

  it('.ci/run does what README.md calls the test', () => {
    const lines = readProjectFile('.ci/run')
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'));
    assert.deepEqual(lines.slice(-2), ['npm ci', 'npm test']);
    assert.equal(lines[0], 'set -euo pipefail');
  });

  it('finds a script that is gone', () => {
    assert.deepEqual(scriptsNamed('`npm run gone -- --x` and npm test'), ['gone', 'test']);
  });

  it('every script of package.json runs a file that exists', () => {
    const files = Object.values(scripts).flatMap(
      script => script.match(/\b(?:scripts|test)\/[\w/]+\.\w+/g) ?? [],
    );
    assert.ok(files.length > 0);
    assert.deepEqual(
      files.filter(file => !existsSync(path.join(projectRoot, file))),
      [],
    );
  });
});
