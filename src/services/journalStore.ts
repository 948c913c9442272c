// Append-only JSON lines per portal, each fsynced before the program goes on and hashed over the line before (product.md rule 4).
import { createHash } from 'node:crypto';
import type { PortalId } from '../core/ids';
import { journalLine, readJournal, unfinishedPlans } from '../core/journal';
import type { JournalEntry } from '../core/journal';
import { l10n } from '../core/l10n';
import { messageOf, PortalError } from '../core/problem';
import type { JournalStore } from './journalTypes';
import type { FileLock, FileStore } from './ports';

/** Hex SHA-256 of a text in UTF-8. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The id is ours, but it becomes a file name: nothing but harmless characters stays. */
const harmless = (id: PortalId): string => id.replace(/[^A-Za-z0-9_-]/g, '_');

/** Path of a portal's journal in the file store, without its ending; the hash keeps ids apart that look alike without their other characters. */
const basePath = (id: PortalId): string => `journal/${harmless(id).slice(0, 80)}-${sha256(id).slice(0, 12)}`;

/** Path of a portal's journal in the file store. */
export const journalPath = (id: PortalId): string => `${basePath(id)}.jsonl`;

/** Where a journal lay before its name had the hash; two portals could meet there. */
export const formerJournalPath = (id: PortalId): string => `journal/${harmless(id)}.jsonl`;

/** Where the windows of the program agree on who works alone on a portal. */
export const lockPath = (id: PortalId): string => `${basePath(id)}.lock`;

/** The journal below a {@link FileStore}; entries of one portal are written one after the other. */
export function createJournalStore(deps: { readonly files: FileStore }): JournalStore {
  const { files } = deps;
  const tails = new Map<PortalId, Promise<string>>();
  const running = new Set<string>();

  const places = new Map<PortalId, Promise<string>>();
  const queues = new Map<PortalId, Promise<unknown>>();
  const held = new Set<PortalId>();

  /** A journal that lies under its former name stays there, where it is this portal's: one file tells all, and none is lost. */
  async function findPlace(id: PortalId): Promise<string> {
    if ((await files.read(journalPath(id))) !== undefined) return journalPath(id);
    const former = await files.read(formerJournalPath(id));
    if (former === undefined) return journalPath(id);
    const first = readJournal(former, sha256).entries.find(entry => entry.kind === 'planned');
    return first?.portalId === id ? formerJournalPath(id) : journalPath(id);
  }

  function placeOf(id: PortalId): Promise<string> {
    const known = places.get(id) ?? findPlace(id);
    places.set(id, known);
    known.catch(() => places.delete(id));
    return known;
  }

  const readText = async (id: PortalId): Promise<string> => (await files.read(await placeOf(id))) ?? '';

  async function lock(id: PortalId): Promise<FileLock> {
    const taken = await files.tryLock(lockPath(id)).catch((error: unknown) => {
      throw new PortalError(
        { kind: 'badInput' },
        l10n.t('Nothing was sent: the folder of the journal cannot be written to. {0}', messageOf(error)),
        { cause: error },
      );
    });
    if (taken !== undefined) return taken;
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t('Another window is applying a plan to this portal. Wait until it ends.'),
    );
  }

  async function tail(id: PortalId): Promise<string> {
    const text = await readText(id);
    // A torn last line stays as it is, as evidence; the next line begins after it.
    if (text !== '' && !text.endsWith('\n')) await files.append(await placeOf(id), '\n');
    return readJournal(text, sha256).last;
  }

  return {
    async append(id, entry: JournalEntry) {
      const before = tails.get(id) ?? tail(id);
      const next = before.then(async previous => {
        const line = journalLine(previous, entry, sha256);
        await files.append(await placeOf(id), line.text);
        return line.hash;
      });
      tails.set(id, next);
      // After a failure the end of the file is not known: the next append reads it again.
      next.catch(() => {
        if (tails.get(id) === next) tails.delete(id);
      });
      await next;
      if (entry.kind === 'planned') running.add(entry.planId);
      if (entry.kind === 'finished') running.delete(entry.planId);
    },
    async alone(id, work) {
      const own = (queues.get(id) ?? Promise.resolve()).then(async () => {
        const taken = await lock(id);
        held.add(id);
        try {
          return await work();
        } finally {
          held.delete(id);
          await taken.release();
        }
      });
      const settled = own.catch(() => undefined);
      queues.set(id, settled);
      try {
        return await own;
      } finally {
        if (queues.get(id) === settled) queues.delete(id);
      }
    },
    async read(id) {
      return readJournal(await readText(id), sha256);
    },
    async unfinished(id) {
      // Before the reading: a plan that ends in between has its end in the text.
      if (!held.has(id) && (await files.isLocked(lockPath(id)))) return [];
      const { entries } = readJournal(await readText(id), sha256);
      return unfinishedPlans(entries).filter(({ planned }) => !running.has(planned.planId));
    },
  };
}
