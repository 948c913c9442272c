import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type * as vscode from 'vscode';
import { fileChoicesKey, recognise, saidOfFiles } from '../../../../src/ui/files/recognise';

type Looked = Parameters<typeof recognise>[0];

/** A document as VS Code hands it out; `read` counts the lines that were asked for. */
function given(name: string, text: string, languageId = 'json') {
  const lines = text.split('\n');
  let read = 0;
  const document = {
    uri: { path: `/w/${name}`, toString: () => `file:///w/${name}` },
    languageId,
    lineCount: lines.length,
    lineAt: (line: number) => {
      read++;
      return { text: lines[line] };
    },
  } as unknown as Looked;
  return { document, read: () => read };
}

const state = (as?: string, name = 'a.json'): Pick<vscode.Memento, 'get'> =>
  ({
    get: (key: string) =>
      as !== undefined && key === fileChoicesKey ? { [`file:///w/${name}`]: { as } } : undefined,
  }) as Pick<vscode.Memento, 'get'>;

const isOurs = (name: string, text: string, languageId?: string): boolean =>
  recognise(given(name, text, languageId).document, state());

describe('recognising a file when it is opened', () => {
  const examples = path.resolve('examples');

  for (const name of readdirSync(examples).filter(one => one.endsWith('entitlements.json'))) {
    it(`takes examples/${name} for ours`, () => {
      assert.ok(isOurs(name, readFileSync(path.join(examples, name), 'utf8')));
    });
  }

  it('goes by the name first, and never loads for JSON of other names', () => {
    const text = '{"orgEntitlements":{}}';
    assert.ok(isOurs('entitlements.json', text));
    assert.ok(isOurs('PRO.Entitlements.JSON', text, 'jsonc'));
    for (const name of [
      'package.json',
      'myentitlements.json',
      'entitlements.json.bak',
      'entitlements.jsonl',
    ]) {
      const { document, read } = given(name, text);
      assert.equal(recognise(document, state()), false, name);
      assert.equal(read(), 0, `${name} was read`);
    }
    assert.equal(isOurs('entitlements.json', text, 'plaintext'), false);
  });

  it('leaves a file of another program with our name alone', () => {
    for (const text of [
      '{"com.apple.security.app-sandbox": true}',
      '{"name": "x", "entitlements": ["a"]}',
      '{"users": {}, "roles": []}',
      '[1, 2]',
      '',
    ])
      assert.equal(isOurs('entitlements.json', text), false, text);
  });

  it('takes each kind by its marks', () => {
    for (const text of [
      '[{"orgEntitlements" : {}}]',
      '{"MyEsri": {}}',
      '{"myesri": {}}',
      '{"userEntitlements": []}',
      '{"users": ["a"], "entitlements": []}',
      '[{"user": "a", "entitlements": []}]',
      '{"appId": "navigator", "queue": []}',
      '{"itemId": "1", "holders": []}',
      '{"definitions": {}, "provision": {}}',
    ])
      assert.ok(isOurs('entitlements.json', text), text);
  });

  it('looks at no more than 2 KB, of long lines and of many, and lets what goes on be looked at closer', () => {
    const far = `{"a": "${'x'.repeat(4000)}", "orgEntitlements": {}}`;
    assert.equal(isOurs('entitlements.json', far), false);
    const users = `{"users": [${Array.from({ length: 500 }, (_, index) => `"user${index}"`).join(',\n')}], "entitlements": []}`;
    const { document, read } = given('entitlements.json', users);
    assert.ok(recognise(document, state()));
    assert.ok(read() < 260, `${read()} lines were read`);
  });

  it('looks closer at a file that begins with a long signature, and not at one where it is all there is', () => {
    const signature = `"signature": "${'ab'.repeat(1500)}"`;
    const rest = '"orgEntitlements": {}';
    for (const text of [
      `[{${signature}, ${rest}}]`,
      `[\n  {\n    ${signature},\n    ${rest}\n  }\n]`,
      `{"licenseManagerInfo": {"hostname": "${'h'.repeat(3000)}"}, ${rest}}`,
    ])
      assert.ok(isOurs('entitlements.json', text), text.slice(0, 40));
    assert.equal(isOurs('entitlements.json', '{"signature": "ab"}'), false);
    assert.equal(isOurs('package.json', `{${signature}, ${rest}}`), false);
  });

  it('follows what the administrator said before anything else', () => {
    assert.ok(recognise(given('a.json', '{}').document, state('entitlements')));
    assert.ok(recognise(given('a.csv', 'user', 'csv').document, state('roster', 'a.csv')));
    const name = 'x.entitlements.json';
    assert.equal(recognise(given(name, '{"MyEsri": {}}').document, state('none', name)), false);
  });
});

describe('what was said of files, for menus', () => {
  const parse = (uri: string) => {
    const { protocol, pathname } = new URL(uri);
    const scheme = protocol.slice(0, -1);
    // As on Windows, where the path of the file system is not the path of the address.
    return { scheme, path: pathname, fsPath: pathname.replaceAll('/', '\\') };
  };
  const said = (stored: unknown) => saidOfFiles({ get: () => stored }, parse);

  it('is told apart as ours and foreign, by the path that menus compare', () => {
    assert.deepEqual(
      said({
        'file:///w/renewal.json': { as: 'entitlements', portalId: 'a' },
        'file:///w/apple.entitlements.json': { as: 'none' },
        'file:///w/only-a-portal.json': { portalId: 'a' },
        'vscode-vfs://github/w/roster.json': { as: 'assignments' },
      }),
      {
        treated: ['\\w\\renewal.json', '/w/roster.json'],
        foreign: ['\\w\\apple.entitlements.json'],
      },
    );
  });

  it('is nothing where nothing was said, or what is stored is not ours', () => {
    for (const stored of [
      undefined,
      null,
      3,
      'text',
      { 'file:///a': null, 'file:///b': { as: 3 }, 'file:///c': { as: 'poem' } },
    ])
      assert.deepEqual(said(stored), { treated: [], foreign: [] });
  });
});
