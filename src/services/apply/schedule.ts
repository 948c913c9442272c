// The order of sending: the plan's, up to four requests at once, none before the seats it needs are read back (issue section 6).
import { entitlementName } from '../../core/catalog';
import { userKey } from '../../core/ids';
import type { ItemId } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { PlannedRequest } from '../../core/planTypes';
import type { Pausing } from './pause';
import { readBack } from './readBack';
import { sendRequest } from './requestSender';
import type { Run, RunMember } from './memberRun';
import { sameSet } from '../../core/sameSet';

/** Requests that wait to be read back before that is done for all of them: keeps what a crash leaves open, and the ledger's work, small. */
const unreadAtMost = 100;

type Obstacle =
  | { readonly kind: 'none'; readonly members: readonly RunMember[] }
  /** Something on its way has to end first. */
  | { readonly kind: 'busy' }
  /** Something that was sent has to be read back first. */
  | { readonly kind: 'readBack'; readonly items: readonly ItemId[] }
  /** Requests that come later give back what this one needs. */
  | { readonly kind: 'after'; readonly requests: readonly string[] }
  | { readonly kind: 'full'; readonly members: readonly RunMember[]; readonly pools: readonly string[] };

interface Schedule {
  readonly run: Run;
  readonly ahead: PlannedRequest[];
  readonly running: Map<PlannedRequest, Promise<void>>;
  /** Sent, and not yet told to the seat ledger as settled, with their members. */
  readonly sent: Map<PlannedRequest, readonly RunMember[]>;
}

/** Tells the ledger of requests of which nothing more is to come. */
function settleRequests({ run, running, sent }: Schedule): void {
  for (const [request, members] of sent) {
    if (running.has(request)) continue;
    if (members.some(member => member.phase === 'waiting' && member.steps[member.position] === request))
      continue;
    // Whose write may still come counts like one that could not be read: for what the member holds and for what it may get.
    const unread = members.filter(
      member =>
        (member.phase === 'unread' || member.late !== undefined) && member.steps[member.position] === request,
    );
    run.gate.settle(
      request.id,
      unread.map(member => member.change.username),
    );
    sent.delete(request);
  }
}

function obstacleOf(schedule: Schedule, request: PlannedRequest): Obstacle {
  const { run, running, sent } = schedule;
  const members = run.ready(request);
  if (members.length === 0) {
    const earlier = request.users.some(name => {
      const member = run.member(request.itemId, name);
      return member !== undefined && member.phase !== 'settled' && member.phase !== 'unread';
    });
    // Its members are still on the way of an earlier step, or have their results.
    if (!earlier) return { kind: 'none', members };
  }
  if (running.size >= run.lanes.begunAtOnce) return { kind: 'busy' };
  const inFlight = [...running.keys()];
  const users = new Set(request.users.map(userKey));
  if (inFlight.some(other => other.users.some(name => users.has(userKey(name))))) return { kind: 'busy' };
  const own = schedule.ahead.indexOf(request);
  // An earlier step of one of its members.
  const before = schedule.ahead
    .slice(0, own)
    .filter(other => other.itemId === request.itemId && other.users.some(name => users.has(userKey(name))));
  if (before.length > 0) return { kind: 'after', requests: before.map(other => other.id) };

  const clearance = run.gate.mayStart(
    request.id,
    members.map(member => member.change.username),
  );
  switch (clearance.kind) {
    case 'go':
      return { kind: 'none', members };
    case 'full':
      return { kind: 'full', members, pools: clearance.pools };
    case 'wait': {
      const waits = new Set(clearance.requests);
      const helpers = [...sent.keys()].filter(other => waits.has(other.id));
      if (helpers.some(other => running.has(other))) return { kind: 'busy' };
      if (helpers.length > 0) return { kind: 'readBack', items: helpers.map(other => other.itemId) };
      return { kind: 'after', requests: clearance.requests };
    }
  }
}

const noSeat = (pools: readonly string[]): string =>
  l10n.t(
    'No free seat of {0}: seats that the plan counted on are taken.',
    pools.map(pool => entitlementName(pool)).join(', '),
  );

/** Of members for whom the seats do not suffice, as many as do fit, in their order; the others end here. */
function thoseThatFit(run: Run, request: PlannedRequest, members: readonly RunMember[]): RunMember[] {
  const fit: RunMember[] = [];
  for (const member of members) {
    const users = [...fit, member].map(each => each.change.username);
    const clearance = run.gate.mayStart(request.id, users);
    if (clearance.kind === 'go') fit.push(member);
    else
      run.settle(member, 'notDone', noSeat(clearance.kind === 'full' ? clearance.pools : []), member.current);
  }
  run.gate.mayStart(
    request.id,
    fit.map(member => member.change.username),
  );
  return fit;
}

/**
 * The change of another target that has to be there before this one of the member, and is not: a user type is not lowered from a member who still
 * holds what goes with it, and an extension is not granted without its level (issue 4, section 2). Of a change in several steps it is the needed one
 * that counts: what comes after it may have to wait for this change in turn.
 */
