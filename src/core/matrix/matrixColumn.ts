// What is known of one column of the matrix: a number per member for the set, the last use and whether the license is offline.
import { offlineCodes, unknownUse } from '../holderCells';
import type { HolderCells } from '../holderCells';
import type { Reading } from '../series/seriesTypes';
import type { ColumnCells, ColumnHead, MatrixCell } from './matrixTypes';

const wider = <T extends Int32Array | Float64Array | Uint8Array>(from: T, to: T): T => {
  to.set(from);
  return to;
};

export class MatrixColumn implements ColumnCells {
  head: ColumnHead;
  /** -1: nothing is known to be held. */
  sets: Int32Array;
  /** NaN: never; {@link unknownUse}: nothing says when. Epoch ms. */
  lastUsed: Float64Array;
  /** {@link offlineCodes}. */
  offline: Uint8Array;
  /** By row; few are offline. */
  readonly offlineSince = new Map<number, number>();
  /** By place of the portal. */
  readonly readings = new Map<number, Reading>();

  /** @param room rows that it has place for */
  constructor(head: ColumnHead, room: number) {
    this.head = head;
    this.sets = new Int32Array(room).fill(-1);
    this.lastUsed = new Float64Array(room).fill(NaN);
    this.offline = new Uint8Array(room);
  }

  /** Place for more rows. */
  grow(room: number): void {
    this.sets = wider(this.sets, new Int32Array(room).fill(-1));
    this.lastUsed = wider(this.lastUsed, new Float64Array(room).fill(NaN));
    this.offline = wider(this.offline, new Uint8Array(room));
  }

  /** Nothing is known of a row. */
  clear(row: number): void {
    this.sets[row] = -1;
    this.lastUsed[row] = NaN;
    this.offline[row] = 0;
    this.offlineSince.delete(row);
  }

  /** Takes one row of a list; of a member who is listed twice, the last one counts in all it says. */
  put(row: number, set: number, cells: HolderCells, place: number): void {
    this.sets[row] = set;
    this.lastUsed[row] = cells.isUseUnknownAt(place) ? unknownUse : (cells.lastUsedAt(place) ?? NaN);
    const isOffline = cells.isOfflineAt(place);
    this.offline[row] = isOffline
      ? offlineCodes.yes
      : cells.isOfflineUnknownAt(place)
        ? offlineCodes.unknown
        : offlineCodes.no;
    const since = isOffline ? cells.offlineSinceAt(place) : undefined;
    if (since === undefined) this.offlineSince.delete(row);
    else this.offlineSince.set(row, since);
  }

  /** What the member of a row holds; undefined where no list shows that the member holds anything. */
  heldAt(row: number): Extract<MatrixCell, { kind: 'held' }> | undefined {
    const set = this.sets[row] ?? -1;
    if (set < 0) return undefined;
    const lastUsed = this.lastUsed[row] ?? NaN;
    const since = this.offlineSince.get(row);
    return {
      kind: 'held',
      set,
      offline: this.offline[row] === offlineCodes.yes,
      ...(lastUsed === unknownUse ? { useUnknown: true } : Number.isNaN(lastUsed) ? {} : { lastUsed }),
      ...(this.offline[row] === offlineCodes.unknown ? { offlineUnknown: true } : {}),
      ...(since === undefined ? {} : { offlineSince: since }),
    };
  }
}
