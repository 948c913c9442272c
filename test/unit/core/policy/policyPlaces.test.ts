// The editor's questions about a policy: what is here, where is it defined, who uses it, what can stand here, and how is it laid out.
import assert from 'node:assert/strict';
import { contentOf } from '../../../../src/core/policy/policyContent';
import { completionAt, completionValues } from '../../../../src/core/policy/policyCompletion';
import { formatPolicy } from '../../../../src/core/policy/formatPolicy';
import { policyHover } from '../../../../src/core/policy/policyHover';
import { definitionOf, placeAt, policyPlaces, referencesOf } from '../../../../src/core/policy/policyPlaces';
import { printPolicy } from '../../../../src/core/policy/printPolicy';
import { readPolicy } from '../../../../src/core/policy/readPolicy';
import { resolvePolicy } from '../../../../src/core/policy/resolvePolicy';
import { applyEdits } from '../../../../src/core/policy/textEdits';
import { namesOf, Random, randomOrganization, randomPolicy } from './randomPolicies';
import { documentOf, now, organization, policyOf } from './smallOrganization';

const text = documentOf(`
  "timeZone": "Europe/Zurich",
  "sets": { "gis": ["desktopAdvN", "spatialAnalystN"], "spare": "desktopBasicN" },
  "teams": {
    "crew": { "group": "g1", "except": { "members": ["cy"] } },
    "both": { "team": "crew", "roster": "crew.csv", "role": "planner" }
  },
  "protected": "crew",
  "listings": [
    { "title": "ArcGIS Pro", "itemId": "pro", "grants": [
      { "to": ["crew", { "members": ["BOB", "zoltan"], "userType": "creatorUT" }], "give": ["gis", "networkAnalystN"], "from": "2026-11-01", "until": "2026-11-30" }
    ], "quotas": [{ "team": "both", "entitlement": "gis", "seats": 2 }] }
  ],
  "userTypes": [{ "to": { "members": ["bob"] }, "userType": "viewerUT" }]`);
const policy = policyOf(text);
const at = (needle: string, nth = 0): number => {
  let found = -1;
  for (let time = 0; time <= nth; time++) found = text.indexOf(needle, found + 1);
  assert.ok(found >= 0, needle);
  return found;
};

describe('places of a policy', () => {
  it('are found with their kind, at both ends and inside, and not beside', () => {
    const kinds: readonly (readonly [needle: string, nth: number, kind: string])[] = [
      ['"gis"', 0, 'set'],
      ['"gis"', 1, 'set'],
      ['"gis"', 2, 'set'],
      ['"desktopAdvN"', 0, 'entitlement'],
      ['"networkAnalystN"', 0, 'entitlement'],
      ['"crew"', 0, 'team'],
      ['"crew"', 2, 'team'],
      ['"cy"', 0, 'member'],
      ['"BOB"', 0, 'member'],
      ['"crew.csv"', 0, 'roster'],
      ['"planner"', 0, 'role'],
      ['"g1"', 0, 'group'],
      ['"creatorUT"', 0, 'userType'],
      ['"viewerUT"', 0, 'userType'],
      ['"pro"', 0, 'target'],
      ['"ArcGIS Pro"', 0, 'target'],
      ['"2026-11-01"', 0, 'day'],
    ];
    for (const [needle, nth, kind] of kinds) {
      const offset = at(needle, nth);
      for (const inside of [0, 1, needle.length])
        assert.equal(placeAt(policy, offset + inside)?.kind, kind, needle);
    }
    assert.equal(placeAt(policy, at('"to"') + 1), undefined);
  });

  it('lead from a use to its definition, and to all other uses', () => {
    const definition = (needle: string, nth: number): string | undefined => {
      const place = placeAt(policy, at(needle, nth));
      const found = place && definitionOf(policy, place);
      return (
        found && `${text.slice(found.offset, found.offset + found.length)} ${found.offset === at(needle)}`
      );
    };
    assert.equal(definition('"gis"', 1), '"gis" true');
    assert.equal(definition('"crew"', 3), '"crew" true');
    assert.equal(definition('"both"', 1), '"both" true');
    assert.equal(definition('"cy"', 0), undefined);
    const references = (needle: string): readonly number[] => {
      const place = placeAt(policy, at(needle));
      return place === undefined ? [] : referencesOf(policy, place).map(one => one.offset);
    };
    assert.deepEqual(
      references('"gis"'),
      [0, 1, 2].map(nth => at('"gis"', nth)),
    );
    assert.deepEqual(
      references('"crew"'),
      [0, 1, 2, 3].map(nth => at('"crew"', nth)),
    );
    assert.deepEqual(references('"bob"'), [at('"BOB"'), at('"bob"')]);
  });

  it('are in order and inside the text, for 300 random policies', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = new Random(seed);
      const printed = printPolicy(randomPolicy(random, namesOf(randomOrganization(random))));
      const places = policyPlaces(policyOf(printed));
      for (const [index, one] of places.entries()) {
        assert.equal(JSON.parse(printed.slice(one.offset, one.offset + one.length)), one.name);
        assert.ok((places[index - 1]?.offset ?? -1) < one.offset);
      }
    }
  });
});

