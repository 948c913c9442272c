// What of a policy's dates is open, and the plan for exactly that.
import assert from 'node:assert/strict';
import { entitlement, itemId, portalId, username } from '../../../../src/core/ids';
import type { Username } from '../../../../src/core/ids';
import type { DueGrant } from '../../../../src/core/policy/dueGrants';
import { dueWishes, mayBeDue, openDue } from '../../../../src/core/policy/openDue';
import { planOrganization } from '../../../../src/core/policy/planOrganization';
import { known } from '../../../../src/core/policy/policyOrganization';
import type { PolicyOrganization } from '../../../../src/core/policy/policyOrganization';
import { resolvePolicy } from '../../../../src/core/policy/resolvePolicy';
import type { ResolvedPolicy } from '../../../../src/core/policy/resolvePolicy';
import type { TargetState } from '../../../../src/core/planTypes';
import { documentOf, holding, now, organization, policyOf } from './smallOrganization';

const day = 86_400_000;

const resolved = (text: string, facts: PolicyOrganization = organization): ResolvedPolicy =>
  resolvePolicy(policyOf(text), facts, now, text);

const grant = (to: string, give: string, period = ''): string =>
  `{ "to": { "members": ${to} }, "give": "${give}"${period === '' ? '' : `, ${period}`} }`;

const droneOf = (grants: string, more = ''): string =>
  documentOf(`${more} "listings": [{ "itemId": "d1", "grants": [${grants}] }]`);

/** The organization with these holders of Drone2Map and of ArcGIS Pro. */
const withHeld = (
  d1: Readonly<Record<string, string>>,
  pro: Readonly<Record<string, string>> = {},
): PolicyOrganization => ({
  ...organization,
  held: new Map([
    [itemId('d1'), holding(d1)],
    [itemId('pro'), holding(pro)],
  ]),
});

const all = (): boolean => true;

/** The plan for what is due, as member → set after. */
function planned(
  text: string,
  facts: PolicyOrganization,
  chosen: (grant: DueGrant, member: Username) => boolean = all,
): { readonly changes: readonly string[]; readonly skipped: readonly string[]; readonly over: boolean } {
  const policy = resolved(text, facts);
  const due = dueWishes(policy, facts, chosen);
  const targets = policy.rules.governed.map((id): TargetState => {
    const held = facts.held.get(id);
    const listing =
      facts.listings.state === 'known' ? facts.listings.value.find(one => one.itemId === id) : undefined;
    assert.ok(held?.state === 'known' && listing);
    return {
      target: { kind: 'listing', itemId: id, title: listing.title },
      pools: listing.pools.map(({ key, num }) => ({ key, total: num })),
      holdings: new Map(
        [...held.value.holdings].map(([key, one]) => [key, { ...one, offline: one.username === 'gone' }]),
      ),
      complete: true,
    };
  });
  const plan = planOrganization({
    id: 'plan',
    portalId: portalId('p'),
    title: 'due',
    createdAt: now,
    targets,
    ...due,
    wishesOnly: true,
  });
  return {
    changes: plan.changes.map(one => `${one.itemId} ${one.username}: ${one.after.join(' ') || '-'}`),
    skipped: plan.skipped.map(one => `${one.username}: ${one.reason}`),
    over: plan.policy?.overThreshold === true,
  };
}

describe('what is open of the dates of a policy', () => {
  const open = (text: string, facts = organization, soonDays = 30): readonly string[] =>
    openDue(resolved(text, facts), facts, now, soonDays * day).map(
      one => `${one.event} ${one.state} ${one.members.join(' ')}`,
    );

  it('is what is due by now and what comes soon, and not what is further away', () => {
    const facts = withHeld({ bob: 'drone2map', cy: 'drone2map' });
    const text = droneOf(
      [
        grant('["bob"]', 'drone2map', '"until": "2026-11-20"'),
        grant('["cy"]', 'drone2map', '"from": "2026-11-01", "until": "2026-12-01"'),
        grant('["dora"]', 'drone2map', '"from": "2027-03-01"'),
      ].join(', '),
    );
    assert.deepEqual(open(text, facts), ['ends overdue bob', 'ends upcoming cy']);
    assert.deepEqual(open(text, facts, 5), ['ends overdue bob']);
    assert.deepEqual(open(text, facts, 365).at(-1), 'starts upcoming dora');
  });

  it('leaves out members whom the policy excludes, and names that are no members', () => {
    const text = droneOf(
      grant('["bob", "cy", "nobody"]', 'drone2map', '"from": "2026-11-20"'),
      '"exclude": { "members": ["cy"] },',
    );
    assert.deepEqual(open(text, withHeld({})), ['starts overdue bob']);
  });

  it('is told by the dates alone whether there is a reason to look', () => {
    const may = (period: string): boolean =>
      mayBeDue(policyOf(droneOf(grant('["bob"]', 'drone2map', period))), 'UTC', now, 30 * day);
    assert.equal(may(''), false);
    assert.equal(may('"from": "2026-11-22"'), true);
    assert.equal(may('"from": "2027-06-01"'), false);
    assert.equal(may('"until": "2026-11-20"'), true);
    assert.equal(may('"until": "2026-12-10"'), true);
    assert.equal(may('"until": "2027-06-10"'), false);
    assert.equal(may('"until": "2024-01-01"'), false);
    assert.equal(may('"from": "2024-01-01", "until": "2024-02-01"'), false);
  });
});

