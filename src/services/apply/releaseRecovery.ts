// Taking offline licenses back, where that was interrupted: what came of it, by what the portal says now.
import pLimit from 'p-limit';
import { l10n } from '../../core/l10n';
import type { MemberResult, OfflineRelease } from '../../core/planTypes';
import type { PortalClient } from '../../arcgis/portalClient';
import { noLongerText, readOffline, readsAtOnce, releaseEnding, releaseResult } from './releaseEnding';
import { lateWriteMs } from './verdict';

/**
 * The releases of a plan that was interrupted, by what the portal says now.
 * @param requests by {@link OfflineRelease.id}: how each that was sent ended, where that is known, and when it was sent (epoch ms).
 */
export async function releasesRecovered(
  client: PortalClient,
  releases: readonly OfflineRelease[],
  requests: ReadonlyMap<
    string,
    { readonly outcome?: string; readonly message?: string; readonly unsent?: boolean; readonly at: number }
  >,
  now: number,
): Promise<{ readonly results: MemberResult[]; readonly askAgain: boolean }> {
  const limit = pLimit(readsAtOnce);
  const states = await Promise.all(releases.map(one => limit(() => readOffline(client, one))));
  let askAgain = false;
  const results = releases.map((one, index): MemberResult => {
    const state = states[index];
    const request = requests.get(one.id);
    if (request === undefined)
      return state !== undefined && 'offline' in state && !state.offline
        ? releaseResult(one, 'done', noLongerText())
        : releaseResult(one, 'notDone', l10n.t('Interrupted before it was sent.'));
    if (state === undefined || 'failed' in state) {
      askAgain = true;
      return releaseResult(
        one,
        'unknown',
        l10n.t('Interrupted, and it could not be read back: {0}', state?.failed ?? ''),
      );
    }
    const text = request.message ?? l10n.t('the program was stopped while it was sent');
    if (request.unsent === true) return releaseResult(one, 'notDone', l10n.t('Not sent: {0}', text));
    switch (request.outcome) {
      case 'answered':
        return releaseEnding(one, { kind: 'success' }, state);
      case 'refused':
        return releaseEnding(one, { kind: 'refused', text, signIn: false, unsent: false }, state);
      default: {
        const until = request.at + lateWriteMs;
        return releaseEnding(
          one,
          { kind: 'lost', text, lateMs: 0, ...(now < until ? { until } : {}) },
          state,
        );
      }
    }
  });
  return { results, askAgain };
}
