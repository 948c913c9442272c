// What must hold of a policy that is planned and applied at a sample portal, whatever the portal does where no source says it (issue 4, line 1).
// Written from the issue: what is expected comes from the portal's own state and the policy, not from the plan.
import assert from 'node:assert/strict';
import { bundleEntitlement } from '../../../../src/core/catalog';
import { portalId, userKey } from '../../../../src/core/ids';
import type { ItemId } from '../../../../src/core/ids';
import type { ApplyReport, MemberPlan, TargetState } from '../../../../src/core/planTypes';
import type { OrganizationInput } from '../../../../src/core/policy/planOrganization';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';
import { isPortalError } from '../../../../src/core/problem';
import { planPolicy } from '../../../../src/services/policy/planPolicy';
import type { Decisions } from '../../../../src/samplePortal/decisions';
import { checkRequests } from '../../core/policy/planRequestChecks';
import { isReduced, PolicyOracle } from '../../core/policy/policyOracle';
import { SimulatedPortal } from '../../core/policy/simulatedPortal';
import { portal } from '../bench';
import type { Bench } from '../bench';
import { truthOf } from './decisionScene';
import type { PortalScene } from './decisionScene';
import { heldIn, keyOf, same, WriteWatch } from './writeWatch';

/** How a case ended. */
export interface CaseEnd {
  readonly plan: MemberPlan;
  /** Absent where there was nothing to do, or the threshold was crossed and nobody said yes. */
  readonly report: ApplyReport | undefined;
}

const isWrite = /\/(provisionUserEntitlements|provisionUserAppBundle|updateUserLicenseType)$/;

/** What a portal that refuses more than the documentation says may leave undone. */
export const mayRefuse = (chosen: Partial<Decisions>): boolean =>
  chosen.capacity === 'sum' ||
  chosen.incompatibleUserType === 'refuse' ||
  chosen.extensionWithoutLevel === 'refuse' ||
  chosen.expiredListing === 'refuse' ||
  // It does not say how many seats a bundle has.
  chosen.appBundleFields === 'minimal';

const oracleInput = (scene: PortalScene, targets: readonly TargetState[]): OrganizationInput => ({
  id: 'p',
  portalId: portalId('p'),
  title: '',
  createdAt: 0,
  targets,
  wishes: scene.wishes,
  rules: scene.rules,
});

/** Plans the scene's policy as the extension does, applies it, and holds the portal to what line 1 of the issue says. */
export async function checkedCase(
  bench: Bench,
  scene: PortalScene,
  chosen: Partial<Decisions>,
  isAsked: boolean,
): Promise<CaseEnd> {
  const { rules, text } = scene;
  const before = truthOf(bench, rules.governed);
  const deps = { ...bench.deps, rosterText: () => Promise.reject(new Error('none')) };
  const document = { name: 'a.license-policy.json', text };
  const { plan } = await planPolicy(deps, portal, document, { title: 'test' });
  const crossed = checkThreshold(scene, before, plan);
  if (plan.requests.length === 0 || (crossed && !isAsked)) {
    // Nothing is sent: whoever is not skipped has to hold what the policy says already.
    if (!crossed) checkEnd(scene, before, plan, undefined, before, chosen);
    return { plan, report: undefined };
  }
  const known = before.map(state =>
    state.target.kind === 'appBundle' && chosen.appBundleFields === 'minimal'
      ? { ...state, pools: [{ key: bundleEntitlement }] }
      : state,
  );
  checkRequests({ seed: 0, input: oracleInput(scene, known), truth: before }, plan);

  const watch = new WriteWatch(bench, scene, plan);
  const end = watch.begin();
  const sent = bench.entries.length;
  const mails = bench.sample.state.mails;
  let report: ApplyReport;
  try {
    report = await bench.applier.applyMembers(plan);
  } finally {
    end();
  }
  assert.deepEqual(watch.faults, []);
  if (!rules.notify) assert.equal(bench.sample.state.mails, mails, 'mail was sent');
  const after = truthOf(bench, rules.governed);
  checkEnd(scene, before, plan, report, after, chosen);
  const writes = bench.entries.slice(sent).filter(({ path }) => isWrite.test(path)).length;
  // A request that is refused is sent again in parts.
  if (!mayRefuse(chosen)) assert.equal(writes, plan.requests.length, 'requests');
  await checkRefused(bench, plan, report);
  return { plan, report };
}

function checkThreshold({ rules }: PortalScene, before: readonly TargetState[], plan: MemberPlan): boolean {
  const kinds = new Map(before.map(({ target }) => [target.itemId as string, target.kind]));
  const losing = new Set(
    plan.changes
      .filter(one => isReduced(kinds.get(one.itemId) ?? 'listing', one.before, one.after))
      .map(one => userKey(one.username)),
  );
  const crossed = losing.size > (rules.removalThreshold?.count ?? Infinity);
  assert.equal(plan.policy?.overThreshold ?? false, crossed, 'the threshold');
  return crossed;
}

