// The last look before a write: a provision call replaces a member's whole set, so no set may rest on a read of long ago.
import { bundleEntitlement } from '../../core/catalog';
import { userKey } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { PlannedRequest, Target } from '../../core/planTypes';
import type { Holder } from '../../core/model';
import { confirmOthers } from './confirmOthers';
import { includedOf } from './includedLevels';
import { readList, readMembers } from './memberReads';
import { pickMembers } from './pickMembers';
import { asPortalError, failedFor, noList, readEach, isReadByOne } from './singleReads';
import type { MemberReads } from './singleReads';
import type { ListRead, Run, RunMember } from './memberRun';
import { begunAtOf, judge, noteRead, offlineText, setText, showReads, tellRows } from './readBack';
import { sameSet } from '../../core/sameSet';

/**
 * A set whose reading began longer ago than this is read again before it is replaced: what somebody else, who knows nothing of our lock, writes
 * in between is lost. One reading of the list serves all requests that wait meanwhile: 1,000 members at scale M, with 250 ms a list and 1 s a
 * write, take 7 lists and 19.3 s; with ten times as much it was 2 lists and 17.6 s.
 */
const readAgainMs = 3_000;
/** A portal may be slower than that. What was read anew right before is replaced all the same, up to this age. */
const tooOldMs = 30_000;
/** So few members are read one by one, as where they are read first. */
const fewMembers = 3;

const isOlder = (run: Run, member: RunMember, ms: number): boolean => run.clock.now() - member.readAt > ms;

/** Whether one of `members` was read too long ago to be replaced, as after a pause of this machine. */
export const areTooOld = (run: Run, members: readonly RunMember[]): boolean =>
  members.some(member => isOlder(run, member, tooOldMs));

/** The list of a target, read again: one reading serves all that ask for it meanwhile. */
function listRead(run: Run, target: Target): Promise<ListRead> {
  const underWay = run.listReads.get(target.itemId);
  if (underWay) return underWay;
  const begunAt = run.clock.now();
  const reading = (async (): Promise<ListRead> => {
    try {
      const list = await readList(run.client, target, [bundleEntitlement]);
      const slow = run.clock.now() - begunAt > readAgainMs;
      if (list.partial || slow) run.singly.add(target.itemId);
      return { begunAt, list };
    } catch (error) {
      return { problem: asPortalError(error) };
    } finally {
      run.listReads.delete(target.itemId);
    }
  })();
  run.listReads.set(target.itemId, reading);
  return reading;
}

const includedAmong = (members: readonly RunMember[]): ((name: string) => unknown) =>
  includedOf(members.map(({ change }) => change));

function readSingly(run: Run, target: Target, members: readonly RunMember[]): Promise<MemberReads> {
  const names = members.map(member => member.change.username);
  const included = includedAmong(members);
  return readEach(
    run.client,
    target,
    names,
    undefined,
    () => run.clock.now(),
    name => (included(name) === undefined ? undefined : noList),
  );
}

async function readByList(run: Run, target: Target, members: readonly RunMember[]): Promise<MemberReads> {
  const names = members.map(member => member.change.username);
  const now = (): number => run.clock.now();
  const read = await listRead(run, target);
  if ('problem' in read)
    return isReadByOne(target) ? readSingly(run, target, members) : failedFor(names, read.problem);
  const held = new Set(
    members.filter(({ current }) => current.length > 0).map(({ change }) => change.username),
  );
  const reads = await pickMembers(run.client, target, names, read.list, {
    listBegunAt: read.begunAt,
    now,
    mustAsk: name => held.has(name),
  });
  const list = reads.list ?? read.list;
  if (list.partial) run.singly.add(target.itemId);
  confirmOthers(run, target, { begunAt: read.begunAt, list });
  return reads;
}

function readByOne(run: Run, target: Target, members: readonly RunMember[]): Promise<MemberReads> {
  const names = members.map(member => member.change.username);
  const now = (): number => run.clock.now();
  if (run.singly.has(target.itemId)) return readSingly(run, target, members);
  const holders = new Set(
    members.filter(({ current }) => current.length > 0).map(({ change }) => change.username),
  );
  return readMembers(run.client, target, names, {
    bundleSet: [bundleEntitlement],
    now,
    holdsSomething: name => holders.has(name),
    included: includedAmong(members),
  });
}

