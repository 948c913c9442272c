import assert from 'node:assert/strict';
import { entitlement, itemId, portalId, userTypeId, username } from '../../../src/core/ids';
import { planDocument } from '../../../src/core/planDocument';
import { losingWords, membersLosing, policySentences } from '../../../src/core/planPolicyText';
import type { MemberChange, MemberPlan } from '../../../src/core/planTypes';

const pro = itemId('pro');
const change = (
  name: string,
  before: readonly string[],
  after: readonly string[],
  more: Partial<MemberChange> = {},
) => ({
  itemId: pro,
  username: username(name),
  before: before.map(entitlement),
  after: after.map(entitlement),
  ...more,
});
const reason = { line: 12, offset: 0, length: 1, text: 'planners | <b>' };
const plain: MemberPlan = {
  kind: 'members',
  id: 'p1',
  portalId: portalId('p'),
  createdAt: 0,
  title: 'Policy river.license-policy.jsonc',
  targets: [{ kind: 'listing', itemId: pro, title: 'ArcGIS Pro' }],
  changes: [
    change('ana', [], ['desktopAdvN'], { reasons: [reason] }),
    change('bo', ['spatialAnalystN'], [], { reasons: [] }),
    change('Bo', ['networkAnalystN'], [], { reasons: [] }),
    // A level that gives way to a higher one is not taken.
    change('cy', ['desktopBasicN'], ['desktopAdvN'], { reasons: [reason] }),
  ],
  skipped: [
    { itemId: pro, username: username('di'), reason: 'noSeat', names: ['desktopAdvN'], reasons: [reason] },
  ],
  requests: [],
  ledger: [
    {
      itemId: pro,
      entitlement: entitlement('desktopAdvN'),
      total: 10,
      before: 4,
      after: 6,
      lowest: 3,
      atLeast: false,
    },
  ],
  warnings: [],
  suppressCustomerEmail: true,
};
const plan: MemberPlan = {
  ...plain,
  gaps: [
    { itemId: pro, username: username('ed'), without: [entitlement('desktopStdN')], from: 'r3', until: 'r5' },
  ],
  spareSeats: [{ itemId: pro, pools: ['desktopAdvN'], usernames: [username('fay'), username('gus')] }],
  estimate: { requests: 4, ms: 6000 },
  policy: {
    mode: 'exact',
    removals: { members: 1, holders: 40, threshold: { count: 0, percent: 2 } },
    overThreshold: true,
    doubles: [
      {
        itemId: pro,
        username: username('hal'),
        entitlement: entitlement('desktopBasicN'),
        userType: userTypeId('creatorUT'),
        removed: true,
      },
    ],
    notAllListed: [pro],
    unchanged: 7,
  },
};

describe('the document of a plan that a policy asks for', () => {
  const text = planDocument(plan, undefined, 'River');

  it('says which line asks for each change, and which members no line names', () => {
    assert.match(
      text,
      /^\| ana \| ArcGIS Pro \| nothing \| ArcGIS Pro Advanced \| line 12\\: planners \\\| \\<b\\> \|$/m,
    );
    assert.match(text, /^\| bo \| .* \| nothing \| no rule names this member \|$/m);
    assert.match(text, /^\| di \| ArcGIS Pro \| no free seat of ArcGIS Pro Advanced \| line 12/m);
  });

  it('says seats before, after and at their fewest, requests and the estimated time', () => {
    assert.match(text, /\| Before → after \| Fewest free on the way \|/);
    assert.match(text, /\| 4 → 6 of 10, 4 free \| 3 \|/);
    assert.match(text, /^- 4 requests, about 6\\\.0 s\\\.$/m);
  });

  it('says from how many it takes, that this is more than the policy allows, and what stays out of it', () => {
    assert.match(text, /^- Something is taken from 1 of 40 members who hold something\\\.$/m);
    assert.match(
      text,
      /^- The policy lets a plan take from so many without another question\\: 0 members, 2 %\\\.$/m,
    );
    assert.match(text, /applied only when that is confirmed by itself/);
    assert.match(text, /^- 7 are as the policy says already\\\.$/m);
    assert.match(text, /The portal cut the list of holders of ArcGIS Pro/);
  });

  it('names gaps with their requests, circles with the seat that they lack, and what comes with the user type as well', () => {
    assert.match(text, /^\| ed \| ArcGIS Pro \| ArcGIS Pro Standard \| r3 and r5 \|$/m);
    assert.match(
      text,
      /^- fay, gus wait for each other in a circle\\: one spare seat of ArcGIS Pro Advanced in ArcGIS Pro/m,
    );
    assert.match(text, /^\| hal \| ArcGIS Pro Basic \| Creator \| takes it \|$/m);
  });

  it('counts whom it takes from once, whatever the case of the name, and nobody who is raised', () => {
    assert.deepEqual(membersLosing(plan).map(String), ['bo']);
    assert.equal(losingWords(plan), '1 member loses what the plan names.');
    const raised = plan.changes.filter(({ username: name }) => name === 'cy');
    assert.equal(losingWords({ ...plan, changes: raised }), 'Nobody loses anything.');
    const all = [...plan.changes, change('ed', ['networkAnalystN'], [])];
    assert.equal(losingWords({ ...plan, changes: all }), '2 members lose what the plan names.');
  });

  it('says nothing of policies in a plan of another kind', () => {
    const other = planDocument(plain, undefined, 'River');
    assert.doesNotMatch(other, /After \| Why|Asked for by|Fewest free|line 12|no rule names/m);
  });

  it('says what of a plan from a file is told by that file alone, and from whom it takes what the policy does not', () => {
    const told = (one: MemberPlan): readonly string[] =>
      policySentences(one).filter(line => line.startsWith('Told by the file of this plan'));
    assert.deepEqual(told(plan), []);
    assert.equal(told({ ...plan, origin: 'p0' }).length, 1);
    assert.equal(told({ ...plain, origin: 'p0' }).length, 1);
    assert.deepEqual(told({ ...plain, skipped: [], origin: 'p0' }), []);
    const many = Array.from({ length: 12 }, (_, n) => username(`m${n}`));
    assert.ok(
      policySentences({ ...plan, unasked: many }).some(line =>
        /does not take what the plan takes from m0, .*m9 and 2 more\. It is applied only/.test(line),
      ),
    );
  });
});
