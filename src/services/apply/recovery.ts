// After a crash: plans that were begun and never finished are read back, and the journal gets their end (product.md rule 4).
import { bundleEntitlement } from '../../core/catalog';
import { userKey } from '../../core/ids';
import type { ItemId, PortalId } from '../../core/ids';
import type { UnfinishedPlan } from '../../core/journal';
import { l10n } from '../../core/l10n';
import type { PortalConnection } from '../../core/model';
import type {
  ApplyReport,
  ImportPlan,
  MemberChange,
  MemberPlan,
  MemberResult,
  Outcome,
  Plan,
  Target,
} from '../../core/planTypes';
import { messageOf } from '../../core/problem';
import type { Answer } from './answer';
import type { ApplierDeps } from './applier';
import { sameWrite } from './doubts';
import type { Doubt } from './doubts';
import { comparisonOf } from './importComparison';
import { endingOf } from './importEnding';
import { readImportState, snapshotOf, stateOf } from './importState';
import { includedOf, tellIncluded } from './includedLevels';
import { createLicenseDoubts, isLicenseWrite, lateLicenseWrite } from './licenseDoubts';
import { timeText } from './lateWrites';
import { recoverOperation } from './operationRecovery';
import { readMembers } from './memberReads';
import type { MemberReads } from './singleReads';
import { doubtsOnDisk, lateUntil } from './openPlanDoubts';
import { bundleWaitsMs, includedText, searchLagText, setText } from './readBack';
import { sameSet } from '../../core/sameSet';

type SentRequest = UnfinishedPlan['requests'][number];

/** Until when the portal may still carry out a request, epoch ms; undefined where it has answered, and after that time. */
function expectedUntil(request: SentRequest, now: number): number | undefined {
  const until = lateUntil(request);
  return until !== undefined && now < until ? until : undefined;
}

/** What the members of a target hold now. A bundle is read several times where its search does not show what was sent, as after a live apply. */
async function readTarget(
  deps: ApplierDeps,
  plan: MemberPlan,
  target: Target,
  wasSent: (change: MemberChange) => boolean,
): Promise<MemberReads> {
  const client = deps.connections.client(plan.portalId);
  const changes = plan.changes.filter(change => change.itemId === target.itemId);
  // Of whom "holds nothing" would be a surprise: a list that leaves them out does not prove it.
  const holders = new Set(
    changes
      .filter(change => wasSent(change) || (change.before.length > 0 && change.after.length > 0))
      .map(({ username }) => username),
  );
  const names = changes.map(change => change.username);
  const read = async (): Promise<MemberReads> => {
    const rows = await readMembers(client, target, names, {
      bundleSet: [bundleEntitlement],
      holdsSomething: name => holders.has(name),
      included: includedOf(changes),
    });
    return tellIncluded(client, target, rows, includedOf(changes));
  };
  let reads = await read();
  const arrived = (change: MemberChange): boolean => {
    const row = reads.rows.get(userKey(change.username));
    return !row || !wasSent(change) || sameSet(row.entitlements, change.after);
  };
  if (target.kind === 'appBundle')
    for (const wait of bundleWaitsMs) {
      if (changes.every(arrived)) break;
      await deps.clock.delay(wait);
      reads = await read();
    }
  return reads;
}

