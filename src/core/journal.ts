// The journal's entries: what was planned, sent, answered and read back, in the order in which it happened (product.md rule 4). No secret is in it.
import type { Entitlement, ItemId, PortalId, Username } from './ids';
import type { ApplyReport, MemberResult, Plan } from './planTypes';

/** How a request ended, as far as its answer tells; what it did is in the results that were read back. */
export type RequestOutcome =
  /** The portal answered success: not yet a proof (wire reference 9.2). */
  | 'answered'
  /** The portal answered with an error. */
  | 'refused'
  /** No answer arrived: the write may have happened. */
  | 'lost';

/** Seats and parts before or after an import, for the record; taken from the portal's own answers, without license strings. */
export interface ImportSnapshot {
  /** What it is: `license`, `futureLicense`, `entitlementsQueue`, `purchases`. */
  readonly resource: string;
  readonly content: unknown;
}

interface Entry {
  /** Epoch milliseconds of the computer's clock. */
  readonly at: number;
  readonly planId: string;
}

export type JournalEntry = Entry &
  (
    | {
        readonly kind: 'planned';
        readonly portalId: PortalId;
        readonly portalName: string;
        readonly portalUrl: string;
        readonly orgId: string;
        readonly by: Username;
        readonly plan: Plan;
      }
    | {
        readonly kind: 'requestStarted';
        /** `r3`, or `r3.1` for a part of a request that was refused whole. */
        readonly requestId: string;
        readonly itemId?: ItemId;
        readonly users: readonly Username[];
        /** The complete resulting set of each of `users`; empty revokes. */
        readonly entitlements: readonly Entitlement[];
      }
    | {
        readonly kind: 'requestEnded';
        readonly requestId: string;
        readonly outcome: RequestOutcome;
        readonly message?: string;
      }
    | { readonly kind: 'results'; readonly results: readonly MemberResult[] }
    | {
        readonly kind: 'snapshot';
        readonly when: 'before' | 'after';
        readonly resources: readonly ImportSnapshot[];
      }
    | {
        readonly kind: 'finished';
        readonly report: ApplyReport;
        /** True when it was written after a crash, from what the portal says then. */
        readonly recovered?: boolean;
      }
  );

export type JournalEntryOf<K extends JournalEntry['kind']> = Extract<JournalEntry, { readonly kind: K }>;

/** One line of the file: the entry, the hash of an earlier line, and its own over both. */
export interface JournalLine {
  readonly previous: string;
  readonly hash: string;
  readonly entry: JournalEntry;
}

/** A place of the file that does not hold. `line` counts from 1. */
export interface JournalDamage {
  readonly line: number;
  /** `torn`: cut by a crash while it was written. `changed`: its hash does not fit its text. `missing`: the line it follows is gone. */
  readonly kind: 'torn' | 'changed' | 'missing';
}

export interface JournalRead {
  readonly entries: readonly JournalEntry[];
  readonly damage: readonly JournalDamage[];
  /** Hash of the last good line, {@link journalStart} for an empty file: what the next line follows. */
  readonly last: string;
}

/** What the first line follows. */
export const journalStart = '0'.repeat(64);

const isEntry = (value: unknown): value is JournalEntry =>
  typeof value === 'object' && value !== null && 'kind' in value && 'planId' in value;

/**
 * One line of the journal, with its newline.
 * @param sha256 hex SHA-256 of a text in UTF-8.
 */
export function journalLine(
  previous: string,
  entry: JournalEntry,
  sha256: (text: string) => string,
): { readonly text: string; readonly hash: string } {
  const body = JSON.stringify(entry);
  const hash = sha256(previous + body);
  return { text: `{"previous":"${previous}","hash":"${hash}","entry":${body}}\n`, hash };
}

/**
 * Reads a journal. Never throws: a torn line (a crash while writing) and a line that was changed are named in `damage`, and everything
 * else is read. A line may follow any earlier one, not only its neighbour, because two windows may write to one portal's journal.
 */
export function readJournal(text: string, sha256: (text: string) => string): JournalRead {
  const entries: JournalEntry[] = [];
  const damage: JournalDamage[] = [];
  const hashes = new Set([journalStart]);
  let last = journalStart;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    let parsed: Partial<JournalLine> | undefined;
    try {
      parsed = JSON.parse(line) as Partial<JournalLine>;
    } catch {
      parsed = undefined;
    }
    const { previous, hash, entry } = parsed ?? {};
    if (typeof previous !== 'string' || typeof hash !== 'string' || !isEntry(entry)) {
      damage.push({ line: index + 1, kind: 'torn' });
      continue;
    }
    if (sha256(previous + JSON.stringify(entry)) !== hash) damage.push({ line: index + 1, kind: 'changed' });
    if (!hashes.has(previous)) damage.push({ line: index + 1, kind: 'missing' });
    hashes.add(hash);
    last = hash;
    entries.push(entry);
  }
  return { entries, damage, last };
}

/** A plan that was begun and has no end in the journal: the program was stopped in between. */
export interface UnfinishedPlan {
  readonly planned: JournalEntryOf<'planned'>;
  /** Requests that were sent, or may have been, with what is known of their answer. */
  readonly requests: readonly {
    readonly started: JournalEntryOf<'requestStarted'>;
    readonly outcome?: RequestOutcome;
  }[];
  /** What had been read back. */
  readonly results: readonly MemberResult[];
}

/** Plans with a beginning and no end, in the order of their beginning. */
export function unfinishedPlans(entries: readonly JournalEntry[]): UnfinishedPlan[] {
  const open = new Map<
    string,
    {
      planned: JournalEntryOf<'planned'>;
      requests: { started: JournalEntryOf<'requestStarted'>; outcome?: RequestOutcome }[];
      results: MemberResult[];
    }
  >();
  for (const entry of entries) {
    if (entry.kind === 'planned') open.set(entry.planId, { planned: entry, requests: [], results: [] });
    const plan = open.get(entry.planId);
    if (!plan) continue;
    if (entry.kind === 'requestStarted') plan.requests.push({ started: entry });
    if (entry.kind === 'requestEnded') {
      const request = plan.requests.findLast(({ started }) => started.requestId === entry.requestId);
      if (request) request.outcome = entry.outcome;
    }
    if (entry.kind === 'results') plan.results.push(...entry.results);
    if (entry.kind === 'finished') open.delete(entry.planId);
  }
  return [...open.values()];
}
