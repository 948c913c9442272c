// The journal for people: Markdown in which no text of a portal can become markup.
import { comparisonLines } from './files/importPlanText';
import { overAssignedLine } from './files/overAssignedText';
import type {
  DamagedFile,
  JournalDamage,
  JournalEntry,
  JournalPage,
  JournalRead,
  RequestOutcome,
} from './journal';
import { l10n } from './l10n';
import { markdownText } from './markdown';
import type { ApplyReport, MemberChange, OperationPlan, Outcome, Plan } from './planTypes';

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
const plain = markdownText;
const list = (names: readonly string[]): string =>
  names.length === 0 ? l10n.t('nothing') : names.map(plain).join(', ');
const changes = (n: number): string => (n === 1 ? l10n.t('1 change') : l10n.t('{0} changes', n));
const requests = (n: number): string => (n === 1 ? l10n.t('1 request') : l10n.t('{0} requests', n));
const members = (n: number): string => (n === 1 ? l10n.t('1 member') : l10n.t('{0} members', n));
const tableHead = (...titles: readonly string[]): string[] => [
  `| ${titles.join(' | ')} |`,
  `|${' --- |'.repeat(titles.length)}`,
];

function operationLines({ operation, does, now, warnings }: OperationPlan): string[] {
  const sentences = [...does, ...warnings].map(text => `- ${plain(text)}`);
  const state = now.map(({ name, value }) => `| ${plain(name)} | ${plain(value)} |`);
  const released = operation.name === 'releaseLicense' ? operation.releases : [];
  return [
    operation.name,
    '',
    ...sentences,
    ...(sentences.length > 0 ? [''] : []),
    ...(state.length > 0 ? [...tableHead(l10n.t('name'), l10n.t('before')), ...state, ''] : []),
    ...(released.length > 0
      ? [
          ...tableHead(l10n.t('member'), l10n.t('product'), l10n.t('offline since')),
          ...released.map(
            one =>
              `| ${plain(one.username)} | ${plain(one.title)} | ${one.since === undefined ? '' : time(one.since)} |`,
          ),
        ]
      : []),
  ];
}

function planLines(plan: Plan): string[] {
  if (plan.kind === 'import') {
    const rows = plan.rows.map(
      row =>
        `| ${plain(row.section)} | ${plain(row.name)} | ${row.before ?? ''} | ${row.after ?? ''} | ${plain(row.effective ?? '')} |`,
    );
    return [
      l10n.t('{0} of {1} (SHA-256 {2})', plan.operation, plain(plan.fileName), plan.fileHash),
      '',
      ...tableHead(l10n.t('section'), l10n.t('name'), l10n.t('before'), l10n.t('after'), l10n.t('effective')),
      ...rows,
      ...(plan.overAssigned === undefined
        ? []
        : ['', ...plan.overAssigned.items.map(item => `- ${plain(overAssignedLine(item))}`)]),
    ];
  }
  if (plan.kind === 'operation') return operationLines(plan);
  const title = new Map(plan.targets.map(target => [target.itemId, target.title]));
  const row = (change: MemberChange): string =>
    `| ${plain(change.username)} | ${plain(title.get(change.itemId) ?? change.itemId)} | ${list(change.before)} | ${list(change.after)} |`;
  const parts = [changes(plan.changes.length), requests(plan.requests.length), plan.skipped.length] as const;
  return [
    plan.suppressCustomerEmail
      ? l10n.t('{0}, {1}, {2} skipped, members not told by mail', ...parts)
      : l10n.t('{0}, {1}, {2} skipped, members told by mail', ...parts),
    '',
    ...tableHead(l10n.t('member'), l10n.t('product'), l10n.t('before'), l10n.t('after')),
    ...plan.changes.map(row),
  ];
}

// The file may come from another version: a word that is none of ours is shown as it is.
function outcomeText(outcome: Outcome): string {
  switch (outcome) {
    case 'done':
      return l10n.t('done');
    case 'notDone':
      return l10n.t('not done');
    case 'unknown':
      return l10n.t('re-read to find out');
    default:
      return outcome;
  }
}

function answerText(outcome: RequestOutcome): string {
  switch (outcome) {
    case 'answered':
      return l10n.t('answered');
    case 'refused':
      return l10n.t('refused');
    case 'lost':
      return l10n.t('lost');
    default:
      return outcome;
  }
}

function reportLines(report: ApplyReport): string[] {
  const of = (outcome: Outcome): number => report.results.filter(result => result.outcome === outcome).length;
  const parts = [of('done'), of('notDone'), of('unknown'), requests(report.requestsSent)] as const;
  const lines = [
    report.cancelled
      ? l10n.t('{0} done, {1} not done, {2} to be re-read; {3} sent; cancelled', ...parts)
      : l10n.t('{0} done, {1} not done, {2} to be re-read; {3} sent', ...parts),
  ];
  if (report.importOutcome) {
    const { outcome, reason } = report.importOutcome;
    const word = outcomeText(outcome);
    lines.push(
      '',
      reason === undefined ? l10n.t('Import: {0}', word) : l10n.t('Import: {0}. {1}', word, plain(reason)),
    );
  }
  if (report.importComparison) lines.push('', ...comparisonLines(report));
  if (report.operationOutcome) {
    const { outcome, reason } = report.operationOutcome;
    const word = outcomeText(outcome);
    lines.push(
      '',
      reason === undefined
        ? l10n.t('Operation: {0}', word)
        : l10n.t('Operation: {0}. {1}', word, plain(reason)),
    );
  }
  const open = report.results.filter(result => result.outcome !== 'done');
  if (open.length > 0)
    lines.push('', ...tableHead(l10n.t('member'), l10n.t('item'), l10n.t('outcome'), l10n.t('why')));
  for (const result of open)
    lines.push(
      `| ${plain(result.username)} | ${plain(result.itemId)} | ${outcomeText(result.outcome)} | ${plain(result.reason ?? '')} |`,
    );
  return lines;
}

