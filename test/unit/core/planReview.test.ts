import assert from 'node:assert/strict';
import { planForms } from '../../../src/core/files/render/planForms';
import { renderForms, renderSteps } from '../../../src/core/files/render/renderForm';
import { entitlement, itemId, portalId, username } from '../../../src/core/ids';
import { planReview, signOf } from '../../../src/core/planReview';
import type { ReviewHead } from '../../../src/core/planReview';
import type { MemberChange, MemberPlan } from '../../../src/core/planTypes';
import type { WishReason } from '../../../src/core/policy/wishTypes';
import { userTypesTarget } from '../../../src/core/policy/wishTypes';
import { atOnce } from '../../../src/core/steps';
import { quickest } from '../processorTime';

const pro = itemId('pro');
const reason = (line: number, text: string): WishReason => ({ line, offset: 0, length: 1, text });
const change = (
  name: string,
  before: readonly string[],
  after: readonly string[],
  reasons: readonly WishReason[],
): MemberChange => ({
  itemId: pro,
  username: username(name),
  before: before.map(entitlement),
  after: after.map(entitlement),
  reasons,
});
const plan: MemberPlan = {
  kind: 'members',
  id: 'p1',
  portalId: portalId('p'),
  createdAt: 0,
  title: 'Policy river.license-policy.jsonc',
  targets: [
    { kind: 'listing', itemId: pro, title: 'ArcGIS Pro' },
    { kind: 'userType', itemId: userTypesTarget, title: 'User types' },
  ],
  changes: [
    change('ana', [], ['desktopAdvN'], [reason(12, 'planners'), reason(40, 'line 7: \u202ebosses\n# Seats')]),
    change('bo', ['spatialAnalystN'], [], []),
    change('cy', ['desktopBasicN'], ['desktopAdvN'], [reason(12, 'planners')]),
    { ...change('cy', ['viewerUT'], ['creatorUT'], [reason(51, 'creators')]), itemId: userTypesTarget },
  ],
  skipped: [
    {
      itemId: pro,
      username: username('di'),
      reason: 'noSeat',
      names: ['desktopAdvN'],
      reasons: [reason(12, 'planners')],
    },
  ],
  requests: [
    {
      id: 'r1',
      itemId: pro,
      users: [username('bo')],
      entitlements: [],
      needs: [],
      cause: 'group',
    },
  ],
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
  warnings: [{ kind: 'countsIncomplete', itemId: pro }],
  suppressCustomerEmail: true,
  estimate: { requests: 1, ms: 1500 },
  policy: {
    mode: 'exact',
    removals: { members: 1, holders: 1, threshold: { count: 1 } },
    doubles: [],
    notAllListed: [],
    unchanged: 0,
  },
};
const reviewOf = (of: MemberPlan, head: Partial<ReviewHead> = {}): ReturnType<typeof linesOf> =>
  linesOf(of, { portalName: 'River', ...head });
function linesOf(of: MemberPlan, head: ReviewHead) {
  const { text, links } = atOnce(planReview(of, head));
  const lines = text.split('\n');
  return {
    text,
    lines,
    links: links.map(({ row, start, end, policyLine }) => ({
      on: lines[row]?.slice(start, end),
      policyLine,
    })),
  };
}