/** What came of the members of an interrupted plan, by what the portal says now. */
async function memberResults(
  deps: ApplierDeps,
  plan: MemberPlan,
  unfinished: UnfinishedPlan,
): Promise<{
  readonly results: MemberResult[];
  readonly askAgain: boolean;
  /** Members who were seen as their last request was to leave them: that write has arrived. */
  readonly arrived: readonly Doubt[];
}> {
  // The last request of each member: the ones before it had been read back.
  const sent = new Map(
    unfinished.requests.flatMap(request =>
      request.started.users.map(
        name => [`${request.started.itemId ?? ''}\n${userKey(name)}`, request] as const,
      ),
    ),
  );
  const requestOf = ({ itemId, username }: MemberChange): SentRequest | undefined =>
    sent.get(`${itemId}\n${userKey(username)}`);
  const bundles = new Set<ItemId>();
  const reads = new Map<ItemId, MemberReads>();
  for (const target of plan.targets) {
    if (target.kind === 'appBundle') bundles.add(target.itemId);
    reads.set(target.itemId, await readTarget(deps, plan, target, change => requestOf(change) !== undefined));
  }
  const now = deps.clock.now();
  let askAgain = false;
  const arrived: Doubt[] = [];
  const results = plan.changes.map((change): MemberResult => {
    const { itemId, username, before, after } = change;
    const key = userKey(username);
    const request = requestOf(change);
    const row = reads.get(itemId)?.rows.get(key);
    const result = (outcome: Outcome, reason?: string): MemberResult => ({
      itemId,
      username,
      outcome,
      ...(reason === undefined ? {} : { reason }),
      ...(row === undefined ? {} : { actual: row.entitlements }),
    });
    if (!row) {
      if (!request) return result('notDone', l10n.t('Interrupted before it was sent.'));
      const problem = reads.get(itemId)?.failed.get(key);
      // A listing that is gone will not answer another time either; anything else may.
      if (problem?.fault.kind !== 'listingUnavailable') askAgain = true;
      const why = problem?.message ?? '';
      return result('unknown', l10n.t('Interrupted, and it could not be read back: {0}', why));
    }
    const actual = row.entitlements;
    if (request && sameSet(actual, request.started.entitlements))
      arrived.push({ itemId, username, set: request.started.entitlements, until: lateUntil(request) ?? 0 });
    if (sameSet(actual, after)) return result('done');
    if (!request) return result('notDone', l10n.t('Interrupted before it was sent.'));
    if (bundles.has(itemId) && request.outcome !== 'refused') return result('unknown', searchLagText());
    const until = expectedUntil(request, now);
    if (until !== undefined)
      return result(
        'unknown',
        l10n.t(
          'Interrupted; read back, the member holds {0}, but the portal may still write what was sent until {1}. Refresh the listing after that.',
          setText(actual),
          timeText(until),
        ),
      );
    const shown = request.outcome === 'refused' ? undefined : includedText(change, actual, after);
    if (shown !== undefined) return result('unknown', shown);
    return result(
      'notDone',
      sameSet(actual, before)
        ? l10n.t('Interrupted; read back, nothing was written.')
        : l10n.t('Interrupted; read back, the member holds {0}.', setText(actual)),
    );
  });
  return { results, askAgain, arrived };
}

/** What came of an interrupted import, by what the portal says now. */
async function importOutcome(
  deps: ApplierDeps,
  plan: ImportPlan,
  unfinished: UnfinishedPlan,
): Promise<Pick<ApplyReport, 'importOutcome' | 'importComparison'> & { readonly until?: number }> {
  const notDone = (reason: string): Pick<ApplyReport, 'importOutcome'> => ({
    importOutcome: { outcome: 'notDone', reason },
  });
  const request = unfinished.requests.at(-1);
  if (!request) return notDone(l10n.t('Interrupted before it was sent.'));
  if (request.unsent === true) return notDone(l10n.t('Not sent: {0}', request.message ?? ''));
  const before = stateOf(unfinished.before ?? []);
  const after = await readImportState(deps.connections.client(plan.portalId), plan);
  const at = deps.clock.now();
  await deps.journal.append(plan.portalId, {
    kind: 'snapshot',
    at,
    planId: plan.id,
    when: 'after',
    resources: snapshotOf(after),
  });
  const until = expectedUntil(request, at);
  const text = request.message ?? l10n.t('the program was stopped while it was sent');
  const answer: Exclude<Answer, { readonly kind: 'no' }> =
    request.outcome === 'answered'
      ? { kind: 'success' }
      : request.outcome === 'refused'
        ? { kind: 'refused', text, signIn: false, unsent: false }
        : { kind: 'lost', text, lateMs: 0, ...(until === undefined ? {} : { until }) };
  const { queue } = before;
  const ending = endingOf(plan, answer, before, after, queue?.itemId, {
    before: unfinished.planned.at,
    after: at,
  });
  return {
    importOutcome: ending,
    ...(until === undefined || ending.outcome === 'done' ? {} : { until }),
    importComparison: comparisonOf(plan, before, after, queue?.itemId),
  };
}

