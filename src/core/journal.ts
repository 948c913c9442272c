// The journal's entries: what was planned, sent, answered and read back, in the order in which it happened (product.md rule 4). No secret is in it.
import type { Entitlement, ItemId, PortalId, Username } from './ids';
import { tornOf, tornText } from './journalRegister';
import type { ApplyReport, MemberResult, Plan, PortalOperation } from './planTypes';

/** How a request ended, as far as its answer tells; what it did is in the results that were read back. */
export type RequestOutcome =
  /** The portal answered success: not yet a proof (wire reference 9.2). */
  | 'answered'
  /** The portal answered with an error. */
  | 'refused'
  /** No answer arrived: the write may have happened. */
  | 'lost';

/** Seats and parts before or after an import or an operation, for the record; taken from the portal's own answers, without license strings. */
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
        /** The complete resulting set of each of `users`; empty revokes. Says nothing where `operation` is there. */
        readonly entitlements: readonly Entitlement[];
        /** Of an operation plan: what was sent. */
        readonly operation?: PortalOperation['name'];
      }
    | {
        readonly kind: 'requestEnded';
        readonly requestId: string;
        readonly outcome: RequestOutcome;
        readonly message?: string;
        /** With `refused`: nothing was sent, and it is not the portal that says so. */
        readonly unsent?: boolean;
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
  /** Hashes of the lines right before this one that a crash has cut: whoever wrote this line found them so. Absent where there are none. */
  readonly torn?: readonly string[];
  readonly entry: JournalEntry;
}

/** A place of the file that does not hold. `line` counts from 1. */
export interface JournalDamage {
  readonly line: number;
  /**
   * `torn`: cut by a crash while it was written: the last line of the file, or one that the next line says was found so. `junk`: no line of ours, anywhere
   * else. `changed`: its hash does not fit its text. `missing`: the line it follows is gone.
   */
  readonly kind: 'torn' | 'junk' | 'changed' | 'missing';
}

/** What is wrong with one file of the journal. */
export interface DamagedFile {
  /** Its path below the extension's storage. */
  readonly file: string;
  readonly lines: readonly JournalDamage[];
  /** Why the file, or the rest of it, cannot be read at all. */
  readonly problem?: string;
}

/** The plans of one page of the journal. */
export interface JournalRead {
  /** Plan after plan, the oldest first. */
  readonly entries: readonly JournalEntry[];
  readonly damage: readonly DamagedFile[];
  /** Beginnings of plans from before the journal had a register: nothing but their own chain vouches for them. */
  readonly former?: ReadonlySet<JournalEntry>;
  /** A file that holds older plans than those that were read. */
  readonly more?: string;
}

/** What a page of the journal holds; nothing of it was read yet. */
export interface JournalPage {
  /** Absent for the former journal. */
  readonly plans?: number;
  /** When its oldest and its newest plan began, epoch ms; absent for the former journal, whose plans all lie in one file. */
  readonly from?: number;
  readonly until?: number;
}

/** What the first line follows. */
export const journalStart = '0'.repeat(64);

const isEntry = (value: unknown): value is JournalEntry =>
  typeof value === 'object' && value !== null && 'kind' in value && 'planId' in value;

/**
 * One line of the journal, with its newline.
 * @param sha256 hex SHA-256 of a text in UTF-8.
 * @param torn hashes of the cut lines that it is written after
 */
export function journalLine(
  previous: string,
  entry: JournalEntry,
  sha256: (text: string) => string,
  torn: readonly string[] = [],
): { readonly text: string; readonly hash: string } {
  const body = JSON.stringify(entry);
  const hash = sha256(previous + tornText(torn) + body);
  const after = torn.length === 0 ? '' : `"torn":${tornText(torn)},`;
  return { text: `{"previous":"${previous}","hash":"${hash}",${after}"entry":${body}}\n`, hash };
}

/** Reads the lines of one file of the journal, one after the other. */
export interface JournalReader {
  /** The entry of the next line; undefined for an empty line, and for one that is damaged beyond reading. Never throws. */
  next(line: string): JournalEntry | undefined;
  /** What did not hold so far. */
  readonly damage: readonly JournalDamage[];
  /** Hash of the last good line, {@link journalStart} before the first one: what the next line follows. */
  readonly last: string;
  /** Good lines so far. */
  readonly lines: number;
  /** Hashes of the lines since the last good one that are none: what the next line has to name. */
  readonly cut: readonly string[];
}

/**
 * A reader at the beginning of a file. A torn line (a crash while writing), one that is none of ours and one that was changed are named in `damage`, and
 * everything else is read. A line may follow any earlier one, not only its neighbour.
 * @param sha256 hex SHA-256 of a text in UTF-8.
 */
