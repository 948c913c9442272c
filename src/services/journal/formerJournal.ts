// The journal as it was before each plan had a file of its own: it is read and not written to.
import type { PortalId } from '../../core/ids';
import { openPlans } from '../../core/journal';
import type { DamagedFile, JournalEntry, JournalRead, UnfinishedPlan } from '../../core/journal';
import { closedMark, folderOf, formerPaths, isOf } from './journalFiles';
import type { JournalFinding } from './registerTypes';
import { readJournalFile } from './readJournalFile';
import type { FileStore } from '../ports';

/** So many plans of the former journal are shown: it is one file, of any length. */
const formerShown = 20;

/**
 * Open plans of the files in which all plans of a portal lay before; a mark says that there are none.
 * @param names of the files in the portal's folder: a plan that goes on there is not told of.
 * @param tell called with a file that cannot be read to its end.
 */
export async function formerUnfinished(
  files: FileStore,
  id: PortalId,
  names: readonly string[],
  tell: (damage: DamagedFile) => void,
): Promise<UnfinishedPlan[]> {
  if (names.includes(closedMark)) return [];
  const plans = openPlans();
  let seen = 0;
  let isWhole = true;
  for (const path of formerPaths(id)) {
    const { damage } = await readJournalFile(files, path, entry => {
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

/** The newest plans of the former journal. */
export async function readFormer(
  files: Pick<FileStore, 'lines'>,
  id: PortalId,
  paths: readonly string[],
): Promise<JournalRead> {
  const plans = new Map<string, JournalEntry[]>();
  const damage: DamagedFile[] = [];
  let more: string | undefined;
  for (const path of paths) {
    const read = await readJournalFile(files, path, entry => {
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
  const entries = [...plans.values()].flat();
  const former = new Set(entries.filter(({ kind }) => kind === 'planned'));
  return { entries, damage, former, ...(more === undefined ? {} : { more }) };
}

/** One of the files of the former journal, verified. */
export interface FormerChain {
  readonly file: string;
  /** Good ones. */
  readonly lines: number;
  readonly findings: readonly JournalFinding[];
}

/** What does not hold in the former journal by its own chain: no register knows of it, and nothing else vouches for it. Never rejects for a file's text. */
export async function formerChains(
  files: Pick<FileStore, 'lines' | 'size'>,
  id: PortalId,
): Promise<FormerChain[]> {
  const chains: FormerChain[] = [];
  for (const file of formerPaths(id)) {
    if ((await files.size(file)) === 0) continue;
    const { reader, damage } = await readJournalFile(files, file, () => undefined);
    const findings: JournalFinding[] = (damage?.lines ?? []).map(({ line, kind }) => ({
      file,
      line,
      kind: kind === 'missing' ? 'deleted' : kind,
    }));
    if (damage?.problem !== undefined) findings.push({ file, kind: 'unreadable', why: damage.problem });
    chains.push({ file, lines: reader.lines, findings });
  }
  return chains;
}
