// Keeps the register of each portal's journal beside its files, and its anchor in SecretStorage; tells what does not hold any more.
import { l10n } from '../../core/l10n';
import type { PortalId } from '../../core/ids';
import { chainFindings, readRegister, registerLine } from '../../core/journalRegister';
import type {
  ChainFinding,
  ChainLine,
  ChainPoint,
  JournalAnchor,
  RegisterEntry,
  RegisterRead,
} from '../../core/journalRegister';
import { messageOf } from '../../core/problem';
import { doneEnding, folderOf, isDone, sha256 } from './journalFiles';
import type { Clock, FileStore, Log, Secrets } from '../ports';

/** While a plan is carried out its file is anchored anew at most this often, ms: SecretStorage may be a service of the system. */
const anchorEveryMs = 2_000;

/** What is wrong with one file of the journal; absent `file`: with the register itself. */
export interface JournalFinding {
  readonly file?: string;
  /** `fileMissing`: the register has it, the folder not. `fileUnknown`: the other way round. */
  readonly kind: ChainFinding['kind'] | 'fileMissing' | 'fileUnknown' | 'unreadable';
  readonly line?: number;
  readonly why?: string;
}

export interface JournalVerification {
  /** Plans that were verified, and lines of them. */
  readonly plans: number;
  readonly lines: number;
  /** Of the register, as it is now. */
  readonly point: ChainPoint | undefined;
  /** Whether SecretStorage holds an anchor, and what it says. `why`: it could not be read. */
  readonly anchor: { readonly point?: ChainPoint; readonly why?: string };
  /** When the register was once found not to hold its anchor, epoch ms. */
  readonly breaks: readonly number[];
  /** Files cut by a crash while a line was written: no damage, what it was to say had not begun. */
  readonly torn: readonly JournalFinding[];
  /** Empty: everything holds. */
  readonly findings: readonly JournalFinding[];
}

export interface JournalRegister {
  /** Before the first line of a plan's file is written. Rejects where the register cannot be written: then nothing may be sent. */
  begin(id: PortalId, file: string, planId: string, first: ChainPoint, at: number): Promise<void>;
  /** The file has grown. Resolves at once, but for its first line. */
  grown(id: PortalId, file: string, point: ChainPoint): Promise<void>;
  /** The plan has its end. */
  end(id: PortalId, file: string, planId: string, point: ChainPoint, at: number): Promise<void>;
  verify(id: PortalId): Promise<JournalVerification>;
}

interface Deps {
  readonly files: FileStore;
  readonly clock: Pick<Clock, 'now'>;
  /** Absent outside VS Code: then what is written is anchored with the next plan of a window. */
  readonly anchors?: Pick<Secrets, 'get' | 'store'>;
  readonly log?: Pick<Log, 'error'>;
}

/** Not `.jsonl`: it is no file of a plan. */
const registerPath = (id: PortalId): string => `${folderOf(id)}/register.lines`;

export const anchorKey = (id: PortalId): string => `arcgisEntitlements.journal.${id}`;

