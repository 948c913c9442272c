// Taking offline licenses back (wire reference 13.6): one request for each member, and each is read back before the next one goes out.
import pLimit from 'p-limit';
import type { JournalEntry } from '../../core/journal';
import { l10n } from '../../core/l10n';
import type { Holder } from '../../core/model';
import type { MemberResult, OfflineRelease, OperationPlan, Outcome } from '../../core/planTypes';
import { isAbort, isPortalError, messageOf } from '../../core/problem';
import type { PortalClient } from '../../arcgis/portalClient';
import { answerOf, endOf, isAborted, signedInAgain } from './answer';
import type { Answer } from './answer';
import type { ApplyDeps } from './applyMembers';
import { timeText } from './lateWrites';
import { cancelledText } from './memberRun';
import { lateWriteMs, verdictOf } from './verdict';

const readsAtOnce = 4;
/** Sends after "too many requests", which is a definite no, for one member. */
const mostAttempts = 3;
const throttlePauseMs = 1_000;
const longestPauseMs = 30_000;
/** A portal that has just reported success may be about to show it. */
const secondLookMs = 1_000;

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

interface Sent {
  readonly answer: Answer;
  /** Why the others are not sent either. */
  readonly stops?: string;
}

async function sendOne(deps: ApplyDeps, release: OfflineRelease): Promise<Sent> {
  const { client, clock, signal } = deps;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.releaseLicense(release.username, release.appId);
      return { answer: { kind: 'success' } };
    } catch (error) {
      const verdict = verdictOf(error);
      const answer = answerOf(error, clock.now());
      if (verdict.kind !== 'throttled' || attempt === mostAttempts) {
        const forAll = verdict.kind === 'stop' || verdict.kind === 'forbidden' || verdict.kind === 'unsent';
        return { answer, ...(forAll ? { stops: verdict.text } : {}) };
      }
      try {
        await clock.delay(Math.min(verdict.retryAfterMs ?? throttlePauseMs, longestPauseMs), signal);
      } catch {
        return { answer };
      }
    }
  }
}

/** What was read back, with the tree told of it. A portal that reports success is asked a second time before it is called wrong. */
async function readBack(
  { client, clock, inventory }: ApplyDeps,
  plan: OperationPlan,
  release: OfflineRelease,
  answer: Answer,
): Promise<OfflineState> {
  if (answer.kind === 'lost') await clock.delay(answer.lateMs);
  let after = await readOffline(client, release);
  if (answer.kind === 'success' && 'offline' in after && after.offline) {
    await clock.delay(secondLookMs);
    after = await readOffline(client, release);
  }
  if ('offline' in after) {
    const { holder } = after;
    inventory.putHolders(
      plan.portalId,
      release.itemId,
      holder === undefined ? [] : [holder],
      holder === undefined ? [release.username] : [],
    );
  }
  return after;
}

/**
 * Takes offline licenses back, one after the other. What cannot be read before is not sent.
 * @param refusal why nothing may be sent at all.
 * @returns a result for each release, and how many requests were sent.
 */
