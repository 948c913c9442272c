// What came of an import that was sent: decided by what the portal says afterwards, never by its answer alone.
import { l10n } from '../../core/l10n';
import type { EntitlementsQueue } from '../../core/model';
import type { ImportPlan, Outcome } from '../../core/planTypes';
import type { Answer } from './answer';
import { hasCome } from './importProof';
import type { ReadTimes } from './importProof';
import { carriesFile, changeOf, compareWithPlan } from './importState';
import type { ImportState } from './importState';
import { timeText } from './lateWrites';

export interface Ending {
  readonly outcome: Outcome;
  readonly reason?: string;
}

/** What the portal says before and after, against the plan. */
interface Seen {
  /** Something of the plan came about, and all of it that the portal states is there now: that alone proves an import. */
  readonly proven: boolean;
  /** All of the plan that the portal states is there now. */
  readonly whole: boolean;
  /** The portal states something of the plan. */
  readonly checked: boolean;
  /** What of the plan is otherwise now, in words. */
  readonly differing: string;
  readonly change: ReturnType<typeof changeOf>;
}

/**
 * What the portal's answer and its state before and after say together.
 * @param answer how the request ended, where it was sent and what was sent was not refused for itself.
 * @param itemId of the product's listing, where the portal names it.
 * @param times when the two states were read: what the portal came to by itself between them proves nothing.
 * @param answered what the portal answered to `importEntitlements`, where that is known.
 */
export function endingOf(
  plan: ImportPlan,
  answer: Exclude<Answer, { readonly kind: 'no' }>,
  before: ImportState,
  after: ImportState,
  itemId: string | undefined,
  times: ReadTimes,
  answered?: EntitlementsQueue,
): Ending {
  const { checked, differing } = compareWithPlan(plan, after, itemId);
  const whole = checked > 0 && differing.length === 0;
  const seen: Seen = {
    proven: whole && hasCome(plan, before, after, itemId, times),
    whole,
    checked: checked > 0,
    differing: firstOf(differing),
    change: changeOf(plan, before, after, itemId),
  };
  switch (answer.kind) {
    case 'success':
      return successEnding(seen, carriesFile(plan, answered));
    case 'lost':
      return lostEnding(seen, answer);
    case 'refused':
      return refusedEnding(seen, answer.text);
  }
}

/** A sentence has room for so many differences. */
const differingShown = 5;

function firstOf(differing: readonly string[]): string {
  const more = differing.length - differingShown;
  return [...differing.slice(0, differingShown), ...(more > 0 ? [l10n.t('and {0} more', more)] : [])].join(
    '; ',
  );
}

/** "Success" proves nothing (wire reference 9.2), unless the answer carries the file's own parts, and nothing to compare with does not either. */
function successEnding({ proven, whole, checked, differing, change }: Seen, carried: boolean): Ending {
  if (proven || (whole && carried)) return { outcome: 'done' };
  const unknown = (reason: string): Ending => ({ outcome: 'unknown', reason });
  if (!checked)
    return unknown(
      change === 'changed'
        ? l10n.t(
            'The portal reported success and its state changed, but it states none of the numbers of the preview, so the import could not be verified. Refresh the portal and compare it with the file.',
          )
        : l10n.t(
            'The portal reported success, but it states none of the numbers of the preview, so the import could not be verified. Refresh the portal and compare it with the file.',
          ),
    );
  if (whole)
    return unknown(
      change === 'same'
        ? l10n.t(
            'The portal reported success and shows what the file says. It did so before, too, so whether it has taken the file cannot be told.',
          )
        : l10n.t(
            'The portal reported success and shows what the file says. None of it is known to come from this file, so whether it has taken it cannot be told.',
          ),
    );
  return unknown(
    change === 'same'
      ? l10n.t(
          'The portal reported success, and what it says is as it was before: {0}. Refresh the portal and compare it with the file.',
          differing,
        )
      : l10n.t(
          'The portal reported success, and it differs from the preview: {0}. Whether it imported the file is not known. Refresh the portal and compare it with the file.',
          differing,
        ),
  );
}

/**
 * Without an answer only a change to what the file says proves that it has arrived: a renewal has the numbers that are there already, and an end
 * that the portal may not state.
 */
function lostEnding(
  { proven, whole, checked, change }: Seen,
  { text, until }: Extract<Answer, { readonly kind: 'lost' }>,
): Ending {
  if (proven)
    return {
      outcome: 'done',
      reason: l10n.t('The answer was lost ({0}); read back, the portal has what the file says.', text),
    };
  if (whole && change === 'same')
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
  if (change === 'same' && checked)
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
    reason:
      until === undefined
        ? l10n.t(
            'The answer was lost ({0}), and what the portal says now does not tell. Refresh the portal to find out.',
            text,
          )
        : l10n.t(
            'The answer was lost ({0}), and what the portal says now does not tell; it may still import the file until {1}. Refresh the portal after that to find out.',
            text,
            timeText(until),
          ),
  };
}

function refusedEnding({ proven, change }: Seen, text: string): Ending {
  if (proven)
    return {
      outcome: 'done',
      reason: l10n.t('The portal refused it ({0}); read back, it has what the file says.', text),
    };
  switch (change) {
    case 'same':
      return { outcome: 'notDone', reason: l10n.t('Refused by the portal: {0}', text) };
    case 'unread':
      return {
        outcome: 'unknown',
        reason: l10n.t(
          'The portal refused it ({0}), and what it said before is not known. Refresh the portal and compare it with the file.',
          text,
        ),
      };
    case 'changed':
      return {
        outcome: 'unknown',
        reason: l10n.t(
          'The portal refused it ({0}), and its state has changed since. Refresh the portal and compare it with the file.',
          text,
        ),
      };
  }
}
