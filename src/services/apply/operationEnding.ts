// What came of an operation that was sent: decided by what the portal says afterwards, never by its answer alone.
import { l10n } from '../../core/l10n';
import type { Outcome } from '../../core/planTypes';
import type { Answer } from './answer';
import { timeText } from './lateWrites';
import { proofOf } from './operationState';
import type { OperationState, Proof, SingleOperation } from './operationState';

export interface OperationEnding {
  readonly outcome: Outcome;
  readonly reason?: string;
}

/** True where the two say the same. */
const sameState = (a: OperationState, b: OperationState): boolean => JSON.stringify(a) === JSON.stringify(b);

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
 * @param answer how the request ended, where it was sent and what was sent was not refused for itself.
 */
export function operationEnding(
  operation: SingleOperation,
  answer: Exclude<Answer, { readonly kind: 'no' }>,
  before: OperationState,
  after: OperationState,
): OperationEnding {
  const proof = proofOf(operation, before, after);
  switch (answer.kind) {
    case 'success':
      return successEnding(proof);
    case 'lost':
      if (proof.kind === 'yes')
        return {
          outcome: 'done',
          reason: l10n.t(
            'The answer was lost ({0}); read back, the portal has what was asked for.',
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
          };
    case 'refused':
      return proof.kind === 'yes' && !sameState(before, after)
        ? {
            outcome: 'done',
            reason: l10n.t('The portal refused it ({0}); read back, it has what was asked for.', answer.text),
          }
        : { outcome: 'notDone', reason: l10n.t('Refused by the portal: {0}', answer.text) };
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
      };
  }
}
