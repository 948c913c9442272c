import assert from 'node:assert/strict';
import type { RequestInfo } from '../../../src/arcgis/errors';
import { problemOfJson, problemOfPage } from '../../../src/arcgis/errors';
import { excerpt } from '../../../src/arcgis/redact';
import { problemOfTransport } from '../../../src/arcgis/transportErrors';
import type { Fault } from '../../../src/core/problem';

const info: RequestInfo = {
  request: 'POST content/listings/x/provisionUserEntitlements',
  host: 'gis.example',
  secrets: [],
};
const error = (code: number | undefined, message: string, details?: readonly string[] | null): unknown => ({
  error: { ...(code === undefined ? {} : { code }), message, ...(details === undefined ? {} : { details }) },
});

describe('errors of the wire', () => {
  // Texts: wire reference 4.1, 4.2, 9.2 and 9.3.
  const table: readonly (readonly [name: string, json: unknown, fault: Fault])[] = [
    ['498', error(498, 'Invalid token.', []), { kind: 'signIn', code: 498 }],
    ['499', error(499, 'Token Required', ['Token Required']), { kind: 'signIn', code: 499 }],
    ['an invalid token without a code', error(undefined, 'Invalid token.'), { kind: 'signIn', code: 498 }],
    [
      '403',
      error(403, 'You do not have permissions to access this resource or perform this operation.', []),
      { kind: 'forbidden' },
    ],
    [
      'the permission text without a code',
      error(undefined, 'You do not have permissions to access this resource or perform this operation.'),
      { kind: 'forbidden' },
    ],
    [
      'the permission text about a member',
      error(400, 'User ana.keller does not have permission to use this item.'),
      { kind: 'refused', code: 400 },
    ],
    [
      'the permission text with its message code',
      { error: { code: 400, messageCode: 'GWM_0003', message: 'You do not have permissions to do it.' } },
      { kind: 'forbidden' },
    ],
    ['https needed', error(403, 'This request needs to be made over https.'), { kind: 'refused', code: 403 }],
    [
      'not licensed by user',
      error(400, 'not licensed by user', []),
      { kind: 'listingUnavailable', reason: 'notPerUser' },
    ],
    [
      'item not provisioned',
      error(400, 'item not provisioned', []),
      { kind: 'listingUnavailable', reason: 'notProvisioned' },
    ],
    [
      'an unknown item',
      error(400, 'Item does not exist or is inaccessible.', null),
      { kind: 'listingUnavailable', reason: 'missing' },
    ],
    [
      'an expired listing',
      error(400, 'The listing has expired.'),
      { kind: 'listingUnavailable', reason: 'expired' },
    ],
    ['offline', error(400, 'None of the specified users can be disconnected.', []), { kind: 'disconnected' }],
    [
      'not offline',
      error(400, 'The specified user does not have a disconnected license.', []),
      { kind: 'refused', code: 400 },
    ],
    [
      'an unknown user',
      error(400, 'User does not exist or is inaccessible.', ['ana']),
      { kind: 'notMember', usernames: ['ana'] },
    ],
    [
      'an unknown user in the details',
      error(400, 'Unable to provision.', ['User does not exist or is inaccessible.']),
      { kind: 'notMember', usernames: ['User does not exist or is inaccessible.'] },
    ],
    [
      'an unknown entitlement',
      error(400, 'Invalid entitlement: networkanalyst', []),
      { kind: 'unknownEntitlement', name: 'networkanalyst' },
    ],
    [
      'too few seats',
      error(400, 'The number of users exceeds the maximum allowed for this item.', []),
      { kind: 'seatShortage' },
    ],
    ['too few licenses', error(400, 'There are not enough licenses.', []), { kind: 'seatShortage' }],
    [
      'too many users in one request',
      error(400, 'A maximum of 25 users can be provisioned in one request.', []),
      { kind: 'refused', code: 400 },
    ],
    [
      'an incompatible user type',
      error(400, 'Not compatible with the user type.', []),
      { kind: 'incompatibleUserType' },
    ],
    ['an extension alone', error(400, 'No compatible Pro license', []), { kind: 'missingProLevel' }],
    ['included', error(400, 'Already included in the user type.', []), { kind: 'alreadyIncluded' }],
    ['429', error(429, 'Slow down.', []), { kind: 'throttled' }],
    ['404', error(404, 'Not found.', []), { kind: 'versionUnsupported' }],
    ['405', error(405, 'Method not supported.', []), { kind: 'versionUnsupported' }],
    ['500', error(500, 'Unexpected.', []), { kind: 'refused', code: 500 }],
    [
      'OAuth in the envelope',
      {
        error: {
          code: 400,
          error: 'invalid_grant',
          error_description: 'Invalid code_verifier',
          message: 'Invalid code_verifier',
          details: [],
        },
      },
      { kind: 'signIn', code: 400 },
    ],
    [
      'a refresh token that ended',
      {
        error: {
          code: 498,
          error: 'invalid_request',
          error_description: 'refresh_token expired',
          message: 'refresh_token expired',
          details: [],
        },
      },
      { kind: 'signIn', code: 498 },
    ],
    [
      'OAuth of the standard',
      { error: 'invalid_client', error_description: 'Invalid client_id' },
      { kind: 'signIn' },
    ],
    [
      'the status form',
      { status: 'error', messages: ['The portal site has not been initialized.', 'Create one.'], code: 500 },
      { kind: 'refused', code: 500 },
    ],
    ['the status form without a code', { status: 'failed', messages: ['No.'] }, { kind: 'refused' }],
    [
      'the billing form',
      { code: 401, message: 'No session', status: 'failure', details: null },
      { kind: 'signIn', code: 401 },
    ],
    ['the billing form with code 200', { code: 200, status: 'failure', message: null }, { kind: 'refused' }],
    ['success false', { success: false }, { kind: 'refused' }],
  ];
  for (const [name, json, fault] of table) {
    it(`reads ${name}`, () => {
      assert.deepEqual(problemOfJson(json, 200, info)?.fault, fault);
    });
  }

  it('finds none in replies that are none', () => {
    for (const json of [
      { success: true },
      { status: 'success' },
      { status: 'success with warnings' },
      { purchases: [] },
      {},
      [],
      { code: 200 },
    ]) {
      assert.equal(problemOfJson(json, 200, info), undefined, JSON.stringify(json));
    }
  });

  it('takes the HTTP status where the body has no code', () => {
    assert.deepEqual(problemOfJson({}, 403, info)?.fault, { kind: 'forbidden' });
    assert.deepEqual(problemOfJson({ error: { message: 'gone' } }, 404, info)?.fault, {
      kind: 'versionUnsupported',
    });
    assert.deepEqual(problemOfJson([], 500, info)?.fault, { kind: 'refused', code: 500 });
  });

  it("keeps the portal's own words and adds the way out", () => {
    const problem = problemOfJson(error(400, 'Strange thing.', ['first', 'second']), 200, info);
    assert.deepEqual(problem?.details, ['Strange thing.', 'first', 'second']);
    assert.match(problem.message, /gis\.example refused the request: Strange thing\. first second/);
    assert.equal(problem.request, info.request);
    const full = problemOfJson(error(403, 'You do not have permissions to do it.'), 200, {
      ...info,
      privilege: 'portal:admin:manageLicenses',
    });
    assert.deepEqual(full?.fault, { kind: 'forbidden', privilege: 'portal:admin:manageLicenses' });
    assert.match(full.message, /portal:admin:manageLicenses/);
  });

  const none = new Headers();
  it('reads pages of proxies by their status', () => {
    const kinds = ([401, 403, 404, 429, 502, 503, 200] as const).map(
      status => problemOfPage(status, none, '', info).fault,
    );
    assert.deepEqual(kinds, [
      { kind: 'signIn', code: 401 },
      { kind: 'forbidden' },
      { kind: 'versionUnsupported' },
      { kind: 'throttled' },
      { kind: 'unexpectedReply', status: 502 },
      { kind: 'unexpectedReply', status: 503 },
      { kind: 'unexpectedReply', status: 200 },
    ]);
    const windows = problemOfPage(401, new Headers({ 'www-authenticate': 'Negotiate, NTLM' }), '', info);
    assert.match(windows.message, /Windows account.*browser/);
  });

  it('shows at most 200 characters of a page, without tags and scripts', () => {
    const page = `<html><script>var t = 1</script><style>p{}</style><h1>Bad <b>gateway</b></h1>${'<p>x</p>'.repeat(500)}`;
    const seen = excerpt(page);
    assert.ok(seen.startsWith('Bad gateway x x'), seen);
    assert.ok(seen.length <= 200);
    assert.ok(!/[<>]/.test(excerpt('a <img src=x onerror="1" <b')));
  });

  it('tells a certificate from a failing network, and keeps the code', () => {
    const failed = (code: string): Error =>
      new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) });
    const certificate = problemOfTransport(failed('DEPTH_ZERO_SELF_SIGNED_CERT'), info);
    assert.deepEqual(certificate.fault, { kind: 'transport', certificate: true });
    assert.match(certificate.message, /NODE_EXTRA_CA_CERTS/);
    assert.deepEqual(certificate.details, ['DEPTH_ZERO_SELF_SIGNED_CERT']);
    const refused = problemOfTransport(failed('ECONNREFUSED'), info);
    assert.deepEqual(refused.fault, { kind: 'transport', unsent: true });
    assert.match(refused.message, /gis\.example does not accept connections.*\(ECONNREFUSED\)/);
    const several = new TypeError('fetch failed', {
      cause: new AggregateError([Object.assign(new Error('x'), { code: 'ENOTFOUND' })]),
    });
    assert.match(problemOfTransport(several, info).message, /cannot be resolved/);
    assert.equal(problemOfTransport(new Error('odd'), info).cause, undefined);
  });
});
