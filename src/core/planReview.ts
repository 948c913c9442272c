// A plan for members as a text to be read line by line in an editor, before it is applied or committed (issue 4, section 3). Holds no secret.
import { listingName } from './catalog';
import { count, utcDateTime } from './format';
import type { ItemId } from './ids';
import { l10n } from './l10n';
import { lineWords, policySentences, policyTables, reasonWords } from './planPolicyText';
import type { ApplyReport, MemberChange, MemberPlan } from './planTypes';
import {
  entitlementWords,
  ledgerWords,
  movedSeats,
  progressWords,
  requestWords,
  setWords,
  skipWords,
  summaryWords,
  titleOf,
  warningWords,
} from './planWords';
import type { Steps } from './steps';
import type { WishReason } from './policy/wishTypes';
import { userTypesTarget } from './policy/wishTypes';
import { membersWords } from './timeline/timelineText';
import { plain } from './tree/treeModelText';

/** What stands in the text for a line of the policy: columns in UTF-16 units, of the line that carries it. */
export interface ReviewLink {
  readonly start: number;
  readonly end: number;
  /** Line of the policy, from 1. */
  readonly policyLine: number;
}

interface ReviewLine {
  readonly text: string;
  readonly links?: readonly ReviewLink[];
}

export interface Review {
  readonly text: string;
  /** `row` counts from 0. */
  readonly links: readonly (ReviewLink & { readonly row: number })[];
}

export interface ReviewHead {
  readonly portalName: string;
  /** What the plan is made of, and whether its lines can be gone to: sentences. */
  readonly source?: readonly string[];
  /** What came of the plan, once it was applied. */
  readonly report?: ApplyReport;
}

/** `+` only gains, `-` only loses, `~` anything else: whole sets, as the portal is told them. */
export function signOf({ before, after }: Pick<MemberChange, 'before' | 'after'>): '+' | '-' | '~' {
  const [was, becomes] = [new Set<string>(before), new Set<string>(after)];
  const gains = after.some(key => !was.has(key));
  const loses = before.some(key => !becomes.has(key));
  return gains === loses ? '~' : gains ? '+' : '-';
}

/** Wider cells do not push the others out of sight. */
const widest = 48;

type Cell = string | readonly WishReason[] | undefined;

/**
 * The text, in steps: a plan may have ten thousands of lines. Texts of others are made visible on one line; the text is shown as text and never
 * drawn as markup.
 */
export function* planReview(plan: MemberPlan, head: ReviewHead): Steps<Review> {
  const texts: string[] = [];
  const links: Review['links'][number][] = [];
  for (const line of reviewLines(plan, head)) {
    if (line !== undefined) {
      for (const link of line.links ?? []) links.push({ ...link, row: texts.length });
      texts.push(line.text);
    }
    yield;
  }
  return { text: `${texts.join('\n')}\n`, links };
}

/** `undefined` where a pause is possible and no line is ready. */
type Lines = Generator<ReviewLine | undefined>;

function* reviewLines(plan: MemberPlan, { portalName, source = [], report }: ReviewHead): Lines {
  const results = new Map(report?.results.map(result => [`${result.itemId}/${result.username}`, result]));
  const resultOf = (change: MemberChange): string => {
    const result = results.get(`${change.itemId}/${change.username}`);
    return result === undefined ? '' : progressWords(result.outcome, result.reason);
  };
  const line = (text = ''): ReviewLine => ({ text: plain(text) });
  yield line(plan.title);
  yield line(`${l10n.t('Portal')}: ${portalName}`);
  yield line(`${l10n.t('State read')}: ${utcDateTime(plan.createdAt)}`);
  yield line(statusOf(report));
  yield line();
  yield line(`${summaryWords(plan)}.`);
  yield line(
    plan.suppressCustomerEmail
      ? l10n.t('Members get no e-mail.')
      : l10n.t('Members get an e-mail from the portal.'),
  );
  for (const text of [...policySentences(plan), ...source]) yield line(text);
  for (const warning of plan.warnings) yield line(`! ${warningWords(plan, warning)}`);

  yield* heading(l10n.t('Changes'));
  if (plan.changes.length === 0) yield line(`  ${l10n.t('None: everything is as it should be.')}`);
  const hasReasons = plan.policy !== undefined;
  for (const [itemId, changes] of byTarget(plan.changes)) {
    yield line(`${targetTitle(plan, itemId)} (${membersWords(changes.length)})`);
    const words = wordsOf(plan, itemId);
    yield* columns(changes, change => [
      `${signOf(change)} ${change.username}`,
      `${words(change.before)} → ${words(change.after)}`,
      hasReasons ? (change.reasons ?? []) : undefined,
      report === undefined ? undefined : resultOf(change),
    ]);
  }

  const seats = movedSeats(plan);
  if (seats.length > 0) {
    yield* heading(l10n.t('Seats'));
    for (const [itemId, rows] of byTarget(seats)) {
      yield line(targetTitle(plan, itemId));
      yield* columns(rows, row => [
        row.entitlement === undefined
          ? l10n.t('users of the listing')
          : entitlementWords(plan, itemId, row.entitlement),
        ledgerWords(row),
        row.lowest === undefined ? undefined : l10n.t('fewest free on the way: {0}', count(row.lowest)),
      ]);
    }
  }

  for (const { title, head, rows } of policyTables(plan)) {
    yield* heading(title);
    yield* columns([head, ...rows], row => row);
  }

  if (plan.skipped.length > 0) {
    yield* heading(l10n.t('Skipped'));
    for (const [itemId, skips] of byTarget(plan.skipped)) {
      yield line(`${targetTitle(plan, itemId)} (${membersWords(skips.length)})`);
      yield* columns(skips, skip => [
        skip.username,
        skipWords(plan, skip),
        hasReasons ? (skip.reasons ?? []) : undefined,
      ]);
    }
  }

  if (plan.requests.length > 0) {
    yield* heading(l10n.t('Requests'));
    yield* columns(plan.requests, request => [
      request.id,
      targetTitle(plan, request.itemId),
      requestWords(plan, request),
    ]);
  }
}

