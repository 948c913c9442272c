// What a completion found, in the lists of the inventory: added as it comes, and once more where a list was read anew meanwhile. Rows that a write
// put there or took away are newer and stay as they are.
import type { CompletionWay, CutList } from '../../core/completion/completionPlan';
import { userKey } from '../../core/ids';
import type { ItemId, PortalId } from '../../core/ids';
import type { Holder, Listed } from '../../core/model';
import type { Inventory } from '../inventoryTypes';
import type { MemberAnswer } from './completionFile';

export interface FoundRows {
  /** The lists with whom they show. */
  lists(ways: readonly CompletionWay[]): readonly CutList[];
  add(answer: MemberAnswer): void;
  /** Takes the rows of members who are not in `keys` any more out of the lists. */
  dropOthers(keys: ReadonlySet<string>): void;
  /** Puts what was found of one list, the one that misses most, into the inventory. */
  showSome(): void;
  /** Puts everything there, list by list, with a turn for others between them. */
  showAll(): Promise<void>;
  /** The lists are whole now. */
  markWhole(): void;
}

interface ListState {
  readonly itemId: ItemId;
  shown: ReadonlySet<string>;
  /** What the inventory had when it was looked at last. */
  value: Listed<Holder> | undefined;
  readAt: number | undefined;
  readonly rows: Map<string, Holder>;
  /** Keys of `rows` that are not in the inventory yet. */
  readonly pending: Set<string>;
}

const keysOf = ({ items }: Listed<Holder>): Set<string> => {
  const keys = new Set<string>();
  for (const { username } of items) keys.add(userKey(username));
  return keys;
};

/** @param answers of earlier runs. */
export function createFoundRows(
  inventory: Pick<Inventory, 'peek' | 'putHolders' | 'markPartial'>,
  portalId: PortalId,
  items: readonly ItemId[],
  answers: ReadonlyMap<string, MemberAnswer>,
): FoundRows {
  const states = items.map((itemId): ListState => ({
    itemId,
    shown: new Set(),
    value: undefined,
    readAt: undefined,
    rows: new Map(),
    pending: new Set(),
  }));

  function add({ rows }: MemberAnswer): void {
    for (const [place, row] of rows) {
      const state = states[place];
      if (state === undefined) continue;
      const key = userKey(row.username);
      state.rows.set(key, row);
      state.pending.add(key);
    }
  }
  for (const answer of answers.values()) add(answer);

  const peek = (state: ListState) => inventory.peek({ portalId, name: 'holders', key: state.itemId });

  /** Takes notice of what others did to the list. */
  function look(state: ListState): void {
    const branch = peek(state);
    if (branch.state !== 'ready' || branch.value === state.value) return;
    const shown = keysOf(branch.value);
    if (branch.readAt !== state.readAt) {
      for (const key of state.rows.keys()) if (!shown.has(key)) state.pending.add(key);
    } else
      for (const key of state.rows.keys())
        if (!shown.has(key) && !state.pending.has(key)) state.rows.delete(key);
    for (const key of state.pending) if (shown.has(key)) state.pending.delete(key);
    state.shown = shown;
    state.value = branch.value;
    state.readAt = branch.readAt;
  }

  function put(state: ListState): void {
    look(state);
    if (state.pending.size === 0 || peek(state).state !== 'ready') return;
    const rows = [...state.pending].flatMap(key => state.rows.get(key) ?? []);
    state.pending.clear();
    inventory.putHolders(portalId, state.itemId, rows, []);
    const branch = peek(state);
    if (branch.state === 'ready') state.value = branch.value;
  }

  return {
    add,
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
        inventory.putHolders(
          portalId,
          state.itemId,
          [],
          gone.map(({ username }) => username),
        );
        const branch = peek(state);
        if (branch.state === 'ready') state.value = branch.value;
      }
    },
    showSome() {
      const [most] = states.toSorted((a, b) => b.pending.size - a.pending.size);
      if (most !== undefined) put(most);
    },
    async showAll() {
      for (const state of states) {
        put(state);
        await new Promise(resolve => setImmediate(resolve));
      }
    },
    markWhole() {
      for (const { itemId } of states) inventory.markPartial(portalId, itemId, undefined);
    },
  };
}
