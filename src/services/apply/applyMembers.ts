// A plan of members from check to report: read again, send, read back. Every member ends as done, not done with a reason, or unknown.
import { bundleEntitlement } from '../../core/catalog';
import { entitlementKey, userKey } from '../../core/ids';
import type { ItemId, PortalId } from '../../core/ids';
import { isProven } from '../../core/isProven';
import { l10n } from '../../core/l10n';
import type { Holder, Listed, PortalConnection } from '../../core/model';
import { SeatGate } from '../../core/ledger';
import type { ApplyReport, LedgerRow, MemberPlan, MemberResult, TargetState } from '../../core/planTypes';
import { isAbort, messageOf } from '../../core/problem';
import type { PortalClient } from '../../arcgis/portalClient';
import type { ApplyEvent } from './applyTypes';
import type { Doubt, Doubts } from './doubts';
import type { LicenseDoubts } from './licenseDoubts';
import type { BranchRef, Inventory } from '../inventoryTypes';
import type { JournalStore } from '../journal/journalTypes';
import type { SnapshotStore } from '../snapshots/snapshotTypes';
import { includedOf, tellIncluded } from './includedLevels';
import { earlierText, isExpecting, lateUntil, unreadText } from './lateWrites';
import { readMembers } from './memberReads';
import type { MemberReads } from './singleReads';
import type { Pausing } from './pause';
import { cancelledText, createRun, planMembersToRun } from './memberRun';
import type { Run, RunMember } from './memberRun';
import type { Clock, Log } from '../ports';
import { beginPlan, endPlan } from './planJournal';
import { begunAtOf, offlineText, readBack, setText } from './readBack';
import { sameSet } from '../../core/sameSet';
import { carryOut } from './schedule';
import { freshPart } from '../../core/olderRows';

/** Resolves when a person has signed in again (true) or has given up (false). Rejects with an AbortError when the signal fires first. */
export type SignInAgain = (portalId: PortalId, signal: AbortSignal | undefined) => Promise<boolean>;

export interface ApplyDeps {
  readonly connection: PortalConnection;
  readonly client: PortalClient;
  readonly inventory: Inventory;
  readonly journal: JournalStore;
  readonly snapshots: SnapshotStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Writes to the organization that may still be carried out. */
  readonly doubts: Doubts;
  readonly licenseDoubts: LicenseDoubts;
  /** Puts {@link ApplyDeps.doubts} where another window, or the next one, finds them. Never rejects. */
  readonly keepDoubts?: () => Promise<void>;
  /** How long reading back may take after Cancel, ms; half a minute by default. */
  readonly readBackMs?: number;
  readonly signInAgain?: SignInAgain;
  readonly signal: AbortSignal | undefined;
  readonly pause?: Pausing | undefined;
  /** Never throws. */
  readonly onEvent: (event: ApplyEvent) => void;
}

/** Seats that holders through their user type seem to take, and do not, count as further seats: the list shows them as taken. */
const totalOf = ({ total, maybe, shown = 0 }: LedgerRow): { readonly total?: number } =>
  total === undefined ? {} : { total: total + (maybe?.before ?? 0) + shown };

/** The state of the targets for the seat ledger: the list that was just read, else the one at hand, with the members that were just read. */
function seatState(
  deps: ApplyDeps,
  plan: MemberPlan,
  reads: ReadonlyMap<ItemId, MemberReads>,
): TargetState[] {
  return plan.targets.map(target => {
    const read = reads.get(target.itemId);
    const peeked = deps.inventory.peek({ portalId: plan.portalId, name: 'holders', key: target.itemId });
    const known: Listed<Holder> | undefined =
      read?.list ??
      (peeked.state === 'ready' && target.kind === 'listing' ? freshPart(peeked.value) : undefined);
    const holdings = new Map(
      [...(known?.items ?? []), ...(read?.rows.values() ?? [])].map(row => [userKey(row.username), row]),
    );
    const rows = plan.ledger.filter(row => row.itemId === target.itemId);
    const users = rows.find(row => row.entitlement === undefined);
    const seatsOfUsers = users && totalOf(users).total;
    return {
      target,
      pools: rows.flatMap(row =>
        row.entitlement === undefined ? [] : [{ key: row.entitlement, ...totalOf(row) }],
      ),
      ...(seatsOfUsers === undefined ? {} : { maxUsers: seatsOfUsers }),
      holdings,
      complete: known !== undefined && !known.partial,
    };
  });
}

