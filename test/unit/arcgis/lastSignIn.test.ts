import assert from 'node:assert/strict';
import { memberOf } from '../../../src/arcgis/sharing/members';

describe('when a member signed in last', () => {
  const signIn = (fields: object): object => {
    const { lastLogin, signInUnknown } = memberOf({ username: 'ana', ...fields }) ?? {};
    return { lastLogin, signInUnknown };
  };
  const never = { lastLogin: undefined, signInUnknown: undefined };
  const unknown = { lastLogin: undefined, signInUnknown: true };

  for (const lastLogin of [null, -1, 0, '-1'])
    it(`is never where the portal says ${JSON.stringify(lastLogin)}`, () => {
      assert.deepEqual(signIn({ lastLogin }), never);
    });

  for (const fields of [{}, { lastLogin: 'yesterday' }, { lastLogin: {} }, { lastLogin: true }])
    it(`is not known of ${JSON.stringify(fields)}`, () => {
      assert.deepEqual(signIn(fields), unknown);
    });

  it('is a time', () => {
    assert.deepEqual(signIn({ lastLogin: 1_700_000_000_000 }), {
      lastLogin: 1_700_000_000_000,
      signInUnknown: undefined,
    });
  });
});
