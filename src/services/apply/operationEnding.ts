// What came of an operation that was sent: decided by what the portal says afterwards, never by its answer alone.
import { l10n } from '../../core/l10n';
import type { Outcome } from '../../core/planTypes';
import type { Answer } from './answer';
import { timeText } from './lateWrites';
import { comesByItself, proofOf, sameState } from './operationState';
import type { OperationState, Proof, SingleOperation } from './operationState';

export interface OperationEnding {
  readonly outcome: Outcome;
  readonly reason?: string;
  /** Epoch ms until when the portal may still carry it out, where that is not known to have happened. */
  readonly until?: number;
}

/** "Success" proves nothing by itself (wire reference 9.2). */
function successEnding(proof: Proof): OperationEnding {
  switch (proof.kind) {
    case 'yes':
      return { outcome: 'done' };
    case 'no':
      return {
        outcome: 'notDone',
        reason: l10n.t('The portal reported success, and what it says afterwards is not what was asked for.'),
      };
    case 'unsaid':
      return {
        outcome: 'unknown',
        reason: l10n.t('The portal reported success, which could not be verified: {0}.', proof.why),
      };
  }
}

/**
 * What the portal's answer and its state before and after say together.
 * @param answer how the request ended, where it was sent.
 * @param at epoch ms of the later read.
 */
export function operationEnding(
  operation: SingleOperation,
  answer: Exclude<Answer, { readonly kind: 'no' }>,
  before: OperationState,
  after: OperationState,
  at: number,
): OperationEnding {
  const proof = proofOf(operation, before, after);
  const isOurs = proof.kind === 'yes' && !comesByItself(operation, before, at);
  const late = answer.kind === 'lost' && answer.until !== undefined ? { until: answer.until } : {};
  switch (answer.kind) {
    case 'success':
      return successEnding(proof);
    case 'lost':
      if (proof.kind === 'yes')
        return {
          ...(isOurs
            ? { outcome: 'done' as const }
            : // It is as it was to be, but not by this request: that one may come yet, upon what is done meanwhile.
              { outcome: 'unknown' as const, ...late }),
          reason: isOurs
            ? l10n.t('The answer was lost ({0}); read back, the portal has what was asked for.', answer.text)
            : l10n.t(
                'The answer was lost ({0}); read back, the portal has what was asked for, and would have it by itself, so whether it was done cannot be told.',
                answer.text,
              ),
        };
      if (proof.kind === 'unsaid')
        return {
          outcome: 'unknown',
          reason: l10n.t(
            'The answer was lost ({0}), and what came of it is not known: {1}.',
            answer.text,
            proof.why,
          ),
          ...late,
        };
      return answer.until === undefined
        ? {
            outcome: 'notDone',
            reason: l10n.t('The answer was lost ({0}); read back, the portal is as it was.', answer.text),
          }
        : {
            outcome: 'unknown',
            reason: l10n.t(
              'The answer was lost ({0}); read back, it was not done, and the portal may still do it until {1}. Refresh the portal after that.',
              answer.text,
              timeText(answer.until),
            ),
            ...late,
          };
    case 'refused':
      if (isOurs)
        return {
          outcome: 'done',
          reason: l10n.t('The portal refused it ({0}); read back, it has what was asked for.', answer.text),
        };
      return sameState(operation, before, after)
        ? { outcome: 'notDone', reason: l10n.t('Refused by the portal: {0}', answer.text) }
        : {
            outcome: 'unknown',
            reason: l10n.t(
              'The portal refused it ({0}), and its state has changed since. Refresh the portal to find out.',
              answer.text,
            ),
          };
  }
}

/** What is said where the state could not be read after the request. */
export function operationUnread(
  answer: Exclude<Answer, { readonly kind: 'no' }>,
  why: string,
): OperationEnding {
  switch (answer.kind) {
    case 'success':
      return {
        outcome: 'unknown',
        reason: l10n.t(
          'The portal reported success, and it could not be read back: {0} Refresh the portal to find out.',
          why,
        ),
      };
    case 'refused':
      return {
        outcome: 'unknown',
        reason: l10n.t(
          'The portal refused it ({0}), and it could not be read back: {1} Refresh the portal to find out.',
          answer.text,
          why,
        ),
      };
    case 'lost':
      return {
        outcome: 'unknown',
        reason: l10n.t(
          'The answer was lost ({0}), and it could not be read back: {1} Refresh the portal to find out.',
          answer.text,
          why,
        ),
        ...(answer.until === undefined ? {} : { until: answer.until }),
      };
  }
}
