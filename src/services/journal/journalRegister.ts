// Keeps the register of each portal's journal beside its files, and its anchor in SecretStorage; tells what does not hold any more.
import type { PortalId } from '../../core/ids';
import { journalCoverage } from '../../core/journalCoverage';
import { chainFindings, readRegister, registerLine } from '../../core/journalRegister';
import type {
  ChainFinding,
  ChainPoint,
  JournalAnchor,
  RegisterEntry,
  RegisterRead,
} from '../../core/journalRegister';
import { messageOf } from '../../core/problem';
import { formerChains } from './formerJournal';
import { anchorKey, holds, lateOf, parseAnchor } from './journalAnchor';
import { fileFindings, readChain } from './journalChains';
import type { FileChain } from './journalChains';
import { doneEnding, folderOf, isDone, sha256 } from './journalFiles';
import type { JournalFinding, JournalRegister, JournalVerification } from './registerTypes';
import type { Clock, FileStore, Log, Secrets } from '../ports';

/** While a plan is carried out its file is anchored anew at most this often, ms: SecretStorage may be a service of the system. */
const anchorEveryMs = 2_000;

interface Deps {
  readonly files: FileStore;
  readonly clock: Pick<Clock, 'now'>;
  /** Absent outside VS Code: then what is written is anchored with the next plan of a window. */
  readonly anchors?: Pick<Secrets, 'get' | 'store'>;
  readonly log?: Pick<Log, 'error'>;
}

/** Not `.jsonl`: it is no file of a plan. */
const registerPath = (id: PortalId): string => `${folderOf(id)}/register.lines`;

