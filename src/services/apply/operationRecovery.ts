// What came of an operation that was interrupted, by what the portal says now (product.md rule 4).
import type { UnfinishedPlan } from '../../core/journal';
import { l10n } from '../../core/l10n';
import type { ApplyReport, OperationPlan } from '../../core/planTypes';
import type { Answer } from './answer';
import type { ApplierDeps } from './applier';
import { releasesRecovered } from './releaseRecovery';
import { lateUntil } from './openPlanDoubts';
import { operationEnding } from './operationEnding';
import { operationSnapshot, operationStateOf, readOperationState } from './operationState';

export type RecoveredOperation = Pick<ApplyReport, 'results' | 'operationOutcome'> & {
  /** Something could not be read: the plan stays open for another time. */
  readonly askAgain: boolean;
  /** Epoch ms until when the portal may still carry it out. */
  readonly until?: number;
};

/**
 * Reads back an interrupted operation.
 * @throws PortalError where the portal cannot be asked: the plan stays open.
 */
export async function recoverOperation(
  deps: ApplierDeps,
  plan: OperationPlan,
  unfinished: UnfinishedPlan,
): Promise<RecoveredOperation> {
  const client = deps.connections.client(plan.portalId);
  const { operation } = plan;
  if (operation.name === 'releaseLicense') {
    const requests = new Map(
      unfinished.requests.map(({ started, outcome, message, endedAt, unsent }) => [
        started.requestId,
        {
          at: endedAt ?? started.at,
          ...(outcome === undefined ? {} : { outcome }),
          ...(message === undefined ? {} : { message }),
          ...(unsent === undefined ? {} : { unsent }),
        },
      ]),
    );
    return releasesRecovered(client, operation.releases, requests, deps.clock.now());
  }
  const outcome = (operationOutcome: NonNullable<ApplyReport['operationOutcome']>): RecoveredOperation => ({
    results: [],
    operationOutcome,
    askAgain: false,
  });
  const request = unfinished.requests.at(-1);
  if (request === undefined)
    return outcome({ outcome: 'notDone', reason: l10n.t('Interrupted before it was sent.') });
  if (request.unsent === true)
    return outcome({ outcome: 'notDone', reason: l10n.t('Not sent: {0}', request.message ?? '') });
  const kind = deps.connections.get(plan.portalId)?.kind ?? 'enterprise';
  const after = await readOperationState(client, kind, operation);
  const now = deps.clock.now();
  await deps.journal.append(plan.portalId, {
    kind: 'snapshot',
    at: now,
    planId: plan.id,
    when: 'after',
    resources: operationSnapshot(after),
  });
  const text = request.message ?? l10n.t('the program was stopped while it was sent');
  const until = lateUntil(request);
  const answer: Exclude<Answer, { readonly kind: 'no' }> =
    request.outcome === 'answered'
      ? { kind: 'success' }
      : request.outcome === 'refused'
        ? { kind: 'refused', text, signIn: false, unsent: false }
        : { kind: 'lost', text, lateMs: 0, ...(until !== undefined && now < until ? { until } : {}) };
  const before = operationStateOf(unfinished.before ?? []);
  const { until: late, ...ending } = operationEnding(operation, answer, before, after, now);
  return { ...outcome(ending), ...(late === undefined ? {} : { until: late }) };
}
