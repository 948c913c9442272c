// What a verification of the journal found, for people: Markdown, with what it proves and what it cannot.
import type { JournalCoverage, JournalLines } from './journalCoverage';
import type { LateLines } from './journalRegister';
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
  readonly coverage: JournalCoverage;
  /** Lines of the register that a window found and anchored later than they were written; `at`: epoch ms. */
  readonly late: readonly LateLines[];
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
    case 'twin':
      return l10n.t(
        '{0}: there are two files of this plan, an open and an ended one: one of them was put in.',
        name,
      );
    case 'junk':
      return l10n.t(
        '{0}: line {1} is no line of the journal: it was put in, or an earlier version of this program went on after a crash there.',
        name,
        line,
      );
    case 'torn':
      return l10n.t('{0}: line {1} was cut while it was written.', name, line);
    default:
      return l10n.t('{0}: the file cannot be read. {1}', name, markdownText(why ?? ''));
  }
}

/** So many places are named. */
const placesShown = 200;

function section<T>(title: string, places: readonly T[], textOf: (place: T) => string): string[] {
  if (places.length === 0) return [];
  const more = places.length - placesShown;
  return [
    '',
    `## ${title}`,
    '',
    ...places.slice(0, placesShown).map(place => `- ${textOf(place)}`),
    ...(more > 0 ? [`- ${l10n.t('{0} more places.', more)}`] : []),
  ];
}

function linesText({ file, from, to }: JournalLines): string {
  const name = file === undefined ? l10n.t('the register') : markdownText(file);
  return from === to ? l10n.t('{0}: line {1}', name, from) : l10n.t('{0}: lines {1} to {2}', name, from, to);
}

const lateText = ({ from, to, at }: LateLines): string =>
  from === to
    ? l10n.t('the register: line {0}, vouched for since {1}', from, time(at))
    : l10n.t('the register: lines {0} to {1}, vouched for since {2}', from, to, time(at));

/** Markdown; times are UTC. */
export function journalVerificationText(journal: VerifiedJournal): string {
  const { anchored, registered, findings, breaks, notAsked, coverage } = journal;
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
              'There is no anchor in SecretStorage yet: it is put there when a window starts, or with its next plan. What was cut off at the end, or written anew as a whole, cannot be seen.',
            ),
          ]
        : coverage.vouched.length === 0 && anchored > 0
          ? [
              l10n.t(
                'SecretStorage vouches for {0} lines of the register, and the register does not hold them: nothing below can be relied on.',
                anchored,
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
    ...section(l10n.t('What does not hold'), findings, placeText),
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
    ...section(
      l10n.t(
        'What nothing but its own chain vouches for yet: a window anchors it when it starts, or with its next plan, where it follows what is anchored',
      ),
      coverage.notVouched,
      linesText,
    ),
    ...section(
      l10n.t(
        'What was anchored later than it was written: until then whoever could write the files could have made it up',
      ),
      journal.late,
      lateText,
    ),
    ...section(l10n.t('What SecretStorage vouches for'), coverage.vouched, linesText),
    ...section(l10n.t('Lines that a crash has cut: no damage'), journal.torn, placeText),
    '',
    `## ${l10n.t('What this proves')}`,
    '',
    `- ${l10n.t("Of what SecretStorage vouches for nobody changed, removed or rearranged anything without this being seen, and nothing was put into it, unless they can also write to this user's SecretStorage.")}`,
    `- ${l10n.t('What it does not vouch for, or did not at the time, fits its own chain: whoever could write the files could have written that chain, or cut its end off.')}`,
    `- ${l10n.t('It cannot prove that the times are right: they are those of this computer.')}`,
    `- ${l10n.t("It cannot prove what was done at the portal by others, or by this user in other ways: only the portal's own log can.")}`,
    `- ${l10n.t('It cannot prove anything against somebody who works as this user on this computer with this program.')}`,
    '',
  ].join('\n');
}
