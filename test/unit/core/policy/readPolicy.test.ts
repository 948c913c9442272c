// Faults of a document at their places, and the portal that it names.
import assert from 'node:assert/strict';
import { checkPortal, isSamePortal, portalInPolicy } from '../../../../src/core/policy/policyPortal';
import { readPolicy } from '../../../../src/core/policy/readPolicy';
import { resolvePolicy } from '../../../../src/core/policy/resolvePolicy';
import { documentOf, now, organization } from './smallOrganization';

describe('the portal of a policy', () => {
  it('is an address over https or on this computer, without anything secret', () => {
    for (const text of [
      'https://x.maps.arcgis.com',
      'https://gis.example:7443/arcgis',
      'http://127.0.0.1:8080',
      'sample:legacy-S',
    ])
      assert.equal(checkPortal(text), 'fine', text);
    for (const text of [
      'https://a@x.example',
      'https://a:b@x.example',
      'https://x.example/?token=1',
      'https://x.example/#a',
    ])
      assert.equal(checkPortal(text), 'secret', text);
    for (const text of [
      'http://x.example',
      'x.example',
      'file:///etc',
      'sample:online-XXL',
      'javascript:alert(1)',
    ])
      assert.equal(checkPortal(text), 'none', text);
  });

  it('is told from all others, whatever the spelling', () => {
    for (const other of [
      'https://GIS.example/Portal/',
      'https://gis.example:443/portal/sharing/rest',
      'https://gis.example/portal/home/',
    ])
      assert.ok(isSamePortal('https://gis.example/portal', other), other);
    for (const other of [
      'https://gis.example',
      'https://gis.example/portal2',
      'http://gis.example/portal',
      'https://gis.example.evil.example/portal',
      'https://gis.example:8443/portal',
      'sample:online-M',
    ])
      assert.ok(!isSamePortal('https://gis.example/portal', other), other);
    const sample = portalInPolicy({ url: 'http://127.0.0.1:1', sample: { flavor: 'online', scale: 'M' } });
    assert.ok(isSamePortal(sample, 'sample:online-M') && checkPortal(sample) === 'fine');
  });
});

describe('reading a policy', () => {
  it('points at each fault, in comments and trailing commas as the name allows', () => {
    const text = '{ "policy": 1, "portal": "https://x.example", // why\n "listings": [], }';
    const found = (name: string): readonly string[] =>
      readPolicy(text, name).problems.map(
        one => `${one.code} ${text.slice(one.offset, one.offset + one.length)}`,
      );
    assert.deepEqual(found('a.license-policy.jsonc'), []);
    assert.deepEqual(found('A.LICENSE-POLICY.JSONC'), []);
    assert.deepEqual(found('a.license-policy.json'), ['policy.comment // why', 'json.trailingComma ,']);
  });

  it('says one thing of what is no policy, and never shows a secret', () => {
    for (const text of ['[]', '"x"', '{ "rules": [] }', 'null'])
      assert.deepEqual(
        readPolicy(text, 'a.json').problems.map(one => one.code),
        ['policy.notPolicy'],
        text,
      );
    const secret = 'AAPK0123456789abcdefCANARY';
    const text = `{ "policy": 1, "portal": "https://x.example?token=${secret}", "listings": [], "access_token": "${secret}",
      "teams": { "t": { "members": ["a"], "Password": "${secret}", "${secret}${secret}": 1 } } }`;
    const { problems } = readPolicy(text, 'a.json');
    assert.deepEqual(
      problems.map(one => one.code),
      ['policy.portalSecret', 'policy.secret', 'policy.secret', 'policy.unknownKey'],
    );
    assert.ok(!JSON.stringify(problems).includes('CANARY'));
  });

  it('finds teams that are none and teams of themselves, each circle once', () => {
    const text = documentOf(
      `"teams": { "a": { "team": "b" }, "b": { "team": ["c", "d"] }, "c": { "everyone": true, "except": "a" }, "d": { "members": ["x"] } },
       "listings": [{ "itemId": "pro", "grants": [{ "to": ["dd", "nobody"], "give": "x" }] }]`,
    );
    const { policy, problems } = readPolicy(text, 'a.jsonc');
    assert.deepEqual(
      problems.map(one => [one.code, text.slice(one.offset, one.offset + one.length)]),
      [
        ['policy.teamCycle', '"a"'],
        ['policy.unknownTeamNear', '"dd"'],
        ['policy.unknownTeam', '"nobody"'],
      ],
    );
    assert.match(problems[0]?.message ?? '', /a → b → c → a/);
    assert.ok(policy !== undefined);
    assert.deepEqual(resolvePolicy(policy, organization, now).rules.governed, []);
  });

  it('never throws and stays inside the text, whatever it is given', () => {
    const start = documentOf(
      '"teams": { "t": { "members": ["a"] } }, "listings": [{ "itemId": "x", "grants": [{ "to": "t", "give": ["a"] }] }]',
    );
    for (let at = 0; at < start.length; at++) {
      for (const text of [
        start.slice(0, at),
        start.slice(0, at) + start.slice(at + 1),
        `${start.slice(0, at)}[${start.slice(at)}`,
      ]) {
        for (const { offset, length } of readPolicy(text, 'a.json').problems)
          assert.ok(offset >= 0 && offset + length <= text.length, text);
      }
    }
    assert.equal(readPolicy('['.repeat(100_000), 'a.json').problems.length > 0, true);
    assert.deepEqual(
      readPolicy('', 'a.json').problems.map(one => one.code),
      ['json.empty'],
    );
  });
});