/** What the report of an interrupted plan says, by what the portal says now. `askAgain`: not all could be read, so that it stays open. */
async function cameOf(
  deps: ApplierDeps,
  plan: Plan,
  unfinished: UnfinishedPlan,
): Promise<
  Pick<ApplyReport, 'results' | 'importOutcome' | 'importComparison' | 'operationOutcome'> & {
    readonly askAgain: boolean;
    readonly arrived?: readonly Doubt[];
    /** Epoch ms until when the portal may still carry out a lost import or operation. */
    readonly until?: number;
  }
> {
  switch (plan.kind) {
    case 'members':
      return memberResults(deps, plan, unfinished);
    case 'import':
      return { results: [], askAgain: false, ...(await importOutcome(deps, plan, unfinished)) };
    case 'operation':
      return recoverOperation(deps, plan, unfinished);
  }
}

/**
 * Reads back the members of every plan of a portal that has no end in the journal, and writes that end. A plan whose portal cannot be asked
 * stays open for another time.
 * @returns the reports that were written.
 * @throws PortalError `badInput` while another window applies a plan to the portal: its plan is not interrupted. Also where the list of writes
 *   in doubt cannot be read: an end in the journal would make those of its plan forgotten.
 */
export async function closeUnfinished(deps: ApplierDeps, id: PortalId): Promise<ApplyReport[]> {
  const connection = deps.connections.get(id);
  return connection === undefined ? [] : deps.journal.alone(connection, () => closeAlone(deps, connection));
}

async function closeAlone(deps: ApplierDeps, connection: PortalConnection): Promise<ApplyReport[]> {
  const { id } = connection;
  const reports: ApplyReport[] = [];
  const licenseDoubts = createLicenseDoubts(deps);
  // Before a plan gets its end, and also where it gets none: its portal may be removed, and its journal with it.
  let inDoubt = await doubtsOnDisk(deps, connection);
  await deps.doubtFile?.keep(connection.orgId, inDoubt);
  for (const unfinished of await deps.journal.unfinished(connection)) {
    const { plan, at, orgId } = unfinished.planned;
    if (connection.orgId !== orgId) {
      deps.log.warn(
        `The interrupted plan "${plan.title}" was made for another organization and is left open.`,
      );
      continue;
    }
    try {
      const { askAgain, arrived = [], until, ...came } = await cameOf(deps, plan, unfinished);
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
        ...came,
      };
      inDoubt = inDoubt.filter(
        doubt =>
          doubt.repeated === true ||
          !arrived.some(known => sameWrite(known, doubt) && known.until === doubt.until),
      );
      await deps.doubtFile?.keep(orgId, inDoubt);
      // Before the plan has its end: it is not looked at again after that.
      if (isLicenseWrite(plan)) {
        if (until === undefined) await licenseDoubts.settled(orgId, plan.id);
        else await licenseDoubts.lost(orgId, lateLicenseWrite(plan, until));
      }
      if (report.importOutcome) await deps.snapshots.noteOutcome(id, plan.id, report.importOutcome.outcome);
      const entry = { at: deps.clock.now(), planId: plan.id } as const;
      await deps.journal.append(id, { ...entry, kind: 'finished', report, recovered: true });
      reports.push(report);
    } catch (error) {
      deps.log.warn(`The interrupted plan "${plan.title}" could not be read back: ${messageOf(error)}`);
    }
  }
  return reports;
}