/** What a new reading says of a member that is about to be written to. */
function note(run: Run, request: PlannedRequest, member: RunMember, row: Holder, begunAt: number): void {
  // Known better by now.
  if (begunAt <= member.readAt) return;
  const actual = row.entitlements;
  const same = sameSet(actual, member.current);
  if (!same && sameSet(actual, request.entitlements)) {
    judge(run, member, row, begunAt);
    return;
  }
  noteRead(run, member, actual, begunAt);
  if (!same && sameSet(actual, member.change.after)) run.settle(member, 'done', undefined, actual);
  else if (row.offline) run.settle(member, 'notDone', offlineText(row), actual);
  else if (!same)
    run.settle(
      member,
      'notDone',
      l10n.t('Changed since the plan was made: holds {0}.', setText(actual)),
      actual,
    );
}

interface Way {
  readonly read: (run: Run, target: Target, members: readonly RunMember[]) => Promise<MemberReads>;
  /** Whoever was read longer ago than this, ms. */
  readonly over: number;
  /** Of these only them; all by default. */
  readonly whom?: (member: RunMember) => boolean;
}

/**
 * Reads again whom of `members` was read too long ago, and ends those whose set is not as it was. To be called right before a write.
 * @returns `ready`, to be written to at once, and `late`: as they were, and read too long ago again by the time that the others were read.
 */
export async function freshMembers(
  run: Run,
  request: PlannedRequest,
  members: readonly RunMember[],
): Promise<{ readonly ready: readonly RunMember[]; readonly late: readonly RunMember[] }> {
  const target = members[0]?.target;
  const open = (): RunMember[] => members.filter(member => member.phase === 'sending');
  const older = (ms: number): RunMember[] => open().filter(member => isOlder(run, member, ms));
  if (!target || older(readAgainMs).length === 0) return { ready: open(), late: [] };
  const isBundle = target.kind === 'appBundle';
  const singly = older(readAgainMs).length <= fewMembers || run.singly.has(target.itemId);
  // Only a single read can tell of them: a list that was read again would say no more than the last.
  const isAbsent = (member: RunMember): boolean =>
    !isBundle && run.unproven.has(target.itemId) && member.current.length === 0;
  const isListed = (member: RunMember): boolean => !isAbsent(member);
  const absent = { read: readSingly, over: readAgainMs, whom: isAbsent };
  const list = { read: readByList, over: readAgainMs, whom: isListed };
  const slowlyListed = { read: readByOne, over: readAgainMs, whom: isListed };
  const byOne = { read: readByOne, over: readAgainMs };
  // Twice one by one: a pause of this machine in between is no reason to leave somebody out.
  const again = { read: readByOne, over: tooOldMs };
  const ways: readonly Way[] = isBundle
    ? [list]
    : singly
      ? [byOne, again]
      : [absent, list, slowlyListed, again];
  for (const { read, over, whom } of ways) {
    const wanted = older(over).filter(member => whom?.(member) !== false);
    if (wanted.length === 0) continue;
    const raw = await read(run, target, wanted);
    showReads(run, target, raw);
    const reads = await tellRows(run, target, wanted, raw);
    for (const member of wanted) {
      const key = userKey(member.change.username);
      const row = reads.rows.get(key);
      if (row) note(run, request, member, row, begunAtOf(reads, member));
      else {
        const why = reads.failed.get(key)?.message ?? '';
        const text = l10n.t('Not sent: what the member holds could not be read again. {0}', why).trim();
        run.settle(member, 'notDone', text, member.current);
      }
    }
  }
  // A bundle is given or taken, and nothing else of the member is replaced: one new reading will do, however long it took.
  const late = isBundle ? [] : older(tooOldMs);
  const ready = open().filter(member => !late.includes(member));
  if (ready.length === 0)
    for (const member of late)
      run.settle(
        member,
        'notDone',
        l10n.t(
          'Not sent: the portal takes longer than {0} seconds to say what the member holds. Apply again when it is faster.',
          tooOldMs / 1000,
        ),
        member.current,
      );
  await run.recordResults();
  return { ready, late: ready.length === 0 ? [] : late };
}