export function journalReader(sha256: (text: string) => string): JournalReader {
  const damage: JournalDamage[] = [];
  const hashes = new Set([journalStart]);
  let last = journalStart;
  let number = 0;
  let lines = 0;
  /** Places in `damage`: torn, until a line comes that does not name them. */
  let open: number[] = [];
  let cut: string[] = [];
  const judge = (places: readonly number[], kind: 'torn' | 'junk'): void => {
    for (const place of places) damage[place] = { line: damage[place]?.line ?? 0, kind };
  };
  return {
    damage,
    get cut() {
      return cut;
    },
    get last() {
      return last;
    },
    get lines() {
      return lines;
    },
    next(line) {
      number += 1;
      if (line.trim() === '') return undefined;
      let parsed: Partial<JournalLine> | undefined;
      try {
        parsed = (JSON.parse(line) ?? undefined) as Partial<JournalLine> | undefined;
      } catch {
        parsed = undefined;
      }
      const { previous, hash, entry } = parsed ?? {};
      if (typeof previous !== 'string' || typeof hash !== 'string' || !isEntry(entry)) {
        // Only the last line can have been cut just now.
        judge(open, 'junk');
        open.push(damage.push({ line: number, kind: 'torn' }) - 1);
        cut = [...cut, sha256(line)];
        return undefined;
      }
      const torn = tornOf(parsed?.torn);
      judge(open, tornText(torn) === tornText(cut) ? 'torn' : 'junk');
      if (sha256(previous + tornText(torn) + JSON.stringify(entry)) !== hash)
        damage.push({ line: number, kind: 'changed' });
      open = [];
      cut = [];
      if (!hashes.has(previous)) damage.push({ line: number, kind: 'missing' });
      hashes.add(hash);
      last = hash;
      lines += 1;
      return entry;
    },
  };
}

/** A plan that was begun and has no end in the journal: the program was stopped in between. */
export interface UnfinishedPlan {
  readonly planned: JournalEntryOf<'planned'>;
  /** Requests that were sent, or may have been, with what is known of their answer. */
  readonly requests: readonly {
    readonly started: JournalEntryOf<'requestStarted'>;
    readonly outcome?: RequestOutcome;
    /** When the answer arrived, or was seen to be lost, epoch ms. */
    readonly endedAt?: number;
    /** What the portal, or the connection, said to it. */
    readonly message?: string;
    /** Nothing was sent after all. */
    readonly unsent?: boolean;
  }[];
  /** What had been read back. */
  readonly results: readonly MemberResult[];
  /** Imports and operations: what the portal said before anything was sent. */
  readonly before?: readonly ImportSnapshot[];
}

/** Follows entries in their order, and knows which plans have a beginning and no end. */
export interface OpenPlans {
  see(entry: JournalEntry): void;
  /** In the order of their beginning. */
  list(): UnfinishedPlan[];
}

/** Knows of no plan yet. Keeps nothing of a plan that has its end. */
export function openPlans(): OpenPlans {
  interface Open {
    planned: JournalEntryOf<'planned'>;
    requests: {
      started: JournalEntryOf<'requestStarted'>;
      outcome?: RequestOutcome;
      endedAt?: number;
      message?: string;
      unsent?: boolean;
    }[];
    results: MemberResult[];
    before?: readonly ImportSnapshot[];
  }
  const open = new Set<Open>();
  /** A plan may have been begun more than once: an entry belongs to its last beginning. */
  const latest = new Map<string, Open>();
  return {
    see(entry) {
      if (entry.kind === 'planned') {
        const begun: Open = { planned: entry, requests: [], results: [] };
        open.add(begun);
        latest.set(entry.planId, begun);
      }
      const plan = latest.get(entry.planId);
      if (!plan) return;
      if (entry.kind === 'requestStarted') plan.requests.push({ started: entry });
      if (entry.kind === 'requestEnded') {
        const request = plan.requests.findLast(({ started }) => started.requestId === entry.requestId);
        if (request) {
          request.outcome = entry.outcome;
          request.endedAt = entry.at;
          if (entry.message !== undefined) request.message = entry.message;
          if (entry.unsent !== undefined) request.unsent = entry.unsent;
        }
      }
      if (entry.kind === 'results') plan.results.push(...entry.results);
      if (entry.kind === 'snapshot' && entry.when === 'before') plan.before = entry.resources;
      if (entry.kind === 'finished') {
        open.delete(plan);
        latest.delete(entry.planId);
      }
    },
    list: () => [...open],
  };
}
