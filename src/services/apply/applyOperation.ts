// An operation of the portal's license that is one request: the state before is kept, the request is sent once, and what the portal says
// afterwards decides what came of it. Releases, one request each, are in applyRelease.ts.
import { l10n } from '../../core/l10n';
import type { ApplyReport, OperationPlan } from '../../core/planTypes';
import { isAbort, messageOf } from '../../core/problem';
import { answerOf, endOf, isAborted, signedInAgain } from './answer';
import type { Answer } from './answer';
import type { ApplyDeps } from './applyMembers';
import { releaseAll } from './applyRelease';
import type { BranchName, BranchRef } from '../inventoryTypes';
import { lateLicenseWrite } from './licenseDoubts';
import { cancelledText } from './memberRun';
import { operationEnding, operationUnread } from './operationEnding';
import type { OperationEnding } from './operationEnding';
import { operationSnapshot, proofOf, readOperationState } from './operationState';
import type { OperationState, SingleOperation } from './operationState';
import { beginPlan, endPlan, planRecord } from './planJournal';
import { afterRestart } from './portalRestart';

const requestId = 'r1';

type Ended = OperationEnding & { readonly sent: number };

/** Sends it once. @returns seconds after which the portal is back, where it restarts and says so. */
async function send({ client }: ApplyDeps, operation: SingleOperation): Promise<number | undefined> {
  switch (operation.name) {
    case 'populateLicense':
      await client.populateLicense();
      return undefined;
    case 'updateLicenseManager': {
      const { hostname, port } = operation;
      return (await client.updateLicenseManager({ hostname, port })).recheckAfterSeconds;
    }
    case 'removeAllEntitlements':
      await client.removeAllEntitlements(operation.appId);
      return undefined;
  }
}

/** The state after the request. A portal that takes another license manager restarts; it is asked until it answers again. */
async function readAfter(
  deps: ApplyDeps,
  operation: SingleOperation,
  answer: Exclude<Answer, { readonly kind: 'no' }>,
  recheckAfterSeconds: number | undefined,
): Promise<OperationState> {
  const { client, connection, clock, signal, onEvent } = deps;
  const read = (until?: AbortSignal): Promise<OperationState> =>
    readOperationState(client, connection.kind, operation, until);
  // Also where the answer was lost: a restart that begins at once takes it along.
  if (operation.name === 'updateLicenseManager' && answer.kind !== 'refused')
    return afterRestart(
      { clock, signal, recheckAfterSeconds, onWait: until => onEvent({ kind: 'restarting', until }) },
      read,
    );
  onEvent({ kind: 'readingBack' });
  if (answer.kind === 'lost') await clock.delay(answer.lateMs);
  return read();
}

