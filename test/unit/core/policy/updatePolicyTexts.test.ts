import assert from 'node:assert/strict';
import { isBlocking } from '../../../../src/core/files/fileProblem';
import { itemId } from '../../../../src/core/ids';
import { policyDrift } from '../../../../src/core/policy/policyDrift';
import { readPolicy } from '../../../../src/core/policy/readPolicy';
import { resolvePolicy } from '../../../../src/core/policy/resolvePolicy';
import { applyEdits } from '../../../../src/core/policy/textEdits';
import { updatePolicy } from '../../../../src/core/policy/updatePolicy';
import { diceOf } from './randomOrganization';
import { now } from './randomPolicies';
import * as small from './smallOrganization';

const name = 'a.license-policy.jsonc';

/** What holds of `d1`, with the rest as it is. */
const holding = (held: Readonly<Record<string, string>>): typeof small.organization => ({
  ...small.organization,
  held: new Map([...small.organization.held, [itemId('d1'), small.holding(held)]]),
});

describe('updating a policy whose members stand behind comments', () => {
  const text = (members: string): string => `{
  "policy": 1,
  "portal": "https://x.example",
  "mode": "exact",
  "listings": [{ "itemId": "d1", "grants": [{ "to": { "members": ${members} }, "give": "drone2map" }] }]
}
`;
  const lists: Readonly<Record<string, { list: string; stay: readonly string[]; then: string }>> = {
    'two on a line, behind a line with a comment': {
      list: `[
    "admin", "bob", // the office
    "cy", "dora"
  ]`,
      stay: ['admin', 'bob', 'dora'],
      then: `[
    "admin", "bob", // the office
    "dora"
  ]`,
    },
    'the last of a line before the bracket': {
      list: `[
    "admin", // the office
    "cy"]`,
      stay: ['admin'],
      then: `[
    "admin" // the office
    ]`,
    },
    'two next to each other': {
      list: `[
    "admin", // the office
    "bob", "cy", "dora"
  ]`,
      stay: ['admin', 'dora'],
      then: `[
    "admin", // the office
    "dora"
  ]`,
    },
    'behind the bracket': {
      list: `[ // the office
    "cy", "dora"
  ]`,
      stay: ['dora'],
      then: `[ "dora"
  ]`,
    },
    'one that comes behind a comment': {
      list: `["admin", // the office
    "dora"
  ]`,
      stay: ['admin', 'bob', 'dora'],
      then: `["admin", // the office
  "bob",
    "dora"
  ]`,
    },
  };
  for (const [what, { list, stay, then }] of Object.entries(lists))
    for (const eol of ['\n', '\r\n'])
      it(`${what}: changes those alone who differ (${JSON.stringify(eol)})`, () => {
        const organization = holding(Object.fromEntries(stay.map(one => [one, 'drone2map'])));
        const before = text(list).replaceAll('\n', eol);
        const { edits, left } = updatePolicy({ text: before, name, organization, now });
        assert.deepEqual(left, []);
        const after = applyEdits(before, edits);
        assert.equal(after, text(then).replaceAll('\n', eol));
        const { policy, problems } = readPolicy(after, name);
        assert.deepEqual(problems, []);
        assert.ok(policy);
        assert.deepEqual(policyDrift(resolvePolicy(policy, organization, now), organization).differences, []);
      });
});

describe('updating a policy without line breaks', () => {
  for (const indent of [0, 2])
    it(`does what is to be done inside of a list that is written anew (indent ${indent})`, () => {
      const text = JSON.stringify(
        {
          policy: 1,
          portal: 'https://x.example',
          mode: 'exact',
          teams: { t: { members: ['cy'] } },
          listings: [
            {
              itemId: 'pro',
              grants: [
                {
                  to: { members: ['cy', 'dora', 'zoltan'] },
                  give: ['desktopAdvN', 'spatialAnalystN'],
                },
                { to: { members: ['Ana.Keller', 'bob', 'admin', 'zoltan'] }, give: 'desktopAdvN' },
              ],
            },
            { itemId: 'd1', grants: [] },
          ],
        },
        undefined,
        indent,
      );
      const json = 'a.license-policy.json';
      const { edits, left } = updatePolicy({ text, name: json, organization: small.organization, now });
      assert.deepEqual(left, []);
      assert.ok(edits.length > 0);
      assert.deepEqual(readPolicy(applyEdits(text, edits), json).problems, []);
    });
});

