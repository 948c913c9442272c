// What was read of each portal, kept from one start to the next (issue 5, section 1): shown at once with its age, marked, until it is read anew.
// Only views look at it. What a plan rests on comes from the inventory, which knows nothing of it.
import { Emitter } from '../../core/emitter';
import type { Disposable, Event } from '../../core/emitter';
import { HolderDirectory } from '../../core/holderDirectory';
import type { PortalId } from '../../core/ids';
import type { Holder, Listed } from '../../core/model';
import { isWorthKeeping } from '../../core/olderRows';
import { messageOf } from '../../core/problem';
import { nameOf } from '../journal/journalFiles';
import type { Connections } from '../connectionTypes';
import type {
  Branch,
  BranchName,
  BranchRef,
  BranchValues,
  Inventory,
  InventoryReader,
} from '../inventoryTypes';
import { keptIdentity } from '../portalIdentity';
import type { EarlierLists } from '../earlierLists';
import { withRows } from '../holderLists';
import type { Clock, FileStore, Log } from '../ports';
import { keepsMore, keptText, readKept } from './keptFile';

/** A branch is written so long after it was read, */
const writeAfterMs = 5_000;
/** and not more often than this: rows that are put into it one after the other are written together. */
const writeEveryMs = 60_000;

export interface KeptInventory extends Disposable {
  /** Fires where what {@link KeptInventory.peek} says has changed and the inventory has not. */
  readonly onDidChange: Event<BranchRef>;
  /** What the inventory knows; where it has read nothing yet, what was kept, marked as `kept` and with its age. Starts nothing. */
  peek<N extends BranchName>(ref: BranchRef<N>): Branch<BranchValues[N]>;
  /**
   * What is kept of a list, read from the disk with the numbers of this directory; undefined where nothing is, or may be, kept. Rows that were put
   * since, while the list itself was not read, are left out. Never rejects.
   */
  readonly earlier: EarlierLists;
  /** Reads what is kept of a portal from the disk, once. Never rejects: what cannot be read is left alone and logged. */
  restore(portalId: PortalId): Promise<void>;
  /** Shows nothing kept of the portal from now on; what is on disk stays. */
  hide(portalId: PortalId): void;
  /** Deletes what is kept of a portal. */
  remove(portalId: PortalId): Promise<void>;
  /** Looks again whether anything may be kept: deletes all of it where not. */
  review(): Promise<void>;
  /** Writes what waits to be written, as it is at the call: the inventory may be disposed right after it. */
  flush(): Promise<void>;
}

interface Kept {
  readonly value: unknown;
  readonly readAt: number;
}

const root = 'inventory';
export const keptFolder = (id: PortalId): string => `${root}/${nameOf(id)}`;
export const keptPath = ({ portalId, name, key }: BranchRef): string =>
  `${keptFolder(portalId)}/${key === undefined ? name : `${name}-${nameOf(key)}`}.jsonl`;
const keyOf = ({ portalId, name, key }: BranchRef): string => JSON.stringify([portalId, name, key ?? null]);

/** Small ones first: rows are in sight before the long lists are. */
const bySize = (a: string, b: string): number =>
  Number(a.includes('olders-')) - Number(b.includes('olders-'));

