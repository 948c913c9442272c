// After a definite no: who of the members of the request is still to be written to.
import { userKey } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { PlannedRequest } from '../../core/planTypes';
import type { Run, RunMember } from './memberRun';
import { begunAtOf, judge, noteRead, offlineText, readNow, setText } from './readBack';
import { sameSet } from '../../core/sameSet';

/** Leaves members to be read back: it is not known what their request did. @param doubt why, for the report. */
export function doubtful(run: Run, members: readonly RunMember[], doubt: string): void {
  for (const member of members) {
    member.phase = 'waiting';
    member.doubt = doubt;
    const { itemId, username } = member.change;
    run.emit({ kind: 'member', itemId, username, state: 'waiting' });
  }
}

/**
 * Reads the members of a request that the portal refused. Those that are as wanted all the same are done, those that went offline or were
 * changed by somebody else are not; the others are returned.
 */
export async function stillWanting(
  run: Run,
  request: PlannedRequest,
  members: readonly RunMember[],
  doubt: string,
): Promise<RunMember[]> {
  const first = members[0];
  if (!first) return [];
  const reads = await readNow(run, first.target, members);
  const left: RunMember[] = [];
  for (const member of members) {
    const row = reads.rows.get(userKey(member.change.username));
    if (!row) {
      doubtful(run, [member], doubt);
      continue;
    }
    const begunAt = begunAtOf(reads, member);
    if (sameSet(row.entitlements, request.entitlements)) judge(run, member, row, begunAt);
    else if (row.offline) {
      noteRead(run, member, row.entitlements, begunAt);
      run.settle(member, 'notDone', offlineText(row), row.entitlements);
    } else if (!sameSet(row.entitlements, member.current)) {
      noteRead(run, member, row.entitlements, begunAt);
      run.settle(
        member,
        'notDone',
        l10n.t('Changed since the plan was made: holds {0}.', setText(row.entitlements)),
        row.entitlements,
      );
    } else {
      noteRead(run, member, row.entitlements, begunAt);
      left.push(member);
    }
  }
  await run.recordResults();
  return left;
}