describe('a plan as a text to be reviewed', () => {
  it('says per listing and member what changes how, both sets, and every line that asks for it, as a link', () => {
    const { text, links } = reviewOf(plan);
    assert.match(text, /^ArcGIS Pro \(3 members\)$/m);
    assert.match(
      text,
      /^ {2}\+ ana +nothing → ArcGIS Pro Advanced +line 12: planners; line 40: line 7: <U\+202E>bosses␊# Seats$/m,
    );
    assert.match(text, /^ {2}- bo +Spatial Analyst → nothing +no rule names this member$/m);
    assert.match(text, /^ {2}~ cy +ArcGIS Pro Basic → ArcGIS Pro Advanced +line 12: planners$/m);
    assert.match(text, /^User types \(1 member\)\n {2}~ cy {2}Viewer → Creator {2}line 51: creators$/m);
    assert.deepEqual(links, [
      { on: 'line 12: planners', policyLine: 12 },
      { on: 'line 40: line 7: <U+202E>bosses␊# Seats', policyLine: 40 },
      { on: 'line 12: planners', policyLine: 12 },
      { on: 'line 51: creators', policyLine: 51 },
      { on: 'line 12: planners', policyLine: 12 },
    ]);
  });

  it('has the summary, seats before, after and at their fewest, who is left out and why, requests and the time', () => {
    const { text } = reviewOf(plan, { source: ['Policy: river.license-policy.jsonc.'] });
    assert.match(text, /^3 members change · 1 request · 1 skipped\.$/m);
    assert.match(text, /^1 request, about 1\.5 s\.$/m);
    assert.match(text, /^Policy: river/m);
    assert.match(text, /^Something is taken from 1 of 1 member who hold/m);
    assert.match(text, /without another question: 1 member\.$/m);
    assert.match(text, /^! The portal cuts the list of users of ArcGIS Pro/m);
    assert.match(text, /^ {2}ArcGIS Pro Advanced {2}4 → 6 of 10, 4 free {2}fewest free on the way: 3$/m);
    assert.match(text, /^ {2}di {2}no free seat of ArcGIS Pro Advanced {2}line 12: planners$/m);
    assert.match(text, /^ {2}r1 {2}ArcGIS Pro {2}bo → nothing$/m);
    assert.match(text, /^Not applied$/m);
  });

  it('says what came of it once it was applied', () => {
    const { text } = reviewOf(plan, {
      report: {
        planId: 'p1',
        startedAt: 0,
        endedAt: 60_000,
        cancelled: true,
        requestsSent: 1,
        results: [{ itemId: pro, username: username('bo'), outcome: 'notDone', reason: 'was refused' }],
      },
    });
    assert.match(
      text,
      /^Applied: 1970-01-01 00:00 UTC to 1970-01-01 00:01 UTC · Requests sent: 1 \(cancelled\)$/m,
    );
    assert.match(text, /- bo .* not done: was refused$/m);
    assert.doesNotMatch(text, /Not applied/);
  });

  it('tells gains, losses and everything else apart', () => {
    const sign = (before: string[], after: string[]): string =>
      signOf({ before: before.map(entitlement), after: after.map(entitlement) });
    assert.deepEqual(
      [sign([], ['a']), sign(['a'], ['b', 'a']), sign(['a', 'b'], ['a']), sign(['a'], ['b'])],
      ['+', '+', '-', '~'],
    );
  });

  it('shows both sides in the form of every comparison: the same members in the same order', () => {
    const { portal, file } = renderForms(atOnce(planForms(plan)));
    const members = /"(\w+)": \{/g;
    assert.deepEqual(
      [...portal.text.matchAll(members)].map(([, name]) => name),
      [...file.text.matchAll(members)].map(([, name]) => name),
    );
    const before = JSON.parse(portal.text) as Record<string, Record<string, unknown>>;
    const after = JSON.parse(file.text) as typeof before;
    assert.deepEqual(before['ArcGIS Pro (pro)'], {
      ana: { 'entitlements in all': 0 },
      bo: { 'Spatial Analyst (spatialAnalystN)': true, 'entitlements in all': 1 },
      cy: { 'ArcGIS Pro Basic (desktopBasicN)': true, 'entitlements in all': 1 },
    });
    assert.deepEqual(after['User types'], {
      cy: { 'Creator (creatorUT)': true, 'entitlements in all': 1 },
    });
  });

  it('is made in steps, none of which takes long, for 12,000 members', () => {
    const changes = Array.from({ length: 12_000 }, (_, n) =>
      change(
        `member.number${n}`,
        n % 3 === 0 ? [] : ['desktopBasicN'],
        ['desktopAdvN'],
        [reason(n + 1, 'all')],
      ),
    );
    const large = { ...plan, changes };
    function* whole() {
      const review = yield* planReview(large, { portalName: 'River' });
      return { review, rendered: yield* renderSteps(yield* planForms(large)) };
    }
    let steps = 0;
    const ms = quickest(() => {
      steps = 0;
      for (const made = whole(); ; steps++) {
        const step = made.next();
        if (step.done !== true) continue;
        assert.equal(step.value.review.links.length, 12_001);
        break;
      }
    }, 2_000);
    // A row to be laid out, a row to be written, a member in the forms, and on each of their two sides.
    assert.ok(steps > 5 * 12_000, `${steps} steps`);
    assert.ok(ms < 2_000, `${ms.toFixed(0)} ms in all`);
  });
});
