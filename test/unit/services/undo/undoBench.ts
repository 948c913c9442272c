// Operations of the journal of a bench, taken back and gone on with as the commands do it.
import assert from 'node:assert/strict';
import { userKey } from '../../../../src/core/ids';
import { journalOperations } from '../../../../src/core/journalOperations';
import type { JournalOperation } from '../../../../src/core/journalOperations';
import type { ApplyReport, MemberPlan } from '../../../../src/core/planTypes';
import { planRest, restOf } from '../../../../src/core/resume';
import { planUndo, undoNeeds } from '../../../../src/core/undo';
import type { UndoScope } from '../../../../src/core/undo';
import { findOperation } from '../../../../src/services/undo/findOperation';
import { planFromJournal } from '../../../../src/services/undo/planFromJournal';
import { portal } from '../bench';
import type { Bench } from '../bench';

/** The operation of a plan, as the journal tells of it. */
export async function operationOf(
  bench: Bench,
  { id }: Pick<MemberPlan, 'id'>,
  begunAt?: number,
): Promise<JournalOperation> {
  const found = await findOperation(bench.journal, portal, id, begunAt);
  assert.ok(found, `the journal has ${id}`);
  return found;
}

/** Every operation of the journal, the oldest first. */
export async function allOperations(bench: Bench): Promise<JournalOperation[]> {
  const { length } = await bench.journal.pages(portal);
  const found: JournalOperation[] = [];
  for (let page = length; page >= 1; page--)
    found.push(...journalOperations((await bench.journal.read(portal, page)).entries));
  return found;
}

export async function undoPlan(
  bench: Bench,
  operation: JournalOperation,
  scope: UndoScope = {},
): Promise<MemberPlan> {
  const needs = undoNeeds(operation, scope);
  assert.equal(needs.kind, 'members');
  assert.ok('itemIds' in needs);
  const options = { title: `Undo: ${operation.planned.plan.title}`, suppressCustomerEmail: true };
  return planFromJournal(bench.deps, portal, needs, options, input => planUndo(operation, input, scope));
}

export async function restPlan(bench: Bench, operation: JournalOperation): Promise<MemberPlan> {
  const rest = restOf(operation);
  const needs = {
    itemIds: [...new Set(rest.map(({ itemId }) => itemId))],
    usernames: [...new Map(rest.map(({ username }) => [userKey(username), username])).values()],
  };
  const options = { title: `Rest of: ${operation.planned.plan.title}`, suppressCustomerEmail: true };
  return planFromJournal(bench.deps, portal, needs, options, input => planRest(operation, input));
}

/** Carries a plan out, where there is anything to do. */
export async function apply(bench: Bench, plan: MemberPlan): Promise<ApplyReport | undefined> {
  return plan.requests.length === 0 ? undefined : bench.applier.applyMembers(plan);
}

/** Who holds what of every listing and bundle, and each member's user type, as the portal itself knows it. */
export function wholeState(bench: Bench): Readonly<Record<string, string>> {
  const { listings, bundles, members } = bench.sample.state;
  return Object.fromEntries([
    ...[...listings.values()].flatMap(({ itemId, holders }) =>
      [...holders.values()]
        .filter(({ entitlements }) => entitlements.length > 0)
        .map((one): [string, string] => [
          `${itemId} ${userKey(one.username)}`,
          [...one.entitlements].sort().join(' '),
        ]),
    ),
    ...[...bundles.values()].flatMap(({ itemId, holders }) =>
      [...holders].map((name): [string, string] => [`bundle ${itemId} ${userKey(name)}`, 'held']),
    ),
    ...[...members.values()].map((one): [string, string] => [
      `type ${userKey(one.username)}`,
      one.userLicenseTypeId ?? '',
    ]),
  ]);
}
