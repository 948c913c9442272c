import assert from 'node:assert/strict';
import { itemId, username } from '../../../../src/core/ids';
import { driftDocument, shownMembers } from '../../../../src/core/policy/driftDocument';
import type { PolicyDifference } from '../../../../src/core/policy/policyDrift';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';

const difference = (more: Partial<PolicyDifference>): PolicyDifference => ({
  itemId: itemId('pro'),
  title: 'ArcGIS Pro',
  username: username('ana.keller'),
  held: [],
  wished: [],
  wanted: [],
  reasons: [],
  ...more,
});

const written = (more: Partial<Parameters<typeof driftDocument>[0]> = {}): string =>
  driftDocument({
    name: 'river.license-policy.jsonc',
    portalName: 'River',
    readAt: Date.parse('2026-03-02T09:00:00Z'),
    drift: { differences: [], notCompared: [] },
    blocked: [],
    ...more,
  });

describe('the document of drift', () => {
  it('says of each member what it has, what the policy says, and which line', () => {
    const text = written({
      drift: {
        differences: [
          difference({
            held: ['spatialAnalystN'],
            wanted: ['desktopAdvN'],
            reasons: [{ line: 12, offset: 0, length: 1, text: 'planners' }],
          }),
          difference({ username: username('bo'), held: ['desktopAdvN'] }),
          difference({
            itemId: userTypesTarget,
            title: 'userTypes',
            held: ['viewerUT'],
            wanted: ['creatorUT'],
          }),
        ],
        notCompared: [],
      },
    });
    assert.match(text, /^# Drift of river\\\.license\\-policy\\\.jsonc\n/);
    assert.match(text, /^3 differences\./m);
    assert.match(text, /^State read: 2026-03-02T09:00:00\.000Z/m);
    assert.match(
      text,
      /\| ana\\\.keller \| Spatial Analyst \| ArcGIS Pro Advanced \| line 12\\: planners \|/,
    );
    assert.match(text, /\| bo \| ArcGIS Pro Advanced \| — \| no rule names this member \|/);
    assert.match(text, /^## User types$/m);
    assert.match(text, /\| viewerUT \| creatorUT \|/);
  });

  it('names what was not compared, so that nobody takes it for equal', () => {
    const text = written({
      drift: {
        differences: [],
        notCompared: [
          { itemId: itemId('pro'), title: 'ArcGIS Pro', why: 'The portal refused.' },
          { itemId: itemId('drone'), title: 'Drone2Map' },
        ],
      },
      blocked: [{ title: 'Insights' }],
    });
    assert.match(text, /^No differences\./m);
    assert.match(text, /^- Not compared\\: ArcGIS Pro\\\. The portal refused\\\.$/m);
    assert.match(text, /^- Compared in part\\: Drone2Map\\\./m);
    assert.match(text, /^- Not compared\\: Insights\\\. The policy has errors there/m);
  });

  it('keeps text of others from being markup, and says how many rows are left out', () => {
    const many = Array.from({ length: shownMembers + 2 }, (_, i) =>
      difference({ username: username(`[a${i}](command:x)|`) }),
    );
    const text = written({ portalName: '<b>x</b>', drift: { differences: many, notCompared: [] } });
    assert.doesNotMatch(text, /<b>|\]\(command/);
    assert.match(text, /… and 2 more\. A plan lists them all\./);
    assert.equal(text.match(/^\| \\\[a/gm)?.length, shownMembers);
  });
});
