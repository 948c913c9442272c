// The journal for people: Markdown in which no text of a portal can become markup.
import type { JournalEntry, JournalRead } from './journal';
import { markdownText } from './markdown';
import type { ApplyReport, MemberChange, MemberResult, Plan } from './planTypes';

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
const plain = markdownText;
const list = (names: readonly string[]): string =>
  names.length === 0 ? 'nothing' : names.map(plain).join(', ');
const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

function planLines(plan: Plan): string[] {
  if (plan.kind === 'import') {
    const rows = plan.rows.map(
      row =>
        `| ${plain(row.section)} | ${plain(row.name)} | ${row.before ?? ''} | ${row.after ?? ''} | ${plain(row.effective ?? '')} |`,
    );
    return [
      `${plan.operation} of ${plain(plan.fileName)} (SHA-256 ${plan.fileHash})`,
      '',
      '| section | name | before | after | effective |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
    ];
  }
  const title = new Map(plan.targets.map(target => [target.itemId, target.title]));
  const row = (change: MemberChange): string =>
    `| ${plain(change.username)} | ${plain(title.get(change.itemId) ?? change.itemId)} | ${list(change.before)} | ${list(change.after)} |`;
  return [
    `${count(plan.changes.length, 'change')}, ${count(plan.requests.length, 'request')}, ${plan.skipped.length} skipped, members ${plan.suppressCustomerEmail ? 'not ' : ''}told by mail`,
    '',
    '| member | product | before | after |',
    '| --- | --- | --- | --- |',
    ...plan.changes.map(row),
  ];
}

const outcomes: Readonly<Record<MemberResult['outcome'], string>> = {
  done: 'done',
  notDone: 'not done',
  unknown: 're-read to find out',
};

function reportLines(report: ApplyReport): string[] {
  const of = (outcome: MemberResult['outcome']): number =>
    report.results.filter(result => result.outcome === outcome).length;
  const lines = [
    `${of('done')} done, ${of('notDone')} not done, ${of('unknown')} to be re-read; ${count(report.requestsSent, 'request')} sent${report.cancelled ? '; cancelled' : ''}`,
  ];
  if (report.importOutcome) {
    const { outcome, reason } = report.importOutcome;
    lines.push('', `Import: ${outcomes[outcome]}${reason === undefined ? '' : `. ${plain(reason)}`}`);
  }
  const open = report.results.filter(result => result.outcome !== 'done');
  if (open.length > 0) lines.push('', '| member | item | outcome | why |', '| --- | --- | --- | --- |');
  for (const result of open)
    lines.push(
      `| ${plain(result.username)} | ${plain(result.itemId)} | ${outcomes[result.outcome]} | ${plain(result.reason ?? '')} |`,
    );
  return lines;
}

function entryLines(entry: JournalEntry): string[] {
  switch (entry.kind) {
    case 'planned':
      return [
        '',
        `## ${plain(entry.plan.title)}`,
        '',
        `${time(entry.at)}, ${plain(entry.portalName)}, by ${plain(entry.by)}, plan ${plain(entry.planId)}`,
        '',
        ...planLines(entry.plan),
        '',
      ];
    case 'requestStarted':
      return [
        `- ${time(entry.at)} ${entry.requestId} sent: ${count(entry.users.length, 'member')} to hold ${list(entry.entitlements)}`,
      ];
    case 'requestEnded':
      return [
        `- ${time(entry.at)} ${entry.requestId} ${entry.outcome}${entry.message === undefined ? '' : `: ${plain(entry.message)}`}`,
      ];
    case 'results':
      return [`- ${time(entry.at)} read back: ${count(entry.results.length, 'member')}`];
    case 'snapshot':
      return [
        `- ${time(entry.at)} state ${entry.when} the import kept: ${entry.resources.map(({ resource }) => resource).join(', ')}`,
      ];
    case 'finished':
      return [
        '',
        `### ${entry.recovered === true ? 'Found out after an interruption' : 'Result'}, ${time(entry.at)}`,
        '',
        ...reportLines(entry.report),
        '',
      ];
  }
}

/** The journal in Markdown, oldest plan first, with what is damaged named at the top. Times are UTC. */
export function journalText(read: JournalRead): string {
  const damaged = read.damage.map(({ line, kind }) =>
    kind === 'torn'
      ? `- Line ${line} was cut while it was written; the program was stopped at that moment.`
      : `- Line ${line} is not as it was written${kind === 'missing' ? ': a line before it is gone' : ''}.`,
  );
  return [
    '# Journal',
    ...(damaged.length > 0 ? ['', '**The file is damaged:**', '', ...damaged] : []),
    ...(read.entries.length === 0 ? ['', 'Nothing has been applied yet.'] : []),
    ...read.entries.flatMap(entryLines),
    '',
  ].join('\n');
}
