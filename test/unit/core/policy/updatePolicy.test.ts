// What the text of a policy looks like after it was made to say what the portal has.
import assert from 'node:assert/strict';
import { readPolicy } from '../../../../src/core/policy/readPolicy';
import { applyEdits } from '../../../../src/core/policy/textEdits';
import { updatePolicy } from '../../../../src/core/policy/updatePolicy';
import { now } from './randomPolicies';
import * as small from './smallOrganization';

const name = 'a.license-policy.jsonc';

describe('updating a policy by hand-made examples', () => {
  /** What the document says afterwards; the portal is that of the small organization. */
  const updated = (text: string, organization = small.organization): string => {
    const { edits, left } = updatePolicy({ text, name, organization, now });
    assert.deepEqual(left, []);
    return applyEdits(text, edits);
  };
  const document = (body: string): string => `{
  // Who has Pro.
  "policy": 1,
  "portal": "https://x.example",
  "mode": "exact",
${body}
}
`;

  it('moves names between lists, line by line, with their comments and in order', () => {
    const text = document(`  "listings": [
    {
      "itemId": "pro",
      "grants": [
        {
          "to": {
            "members": [
              "admin", // runs it
              "bob", // left in May
              "cy", // moved to basic
              "dora"
            ]
          },
          "give": "desktopAdvN" // level
        },
        // Nobody yet.
        { "to": { "members": ["zoltan"] }, "give": ["desktopBasicN"] },
        { "to": { "members": ["zoltan"] }, "give": ["desktopAdvN", "spatialAnalystN"] }
      ]
    }
  ]`);
    assert.equal(
      updated(text),
      document(`  "listings": [
    {
      "itemId": "pro",
      "grants": [
        {
          "to": {
            "members": [
              "admin" // runs it
            ]
          },
          "give": "desktopAdvN" // level
        },
        // Nobody yet.
        { "to": { "members": ["cy", "zoltan"] }, "give": ["desktopBasicN"] },
        { "to": { "members": ["Ana.Keller", "zoltan"] }, "give": ["desktopAdvN", "spatialAnalystN"] }
      ]
    }
  ]`),
    );
  });

  it('keeps the comments of a list whose names all go', () => {
    const grants = (members: string): string =>
      document(`  "listings": [
    { "itemId": "pro", "grants": [
      { "to": { "members": [${members}] }, "give": "desktopAdvN" }
    ] }
  ]`);
    const tall = updated(
      grants(`
        // Agreed with the dean until 2027.
        "bob", // guest
        /* keep */ "dora"
        // Ask Ana before you add one.
      `),
    );
    const start = tall.indexOf('"members": [') + '"members": ['.length;
    assert.equal(
      tall.slice(start, tall.indexOf(']', start)),
      `
        // Agreed with the dean until 2027.
        /* keep */ "admin"
        // Ask Ana before you add one.
      `,
    );
    const shapes: readonly (readonly [string, string])[] = [
      ['/* ours */ "bob" /* guest */, "dora"', '/* ours */ "admin"'],
      ['\n // ours\n "bob"\n , "dora" // left\n', '\n // ours\n  "admin"\n'],
      ['\n // ours\n "bob",\n // and\n "dora",\n', '\n // ours\n // and\n "admin"\n'],
    ];
    for (const [before, after] of shapes) {
      const text = updated(grants(before));
      assert.ok(text.includes(`[${after}]`), text);
      assert.deepEqual(readPolicy(text, name).problems, [], text);
    }
  });

  it('excepts members of teams that others use too, and grants what no rule has', () => {
    const text = document(`  "sets": { "adv": ["desktopAdvN", "spatialAnalystN"] },
  "teams": { "all": { "everyone": true } },
  "protected": "all",
  "listings": [
    { "itemId": "pro", "grants": [] },
    { "itemId": "d1", "grants": [{ "to": "all", "give": "drone2map" }] },
  ],`);
    const { organization } = small;
    const changed = updated(
      text.replace('  "protected": "all",\n', '  "protected": { "team": "all", "except": "all" },\n'),
      organization,
    );
    assert.equal(
      changed,
      document(`  "sets": { "adv": ["desktopAdvN", "spatialAnalystN"] },
  "teams": { "all": { "everyone": true } },
  "protected": { "team": "all", "except": "all" },
  "listings": [
    { "itemId": "pro", "grants": [
      { "to": { "members": ["admin"] }, "give": "desktopAdvN" },
      { "to": { "members": ["Ana.Keller"] }, "give": "adv" },
      { "to": { "members": ["cy"] }, "give": "desktopBasicN" }
    ] },
    { "itemId": "d1", "grants": [{ "to": {
      "team": "all",
      "except": {
        "members": [
          "admin",
          "Ana.Keller",
          "cy",
          "dora"
        ]
      }
    }, "give": "drone2map" }] },
  ],`),
    );
  });

  it('changes nothing where nothing differs, nothing is chosen, or the document has an error', () => {
    const text = small.documentOf(
      '"listings": [{ "itemId": "d1", "grants": [{ "to": { "members": ["bob"] }, "give": "drone2map" }] }]',
    );
    const of = (input: string, only?: () => boolean): readonly unknown[] => [
      ...updatePolicy({
        text: input,
        name,
        organization: small.organization,
        now,
        ...(only === undefined ? {} : { only }),
      }).edits,
    ];
    assert.deepEqual(of(text), []);
    const other = text.replace('bob', 'cy');
    assert.equal(of(other).length, 1);
    assert.deepEqual(
      of(other, () => false),
      [],
    );
    assert.deepEqual(of(other.replace('"give"', '"givve"')), []);
  });
});