describe('the plan for what is due', () => {
  it('takes an ended loan back where the policy only adds, and leaves everybody else alone', () => {
    const facts = withHeld({ bob: 'drone2map', dora: 'drone2map' });
    const text = droneOf(grant('["bob"]', 'drone2map', '"until": "2026-11-20"'));
    assert.equal(policyOf(text).mode, 'addOnly');
    assert.deepEqual(planned(text, facts).changes, ['d1 bob: -']);
  });

  it('takes nothing from others where the policy is exact', () => {
    const facts = withHeld({ bob: 'drone2map', dora: 'drone2map' });
    const text = droneOf(grant('["bob"]', 'drone2map', '"until": "2026-11-20"'), '"mode": "exact",');
    assert.deepEqual(planned(text, facts).changes, ['d1 bob: -']);
  });

  it('leaves what another rule in force gives, and what the loan did not give', () => {
    const held = { bob: 'desktopAdvN spatialAnalystN networkAnalystN', cy: 'desktopAdvN spatialAnalystN' };
    const loan = grant('["bob", "cy"]', 'spatialAnalystN', '"until": "2026-11-20"');
    const text = documentOf(
      `"listings": [{ "itemId": "pro", "grants": [${loan}, ${grant('["cy"]', 'spatialAnalystN')}] }]`,
    );
    assert.deepEqual(planned(text, withHeld({}, held)).changes, ['pro bob: desktopAdvN networkAnalystN']);
  });

  it('leaves that part of an ended loan which another rule in force gives', () => {
    const loan =
      '{ "to": { "members": ["cy"] }, "give": ["spatialAnalystN", "networkAnalystN"], "until": "2026-11-20" }';
    const text = documentOf(
      `"listings": [{ "itemId": "pro", "grants": [${loan}, ${grant('["cy"]', 'spatialAnalystN')}] }]`,
    );
    const facts = withHeld({}, { cy: 'desktopAdvN spatialAnalystN networkAnalystN' });
    assert.deepEqual(planned(text, facts).changes, ['pro cy: desktopAdvN spatialAnalystN']);
  });

  it('gives what started and takes what ended in one', () => {
    const text = droneOf(
      [
        grant('["bob"]', 'drone2map', '"until": "2026-11-20"'),
        grant('["cy"]', 'drone2map', '"from": "2026-11-22"'),
      ].join(', '),
    );
    const facts = withHeld({ bob: 'drone2map', dora: 'drone2map' });
    assert.deepEqual([...planned(text, facts).changes].sort(), ['d1 bob: -', 'd1 cy: drone2map']);
  });

  it('is for the chosen rows alone', () => {
    const facts = withHeld({ bob: 'drone2map', cy: 'drone2map' });
    const text = droneOf(grant('["bob", "cy"]', 'drone2map', '"until": "2026-11-20"'));
    const { changes } = planned(text, facts, (_, member) => member === username('cy'));
    assert.deepEqual(changes, ['d1 cy: -']);
    assert.deepEqual(dueWishes(resolved(text, facts), facts, () => false).wishes, []);
  });

  it('takes nothing from protected members, and plans nothing for excluded ones', () => {
    const facts = withHeld({ bob: 'drone2map', cy: 'drone2map' });
    const text = droneOf(
      grant('["bob", "cy"]', 'drone2map', '"until": "2026-11-20"'),
      '"protected": { "members": ["bob"] }, "exclude": { "members": ["cy"] },',
    );
    const { changes, skipped } = planned(text, facts);
    assert.deepEqual(changes, []);
    assert.deepEqual([...skipped].sort(), ['bob: protected', 'cy: excluded']);
  });

  it('counts against the removal threshold of the policy', () => {
    const facts = withHeld({ bob: 'drone2map', cy: 'drone2map' });
    const loan = grant('["bob", "cy"]', 'drone2map', '"until": "2026-11-20"');
    assert.equal(planned(droneOf(loan, '"removalThreshold": { "count": 1 },'), facts).over, true);
    assert.equal(planned(droneOf(loan, '"removalThreshold": { "count": 2 },'), facts).over, false);
  });

  it('has no wish for what is only to come, or for a user type that nothing follows', () => {
    const text = droneOf(grant('["bob"]', 'drone2map', '"until": "2026-12-01"'));
    const facts = withHeld({ bob: 'drone2map' });
    assert.deepEqual(dueWishes(resolved(text, facts), facts, all).wishes, []);
    const types = (more: string): string =>
      documentOf(
        `"userTypes": [{ "to": { "members": ["cy"] }, "userType": "GISProfessionalAdvUT", "until": "2026-11-20", "priority": 1 }${more}]`,
      );
    const alone = types('');
    assert.ok(resolved(alone).due.length > 0);
    assert.deepEqual(dueWishes(resolved(alone), organization, all).wishes, []);
    const after = types(', { "to": { "members": ["cy"] }, "userType": "viewerUT" }');
    const { wishes, rules } = dueWishes(resolved(after), organization, all);
    assert.deepEqual(wishes[0]?.entitlements, ['viewerUT']);
    // Only this mode goes down as well.
    assert.equal(rules.mode, 'exact');
  });

  it('keeps an entitlement as the portal spells it', () => {
    const facts = {
      ...organization,
      held: new Map([
        [
          itemId('d1'),
          known({
            complete: true,
            holdings: new Map([
              ['bob', { username: username('bob'), entitlements: [entitlement('Drone2Map')] }],
            ]),
          }),
        ],
      ]),
    };
    const text = droneOf(grant('["bob"]', 'drone2map', '"until": "2026-11-20"'));
    assert.deepEqual(planned(text, facts).changes, ['d1 bob: -']);
  });
});
