// Where a portal is not as a policy says, as a Markdown document to read.
import { entitlementName } from '../catalog';
import { count } from '../format';
import { l10n } from '../l10n';
import { markdownText } from '../markdown';
import { table } from '../markdownTable';
import { reasonWords } from '../planPolicyText';
import type { PolicyDifference, PolicyDrift } from './policyDrift';
import type { ResolvedPolicy } from './resolvePolicy';
import { userTypesTarget } from './wishTypes';

/** So many members of one target are listed. */
export const shownMembers = 500;

export interface DriftInput {
  /** Of the policy's file. */
  readonly name: string;
  readonly portalName: string;
  /** ms epoch: when the portal was read. */
  readonly readAt: number;
  readonly drift: PolicyDrift;
  /** Entries that were not compared because of errors of the policy. */
  readonly blocked: ResolvedPolicy['blocked'];
}

/** Differences by target, each member with what it has, what the policy makes of it, and the lines that say so. */
export function driftDocument({ name, portalName, readAt, drift, blocked }: DriftInput): string {
  const { differences, notCompared } = drift;
  const byTarget = new Map<string, PolicyDifference[]>();
  for (const one of differences) byTarget.set(one.itemId, [...(byTarget.get(one.itemId) ?? []), one]);
  return [
    `# ${markdownText(l10n.t('Drift of {0}', name))}`,
    '',
    `${l10n.t('Portal')}: ${markdownText(portalName)}  `,
    `${l10n.t('State read')}: ${new Date(readAt).toISOString()}  `,
    `${differencesText(differences.length)}  `,
    '',
    ...listOf([
      ...blocked.map(({ title }) =>
        l10n.t('Not compared: {0}. The policy has errors there; the Problems panel says which.', title),
      ),
      ...notCompared.map(({ itemId, title, why }) =>
        why === undefined
          ? l10n.t(
              'Compared in part: {0}. The portal cut the list of its holders.',
              targetTitle(itemId, title),
            )
          : l10n.t('Not compared: {0}. {1}', targetTitle(itemId, title), why),
      ),
    ]),
    ...[...byTarget.values()].flatMap(sectionOf),
  ].join('\n');
}

/** "3 differences", in words for a sentence of its own. */
export function differencesText(differences: number): string {
  if (differences === 0) return l10n.t('No differences.');
  return differences === 1 ? l10n.t('1 difference.') : l10n.t('{0} differences.', count(differences));
}

const listOf = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [...lines.map(line => `- ${markdownText(line)}`), ''];

const targetTitle = (itemId: string, title: string): string =>
  itemId === userTypesTarget ? l10n.t('User types') : title;

function sectionOf(differences: readonly PolicyDifference[]): readonly string[] {
  const [first] = differences;
  if (first === undefined) return [];
  const names = (set: readonly string[]): string => set.map(nameOf(first.itemId)).join(', ') || '—';
  return [
    `## ${markdownText(targetTitle(first.itemId, first.title))}`,
    '',
    ...table(
      [l10n.t('Member'), l10n.t('Has'), l10n.t('The policy says'), l10n.t('Lines of the policy')],
      differences.map(({ username, held, wanted, reasons }) => [
        username,
        names(held),
        names(wanted),
        reasonWords(reasons),
      ]),
      shownMembers,
      rest => l10n.t('… and {0} more. A plan lists them all.', count(rest)),
    ),
  ];
}

const nameOf =
  (itemId: string) =>
  (one: string): string =>
    itemId === userTypesTarget ? one : entitlementName(one);