function missingBefore(run: Run, request: PlannedRequest, { change }: RunMember): RunMember | undefined {
  const needed = new Set(request.needs);
  const key = userKey(change.username);
  return run.plan.requests
    .filter(other => needed.has(other.id) && other.itemId !== request.itemId)
    .filter(other => other.users.some(name => userKey(name) === key))
    .flatMap(step => {
      const other = run.member(step.itemId, change.username);
      if (other === undefined || other.steps.indexOf(step) < other.position) return [];
      return sameSet(other.current, other.change.after) ? [] : [other];
    })
    .at(0);
}

/** Without those whose other change did not come about: they end here. */
function withoutDependent(run: Run, request: PlannedRequest, members: readonly RunMember[]): RunMember[] {
  if (request.needs.length === 0) return [...members];
  return members.filter(member => {
    const missing = missingBefore(run, request, member);
    if (missing === undefined) return true;
    const text = l10n.t('Not sent: {0} had to change first, and did not.', missing.target.title);
    run.settle(member, 'notDone', text, member.current);
    return false;
  });
}

function start(schedule: Schedule, request: PlannedRequest, ready: readonly RunMember[]): void {
  const { run, ahead, running, sent } = schedule;
  ahead.splice(ahead.indexOf(request), 1);
  const members = withoutDependent(run, request, ready);
  const closed = run.closed.get(request.itemId);
  if (closed !== undefined || members.length === 0) {
    for (const member of members)
      run.settle(member, 'notDone', l10n.t('Refused by the portal: {0}', closed ?? ''), member.current);
    run.gate.settle(request.id);
    return;
  }
  const of = (): number => Math.max(run.plan.requests.length, run.requestsSent);
  for (const member of members) member.phase = 'sending';
  run.gate.sent(
    request.id,
    members.map(member => member.change.username),
  );
  sent.set(
    request,
    request.users.flatMap(name => run.member(request.itemId, name) ?? []),
  );
  const work = (async () => {
    run.emit({ kind: 'requestStarted', id: request.id, sent: run.requestsSent, of: of() });
    await sendRequest(run, request, members);
    // Paused before its turn came: it is begun again when the plan goes on.
    if (!run.halted() && run.ready(request).length > 0) {
      run.gate.back(request.id);
      sent.delete(request);
      ahead.unshift(request);
    }
    run.emit({ kind: 'requestEnded', id: request.id, sent: run.requestsSent, of: of() });
  })();
  const ended = work
    .catch((error: unknown) => {
      run.log.error(`Request ${request.id}: ${String(error)}`);
      run.stopped ??= l10n.t('Not sent: the program failed; see the log.');
      for (const member of members) if (member.phase === 'sending') member.phase = 'waiting';
    })
    .finally(() => running.delete(request));
  running.set(request, ended);
}

/** What is on its way ends and is read back: whoever pauses leaves nobody in doubt. */
async function standStill({ run, running }: Schedule, pause: Pausing): Promise<void> {
  await Promise.all(running.values());
  await readBack(run);
  run.emit({ kind: 'paused', isPaused: true });
  await pause.goesOn(run.signal);
  run.emit({ kind: 'paused', isPaused: false });
}

/** Sends the requests of the run, and reads back on the way what others wait for. Returns when nothing is on its way any more. */
export async function carryOut(run: Run): Promise<void> {
  const schedule: Schedule = { run, ahead: [...run.plan.requests], running: new Map(), sent: new Map() };
  const { ahead, running } = schedule;
  while (ahead.length > 0 && !run.halted()) {
    if (run.pause?.isPaused === true) {
      await standStill(schedule, run.pause);
      continue;
    }
    settleRequests(schedule);
    if (schedule.sent.size - running.size >= unreadAtMost) {
      await Promise.all(running.values());
      await readBack(run);
      continue;
    }
    const toRead = new Set<ItemId>();
    // Within a target the plan's order holds: only what a blocked request waits for may overtake it.
    const blocked = new Set<ItemId>();
    const helpers = new Set<string>();
    let full: { request: PlannedRequest; members: readonly RunMember[] } | undefined;
    let started = false;
    for (const request of [...ahead]) {
      if (running.size >= run.lanes.begunAtOnce || run.halted()) break;
      if (blocked.has(request.itemId) && !helpers.has(request.id)) continue;
      const obstacle = obstacleOf(schedule, request);
      if (obstacle.kind === 'none') {
        start(schedule, request, obstacle.members);
        started = true;
        continue;
      }
      blocked.add(request.itemId);
      if (obstacle.kind === 'readBack') for (const item of obstacle.items) toRead.add(item);
      if (obstacle.kind === 'after') for (const id of obstacle.requests) helpers.add(id);
      if (obstacle.kind === 'full') full ??= { request, members: obstacle.members };
    }
    if (started) continue;
    if (running.size > 0) await Promise.race(running.values());
    else if (toRead.size > 0) await readBack(run, toRead);
    else if (full) start(schedule, full.request, thoseThatFit(run, full.request, full.members));
    else {
      // Requests that wait for each other: the first goes, as far as the seats let it.
      const first = ahead[0];
      if (first) start(schedule, first, thoseThatFit(run, first, run.ready(first)));
    }
  }
  await Promise.all(running.values());
}