export async function releaseAll(
  deps: ApplyDeps,
  plan: OperationPlan,
  releases: readonly OfflineRelease[],
  record: (entry: JournalEntry) => Promise<void>,
  refusal: string | undefined,
): Promise<{ readonly results: readonly MemberResult[]; readonly sent: number }> {
  const { client, clock, signal, onEvent } = deps;
  const base = { planId: plan.id } as const;
  const results: MemberResult[] = [];
  let sent = 0;
  const note = async (entry: JournalEntry): Promise<void> => {
    try {
      await record(entry);
    } catch (error) {
      deps.log.error(`The journal cannot be written: ${messageOf(error)}`);
    }
  };
  const settle = (result: MemberResult): void => {
    results.push(result);
    onEvent({ kind: 'result', result });
  };
  const end = () => ({ results, sent });
  if (refusal !== undefined) {
    for (const release of releases) settle(releaseResult(release, 'notDone', refusal));
    return end();
  }

  const limit = pLimit(readsAtOnce);
  const before = new Map(
    await Promise.all(
      releases.map(release =>
        limit(async () => [release.id, await readOffline(client, release, signal)] as const),
      ),
    ),
  );
  const known = releases.flatMap(({ id, username, itemId }) => {
    const state = before.get(id);
    return state === undefined || 'failed' in state
      ? []
      : [{ username, itemId, offline: state.offline, offlineSince: state.holder?.offlineSince }];
  });
  /** Why nothing further is sent. */
  let stopped: string | undefined;
  try {
    await record({
      ...base,
      kind: 'snapshot',
      at: clock.now(),
      when: 'before',
      resources: [{ resource: 'offlineLicenses', content: known }],
    });
  } catch (error) {
    stopped = l10n.t('Not sent: the journal cannot be written ({0}).', messageOf(error));
  }

  /** Sends one and reads it back; waits for a person where the sign-in has ended, and sends it then. */
  async function release(one: OfflineRelease): Promise<MemberResult> {
    for (;;) {
      if (isAborted(signal)) return releaseResult(one, 'notDone', cancelledText());
      try {
        await record({
          ...base,
          kind: 'requestStarted',
          at: clock.now(),
          requestId: one.id,
          itemId: one.itemId,
          users: [one.username],
          entitlements: [],
          operation: 'releaseLicense',
        });
      } catch (error) {
        stopped = isPortalError(error)
          ? l10n.t('Not sent: {0}', messageOf(error))
          : l10n.t('Not sent: the journal cannot be written ({0}).', messageOf(error));
        return releaseResult(one, 'notDone', stopped);
      }
      const progress = { id: one.id, of: releases.length } as const;
      onEvent({ kind: 'member', itemId: one.itemId, username: one.username, state: 'sending' });
      onEvent({ ...progress, kind: 'requestStarted', sent });
      const { answer, stops } = await sendOne(deps, one);
      const unsent = answer.kind === 'refused' && answer.unsent;
      if (!unsent) sent += 1;
      onEvent({ ...progress, kind: 'requestEnded', sent });
      await note({ ...base, kind: 'requestEnded', at: clock.now(), requestId: one.id, ...endOf(answer) });
      if (answer.kind === 'refused' && answer.signIn && (await signedInAgain(deps, plan))) {
        // However long that took: it may have been returned meanwhile.
        const now = await readOffline(client, one, signal);
        if ('offline' in now && !now.offline) return releaseResult(one, 'done', noLongerText());
        continue;
      }
      if (stops !== undefined) stopped = l10n.t('Not sent: {0}', stops);
      if (answer.kind === 'no') return releaseResult(one, 'notDone', answer.reason);
      if (unsent)
        return releaseResult(
          one,
          'notDone',
          isAborted(signal) ? cancelledText() : l10n.t('Not sent: {0}', answer.text),
        );
      onEvent({ kind: 'member', itemId: one.itemId, username: one.username, state: 'waiting' });
      const after = await readBack(deps, plan, one, answer);
      // Where not even a read arrives, the others would be lost as well.
      if (answer.kind === 'lost' && 'failed' in after) stopped ??= l10n.t('Not sent: {0}', after.failed);
      return releaseEnding(one, answer, after);
    }
  }

  for (const one of releases) {
    const state = before.get(one.id);
    let result: MemberResult;
    if (stopped !== undefined) result = releaseResult(one, 'notDone', stopped);
    else if (isAborted(signal)) result = releaseResult(one, 'notDone', cancelledText());
    else if (state === undefined || 'failed' in state)
      result = releaseResult(
        one,
        'notDone',
        l10n.t('Not sent: what the member holds could not be read. {0}', state?.failed ?? ''),
      );
    else if (!state.offline) result = releaseResult(one, 'done', noLongerText());
    else result = await release(one);
    await note({ ...base, kind: 'results', at: clock.now(), results: [result] });
    settle(result);
  }
  return end();
}

const noLongerText = (): string => l10n.t('Not sent: the license is not offline any more.');

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
