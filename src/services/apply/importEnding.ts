// What came of an import that was sent: decided by what the portal says afterwards, never by its answer alone.
import { l10n } from '../../core/l10n';
import type { ImportPlan, Outcome } from '../../core/planTypes';
import type { Answer } from './answer';
import { changeOf, compareWithPlan } from './importState';
import type { Comparison, ImportState } from './importState';
import { timeText } from './lateWrites';

export interface Ending {
  readonly outcome: Outcome;
  readonly reason?: string;
}

type Change = ReturnType<typeof changeOf>;

/**
 * What the portal's answer and its state before and after say together.
 * @param answer how the request ended, where it was sent and what was sent was not refused for itself.
 * @param itemId of the product's listing, where the portal names it.
 */
export function endingOf(
  plan: ImportPlan,
  answer: Exclude<Answer, { readonly kind: 'no' }>,
  before: ImportState,
  after: ImportState,
  itemId: string | undefined,
): Ending {
  const now = compareWithPlan(plan, after, itemId);
  const change = changeOf(plan, before, after, itemId);
  switch (answer.kind) {
    case 'success':
      return successEnding(now, change);
    case 'lost':
      return lostEnding(now, change, answer);
    case 'refused':
      return refusedEnding(now, change, answer.text);
  }
}

const hasAll = ({ checked, differing }: Comparison): boolean => checked > 0 && differing.length === 0;

/** "Success" proves nothing (wire reference 9.2), and nothing to compare with does not either. */
function successEnding(now: Comparison, change: Change): Ending {
  if (now.checked === 0)
    return {
      outcome: 'unknown',
      reason:
        change === 'changed'
          ? l10n.t(
              'The portal reported success and its state changed, but it states none of the numbers of the preview, so the import could not be verified. Refresh the portal and compare it with the file.',
            )
          : l10n.t(
              'The portal reported success, but it states none of the numbers of the preview, so the import could not be verified. Refresh the portal and compare it with the file.',
            ),
    };
  if (hasAll(now))
    return change === 'same'
      ? {
          outcome: 'done',
          reason: l10n.t(
            'The portal reported success. What it says is the same as before, so its numbers do not prove it.',
          ),
        }
      : { outcome: 'done' };
  const differing = now.differing.join('; ');
  switch (change) {
    case 'changed':
      return {
        outcome: 'done',
        reason: l10n.t('Imported; the portal differs from the preview: {0}.', differing),
      };
    case 'same':
      return {
        outcome: 'notDone',
        reason: l10n.t('The portal reported success and changed nothing: {0}.', differing),
      };
    case 'unread':
      return {
        outcome: 'unknown',
        reason: l10n.t('The portal reported success and differs from the preview: {0}.', differing),
      };
  }
}

/**
 * Without an answer only a change proves that the file has arrived: a renewal has the numbers that are there already, and an end that the portal
 * may not state.
 */
function lostEnding(
  now: Comparison,
  change: Change,
  { text, until }: Extract<Answer, { readonly kind: 'lost' }>,
): Ending {
  if (hasAll(now) && change === 'changed')
    return {
      outcome: 'done',
      reason: l10n.t('The answer was lost ({0}); read back, the portal has what the file says.', text),
    };
  if (hasAll(now) && change === 'same')
    return {
      outcome: 'unknown',
      reason:
        until === undefined
          ? l10n.t(
              'The answer was lost ({0}), and what the portal says is the same with and without this file: its numbers cannot tell whether it was imported. Import it again to be sure.',
              text,
            )
          : l10n.t(
              'The answer was lost ({0}), and what the portal says is the same with and without this file: its numbers cannot tell whether it was imported, and it may still be until {1}. Preview the import again after that.',
              text,
              timeText(until),
            ),
    };
  if (change === 'same' && now.checked > 0)
    return until === undefined
      ? {
          outcome: 'notDone',
          reason: l10n.t('The answer was lost ({0}); read back, the portal is as it was.', text),
        }
      : {
          outcome: 'unknown',
          reason: l10n.t(
            'The answer was lost ({0}); read back, the portal is as it was, and it may still import the file until {1}. Preview the import again after that.',
            text,
            timeText(until),
          ),
        };
  return {
    outcome: 'unknown',
    reason: l10n.t(
      'The answer was lost ({0}), and what the portal says now does not tell. Refresh the portal to find out.',
      text,
    ),
  };
}

function refusedEnding(now: Comparison, change: Change, text: string): Ending {
  if (change === 'same') return { outcome: 'notDone', reason: l10n.t('Refused by the portal: {0}', text) };
  if (change === 'unread')
    return {
      outcome: 'unknown',
      reason: l10n.t(
        'The portal refused it ({0}), and what it said before is not known. Refresh the portal and compare it with the file.',
        text,
      ),
    };
  return hasAll(now)
    ? {
        outcome: 'done',
        reason: l10n.t('The portal refused it ({0}); read back, it has what the file says.', text),
      }
    : {
        outcome: 'unknown',
        reason: l10n.t(
          'The portal refused it ({0}), and its state has changed since. Refresh the portal and compare it with the file.',
          text,
        ),
      };
}
