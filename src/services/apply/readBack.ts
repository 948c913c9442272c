// Reading back: the only proof of a write (wire reference 9.2). `success:true` proves nothing, and a lost answer disproves nothing.
import {
  bundleEntitlement,
  entitlementName,
  isProLevel,
  proLevelRank,
  userTypeName,
} from '../../core/catalog';
import { userKey } from '../../core/ids';
import type { Entitlement, ItemId } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { Holder } from '../../core/model';
import type { MemberChange, Target } from '../../core/planTypes';
import { isAbort, PortalError } from '../../core/problem';
import { confirmOthers } from './confirmOthers';
import { includedOf, tellIncluded } from './includedLevels';
import { lateUntil, noteArrived, timeText } from './lateWrites';
import { readMembers } from './memberReads';
import { failedFor } from './singleReads';
import type { MemberReads } from './singleReads';
import type { Run, RunMember } from './memberRun';
import { sameSet } from '../../core/sameSet';

/** Waits between reads of a bundle's holders: the portal's member search, the only way to read them, lags behind writes (wire reference 6.5). */
export const bundleWaitsMs = [1000, 2000, 4000];

/** What is told of a bundle's holder whom the search does not show as sent. */
export const searchLagText = (): string =>
  l10n.t(
    'The portal’s member search does not show the change yet. Refresh the bundle in a minute to find out.',
  );

export const setText = (set: readonly string[]): string =>
  set.length === 0 ? l10n.t('nothing') : set.map(key => entitlementName(key)).join(', ');

export function offlineText(row: Holder): string {
  return row.offlineSince === undefined
    ? l10n.t(
        'The member has taken the license offline: the portal changes it only after it was checked in or released.',
      )
    : l10n.t(
        'The member has taken the license offline since {0}: the portal changes it only after it was checked in or released.',
        new Date(row.offlineSince).toISOString().slice(0, 10),
      );
}

/**
 * Reads what was sent, which Cancel does not keep from being read: it only limits how long that may take, counted from the later of the two.
 * @throws AbortError when that time is over; PortalError of the reading.
 */
async function readAfterCancel<T>(run: Run, read: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    run.readBackOver = true;
    limit.abort();
  };
  // On the timers of the machine, like every limit of a request.
  const begin = (): void => {
    timer ??= setTimeout(end, run.readBackMs);
  };
  if (run.readBackOver) limit.abort();
  else if (run.signal?.aborted === true) begin();
  else run.signal?.addEventListener('abort', begin, { once: true });
  try {
    return await read(limit.signal);
  } finally {
    clearTimeout(timer);
    run.signal?.removeEventListener('abort', begin);
  }
}

/** What members of one target hold now; shows it in the inventory. */
export async function readNow(run: Run, target: Target, members: readonly RunMember[]): Promise<MemberReads> {
  const names = members.map(member => member.change.username);
  try {
    const expected = new Set(
      members
        // And of a write in doubt: absence from a list is no proof that it took anything away.
        .filter(
          member =>
            (member.steps[member.position]?.entitlements.length ?? 0) > 0 || member.doubt !== undefined,
        )
        .map(member => member.change.username),
    );
    const begunAt = run.clock.now();
    return await readAfterCancel(run, async signal => {
      const reads = await readMembers(run.client, target, names, {
        bundleSet: [bundleEntitlement],
        signal,
        now: () => run.clock.now(),
        holdsSomething: name => expected.has(name),
        included: includedOf(members.map(({ change }) => change)),
      });
      showReads(run, target, reads);
      if (reads.list) confirmOthers(run, target, { begunAt, list: reads.list });
      return tellRows(run, target, members, reads, signal);
    });
  } catch (error) {
    if (!isAbort(error)) throw error;
    const seconds = Math.ceil(run.readBackMs / 1000);
    const text = l10n.t('The portal did not answer within {0} seconds after Cancel.', seconds);
    return failedFor(names, new PortalError({ kind: 'timeout', ms: run.readBackMs }, text, { cause: error }));
  }
}

/** The reads with the rows of a list told apart that may show a level only because of the user type. */
export const tellRows = (
  run: Run,
  target: Target,
  members: readonly RunMember[],
  reads: MemberReads,
  signal?: AbortSignal,
): Promise<MemberReads> =>
  tellIncluded(run.client, target, reads, includedOf(members.map(({ change }) => change)), signal, () =>
    run.clock.now(),
  );

/**
 * Why it is not known whether a member is as sent who is so apart from a level that comes with the user type; undefined for anybody else, and
 * where the portal's answer for the one member tells.
 */
export function includedText(
  { included }: MemberChange,
  actual: readonly Entitlement[],
  sent: readonly Entitlement[],
): string | undefined {
  if (included?.assigned !== 'unclear' || sent.some(isProLevel)) return undefined;
  const rest = actual.filter(key => !isProLevel(key) || proLevelRank(key) > proLevelRank(included.level));
  if (!sameSet(rest, sent)) return undefined;
  return l10n.t(
    'The portal still shows {0}. It comes with the user type {1} and stays with it; whether a seat is assigned as well, the portal does not tell. To find out, look at the member on the portal’s Licenses page.',
    entitlementName(included.level),
    userTypeName(included.userType),
  );
}

