// One request of a plan: sent once, and what its answer means for its members.
import { userTypeId } from '../../core/ids';
import type { UserTypeId } from '../../core/ids';
import { l10n } from '../../core/l10n';
import { extensionProblem } from '../../core/licensedProducts';
import type { PlannedRequest, Target } from '../../core/planTypes';
import { isPortalError, messageOf, PortalError } from '../../core/problem';
import { noteLost } from './lateWrites';
import type { Run, RunMember } from './memberRun';
import { areTooOld } from './freshMembers';
import { membersToSend, toPending, waitForTurn } from './membersToSend';
import { doubtful, stillWanting } from './stillWanting';
import { verdictOf } from './verdict';
import { ownWords, refused, settleRefused, wantingAfter } from './refusalSearch';
import type { Part } from './refusalSearch';

/** After so many lost writes in a row the portal is taken to be gone. */
const lostBeforeStop = 3;
/** A request that the portal puts off is sent at most so often. */
const throttledAttempts = 4;
const throttledWaitMs = 10_000;
/** A portal that asks to wait longer than this ends the run: the rest is a second run's. */
const longestWaitMs = 10 * 60_000;

/** How long the portal asks to wait, ms. */
const waitOf = ({ retryAfterMs }: { readonly retryAfterMs: number | undefined }): number =>
  retryAfterMs ?? throttledWaitMs;

/** The user type that a request gives its members. */
function typeOf(request: PlannedRequest): UserTypeId {
  const [type] = request.entitlements;
  if (type === undefined || request.entitlements.length > 1)
    throw new PortalError({ kind: 'badInput' }, l10n.t('A member has exactly one user type.'));
  return userTypeId(type);
}

/** Sends the request. Of user types the portal answers for each member: whom it refused is read back with what it said in mind. */
async function write(run: Run, request: PlannedRequest, members: readonly RunMember[]): Promise<void> {
  const users = members.map(member => member.change.username);
  const kind = members[0]?.target.kind;
  if (kind === 'userType') {
    const results = await run.client.updateUserType(users, typeOf(request));
    results.forEach(({ ok, message }, index) => {
      const member = members[index];
      if (!ok && member) member.doubt = l10n.t('The portal refused it: {0}', message ?? '');
    });
  } else if (kind === 'appBundle')
    await run.client.provisionAppBundle(request.itemId, { users, revoke: request.entitlements.length === 0 });
  else
    await run.client.provision(request.itemId, {
      users,
      entitlements: request.entitlements,
      suppressCustomerEmail: run.plan.suppressCustomerEmail,
    });
}

/** Whether the request never left: what its members hold afterwards is none of its doing, and undo leaves it alone. */
const isUnsent = (failure: ReturnType<typeof verdictOf> | undefined): boolean =>
  failure?.kind === 'unsent' || (failure?.kind === 'stop' && failure.unsent);

/** The portal's refusal in words that fit what was asked for. */
const forTarget = (error: unknown, target: Target | undefined): unknown =>
  target?.licensedAs === 'extension' && isPortalError(error) ? extensionProblem(error, target.title) : error;

/**
 * Sends one request to `members` and deals with its answer. Afterwards each of them is `waiting` to be read back, `settled`, or, where the
 * run was halted or paused before it was sent, `pending`.
 */
export async function sendRequest(
  run: Run,
  request: PlannedRequest,
  members: readonly RunMember[],
  part: Part = { id: request.id, searching: false },
): Promise<void> {
  let rest = [...members];
  for (let round = 0; rest.length > 0; round += 1) {
    // Whoever could not be read again soon enough with the others is sent after them.
    const late: RunMember[] = [];
    await sendSome(run, request, rest, round === 0 ? part : { ...part, id: `${part.id}.late${round}` }, late);
    rest = late.filter(member => member.phase === 'sending');
  }
}

