import assert from 'node:assert/strict';
import { problemOfJson, problemOfPage } from '../../../src/arcgis/errors';
import { problemOfTransport } from '../../../src/arcgis/transportErrors';
import { verdictOf } from '../../../src/services/apply/verdict';

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
    [403, 'forbidden'],
    [404, 'refusedForAll'],
    [400, 'refused'],
    [500, 'lost'],
  ] as const) {
    it(`takes the portal's own ${code} as ${kind}`, () => {
      const problem = problemOfJson({ error: { code, message: 'No.' } }, 200, info);
      assert.equal(verdictOf(problem).kind, kind);
    });
  }

  it('tells a connection that never came about from one that was lost', () => {
    const failed = (code: string, syscall?: string): Error =>
      new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code, syscall }) });
    const kindOf = (error: Error): string => verdictOf(problemOfTransport(error, info)).kind;
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])
      assert.equal(kindOf(failed(code)), 'unsent', code);
    assert.equal(kindOf(failed('CERT_HAS_EXPIRED')), 'unsent');
    assert.equal(kindOf(failed('EHOSTUNREACH', 'connect')), 'unsent');
    assert.equal(
      kindOf(
        new TypeError('fetch failed', { cause: new AggregateError([failed('ETIMEDOUT', 'connect').cause]) }),
      ),
      'unsent',
    );
    for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE', 'ETIMEDOUT'])
      assert.equal(kindOf(failed(code, 'read')), 'lost', code);
  });

  it('waits where a page asks for fewer requests', () => {
    assert.equal(verdictOf(problemOfPage(429, headers, '', info)).kind, 'throttled');
  });
});
