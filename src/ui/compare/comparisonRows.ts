// A comparison as rows: what would be added, raised, lowered and dropped, or who would gain and lose what. Words and shapes tell, never colour alone.
import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { licenseDateText } from '../../core/files/licenseDate';
import { importSectionName } from '../../core/files/importRowText';
import type { MemberDifference } from '../../core/files/render/assignmentForms';
import type { Difference, DifferenceKind } from '../../core/files/render/compareForms';
import { differenceKinds } from '../../core/files/render/compareForms';
import type { FormValue } from '../../core/files/render/normalForm';
import { count } from '../../core/format';
import { plain } from '../../core/tree/treeModelText';
import { paged } from '../pagedNodes';
import type { Shown } from './comparisonTypes';

export interface ComparisonNode {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Plain text: never markup. */
  readonly tooltip?: string;
  readonly icon?: vscode.ThemeIcon;
  readonly expanded?: boolean;
  readonly children?: () => readonly ComparisonNode[];
  /** Where it stands in the texts. */
  readonly key?: string;
}

/** With more rows than these the groups stay closed, so that all of them are in sight with their counts. */
const fewRows = 8;
const warning = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));

/** The top rows. */
export function comparisonRows(shown: Shown): readonly ComparisonNode[] {
  const { compared, stale } = shown;
  const { changes, members, notCompared } = compared;
  const differ = changes.differences.length + members.length;
  return [
    ...(stale === undefined
      ? []
      : [{ id: 'stale', label: stale, tooltip: stale, icon: warning } satisfies ComparisonNode]),
    ...(differ > 0 ? [] : [sameRow(shown)]),
    ...differenceKinds.flatMap(kind => groupOf(kind, changes.differences, differ <= fewRows)),
    ...memberGroups(members, differ <= fewRows),
    ...(differ > 0 && changes.unchanged > 0
      ? [
          {
            id: 'unchanged',
            label: l10n.t('Unchanged'),
            description: count(changes.unchanged),
            icon: new vscode.ThemeIcon('dash'),
            tooltip: l10n.t('{0} are the same in the portal and in the file now.', count(changes.unchanged)),
          },
        ]
      : []),
    ...(notCompared.length === 0
      ? []
      : [
          {
            id: 'notCompared',
            label: l10n.t('Not compared'),
            description: count(notCompared.length),
            icon: new vscode.ThemeIcon('info'),
            children: () =>
              paged('notCompared', notCompared, (text, index) => ({
                id: `notCompared/${index}`,
                label: sentenceStart(plain(text)),
                tooltip: plain(text),
              })),
          },
        ]),
  ];
}

/** "Nothing differs" is a row that says so, and never an empty view. */
function sameRow({ portalName, fileName, compared, choices }: Shown): ComparisonNode {
  const { unchanged } = compared.changes;
  const words =
    choices.kind === 'assignments'
      ? unchanged === 1
        ? l10n.t('1 member holds what the file wants')
        : l10n.t('{0} members hold what the file wants', count(unchanged))
      : l10n.t('{0} the same', count(unchanged));
  return {
    id: 'same',
    label: l10n.t('No differences'),
    description: words,
    tooltip: l10n.t('What {0} has is what {1} says: {2}.', plain(portalName), plain(fileName), words),
    icon: new vscode.ThemeIcon('pass'),
  };
}

const kinds = {
  added: { icon: 'diff-added', label: () => l10n.t('Added') },
  raised: { icon: 'arrow-up', label: () => l10n.t('Raised') },
  lowered: { icon: 'arrow-down', label: () => l10n.t('Lowered') },
  dropped: { icon: 'diff-removed', label: () => l10n.t('Dropped') },
  changed: { icon: 'diff-modified', label: () => l10n.t('Changed Otherwise') },
} as const satisfies Record<DifferenceKind, { readonly icon: string; readonly label: () => string }>;

function groupOf(
  kind: DifferenceKind,
  all: readonly Difference[],
  expanded: boolean,
): readonly ComparisonNode[] {
  const rows = all.filter(row => row.kind === kind);
  if (rows.length === 0) return [];
  const over = rows.filter(row => row.over !== undefined).length;
  const { icon, label } = kinds[kind];
  return [
    {
      id: kind,
      label: label(),
      description: [
        count(rows.length),
        ...(over === 0 ? [] : [l10n.t('{0} over-assigned', count(over))]),
      ].join(' · '),
      icon: new vscode.ThemeIcon(icon),
      expanded,
      children: () => paged(kind, rows, (row, index) => differenceRow(row, `${kind}/${index}`, icon)),
    },
  ];
}

