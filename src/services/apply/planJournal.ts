// How a plan begins and ends in the journal, whatever its kind.
import { l10n } from '../../core/l10n';
import type { ApplyReport, Plan } from '../../core/planTypes';
import { messageOf } from '../../core/problem';
import type { ApplyDeps } from './applyMembers';

type JournalDeps = Pick<ApplyDeps, 'journal' | 'connection' | 'clock' | 'log' | 'keepDoubts'>;

/**
 * Writes the plan to the journal, before anything is sent.
 * @param startedAt epoch ms.
 * @returns why nothing may be sent, where that failed.
 */
export async function beginPlan(
  { journal, connection }: JournalDeps,
  plan: Plan,
  startedAt: number,
): Promise<string | undefined> {
  try {
    await journal.append(plan.portalId, {
      kind: 'planned',
      at: startedAt,
      planId: plan.id,
      portalId: plan.portalId,
      portalName: connection.name,
      portalUrl: connection.url,
      orgId: connection.orgId,
      by: connection.username,
      plan,
    });
    return undefined;
  } catch (error) {
    return l10n.t(
      'Not sent: the journal cannot be written ({0}). Make room or access, and apply again.',
      messageOf(error),
    );
  }
}

/**
 * Writes the report to the journal as the end of its plan, which then no longer tells of writes in doubt: these are kept first. A failure is told
 * in the log: it does not hide what came of the plan.
 */
export async function endPlan(
  { journal, clock, log, keepDoubts }: JournalDeps,
  plan: Plan,
  report: ApplyReport,
): Promise<ApplyReport> {
  await keepDoubts?.();
  try {
    await journal.append(plan.portalId, { kind: 'finished', at: clock.now(), planId: plan.id, report });
  } catch (error) {
    log.error(`The journal cannot be written: ${messageOf(error)}`);
  }
  return report;
}
