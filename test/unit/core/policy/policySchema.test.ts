// The JSON schema and the reader say the same of what a policy looks like.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'jsonc-parser';
import { printPolicy } from '../../../../src/core/policy/printPolicy';
import { policyKeys, readPolicy } from '../../../../src/core/policy/readPolicy';
import { selectorKeys } from '../../../../src/core/policy/readPeople';
import { grantKeys, quotaKeys, targetKeys } from '../../../../src/core/policy/readRules';
import { resolvePolicy } from '../../../../src/core/policy/resolvePolicy';
import { known } from '../../../../src/core/policy/policyOrganization';
import { resolve, violations } from '../../fixtures/jsonSchema';
import { namesOf, now, Random, randomOrganization, randomPolicy } from './randomPolicies';
import { sampleOrganization } from './sampleOrganization';

type Json = Readonly<Record<string, unknown>>;

const root = path.resolve(__dirname, '../../../..');
const schema = JSON.parse(
  readFileSync(path.join(root, 'media/schemas/license-policy.schema.json'), 'utf8'),
) as Json;
const example = readFileSync(path.join(root, 'examples/pro.license-policy.jsonc'), 'utf8');
const wrong = (value: unknown): readonly string[] => violations(schema, schema, value);
const errors = (text: string): readonly string[] =>
  readPolicy(text, 'a.license-policy.json')
    .problems.filter(one => one.severity === 'error')
    .map(one => one.code);

describe('the example policy', () => {
  it('is valid by the schema and by the reader', () => {
    assert.deepEqual(wrong(parse(example, [], { allowTrailingComma: true })), []);
    assert.deepEqual(readPolicy(example, 'pro.license-policy.jsonc').problems, []);
  });

  it('resolves at the sample portal without a fault, loan included', () => {
    const { policy } = readPolicy(example, 'pro.license-policy.jsonc');
    assert.ok(policy !== undefined);
    const rosters = new Map([
      ['roster.csv', known(['Ana.Keller', 'ben.ortiz@riverbend.example_rivkey', '=cmd'])],
    ]);
    const organization = { ...sampleOrganization('online', 'M', now), rosters };
    const { problems, wishes, rules, due } = resolvePolicy(policy, organization, now, example);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      wishes.map(one => [one.username, one.entitlements.join(' '), one.priority, one.reasons[0]?.line]),
      [
        ['Ana.Keller', 'desktopStdN spatialAnalystN', 1, 26],
        ['Maria.DelRio', 'desktopStdN spatialAnalystN', 1, 26],
        ['ben.ortiz@riverbend.example_rivkey', 'desktopBasicN', 10_000, 28],
        ['=cmd', 'desktopBasicN', 10_000, 28],
        ['license_manager', 'desktopStdN spatialAnalystN networkAnalystN', 10_000, 34],
      ],
    );
    assert.equal(rules.protected.size, 14);
    assert.deepEqual(
      due.map(one => [one.event, new Date(one.at).toISOString(), one.state, one.members.length]),
      [
        ['starts', '2026-09-13T22:00:00.000Z', 'overdue', 1],
        ['ends', '2027-06-30T22:00:00.000Z', 'upcoming', 2],
      ],
    );
  });
});

