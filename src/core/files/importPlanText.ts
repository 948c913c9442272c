// What a plan of an import says beside its rows, as Markdown lines: the same in the preview, the saved report and the journal.
import { l10n } from '../l10n';
import { markdownText } from '../markdown';
import type { LicenseFileContent } from '../model';
import type { ApplyReport, ImportPlan, ImportRow } from '../planTypes';
import { importRowName, importRowWords, importSectionName } from './importRowText';
import { licenseDateText } from './licenseDate';
import { allOver, lockedOutWords, overAssignedSeats, overAssignedWhen } from './overAssignedText';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.map(markdownText).join(' | ')} |`,
  `| ${head.map(() => '---').join(' | ')} |`,
  ...rows.map(cells => `| ${cells.map(markdownText).join(' | ')} |`),
  '',
];

/** What would be over-assigned, with every name; nothing where nothing is. */
export function overAssignedLines({ overAssigned }: ImportPlan): string[] {
  if (overAssigned === undefined) return [];
  const { items, rosters } = overAssigned;
  const over = allOver(overAssigned);
  return [
    `## ${l10n.t('Over-assigned after this import')}`,
    '',
    ...table(
      [l10n.t('What'), l10n.t('When'), l10n.t('Seats'), l10n.t('Locked out')],
      items.map(item => [item.label, overAssignedWhen(item), overAssignedSeats(item), lockedOutWords(item)]),
    ),
    ...Object.entries(rosters).flatMap(([key, names]) => {
      const of = items.filter(({ lockedOut }) => lockedOut.roster === key);
      const labels = [...new Set(of.map(item => item.label))].join(', ');
      const isCut = of.some(({ lockedOut }) => lockedOut.atLeast);
      return [
        `### ${markdownText(l10n.t('Locked out by {0}', labels))}`,
        '',
        isCut
          ? l10n.t('At least {0}: {1}', names.length.toLocaleString('en'), names.map(markdownText).join(', '))
          : l10n.t('{0}: {1}', names.length.toLocaleString('en'), names.map(markdownText).join(', ')),
        '',
      ];
    }),
    ...(over.length === 0
      ? []
      : [`### ${l10n.t('Too many, least used first')}`, '', over.map(markdownText).join(', '), '']),
  ];
}

/** One thing that the portal read in a license file. */
export interface ValidatedRow {
  /** `userType`, `app` and so on, as in {@link ImportRow}. */
  readonly section: string;
  readonly id: string;
  readonly name: string;
  /** In words; empty where the file names none. */
  readonly seats: string;
  readonly starts: string;
  readonly ends: string;
}

/** What the portal read in a license file (`validateLicense`, wire reference 13.3), section by section. */
export function validatedRows(content: LicenseFileContent): readonly ValidatedRow[] {
  const sections = {
    userType: content.userTypes,
    appBundle: content.appBundles,
    app: content.apps,
    extension: content.extensions,
    capability: content.capabilities ?? [],
  } as const;
  const date = (at: number | undefined): string => (at === undefined ? '' : licenseDateText(at));
  return Object.entries(sections).flatMap(([section, items]) =>
    items.map(item => ({
      section,
      id: item.id,
      name: importRowName({ section, name: item.id }),
      seats: section === 'capability' || item.maximum === undefined ? '' : item.maximum.toLocaleString('en'),
      starts: date(item.startsAt),
      ends: date(item.expiresAt),
    })),
  );
}

/** {@link validatedRows} as a table. */
export const validatedLines = (content: LicenseFileContent): string[] => [
  ...(content.version === undefined ? [] : [l10n.t('Version {0}', markdownText(content.version)), '']),
  ...table(
    [l10n.t('Section'), l10n.t('Name'), l10n.t('Seats'), l10n.t('Starts'), l10n.t('Ends')],
    validatedRows(content).map(row => [
      importSectionName(row.section),
      row.name,
      row.seats,
      row.starts,
      row.ends,
    ]),
  ),
];

/** Whether the file is there to be imported again: it is kept right before it is sent, and not where something speaks against sending it. */
export const isFileKept = ({ requestsSent }: ApplyReport): boolean => requestsSent > 0;

/** Whether the portal says something else of a row than before. */
export const hasChanged = ({ before, after, endsBefore, endsAfter }: ImportRow): boolean =>
  before !== after || endsBefore !== endsAfter;

/** What the portal itself said before and after; what has changed first. */
export function comparisonLines({ importComparison: rows }: ApplyReport): string[] {
  if (rows === undefined || rows.length === 0) return [];
  return [
    l10n.t('What the portal says, before and after'),
    '',
    ...table(
      [l10n.t('Section'), l10n.t('Name'), l10n.t('Before → after'), l10n.t('Changed')],
      [...rows.filter(hasChanged), ...rows.filter(row => !hasChanged(row))].map(row => [
        importSectionName(row.section),
        importRowName(row),
        importRowWords(row),
        hasChanged(row) ? l10n.t('yes') : '',
      ]),
    ),
  ];
}
