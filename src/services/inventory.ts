// What is known of each portal, one state machine per branch: idle, loading, ready, failed. A branch that fails fails alone.
import { Emitter } from '../core/emitter';
import { userKey } from '../core/ids';
import type { PortalId } from '../core/ids';
import { l10n } from '../core/l10n';
import { HolderDirectory } from '../core/holderDirectory';
import type { Holder, Listed, PortalConnection } from '../core/model';
import { wholeList } from '../core/olderRows';
import { isAbort, messageOf, PortalError } from '../core/problem';
import { createPace } from './apply/pace';
import type { Pace } from './apply/pace';
import { loadBranch } from './branchLoads';
import type { Connections } from './connectionTypes';
import { withRows } from './holderLists';
import type {
  Branch,
  BranchName,
  BranchRef,
  BranchValues,
  HoldersPut,
  Inventory,
  LoadOptions,
} from './inventoryTypes';
import { failureOf, identityOf, known, progressOf, slotKey } from './inventorySlots';
import type { PortalState, Slot } from './inventorySlots';
import { createPacedGate } from './pacedGate';
import { overEarlier } from './earlierLists';
import type { EarlierLists } from './earlierLists';
import type { Clock, Log } from './ports';

/** The inventory over the saved portals. A portal that is removed, or becomes another organization or user, is forgotten by itself. */
export function createInventory(deps: {
  readonly connections: Connections;
  readonly clock: Clock;
  readonly log: Log;
  /** How many requests the portal takes at once; what is learnt of it is shared with others who read there. */
  readonly pace?: (portalId: PortalId) => Pace;
  /** What was kept of a list of an earlier session, where it is longer than a cut one may be. Never rejects. */
  readonly earlier?: EarlierLists;
}): Inventory & { cancel(ref: BranchRef): void } {
  const { connections, clock, log } = deps;
  const changed = new Emitter<BranchRef>();
  const put = new Emitter<HoldersPut>();
  const portals = new Map<PortalId, PortalState>();

  function stateOf(id: PortalId, connection: PortalConnection): PortalState {
    const identity = identityOf(connection);
    let state = portals.get(id);
    if (state && state.identity !== identity) {
      forget(id);
      state = undefined;
    }
    if (!state) {
      state = {
        identity,
        slots: new Map(),
        directory: new HolderDirectory(),
        gate: createPacedGate(deps.pace?.(id) ?? createPace()),
      };
      portals.set(id, state);
    }
    return state;
  }

  function slotOf<N extends BranchName>(state: PortalState, ref: BranchRef<N>): Slot<N> {
    const key = slotKey(ref);
    let slot = state.slots.get(key);
    if (!slot) {
      const own: Slot<N> = { ref, branch: { state: 'idle' }, run: undefined, wanted: 0, puts: new Map() };
      slot = own;
      state.slots.set(key, slot);
    }
    // The key holds the name, so a slot found by it is of the branch asked for.
    return slot as unknown as Slot<N>;
  }

  function announce(ref: BranchRef): void {
    try {
      changed.fire(ref);
    } catch (error) {
      log.error(`A listener of the inventory failed on ${ref.name}: ${messageOf(error)}`);
    }
  }

  function set<N extends BranchName>(slot: Slot<N>, branch: Branch<BranchValues[N]>): void {
    slot.branch = branch;
    announce(slot.ref);
  }

  async function read<N extends BranchName>(
    { directory }: PortalState,
    ref: BranchRef<N>,
    signal: AbortSignal,
    progress: (value: () => BranchValues[N]) => void,
  ): Promise<BranchValues[N]> {
    signal.throwIfAborted();
    const connection = connections.get(ref.portalId);
    const client = connections.client(ref.portalId);
    const kind = connection?.kind ?? 'online';
    return loadBranch<N>(ref.name, { client, kind, key: ref.key, directory, signal, progress });
  }

  async function run<N extends BranchName>(
    state: PortalState,
    slot: Slot<N>,
    controller: AbortController,
  ): Promise<void> {
    const { signal } = controller;
    const { ref } = slot;
    const progress = progressOf(slot, clock, signal, branch => set(slot, branch));
    const mine = (): boolean => slot.run?.controller === controller;
    try {
      await state.gate.enter(signal);
      const answer = await read(state, ref, signal, progress).finally(() => state.gate.leave());
      if (!mine()) return;
      const value = await overEarlier(state, slot, answer, signal, deps.earlier);
      if (!mine()) return;
      slot.run = undefined;
      const puts = slot.puts;
      slot.puts = new Map();
      const latest =
        ref.name === 'holders'
          ? (withRows(value as Listed<Holder>, puts, state.directory) as unknown as BranchValues[N])
          : value;
      set(slot, { state: 'ready', value: latest, readAt: clock.now() });
    } catch (error) {
      if (!mine()) return;
      slot.run = undefined;
      slot.puts = new Map();
      if (isAbort(error)) {
        const { value, readAt } = known(slot.branch);
        if (value === undefined || readAt === undefined) set(slot, { state: 'idle' });
        else set(slot, { state: 'ready', value, readAt });
        return;
      }
      set(slot, { state: 'failed', problem: failureOf(error, ref, log), ...known(slot.branch) });
    }
  }

  /** Starts anew, or instead of the load under way: that one is aborted, and whoever waits for it gets the newer result. */
  async function start<N extends BranchName>(
    state: PortalState,
    slot: Slot<N>,
  ): Promise<Branch<BranchValues[N]>> {
    slot.run?.controller.abort(new DOMException('superseded', 'AbortError'));
    const controller = new AbortController();
    // A value without `readAt` is what a superseded first load had shown: the new load begins from nothing.
    const before = known(slot.branch);
    slot.branch = { state: 'loading', ...(before.readAt === undefined ? {} : before) };
    const done = Promise.resolve().then(() => run(state, slot, controller));
    slot.run = { controller, done };
    announce(slot.ref);
    return settled(slot);
  }

  async function settled<N extends BranchName>(slot: Slot<N>): Promise<Branch<BranchValues[N]>> {
    for (let current = slot.run; current; current = slot.run) await current.done;
    return slot.branch;
  }

  function unknownPortal(id: PortalId): { readonly state: 'failed'; readonly problem: PortalError } {
    return {
      state: 'failed',
      problem: new PortalError(
        { kind: 'badInput' },
        l10n.t('There is no saved portal "{0}". Add it in the Portals view.', id),
      ),
    };
  }

  async function refresh<N extends BranchName>(
    ref: BranchRef<N>,
    options?: LoadOptions,
  ): Promise<Branch<BranchValues[N]>> {
    const connection = connections.get(ref.portalId);
    if (!connection) return unknownPortal(ref.portalId);
    const state = stateOf(ref.portalId, connection);
    const slot = slotOf(state, ref);
    return waitedFor(slot, options, start(state, slot));
  }

  function waitedFor<T>(
    slot: { wanted: number },
    options: LoadOptions | undefined,
    work: Promise<T>,
  ): Promise<T> {
    if (options?.forRow === true) return work;
    slot.wanted += 1;
    return work.finally(() => (slot.wanted -= 1));
  }

  function forget(id: PortalId): void {
    const state = portals.get(id);
    if (!state) return;
    portals.delete(id);
    for (const slot of state.slots.values()) {
      const { run: current } = slot;
      slot.run = undefined;
      slot.branch = { state: 'idle' };
      current?.controller.abort(new DOMException('forgotten', 'AbortError'));
    }
    for (const slot of state.slots.values()) announce(slot.ref);
  }

  function cancel(ref: BranchRef): void {
    const slot = portals.get(ref.portalId)?.slots.get(slotKey(ref));
    const { run: current } = slot ?? {};
    if (!slot || !current) return;
    const { value, readAt } = known(slot.branch);
    if (
      value !== undefined &&
      readAt === undefined &&
      (ref.name === 'holders' || ref.name === 'bundleHolders')
    ) {
      // What was read stays, marked; the run that is aborted here no longer owns the slot.
      slot.run = undefined;
      slot.puts = new Map();
      const list = value as Listed<never>;
      set(slot, {
        state: 'ready',
        value: { ...list, partial: { kind: 'cancelled' } },
        readAt: clock.now(),
      });
    }
    current.controller.abort(new DOMException('cancelled', 'AbortError'));
  }

  const link = connections.onDidChange(id => {
    const connection = connections.get(id);
    const state = portals.get(id);
    if (state && (!connection || identityOf(connection) !== state.identity)) forget(id);
  });

  return {
    onDidChange: changed.event,
    onDidPut: put.event,
    peek<N extends BranchName>(ref: BranchRef<N>): Branch<BranchValues[N]> {
      const slot = portals.get(ref.portalId)?.slots.get(slotKey(ref));
      return slot ? (slot as unknown as Slot<N>).branch : { state: 'idle' };
    },
    async load(ref, options) {
      const connection = connections.get(ref.portalId);
      if (!connection) return unknownPortal(ref.portalId);
      const state = stateOf(ref.portalId, connection);
      const slot = slotOf(state, ref);
      if (slot.branch.state === 'ready') return slot.branch;
      return waitedFor(slot, options, slot.run ? settled(slot) : start(state, slot));
    },
    refresh,
    async refreshPortal(id) {
      const slots = [...(portals.get(id)?.slots.values() ?? [])];
      const stale = slots.filter(({ branch }) => branch.state === 'ready' || branch.state === 'failed');
      await Promise.all(stale.map(slot => refresh(slot.ref)));
    },
    putHolders(id, item, rows, gone) {
      const puts = new Map<string, Holder | undefined>();
      for (const row of rows) puts.set(userKey(row.username), row);
      for (const name of gone) puts.set(userKey(name), undefined);
      put.fire({ portalId: id, itemId: item, keys: new Set(puts.keys()) });
      const state = portals.get(id);
      if (!state) return;
      const slot = state.slots.get(slotKey({ portalId: id, name: 'holders', key: item })) as unknown as
        Slot<'holders'> | undefined;
      if (!slot) return;
      if (slot.run) for (const [key, row] of puts) slot.puts.set(key, row);
      const { branch } = slot;
      if (branch.state === 'idle' || branch.value === undefined) return;
      set(slot, { ...branch, value: withRows(branch.value, puts, state.directory) });
    },
    markPartial(id, item, partial, completed) {
      const key = slotKey({ portalId: id, name: 'holders', key: item });
      const slot = portals.get(id)?.slots.get(key) as unknown as Slot<'holders'> | undefined;
      if (slot?.branch.state !== 'ready') return;
      const { value } = slot.branch;
      if (value.partial === undefined && partial === undefined) return;
      const next = partial === undefined ? wholeList(value, completed) : { ...value, partial };
      set(slot, { ...slot.branch, value: next });
    },
    cancel,
    closeRow(ref) {
      const slot = portals.get(ref.portalId)?.slots.get(slotKey(ref));
      if (slot?.run === undefined || slot.wanted > 0) return false;
      cancel(ref);
      return true;
    },
    forget,
    dispose() {
      link.dispose();
      changed.dispose();
      put.dispose();
      for (const id of [...portals.keys()]) forget(id);
    },
  };
}
