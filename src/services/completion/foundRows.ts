// What a completion found, in the lists of the inventory: added as it comes, and once more where a list was read anew meanwhile. Rows that a write
// put there or took away are newer and stay as they are.
import type { CompletionWay, CutList } from '../../core/completion/completionPlan';
import { cellsOf } from '../../core/holderCells';
import { userKey } from '../../core/ids';
import type { ItemId, PortalId, Username } from '../../core/ids';
import type { Holder, Listed, ReadTimes } from '../../core/model';
import type { Inventory } from '../inventoryTypes';
import type { MemberAnswer } from './completionFile';
import { keysOf } from './cutLists';

export interface FoundRows {
  /** The lists with whom they show. */
  lists(ways: readonly CompletionWay[]): readonly CutList[];
  /** To be asked for before a question goes out. */
  moment(): number;
  /**
   * What a member holds. Where a write put the member's row into a list, or took it out, after the question went out, the list is newer.
   * @param since the {@link FoundRows.moment} of the question.
   */
  add(answer: MemberAnswer, since: number): void;
  /** Whether a write changed a row of the member after that moment. */
  isWritten(key: string, since: number): boolean;
  /** Takes what was found of these members out of the lists: it is older than a write of another window. */
  forget(keys: ReadonlySet<string>): void;
  /**
   * Takes the rows of members who are not in `keys` any more out of the lists, also those that the portal sent: whoever was deleted holds nothing.
   * @param since the {@link FoundRows.moment} at which the members were asked for: rows that were put since are newer.
   * @param askedAt the same in epoch ms: a list that was read since is newer.
   */
  dropOthers(keys: ReadonlySet<string>, since: number, askedAt: number): void;
  /** Puts what was found of one list, the one that misses most, into the inventory. */
  showSome(): void;
  /** Puts everything there, list by list, with a turn for others between them; a list that is being read anew is awaited. */
  showAll(): Promise<void>;
  /** Whether everything is there, and nothing was changed since. */
  isShown(): boolean;
  /** The lists are whole now: everybody whom they left out was asked in that time. */
  markWhole(completed: ReadTimes): void;
  dispose(): void;
}

interface ListState {
  readonly itemId: ItemId;
  shown: ReadonlySet<string>;
  /** What the inventory had when it was looked at last. */
  value: Listed<Holder> | undefined;
  readonly rows: Map<string, Holder>;
  /** Keys of `rows` that are not in the inventory yet. */
  readonly pending: Set<string>;
  /** By key: the moment of the last write of somebody else. */
  readonly written: Map<string, number>;
}

/** True while a completion puts what it found: nobody else wrote it. */
export interface OwnPuts {
  active: boolean;
}

/**
 * @param answers of earlier runs.
 * @param own see there.
 * @param onWritten called with the keys of members whose rows somebody else wrote.
 */
export function createFoundRows(
  inventory: Pick<Inventory, 'onDidPut' | 'peek' | 'load' | 'putHolders' | 'markPartial'>,
  portalId: PortalId,
  items: readonly ItemId[],
  answers: ReadonlyMap<string, MemberAnswer>,
  own: OwnPuts,
  onWritten: (keys: ReadonlySet<string>) => void,
): FoundRows {
  const states = items.map((itemId): ListState => ({
    itemId,
    shown: new Set(),
    value: undefined,
    written: new Map(),
    rows: new Map(),
    pending: new Set(),
  }));

  let writes = 0;
  const link = inventory.onDidPut(({ portalId: of, itemId, keys }) => {
    const state = of === portalId && !own.active ? states.find(one => one.itemId === itemId) : undefined;
    if (state === undefined) return;
    writes += 1;
    for (const key of keys) {
      state.written.set(key, writes);
      state.rows.delete(key);
      state.pending.delete(key);
    }
    onWritten(keys);
  });

  function add({ rows }: MemberAnswer, since: number): void {
    for (const [place, row] of rows) {
      const state = states[place];
      if (state === undefined) continue;
      const key = userKey(row.username);
      if ((state.written.get(key) ?? 0) > since) continue;
      state.rows.set(key, row);
      state.pending.add(key);
    }
  }
  for (const answer of answers.values()) add(answer, 0);

  const peek = (state: ListState) => inventory.peek({ portalId, name: 'holders', key: state.itemId });

  /** Takes notice of what others did to the list. */
  function look(state: ListState): void {
    const branch = peek(state);
    if (branch.state !== 'ready' || branch.value === state.value) return;
    const shown = keysOf(branch.value);
    for (const key of state.rows.keys())
      if (shown.has(key)) state.pending.delete(key);
      else state.pending.add(key);
    state.shown = shown;
    state.value = branch.value;
  }

  function put(state: ListState): void {
    look(state);
    if (state.pending.size === 0 || peek(state).state !== 'ready') return;
    const rows = [...state.pending].flatMap(key => state.rows.get(key) ?? []);
    state.pending.clear();
    putOwn(state, rows, []);
  }

  function putOwn(state: ListState, rows: readonly Holder[], gone: readonly Username[]): void {
    own.active = true;
    try {
      inventory.putHolders(portalId, state.itemId, rows, gone);
    } finally {
      own.active = false;
    }
    const branch = peek(state);
    if (branch.state === 'ready') state.value = branch.value;
  }

  function takeOut(state: ListState, isGone: (key: string) => boolean): void {
    look(state);
    const branch = peek(state);
    const gone = new Map<string, Username>();
    for (const [key, { username }] of state.rows) if (isGone(key)) gone.set(key, username);
    if (branch.state === 'ready') {
      const cells = cellsOf(branch.value.items);
      for (let index = 0; index < cells.length; index += 1) {
        const name = cells.nameAt(index);
        if (isGone(userKey(name))) gone.set(userKey(name), name);
      }
    }
    if (gone.size === 0) return;
    for (const key of gone.keys()) {
      state.rows.delete(key);
      state.pending.delete(key);
    }
    putOwn(state, [], [...gone.values()]);
    state.shown = new Set([...state.shown].filter(key => !gone.has(key)));
  }

  return {
    add,
    moment: () => writes,
    lists: ways =>
      states.map(({ itemId, shown }, place) => ({
        itemId,
        shown,
        way: ways[place] ?? 'provisionedListings',
      })),
    isWritten: (key, since) => states.some(({ written }) => (written.get(key) ?? 0) > since),
    forget(keys) {
      for (const state of states) takeOut(state, key => keys.has(key) && state.rows.has(key));
    },
    dropOthers(keys, since, askedAt) {
      for (const state of states) {
        const branch = peek(state);
        const isNewer = branch.state !== 'ready' || branch.readAt > askedAt;
        takeOut(
          state,
          key =>
            !keys.has(key) && (state.rows.has(key) || (!isNewer && (state.written.get(key) ?? 0) <= since)),
        );
      }
    },
    showSome() {
      const [most] = states.toSorted((a, b) => b.pending.size - a.pending.size);
      if (most !== undefined) put(most);
    },
    async showAll() {
      for (const state of states) {
        if (peek(state).state === 'loading')
          await inventory.load({ portalId, name: 'holders', key: state.itemId });
        put(state);
        await new Promise(resolve => setImmediate(resolve));
      }
    },
    isShown: () =>
      states.every(state => {
        const branch = peek(state);
        // A portal that was forgotten meanwhile has no list to wait for.
        return branch.state === 'ready'
          ? branch.value === state.value && state.pending.size === 0
          : branch.state !== 'loading';
      }),
    markWhole(completed) {
      for (const { itemId } of states) inventory.markPartial(portalId, itemId, undefined, completed);
    },
    dispose: () => link.dispose(),
  };
}