export function createKeptInventory(deps: {
  readonly inventory: InventoryReader & Pick<Inventory, 'onDidPut'>;
  readonly connections: Pick<Connections, 'get' | 'onDidChange'>;
  readonly files: FileStore;
  readonly clock: Clock;
  readonly log: Log;
  /** False: nothing is kept, and nothing shown of what was. */
  readonly isOn: () => boolean;
}): KeptInventory {
  const { inventory, connections, files, clock, log, isOn } = deps;
  const changed = new Emitter<BranchRef>();
  const kept = new Map<PortalId, Map<string, { readonly ref: BranchRef; readonly own: Kept }>>();
  const restored = new Set<PortalId>();
  const waiting = new Map<string, BranchRef>();
  const writtenAt = new Map<string, number>();
  /** Whose rows were put into lists that were not read yet, by `userKey`: what is kept of them is older. */
  const unread = new Map<string, Set<string>>();
  const closing = new AbortController();
  let timer: Promise<void> | undefined;
  let writing = Promise.resolve();

  function drop(ref: BranchRef): void {
    kept.get(ref.portalId)?.delete(keyOf(ref));
  }

  function onChange(ref: BranchRef): void {
    const branch = inventory.peek(ref);
    if (branch.state !== 'ready') return;
    drop(ref);
    if (!isOn()) return;
    waiting.set(keyOf(ref), ref);
    timer ??= clock.delay(writeAfterMs, closing.signal).then(
      () => {
        timer = undefined;
        writeDue(false);
      },
      () => undefined,
    );
  }

  /** @param all also what was written a moment ago. */
  function writeDue(all: boolean): void {
    const now = clock.now();
    for (const [key, ref] of waiting) {
      if (!all && now - (writtenAt.get(key) ?? -Infinity) < writeEveryMs) continue;
      waiting.delete(key);
      writtenAt.set(key, now);
      // As it is now: when its turn comes, the inventory may have forgotten it, as at the end of the window.
      const branch = inventory.peek(ref);
      writing = writing
        .then(() => write(ref, branch))
        .catch((error: unknown) => {
          log.warn(`What was read of ${ref.name} could not be kept: ${messageOf(error)}`);
        });
    }
    if (waiting.size > 0)
      timer ??= clock.delay(writeEveryMs, closing.signal).then(
        () => {
          timer = undefined;
          writeDue(false);
        },
        () => undefined,
      );
  }

  async function write<N extends BranchName>(
    ref: BranchRef<N>,
    branch: Branch<BranchValues[N]>,
  ): Promise<void> {
    const connection = connections.get(ref.portalId);
    if (branch.state !== 'ready' || connection === undefined || !isOn()) return;
    const { name, key } = ref;
    const head = {
      identity: keptIdentity(connection),
      name,
      readAt: branch.readAt,
      ...(key === undefined ? {} : { key }),
    };
    const path = keptPath(ref);
    if (name === 'holders' && !isWorthKeeping(branch.value as Listed<Holder>)) {
      // A reading that a person ended, say: the list that was whole says more, with its age.
      if (await keepsMore(files.lines(path), head.identity)) return;
    }
    const text = await keptText(head, name, branch.value);
    // The portal may have been removed meanwhile.
    if (connections.get(ref.portalId) !== undefined && isOn()) await files.write(path, text);
  }

  async function restore(portalId: PortalId): Promise<void> {
    const connection = connections.get(portalId);
    if (connection === undefined || restored.has(portalId) || !isOn()) return;
    restored.add(portalId);
    const identity = keptIdentity(connection);
    const own = new Map<string, { readonly ref: BranchRef; readonly own: Kept }>();
    kept.set(portalId, own);
    const directory = new HolderDirectory();
    const names = await files.list(keptFolder(portalId)).catch(() => []);
    for (const file of names.filter(name => name.endsWith('.jsonl')).sort(bySize)) {
      if (kept.get(portalId) !== own) return;
      const path = `${keptFolder(portalId)}/${file}`;
      try {
        const found = await readKept(files.lines(path), identity, directory, clock.now());
        if (found === undefined) {
          log.info(`What was kept in ${path} is of another portal, user or version, and is not shown.`);
          continue;
        }
        const { name, key, readAt } = found.head;
        const ref: BranchRef = { portalId, name: name as BranchName, ...(key === undefined ? {} : { key }) };
        if (path !== keptPath(ref)) throw new Error('it has the name of another');
        if (kept.get(portalId) !== own || inventory.peek(ref).state === 'ready') continue;
        own.set(keyOf(ref), { ref, own: { value: found.value, readAt } });
        changed.fire(ref);
      } catch (error) {
        log.warn(`What was kept in ${path} cannot be read and is not shown: ${messageOf(error)}`);
      }
    }
  }

  const earlier: EarlierLists = async (ref, directory) => {
    const connection = connections.get(ref.portalId);
    if (connection === undefined || !isOn()) return undefined;
    const path = keptPath(ref);
    try {
      if ((await files.size(path)) === 0) return undefined;
      const found = await readKept(files.lines(path), keptIdentity(connection), directory, clock.now());
      if (found === undefined) return undefined;
      const list = found.value as Listed<Holder>;
      const put = [...(unread.get(keyOf(ref)) ?? [])].map(key => [key, undefined] as const);
      return { value: withRows(list, new Map(put), directory), readAt: found.head.readAt };
    } catch (error) {
      log.warn(`What was kept in ${path} cannot be read and is left out: ${messageOf(error)}`);
      return undefined;
    }
  };

  function hide(portalId: PortalId): void {
    const own = kept.get(portalId);
    kept.delete(portalId);
    for (const { ref } of own?.values() ?? []) changed.fire(ref);
  }

  async function remove(portalId: PortalId): Promise<void> {
    hide(portalId);
    for (const [key, ref] of waiting) if (ref.portalId === portalId) waiting.delete(key);
    await writing;
    await files.remove(keptFolder(portalId));
  }

  const links = [
    inventory.onDidChange(onChange),
    inventory.onDidPut(({ portalId, itemId, keys }) => {
      const ref = { portalId, name: 'holders', key: itemId } as const;
      if (inventory.peek(ref).state === 'ready') return;
      const own = unread.get(keyOf(ref)) ?? new Set();
      unread.set(keyOf(ref), own);
      for (const key of keys) own.add(key);
    }),
    connections.onDidChange(portalId => {
      // Removed here or in another window.
      if (connections.get(portalId) === undefined)
        void remove(portalId).catch((error: unknown) =>
          log.warn(`What was kept of a portal could not be deleted: ${messageOf(error)}`),
        );
    }),
  ];

  return {
    onDidChange: changed.event,
    peek<N extends BranchName>(ref: BranchRef<N>): Branch<BranchValues[N]> {
      const branch = inventory.peek(ref);
      if (branch.state === 'ready' || (branch.state !== 'idle' && branch.readAt !== undefined)) return branch;
      const own = kept.get(ref.portalId)?.get(keyOf(ref))?.own;
      if (own === undefined) return branch;
      // The key holds the name, so that the value is of the branch asked for.
      const shown = { value: own.value as BranchValues[N], readAt: own.readAt, kept: true } as const;
      return branch.state === 'idle' ? { state: 'ready', ...shown } : { ...branch, ...shown };
    },
    earlier,
    restore,
    hide,
    remove,
    async review() {
      if (isOn()) return;
      for (const portalId of [...kept.keys()]) hide(portalId);
      waiting.clear();
      await writing;
      await files.remove(root);
    },
    async flush() {
      writeDue(true);
      await writing;
    },
    dispose() {
      closing.abort(new DOMException('closing', 'AbortError'));
      for (const link of links) link.dispose();
      changed.dispose();
    },
  };
}
