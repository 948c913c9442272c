// A plan, or its report, as a Markdown document: to read, to compare, to save as evidence. Holds no secret.
import { l10n } from './l10n';
import { count } from './format';
import { markdownText } from './markdown';
import { table } from './markdownTable';
import type { ApplyReport, MemberPlan, OperationPlan, Plan } from './planTypes';
import { comparisonLines, overAssignedLines, validatedLines } from './files/importPlanText';
import { importRowName, importRowWords, importSectionName } from './files/importRowText';
import { policyLines, policySections, reasonWords } from './planPolicyText';
import {
  entitlementWords,
  ledgerWords,
  offlineWords,
  movedSeats,
  progressWords,
  requestWords,
  setWords,
  skipWords,
  summaryWords,
  titleOf,
  warningWords,
} from './planWords';

/** Rows of a table that are shown; the rest is in the view and in the saved report. */
export const shownRows = 500;

/**
 * The document for a plan, with at most `maxRows` rows a table.
 * @param report what came of it, once it was applied.
 */
export function planDocument(
  plan: Plan,
  report: ApplyReport | undefined,
  portalName: string,
  maxRows = Number.POSITIVE_INFINITY,
): string {
  return [
    `# ${markdownText(plan.title)}`,
    '',
    `${l10n.t('Portal')}: ${markdownText(portalName)}  `,
    `${l10n.t('State read')}: ${new Date(plan.createdAt).toISOString()}  `,
    ...(report === undefined ? [`${l10n.t('Not applied')}  `] : reportHead(report)),
    '',
    ...sectionsOf(plan, report, maxRows),
  ].join('\n');
}

function reportHead(report: ApplyReport): string[] {
  return [
    `${l10n.t('Applied')}: ${new Date(report.startedAt).toISOString()} – ${new Date(report.endedAt).toISOString()}  `,
    `${l10n.t('Requests sent')}: ${report.requestsSent}${report.cancelled ? ` (${l10n.t('cancelled')})` : ''}  `,
  ];
}

function memberSections(plan: MemberPlan, report: ApplyReport | undefined, maxRows: number): string[] {
  const results = new Map(report?.results.map(result => [`${result.itemId}/${result.username}`, result]));
  const withResult = report !== undefined;
  const hasReasons = plan.policy !== undefined;
  const seats = movedSeats(plan);
  const hasLowest = hasReasons && seats.some(({ lowest }) => lowest !== undefined);
  return [
    `${summaryWords(plan)}. ${plan.suppressCustomerEmail ? l10n.t('Members get no e-mail') : l10n.t('Members get an e-mail from the portal')}.`,
    '',
    ...plan.warnings.map(warning => `- ${markdownText(warningWords(plan, warning))}`),
    ...(plan.warnings.length > 0 ? [''] : []),
    ...policyLines(plan),
    `## ${l10n.t('Changes')}`,
    '',
    ...table(
      [
        l10n.t('Member'),
        l10n.t('Listing'),
        l10n.t('Before'),
        l10n.t('After'),
        ...(hasReasons ? [l10n.t('Why')] : []),
        ...(withResult ? [l10n.t('Result')] : []),
      ],
      plan.changes.map(change => {
        const result = results.get(`${change.itemId}/${change.username}`);
        return [
          change.username,
          titleOf(plan, change.itemId),
          setWords(plan, change.itemId, change.before),
          setWords(plan, change.itemId, change.after),
          ...(hasReasons ? [reasonWords(change.reasons)] : []),
          ...(withResult ? [result === undefined ? '' : progressWords(result.outcome, result.reason)] : []),
        ];
      }),
      maxRows,
    ),
    `## ${l10n.t('Seats')}`,
    '',
    ...table(
      [
        l10n.t('Listing'),
        l10n.t('Entitlement'),
        l10n.t('Before → after'),
        ...(hasLowest ? [l10n.t('Fewest free on the way')] : []),
      ],
      seats.map(row => [
        titleOf(plan, row.itemId),
        row.entitlement === undefined
          ? l10n.t('users of the listing')
          : entitlementWords(plan, row.itemId, row.entitlement),
        ledgerWords(row),
        ...(hasLowest ? [row.lowest === undefined ? '' : count(row.lowest)] : []),
      ]),
    ),
    ...policySections(plan, maxRows),
    ...(plan.skipped.length === 0
      ? []
      : [
          `## ${l10n.t('Skipped')}`,
          '',
          ...table(
            [
              l10n.t('Member'),
              l10n.t('Listing'),
              l10n.t('Why'),
              ...(hasReasons ? [l10n.t('Asked for by')] : []),
            ],
            plan.skipped.map(skip => [
              skip.username,
              titleOf(plan, skip.itemId),
              skipWords(plan, skip),
              ...(hasReasons ? [reasonWords(skip.reasons)] : []),
            ]),
            maxRows,
          ),
        ]),
    `## ${l10n.t('Requests')}`,
    '',
    ...table(
      ['#', l10n.t('Listing'), l10n.t('What')],
      plan.requests.map(request => [request.id, titleOf(plan, request.itemId), requestWords(plan, request)]),
      maxRows,
    ),
  ];
}

