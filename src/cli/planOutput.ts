// What a plan of a policy is for programs and for people at a terminal.
import { lineAt } from '../core/files/fileProblem';
import { doublesWords } from '../core/planPolicyText';
import type { LedgerRow, MemberPlan } from '../core/planTypes';
import { setWords, skipWords, summaryWords, titleOf, warningWords } from '../core/planWords';
import type { PlannedPolicy } from '../services/policy/planPolicy';
import type { PolicyRequest } from './commandLine';
import { inert } from './inert';

/** The format of {@link planJson}: another number means that a program that reads it has to look. */
const formatVersion = 1;

/** What is wished and cannot be had now: the portal is not what the policy says, and no plan makes it so. */
const unmet: ReadonlySet<string> = new Set([
  'offline',
  'noSeat',
  'spareSeat',
  'unknownEntitlement',
  'incompatible',
  'unavailable',
  'notRead',
  'notMember',
  'protected',
  'dependent',
  'quota',
]);

/** Wishes that stay unmet: for `drift` they are differences as well. */
export const unmetWishes = (plan: MemberPlan): MemberPlan['skipped'] =>
  plan.skipped.filter(({ reason }) => unmet.has(reason));

/** Whether there is anything to tell of. */
export const hasDifferences = (command: PolicyRequest['command'], plan: MemberPlan): boolean =>
  plan.changes.length > 0 || (command === 'drift' && unmetWishes(plan).length > 0);

/** Listings of which the portal cut the list of holders, in a policy that takes: who holds them against it is not known (product.md rule 2). */
export const notWhole = (plan: MemberPlan): readonly { readonly itemId: string; readonly title: string }[] =>
  (plan.policy?.notAllListed ?? []).map(itemId => ({ itemId, title: titleOf(plan, itemId) }));

/** In one word; `unknown`: nothing was found in what could be compared, and that was not all. */
export function resultOf(
  command: PolicyRequest['command'],
  plan: MemberPlan,
): 'changes' | 'nothing' | 'unknown' {
  if (hasDifferences(command, plan)) return 'changes';
  return notWhole(plan).length > 0 ? 'unknown' : 'nothing';
}

const seatsOf = ({ itemId, entitlement, total, before, lowest, after, atLeast }: LedgerRow) => ({
  itemId,
  ...(entitlement === undefined ? {} : { entitlement }),
  ...(total === undefined ? {} : { total }),
  before,
  after,
  ...(lowest === undefined ? {} : { lowestFree: lowest }),
  ...(atLeast ? { atLeast } : {}),
});

/** One JSON document with its newline. Times are ISO 8601 in UTC; sets are the portal's own strings; no secret is in it. */
export function planJson(
  request: PolicyRequest,
  text: string,
  { policy: { timeZone: zone }, plan, problems, resolved }: PlannedPolicy,
  hash?: string,
): string {
  const { policy, ledger, changes, skipped, requests } = plan;
  const moved = ledger.filter(({ before, after }) => before !== after);
  const document = {
    format: formatVersion,
    command: request.command,
    policy: {
      file: request.file,
      sha256: policy?.hash,
      mode: policy?.mode,
      removeDoubles: policy?.removesDoubles === true,
      ...(zone === undefined ? {} : { timeZone: zone.text }),
    },
    portal: request.portal,
    ...(hash === undefined ? {} : { saved: { file: request.save, sha256: hash } }),
    readAt: new Date(plan.createdAt).toISOString(),
    result: resultOf(request.command, plan),
    summary: {
      changes: changes.length,
      skipped: skipped.length,
      requests: requests.length,
      unchanged: policy?.unchanged ?? 0,
      membersReduced: policy?.removals.members ?? 0,
      overThreshold: policy?.overThreshold ?? false,
    },
    changes: changes.map(change => ({
      itemId: change.itemId,
      title: titleOf(plan, change.itemId),
      member: change.username,
      before: change.before,
      after: change.after,
      because: (change.reasons ?? []).map(({ line, text: rule }) => ({ line, rule })),
    })),
    skipped: skipped.map(skip => ({
      itemId: skip.itemId,
      title: titleOf(plan, skip.itemId),
      member: skip.username,
      cause: skip.reason,
      why: skipWords(plan, skip),
      because: (skip.reasons ?? []).map(({ line, text: rule }) => ({ line, rule })),
    })),
    seats: moved.map(seatsOf),
    warnings: plan.warnings.map(warning => warningWords(plan, warning)),
    notPlanned: resolved.blocked,
    notWhole: notWhole(plan),
    problems: problems.map(one => ({
      line: lineAt(text, one.offset),
      severity: one.severity,
      code: one.code,
      message: one.message,
    })),
    due: resolved.due.map(({ at, members, entitlements, reason, ...due }) => ({
      ...due,
      at: new Date(at).toISOString(),
      line: reason.line,
      members,
      entitlements,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const ends = {
  changes: summaryWords,
  unknown: () => 'Nothing to do for those who are listed; of the others nothing is known.',
  nothing: () => 'Nothing to do.',
} as const;

/** For a terminal: a line for each change, with the line of the policy that asks for it. */
export function planText(
  request: PolicyRequest,
  text: string,
  { policy: { timeZone: zone }, plan, problems, resolved }: PlannedPolicy,
  hash?: string,
): string {
  const sign = (before: readonly string[], after: readonly string[]): string =>
    before.length === 0 ? '+' : after.length === 0 ? '-' : '~';
  const because = (reasons: MemberPlan['changes'][number]['reasons']): string =>
    reasons === undefined || reasons.length === 0
      ? 'no line of the policy grants it'
      : `line ${[...new Set(reasons.map(({ line }) => line))].join(', ')}`;
  const lines = [
    ...problems.map(one => `${request.file}:${lineAt(text, one.offset)}: ${one.severity}: ${one.message}`),
    ...(zone === undefined ? [] : [`days are those of the time zone ${zone.text}`]),
    ...(plan.policy?.removesDoubles === true ? [doublesWords(plan.policy.mode)] : []),
    ...plan.changes.map(
      change =>
        `${sign(change.before, change.after)} ${titleOf(plan, change.itemId)}: ${change.username}: ${setWords(plan, change.itemId, change.before)} -> ${setWords(plan, change.itemId, change.after)} (${because(change.reasons)})`,
    ),
    ...plan.skipped
      .filter(({ reason }) => reason !== 'excluded')
      .map(skip => `! ${titleOf(plan, skip.itemId)}: ${skip.username}: ${skipWords(plan, skip)}`),
    ...plan.warnings.map(warning => `warning: ${warningWords(plan, warning)}`),
    ...resolved.blocked.map(({ title }) => `not planned: ${title}`),
    ...(plan.policy?.overThreshold === true
      ? [
          `warning: the plan takes something from ${plan.policy.removals.members} members, more than the policy allows unasked`,
        ]
      : []),
    ...notWhole(plan).map(
      ({ title }) =>
        `not compared: ${title}: the portal cut the list of its holders, and who is not listed may hold what the policy does not grant`,
    ),
    ends[resultOf(request.command, plan)](plan),
    ...(hash === undefined ? [] : [`Saved: ${request.save ?? ''}, to be applied with --confirm ${hash}`]),
  ];
  return `${lines.map(inert).join('\n')}\n`;
}
