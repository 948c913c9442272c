// `apply`: carries out a saved plan that somebody reviewed, with the lock and the journal that the windows use.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { firstNames } from '../core/files/overAssignedText';
import { membersLosing } from '../core/planPolicyText';
import type { ApplyReport, MemberPlan } from '../core/planTypes';
import { titleOf } from '../core/planWords';
import { createApplier } from '../services/apply/applier';
import { createDoubtFile } from '../services/apply/doubtFile';
import { createJournalRegister } from '../services/journal/journalRegister';
import { createJournalStore } from '../services/journal/journalStore';
import { createNodeFileStore } from '../services/journal/nodeFileStore';
import { planFromFile, savedPlanOf } from '../services/policy/savedPlans';
import type { SavedPlan } from '../core/savedPlan';
import { createSnapshotStore } from '../services/snapshots/snapshotStore';
import { systemClock as clock } from '../services/systemClock';
import { UsageError } from './commandLine';
import type { ApplyRequest } from './commandLine';
import { inert } from './inert';
import { policyBeside } from './policyBeside';
import { openPortal } from './portal';
import { storageFolder } from './storageFolder';
import type { World } from './world';
import { logOf, tokenOf } from './world';

/** So many members are named in a refusal. */
const namedAtMost = 10;

const exitOf = { done: 0, failed: 1, partly: 2 } as const;

/** All done: 0. Nothing of it: 1. A part, or where it is not known of somebody: 2. */
function exitCode({ results }: ApplyReport): number {
  const done = results.filter(({ outcome }) => outcome === 'done').length;
  if (done === results.length) return exitOf.done;
  return done === 0 && results.every(({ outcome }) => outcome === 'notDone') ? exitOf.failed : exitOf.partly;
}

/**
 * Why a plan that was within the percentage of its policy is not any more, although nobody whom it touches has changed: who holds something is counted
 * now, since the number in the file can say anything.
 */
function fewerHolders({ policy }: MemberPlan, saved: SavedPlan['plan']): string {
  const [now, then] = [policy?.removals.holders, saved.policy?.removals.holders];
  if (now === undefined || then === undefined || now >= then || saved.policy?.overThreshold === true)
    return '';
  return `: ${now} members hold something of it now, and ${then} did when it was planned`;
}

/**
 * What the plan itself comes to counts, and not what the head of its file says.
 * @throws UsageError for a plan that takes more than its policy allows unasked, or what that does not take, or where that is not known, and nobody asked
 * for it
 */
function requireAsked(plan: MemberPlan, saved: SavedPlan['plan'], name: string, isAsked: boolean): void {
  if (isAsked) return;
  const takes = `${name} takes something from ${membersLosing(plan).length} members`;
  if (plan.policy?.overThreshold === true)
    throw new UsageError(
      `${takes}, more than its policy allows unasked${fewerHolders(plan, saved)}. Nothing was sent. Where that is meant, say --over-threshold.`,
    );
  if (plan.thresholdUnknown === true)
    throw new UsageError(
      `${takes}, and the policy that it was made of, as it was then, is not beside it: how many may lose something unasked is not known. Nothing was sent. Name that policy with --policy FILE, or, where the plan is meant, say --over-threshold.`,
    );
  if (plan.unasked !== undefined)
    throw new UsageError(
      `${takes}, and its policy, with the members and the day of now, does not take that from ${firstNames(plan.unasked, namedAtMost, false)}. Nothing was sent. Plan anew, or, where the plan is meant, say --over-threshold.`,
    );
}

/**
 * Applies the plan of the request.
 * @returns the exit code
 * @throws UsageError where the hash is another's, and where the plan takes more than was asked for; what reading the file, the portal and the lock throw: then nothing was sent.
 */
export async function runApply(request: ApplyRequest, world: World): Promise<number> {
  const token = tokenOf(world);
  const name = path.basename(request.file);
  const { saved, hash } = savedPlanOf(name, await readFile(request.file, 'utf8'));
  // The hash stands for the review: it says which portal the token goes to as well.
  if (hash !== request.confirm)
    throw new UsageError(
      `The hash of ${name} is ${hash}, and --confirm says another one: it is not the plan that was reviewed. Nothing was sent.`,
    );
  const log = logOf(world);
  const { signal } = world;
  const portal = await openPortal(saved.portal.url, token, { clock, log, signal });
  const { connections, inventory, id } = portal;
  const files = createNodeFileStore(request.storage ?? storageFolder(world.env));
  const register = createJournalRegister({ files, clock, log });
  const applier = createApplier({
    connections,
    inventory,
    journal: createJournalStore({ files, register, log }),
    snapshots: createSnapshotStore({ files, log }),
    doubtFile: createDoubtFile({ files, clock, log }),
    clock,
    log,
  });
  const plan = await planFromFile({ connections, inventory, clock }, id, name, saved, {
    signal,
    policy: policy => policyBeside(request.file, request.policy, policy),
  });
  requireAsked(plan, saved.plan, name, request.overThreshold);
  const report = await applier.applyMembers(plan, { signal });
  const of = (outcome: string): number => report.results.filter(one => one.outcome === outcome).length;
  if (request.json)
    world.out(
      `${JSON.stringify(
        {
          format: 1,
          command: 'apply',
          plan: { file: request.file, sha256: hash, id: saved.plan.id, run: plan.id },
          portal: saved.portal.url,
          startedAt: new Date(report.startedAt).toISOString(),
          endedAt: new Date(report.endedAt).toISOString(),
          cancelled: report.cancelled,
          requestsSent: report.requestsSent,
          results: report.results.map(({ itemId, username, outcome, reason, actual }) => ({
            itemId,
            title: titleOf(plan, itemId),
            member: username,
            outcome,
            ...(reason === undefined ? {} : { reason }),
            ...(actual === undefined ? {} : { actual }),
          })),
        },
        null,
        2,
      )}\n`,
    );
  else
    world.out(
      [
        ...report.results
          .filter(({ outcome }) => outcome !== 'done')
          .map(one =>
            inert(`${one.outcome}: ${titleOf(plan, one.itemId)}: ${one.username}: ${one.reason ?? ''}`),
          ),
        `${of('done')} done, ${of('notDone')} not done, ${of('unknown')} not known; ${report.requestsSent} requests sent.`,
        '',
      ].join('\n'),
    );
  return exitCode(report);
}
