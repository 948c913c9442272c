// The rows of policies: how each stands to its portal, and what of its dates is due.
import assert from 'node:assert/strict';
import { username } from '../../../../src/core/ids';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';
import { childrenOf } from '../../../../src/core/tree/treeModel';
import type { TreeNode } from '../../../../src/core/tree/treeModelTypes';
import type { PolicyStanding } from '../../../../src/core/policy/policyStanding';
import { due, standing } from './policyFixture';
import {
  below,
  day,
  enterprise,
  enterpriseId,
  now,
  online,
  onlineId,
  organization,
  stateOf,
  walk,
} from './treeFixture';

const rows = (kind: TreeNode['kind'], ...policies: readonly PolicyStanding[]): readonly TreeNode[] =>
  walk(stateOf([online()], { policies })).filter(node => node.kind === kind);

const only = (kind: TreeNode['kind'], ...policies: readonly PolicyStanding[]): TreeNode => {
  const [row] = rows(kind, ...policies);
  assert.ok(row);
  return row;
};

const found = (more: Partial<NonNullable<PolicyStanding['found']>>): PolicyStanding => ({
  ...standing(),
  found: { readAt: now, members: 0, isWhole: true, due: [], protected: new Set(), ...more },
});

describe('the rows of policies', () => {
  it('stand below the portal that they name, and nowhere else', () => {
    const state = stateOf([online(), enterprise()], { policies: [standing({ portalId: enterpriseId })] });
    const groups = walk(state).filter(node => node.kind === 'policies');
    assert.deepEqual(
      groups.map(node => node.target.portalId),
      [enterpriseId],
    );
    assert.deepEqual(rows('policies'), []);
  });

  it('are compared when their group is opened, and never by themselves', () => {
    const group = only('policies', standing());
    assert.deepEqual([group.children, group.open], ['lazy', undefined]);
    const { policies } = childrenOf(group, stateOf([online()], { policies: [standing()] }));
    assert.equal(policies, group.target.portalId);
    assert.equal(group.description, 'dueGrants(1) · policiesDiffer(1)');
  });

  it('say in their group that dates give a reason to look, until somebody looked', () => {
    const says = (...policies: readonly PolicyStanding[]): string | undefined =>
      only('policies', ...policies).description;
    const waiting: PolicyStanding = {
      uri: 'file:///work/pro.license-policy.jsonc',
      name: 'pro.license-policy.jsonc',
      portalId: onlineId,
      timeZone: 'UTC',
      mayBeDue: true,
      isComparing: false,
    };
    assert.equal(says(waiting), 'policiesMayBeDue');
    assert.equal(says({ ...waiting, mayBeDue: false }), undefined);
    assert.equal(says({ ...waiting, failure: 'no answer' }), undefined);
    assert.equal(says(found({})), undefined);
    assert.equal(says(found({}), { ...waiting, uri: 'other' }), 'policiesMayBeDue');
  });

  it('say whether the portal matches, how many differ, or why that is not known, and since when', () => {
    const says = (one: PolicyStanding): string | undefined => only('policy', one).description;
    assert.equal(says(found({})), `policyMatches · comparedAt(${now})`);
    assert.equal(
      says(found({ members: 14, isWhole: false })),
      `policyDiffers(14) · policyPartly · comparedAt(${now})`,
    );
    const { found: before, ...bare } = standing();
    assert.ok(before);
    assert.equal(says(bare), 'policyNotCompared');
    assert.equal(says({ ...bare, isComparing: true }), 'policyComparing');
    assert.equal(says({ ...bare, failure: 'signed out' }), 'policyFailed(signed out)');
    // What was found before stays to be seen, with its time.
    assert.match(says({ ...found({}), failure: 'gone' }) ?? '', /policyFailed\(gone\) · comparedAt/);
    assert.equal(only('policy', standing()).target.policy, standing().uri);
  });

  it('offer the choice only where something differs', () => {
    assert.ok(only('policy', found({ members: 1 })).flags.includes('drifted'));
    assert.ok(!only('policy', found({})).flags.includes('drifted'));
  });
});