function* heading(title: string): Lines {
  yield { text: '' };
  yield { text: `# ${title}` };
}

function statusOf(report: ApplyReport | undefined): string {
  if (report === undefined) return l10n.t('Not applied');
  const sent = `${l10n.t('Requests sent')}: ${count(report.requestsSent)}`;
  return [
    `${l10n.t('Applied')}: ${l10n.t('{0} to {1}', utcDateTime(report.startedAt), utcDateTime(report.endedAt))}`,
    report.cancelled ? `${sent} (${l10n.t('cancelled')})` : sent,
  ].join(' · ');
}

const targetTitle = (plan: MemberPlan, itemId: ItemId): string =>
  itemId === userTypesTarget
    ? l10n.t('User types')
    : titleOf(plan, itemId) || (listingName(itemId) ?? itemId);

/** In the order in which the targets come first. */
function byTarget<T extends { readonly itemId: ItemId }>(
  rows: readonly T[],
): ReadonlyMap<ItemId, readonly T[]> {
  const groups = new Map<ItemId, T[]>();
  for (const row of rows) {
    const group = groups.get(row.itemId);
    if (group === undefined) groups.set(row.itemId, [row]);
    else group.push(row);
  }
  return groups;
}

/** {@link setWords} of one target, each set put into words once: many members hold the same. */
function wordsOf(plan: MemberPlan, itemId: ItemId): (set: MemberChange['before']) => string {
  const known = new Map<string, string>();
  return set => {
    const key = set.join('\n');
    let words = known.get(key);
    if (words === undefined) {
      words = setWords(plan, itemId, set);
      known.set(key, words);
    }
    return words;
  };
}

/** Indented rows whose cells stand below each other, as far as they are not too wide for it. */
function* columns<T>(rows: readonly T[], cellsOf: (row: T) => readonly Cell[]): Lines {
  const widths: number[] = [];
  const all: (readonly Cell[])[] = [];
  for (const row of rows) {
    const cells = cellsOf(row).map(cell => (typeof cell === 'string' ? plain(cell) : cell));
    for (const [at, cell] of cells.entries())
      if (typeof cell === 'string') widths[at] = Math.max(widths[at] ?? 0, Math.min(cell.length, widest));
    all.push(cells);
    yield undefined;
  }
  for (const cells of all) yield lineOf(cells, widths);
}

function lineOf(cells: readonly Cell[], widths: readonly number[]): ReviewLine {
  let text = '  ';
  const links: ReviewLink[] = [];
  for (const [at, cell] of cells.entries()) {
    if (cell === undefined || cell === '') continue;
    if (typeof cell === 'string') {
      text += `${cell.padEnd(widths[at] ?? 0)}  `;
      continue;
    }
    if (cell.length === 0) text += `${reasonWords(cell)}  `;
    for (const [index, reason] of cell.entries()) {
      const start = text.length;
      text += plain(lineWords(reason));
      links.push({ start, end: text.length, policyLine: reason.line });
      text += index === cell.length - 1 ? '  ' : '; ';
    }
  }
  return { text: text.trimEnd(), ...(links.length === 0 ? {} : { links }) };
}
