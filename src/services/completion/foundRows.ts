// What a completion found, in the lists of the inventory: added as it comes, and once more where a list was read anew meanwhile. Rows that a write
// put there or took away are newer and stay as they are.
import type { CompletionWay, CutList } from '../../core/completion/completionPlan';
import { userKey } from '../../core/ids';
import type { ItemId, PortalId, Username } from '../../core/ids';
import type { Holder, Listed } from '../../core/model';
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
  /** Takes the rows of members who are not in `keys` any more out of the lists. */
  dropOthers(keys: ReadonlySet<string>): void;
  /** Puts what was found of one list, the one that misses most, into the inventory. */
  showSome(): void;
  /** Puts everything there, list by list, with a turn for others between them; a list that is being read anew is awaited. */
  showAll(): Promise<void>;
  /** Whether everything is there, and nothing was changed since. */
  isShown(): boolean;
  /** The lists are whole now. */
  markWhole(): void;
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

/** @param answers of earlier runs. */
export function createFoundRows(
  inventory: Pick<Inventory, 'onDidPut' | 'peek' | 'load' | 'putHolders' | 'markPartial'>,
  portalId: PortalId,
  items: readonly ItemId[],
  answers: ReadonlyMap<string, MemberAnswer>,
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
  let isOwn = false;
  const link = inventory.onDidPut(({ portalId: of, itemId, keys }) => {
    const state = of === portalId && !isOwn ? states.find(one => one.itemId === itemId) : undefined;
    if (state === undefined) return;
    writes += 1;
    for (const key of keys) {
      state.written.set(key, writes);
      state.rows.delete(key);
      state.pending.delete(key);
    }
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
    isOwn = true;
    inventory.putHolders(portalId, state.itemId, rows, gone);
    isOwn = false;
    const branch = peek(state);
    if (branch.state === 'ready') state.value = branch.value;
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
    dropOthers(keys) {
      for (const state of states) {
        const gone = [...state.rows.values()].filter(({ username }) => !keys.has(userKey(username)));
        if (gone.length === 0) continue;
        look(state);
        for (const { username } of gone) {
          state.rows.delete(userKey(username));
          state.pending.delete(userKey(username));
        }
        putOwn(
          state,
          [],
          gone.map(({ username }) => username),
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
    markWhole() {
      for (const { itemId } of states) inventory.markPartial(portalId, itemId, undefined);
    },
    dispose: () => link.dispose(),
  };
}