describe('the rows of what is due', () => {
  const dueRow = (more: Parameters<typeof due>[0], timeZone = 'UTC'): TreeNode =>
    only('dueGrant', { ...found({ due: [due(more)] }), timeZone });

  it('name member, listing, what ends and when, as a day of the policy’s zone', () => {
    const row = dueRow({});
    assert.equal(row.label, 'ana.keller');
    assert.equal(row.description, 'ArcGIS Pro · Network Analyst · grantEnds(2026-06-28) · overdueBy(2)');
    assert.ok(row.flags.includes('duePlan'));
    assert.match(row.tooltip.map(line => line.value).join('|'), /policyLine\(12, summer crew\)/);
    // The first instant of 29 June in Los Angeles is 7 o'clock UTC: the 28th is the last day there as well.
    const there = Date.UTC(2026, 5, 29, 7);
    assert.match(dueRow({ at: there }, 'America/Los_Angeles').description ?? '', /grantEnds\(2026-06-28\)/);
    assert.match(
      dueRow({ at: there, event: 'starts' }, 'America/Los_Angeles').description ?? '',
      /grantStarts\(2026-06-29\)/,
    );
  });

  it('have a plan when it is due, and not before', () => {
    assert.ok(dueRow({ state: 'due', at: now }).flags.includes('duePlan'));
    const soon = dueRow({ state: 'upcoming', at: now + 3 * day });
    assert.ok(!soon.flags.includes('duePlan'));
    assert.match(soon.description ?? '', /dueIn\(3\)/);
    assert.ok(!dueRow({ state: 'unknown' }).flags.includes('duePlan'));
    const policy = only('policy', found({ due: [due({ state: 'upcoming', at: now + day })] }));
    assert.ok(!policy.flags.includes('duePlan'));
  });

  it('have no plan for who may only look, and none for whom the policy protects', () => {
    const reader = {
      ...online(),
      branches: { ...online().branches, organization: organization('online', false) },
    };
    const seen = walk(stateOf([reader], { policies: [standing()] })).filter(one => one.kind === 'dueGrant');
    assert.equal(seen.length, 1);
    assert.ok(!seen.some(node => node.flags.includes('duePlan')));
    const kept = only('dueGrant', found({ due: [due()], protected: new Set(['ana.keller']) }));
    assert.match(kept.description ?? '', /protectedKeeps/);
    assert.ok(!kept.flags.includes('duePlan'));
  });

  it('name user types by their names, and no item', () => {
    const row = dueRow({ itemId: userTypesTarget, title: 'userTypes' });
    assert.equal(row.target.itemId, undefined);
    assert.match(row.description ?? '', /^userType · /);
  });

  it('stand below a row that is open from the first on, so that it does not stay closed when they come', () => {
    const { found: none, ...bare } = standing({ isComparing: true });
    assert.ok(none);
    const [waiting] = rows('policy', bare);
    assert.deepEqual([waiting?.children, waiting?.open], ['lazy', true]);
    const children = (one: PolicyStanding): readonly string[] =>
      below(stateOf([online()], { policies: [one] }), node => node.kind === 'policy').map(node => node.kind);
    assert.deepEqual(children(bare), ['loading']);
    assert.deepEqual(children(found({})), ['empty']);
    assert.equal(only('policy', { ...found({}), mayBeDue: false }).children, 'none');
  });

  it('come a page at a time', () => {
    const members = Array.from({ length: 250 }, (_, index) => username(`m${index}`));
    const policies = [found({ due: [due({ members })] })];
    const state = stateOf([online()], { policies });
    const shown = below(state, node => node.kind === 'policy');
    assert.equal(shown.length, 101);
    assert.equal(shown.at(-1)?.kind, 'loadMore');
    assert.equal(new Set(shown.map(node => node.id)).size, 101);
  });
});