async function carryOut(deps: ApplyDeps, plan: OperationPlan, operation: SingleOperation): Promise<Ended> {
  const { client, connection, clock, signal } = deps;
  const { record, note, announce } = planRecord(deps, plan);
  const base = { planId: plan.id } as const;
  const notSent = (reason: string): Ended => ({ outcome: 'notDone', reason, sent: 0 });

  let before: OperationState;
  try {
    before = await readOperationState(client, connection.kind, operation);
    await record({
      ...base,
      kind: 'snapshot',
      at: clock.now(),
      when: 'before',
      resources: operationSnapshot(before),
    });
    // What cannot be taken back with one click is kept beside the journal as well, where it is found when it is looked for.
    if (operation.name === 'removeAllEntitlements')
      await deps.snapshots.keepAnswers(
        { portalId: plan.portalId, operation: operation.name, appId: operation.appId },
        { portalName: connection.name, portalUrl: connection.url, planId: plan.id, at: clock.now() },
        operationSnapshot(before),
      );
  } catch (error) {
    return notSent(l10n.t('Not sent: the state before could not be kept. {0}', messageOf(error)));
  }
  // Populating twice is without use; another license manager and a removal are sent again where somebody asks for them again.
  if (operation.name === 'populateLicense' && proofOf(operation, before, before).kind === 'yes')
    return { outcome: 'done', reason: l10n.t('Not sent: the license is populated by now.'), sent: 0 };
  let answer: Answer;
  let recheckAfterSeconds: number | undefined;
  for (;;) {
    if (isAborted(signal)) return notSent(cancelledText());
    const unwritten = await announce({ requestId, users: [], entitlements: [], operation: operation.name });
    if (unwritten !== undefined) return notSent(unwritten);
    deps.onEvent({ kind: 'requestStarted', id: requestId, sent: 0, of: 1 });
    answer = { kind: 'success' };
    try {
      recheckAfterSeconds = await send(deps, operation);
    } catch (error) {
      answer = answerOf(error, clock.now());
    }
    deps.onEvent({ kind: 'requestEnded', id: requestId, sent: 1, of: 1 });
    await note({ ...base, kind: 'requestEnded', at: clock.now(), requestId, ...endOf(answer) });
    if (answer.kind !== 'refused' || !answer.signIn || !(await signedInAgain(deps, plan))) break;
    // However long that took: what has changed meanwhile, by whomever, is not written over, and is told as it is read back.
    try {
      const now = await readOperationState(client, connection.kind, operation);
      if (JSON.stringify(now) !== JSON.stringify(before)) break;
    } catch {
      break;
    }
  }
  if (answer.kind === 'refused' && answer.unsent)
    return notSent(isAborted(signal) ? cancelledText() : l10n.t('Not sent: {0}', answer.text));
  if (answer.kind === 'no') return notSent(answer.reason);
  try {
    const after = await readAfter(deps, operation, answer, recheckAfterSeconds);
    await note({
      ...base,
      kind: 'snapshot',
      at: clock.now(),
      when: 'after',
      resources: operationSnapshot(after),
    });
    return { ...operationEnding(operation, answer, before, after, clock.now()), sent: 1 };
  } catch (error) {
    const why = isAbort(error)
      ? l10n.t('waiting for the portal to come back was cancelled.')
      : messageOf(error);
    return { ...operationUnread(answer, why), sent: 1 };
  }
}

/** Branches that an operation changes. */
function touched({ portalId }: OperationPlan, operation: SingleOperation): readonly BranchRef[] {
  const branch = (name: BranchName, key?: string): BranchRef => ({
    portalId,
    name,
    ...(key === undefined ? {} : { key }),
  });
  switch (operation.name) {
    case 'populateLicense':
      return [branch('license'), branch('futureLicense'), branch('listings'), branch('userTypes')];
    case 'updateLicenseManager':
      return [branch('license'), branch('systemLicenses')];
    case 'removeAllEntitlements':
      return [branch('entitlementsQueue', operation.appId), branch('listings'), branch('systemLicenses')];
  }
}

/**
 * Carries out an operation whose portal was checked. Never throws for what the portal does.
 * @param refusal why it may not be sent at all.
 */
export async function applyOperation(
  deps: ApplyDeps,
  plan: OperationPlan,
  refusal: string | undefined,
): Promise<ApplyReport> {
  const { clock, inventory } = deps;
  const startedAt = clock.now();
  const finish = (
    requestsSent: number,
    came: Pick<ApplyReport, 'results' | 'operationOutcome'>,
  ): Promise<ApplyReport> =>
    endPlan(deps, plan, {
      planId: plan.id,
      startedAt,
      endedAt: clock.now(),
      cancelled: isAborted(deps.signal),
      requestsSent,
      ...came,
    });
  const why = (await beginPlan(deps, plan, startedAt)) ?? refusal;
  const { operation } = plan;
  if (operation.name === 'releaseLicense') {
    const { results, sent } = await releaseAll(deps, plan, operation.releases, why);
    return finish(sent, { results });
  }
  const { sent, until, ...outcome }: Ended =
    why === undefined ? await carryOut(deps, plan, operation) : { outcome: 'notDone', reason: why, sent: 0 };
  // Before the plan has its end: the journal does not tell of it after that.
  await deps.licenseDoubts.lost(deps.connection.orgId, lateLicenseWrite(plan, until));
  if (sent > 0)
    await Promise.all(
      touched(plan, operation).map(async ref => {
        if (inventory.peek(ref).state !== 'idle') await inventory.refresh(ref);
      }),
    );
  return finish(sent, { results: [], operationOutcome: outcome });
}
