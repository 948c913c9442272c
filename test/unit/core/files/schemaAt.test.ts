import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { JsonSchema } from '../../../../src/core/files/schemaAt';
import { descriptionAt, keysAt, textsAt } from '../../../../src/core/files/schemaAt';

const file = path.resolve(__dirname, '../../../../media/schemas/entitlements.schema.json');
const schema = JSON.parse(readFileSync(file, 'utf8')) as JsonSchema;
const names = (start: string, ...place: readonly (string | number)[]): readonly string[] =>
  keysAt(schema, start, place).map(key => key.name);

describe('the schema of a place in a file', () => {
  it('describes keys in every layout', () => {
    for (const place of [['orgEntitlements'], [0, 'orgEntitlements'], ['parts', 3, 'orgEntitlements']]) {
      const maximum = descriptionAt(schema, 'entitlementsFile', [...place, 'maxUsers']);
      assert.match(maximum ?? '', /Distinct members/, place.join('/'));
    }
    assert.match(
      descriptionAt(schema, 'portalLicenseFile', ['MyEsri', 'provision', 'userTypes']) ?? '',
      /Seats per user type/,
    );
    assert.equal(descriptionAt(schema, 'entitlementsFile', ['constructor', 'name']), undefined);
  });

  it('takes what stands beside a reference before what is referred to', () => {
    const features = ['orgEntitlements', 'entitlements'];
    assert.equal(
      descriptionAt(schema, 'entitlementsFile', [...features, 'networkAnalystN']),
      'Network Analyst.',
    );
    assert.equal(
      descriptionAt(schema, 'entitlementsFile', [...features, 'newThingN']),
      'Seats of one feature.',
    );
    assert.match(
      descriptionAt(schema, 'entitlementsFile', [...features, 'newThingN', 'num']) ?? '',
      /^Seats/,
    );
  });

  it('names the keys of a place, and how their values begin', () => {
    assert.deepEqual(names('entitlementsFile', 0).slice(0, 3), [
      'orgEntitlements',
      'signature',
      'licenseManagerInfo',
    ]);
    assert.ok(names('entitlementsFile', 'orgEntitlements', 'entitlements').includes('3DAnalystN'));
    const keys = keysAt(schema, 'entitlementsFile', ['licenseManagerInfo']);
    assert.deepEqual(
      keys.map(({ name, start }) => [name, start]),
      [
        ['hostname', '""'],
        ['port', ''],
      ],
    );
    assert.deepEqual(names('portalLicenseFile'), ['MyEsri', 'signature']);
    assert.deepEqual(names('entitlementsFile', 'nothing', 'here'), []);
  });

  it('names the texts of a place', () => {
    assert.ok(textsAt(schema, 'entitlementsFile', ['appId']).includes('drone2map'));
    assert.deepEqual(textsAt(schema, 'entitlementsFile', [0, 'signature']), []);
  });

  it('ends at a schema that refers to itself', () => {
    const circle: JsonSchema = { definitions: { a: { anyOf: [{ $ref: '#/definitions/a' }] } } };
    assert.equal(descriptionAt(circle, 'a', ['x']), undefined);
  });
});
