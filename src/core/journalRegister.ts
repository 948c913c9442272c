// The register of a portal's journal: which files it has and how each ended, a chain of its own, so that a file that is taken away, put in or cut
// short is seen. Its head and count are anchored where the files' owner cannot write by hand (issue 4, section 6).

/** What the register says of one file of the journal. */
export interface RegisterEntry {
  /** Epoch milliseconds of the computer's clock. */
  readonly at: number;
  /** `found`: it was there when the register began. `begun`: its first line is about to be written. `ended`: its plan has its end. */
  readonly kind: 'found' | 'begun' | 'ended';
  /** Its name in the portal's folder, without the ending that tells whether it is open. */
  readonly file: string;
  readonly planId: string;
  /** Lines of the file then, and the hash of the last of them. */
  readonly lines: number;
  readonly head: string;
}

interface RegisterLine {
  /** From 1. */
  readonly number: number;
  readonly previous: string;
  readonly hash: string;
  /** As in a line of a plan's file. */
  readonly torn?: readonly string[];
  readonly entry: RegisterEntry;
}

/** What the register, or a file, was known to have. */
export interface ChainPoint {
  readonly lines: number;
  /** Hash of the last of them. */
  readonly head: string;
}

/** What lies in SecretStorage of one portal's journal. */
export interface JournalAnchor extends ChainPoint {
  /** Files of plans without their end, as far as they were written when the anchor was. */
  readonly open: Readonly<Record<string, ChainPoint>>;
  /** When the register did not hold what was anchored, epoch ms: kept for good, so that the next anchor does not hide it. */
  readonly breaks: readonly number[];
  /** Lines of the register that were anchored only some time after they were written, when a window found them, kept for good. */
  readonly late?: readonly LateLines[];
}

/** From 1, both ends included. */
export interface LateLines {
  readonly from: number;
  readonly to: number;
  /** Epoch ms: since when they are vouched for. */
  readonly at: number;
}

/** One thing that is wrong with a chain of lines. `line` counts from 1. */
export interface ChainFinding {
  readonly kind:
    /** Its hash does not fit its text. */
    | 'changed'
    /** Cut while it was written: the last line, or one that the next line says was found so. What follows goes on from the line before it. */
    | 'torn'
    /** No line of ours, anywhere else. */
    | 'junk'
    /** What it follows is not there. */
    | 'deleted'
    /** The line after it follows the one before it. */
    | 'inserted'
    /** It follows a line that is not its neighbour. */
    | 'reordered'
    /** Lines that were there at an anchored time are gone from the end; `line` is the first of them. */
    | 'truncated'
    /** Every line fits its neighbour, and the whole is not what was anchored: it was written anew. */
    | 'rehashed';
  readonly line: number;
}

/** What the first line follows. */
export const chainStart = '0'.repeat(64);

type Sha256 = (text: string) => string;

/** The cut lines that a line is written after, as they are hashed with it. */
export const tornText = (torn: readonly string[]): string => (torn.length === 0 ? '' : JSON.stringify(torn));

/** What a line says of cut lines before it, whatever it is. */
export const tornOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/**
 * One line of the register, with its newline.
 * @param after the line it follows; absent for the first one.
 * @param sha256 hex SHA-256 of a text in UTF-8.
 * @param torn hashes of the cut lines that it is written after
 */
export function registerLine(
  after: ChainPoint | undefined,
  entry: RegisterEntry,
  sha256: Sha256,
  torn: readonly string[] = [],
): { readonly text: string; readonly point: ChainPoint } {
  const number = (after?.lines ?? 0) + 1;
  const previous = after?.head ?? chainStart;
  const body = JSON.stringify(entry);
  const hash = sha256(`${previous}${number}${tornText(torn)}${body}`);
  const cut = torn.length === 0 ? '' : `"torn":${tornText(torn)},`;
  return {
    text: `{"number":${number},"previous":"${previous}","hash":"${hash}",${cut}"entry":${body}}\n`,
    point: { lines: number, head: hash },
  };
}

/** A line of a chain, as it was read: `hash` is absent for one that is none. */
export interface ChainLine {
  /** Of one that is none: the hash of its text. */
  readonly junk?: string;
  /** Those that it says it was written after. */
  readonly torn?: readonly string[];
  readonly previous?: string;
  readonly hash?: string;
  /** What the hash would have to be. */
  readonly expected?: string;
}