function sectionsOf(plan: Plan, report: ApplyReport | undefined, maxRows: number): string[] {
  switch (plan.kind) {
    case 'members':
      return memberSections(plan, report, maxRows);
    case 'import':
      return importSections(plan, report);
    case 'operation':
      return operationSections(plan, report, maxRows);
  }
}

function operationSections(plan: OperationPlan, report: ApplyReport | undefined, maxRows: number): string[] {
  const outcome = report?.operationOutcome;
  const releases = plan.operation.name === 'releaseLicense' ? plan.operation.releases : [];
  const results = new Map(report?.results.map(result => [`${result.itemId}/${result.username}`, result]));
  return [
    ...(outcome === undefined
      ? []
      : [`${l10n.t('Result')}: ${markdownText(progressWords(outcome.outcome, outcome.reason))}`, '']),
    ...plan.warnings.map(text => `- ${markdownText(text)}`),
    ...(plan.warnings.length > 0 ? [''] : []),
    `## ${l10n.t('What it does')}`,
    '',
    ...plan.does.map(text => `- ${markdownText(text)}`),
    '',
    ...(releases.length === 0
      ? []
      : [
          `## ${l10n.t('Offline licenses')}`,
          '',
          ...table(
            [
              l10n.t('Member'),
              l10n.t('Listing'),
              l10n.t('Offline'),
              ...(report === undefined ? [] : [l10n.t('Result')]),
            ],
            releases.map(release => {
              const result = results.get(`${release.itemId}/${release.username}`);
              return [
                release.username,
                release.title,
                offlineWords(release),
                ...(report === undefined
                  ? []
                  : [result === undefined ? '' : progressWords(result.outcome, result.reason)]),
              ];
            }),
            maxRows,
          ),
        ]),
    ...(plan.now.length === 0
      ? []
      : [
          `## ${l10n.t('What the portal says now')}`,
          '',
          ...table(
            [l10n.t('Name'), l10n.t('Value')],
            plan.now.map(({ name, value }) => [name, value]),
          ),
        ]),
  ];
}

function importSections(plan: Extract<Plan, { kind: 'import' }>, report: ApplyReport | undefined): string[] {
  const outcome = report?.importOutcome;
  return [
    `${l10n.t('File')}: ${markdownText(plan.fileName)} (SHA-256 ${plan.fileHash})  `,
    ...(plan.source === undefined ? [] : [`${l10n.t('Sent')}: ${markdownText(plan.source)}  `]),
    '',
    ...(outcome === undefined
      ? []
      : [`${l10n.t('Result')}: ${markdownText(progressWords(outcome.outcome, outcome.reason))}`, '']),
    ...(report === undefined ? [] : comparisonLines(report)),
    ...plan.warnings.map(text => `- ${markdownText(text)}`),
    ...(plan.warnings.length > 0 ? [''] : []),
    ...overAssignedLines(plan),
    `## ${l10n.t('What the import changes')}`,
    '',
    ...table(
      [l10n.t('Section'), l10n.t('Name'), l10n.t('Before → after')],
      plan.rows.map(row => [importSectionName(row.section), importRowName(row), importRowWords(row)]),
    ),
    ...(plan.validated === undefined
      ? []
      : [`## ${l10n.t('What the portal read in the file')}`, '', ...validatedLines(plan.validated)]),
  ];
}
