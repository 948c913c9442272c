// What came of an import that was sent: decided by what the portal says afterwards, never by its answer alone.
import { l10n } from '../../core/l10n';
import type { ImportPlan, Outcome } from '../../core/planTypes';
import { compareWithPlan, sameState } from './importState';
import type { ImportState } from './importState';

export interface Ending {
  readonly outcome: Outcome;
  readonly reason?: string;
}

/**
 * What the portal's answer and its state before and after say together.
 * @param lost why there is no answer; undefined where the portal answered success.
 * @param itemId of the product's listing, where the portal names it.
 */
export function endingOf(
  plan: ImportPlan,
  lost: string | undefined,
  before: ImportState,
  after: ImportState,
  itemId: string | undefined,
): Ending {
  const now = compareWithPlan(plan, after, itemId);
  const changed = !sameState(before, after);
  const asWanted = now.checked > 0 && now.differing.length === 0;
  if (lost === undefined) {
    // "Success" proves nothing (wire reference 9.2), and nothing to compare with does not either.
    if (now.checked === 0)
      return {
        outcome: 'unknown',
        reason: changed
          ? l10n.t(
              'The portal reported success and its state changed, but it states none of the numbers of the preview, so the import could not be verified. Refresh the portal and compare it with the file.',
            )
          : l10n.t(
              'The portal reported success, but it states none of the numbers of the preview, so the import could not be verified. Refresh the portal and compare it with the file.',
            ),
      };
    if (now.differing.length === 0) return { outcome: 'done' };
    return changed
      ? {
          outcome: 'done',
          reason: l10n.t('Imported; the portal differs from the preview: {0}.', now.differing.join('; ')),
        }
      : {
          outcome: 'notDone',
          reason: l10n.t('The portal reported success and changed nothing: {0}.', now.differing.join('; ')),
        };
  }
  if (asWanted)
    return {
      outcome: 'done',
      reason: l10n.t('The answer was lost ({0}); read back, the portal has what the file says.', lost),
    };
  if (!changed && now.checked > 0)
    return {
      outcome: 'notDone',
      reason: l10n.t('The answer was lost ({0}); read back, the portal is as it was.', lost),
    };
  return {
    outcome: 'unknown',
    reason: l10n.t(
      'The answer was lost ({0}), and what the portal says now does not tell. Refresh the portal to find out.',
      lost,
    ),
  };
}
