// An import: the state before is kept, the file is sent once, and what the portal says afterwards decides what came of it.
import { l10n } from '../../core/l10n';
import type { EntitlementsQueue } from '../../core/model';
import type { ApplyReport, ImportPlan, ImportRow } from '../../core/planTypes';
import { isPortalError, messageOf } from '../../core/problem';
import type { FileUpload } from '../../arcgis/portalClient';
import { answerOf, endOf, isAborted, signedInAgain } from './answer';
import type { Answer } from './answer';
import type { ApplyDeps } from './applyMembers';
import type { BranchName } from '../inventoryTypes';
import { comparisonOf } from './importComparison';
import { endingOf } from './importEnding';
import type { Ending } from './importEnding';
import { changeOf, readImportState, snapshotOf } from './importState';
import type { ImportState } from './importState';
import { refusedFile } from './importValidation';
import { lateLicenseWrite } from './licenseDoubts';
import { cancelledText } from './memberRun';
import { timeText } from './lateWrites';
import { beginPlan, endPlan, planRecord } from './planJournal';
import type { PreviewCheck } from './previewHolds';

const requestId = 'r1';

/** What is said where the state could not be read after the request. */
function unreadReason(answer: Exclude<Answer, { kind: 'no' }>, why: string): string {
  switch (answer.kind) {
    case 'success':
      return l10n.t(
        'The portal reported success, and it could not be read back: {0} Refresh the portal to find out.',
        why,
      );
    case 'refused':
      return l10n.t(
        'The portal refused it ({0}), and it could not be read back: {1} Refresh the portal to find out.',
        answer.text,
        why,
      );
    case 'lost':
      return answer.until === undefined
        ? l10n.t(
            'The answer was lost ({0}), and it could not be read back: {1} Refresh the portal to find out.',
            answer.text,
            why,
          )
        : l10n.t(
            'The answer was lost ({0}), and it could not be read back: {1} The portal may still import the file until {2}. Refresh the portal after that to find out.',
            answer.text,
            why,
            timeText(answer.until),
          );
  }
}

async function send(
  deps: ApplyDeps,
  plan: ImportPlan,
  file: FileUpload,
): Promise<EntitlementsQueue | undefined> {
  if (plan.operation === 'importLicense') {
    await deps.client.importLicense(file);
    return undefined;
  }
  return deps.client.importEntitlements(plan.appId ?? '', file);
}

/** What came of it, how many requests were sent, and what the portal said before and after where it was read. */
type Sent = Ending & {
  readonly sent: number;
  readonly comparison?: readonly ImportRow[];
  /** Epoch ms until when the portal may still carry it out, where the answer was lost. */
  readonly until?: number;
};

