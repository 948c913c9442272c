// The journal on disk: a file of JSON lines per plan, each fsynced before the program goes on and hashed over the line before (product.md
// rule 4). A plan that has its end gets another name, so that the folder's listing alone tells which are open.
import type { PortalId } from '../../core/ids';
import { journalLine, journalStart, openPlans } from '../../core/journal';
import type { DamagedFile, JournalEntry, JournalReader, OpenPlans, UnfinishedPlan } from '../../core/journal';
import type { ChainPoint } from '../../core/journalRegister';
import { l10n } from '../../core/l10n';
import { messageOf, PortalError } from '../../core/problem';
import {
  doneEnding,
  fileOf,
  folderOf,
  isDone,
  isOpen,
  isOf,
  lockPath,
  pagesOf,
  sha256,
  timeOf,
} from './journalFiles';
import type { JournalStore, PortalSite } from './journalTypes';
import { formerUnfinished, readFormer } from './formerJournal';
import type { JournalRegister } from './registerTypes';
import { readJournalFile } from './readJournalFile';
import type { FileLock, FileStore, Log } from '../ports';

/** Where the next line of a plan goes. */
interface Tail {
  readonly path: string;
  readonly last: string;
  /** Good lines so far. */
  readonly lines: number;
  /** The last line may be torn. It stays as it is, as evidence; the next line begins after it, */
  readonly torn: boolean;
  /** and names what it found there. */
  readonly cut: readonly string[];
}

const pointOf = ({ lines, last }: JournalReader): ChainPoint => ({ lines, head: last });

const tailKey = (id: PortalId, planId: string): string => `${id}\n${planId}`;

interface Deps {
  readonly files: FileStore;
  /** Told of every file's beginning and end, so that none can be taken away unseen. */
  readonly register?: Omit<JournalRegister, 'verify'>;
  /** Told of a lock that cannot be given back. */
  readonly log?: Pick<Log, 'error'>;
  /** Told once of each file of an open plan that cannot be trusted or read. */
  readonly onDamage?: (damage: DamagedFile) => void;
}

