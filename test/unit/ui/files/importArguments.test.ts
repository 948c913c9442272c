import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { importableKinds } from '../../../../src/core/files/fileKinds';
import { isPortalError } from '../../../../src/core/problem';
import { readImportArguments } from '../../../../src/ui/files/importArguments';

/** What is wrong with an argument, in words. */
function wrong(value: unknown): string {
  try {
    readImportArguments(value);
  } catch (error) {
    assert.ok(isPortalError(error) && error.fault.kind === 'badInput', String(error));
    return error.message;
  }
  return assert.fail(`${JSON.stringify(value)} was understood`);
}

describe('the argument of the import command', () => {
  it('is nothing, or what the README lists', () => {
    assert.deepEqual(readImportArguments(undefined), { options: {} });
    const options = { portalId: 'p', kind: 'roster', appId: 'a', itemId: 'i', mode: 'set' };
    assert.deepEqual(readImportArguments({ uri: 'file:///x', ...options }), { uri: 'file:///x', options });
  });

  it('is refused with its name and its values where it is something else', () => {
    const kind = wrong({ kind: 'x' });
    assert.match(kind, /kind: .*"x"/);
    for (const one of importableKinds) assert.ok(kind.includes(`"${one}"`), `${kind} does not name ${one}`);
    assert.match(wrong({ kind: 'toString' }), /kind: /);
    assert.match(wrong({ mode: 'replace' }), /mode: .*"add" \| "remove" \| "set"/);
    assert.match(wrong({ portalID: 'p' }), /portalID/);
    assert.match(wrong({ uri: 7 }), /uri: .*string/);
    assert.match(wrong('entitlements.json'), /Object.*entitlements\.json/);
  });

  it('has its values in the README', () => {
    const readme = readFileSync(path.resolve(__dirname, '../../../../README.md'), 'utf8');
    const line = readme.split('\n').find(one => one.includes('`arcgisEntitlements.importFile`')) ?? '';
    assert.ok(line.includes(`kind?: ${importableKinds.map(one => `"${one}"`).join(' \\| ')}`), line);
    assert.ok(line.includes('mode?: "add" \\| "remove" \\| "set"'), line);
  });
});
