// An import: the state before is kept, the file is sent once, and what the portal says afterwards decides what came of it.
import type { JournalEntry } from '../core/journal';
import { l10n } from '../core/l10n';
import type { ApplyReport, ImportPlan } from '../core/planTypes';
import { isPortalError, messageOf } from '../core/problem';
import type { FileUpload } from '../arcgis/portalClient';
import type { ApplyDeps } from './applyMembers';
import type { BranchName } from './inventoryTypes';
import { endingOf } from './importEnding';
import type { Ending } from './importEnding';
import { readImportState, snapshotOf } from './importState';
import type { ImportState } from './importState';
import { portalText, verdictOf } from './verdict';
import { cancelledText } from './memberRun';
import { asPortalError } from './memberReads';

const requestId = 'r1';

async function send(deps: ApplyDeps, plan: ImportPlan, file: FileUpload): Promise<string | undefined> {
  if (plan.operation === 'importLicense') {
    await deps.client.importLicense(file);
    return undefined;
  }
  return (await deps.client.importEntitlements(plan.appId ?? '', file)).itemId;
}

async function carryOut(
  deps: ApplyDeps,
  plan: ImportPlan,
  file: FileUpload,
  record: (entry: JournalEntry) => Promise<void>,
): Promise<Ending & { readonly sent: number }> {
  const { client, clock, signal } = deps;
  const base = { planId: plan.id } as const;
  const notSent = (reason: string): Ending & { sent: number } => ({ outcome: 'notDone', reason, sent: 0 });

  let before: ImportState;
  try {
    before = await readImportState(client, plan);
    await record({
      ...base,
      kind: 'snapshot',
      at: clock.now(),
      when: 'before',
      resources: snapshotOf(before),
    });
  } catch (error) {
    return notSent(l10n.t('Not sent: the state before the import could not be kept. {0}', messageOf(error)));
  }
  if (plan.operation === 'importLicense') {
    try {
      await client.validateLicense(file, signal);
    } catch (error) {
      if (signal?.aborted !== true)
        return notSent(
          l10n.t('Not sent: the portal does not accept the file. {0}', portalText(asPortalError(error))),
        );
    }
  }
  if (signal?.aborted === true) return notSent(cancelledText());
  try {
    await record({
      ...base,
      kind: 'requestStarted',
      at: clock.now(),
      requestId,
      users: [],
      entitlements: [],
    });
  } catch (error) {
    return notSent(
      isPortalError(error)
        ? l10n.t('Not sent: {0}', messageOf(error))
        : l10n.t('Not sent: the journal cannot be written ({0}).', messageOf(error)),
    );
  }
  deps.onEvent({ kind: 'requestStarted', id: requestId, sent: 0, of: 1 });
  let itemId = before.queue?.itemId as string | undefined;
  let lost: string | undefined;
  let lateMs = 0;
  let refused: string | undefined;
  try {
    itemId = (await send(deps, plan, file)) ?? itemId;
  } catch (error) {
    const verdict = verdictOf(error);
    if (verdict.kind === 'lost') ({ text: lost, lateMs } = verdict);
    else refused = verdict.text;
  }
  deps.onEvent({ kind: 'requestEnded', id: requestId, sent: 1, of: 1 });
  // The write is out: a journal that cannot be written now is told in the log and does not hide what came of it.
  const note = async (entry: JournalEntry): Promise<void> => {
    try {
      await record(entry);
    } catch (error) {
      deps.log.error(`The journal cannot be written: ${messageOf(error)}`);
    }
  };
  const text = lost ?? refused;
  await note({
    ...base,
    kind: 'requestEnded',
    at: clock.now(),
    requestId,
    outcome: lost !== undefined ? 'lost' : refused !== undefined ? 'refused' : 'answered',
    ...(text === undefined ? {} : { message: text }),
  });
  if (refused !== undefined)
    return { outcome: 'notDone', reason: l10n.t('Refused by the portal: {0}', refused), sent: 1 };
  deps.onEvent({ kind: 'readingBack' });
  if (lateMs > 0) await clock.delay(lateMs);
  try {
    const after = await readImportState(client, plan);
    await note({ ...base, kind: 'snapshot', at: clock.now(), when: 'after', resources: snapshotOf(after) });
    return { ...endingOf(plan, lost, before, after, itemId), sent: 1 };
  } catch (error) {
    return {
      outcome: 'unknown',
      reason:
        lost === undefined
          ? l10n.t(
              'The portal reported success, and it could not be read back: {0} Refresh the portal to find out.',
              messageOf(error),
            )
          : l10n.t(
              'The answer was lost ({0}), and it could not be read back: {1} Refresh the portal to find out.',
              lost,
              messageOf(error),
            ),
      sent: 1,
    };
  }
}

/** Branches that an import changes. */
const touched: Readonly<Record<ImportPlan['operation'], readonly BranchName[]>> = {
  importEntitlements: ['entitlementsQueue', 'listings', 'systemLicenses'],
  importLicense: ['license', 'futureLicense', 'listings', 'userTypes', 'appBundles'],
};

async function refreshTouched(deps: ApplyDeps, plan: ImportPlan): Promise<void> {
  await Promise.all(
    touched[plan.operation].map(async name => {
      const ref = {
        portalId: plan.portalId,
        name,
        ...(name === 'entitlementsQueue' && plan.appId !== undefined ? { key: plan.appId } : {}),
      };
      if (deps.inventory.peek(ref).state !== 'idle') await deps.inventory.refresh(ref);
    }),
  );
}

/**
 * Carries out an import whose portal and file were checked. Never throws for what the portal does.
 * @param refusal why it may not be sent at all.
 */
export async function applyImport(
  deps: ApplyDeps,
  plan: ImportPlan,
  file: FileUpload,
  refusal: string | undefined,
): Promise<ApplyReport> {
  const { clock, connection, journal } = deps;
  const startedAt = clock.now();
  const record = (entry: JournalEntry): Promise<void> => journal.append(plan.portalId, entry);
  const finish = async ({
    outcome,
    reason,
    sent,
  }: Ending & { readonly sent: number }): Promise<ApplyReport> => {
    const report: ApplyReport = {
      planId: plan.id,
      startedAt,
      endedAt: clock.now(),
      cancelled: deps.signal?.aborted === true,
      requestsSent: sent,
      results: [],
      importOutcome: { outcome, ...(reason === undefined ? {} : { reason }) },
    };
    try {
      await record({ kind: 'finished', at: clock.now(), planId: plan.id, report });
    } catch (error) {
      deps.log.error(`The journal cannot be written: ${messageOf(error)}`);
    }
    return report;
  };
  try {
    await record({
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
  } catch (error) {
    return finish({
      outcome: 'notDone',
      reason: l10n.t('Not sent: the journal cannot be written ({0}).', messageOf(error)),
      sent: 0,
    });
  }
  if (refusal !== undefined) return finish({ outcome: 'notDone', reason: refusal, sent: 0 });
  const ending = await carryOut(deps, plan, file, record);
  if (ending.sent > 0) await refreshTouched(deps, plan);
  return finish(ending);
}
