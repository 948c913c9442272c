// Files of other programs that have our name: no kind is seen in them, nothing is said but that no layout of ours is, and no schema marks them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { detectFile } from '../../../../src/core/files/importFile';
import { lintFile } from '../../../../src/core/files/lint/lintFile';
import { violations } from '../../fixtures/jsonSchema';
import { enterprise, legacy, now } from './corpus/facts';
import { foreignFiles } from './corpus/foreignFiles';

const schemaOf = (name: string): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(path.resolve(__dirname, '../../../../media/schemas', name), 'utf8')) as Readonly<
    Record<string, unknown>
  >;

describe('files of other programs', () => {
  for (const { what, name, text } of foreignFiles) {
    it(`are none of ours: ${what}`, () => {
      assert.equal(detectFile(name, text).kind, 'unknown');
      for (const facts of [undefined, legacy, enterprise]) {
        const { problems } = lintFile({
          name,
          text,
          now,
          timeZone: 'UTC',
          ...(facts === undefined ? {} : { facts }),
        });
        const said = problems.map(one => `${one.severity} ${one.code}`);
        const isNamed = name !== 'app.json';
        assert.deepEqual(said, isNamed ? ['information file.unrecognised'] : []);
      }
    });
  }

  it('are valid by the schemas of our names', () => {
    const entitlements = schemaOf('entitlements.schema.json');
    for (const { what, text } of foreignFiles)
      assert.deepEqual(violations(entitlements, entitlements, JSON.parse(text)), [], what);
    const policy = schemaOf('license-policy.schema.json');
    for (const value of [
      [],
      ['MIT'],
      'MIT',
      null,
      { listings: { MIT: true } },
      { listings: ['MIT'] },
      { listings: [{ title: 5, sets: [] }] },
      { allow: ['MIT'], members: 3 },
    ])
      assert.deepEqual(violations(policy, policy, value), [], JSON.stringify(value));
  });
});
