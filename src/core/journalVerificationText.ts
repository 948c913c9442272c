// What a verification of the journal found, for people: Markdown, with what it proves and what it cannot.
import { l10n } from './l10n';
import { markdownText } from './markdown';

/** One thing that does not hold, or a line that a crash has cut. `line` counts from 1; absent `file`: the register. */
export interface VerifiedPlace {
  readonly file?: string;
  readonly kind: string;
  readonly line?: number;
  readonly why?: string;
}

export interface VerifiedJournal {
  readonly portalName: string;
  /** Epoch ms. */
  readonly at: number;
  readonly plans: number;
  readonly lines: number;
  readonly head?: string;
  /** Lines of the register that SecretStorage vouches for; absent where it holds no anchor. */
  readonly anchored?: number;
  readonly registered: number;
  /** Why SecretStorage could not be asked. */
  readonly notAsked?: string;
  /** Epoch ms. */
  readonly breaks: readonly number[];
  readonly torn: readonly VerifiedPlace[];
  readonly findings: readonly VerifiedPlace[];
}

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

function placeText({ file, kind, line = 0, why }: VerifiedPlace): string {
  const name = file === undefined ? l10n.t('the register') : markdownText(file);
  switch (kind) {
    case 'changed':
      return l10n.t('{0}: line {1} was changed: its hash does not fit its text.', name, line);
    case 'deleted':
      return l10n.t('{0}: the line before line {1} is gone.', name, line);
    case 'inserted':
      return l10n.t('{0}: line {1} was put in.', name, line);
    case 'reordered':
      return l10n.t('{0}: line {1} is not at its place.', name, line);
    case 'truncated':
      return l10n.t('{0}: it ends before line {1}, which was there.', name, line);
    case 'rehashed':
      return l10n.t(
        '{0}: it was written anew: every line fits the one before it, and the whole is not what was noted.',
        name,
      );
    case 'fileMissing':
      return l10n.t('{0}: the file is gone.', name);
    case 'fileUnknown':
      return l10n.t(
        '{0}: the register does not know this file: it was put in, or its entry was taken away.',
        name,
      );
    case 'torn':
      return l10n.t('{0}: line {1} was cut while it was written.', name, line);
    default:
      return l10n.t('{0}: the file cannot be read. {1}', name, markdownText(why ?? ''));
  }
}

/** So many places are named. */
const placesShown = 200;

function section(title: string, places: readonly VerifiedPlace[]): string[] {
  if (places.length === 0) return [];
  const more = places.length - placesShown;
  return [
    '',
    `## ${title}`,
    '',
    ...places.slice(0, placesShown).map(place => `- ${placeText(place)}`),
    ...(more > 0 ? [`- ${l10n.t('{0} more places.', more)}`] : []),
  ];
}

/** Markdown; times are UTC. */
export function journalVerificationText(journal: VerifiedJournal): string {
  const { anchored, registered, findings, breaks, notAsked } = journal;
  const holds = findings.length === 0 && breaks.length === 0;
  return [
    `# ${l10n.t('Journal of {0}, verified {1}', markdownText(journal.portalName), time(journal.at))}`,
    '',
    holds
      ? `**${l10n.t('Everything holds: {0} plans, {1} lines.', journal.plans, journal.lines)}**`
      : `**${l10n.t("The journal does not hold. Compare it with a copy of your own, and find out who can write to this computer's files.")}**`,
    '',
    ...(notAsked !== undefined
      ? [
          l10n.t(
            'SecretStorage could not be asked for the anchor: {0}. What was cut off at the end, or written anew as a whole, cannot be seen.',
            markdownText(notAsked),
          ),
        ]
      : anchored === undefined
        ? [
            l10n.t(
              'There is no anchor in SecretStorage yet: it is put there with the next plan of this computer. What was cut off at the end, or written anew as a whole, cannot be seen.',
            ),
          ]
        : [
            l10n.t(
              'SecretStorage vouches for {0} of {1} lines of the register; the rest was written since, by this program on the command line or in the moment of a crash.',
              anchored,
              registered,
            ),
          ]),
    ...(journal.head === undefined ? [] : ['', l10n.t('Head of the register: {0}', journal.head)]),
    ...section(l10n.t('What does not hold'), findings),
    ...(breaks.length === 0
      ? []
      : [
          '',
          `## ${l10n.t('What did not hold before')}`,
          '',
          ...breaks.map(
            at => `- ${l10n.t('{0}: the register was not what SecretStorage vouched for.', time(at))}`,
          ),
        ]),
    ...section(l10n.t('Lines that a crash has cut: no damage'), journal.torn),
    '',
    `## ${l10n.t('What this proves')}`,
    '',
    `- ${l10n.t("Nobody changed, removed, added or rearranged lines or files of the journal without this being seen, unless they can also write to this user's SecretStorage.")}`,
    `- ${l10n.t('It cannot prove that the times are right: they are those of this computer.')}`,
    `- ${l10n.t("It cannot prove what was done at the portal by others, or by this user in other ways: only the portal's own log can.")}`,
    `- ${l10n.t('It cannot prove anything against somebody who works as this user on this computer with this program.')}`,
    '',
  ].join('\n');
}
