// The journal on disk: a file of JSON lines per plan, each fsynced before the program goes on and hashed over the line before (product.md
// rule 4). A plan that has its end gets another name, so that the folder's listing alone tells which are open.
import { createHash } from 'node:crypto';
import type { PortalId } from '../../core/ids';
import { journalLine, journalReader, journalStart, openPlans } from '../../core/journal';
import type {
  DamagedFile,
  JournalEntry,
  JournalReader,
  JournalRead,
  OpenPlans,
  UnfinishedPlan,
} from '../../core/journal';
import { l10n } from '../../core/l10n';
import { messageOf, PortalError } from '../../core/problem';
import {
  closedMark,
  doneEnding,
  fileOf,
  folderOf,
  formerPaths,
  isDone,
  isOpen,
  isOf,
  lockPath,
  pagesOf,
  timeOf,
} from './journalFiles';
import type { JournalStore, PortalSite } from './journalTypes';
import type { FileLock, FileStore, Log } from '../ports';

/** Hex SHA-256 of a text in UTF-8. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** So many plans of the former journal are shown: it is one file, of any length. */
const formerShown = 20;

/** Where the next line of a plan goes. */
interface Tail {
  readonly path: string;
  readonly last: string;
  /** The last line may be torn. It stays as it is, as evidence; the next line begins after it. */
  readonly torn: boolean;
}

const tailKey = (id: PortalId, planId: string): string => `${id}\n${planId}`;

interface Deps {
  readonly files: FileStore;
  /** Told of a lock that cannot be given back. */
  readonly log?: Pick<Log, 'error'>;
  /** Told once of each file of an open plan that cannot be trusted or read. */
  readonly onDamage?: (damage: DamagedFile) => void;
}

/** The journal below a {@link FileStore}; entries of one plan are written one after the other. */
export function createJournalStore({ files, log, onDamage }: Deps): JournalStore {
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

  /** Hands over every entry of a file that can be read. A file that cannot be read any further is told as damage. */
  async function readFile(
    path: string,
    see: (entry: JournalEntry) => void,
  ): Promise<{ readonly reader: JournalReader; readonly damage: DamagedFile | undefined }> {
    const reader = journalReader(sha256);
    let problem: string | undefined;
    try {
      for await (const line of files.lines(path)) {
        const entry = reader.next(line);
        if (entry) see(entry);
      }
    } catch (error) {
      problem = messageOf(error);
    }
    const { damage: lines } = reader;
    const whole = lines.length === 0 && problem === undefined;
    return {
      reader,
      damage: whole ? undefined : { file: path, lines, ...(problem === undefined ? {} : { problem }) },
    };
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
    if (name === undefined) return { path: fileOf(id, planId, at), last: journalStart, torn: false };
    const path = `${folderOf(id)}/${name}`;
    const { reader } = await readFile(path, () => undefined);
    return { path, last: reader.last, torn: true };
  }

  /** Nobody has to read a plan again that has its end. Where its name cannot be changed now, the next look at it does. */
  async function putAside(path: string): Promise<void> {
    if (isOpen(path)) await files.rename(path, path.replace(/\.jsonl$/, doneEnding)).catch(() => undefined);
  }

  /** Open plans of the files in which all plans of a portal lay before; a mark says that there are none. */
  async function formerUnfinished(id: PortalId, names: readonly string[]): Promise<UnfinishedPlan[]> {
    if (names.includes(closedMark)) return [];
    const plans = openPlans();
    let seen = 0;
    let isWhole = true;
    for (const path of formerPaths(id)) {
      const { damage } = await readFile(path, entry => {
        seen += 1;
        plans.see(entry);
      });
      if (damage?.problem !== undefined) {
        tell(damage);
        isWhole = false;
      }
    }
    const open = plans
      .list()
      .filter(({ planned }) => planned.portalId === id && !names.some(name => isOf(name, planned.planId)));
    if (isWhole && seen > 0 && open.length === 0)
      await files.write(`${folderOf(id)}/${closedMark}`, '').catch(() => undefined);
    return open;
  }

  /** What an open file says of its plan. */
  async function openIn(path: string): Promise<UnfinishedPlan[]> {
    const plans: OpenPlans = openPlans();
    const kinds = new Set<JournalEntry['kind']>();
    const { damage } = await readFile(path, entry => {
      kinds.add(entry.kind);
      plans.see(entry);
    });
    const list = plans.list();
    // A line that was cut by the crash is no damage to tell of: what it was to say had not begun yet.
    const serious =
      damage?.problem !== undefined || damage?.lines.some(({ kind }) => kind !== 'torn') === true;
    if (damage && (serious || (list.length === 0 && kinds.size > 0 && !kinds.has('finished')))) tell(damage);
    else if (list.length === 0) await putAside(path);
    return list;
  }

  return {
    async append(id, entry) {
      const key = tailKey(id, entry.planId);
      const before: Promise<Tail> =
        entry.kind === 'planned'
          ? Promise.resolve({ path: fileOf(id, entry.planId, entry.at), last: journalStart, torn: false })
          : (tails.get(key) ?? findTail(id, entry));
      const next = before.then(async ({ path, last, torn }) => {
        if (entry.kind === 'requestStarted') await requireLock(id);
        const line = journalLine(last, entry, sha256);
        await files.append(path, torn ? `\n${line.text}` : line.text);
        return { path, last: line.hash, torn: false };
      });
      tails.set(key, next);
      // After a failure the end of the file is not known: the next append reads it again.
      next.catch(() => {
        if (tails.get(key) === next) tails.delete(key);
      });
      const { path } = await next;
      if (entry.kind === 'planned') running.set(entry.planId, lockOf.get(id));
      if (entry.kind === 'finished') {
        running.delete(entry.planId);
        if (tails.get(key) === next) tails.delete(key);
        await putAside(path);
      }
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
        const read = await readFile(path, entry => entries.push(entry));
        if (read.damage) damage.push(read.damage);
        // It got its end, and its other name, since the folder was listed.
        else if (entries.length === count && isOpen(name))
          await readFile(path.replace(/\.jsonl$/, doneEnding), entry => entries.push(entry));
      }
      return former.length === 0 ? { entries, damage } : readFormer(id, former);
    },
    async unfinished(site) {
      const { id } = site;
      // Before the reading: a plan that ends in between has its end in its file.
      if (!held.has(lockPath(site)) && (await files.isLocked(lockPath(site)))) return [];
      const names = await files.list(folderOf(id));
      const plans = await formerUnfinished(id, names);
      for (const name of names.filter(isOpen)) plans.push(...(await openIn(`${folderOf(id)}/${name}`)));
      return plans.filter(({ planned }) => !running.has(planned.planId));
    },
  };

  /** The newest plans of the former journal. */
  async function readFormer(id: PortalId, paths: readonly string[]): Promise<JournalRead> {
    const plans = new Map<string, JournalEntry[]>();
    const damage: DamagedFile[] = [];
    let more: string | undefined;
    for (const path of paths) {
      const read = await readFile(path, entry => {
        if (entry.kind === 'planned' && entry.portalId === id) {
          const again = plans.get(entry.planId) ?? [];
          plans.delete(entry.planId);
          plans.set(entry.planId, again);
          const [oldest] = plans.keys();
          if (plans.size > formerShown && oldest !== undefined) {
            plans.delete(oldest);
            more = path;
          }
        }
        plans.get(entry.planId)?.push(entry);
      });
      if (read.damage) damage.push(read.damage);
    }
    return { entries: [...plans.values()].flat(), damage, ...(more === undefined ? {} : { more }) };
  }
}
