// Taking offline licenses back (wire reference 13.6): one request for each member, and each is read back before the next one goes out.
import pLimit from 'p-limit';
import { l10n } from '../../core/l10n';
import type { MemberResult, OfflineRelease, OperationPlan } from '../../core/planTypes';
import { messageOf } from '../../core/problem';
import { answerOf, endOf, isAborted, signedInAgain } from './answer';
import type { Answer } from './answer';
import type { ApplyDeps } from './applyMembers';
import { cancelledText } from './memberRun';
import { planRecord } from './planJournal';
import { noLongerText, readOffline, readsAtOnce, releaseEnding, releaseResult } from './releaseEnding';
import type { OfflineState } from './releaseEnding';
import { verdictOf } from './verdict';

/** Sends after "too many requests", which is a definite no, for one member. */
const mostAttempts = 3;
const throttlePauseMs = 1_000;
const longestPauseMs = 30_000;
/** A portal that has just reported success may be about to show it. */
const secondLookMs = 1_000;

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
  refusal: string | undefined,
): Promise<{ readonly results: readonly MemberResult[]; readonly sent: number }> {
  const { client, clock, signal, onEvent } = deps;
  const { record, note, announce } = planRecord(deps, plan);
  const base = { planId: plan.id } as const;
  const results: MemberResult[] = [];
  let sent = 0;
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
      stopped = await announce({
        requestId: one.id,
        itemId: one.itemId,
        users: [one.username],
        entitlements: [],
        operation: 'releaseLicense',
      });
      if (stopped !== undefined) return releaseResult(one, 'notDone', stopped);
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