const byRule = new Set(['protected', 'mode']);

function checkEnd(
  scene: PortalScene,
  before: readonly TargetState[],
  plan: MemberPlan,
  report: ApplyReport | undefined,
  after: readonly TargetState[],
  chosen: Partial<Decisions>,
): void {
  const { rules } = scene;
  const oracle = new PolicyOracle(oracleInput(scene, before));
  // As planned: a seat that was not given back because the portal refused to take it is no seat that the plan forgot.
  const ended = new SimulatedPortal(before);
  for (const change of plan.changes) ended.write(change.itemId, [change.username], change.after);
  const was = heldIn(before);
  const has = heldIn(after);
  const results = new Map(
    (report?.results ?? []).map(result => [keyOf(result.itemId, result.username), result]),
  );
  const changes = new Map(plan.changes.map(change => [keyOf(change.itemId, change.username), change]));
  const skips = plan.skipped.filter(({ reason }) => !byRule.has(reason));
  const skipped = new Map(skips.map(skip => [keyOf(skip.itemId, skip.username), skip]));
  for (const state of before) {
    const { itemId } = state.target;
    const members = new Set(state.holdings.keys());
    for (const wish of scene.wishes) if (wish.itemId === itemId) members.add(userKey(wish.username));
    for (const member of members) {
      const key = keyOf(itemId, member);
      const holds = has.get(key) ?? [];
      const skip = skipped.get(key);
      const result = results.get(key);
      const expected = oracle.expected(state, member);
      if (skip || rules.excluded.has(member)) {
        assert.ok(same(holds, was.get(key) ?? []), `${key} is skipped and changed`);
        assert.equal(result, undefined, `${key} is skipped and has a result`);
        if (!skip) continue;
        const others = skips.filter(one => userKey(one.username) === member && one !== skip);
        if (skip.reason === 'offline') assert.ok(isOffline(before, itemId, member), `${key} is not offline`);
        else if (skip.reason === 'noSeat') {
          const refusal = ended.refusal(itemId, [member], [...expected]);
          assert.match(refusal ?? '', /^no seat/, `${key} had a seat`);
        } else if (skip.reason === 'spareSeat') assert.ok(plan.spareSeats, `${key}: which seat is needed`);
        else if (skip.reason === 'dependent') assert.ok(others.length > 0, `${key} depends on nothing`);
        else if (skip.reason === 'included') assert.equal(chosen.includedPro, 'shown', key);
        else assert.equal(skip.reason, 'excluded', key);
        continue;
      }
      if (report && result?.outcome === 'notDone' && mayRefuse(chosen)) {
        assert.ok((result.reason ?? '').length > 10, `${key} has no reason`);
        const change = changes.get(key);
        assert.ok(change && !same(holds, change.after), `${key} is done, told as not done`);
        continue;
      }
      assert.ok(
        same(holds, expected),
        `${key} holds ${holds.join()}, not ${[...expected].join()} (${result?.outcome ?? 'no change'} ${result?.reason ?? ''})`,
      );
      if (result) assert.equal(result.outcome, 'done', `${key}: ${result.reason ?? ''}`);
    }
  }
}

const isOffline = (truth: readonly TargetState[], itemId: ItemId, member: string): boolean =>
  truth.some(
    ({ target, holdings }) =>
      (itemId === userTypesTarget || target.itemId === itemId) && holdings.get(member)?.offline === true,
  );

/**
 * Who was refused is refused again, alone and at the end: nobody is given up whom the portal would have taken. But where somebody else was refused as
 * well, a seat may have come free that was theirs when it was asked for: planning again gives it.
 */
async function checkRefused(bench: Bench, plan: MemberPlan, report: ApplyReport): Promise<void> {
  const left = report.results.filter(({ outcome }) => outcome === 'notDone');
  const kinds = new Map(plan.targets.map(({ itemId, kind }) => [itemId, kind]));
  for (const { itemId, username, reason } of left) {
    const isDependent =
      /had to change first/.test(reason ?? '') &&
      left.some(one => userKey(one.username) === userKey(username) && one.itemId !== itemId);
    if (isDependent) continue;
    const kind = kinds.get(itemId);
    const { after: entitlements } = plan.changes.find(
      one => one.itemId === itemId && one.username === username,
    )!;
    assert.notEqual(kind, 'userType', `${username}: ${reason ?? ''}`);
    const users = [username];
    try {
      if (kind === 'appBundle')
        await bench.client().provisionAppBundle(itemId, { users, revoke: entitlements.length === 0 });
      else await bench.client().provision(itemId, { users, entitlements, suppressCustomerEmail: true });
    } catch (error) {
      assert.ok(isPortalError(error));
      continue;
    }
    const isForSeat = (text = ''): boolean => /^No free seat of /.test(text);
    const isOthers = left.some(one => one.itemId === itemId && !isForSeat(one.reason));
    if (isForSeat(reason) && isOthers) continue;
    assert.fail(`${username} was given up, and the portal takes it: ${reason ?? ''}`);
  }
}
