// Lists that come in pages: `start` is 1-based, `nextStart` -1, 0 or missing ends them (wire reference, section 3, "Paging"). Where a full page
// says neither `nextStart` nor `total`, the row after it is asked for: whether `userEntitlements` is paged is not documented (22.4).
import { l10n } from '../core/l10n';
import type { Listed, PartialReason } from '../core/model';
import { isAbort, isPortalError, messageOf, PortalError } from '../core/problem';
import { throwIfAborted } from './abort';
import type { Http, HttpRequest, Params, RowTaker } from './http';
import type { ReadOptions } from './portalClient';
import { RowTally } from './rowTally';
import type { RowRules } from './rowTally';
import { isRecord, numberOf, shapeError } from './schemas';
import { mapInSlices } from './slices';

/** The largest page that every list grants. */
export const pageSize = 100;
/** Pages on their way at once (wire reference 4.4: at most 2-4). */
const parallelPages = 4;

/** Per portal the lists, by their key, that were seen to ignore `start`: these are not asked for the row after a long reply each time. */
const ignoringStart = new WeakMap<Http, Set<string>>();

interface Page {
  readonly rows: readonly unknown[];
  /** With those that were taken while the answer arrived. */
  readonly count: number;
  /** Undefined at the end. */
  readonly nextStart: number | undefined;
  readonly total: number | undefined;
  /** Set for a full page that says neither that the list goes on nor that it ends: where it would go on. */
  readonly mayGoOnAt: number | undefined;
}

export interface PagedList<Row> extends RowRules<Row> {
  readonly request: HttpRequest;
  /** Key of the reply that holds the rows; a reply without it is no list. */
  readonly rowsKey: string;
  /** Rows that the first reply has elsewhere; they come first. */
  readonly extraRows?: (reply: Readonly<Record<string, unknown>>) => readonly unknown[];
  /** All rows of a reply, where they are in several of its lists; undefined for no list. In place of `rowsKey` alone. */
  readonly rowsOf?: (reply: Readonly<Record<string, unknown>>) => readonly unknown[] | undefined;
  /** Asks for the first page without `start` and `num`, as for a list that is documented without paging. */
  readonly startsUnpaged?: boolean;
  /** Where the portal cuts the list silently. */
  readonly ceiling?: number;
  /** Some portals may list more than that: where a page does not end the list there, it is read on. */
  readonly mayExceed?: boolean;
}

/**
 * Reads a list to its end. Once the first page says the total, up to 4 pages are read at once, in order for the caller.
 * A failure of the first page is thrown; of a later one it makes the list partial (`pageFailed`), since what was read is true.
 * So does a list that ends before the portal's own `total`, one that goes on without new rows, and one with rows that cannot be read.
 * A full page that says nothing of an end is followed by a request for the row after it: new rows are read on, no row or rows that are known ends the
 * list.
 * @throws PortalError of the first page, and `signIn` of any; AbortError when the signal fires, at any page.
 */
export async function readList<Row>(
  http: Http,
  list: PagedList<Row>,
  options: ReadOptions<Row> = {},
): Promise<Listed<Row>> {
  const { signal, limit = Infinity } = options;
  const items: Row[] = [];
  const tally = new RowTally<Row>(list, limit, options.seen);
  let total: number | undefined;
  let rowsRead = 0;

  const done = (partial?: PartialReason): Listed<Row> => ({
    items,
    ...(partial === undefined ? {} : { partial }),
    ...(total === undefined ? {} : { total }),
  });
  const failed = (message: string): Listed<Row> => done({ kind: 'pageFailed', message });
  const atEnd = (): Listed<Row> => {
    if (rowsRead === list.ceiling) return done({ kind: 'portalLimit', limit: rowsRead });
    if (total !== undefined && tally.distinct < total)
      return failed(
        l10n.t('The portal counts {0} rows, but its list ends after {1}.', total, tally.distinct),
      );
    if (tally.notUnderstood > 0)
      return failed(
        l10n.t(
          "Rows of the portal's list that could not be read and are left out: {0}.",
          tally.notUnderstood,
        ),
      );
    return done();
  };
  const give = (rows: readonly Row[]): void => {
    if (options.handsOver !== true) for (const row of rows) items.push(row);
    if (rows.length > 0) options.onRows?.(rows, total);
  };
  const arriving = takerOf(list, {
    again: () => tally.again(),
    take: rows => give(tally.rows(rows)),
  });

  const ahead = new Map<number, Promise<Page>>();
  const page = (start: number, isFirst: boolean): Promise<Page> =>
    readPage(http, list, start, isFirst, limit, signal, isFirst ? arriving : undefined);
  let start = 1;
  for (let isFirst = true; ; isFirst = false) {
    let current: Page;
    const distinctBefore = tally.distinct;
    try {
      current = await (ahead.get(start) ?? page(start, isFirst));
    } catch (error) {
      if (isFirst || isAbort(error) || (isPortalError(error) && error.fault.kind === 'signIn')) throw error;
      return failed(messageOf(error));
    } finally {
      ahead.delete(start);
    }
    throwIfAborted(signal);
    total = current.total ?? total;
    const marksBefore = tally.marks;
    await mapInSlices(current.rows, raw => tally.row(raw), give, signal);
    tally.endOfAgain();
    const fresh = tally.marks - marksBefore;
    if (tally.isProbe && fresh === 0) {
      if (current.rows.length > 0) ignoringStart.set(http, knownToIgnore(http).add(list.rowsKey));
      return atEnd();
    }
    rowsRead += tally.isProbe ? fresh : current.count;
    const { mayGoOnAt } = current;
    // One reply with more rows than that comes from a portal that does not cut; so may one page after the other, which the next one shows.
    const mayExceed =
      list.mayExceed === true &&
      (current.nextStart !== undefined || (mayGoOnAt !== undefined && current.count <= pageSize));
    if (rowsRead === list.ceiling && !mayExceed) return done({ kind: 'portalLimit', limit: rowsRead });
    // A reply longer than any page, of a list that is known to come in one piece.
    const isWhole = current.count > pageSize && knownToIgnore(http).has(list.rowsKey);
    tally.isProbe = mayGoOnAt !== undefined && !isWhole && list.keyOf !== undefined;
    const nextStart = tally.isProbe ? mayGoOnAt : current.nextStart;
    if (tally.fitting > limit || (tally.fitting === limit && nextStart !== undefined)) {
      return done({ kind: 'paged', ...(total === undefined ? {} : { total }) });
    }
    if (nextStart === undefined) return atEnd();
    if (nextStart <= start)
      return failed(l10n.t("The portal's list goes back from row {0} to row {1}.", start, nextStart));
    // Such a list may go on without end.
    if (tally.distinct === distinctBefore)
      return failed(
        l10n.t("The portal's list has no new row from row {0} on, but says that it goes on.", start),
      );
    const step = nextStart - start;
    start = nextStart;
    const reachable = list.mayExceed === true ? Infinity : (list.ceiling ?? Infinity);
    const last = Math.min(total ?? 0, reachable, rowsRead + limit - tally.fitting);
    for (let next = start; ahead.size < parallelPages && next <= last; next += step) {
      if (ahead.has(next)) continue;
      const promise = page(next, false);
      // Looked at when its turn comes; without this a page that is never reached would end the process.
      promise.catch(() => undefined);
      ahead.set(next, promise);
    }
  }
}