/**
 * A request may only do what the plan says of each of its members: the last step leaves the whole `after`; a step before it gives nothing that is not
 * in `after` as well (a lower Pro level, before the user type changes) and takes nothing that the member is to keep.
 */
function outOfPlan(member: RunMember): boolean {
  const { steps, change } = member;
  const last = steps.at(-1);
  if (!last || !sameSet(last.entitlements, change.after)) return true;
  const before = new Set(change.before.map(entitlementKey));
  const after = new Set(change.after.map(entitlementKey));
  return steps.slice(0, -1).some(step => {
    const set = new Set(step.entitlements.map(entitlementKey));
    return (
      [...set].some(key => !before.has(key) && !after.has(key)) ||
      [...after].some(key => before.has(key) && !set.has(key))
    );
  });
}

/** Where a member stands against its plan before anything is sent. */
function place(run: Run, member: RunMember, reads: MemberReads | undefined): void {
  const { change, steps } = member;
  const key = userKey(change.username);
  const row = reads?.rows.get(key);
  if (!reads || !row) {
    const why = reads?.failed.get(key)?.message ?? '';
    run.settle(
      member,
      'notDone',
      l10n.t('Not sent: what the member holds could not be read. {0}', why).trim(),
    );
    return;
  }
  const actual = row.entitlements;
  member.current = actual;
  member.readAt = begunAtOf(reads, member);
  // A step that an earlier, interrupted run of the same plan has reached counts as reached.
  const reached = steps.findLastIndex(step => sameSet(actual, step.entitlements));
  const earlier = earlierText(run, member, change.after);
  if (earlier !== undefined) run.settle(member, 'notDone', earlier, actual);
  else if (sameSet(actual, change.after)) run.settle(member, 'done', undefined, actual);
  else if (row.offline) run.settle(member, 'notDone', offlineText(row), actual);
  else if (!sameSet(actual, change.before) && reached === -1)
    run.settle(
      member,
      'notDone',
      l10n.t('Changed since the plan was made: holds {0}.', setText(actual)),
      actual,
    );
  else if (outOfPlan(member))
    run.settle(
      member,
      'notDone',
      l10n.t('Not sent: the requests of the plan do not add up to it. Make the plan again.'),
      actual,
    );
  else {
    member.position = sameSet(actual, change.before) ? 0 : reached + 1;
    if (isExpecting(run, member)) member.readAt = 0;
  }
}

async function readTargetsOf(
  deps: ApplyDeps,
  plan: MemberPlan,
  members: readonly RunMember[],
): Promise<Map<ItemId, MemberReads>> {
  const reads = new Map<ItemId, MemberReads>();
  for (const target of plan.targets) {
    const concerned = members.map(({ change }) => change).filter(change => change.itemId === target.itemId);
    // Also where all is to be taken: absence from a list is no proof that it is gone.
    const holders = new Set(
      concerned.filter(({ before }) => before.length > 0).map(({ username }) => username),
    );
    const now = (): number => deps.clock.now();
    const names = concerned.map(({ username }) => username);
    const included = includedOf(concerned);
    const read = await readMembers(deps.client, target, names, {
      bundleSet: [bundleEntitlement],
      signal: deps.signal,
      now,
      holdsSomething: name => holders.has(name),
      included,
    });
    reads.set(target.itemId, await tellIncluded(deps.client, target, read, included, deps.signal, now));
  }
  return reads;
}

const everyone = (plan: MemberPlan, reason: string): MemberResult[] =>
  plan.changes.map(({ itemId, username }) => ({ itemId, username, outcome: 'notDone', reason }));

