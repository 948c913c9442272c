// How a plan begins, goes on and ends in the journal, whatever its kind.
import type { JournalEntry, JournalEntryOf } from '../../core/journal';
import { l10n } from '../../core/l10n';
import type { ApplyReport, Plan } from '../../core/planTypes';
import { isPortalError, messageOf } from '../../core/problem';
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

/** Writes the entries of one plan. */
export interface PlanRecord {
  /** Before a write: @throws Error of the file system, and PortalError where this window does not work alone any more. */
  readonly record: (entry: JournalEntry) => Promise<void>;
  /** After a write, which is out: a journal that cannot be written is told in the log, and does not hide what came of it. Never rejects. */
  readonly note: (entry: JournalEntry) => Promise<void>;
  /** Writes that a request goes out. @returns why it may not, in words, where that cannot be written. */
  readonly announce: (
    request: Omit<JournalEntryOf<'requestStarted'>, 'kind' | 'at' | 'planId'>,
  ) => Promise<string | undefined>;
}

export function planRecord(
  { journal, clock, log }: Pick<ApplyDeps, 'journal' | 'clock' | 'log'>,
  { id: planId, portalId }: Plan,
): PlanRecord {
  const record = (entry: JournalEntry): Promise<void> => journal.append(portalId, entry);
  return {
    record,
    note: async entry => {
      try {
        await record(entry);
      } catch (error) {
        log.error(`The journal cannot be written: ${messageOf(error)}`);
      }
    },
    announce: async request => {
      try {
        await record({ ...request, kind: 'requestStarted', at: clock.now(), planId });
        return undefined;
      } catch (error) {
        return isPortalError(error)
          ? l10n.t('Not sent: {0}', messageOf(error))
          : l10n.t('Not sent: the journal cannot be written ({0}).', messageOf(error));
      }
    },
  };
}