describe('what is said over a name', () => {
  const resolved = resolvePolicy(policy, organization, now, text);
  const said = (needle: string, nth = 0): readonly string[] => {
    const place = placeAt(policy, at(needle, nth));
    const hover = place && policyHover(place, policy, organization, resolved);
    return hover === undefined ? [] : [hover.title, ...hover.lines.map(one => one.message)];
  };

  it('is what it stands for and what the portal has of it', () => {
    assert.deepEqual(said('"gis"', 1), ['gis', 'A set: ArcGIS Pro Advanced, Spatial Analyst']);
    assert.deepEqual(said('"networkAnalystN"'), ['Network Analyst', 'ArcGIS Pro: 0 of 9 seats are held.']);
    assert.deepEqual(said('"desktopAdvN"'), ['ArcGIS Pro Advanced', 'ArcGIS Pro: 2 of 2 seats are held.']);
    assert.deepEqual(said('"crew"', 2), ['crew', '1 members: bob']);
    assert.deepEqual(said('"both"', 1), ['both', '3 members: bob, gone.user, dora']);
    assert.deepEqual(said('"planner"'), ['planner', '1 members: dora']);
    assert.deepEqual(said('"creatorUT"'), ['Creator', '2 members: Ana.Keller, admin']);
    assert.deepEqual(said('"BOB"'), [
      'bob',
      'User type Viewer, role org_user.',
      'ArcGIS Pro: holds –; this policy gives ArcGIS Pro Advanced, Spatial Analyst, Network Analyst.',
    ]);
    assert.deepEqual(said('"zoltan"'), [
      'zoltan',
      'zoltan is no member of the portal: nothing is planned of this name.',
    ]);
    assert.deepEqual(said('"pro"'), ['ArcGIS Pro', 'Item id pro', '3 members hold it.']);
    assert.deepEqual(said('"2026-11-01"'), [
      '2026-11-01',
      'In force from 2026-10-31 23:00 UTC, when the first day begins in Europe/Zurich.',
      'In force until 2026-11-30 23:00 UTC, when the last day ends in Europe/Zurich.',
    ]);
  });

  it('is why nobody knows, where nobody does', () => {
    const place = placeAt(policy, at('"both"', 1));
    assert.ok(place !== undefined);
    const hover = policyHover(place, policy, { ...organization, rosters: new Map() });
    assert.match(hover?.lines[0]?.message ?? '', /roster crew\.csv could not be read/);
    assert.deepEqual(policyHover(place, policy, undefined)?.lines, []);
  });
});