/** Reads once more what could not be read back; whoever cannot be read then is unknown, with the reason. */
async function readAgain(run: Run): Promise<void> {
  const unread = run.members.filter(member => member.phase === 'unread');
  if (unread.length === 0) return;
  await run.clock.delay(1000);
  for (const member of unread) member.phase = 'waiting';
  await readBack(run);
  for (const member of unread)
    if (member.phase === 'unread')
      run.settle(member, 'unknown', unreadText(run, member), undefined, lateUntil(member, run.clock.now()));
}

/** Ends whoever was not sent. */
function sweep(run: Run): void {
  for (const member of run.members) {
    if (member.phase === 'settled') continue;
    const reason =
      run.stopped ??
      (run.signal?.aborted === true
        ? cancelledText()
        : l10n.t('Not sent: the request it was part of did not go out. Make the plan again.'));
    run.settle(member, 'notDone', reason, member.current);
  }
}

/** Refreshes what a write changed and nobody told the inventory of. */
function refreshOthers(deps: ApplyDeps, plan: MemberPlan): void {
  const { portalId } = plan;
  for (const { kind, itemId } of plan.targets) {
    const refs: readonly BranchRef[] =
      kind === 'appBundle'
        ? [{ portalId, name: 'bundleHolders', key: itemId }]
        : kind === 'userType'
          ? [
              { portalId, name: 'userTypes' },
              { portalId, name: 'license' },
            ]
          : [];
    for (const ref of refs) if (deps.inventory.peek(ref).state !== 'idle') void deps.inventory.refresh(ref);
  }
}

/**
 * Carries out a plan whose portal was checked. Never throws for what the portal does.
 * @param refusal why nothing may be sent at all: every member is then told so.
 */
export async function applyMembers(
  deps: ApplyDeps,
  plan: MemberPlan,
  refusal: string | undefined,
): Promise<ApplyReport> {
  const { clock, signal } = deps;
  const startedAt = clock.now();
  const emit = deps.onEvent;
  const report = (results: readonly MemberResult[], requestsSent: number): ApplyReport => ({
    planId: plan.id,
    startedAt,
    endedAt: clock.now(),
    cancelled: signal?.aborted === true,
    requestsSent,
    results,
  });
  const notSent = async (reason: string): Promise<ApplyReport> => {
    const results = everyone(plan, reason);
    for (const result of results) emit({ kind: 'result', result });
    return endPlan(deps, plan, report(results, 0));
  };

  const why = (await beginPlan(deps, plan, startedAt)) ?? refusal;
  if (why !== undefined) return notSent(why);

  const members = planMembersToRun(plan);
  let reads: Map<ItemId, MemberReads>;
  let earlier: readonly Doubt[];
  try {
    earlier = await deps.doubts.inDoubt(deps.connection.orgId);
    reads = await readTargetsOf(deps, plan, members);
  } catch (error) {
    return notSent(isAbort(error) ? cancelledText() : l10n.t('Not sent: {0}', messageOf(error)));
  }
  const gate = new SeatGate(plan, seatState(deps, plan, reads));
  const run = createRun({ ...deps, emit }, plan, members, gate);
  for (const doubt of earlier) {
    const member = run.member(doubt.itemId, doubt.username);
    if (member) member.earlier = [...member.earlier, doubt];
  }
  for (const [itemId, { list }] of reads) {
    if (list?.partial) run.singly.add(itemId);
    if (list && !isProven(list)) run.unproven.add(itemId);
  }
  for (const member of members) place(run, member, reads.get(member.change.itemId));
  await run.recordResults();
  await carryOut(run);
  emit({ kind: 'readingBack' });
  await readBack(run);
  await readAgain(run);
  sweep(run);
  await run.recordResults();
  refreshOthers(deps, plan);
  const finished = report(run.results(), run.requestsSent);
  // Whoever signs in again can find out what came of them: without an end in the journal, the plan is offered to be read again.
  const isOpen = run.signedOut && finished.results.some(({ outcome }) => outcome === 'unknown');
  return isOpen ? finished : endPlan(deps, plan, finished);
}