function entryLines(entry: JournalEntry, isFormer: boolean): string[] {
  switch (entry.kind) {
    case 'planned':
      return [
        '',
        `## ${plain(entry.plan.title)}`,
        ...(isFormer
          ? [
              '',
              l10n.t(
                'Not vouched for: from before the journal had a register, so that nothing but its own chain speaks for it.',
              ),
            ]
          : []),
        '',
        l10n.t(
          '{0}, {1}, by {2}, plan {3}',
          time(entry.at),
          plain(entry.portalName),
          plain(entry.by),
          plain(entry.planId),
        ),
        '',
        ...planLines(entry.plan),
        '',
      ];
    case 'requestStarted':
      if (entry.operation !== undefined)
        return [
          `- ${
            entry.users.length === 0
              ? l10n.t('{0} {1} sent: {2}', time(entry.at), entry.requestId, entry.operation)
              : l10n.t(
                  '{0} {1} sent: {2} for {3}',
                  time(entry.at),
                  entry.requestId,
                  entry.operation,
                  list(entry.users),
                )
          }`,
        ];
      return [
        `- ${l10n.t('{0} {1} sent: {2} to hold {3}', time(entry.at), entry.requestId, members(entry.users.length), list(entry.entitlements))}`,
      ];
    case 'requestEnded':
      return [
        `- ${time(entry.at)} ${entry.requestId} ${entry.unsent === true ? l10n.t('not sent') : answerText(entry.outcome)}${entry.message === undefined ? '' : `: ${plain(entry.message)}`}`,
      ];
    case 'results':
      return [`- ${l10n.t('{0} read back: {1}', time(entry.at), members(entry.results.length))}`];
    case 'snapshot': {
      const names = entry.resources.map(({ resource }) => resource).join(', ');
      return [
        `- ${
          entry.when === 'before'
            ? l10n.t('{0} state before kept: {1}', time(entry.at), names)
            : l10n.t('{0} state after kept: {1}', time(entry.at), names)
        }`,
      ];
    }
    case 'finished':
      return [
        '',
        `### ${entry.recovered === true ? l10n.t('Found out after an interruption') : l10n.t('Result')}, ${time(entry.at)}`,
        '',
        ...reportLines(entry.report),
        '',
      ];
  }
}

function damageText({ line, kind }: JournalDamage): string {
  switch (kind) {
    case 'torn':
      return l10n.t('Line {0} was cut while it was written; the program was stopped at that moment.', line);
    case 'junk':
      return l10n.t('Line {0} is no line of the journal.', line);
    case 'missing':
      return l10n.t('Line {0} is not as it was written: a line before it is gone.', line);
    default:
      return l10n.t('Line {0} is not as it was written.', line);
  }
}

/** So many damaged lines of a file are named; a file may have any number. */
const damagedLinesShown = 20;

/** What a damaged file is called and what is wrong with it, each as a line of a list. */
function damageLines({ file, lines, problem }: DamagedFile): string[] {
  const name = plain(file);
  const more = lines.length - damagedLinesShown;
  return [
    ...lines.slice(0, damagedLinesShown).map(damage => `- ${name}: ${damageText(damage)}`),
    ...(more > 0 ? [`- ${name}: ${l10n.t('{0} more lines like these.', more)}`] : []),
    ...(problem === undefined
      ? []
      : [`- ${name}: ${l10n.t('The file cannot be read any further. {0}', plain(problem))}`]),
  ];
}

/** Which of the pages this is, where there are several. */
function placeLines(page: number, pages: readonly JournalPage[]): string[] {
  if (pages.length < 2) return [];
  const shown = pages[page - 1];
  const count = pages.reduce((sum, { plans = 0 }) => sum + plans, 0);
  const newer = pages.slice(0, page - 1).reduce((sum, { plans = 0 }) => sum + plans, 0);
  const from = newer + 1;
  const to = newer + (shown?.plans ?? 0);
  const which =
    shown?.plans === undefined
      ? l10n.t('Plans from before the journal had a file for each.')
      : from === to
        ? l10n.t('Plan {0} of {1}, counted from the newest.', from, count)
        : l10n.t('Plans {0} to {1} of {2}, counted from the newest.', from, to, count);
  return [
    '',
    page < pages.length ? `${which} ${l10n.t('For older ones, run Show Journal again and choose.')}` : which,
  ];
}

/**
 * A page of the journal in Markdown, oldest plan first, with what is damaged named at the top. Times are UTC.
 * @param page number of the page, 1 for the newest plans.
 */
export function journalText(read: JournalRead, page = 1, pages: readonly JournalPage[] = []): string {
  const damaged = read.damage.flatMap(damageLines);
  return [
    `# ${l10n.t('Journal')}`,
    ...placeLines(page, pages),
    ...(read.more === undefined ? [] : ['', l10n.t('Older plans than these are in {0}.', plain(read.more))]),
    ...(damaged.length > 0 ? ['', `**${l10n.t('The journal is damaged:')}**`, '', ...damaged] : []),
    ...(read.entries.length + read.damage.length === 0 ? ['', l10n.t('Nothing has been applied yet.')] : []),
    ...read.entries.flatMap(entry => entryLines(entry, read.former?.has(entry) === true)),
    '',
  ].join('\n');
}