/** The journal below a {@link FileStore}; entries of one plan are written one after the other. */
export function createJournalStore({ files, register, log, onDamage }: Deps): JournalStore {
  const tails = new Map<string, Promise<Tail>>();
  /** Plans that this window is carrying out, with the path of the lock of their work. */
  const running = new Map<string, string | undefined>();
  const queues = new Map<string, Promise<unknown>>();
  /** By path of the lock. */
  const held = new Map<string, FileLock>();
  const lockOf = new Map<PortalId, string>();
  const told = new Set<string>();

  function tell(damage: DamagedFile): void {
    if (told.has(damage.file)) return;
    told.add(damage.file);
    onDamage?.(damage);
  }

  async function lock(site: PortalSite): Promise<FileLock> {
    const taken = await files.tryLock(lockPath(site)).catch((error: unknown) => {
      throw new PortalError(
        { kind: 'badInput' },
        l10n.t('Nothing was sent: the folder of the journal cannot be written to. {0}', messageOf(error)),
        { cause: error },
      );
    });
    if (taken !== undefined) return taken;
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t(
        'Another window is applying a plan to this portal, or to one with the same organization id. Wait until it ends.',
      ),
    );
  }

  /** Two writers take licenses from each other: a request goes out only while the lock is ours. */
  async function requireLock(id: PortalId): Promise<void> {
    const taken = held.get(lockOf.get(id) ?? '');
    if (taken === undefined || (await taken.held())) return;
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t(
        'this window stood still for so long that another one may have begun to write to the portal. Look at the journal, and plan again.',
      ),
    );
  }

  /** Where a plan goes on that this window did not begin, or whose file could not be written to. */
  async function findTail(id: PortalId, { planId, at }: JournalEntry): Promise<Tail> {
    const names = (await files.list(folderOf(id))).filter(name => isOf(name, planId));
    const name = names.findLast(isOpen) ?? names.findLast(isDone);
    // A plan of the former journal, which is not written to any more: its end is in a file of its own.
    if (name === undefined)
      return { path: fileOf(id, planId, at), last: journalStart, lines: 0, torn: false, cut: [] };
    const path = `${folderOf(id)}/${name}`;
    const { reader } = await readJournalFile(files, path, () => undefined);
    return { path, last: reader.last, lines: reader.lines, torn: true, cut: reader.cut };
  }

  /**
   * Nobody has to read a plan again that has its end. Where its name cannot be changed now, the next look at it does. A file that lies there under that
   * name is not written over: it is none of ours, and told of.
   * @returns whether it has that name.
   */
  async function putAside(id: PortalId, path: string): Promise<boolean> {
    if (!isOpen(path)) return true;
    const done = path.replace(/\.jsonl$/, doneEnding);
    const names = await files.list(folderOf(id)).catch(() => undefined);
    if (names === undefined) return false;
    if (!names.some(name => done === `${folderOf(id)}/${name}`))
      return files.rename(path, done).then(
        () => true,
        () => false,
      );
    tell({
      file: done,
      lines: [],
      problem: l10n.t(
        'It was put beside the file of the same plan, {0}, which was not written over it.',
        path,
      ),
    });
    return false;
  }

  /** What an open file says of its plan. */
  async function openIn(id: PortalId, path: string): Promise<UnfinishedPlan[]> {
    const plans: OpenPlans = openPlans();
    const kinds = new Set<JournalEntry['kind']>();
    let last: JournalEntry | undefined;
    const { damage, reader } = await readJournalFile(files, path, entry => {
      kinds.add(entry.kind);
      plans.see(entry);
      last = entry;
    });
    const list = plans.list();
    // A line that was cut by the crash is no damage to tell of: what it was to say had not begun yet.
    const serious =
      damage?.problem !== undefined || damage?.lines.some(({ kind }) => kind !== 'torn') === true;
    if (damage && (serious || (list.length === 0 && kinds.size > 0 && !kinds.has('finished')))) tell(damage);
    else if (list.length === 0) {
      if ((await putAside(id, path)) && last)
        await register?.end(id, path, last.planId, pointOf(reader), last.at);
    }
    return list;
  }

  return {
    async append(id, entry) {
      const key = tailKey(id, entry.planId);
      const before: Promise<Tail> =
        entry.kind === 'planned'
          ? Promise.resolve({
              path: fileOf(id, entry.planId, entry.at),
              last: journalStart,
              lines: 0,
              torn: false,
              cut: [],
            })
          : (tails.get(key) ?? findTail(id, entry));
      const next = before.then(async ({ path, last, lines, torn, cut }) => {
        if (entry.kind === 'requestStarted') await requireLock(id);
        const line = journalLine(last, entry, sha256, cut);
        const point = { lines: lines + 1, head: line.hash };
        if (lines === 0) await register?.begin(id, path, entry.planId, point, entry.at);
        await files.append(path, torn ? `\n${line.text}` : line.text);
        await register?.grown(id, path, point);
        return { path, last: line.hash, lines: lines + 1, torn: false, cut: [] };
      });
      tails.set(key, next);
      // After a failure the end of the file is not known: the next append reads it again.
      next.catch(() => {
        if (tails.get(key) === next) tails.delete(key);
      });
      const { path, last: head, lines } = await next;
      if (entry.kind === 'planned') running.set(entry.planId, lockOf.get(id));
      if (entry.kind === 'finished') {
        running.delete(entry.planId);
        if (tails.get(key) === next) tails.delete(key);
        await putAside(id, path);
      }
      if (entry.kind === 'finished' || isDone(path))
        await register?.end(id, path, entry.planId, { lines, head }, entry.at);
    },
    async alone(site, work) {
      const place = lockPath(site);
      const own = (queues.get(place) ?? Promise.resolve()).then(async () => {
        const taken = await lock(site);
        held.set(place, taken);
        lockOf.set(site.id, place);
        try {
          return await work();
        } finally {
          held.delete(place);
          // A plan that has no end by now has been left open.
          for (const [planId, at] of running) if (at === place) running.delete(planId);
          // The work is done, and what came of it counts for more than the lock.
          await taken.release().catch((error: unknown) => {
            log?.error(
              `The lock ${place} cannot be given back; where the next plan is refused, close this window: ${messageOf(error)}`,
            );
          });
        }
      });
      const settled = own.catch(() => undefined);
      queues.set(place, settled);
      try {
        return await own;
      } finally {
        if (queues.get(place) === settled) queues.delete(place);
      }
    },
    isBusy: site => queues.has(lockPath(site)),
    async pages(id) {
      const pages = await pagesOf(files, id);
      return pages.map(({ names }) => {
        const [from, until] = [timeOf(names[0]), timeOf(names.at(-1))];
        return {
          ...(names.length === 0 ? {} : { plans: names.length }),
          ...(from === undefined ? {} : { from }),
          ...(until === undefined ? {} : { until }),
        };
      });
    },
    async read(id, page = 1) {
      const { names, former } = (await pagesOf(files, id))[page - 1] ?? { names: [], former: [] };
      const entries: JournalEntry[] = [];
      const damage: DamagedFile[] = [];
      for (const name of names) {
        const path = `${folderOf(id)}/${name}`;
        const count = entries.length;
        const read = await readJournalFile(files, path, entry => entries.push(entry));
        if (read.damage) damage.push(read.damage);
        // It got its end, and its other name, since the folder was listed.
        else if (entries.length === count && isOpen(name))
          await readJournalFile(files, path.replace(/\.jsonl$/, doneEnding), entry => entries.push(entry));
      }
      return former.length === 0 ? { entries, damage } : readFormer(files, id, former);
    },
    async unfinished(site) {
      const { id } = site;
      // Before the reading: a plan that ends in between has its end in its file.
      if (!held.has(lockPath(site)) && (await files.isLocked(lockPath(site)))) return [];
      const names = await files.list(folderOf(id));
      const plans = await formerUnfinished(files, id, names, tell);
      for (const name of names.filter(isOpen)) plans.push(...(await openIn(id, `${folderOf(id)}/${name}`)));
      return plans.filter(({ planned }) => !running.has(planned.planId));
    },
  };
}
