import assert from 'node:assert/strict';
import { problemOfJson, problemOfPage } from '../../../src/arcgis/errors';
import { verdictOf } from '../../../src/services/verdict';

const info = {
  request: 'POST content/listings/a/provisionUserEntitlements',
  host: 'gis.example',
  secrets: [],
};
const headers = { get: () => null };

describe('verdictOf', () => {
  for (const status of [401, 403, 404, 405, 502]) {
    it(`does not take a page of a proxy (HTTP ${status}) for the portal's answer`, () => {
      assert.equal(verdictOf(problemOfPage(status, headers, '<h1>No</h1>', info)).kind, 'lost');
    });
  }

  for (const [code, kind] of [
    [401, 'stop'],
    [403, 'stop'],
    [404, 'refusedForAll'],
    [400, 'refused'],
    [500, 'lost'],
  ] as const) {
    it(`takes the portal's own ${code} as ${kind}`, () => {
      const problem = problemOfJson({ error: { code, message: 'No.' } }, 200, info);
      assert.equal(verdictOf(problem).kind, kind);
    });
  }

  it('waits where a page asks for fewer requests', () => {
    assert.equal(verdictOf(problemOfPage(429, headers, '', info)).kind, 'throttled');
  });
});