describe('the schema of policies', () => {
  const grant = { to: 'planning', give: 'desktopAdvN' };
  const fine = {
    policy: 1,
    portal: 'https://x.maps.arcgis.com',
    sets: { analyst: ['desktopAdvN'] },
    teams: { planning: { members: ['ana'] } },
    listings: [{ itemId: 'i1', title: 'Pro', grants: [grant] }],
    appBundles: [{ itemId: 'b1', grants: [{ to: 'planning' }] }],
    userTypes: [{ to: 'planning', userType: 'creatorUT' }],
  };
  const listing = (more: object): object => ({
    ...fine,
    listings: [{ itemId: 'i1', grants: [grant], ...more }],
  });
  const granted = (more: object): object => listing({ grants: [{ ...grant, ...more }] });
  const to = (people: unknown): object => granted({ to: people });

  it('takes what the reader takes: 300 random policies', () => {
    assert.deepEqual(wrong(fine), []);
    assert.deepEqual(errors(JSON.stringify(fine)), []);
    for (let seed = 1; seed <= 300; seed++) {
      const random = new Random(seed);
      const text = printPolicy(randomPolicy(random, namesOf(randomOrganization(random))));
      assert.deepEqual(wrong(JSON.parse(text)), [], text);
    }
  });

  const without = (key: keyof typeof fine): object =>
    Object.fromEntries(Object.entries(fine).filter(([name]) => name !== key));
  const refused: Readonly<Record<string, readonly [value: unknown, code: string]>> = {
    'no version': [without('policy'), 'policy.missing'],
    'another version': [{ ...fine, policy: 2 }, 'policy.version'],
    'no portal': [without('portal'), 'policy.missing'],
    'a portal that is no address': [{ ...fine, portal: 'x.maps' }, 'policy.notPortal'],
    'a portal with a query': [{ ...fine, portal: 'https://x.example/?a=b' }, 'policy.portalSecret'],
    'a portal with a password': [{ ...fine, portal: 'https://a:b@x.example' }, 'policy.portalSecret'],
    'a portal of another kind': [{ ...fine, portal: 'ftp://x.example' }, 'policy.notPortal'],
    'nothing to be about': [{ policy: 1, portal: fine.portal }, 'policy.missing'],
    'an unknown key': [{ ...fine, listing: [] }, 'policy.unknownKeyNear'],
    'a token': [{ ...fine, token: 'x' }, 'policy.secret'],
    'a password deep inside': [granted({ password: 'x' }), 'policy.secret'],
    'a mode that is none': [{ ...fine, mode: 'add' }, 'policy.notMode'],
    'a flag as text': [{ ...fine, notify: 'yes' }, 'policy.notFlag'],
    'a threshold of nothing': [{ ...fine, removalThreshold: {} }, 'policy.noLimit'],
    'a threshold below 0': [{ ...fine, removalThreshold: { count: -1 } }, 'policy.notCount'],
    'a threshold of 101 %': [{ ...fine, removalThreshold: { percent: 101 } }, 'policy.notPercent'],
    'sets as a list': [{ ...fine, sets: [] }, 'policy.notObject'],
    'an empty set': [{ ...fine, sets: { analyst: [] } }, 'policy.emptySet'],
    'a set of numbers': [{ ...fine, sets: { analyst: [1] } }, 'policy.notText'],
    'a team as a list': [{ ...fine, teams: { planning: ['ana'] } }, 'policy.notObject'],
    'a team of nobody': [{ ...fine, teams: { planning: {} } }, 'policy.noPeople'],
    'a team with an unknown key': [
      { ...fine, teams: { planning: { member: ['a'] } } },
      'policy.unknownKeyNear',
    ],
    'listings as an object': [{ ...fine, listings: {} }, 'policy.notList'],
    'a listing without a name': [{ ...fine, listings: [{ grants: [] }] }, 'policy.noTarget'],
    'a listing without grants': [{ ...fine, listings: [{ itemId: 'i1' }] }, 'policy.missing'],
    'a listing with a blank id': [listing({ itemId: '' }), 'policy.blank'],
    'a grant to nobody': [listing({ grants: [{ give: 'x' }] }), 'policy.missing'],
    'a grant of nothing': [listing({ grants: [{ to: 'planning' }] }), 'policy.missing'],
    'a grant with a misspelt end': [granted({ untill: '2027-01-01' }), 'policy.unknownKeyNear'],
    'a day in words': [granted({ from: '1 July 2027' }), 'policy.notDay'],
    'a priority of 0': [granted({ priority: 0 }), 'policy.notPriority'],
    'a note as a list': [granted({ note: [] }), 'policy.notText'],
    'members as one text': [to({ members: 'ana' }), 'policy.notList'],
    'a number as a member': [to({ members: [1] }), 'policy.notText'],
    'people as a number': [to(1), 'policy.notPeople'],
    'people as an empty list': [to([]), 'policy.noPeople'],
    'people as an empty object': [to({}), 'policy.noPeople'],
    'nobody but exceptions': [to({ except: 'planning' }), 'policy.noPeople'],
    'not everyone': [to({ everyone: false }), 'policy.everyone'],
    'a roster elsewhere': [to({ roster: '../x.csv' }), 'policy.notPath'],
    'a roster at the root': [to({ roster: '/etc/x.csv' }), 'policy.notPath'],
    'a roster by address': [to({ roster: 'https://x.example/a.csv' }), 'policy.notPath'],
    'a roster that is no CSV': [to({ roster: 'id_rsa' }), 'policy.notPath'],
    'a quota without a team': [listing({ quotas: [{ seats: 1 }] }), 'policy.missing'],
    'a quota of half a seat': [listing({ quotas: [{ team: 'planning', seats: 0.5 }] }), 'policy.notCount'],
    'a bundle that gives something': [
      { ...fine, appBundles: [{ itemId: 'b1', grants: [grant] }] },
      'policy.unknownKey',
    ],
    'two user types': [{ ...fine, userTypes: [{ to: 'planning', userType: ['a', 'b'] }] }, 'policy.notText'],
  };
  for (const [what, [value, code]] of Object.entries(refused)) {
    it(`refuses what the reader refuses: ${what}`, () => {
      assert.ok(errors(JSON.stringify(value)).includes(code), errors(JSON.stringify(value)).join(' '));
      assert.notDeepEqual(wrong(value), []);
    });
  }

  it('says nothing of other files', () => {
    for (const value of [[], null, 'x', { listings: 'all' }, { members: 3 }])
      assert.deepEqual(wrong(value), []);
  });

  it('has the keys of the reader, each with what it means', () => {
    const definition = (...steps: readonly (string | number)[]): Json => {
      const found = steps.reduce<unknown>((here, step) => (here as Json)[step], schema['definitions']);
      return (found as Json)['properties'] as Json;
    };
    const policy = ['policy', 'properties'] as const;
    const grants = (key: string): Json =>
      definition(...policy, key, 'items', 'properties', 'grants', 'items');
    const quotas = (key: string): Json =>
      definition(...policy, key, 'items', 'properties', 'quotas', 'items');
    const expected: readonly (readonly [Json, readonly string[]])[] = [
      [definition('policy'), policyKeys],
      [definition('selector'), selectorKeys],
      [definition(...policy, 'listings', 'items'), targetKeys],
      [definition(...policy, 'appBundles', 'items'), targetKeys],
      [definition(...policy, 'userTypes', 'items'), grantKeys.userType],
      [grants('listings'), grantKeys.listing],
      [grants('appBundles'), grantKeys.appBundle],
      [quotas('listings'), quotaKeys.listing],
      [quotas('appBundles'), quotaKeys.appBundle],
    ];
    for (const [properties, keys] of expected) {
      assert.deepEqual(Object.keys(properties).sort(), [...keys].sort());
      for (const [key, value] of Object.entries(properties)) {
        const { $ref } = value as { readonly $ref?: string };
        const meant = $ref === undefined ? value : resolve(schema, $ref);
        assert.ok(
          [value, meant].some(one => typeof (one as Json)['description'] === 'string'),
          key,
        );
      }
    }
  });
});