describe('what can stand at a place', () => {
  /** At the first `|` of the text. */
  const complete = (marked: string, withPolicy = true): readonly string[] | undefined => {
    const offset = marked.indexOf('|');
    const plain = marked.replace('|', '');
    const found = completionAt(plain, offset);
    const known = withPolicy ? readPolicy(plain, 'a.jsonc').policy : undefined;
    return found && [found.expected, ...completionValues(found, known, organization).map(one => one.value)];
  };
  const sets = '"sets": { "gis": ["desktopAdvN"] }, "teams": { "crew": { "members": ["bob"] } },';
  const listing = (id: string, grant: string): string =>
    documentOf(`${sets} "listings": [{ ${id}, "grants": [{ ${grant} }] }]`);

  it('is a member, a team, a set or an entitlement of the listing, a user type, a role, a group', () => {
    const members = ['member', 'admin', 'Ana.Keller', 'bob', 'cy', 'dora'];
    assert.deepEqual(complete(listing('"itemId": "pro"', '"to": { "members": ["bob", |] }')), members);
    assert.deepEqual(complete(listing('"itemId": "pro"', '"to": { "members": ["b|"')), members);
    assert.deepEqual(complete(documentOf('"exclude": { "members": [|')), members);
    assert.deepEqual(complete(listing('"itemId": "pro"', '"to": "|"')), ['team', 'crew']);
    assert.deepEqual(complete(listing('"itemId": "pro"', '"to": ["crew", "|"]')), ['team', 'crew']);
    assert.deepEqual(complete(listing('"title": "ArcGIS Pro"', '"give": ["|"]')), [
      'setOrEntitlement',
      'gis',
      'desktopAdvN',
      'desktopBasicN',
      'networkAnalystN',
      'spatialAnalystN',
    ]);
    assert.deepEqual(complete(listing('"itemId": "d1"', '"give": "|"')), [
      'setOrEntitlement',
      'gis',
      'drone2map',
    ]);
    assert.equal(complete(documentOf('"sets": { "x": ["|"] }'))?.includes('drone2map'), true);
    assert.deepEqual(complete(documentOf('"userTypes": [{ "userType": "|" }]')), [
      'userType',
      'creatorUT',
      'GISProfessionalAdvUT',
      'viewerUT',
    ]);
    assert.deepEqual(complete(documentOf('"protected": { "group": "|" }')), ['group', 'g1', 'g2', 'g3']);
    assert.equal(complete(documentOf('"protected": { "role": "|" }'))?.includes('customRole1'), true);
    assert.deepEqual(complete(documentOf('"protected": { "roster": "|" }')), ['roster', 'crew.csv']);
  });

  it('is a title or an item id of the section', () => {
    assert.deepEqual(complete(documentOf('"listings": [{ "title": "|" }]')), [
      'title',
      'ArcGIS Pro',
      'Drone2Map',
    ]);
    assert.deepEqual(complete(documentOf('"listings": [{ "itemId": "|" }]')), ['itemId', 'd1', 'd2', 'pro']);
    assert.deepEqual(complete(documentOf('"appBundles": [{ "itemId": |')), ['itemId', 'urban']);
    assert.deepEqual(complete(documentOf('"mode": "|"')), ['mode', 'exact', 'addOnly', 'removeOnly']);
  });

  it('is nothing at keys and where no name belongs', () => {
    assert.equal(complete(documentOf('"|": 1')), undefined);
    assert.equal(complete(documentOf('"note": "|"')), undefined);
    assert.equal(complete(documentOf('"constructor": "|"')), undefined);
    assert.equal(complete('|'), undefined);
  });

  it('replaces the name that is being written, with its quotes', () => {
    const marked = documentOf('"exclude": { "members": ["an|a"] }');
    const found = completionAt(marked.replace('|', ''), marked.indexOf('|'));
    assert.deepEqual(found?.range, { offset: marked.indexOf('"an'), length: 5 });
    assert.equal(found.typed, 'an');
  });

  it('is what the document itself says where no portal is known', () => {
    const found = completionAt(text, at('"gis"', 1) + 1);
    assert.ok(found !== undefined);
    assert.deepEqual(
      completionValues(found, policy, undefined).map(one => [one.value, one.detail]),
      [
        ['gis', 'ArcGIS Pro Advanced, Spatial Analyst'],
        ['spare', 'ArcGIS Pro Basic'],
      ],
    );
  });
});

describe('formatting a policy', () => {
  const format = (input: string): string =>
    applyEdits(input, formatPolicy(input, { tabSize: 2, insertSpaces: true }));

  it('sets right indentation and blanks, and keeps lines and comments', () => {
    assert.equal(
      format('{ // why\n"policy":1,\n      "listings":[\n{"itemId" : "a","grants":[]} // one\n]\n}'),
      '{ // why\n  "policy": 1,\n  "listings": [\n    { "itemId": "a", "grants": [] } // one\n  ]\n}',
    );
  });

  it('changes nothing of what is written by the extension, and the content of nothing, 300 random policies', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = new Random(seed);
      const printed = printPolicy(randomPolicy(random, namesOf(randomOrganization(random))), {
        comments: ['a { b'],
      });
      assert.equal(format(printed), printed);
      const messy = printed
        .replace(/^ +/gm, blanks => ' '.repeat((blanks.length * 7) % 5))
        .replace(/": /g, '"   :');
      assert.deepEqual(contentOf(policyOf(format(messy))), contentOf(policyOf(printed)));
    }
  });
});
