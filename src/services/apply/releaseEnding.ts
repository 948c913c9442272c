// What came of taking an offline license back: by what the portal answers, and what it shows of the member then.
import { l10n } from '../../core/l10n';
import type { Holder } from '../../core/model';
import type { MemberResult, OfflineRelease, Outcome } from '../../core/planTypes';
import { isAbort, messageOf } from '../../core/problem';
import type { PortalClient } from '../../arcgis/portalClient';
import type { Answer } from './answer';
import { timeText } from './lateWrites';
import { cancelledText } from './memberRun';

/** So many members are read at a time. */
export const readsAtOnce = 4;

/** What one member's license is now: offline or not. `failed`: it could not be read. */
export type OfflineState =
  { readonly offline: boolean; readonly holder?: Holder } | { readonly failed: string };

/** Reads whether the license of a member is offline. A member who holds nothing has none that is. Never throws. */
export async function readOffline(
  client: PortalClient,
  { itemId, username }: OfflineRelease,
  signal?: AbortSignal,
): Promise<OfflineState> {
  try {
    const holder = await client.holder(itemId, username, signal);
    return holder === undefined ? { offline: false } : { offline: holder.offline, holder };
  } catch (error) {
    return { failed: isAbort(error) ? cancelledText() : messageOf(error) };
  }
}

export const releaseResult = (
  { itemId, username }: OfflineRelease,
  outcome: Outcome,
  reason?: string,
  until?: number,
): MemberResult => ({
  itemId,
  username,
  outcome,
  ...(until === undefined ? {} : { until }),
  ...(reason === undefined ? {} : { reason }),
});

/** What the portal's answer and what was read back say together. */
export function releaseEnding(
  release: OfflineRelease,
  answer: Exclude<Answer, { readonly kind: 'no' }>,
  after: OfflineState,
): MemberResult {
  if ('failed' in after)
    return releaseResult(
      release,
      'unknown',
      answer.kind === 'success'
        ? l10n.t('The portal reported success, and it could not be read back: {0}', after.failed)
        : l10n.t(
            'What came of it is not known ({0}), and it could not be read back: {1}',
            answer.text,
            after.failed,
          ),
    );
  switch (answer.kind) {
    case 'success':
      return after.offline
        ? releaseResult(
            release,
            'notDone',
            l10n.t('The portal reported success, and the license is still shown as offline.'),
          )
        : releaseResult(release, 'done');
    case 'refused':
      return after.offline
        ? releaseResult(release, 'notDone', l10n.t('Refused by the portal: {0}', answer.text))
        : releaseResult(
            release,
            'done',
            l10n.t(
              'The portal refused it ({0}); read back, the license is not offline any more.',
              answer.text,
            ),
          );
    case 'lost':
      if (!after.offline)
        return releaseResult(
          release,
          'done',
          l10n.t('The answer was lost ({0}); read back, the license is not offline any more.', answer.text),
        );
      return answer.until === undefined
        ? releaseResult(
            release,
            'notDone',
            l10n.t('The answer was lost ({0}); read back, the license is still offline.', answer.text),
          )
        : releaseResult(
            release,
            'unknown',
            l10n.t(
              'The answer was lost ({0}); read back, the license is still offline, and the portal may still release it until {1}. Refresh the listing after that.',
              answer.text,
              timeText(answer.until),
            ),
            answer.until,
          );
  }
}

export const noLongerText = (): string => l10n.t('Not sent: the license is not offline any more.');