function differenceRow(row: Difference, id: string, icon: string): ComparisonNode {
  const words = [
    // Of a later day the date comes first: otherwise its numbers pass for those of now.
    ...(row.from === undefined ? [] : [fromWords(row.from)]),
    `${valueWords(row, row.before)} → ${valueWords(row, row.after)}`,
    ...(row.over === undefined ? [] : [overWords(row, row.over)]),
    ...(row.held === undefined ? [] : [l10n.t('{0} held', heldText(row, row.held))]),
    ...endWords(row),
  ];
  const section = row.section === 'fact' ? l10n.t('Of the whole part') : importSectionName(row.section);
  return {
    id,
    label: plain(row.name),
    description: plain(words.join(' · ')),
    tooltip: plain(`${row.label}\n${section}\n${words.join('\n')}`),
    icon: row.over === undefined ? new vscode.ThemeIcon(icon) : warning,
    key: row.key,
  };
}

function valueWords({ section }: Difference, value: FormValue | undefined): string {
  if (section === 'capability') return value === undefined ? l10n.t('not licensed') : l10n.t('licensed');
  if (value?.text !== undefined) return value.text;
  return count(value?.seats ?? 0);
}

const heldText = ({ heldAtLeast }: Difference, held: number): string =>
  heldAtLeast === true ? `${count(held)}+` : count(held);

const overWords = ({ heldAtLeast }: Difference, over: number): string =>
  heldAtLeast === true ? l10n.t('over by {0} at least', count(over)) : l10n.t('over by {0}', count(over));

const fromWords = (from: number): string =>
  Number.isFinite(from) ? l10n.t('from {0}', licenseDateText(from)) : l10n.t('later, without a date');

function endWords({ before, after }: Difference): readonly string[] {
  if (after === undefined || before?.ends === after.ends) return [];
  const text = (at: number | undefined): string =>
    at === undefined ? l10n.t('no end') : licenseDateText(at);
  return before === undefined
    ? [l10n.t('ends {0}', text(after.ends))]
    : [l10n.t('ends {0} → {1}', text(before.ends), text(after.ends))];
}

function memberGroups(members: readonly MemberDifference[], expanded: boolean): readonly ComparisonNode[] {
  const severalListings = new Set(members.map(row => row.itemId)).size > 1;
  const group = (
    id: string,
    label: string,
    icon: string,
    rows: readonly MemberDifference[],
  ): readonly ComparisonNode[] =>
    rows.length === 0
      ? []
      : [
          {
            id,
            label,
            description: count(rows.length),
            icon: new vscode.ThemeIcon(icon),
            expanded,
            children: () =>
              paged(id, rows, (row, index) => memberRow(row, `${id}/${index}`, icon, severalListings)),
          },
        ];
  const [gains, loses] = [
    (row: MemberDifference) => row.gains.length > 0,
    (row: MemberDifference) => row.loses.length > 0,
  ];
  return [
    ...group(
      'gains',
      l10n.t('Gain'),
      'diff-added',
      members.filter(row => gains(row) && !loses(row)),
    ),
    ...group(
      'both',
      l10n.t('Gain and Lose'),
      'diff-modified',
      members.filter(row => gains(row) && loses(row)),
    ),
    ...group(
      'loses',
      l10n.t('Lose'),
      'diff-removed',
      members.filter(row => !gains(row) && loses(row)),
    ),
  ];
}

function memberRow(
  row: MemberDifference,
  id: string,
  icon: string,
  severalListings: boolean,
): ComparisonNode {
  const { gains, loses, offline, listing, username } = row;
  const words = [
    ...(offline ? [l10n.t('offline: the portal refuses to change it')] : []),
    ...(gains.length === 0 ? [] : [l10n.t('gains {0}', gains.join(', '))]),
    ...(loses.length === 0 ? [] : [l10n.t('loses {0}', loses.join(', '))]),
    ...(severalListings ? [listing] : []),
  ];
  return {
    id,
    label: plain(username),
    description: plain(words.join(' · ')),
    tooltip: plain([username, listing, ...words].join('\n')),
    icon: offline ? warning : new vscode.ThemeIcon(icon),
    key: row.key,
  };
}

const sentenceStart = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