/** A file's name without the ending that tells whether its plan is open. */
export const baseOf = (path: string): string =>
  path.replace(/^.*\//, '').replace(isDone(path) ? doneEnding : '.jsonl', '');

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
      const before = parseAnchor(await anchors.get(anchorKey(id)));
      const breaks = [...(before?.breaks ?? [])];
      if (before && !holds(register, before)) breaks.push(clock.now());
      const written = new Map([...Object.entries(before?.open ?? {}), ...(open.get(id) ?? [])]);
      if (ended !== undefined) written.delete(ended);
      const { lines = 0, head = '' } = register.point ?? {};
      const late = before?.late === undefined ? {} : { late: before.late };
      const next: JournalAnchor = { lines, head, open: Object.fromEntries(written), breaks, ...late };
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
      const line = registerLine(point, entry, sha256, text === '' ? register.cut : []);
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
      cut: [],
    };
  }

  /** Files that were there before the register was. */
  async function found(id: PortalId, at: number): Promise<RegisterEntry[]> {
    if ((await files.size(registerPath(id))) > 0) return [];
    const names = (await files.list(folderOf(id))).filter(name => name.endsWith('.jsonl'));
    const entries: RegisterEntry[] = [];
    for (const name of names) {
      const { point } = await readChain(files, `${folderOf(id)}/${name}`);
      if (point !== undefined) entries.push({ at, kind: 'found', file: baseOf(name), planId: '', ...point });
    }
    return entries;
  }

  /**
   * Vouches for what was written where there is no SecretStorage, and for what a crash left: lines that follow what is anchored, and files that have all
   * that is registered of them. Anything else stays as it is, so that a chain that was cut or written anew is seen for as long as it is there.
   */
  async function takeOver(id: PortalId): Promise<void> {
    if (anchors === undefined) return;
    try {
      // The anchor is read first: what another window writes meanwhile is beyond it, and never missing.
      const text = await anchors.get(anchorKey(id));
      const before = parseAnchor(text);
      const register = await read(id);
      const { lines = 0, head = '' } = register.point ?? {};
      const known = before?.lines ?? 0;
      if (!holds(register, before)) {
        log?.error(`The journal's register is not what SecretStorage vouches for: ${folderOf(id)}`);
        return;
      }
      const ended = new Set(register.entries.filter(({ kind }) => kind !== 'begun').map(({ file }) => file));
      const news = new Set(register.entries.slice(known).map(({ file }) => file));
      const isOpen = (file: string): boolean => !ended.has(file);
      const names = await namesOf(id);
      const written = new Map(Object.entries(before?.open ?? {}).filter(([file]) => isOpen(file)));
      for (const file of new Set(register.entries.map(one => one.file))) {
        const [name, twin] = names.get(file) ?? [];
        if (twin !== undefined) {
          log?.error(`The journal has two files of one plan: ${folderOf(id)}/${file}`);
          return;
        }
        if ((!news.has(file) && !isOpen(file)) || name === undefined) continue;
        const { point, findings } = await lookAt(id, name, register, before);
        // Registered, and about to be written.
        if (point === undefined && isOpen(file)) continue;
        if (findings.some(({ kind }) => kind !== 'torn' && kind !== 'junk')) {
          log?.error(`The journal's file ${name} is not what the register says.`);
          return;
        }
        if (isOpen(file) && point !== undefined) written.set(file, point);
      }
      const grew = [...written].some(([file, point]) => before?.open[file]?.lines !== point.lines);
      if (lines === known && !grew) return;
      const next: JournalAnchor = {
        lines,
        head,
        open: Object.fromEntries(written),
        breaks: before?.breaks ?? [],
        ...lateOf(before, known + 1, lines, clock.now()),
      };
      // Another window that anchored meanwhile knows as much or more.
      if ((await anchors.get(anchorKey(id))) === text)
        await anchors.store(anchorKey(id), JSON.stringify(next));
    } catch (error) {
      log?.error(`The journal's head could not be put into SecretStorage: ${messageOf(error)}`);
    }
  }

  /** The files of plans by the names that the register has for them: more than one, where a twin lies beside it under the other ending. */
  async function namesOf(id: PortalId): Promise<ReadonlyMap<string, readonly string[]>> {
    const names = new Map<string, string[]>();
    for (const name of (await files.list(folderOf(id))).filter(one => one.endsWith('.jsonl')).sort())
      names.set(baseOf(name), [...(names.get(baseOf(name)) ?? []), name]);
    return names;
  }

  /** A file and what does not hold in it, by all that is registered and anchored of it. */
  async function lookAt(
    id: PortalId,
    name: string,
    { entries }: RegisterRead,
    known: JournalAnchor | undefined,
  ): Promise<FileChain & { readonly findings: readonly ChainFinding[] }> {
    const chain = await readChain(files, `${folderOf(id)}/${name}`);
    const file = baseOf(name);
    const own = entries.filter(one => one.file === file);
    const anchored = known?.open[file];
    // The last word on a file is its end; what is open may have grown since.
    const last = own.findLast(({ kind }) => kind !== 'begun') ?? laterOf(own.at(-1), anchored);
    const points = [...own, ...(anchored === undefined ? [] : [anchored])].filter(one => one !== last);
    if (last !== undefined) points.push(last);
    const isEnded = own.some(one => one === last && one.kind === 'ended');
    return { ...chain, findings: fileFindings(chain.lines, points, isEnded) };
  }

  return {
    begin: (id, file, planId, first, at) =>
      inTurn(id, async () => {
        await takeOver(id);
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
    takeOver: id => inTurn(id, () => takeOver(id)),
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
    const said = new Map<string, RegisterEntry['kind']>();
    for (const { file, kind } of register.entries)
      if (kind !== 'begun' || !said.has(file)) said.set(file, kind);
    const names = await namesOf(id);
    const sizes = new Map<string, number>();
    let lines = 0;
    for (const [file, kind] of said) {
      const own = names.get(file) ?? [];
      if (own.length === 0) {
        // Begun and never written: the program ended in between, and nothing was sent.
        if (kind !== 'begun' || known?.open[file] !== undefined) all.push({ kind: 'fileMissing', file });
        continue;
      }
      for (const name of own) {
        const { findings, why: unread, ...chain } = await lookAt(id, name, register, known);
        lines += chain.lines.length;
        sizes.set(file, chain.point?.lines ?? 0);
        if (unread !== undefined) all.push({ kind: 'unreadable', file, why: unread });
        all.push(...findings.map(finding => ({ ...finding, file })));
      }
    }
    for (const [file, own] of names) {
      if (!said.has(file)) all.push({ kind: 'fileUnknown', file });
      // One plan has one file: which of the two is shown nobody could say.
      if (own.length > 1) all.push({ kind: 'twin', file });
    }
    const former = await formerChains(files, id);
    all.push(...former.flatMap(({ findings }) => findings));
    const coverage = journalCoverage(register, sizes, known && holds(register, known) ? known : undefined);
    return {
      plans: names.size,
      lines,
      point: register.point,
      anchor: {
        ...(known === undefined ? {} : { point: { lines: known.lines, head: known.head } }),
        ...(why === undefined ? {} : { why }),
      },
      breaks: known?.breaks ?? [],
      coverage: {
        vouched: coverage.vouched,
        notVouched: [
          ...coverage.notVouched,
          ...former.flatMap(({ file, lines: to }) => (to === 0 ? [] : [{ file, from: 1, to }])),
        ],
      },
      late: known?.late ?? [],
      torn: all.filter(({ kind }) => kind === 'torn'),
      findings: all.filter(({ kind }) => kind !== 'torn'),
    };
  }
}

const laterOf = (one: ChainPoint | undefined, other: ChainPoint | undefined): ChainPoint | undefined =>
  other !== undefined && other.lines > (one?.lines ?? 0) ? other : one;