const people = ['Ana.Keller', 'bob', 'cy', 'dora', 'admin', 'zoltan'];
const gives = ['desktopAdvN', ['desktopBasicN'], ['desktopAdvN', 'spatialAnalystN'], ['networkAnalystN']];
const layouts = [0, 2, 4];

type Roll = (below: number) => number;

/** A policy over the small organization. */
function policyOf(roll: Roll): unknown {
  const pick = <T>(list: readonly T[]): T => list[roll(list.length)] as T;
  const some = (): string[] => people.filter(() => roll(2) === 0);
  const to = (): unknown =>
    pick<() => unknown>([
      () => ({ members: some() }),
      () => ({ members: some() }),
      () => 't',
      () => ({ team: 't' }),
      () => ({ everyone: true }),
      () => ({ everyone: true, except: { members: some() } }),
      () => [{ members: some() }, 't'],
      () => ({ userTypes: ['viewerUT'] }),
    ])();
  return {
    policy: 1,
    portal: 'https://x.example',
    mode: pick(['exact', 'exact', 'addOnly', 'removeOnly']),
    teams: {
      t: pick<unknown>([
        { members: some() },
        { everyone: true },
        { userTypes: ['viewerUT'], members: some() },
      ]),
    },
    listings: [
      { itemId: 'pro', grants: Array.from({ length: roll(4) }, () => ({ to: to(), give: pick(gives) })) },
      { itemId: 'd1', grants: Array.from({ length: roll(2) }, () => ({ to: to(), give: 'drone2map' })) },
    ],
  };
}

/** The same with comments, blanks, line breaks and trailing commas wherever JSONC takes them. */
function noisy(json: string, eol: string, roll: Roll): string {
  const tokens = json.match(/"(?:\\.|[^"\\])*"|[[\]{},:]|[^\s[\]{},:"]+/g) ?? [];
  const gap = (): string => {
    const parts: (() => string)[] = [
      () => ' ',
      () => eol + ' '.repeat(roll(5)),
      () => '\t',
      () => '/* "x", ] */',
      () => `// "y", [${eol}`,
    ];
    return Array.from({ length: roll(3) }, () => parts[roll(parts.length)]?.() ?? '').join('');
  };
  const isTrailing = (token: string, at: number): boolean =>
    (token === ']' || token === '}') && !['[', '{', ','].includes(tokens[at - 1] ?? '') && roll(3) === 0;
  return tokens.map((token, at) => `${isTrailing(token, at) ? ',' : ''}${gap()}${token}`).join('') + gap();
}

describe('updating a policy of any layout', () => {
  it('leaves as much as of the same policy as JSON.stringify writes it, and a text that reads the same again', () => {
    let cases = 0;
    for (let seed = 1; seed <= 2_400; seed++) {
      const roll = diceOf(seed);
      const clean = JSON.stringify(policyOf(roll), undefined, layouts[roll(layouts.length)]);
      const read = readPolicy(clean, name);
      if (read.policy === undefined || isBlocking(read.problems)) continue;
      const { organization } = small;
      const expected = updatePolicy({ text: clean, name, organization, now }).left;
      const eol = roll(2) === 0 ? '\r\n' : '\n';
      const text = noisy(clean, eol, roll);
      const { edits, left } = updatePolicy({ text, name, organization, now });
      const after = applyEdits(text, edits);
      const said = `seed ${seed}\n${text}\n--- after\n${after}`;
      const again = readPolicy(after, name);
      assert.ok(again.policy !== undefined && !isBlocking(again.problems), said);
      const namesOf = (differences: typeof left): unknown =>
        differences.map(({ itemId: id, username, wanted }) => [id, username, wanted]);
      assert.deepEqual(namesOf(left), namesOf(expected), said);
      for (const [index, edit] of edits.entries())
        assert.ok(index === 0 || edit.offset >= edits[index - 1]!.offset + edits[index - 1]!.length, said);
      if (eol === '\r\n') assert.doesNotMatch(after, /(^|[^\r])\n/, said);
      assert.doesNotMatch(after, /\r(?!\n)/, said);
      if (left.length === 0)
        assert.deepEqual(updatePolicy({ text: after, name, organization, now }).edits, [], said);
      cases++;
    }
    assert.ok(cases > 1_000, `${cases} cases`);
  });
});