interface Arriving {
  readonly taker: RowTaker;
  /** How many rows were taken of the last answer. @throws what taking them threw */
  end(): number;
}

/** Takes rows of the first answer while it arrives; undefined for a list whose rows are more than one list of the reply. */
function takerOf<Row>(
  { rowsKey, rowsOf, extraRows }: PagedList<Row>,
  on: { readonly again: () => void; readonly take: (rows: readonly unknown[]) => void },
): Arriving | undefined {
  if (rowsOf !== undefined || extraRows !== undefined) return undefined;
  let taken = 0;
  let failures: readonly [unknown] | undefined;
  return {
    taker: {
      key: rowsKey,
      begin: () => {
        if (taken > 0) on.again();
        taken = 0;
      },
      take: rows => {
        taken += rows.length;
        if (failures !== undefined) return;
        try {
          on.take(rows);
        } catch (error) {
          // Nothing of the transport: it is thrown where the transport has ended.
          failures = [error];
        }
      },
    },
    end: () => {
      if (failures !== undefined) throw failures[0];
      return taken;
    },
  };
}

/**
 * Whether so many rows may be one page of more. No portal is known to grant more than 100 at once (wire reference, section 3, "Paging"), and one that does
 * has a round size: a longer reply of any other count is the whole list, and costs no second request to learn that (issue, "What must hold", 6).
 */
const mayBePage = (count: number, asked: number): boolean =>
  count === asked || (count > asked && (count % 25 === 0 || (count & (count - 1)) === 0));

const knownToIgnore = (http: Http): Set<string> => ignoringStart.get(http) ?? new Set();

async function readPage<Row>(
  http: Http,
  list: PagedList<Row>,
  start: number,
  isFirst: boolean,
  limit: number,
  signal: AbortSignal | undefined,
  arriving: Arriving | undefined,
): Promise<Page> {
  const num = Math.min(pageSize, Math.max(1, limit));
  const isUnpaged = isFirst && list.startsUnpaged === true;
  const paging: Params = isUnpaged ? {} : { start, num };
  const request = { ...list.request, params: { ...list.request.params, ...paging }, signal };
  const json = await http.send(arriving === undefined ? request : { ...request, rows: arriving.taker });
  const taken = arriving?.end() ?? 0;
  const listed = isRecord(json) ? json[list.rowsKey] : undefined;
  const own = Array.isArray(listed) ? (listed as readonly unknown[]) : undefined;
  const rows = isRecord(json) && list.rowsOf !== undefined ? list.rowsOf(json) : own;
  if (!isRecord(json) || rows === undefined) throw shapeError(http, request, list.rowsKey);
  const nextStart = numberOf(json['nextStart']);
  const total = numberOf(json['total']) ?? -1;
  const count = taken + rows.length;
  const isFull = mayBePage(count, isUnpaged ? pageSize : num);
  return {
    rows: isFirst && list.extraRows !== undefined ? [...list.extraRows(json), ...rows] : rows,
    count,
    nextStart: nextStart !== undefined && nextStart > 0 ? nextStart : undefined,
    total: total >= 0 ? total : undefined,
    // Of several lists in one reply, which one `start` counts is not known: at worst rows come twice.
    mayGoOnAt:
      isFull && nextStart === undefined && total < 0 ? start + taken + (own ?? rows).length : undefined,
  };
}

/** The rows of a list that makes sense only as a whole. Throws PortalError `unexpectedReply` when a page of it failed. */
export function wholeList<Row>({ items, partial }: Listed<Row>, request: string): readonly Row[] {
  if (partial === undefined) return [...items];
  const text =
    partial.kind === 'pageFailed'
      ? l10n.t('Only a part of the list could be read. {0}', partial.message)
      : l10n.t('Only a part of the list could be read.');
  throw new PortalError({ kind: 'unexpectedReply' }, text, { request });
}
