// A plan, or its report, as a Markdown document: to read, to compare, to save as evidence. Holds no secret.
import { l10n } from 'vscode';
import type { ApplyReport, MemberPlan, Plan } from '../../core/planTypes';
import type { PlanState } from './planState';
import { importRowWords } from './planNodes';
import {
  ledgerWords,
  progressWords,
  requestWords,
  setWords,
  skipWords,
  summaryWords,
  titleOf,
  warningWords,
} from './planWords';
import { entitlementName } from '../../core/catalog';

/** Makes any text safe inside a Markdown table cell: names of others never become markup, links or rows of their own. */
export function cell(text: string): string {
  return text
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replace(/[\\`*_{}[\]()<>#+!|~-]/g, character => `\\${character}`);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line), ''];
}

/** The whole document for what is on the desk; empty text when nothing is. */
export function planDocument(state: PlanState, portalName: (plan: Plan) => string): string {
  if (!('plan' in state)) return '';
  const { plan } = state;
  const report = state.state === 'applied' ? state.report : undefined;
  return [
    `# ${cell(plan.title)}`,
    '',
    `${l10n.t('Portal')}: ${cell(portalName(plan))}  `,
    `${l10n.t('State read')}: ${new Date(plan.createdAt).toISOString()}  `,
    ...(report === undefined ? [`${l10n.t('Not applied')}  `] : reportHead(report)),
    '',
    ...(plan.kind === 'members' ? memberSections(plan, report) : importSections(plan, report)),
  ].join('\n');
}

function reportHead(report: ApplyReport): string[] {
  return [
    `${l10n.t('Applied')}: ${new Date(report.startedAt).toISOString()} – ${new Date(report.endedAt).toISOString()}  `,
    `${l10n.t('Requests sent')}: ${report.requestsSent}${report.cancelled ? ` (${l10n.t('cancelled')})` : ''}  `,
  ];
}

function memberSections(plan: MemberPlan, report: ApplyReport | undefined): string[] {
  const results = new Map(report?.results.map(result => [`${result.itemId}/${result.username}`, result]));
  const withResult = report !== undefined;
  return [
    `${summaryWords(plan)}. ${plan.suppressCustomerEmail ? l10n.t('Members get no e-mail') : l10n.t('Members get an e-mail from the portal')}.`,
    '',
    ...plan.warnings.map(warning => `- ${cell(warningWords(plan, warning))}`),
    ...(plan.warnings.length > 0 ? [''] : []),
    `## ${l10n.t('Changes')}`,
    '',
    ...table(
      [
        l10n.t('Member'),
        l10n.t('Listing'),
        l10n.t('Before'),
        l10n.t('After'),
        ...(withResult ? [l10n.t('Result')] : []),
      ],
      plan.changes.map(change => {
        const result = results.get(`${change.itemId}/${change.username}`);
        return [
          change.username,
          titleOf(plan, change.itemId),
          setWords(change.before),
          setWords(change.after),
          ...(withResult ? [result === undefined ? '' : progressWords(result.outcome, result.reason)] : []),
        ];
      }),
    ),
    `## ${l10n.t('Seats')}`,
    '',
    ...table(
      [l10n.t('Listing'), l10n.t('Entitlement'), l10n.t('Before → after')],
      plan.ledger.map(row => [
        titleOf(plan, row.itemId),
        row.entitlement === undefined ? l10n.t('users of the listing') : entitlementName(row.entitlement),
        ledgerWords(row),
      ]),
    ),
    ...(plan.skipped.length === 0
      ? []
      : [
          `## ${l10n.t('Skipped')}`,
          '',
          ...table(
            [l10n.t('Member'), l10n.t('Listing'), l10n.t('Why')],
            plan.skipped.map(skip => [skip.username, titleOf(plan, skip.itemId), skipWords(skip)]),
          ),
        ]),
    `## ${l10n.t('Requests')}`,
    '',
    ...table(
      ['#', l10n.t('Listing'), l10n.t('What')],
      plan.requests.map(request => [request.id, titleOf(plan, request.itemId), requestWords(request)]),
    ),
  ];
}

function importSections(plan: Extract<Plan, { kind: 'import' }>, report: ApplyReport | undefined): string[] {
  const outcome = report?.importOutcome;
  return [
    `${l10n.t('File')}: ${cell(plan.fileName)} (SHA-256 ${plan.fileHash})`,
    '',
    ...(outcome === undefined
      ? []
      : [`${l10n.t('Result')}: ${cell(progressWords(outcome.outcome, outcome.reason))}`, '']),
    ...plan.warnings.map(text => `- ${cell(text)}`),
    ...(plan.warnings.length > 0 ? [''] : []),
    ...table(
      [l10n.t('Section'), l10n.t('Name'), l10n.t('Before → after')],
      plan.rows.map(row => [row.section, entitlementName(row.name), importRowWords(row)]),
    ),
  ];
}
