// Names that every object of the language has by itself stand in files for products, listings and members: none of them may be taken for one.
import assert from 'node:assert/strict';
import { fileSubject } from '../../../../../src/core/files/fileSubject';
import { readImportFile } from '../../../../../src/core/files/importFile';
import { hoverAt } from '../../../../../src/core/files/lint/hoverAt';
import { lintFile } from '../../../../../src/core/files/lint/lintFile';
import { productCandidates, productListing } from '../../../../../src/core/files/productListing';
import { enterprise, legacy, now } from './facts';
import { validFiles } from './validFiles';

const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];
const keys = ['appId', 'itemId', 'listing', 'id', 'username', 'user'];

/** Each key's value replaced, and the key put in front where the file has none. */
function withName(text: string, key: string, name: string): string {
  const value = JSON.stringify(name);
  const pattern = new RegExp(`("${key}"\\s*:\\s*)(?:"[^"]*"|\\d+)`, 'g');
  return pattern.test(text)
    ? text.replace(pattern, (_, before: string) => before + value)
    : text.replace('{', `{"${key}":${value},`);
}

describe('names of the language itself in files', () => {
  const files = validFiles.filter(
    ({ name, what, text }) => name.endsWith('.json') && what.endsWith('; minified') && text.length < 3000,
  );

  it('take nothing down, in any place of any valid file', () => {
    assert.ok(files.length > 50, String(files.length));
    let changed = 0;
    for (const name of names) {
      for (const key of keys) {
        for (const { text: source, name: file, what } of files) {
          const text = withName(source, key, name);
          if (text !== source) changed++;
          for (const facts of [legacy, enterprise]) {
            const input = { name: file, text, now, timeZone: 'UTC', facts };
            assert.doesNotThrow(() => lintFile(input), `${key} ${name}: ${what}`);
          }
          assert.doesNotThrow(() => fileSubject(file, text), `${key} ${name}: ${what}`);
        }
      }
    }
    assert.ok(changed > 1500, String(changed));
  });

  it('a product of such a name with entitlements that nobody knows is no listing', () => {
    for (const appId of names) {
      const text = JSON.stringify({
        appId,
        orgEntitlements: { maxUsers: 1, entitlements: { newThingN: { num: 1, license: 'x' } } },
        signature: 'y',
      });
      const input = { name: 'a.entitlements.json', text, now, timeZone: 'UTC', facts: legacy };
      assert.deepEqual(lintFile(input).problems, []);
      for (let offset = 0; offset < text.length; offset++) hoverAt(input, offset);
      assert.equal(readImportFile(input.name, text).kind, 'entitlements');
      const signs = { appId, keys: ['newThingN'], listings: legacy.listings ?? [] };
      assert.equal(productListing({ ...signs, itemId: undefined }), undefined);
      assert.equal(productCandidates(signs), undefined);
    }
  });
});