/** A file's name without the ending that tells whether its plan is open. */
export const baseOf = (path: string): string =>
  path.replace(/^.*\//, '').replace(isDone(path) ? doneEnding : '.jsonl', '');

const isPoint = (value: unknown): value is ChainPoint =>
  typeof value === 'object' && value !== null && 'lines' in value && 'head' in value;

function parseAnchor(text: string | undefined): JournalAnchor | undefined {
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  if (!isPoint(value)) throw new Error(l10n.t('it is no anchor of a journal'));
  const { open = {}, breaks = [] } = value as Partial<JournalAnchor>;
  return { lines: value.lines, head: value.head, open, breaks };
}

/** Whether the register still has what was anchored. */
const holds = ({ lines }: RegisterRead, anchor: ChainPoint): boolean =>
  chainFindings(lines, anchor).every(({ kind }) => kind === 'torn');

export function createJournalRegister({ files, clock, anchors, log }: Deps): JournalRegister {
  const queues = new Map<PortalId, Promise<unknown>>();
  const anchoredAt = new Map<PortalId, number>();
  /** Of plans that this window is carrying out, as far as they are written. */
  const open = new Map<PortalId, Map<string, ChainPoint>>();

  function inTurn<T>(id: PortalId, work: () => Promise<T>): Promise<T> {
    const own = (queues.get(id) ?? Promise.resolve()).then(work);
    queues.set(
      id,
      own.catch(() => undefined),
    );
    return own;
  }

  async function read(id: PortalId): Promise<RegisterRead> {
    const texts: string[] = [];
    for await (const line of files.lines(registerPath(id))) texts.push(line);
    return readRegister(texts, sha256);
  }

  /** Puts down what the register says now. A failure is told in the log: what is not anchored is still on disk. */
  async function anchor(id: PortalId, register: RegisterRead, ended?: string): Promise<void> {
    if (anchors === undefined) return;
    try {
      const before = parseAnchor(await anchors.get(anchorKey(id)).catch(() => undefined));
      const breaks = [...(before?.breaks ?? [])];
      if (before && !holds(register, before)) breaks.push(clock.now());
      const written = new Map([...Object.entries(before?.open ?? {}), ...(open.get(id) ?? [])]);
      if (ended !== undefined) written.delete(ended);
      const { lines = 0, head = '' } = register.point ?? {};
      const next: JournalAnchor = { lines, head, open: Object.fromEntries(written), breaks };
      await anchors.store(anchorKey(id), JSON.stringify(next));
      anchoredAt.set(id, clock.now());
    } catch (error) {
      log?.error(`The journal's head could not be put into SecretStorage: ${messageOf(error)}`);
    }
  }

  /** Adds lines to the register, after what is on disk now: another window may have written since. */
  async function append(id: PortalId, entries: readonly RegisterEntry[]): Promise<RegisterRead> {
    const register = await read(id);
    let { point } = register;
    let text = '';
    for (const entry of entries) {
      const line = registerLine(point, entry, sha256);
      text += line.text;
      ({ point } = line);
    }
    const isTorn = register.lines.at(-1)?.hash === undefined && register.lines.length > 0;
    await files.append(registerPath(id), isTorn ? `\n${text}` : text);
    const added = readRegister(text.split('\n'), sha256);
    return {
      entries: [...register.entries, ...added.entries],
      lines: [...register.lines, ...added.lines],
      point,
    };
  }

  /** Files that were there before the register was. */
  async function found(id: PortalId, at: number): Promise<RegisterEntry[]> {
    if ((await files.size(registerPath(id))) > 0) return [];
    const names = (await files.list(folderOf(id))).filter(name => name.endsWith('.jsonl'));
    const entries: RegisterEntry[] = [];
    for (const name of names) {
      const { lines } = await readChain(`${folderOf(id)}/${name}`);
      const last = lines.findLast(({ hash }) => hash !== undefined)?.hash;
      if (last === undefined) continue;
      const count = lines.filter(({ hash }) => hash !== undefined).length;
      entries.push({ at, kind: 'found', file: baseOf(name), planId: '', lines: count, head: last });
    }
    return entries;
  }

  async function readChain(path: string): Promise<{ lines: readonly ChainLine[]; why?: string }> {
    const lines: ChainLine[] = [];
    try {
      for await (const text of files.lines(path)) {
        if (text.trim() === '') continue;
        lines.push(chainLine(text));
      }
    } catch (error) {
      return { lines, why: messageOf(error) };
    }
    return { lines };
  }

  return {
    begin: (id, file, planId, first, at) =>
      inTurn(id, async () => {
        await append(id, [
          ...(await found(id, at)),
          { at, kind: 'begun', file: baseOf(file), planId, ...first },
        ]);
      }),
    async grown(id, file, point) {
      const known = open.get(id) ?? new Map<string, ChainPoint>();
      open.set(id, known);
      const isFirst = !known.has(baseOf(file));
      known.set(baseOf(file), point);
      if (anchors === undefined) return;
      if (!isFirst && clock.now() - (anchoredAt.get(id) ?? 0) < anchorEveryMs) return;
      anchoredAt.set(id, clock.now());
      const work = inTurn(id, async () => anchor(id, await read(id)));
      if (isFirst) await work;
      else work.catch((error: unknown) => log?.error(`The journal's register: ${messageOf(error)}`));
    },
    end: (id, file, planId, point, at) =>
      inTurn(id, async () => {
        const base = baseOf(file);
        const register = await append(id, [
          ...(await found(id, at)).filter(entry => entry.file !== base),
          { at, kind: 'ended', file: base, planId, ...point },
        ]);
        open.get(id)?.delete(base);
        await anchor(id, register, base);
      }),
    verify: id => inTurn(id, () => verify(id)),
  };

  async function verify(id: PortalId): Promise<JournalVerification> {
    const register = await read(id);
    let known: JournalAnchor | undefined;
    let why: string | undefined;
    try {
      known = parseAnchor(await anchors?.get(anchorKey(id)));
    } catch (error) {
      why = messageOf(error);
    }
    const all: JournalFinding[] = [...chainFindings(register.lines, known)];
    const said = new Map<string, RegisterEntry>();
    for (const entry of register.entries) {
      // What is open may have grown since; the last word on a file is its end.
      const before = said.get(entry.file);
      if (entry.kind !== 'begun' || before === undefined) said.set(entry.file, entry);
    }
    const names = new Map(
      (await files.list(folderOf(id)))
        .filter(name => name.endsWith('.jsonl'))
        .map(name => [baseOf(name), name]),
    );
    let lines = 0;
    for (const [file, entry] of said) {
      const name = names.get(file);
      const anchored = known?.open[file];
      if (name === undefined) {
        // Begun and never written: the program ended in between, and nothing was sent.
        if (entry.kind !== 'begun' || anchored !== undefined) all.push({ kind: 'fileMissing', file });
        continue;
      }
      const chain = await readChain(`${folderOf(id)}/${name}`);
      lines += chain.lines.length;
      if (chain.why !== undefined) all.push({ kind: 'unreadable', file, why: chain.why });
      const point = entry.kind === 'ended' ? entry : laterOf(entry, anchored);
      const findings = chainFindings(chain.lines, point, entry.kind === 'ended');
      all.push(...findings.map(finding => ({ ...finding, file })));
    }
    for (const file of names.keys()) if (!said.has(file)) all.push({ kind: 'fileUnknown', file });
    return {
      plans: names.size,
      lines,
      point: register.point,
      anchor: {
        ...(known === undefined ? {} : { point: { lines: known.lines, head: known.head } }),
        ...(why === undefined ? {} : { why }),
      },
      breaks: known?.breaks ?? [],
      torn: all.filter(({ kind }) => kind === 'torn'),
      findings: all.filter(({ kind }) => kind !== 'torn'),
    };
  }
}

const laterOf = (one: ChainPoint, other: ChainPoint | undefined): ChainPoint =>
  other !== undefined && other.lines > one.lines ? other : one;

/** A line of a plan's file, for {@link chainFindings}. */
function chainLine(text: string): ChainLine {
  try {
    const { previous, hash, entry } = (JSON.parse(text) ?? {}) as {
      previous?: unknown;
      hash?: unknown;
      entry?: unknown;
    };
    if (typeof previous !== 'string' || typeof hash !== 'string' || typeof entry !== 'object') return {};
    return { previous, hash, expected: sha256(previous + JSON.stringify(entry)) };
  } catch {
    return {};
  }
}