/** Shows in the inventory what was read of members of a listing. */
export function showReads(run: Run, target: Target, reads: MemberReads): void {
  if (target.kind !== 'listing') return;
  const rows = [...reads.rows.values()];
  run.inventory.putHolders(
    run.portalId,
    target.itemId,
    rows.filter(row => row.entitlements.length > 0),
    rows.filter(row => row.entitlements.length === 0).map(row => row.username),
  );
}

/** When the read of a member began, epoch ms; long ago where nobody knows. */
export const begunAtOf = (reads: MemberReads, member: RunMember): number =>
  reads.begunAt.get(userKey(member.change.username)) ?? 0;

/**
 * Notes what was read of a member, for the seats and for the next step.
 * @param begunAt when that read began, epoch ms: what others wrote after that it may not show.
 */
export function noteRead(run: Run, member: RunMember, actual: readonly Entitlement[], begunAt: number): void {
  member.current = actual;
  member.readAt = begunAt;
  run.gate.confirm(member.change.itemId, member.change.username, actual);
}

/** Compares a member that was read back with the step it waited for. */
export function judge(run: Run, member: RunMember, row: Holder, begunAt: number): void {
  const step = member.steps[member.position];
  const { doubt, current: before } = member;
  const actual = row.entitlements;
  noteRead(run, member, actual, begunAt);
  member.doubt = undefined;
  if (step && sameSet(actual, step.entitlements)) {
    noteArrived(run, member);
    member.position += 1;
    if (member.position < member.steps.length) member.phase = 'pending';
    else run.settle(member, 'done', undefined, actual);
    return;
  }
  const until = lateUntil(member, begunAt);
  if (until !== undefined) {
    const text = l10n.t(
      'In doubt: {0} Read back, the member holds {1}, and the portal may still write what was sent until {2}. Use Plan Again after that.',
      doubt ?? '',
      setText(actual),
      timeText(until),
    );
    run.settle(member, 'unknown', text, actual, until);
    return;
  }
  member.late = undefined;
  const shown = step && includedText(member.change, actual, step.entitlements);
  if (row.offline) run.settle(member, 'notDone', offlineText(row), actual);
  else if (shown !== undefined) run.settle(member, 'unknown', shown, actual);
  else if (sameSet(actual, before))
    run.settle(
      member,
      'notDone',
      doubt === undefined
        ? l10n.t('The portal reported success and changed nothing.')
        : l10n.t('Not written: {0} Run the plan again to finish it.', doubt),
      actual,
    );
  else
    run.settle(
      member,
      'notDone',
      l10n.t('Read back, the member holds {0}, not what was sent.', setText(actual)),
      actual,
    );
}

async function readBundle(run: Run, target: Target, members: readonly RunMember[]): Promise<MemberReads> {
  let reads = await readNow(run, target, members);
  const arrived = (member: RunMember): boolean => {
    const row = reads.rows.get(userKey(member.change.username));
    const step = member.steps[member.position];
    return row === undefined || step === undefined || sameSet(row.entitlements, step.entitlements);
  };
  for (const wait of bundleWaitsMs) {
    if (members.every(arrived)) break;
    await run.clock.delay(wait);
    reads = await readNow(run, target, members);
  }
  return reads;
}

async function readBackTarget(run: Run, target: Target, members: readonly RunMember[]): Promise<void> {
  const bundle = target.kind === 'appBundle';
  const reads = bundle ? await readBundle(run, target, members) : await readNow(run, target, members);
  for (const member of members) {
    const key = userKey(member.change.username);
    const row = reads.rows.get(key);
    if (!row) {
      const problem = reads.failed.get(key);
      run.signedOut ||= problem?.fault.kind === 'signIn';
      member.phase = 'unread';
      const why = problem?.message ?? '';
      // The second reading often fails as the first did.
      if (member.doubt?.includes(why) !== true) member.doubt = `${member.doubt ?? ''} ${why}`.trim();
      continue;
    }
    const step = member.steps[member.position];
    const begunAt = begunAtOf(reads, member);
    if (bundle && step && !sameSet(row.entitlements, step.entitlements)) {
      const until = lateUntil(member, begunAt);
      const text =
        until === undefined
          ? searchLagText()
          : l10n.t(
              'In doubt: {0} The portal’s member search does not show the change, and the portal may still write it until {1}. Use Plan Again after that.',
              member.doubt ?? '',
              timeText(until),
            );
      run.settle(member, 'unknown', text, row.entitlements, until);
      continue;
    }
    judge(run, member, row, begunAt);
  }
}

/**
 * Reads back what waits for it, target by target.
 * @param items only these; all by default.
 */
export async function readBack(run: Run, items?: ReadonlySet<ItemId>): Promise<void> {
  const groups = new Map<ItemId, RunMember[]>();
  for (const member of run.members) {
    if (member.phase !== 'waiting' || (items && !items.has(member.change.itemId))) continue;
    const group = groups.get(member.change.itemId);
    if (group) group.push(member);
    else groups.set(member.change.itemId, [member]);
  }
  const late = run.lateUntil - run.clock.now();
  const inDoubt = [...groups.values()].some(group => group.some(member => member.doubt !== undefined));
  if (inDoubt && late > 0) await run.clock.delay(late);
  await Promise.all(
    [...groups.values()].map(async group => {
      const first = group[0];
      if (first) await readBackTarget(run, first.target, group);
    }),
  );
  await run.recordResults();
}
