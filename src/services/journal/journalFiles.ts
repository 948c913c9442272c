// Where the journal lies: a folder per saved portal, a file per plan, named so that the listing is the index.
import { createHash, randomBytes } from 'node:crypto';
import type { PortalId } from '../../core/ids';
import type { PortalSite } from './journalTypes';
import type { FileStore } from '../ports';

/** A page has so many plans at most, */
const plansOnPage = 20;
/** and so many bytes of their files, but one plan at least: a plan for 12,000 members is 11 MB, and a page becomes one text. */
const bytesOnPage = 4_000_000;

/** How the file of a plan is named that has its end; that of an open one ends with `.jsonl` alone. */
export const doneEnding = '.done.jsonl';
/** In the folder of a portal whose former journal has no open plan. */
export const closedMark = 'former.closed';

/** Hex SHA-256 of a text in UTF-8. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const shortHash = (text: string): string => sha256(text).slice(0, 12);

/** Ids are ours or the portal's, but they become file names: nothing but harmless characters stays. */
const harmless = (text: string): string => text.replace(/[^A-Za-z0-9_-]/g, '_');

/** The hash keeps ids apart that look alike without their other characters. */
export const nameOf = (text: string): string => `${harmless(text).slice(0, 80)}-${shortHash(text)}`;

/** The folder of a portal's plans in the file store. */
export const folderOf = (id: PortalId): string => `journal/${nameOf(id)}`;

/** Where all plans of a portal lay before in one file. Under the second name two portals could meet. Both are read and not written to. */
export const formerPaths = (id: PortalId): readonly string[] => [
  `journal/${harmless(id)}.jsonl`,
  `${folderOf(id)}.jsonl`,
];

/**
 * Where the windows of the program agree on who works alone on an organization. Not by the connection: one organization may be saved under
 * several addresses and accounts, and two writers take licenses from each other. Every Enterprise portal may have the same organization id
 * (wire reference 6.1); one of them then waits for another without need. Without an id the host decides.
 */
export function lockPath({ orgId, url }: PortalSite): string {
  if (orgId !== '') return `journal/org-${nameOf(orgId)}.lock`;
  let host = url;
  try {
    host = new URL(url).hostname;
  } catch {
    // Not an address: as it is.
  }
  return `journal/host-${nameOf(host.toLowerCase())}.lock`;
}

/** Where the writes to an organization are noted that may still be carried out. */
export const doubtsPath = (orgId: string): string => `journal/org-${nameOf(orgId)}.doubts.json`;
/** Where the imports are noted that a portal of the organization may still carry out. */
export const lateImportsPath = (orgId: string): string => `journal/org-${nameOf(orgId)}.imports.json`;

/** A new file for a plan that begins at `at` (epoch ms); a plan that is carried out again gets another one. */
export const fileOf = (id: PortalId, planId: string, at: number): string =>
  `${folderOf(id)}/${new Date(at).toISOString().replace(/[-:.]/g, '')}-${shortHash(planId)}-${randomBytes(4).toString('hex')}.jsonl`;

export const isDone = (name: string): boolean => name.endsWith(doneEnding);
export const isOpen = (name: string): boolean => name.endsWith('.jsonl') && !isDone(name);

/** Whether a file is of this plan. */
export const isOf = (name: string, planId: string): boolean => name.includes(`-${shortHash(planId)}-`);

/** When the plan of a file began, epoch ms. */
export function timeOf(name: string | undefined): number | undefined {
  const at = Date.parse(
    (name ?? '').replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\d)(\d{3}Z)-.*$/, '$1-$2-$3:$4:$5.$6'),
  );
  return Number.isNaN(at) ? undefined : at;
}

interface Page {
  /** Of files in the portal's folder, the oldest first. */
  readonly names: readonly string[];
  /** Paths of the former journal: a page of its own, the last one. */
  readonly former: readonly string[];
}

/** The pages of a portal's journal, the newest plans first; reads nothing but names and sizes. */
export async function pagesOf(files: FileStore, id: PortalId): Promise<readonly Page[]> {
  const names = (await files.list(folderOf(id))).filter(name => name.endsWith('.jsonl')).sort();
  const sizes = await Promise.all(names.map(name => files.size(`${folderOf(id)}/${name}`)));
  const pages: Page[] = [];
  let page: string[] = [];
  let bytes = 0;
  for (const [index, name] of [...names.entries()].reverse()) {
    const size = sizes[index] ?? 0;
    if (page.length > 0 && (page.length >= plansOnPage || bytes + size > bytesOnPage)) {
      pages.push({ names: page.reverse(), former: [] });
      page = [];
      bytes = 0;
    }
    page.push(name);
    bytes += size;
  }
  if (page.length > 0) pages.push({ names: page.reverse(), former: [] });
  const paths = formerPaths(id);
  const former = await Promise.all(paths.map(path => files.size(path)));
  return former.some(size => size > 0)
    ? [...pages, { names: [], former: paths.filter((_, index) => (former[index] ?? 0) > 0) }]
    : pages;
}