async function sendSome(
  run: Run,
  request: PlannedRequest,
  members: readonly RunMember[],
  part: Part,
  late: RunMember[],
): Promise<void> {
  const { id } = part;
  let left = [...members];
  let throttled = 0;
  while (left.length > 0) {
    left = await membersToSend(run, request, left, late);
    if (left.length === 0) return;
    const { plan, clock } = run;
    const users = left.map(member => member.change.username);
    const base = { at: clock.now(), planId: plan.id, requestId: id } as const;
    const { itemId, entitlements } = request;
    if (!(await run.record({ ...base, kind: 'requestStarted', itemId, users, entitlements }))) {
      toPending(left);
      return;
    }
    await run.lanes.turn();
    // That took its time: a cancel or a pause meanwhile still keeps the request from going out, and the journal says so. Where the portal has put
    // off or refused others since, or after a pause of this machine, its members are looked at again.
    const isOff = run.halted() || run.pause?.isPaused === true;
    const anew = areTooOld(run, left) || run.closed.has(itemId) || run.notBefore > clock.now();
    if (isOff || anew) {
      run.lanes.ended(undefined);
      await run.record({
        ...base,
        kind: 'requestEnded',
        outcome: 'refused',
        message: isOff ? l10n.t('Not sent: stopped.') : l10n.t('Not sent: to be looked at again.'),
        unsent: true,
      });
      if (!isOff) continue;
      toPending(left);
      return;
    }
    let failure: ReturnType<typeof verdictOf> | undefined;
    let signInAgain: Promise<boolean> | undefined;
    let tookMs: number | undefined;
    try {
      for (const { change } of left)
        run.emit({ kind: 'member', itemId, username: change.username, state: 'sending' });
      run.requestsSent += 1;
      const sentAt = clock.now();
      try {
        await write(run, request, left);
      } catch (error) {
        failure = verdictOf(forTarget(error, left[0]?.target));
        // At once, so that all whose sign-in ended with this one's wait for the same answer.
        if (failure.kind === 'stop' && failure.renewable) signInAgain = run.signInAgain();
        if (failure.kind === 'stop' && failure.unsent) run.requestsSent -= 1;
        run.log.warn(`Request ${id} of plan ${plan.id}: ${messageOf(error)}`);
      }
      const answeredAt = clock.now();
      if (failure?.kind === 'throttled')
        run.notBefore = Math.max(run.notBefore, answeredAt + waitOf(failure));
      if (failure?.kind === 'lost' || failure?.kind === 'throttled') run.pace.slowed();
      else {
        run.pace.answered();
        tookMs = answeredAt - sentAt;
      }
    } finally {
      run.lanes.ended(tookMs);
    }
    const endedAt = clock.now();
    await run.record({
      ...base,
      at: endedAt,
      kind: 'requestEnded',
      outcome: failure === undefined ? 'answered' : failure.kind === 'lost' ? 'lost' : 'refused',
      ...(failure === undefined ? {} : { message: failure.text }),
      ...(isUnsent(failure) ? { unsent: true } : {}),
    });
    if (failure?.kind !== 'lost' && failure?.kind !== 'unsent') run.lostInARow = 0;

    switch (failure?.kind) {
      case undefined:
        for (const member of left) {
          member.phase = 'waiting';
          run.emit({ kind: 'member', itemId, username: member.change.username, state: 'waiting' });
        }
        return;
      case 'lost':
        doubtful(
          run,
          left,
          failure.connection
            ? l10n.t('the connection was lost ({0}).', failure.text)
            : l10n.t('the portal failed: {0}.', failure.text),
        );
        if (failure.connection) noteLost(run, request, left, endedAt);
        run.lateUntil = Math.max(run.lateUntil, clock.now() + failure.lateMs);
        stopWhereGone(run, failure.text);
        return;
      case 'unsent':
        for (const member of left)
          run.settle(member, 'notDone', l10n.t('Not sent: {0}', failure.text), member.current);
        stopWhereGone(run, failure.text);
        return;
      case 'stop':
        if ((await signInAgain) === true) {
          // However long that took: whoever is written to is read again, and the request is begun anew.
          if (!failure.unsent) left = await wantingAfter(run, request, left, failure.text);
          continue;
        }
        if (failure.unsent) {
          // Cancelled while somebody was asked: told as cancelled, with those that were not begun.
          if (run.signal?.aborted !== true) run.stopped ??= l10n.t('Not sent: {0}', failure.text);
          toPending(left);
        } else stopRun(run, left, failure.text);
        return;
      case 'forbidden': {
        if (!part.searching && (await mayNotWrite(run))) stopRun(run, left, failure.text);
        else await refused(sendRequest, run, request, left, part, ownWords(failure.own));
        return;
      }
      case 'refusedForAll': {
        if (failure.wholeTarget) run.closed.set(itemId, failure.text);
        const rest = await wantingAfter(run, request, left, failure.text);
        settleRefused(run, rest, failure.text);
        return;
      }
      case 'throttled': {
        const wait = waitOf(failure);
        if (wait > longestWaitMs) {
          run.stopped ??= l10n.t(
            'Not sent: the portal asks to wait {0} minutes. Run the plan again after that.',
            Math.ceil(wait / 60_000),
          );
          doubtful(run, left, `${failure.text}.`);
          return;
        }
        throttled += 1;
        if (throttled >= throttledAttempts || !(await waitForTurn(run))) {
          doubtful(run, left, l10n.t('the portal takes no more requests now ({0}).', failure.text));
          return;
        }
        left = await stillWanting(
          run,
          request,
          left,
          l10n.t('the portal takes no more requests now ({0}).', failure.text),
        );
        continue;
      }
      case 'refused':
        await refused(sendRequest, run, request, left, part, failure);
        return;
    }
  }
}

/** One more write did not get through: after some in a row the portal is taken to be gone. */
function stopWhereGone(run: Run, text: string): void {
  run.lostInARow += 1;
  if (run.lostInARow >= lostBeforeStop)
    run.stopped ??= l10n.t(
      'Not sent: {0} writes in a row were lost, the last with "{1}". Run the plan again when the portal answers.',
      lostBeforeStop,
      text,
    );
}

/** Nothing more is sent. What this request did all the same is read back: an error after half of a batch says nothing of that half. */
function stopRun(run: Run, members: readonly RunMember[], text: string): void {
  run.stopped ??= l10n.t('Not sent: {0}', text);
  doubtful(run, members, l10n.t('the portal refused it: {0}.', text));
}

/**
 * Asks the portal whether it is the account that may not write. Where it is not, or where the portal does not tell, somebody of the request is
 * looked for whom the refusal is about.
 */
async function mayNotWrite(run: Run): Promise<boolean> {
  try {
    return !(await run.client.organization(run.signal)).access.canManageLicenses;
  } catch (error) {
    return isPortalError(error) && (error.fault.kind === 'signIn' || error.fault.kind === 'forbidden');
  }
}
