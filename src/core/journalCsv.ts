// The journal as a table for auditors: a row for each member of each operation, with the set before and after and what came of it.
import { csvDocument } from './csv';
import type { CsvCell } from './csv';
import type { JournalEntry } from './journal';
import type { JournalOperation } from './journalOperations';

const header = [
  'at',
  'by',
  'portal',
  'portal address',
  'organization id',
  'plan',
  'title',
  'operation',
  'product',
  'item id',
  'member',
  'before',
  'after',
  'outcome',
  'reason',
  'requests',
  'ended',
  'vouched for by',
] as const;

const time = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());
const set = (names: readonly string[]): string => names.join(';');

function rowsOf(operation: JournalOperation, former: ReadonlySet<JournalEntry> | undefined): CsvCell[][] {
  const { planned, members, requests, finished, outcome } = operation;
  const { plan } = planned;
  const head = [
    time(planned.at),
    planned.by,
    planned.portalName,
    planned.portalUrl,
    planned.orgId,
    planned.planId,
    plan.title,
  ];
  // `chain`: its own alone. Whether the register is anchored is what a verification tells.
  const end = [time(finished?.at), former?.has(planned) === true ? 'chain' : 'register'];
  if (plan.kind === 'members')
    return members.map(member => [
      ...head,
      'provision',
      member.title,
      member.itemId,
      member.username,
      set(member.before),
      set(member.after),
      member.outcome,
      member.reason,
      member.requests.join(';'),
      ...end,
    ]);
  const sent = requests.map(({ started }) => started.requestId).join(';');
  if (plan.kind === 'operation' && plan.operation.name === 'releaseLicense') {
    const results = new Map(finished?.report.results.map(result => [result.username, result]));
    return plan.operation.releases.map(release => {
      const result = results.get(release.username);
      return [
        ...head,
        plan.operation.name,
        release.title,
        release.itemId,
        release.username,
        'offline',
        '',
        result?.outcome ?? 'notSent',
        result?.reason,
        release.id,
        ...end,
      ];
    });
  }
  const name = plan.kind === 'import' ? plan.operation : plan.operation.name;
  const report = finished?.report.importOutcome ?? finished?.report.operationOutcome;
  const file = plan.kind === 'import' ? `${plan.fileName} (SHA-256 ${plan.fileHash})` : '';
  return [[...head, name, file, '', '', '', '', outcome, report?.reason, sent, ...end]];
}

/**
 * RFC 4180, times in ISO 8601 UTC, sets separated by semicolons; no cell that a spreadsheet would run. The oldest operation first.
 * @param former beginnings of those from before the journal had a register
 */
export const journalCsv = (
  operations: readonly JournalOperation[],
  former?: ReadonlySet<JournalEntry>,
): string =>
  csvDocument(
    header,
    operations.flatMap(operation => rowsOf(operation, former)),
  );
