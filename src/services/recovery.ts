// After a crash: plans that were begun and never finished are read back, and the journal gets their end (product.md rule 4).
import { bundleEntitlement } from '../core/catalog';
import { userKey } from '../core/ids';
import type { ItemId, PortalId } from '../core/ids';
import type { UnfinishedPlan } from '../core/journal';
import { l10n } from '../core/l10n';
import type { ApplyReport, MemberPlan, MemberResult } from '../core/planTypes';
import { messageOf } from '../core/problem';
import type { ApplierDeps } from './applier';
import { readMembers } from './memberReads';
import type { MemberReads } from './memberReads';
import { setText } from './readBack';
import { sameSet } from './sameSet';

/** What came of the members of an interrupted plan, by what the portal says now. */
async function memberResults(
  deps: ApplierDeps,
  plan: MemberPlan,
  unfinished: UnfinishedPlan,
): Promise<{ readonly results: MemberResult[]; readonly askAgain: boolean }> {
  const client = deps.connections.client(plan.portalId);
  const sent = new Set(
    unfinished.requests.flatMap(({ started }) =>
      started.users.map(name => `${started.itemId ?? ''}\n${userKey(name)}`),
    ),
  );
  const reads = new Map<ItemId, MemberReads>();
  for (const target of plan.targets) {
    const names = plan.changes
      .filter(change => change.itemId === target.itemId)
      .map(change => change.username);
    reads.set(target.itemId, await readMembers(client, target, names, { bundleSet: [bundleEntitlement] }));
  }
  let askAgain = false;
  const results = plan.changes.map((change): MemberResult => {
    const { itemId, username, before, after } = change;
    const key = userKey(username);
    const row = reads.get(itemId)?.rows.get(key);
    if (!row) {
      const problem = reads.get(itemId)?.failed.get(key);
      const why = problem?.message ?? '';
      // A listing that is gone will not answer another time either; anything else may.
      if (problem?.fault.kind !== 'listingUnavailable') askAgain ||= sent.has(`${itemId}\n${key}`);
      return sent.has(`${itemId}\n${key}`)
        ? {
            itemId,
            username,
            outcome: 'unknown',
            reason: l10n.t('Interrupted, and it could not be read back: {0}', why),
          }
        : { itemId, username, outcome: 'notDone', reason: l10n.t('Interrupted before it was sent.') };
    }
    const actual = row.entitlements;
    if (sameSet(actual, after)) return { itemId, username, outcome: 'done', actual };
    const reason = !sent.has(`${itemId}\n${key}`)
      ? l10n.t('Interrupted before it was sent.')
      : sameSet(actual, before)
        ? l10n.t('Interrupted; read back, nothing was written.')
        : l10n.t('Interrupted; read back, the member holds {0}.', setText(actual));
    return { itemId, username, outcome: 'notDone', reason, actual };
  });
  return { results, askAgain };
}

function importOutcome({ requests }: UnfinishedPlan): NonNullable<ApplyReport['importOutcome']> {
  const request = requests.at(-1);
  if (!request) return { outcome: 'notDone', reason: l10n.t('Interrupted before it was sent.') };
  if (request.outcome === 'answered')
    return { outcome: 'done', reason: l10n.t('Interrupted after the portal had reported success.') };
  if (request.outcome === 'refused') return { outcome: 'notDone', reason: l10n.t('Refused by the portal.') };
  return {
    outcome: 'unknown',
    reason: l10n.t(
      'Interrupted while it was sent. Refresh the portal and compare it with the file to find out.',
    ),
  };
}

/**
 * Reads back the members of every plan of a portal that has no end in the journal, and writes that end. A plan whose portal cannot be asked
 * stays open for another time.
 * @returns the reports that were written.
 * @throws PortalError `badInput` while another window applies a plan to the portal: its plan is not interrupted.
 */
export function closeUnfinished(deps: ApplierDeps, id: PortalId): Promise<ApplyReport[]> {
  return deps.journal.alone(id, () => closeAlone(deps, id));
}

async function closeAlone(deps: ApplierDeps, id: PortalId): Promise<ApplyReport[]> {
  const reports: ApplyReport[] = [];
  for (const unfinished of await deps.journal.unfinished(id)) {
    const { plan, at, orgId } = unfinished.planned;
    if (deps.connections.get(id)?.orgId !== orgId) {
      deps.log.warn(
        `The interrupted plan "${plan.title}" was made for another organization and is left open.`,
      );
      continue;
    }
    try {
      const { results, askAgain } =
        plan.kind === 'members'
          ? await memberResults(deps, plan, unfinished)
          : { results: [], askAgain: false };
      if (askAgain) {
        deps.log.warn(`The interrupted plan "${plan.title}" could not be read back yet; it stays open.`);
        continue;
      }
      const sent = unfinished.requests.length;
      const report: ApplyReport = {
        planId: plan.id,
        startedAt: at,
        endedAt: deps.clock.now(),
        cancelled: false,
        requestsSent: sent,
        results,
        ...(plan.kind === 'import' ? { importOutcome: importOutcome(unfinished) } : {}),
      };
      const entry = { at: deps.clock.now(), planId: plan.id } as const;
      await deps.journal.append(id, { ...entry, kind: 'finished', report, recovered: true });
      reports.push(report);
    } catch (error) {
      deps.log.warn(`The interrupted plan "${plan.title}" could not be read back: ${messageOf(error)}`);
    }
  }
  return reports;
}