/** @throws PortalError `staleState` where the preview does not hold any more after a sign-in, or a long while, that was waited for. */
async function carryOut(
  deps: ApplyDeps,
  plan: ImportPlan,
  file: FileUpload,
  preview: PreviewCheck,
): Promise<Sent> {
  const { client, clock, signal, snapshots } = deps;
  const { record, note, announce } = planRecord(deps, plan);
  const base = { planId: plan.id } as const;
  const notSent = (reason: string): Sent => ({ outcome: 'notDone', reason, sent: 0 });

  let before: ImportState;
  const beforeAt = clock.now();
  try {
    before = await readImportState(client, plan);
    const [at, resources] = [clock.now(), snapshotOf(before)];
    await record({ ...base, kind: 'snapshot', at, when: 'before', resources });
    const { name: portalName, url: portalUrl } = deps.connection;
    await snapshots.keepAnswers(plan, { portalName, portalUrl, planId: plan.id, at }, resources);
  } catch (error) {
    return notSent(l10n.t('Not sent: the state before the import could not be kept. {0}', messageOf(error)));
  }
  const refused = await refusedFile(deps, plan, file, before);
  if (refused !== undefined) return notSent(refused);
  // Before the request goes out: whatever comes of it, this file and the ones before it are there to be imported again.
  try {
    await snapshots.keepFile(plan, file, clock.now());
  } catch (error) {
    return notSent(l10n.t('Not sent: the file could not be kept for another import. {0}', messageOf(error)));
  }
  let itemId = before.queue?.itemId as string | undefined;
  let answer: Answer;
  let answered: EntitlementsQueue | undefined;
  for (;;) {
    if (isAborted(signal)) return notSent(cancelledText());
    const unheld = (await preview.beforeSending()) ?? (isAborted(signal) ? cancelledText() : undefined);
    if (unheld !== undefined) return notSent(unheld);
    const unwritten = await announce({ requestId, users: [], entitlements: [] });
    if (unwritten !== undefined) return notSent(unwritten);
    deps.onEvent({ kind: 'requestStarted', id: requestId, sent: 0, of: 1 });
    answer = { kind: 'success' };
    try {
      answered = await send(deps, plan, file);
      itemId = answered?.itemId ?? itemId;
    } catch (error) {
      answer = answerOf(error, clock.now());
    }
    deps.onEvent({ kind: 'requestEnded', id: requestId, sent: 1, of: 1 });
    await note({
      ...base,
      kind: 'requestEnded',
      at: clock.now(),
      requestId,
      ...endOf(answer),
    });
    if (answer.kind !== 'refused' || !answer.signIn || !(await signedInAgain(deps, plan))) break;
    // However long that took: what has changed meanwhile, by whomever, is not written over, and is told as it is read back.
    try {
      if (changeOf(plan, before, await readImportState(client, plan), itemId) !== 'same') break;
    } catch {
      break;
    }
  }
  if (answer.kind === 'refused' && answer.unsent)
    return notSent(isAborted(signal) ? cancelledText() : l10n.t('Not sent: {0}', answer.text));
  if (answer.kind === 'no') return notSent(answer.reason);
  const until = answer.kind === 'lost' && answer.until !== undefined ? { until: answer.until } : {};
  deps.onEvent({ kind: 'readingBack' });
  if (answer.kind === 'lost') await clock.delay(answer.lateMs);
  try {
    const after = await readImportState(client, plan);
    await note({ ...base, kind: 'snapshot', at: clock.now(), when: 'after', resources: snapshotOf(after) });
    return {
      ...endingOf(plan, answer, before, after, itemId, { before: beforeAt, after: clock.now() }, answered),
      ...until,
      sent: 1,
      comparison: comparisonOf(plan, before, after, itemId),
    };
  } catch (error) {
    return { outcome: 'unknown', reason: unreadReason(answer, messageOf(error)), ...until, sent: 1 };
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
 * @param preview whether what was agreed to still holds.
 * @throws PortalError `staleState` where it does not, after a wait; the plan then has its end in the journal, as not sent.
 */
export async function applyImport(
  deps: ApplyDeps,
  plan: ImportPlan,
  file: FileUpload,
  refusal: string | undefined,
  preview: PreviewCheck,
): Promise<ApplyReport> {
  const { clock, signInAgain } = deps;
  const startedAt = clock.now();
  const finish = async ({ outcome, reason, sent, comparison, until }: Sent): Promise<ApplyReport> => {
    const report: ApplyReport = {
      planId: plan.id,
      startedAt,
      endedAt: clock.now(),
      cancelled: deps.signal?.aborted === true,
      requestsSent: sent,
      results: [],
      importOutcome: { outcome, ...(reason === undefined ? {} : { reason }) },
      ...(comparison === undefined ? {} : { importComparison: comparison }),
    };
    // Before the plan has its end: the journal does not tell of it after that.
    if (outcome !== 'done' && until !== undefined)
      await deps.licenseDoubts.lost(deps.connection.orgId, lateLicenseWrite(plan, until));
    await deps.snapshots.noteOutcome(plan.portalId, plan.id, outcome);
    return endPlan(deps, plan, report);
  };
  const why = (await beginPlan(deps, plan, startedAt)) ?? refusal;
  if (why !== undefined) return finish({ outcome: 'notDone', reason: why, sent: 0 });
  const waiting: ApplyDeps =
    signInAgain === undefined
      ? deps
      : {
          ...deps,
          signInAgain: async (...asked) => {
            preview.waited();
            return signInAgain(...asked);
          },
        };
  let ending: Sent;
  try {
    ending = await carryOut(waiting, plan, file, preview);
  } catch (error) {
    if (isPortalError(error) && error.fault.kind === 'staleState')
      await finish({ outcome: 'notDone', reason: error.message, sent: 0 });
    throw error;
  }
  if (ending.sent > 0) await refreshTouched(deps, plan);
  return finish(ending);
}
