import assert from 'node:assert/strict';
import * as v from 'valibot';
import { PortalError } from '../../../src/core/problem';
import { readArguments } from '../../../src/ui/readArguments';

const Schema = v.strictObject({
  flavor: v.optional(v.picklist(['online', 'enterprise'])),
  filter: v.optional(v.strictObject({ text: v.optional(v.string()) })),
});
const read = (value: unknown) => readArguments(Schema, value, what => `Not understood: ${what}.`);

describe('arguments of a command', () => {
  it('may be absent', () => {
    assert.deepEqual(read(undefined), {});
    assert.deepEqual(read({ flavor: 'online' }), { flavor: 'online' });
  });

  for (const [value, names] of [
    [{ flavor: 'desktop' }, ['flavor']],
    [{ flavour: 'online' }, ['flavour']],
    [{ flavor: 7, scale: 'S' }, ['flavor', 'scale']],
    [{ filter: { text: 7 } }, ['filter.text']],
  ] as const)
    it(`are named where they are wrong: ${JSON.stringify(value)}`, () => {
      assert.throws(
        () => read(value),
        (error: unknown) => {
          assert.ok(error instanceof PortalError);
          assert.equal(error.fault.kind, 'badInput');
          for (const name of names) assert.match(error.message, new RegExp(`[ ;]${name}: `));
          return true;
        },
      );
    });

  it('are one object', () => {
    assert.throws(() => read('online'), /Not understood: .*Object/);
  });
});