/**
 * What does not hold in the order and the hashes of lines.
 * @param anchored what the chain was known to have: lines may have come since.
 * @param whole with `anchored`: nothing may have come since either.
 */
export function chainFindings(
  lines: readonly ChainLine[],
  anchored?: ChainPoint,
  whole = false,
): readonly ChainFinding[] {
  const findings: ChainFinding[] = [];
  const places = new Map<string, number>();
  lines.forEach(({ hash }, at) => hash !== undefined && !places.has(hash) && places.set(hash, at));
  let last: { readonly at: number; readonly hash: string } | undefined;
  let beforeLast: typeof last;
  let cut: { readonly line: number; readonly junk: string }[] = [];
  lines.forEach(({ previous, hash, expected, junk = '', torn = [] }, at) => {
    const line = at + 1;
    if (hash === undefined || previous === undefined) {
      cut.push({ line, junk });
      return;
    }
    const isKnown = tornText(torn) === tornText(cut.map(one => one.junk));
    findings.push(...cut.map(one => ({ kind: isKnown ? 'torn' : 'junk', line: one.line }) as const));
    if (!isKnown && cut.length < torn.length) findings.push({ kind: 'deleted', line });
    cut = [];
    if (hash !== expected) findings.push({ kind: 'changed', line });
    if (previous !== (last?.hash ?? chainStart)) {
      const skipped = last !== undefined && previous === (beforeLast?.hash ?? chainStart);
      const elsewhere = previous === chainStart || places.has(previous);
      if (skipped) findings.push({ kind: 'inserted', line: (last?.at ?? 0) + 1 });
      else findings.push({ kind: elsewhere ? 'reordered' : 'deleted', line });
    }
    beforeLast = last;
    last = { at, hash };
  });
  // Nothing was written after them yet: a crash cuts one line.
  findings.push(
    ...cut.map(
      (one, index) => ({ kind: index === cut.length - 1 ? 'torn' : 'junk', line: one.line }) as const,
    ),
  );
  if (anchored === undefined || anchored.lines === 0) return findings;
  const good = lines.filter(({ hash }) => hash !== undefined);
  if (good.length < anchored.lines) findings.push({ kind: 'truncated', line: good.length + 1 });
  else if (
    good[anchored.lines - 1]?.hash !== anchored.head &&
    findings.every(({ kind }) => kind === 'torn' || kind === 'junk')
  )
    findings.push({ kind: 'rehashed', line: anchored.lines });
  else if (whole && good.length > anchored.lines)
    findings.push({ kind: 'inserted', line: anchored.lines + 1 });
  return findings;
}

/** The register as it was read. */
export interface RegisterRead {
  readonly entries: readonly RegisterEntry[];
  readonly lines: readonly ChainLine[];
  /** After the last good line; absent before the first one. */
  readonly point: ChainPoint | undefined;
  /** Hashes of the lines since the last good one that are none. */
  readonly cut: readonly string[];
}

const isRegisterEntry = (value: unknown): value is RegisterEntry =>
  typeof value === 'object' && value !== null && 'kind' in value && 'file' in value && 'head' in value;

/** Reads the lines of the register; never throws. Blank lines count for nothing. */
export function readRegister(texts: Iterable<string>, sha256: Sha256): RegisterRead {
  const entries: RegisterEntry[] = [];
  const lines: ChainLine[] = [];
  let point: ChainPoint | undefined;
  let cut: string[] = [];
  for (const text of texts) {
    if (text.trim() === '') continue;
    let parsed: Partial<RegisterLine>;
    try {
      parsed = (JSON.parse(text) ?? {}) as Partial<RegisterLine>;
    } catch {
      parsed = {};
    }
    const { number, previous, hash, entry } = parsed;
    if (
      typeof number !== 'number' ||
      typeof previous !== 'string' ||
      typeof hash !== 'string' ||
      !isRegisterEntry(entry)
    ) {
      const junk = sha256(text);
      lines.push({ junk });
      cut.push(junk);
      continue;
    }
    const torn = tornOf(parsed.torn);
    const expected = sha256(`${previous}${number}${tornText(torn)}${JSON.stringify(entry)}`);
    lines.push({ previous, hash, expected, torn });
    cut = [];
    entries.push(entry);
    point = { lines: (point?.lines ?? 0) + 1, head: hash };
  }
  return { entries, lines, point, cut };
}
