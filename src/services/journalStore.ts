// Append-only JSON lines per portal, each fsynced before the program goes on and hashed over the line before (product.md rule 4).
import { createHash } from 'node:crypto';
import type { PortalId } from '../core/ids';
import { journalLine, readJournal, unfinishedPlans } from '../core/journal';
import type { JournalEntry } from '../core/journal';
import type { JournalStore } from './journalTypes';
import type { FileStore } from './ports';

/** Hex SHA-256 of a text in UTF-8. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Path of a portal's journal in the file store. The id is ours, but it becomes a file name: nothing but harmless characters stays. */
export const journalPath = (id: PortalId): string => `journal/${id.replace(/[^A-Za-z0-9_-]/g, '_')}.jsonl`;

/** The journal below a {@link FileStore}; entries of one portal are written one after the other. */
export function createJournalStore(deps: { readonly files: FileStore }): JournalStore {
  const { files } = deps;
  const tails = new Map<PortalId, Promise<string>>();
  const running = new Set<string>();

  async function tail(id: PortalId): Promise<string> {
    const text = (await files.read(journalPath(id))) ?? '';
    // A torn last line stays as it is, as evidence; the next line begins after it.
    if (text !== '' && !text.endsWith('\n')) await files.append(journalPath(id), '\n');
    return readJournal(text, sha256).last;
  }

  return {
    async append(id, entry: JournalEntry) {
      const path = journalPath(id);
      const before = tails.get(id) ?? tail(id);
      const next = before.then(async previous => {
        const line = journalLine(previous, entry, sha256);
        await files.append(path, line.text);
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
    async read(id) {
      return readJournal((await files.read(journalPath(id))) ?? '', sha256);
    },
    async unfinished(id) {
      const { entries } = readJournal((await files.read(journalPath(id))) ?? '', sha256);
      return unfinishedPlans(entries).filter(({ planned }) => !running.has(planned.planId));
    },
  };
}
