// The completions of lists: one per portal at a time over all windows, taken up again after a pause or a kill (issue 5, section 1).
import type { Disposable } from '../../core/emitter';
import { Emitter } from '../../core/emitter';
import type { ItemId, PortalId } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { PortalConnection } from '../../core/model';
import { isAbort, messageOf, PortalError } from '../../core/problem';
import { createPace } from '../apply/pace';
import type { Pace } from '../apply/pace';
import { createPause } from '../apply/pause';
import type { Pause } from '../apply/pause';
import type { Connections } from '../connectionTypes';
import type { Inventory } from '../inventoryTypes';
import type { Clock, FileStore, Log } from '../ports';
import { completionPath, createCompletionFile } from './completionFile';
import type { CompletionRecord, MemberAnswer } from './completionFile';
import { completionOffer } from './completionOffer';
import { runCompletion } from './completionRun';
import type { RunProgress } from './completionRun';
import type { Completions, CompletionState } from './completionTypes';
import { cutLists, placed } from './cutLists';

/** What was found longer ago than this is not taken up again: too much may have changed since. */
export const oldestResumed = 24 * 3_600_000;

interface Deps {
  readonly connections: Connections;
  readonly inventory: Inventory;
  readonly files: FileStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Until it is disposed, reads of the portal wait for a person when its sign-in ends, as while a plan is applied. */
  readonly holdSignIn?: (portalId: PortalId, signal: AbortSignal) => Disposable;
  /** How many requests the portal takes at once; one of its own for each run without it. */
  readonly pace?: (portalId: PortalId) => Pace;
}

interface Running {
  readonly pause: Pause;
  readonly controller: AbortController;
  readonly ended: Promise<boolean>;
}

export function createCompletions(deps: Deps): Completions {
  const { connections, inventory, files, clock, log } = deps;
  const changed = new Emitter<PortalId>();
  const states = new Map<PortalId, CompletionState>();
  const running = new Map<PortalId, Running>();
  const ownPuts = { active: false };
  // What any window writes is newer than what a completion, here, in another window or interrupted, was answered before.
  const link = inventory.onDidPut(({ portalId, keys }) => {
    const connection = connections.get(portalId);
    if (ownPuts.active || connection === undefined) return;
    createCompletionFile(files, connection)
      .forget([...keys], clock.now())
      .catch((error: unknown) => {
        log.warn(`A write could not be noted in the completion of lists: ${messageOf(error)}`);
      });
  });

  function tell(id: PortalId, state: CompletionState | undefined): void {
    if (state === undefined) states.delete(id);
    else states.set(id, state);
    try {
      changed.fire(id);
    } catch (error) {
      log.error(`A listener of the completions failed: ${messageOf(error)}`);
    }
  }

  function connectionOf(id: PortalId): PortalConnection {
    const connection = connections.get(id);
    if (connection !== undefined) return connection;
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t('There is no saved portal "{0}". Add it in the Portals view.', id),
    );
  }

  /** @param record of a completion that was begun before. */
  async function run(id: PortalId, items: readonly ItemId[], record?: CompletionRecord): Promise<boolean> {
    const connection = connectionOf(id);
    if (running.has(id))
      throw new PortalError(
        { kind: 'badInput' },
        l10n.t('Lists of {0} are being completed already.', connection.name),
      );
    const controller = new AbortController();
    const pause = createPause();
    const ended = work(connection, items, record, pause, controller.signal).finally(() => running.delete(id));
    running.set(id, { pause, controller, ended });
    return ended;
  }

  async function work(
    connection: PortalConnection,
    items: readonly ItemId[],
    record: CompletionRecord | undefined,
    pause: Pause,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { id } = connection;
    const lock = await files.tryLock(`${completionPath(id)}.lock`);
    if (lock === undefined)
      throw new PortalError(
        { kind: 'badInput' },
        l10n.t('Lists of {0} are being completed in another window.', connection.name),
      );
    const hold = deps.holdSignIn?.(id, signal);
    const startedAt = record?.startedAt ?? clock.now();
    const begunAt = clock.now();
    const before = record?.answers.size ?? 0;
    const progress: RunProgress = {
      asked: before,
      of: undefined,
      requests: 0,
      joined: 0,
      left: 0,
      problem: undefined,
    };
    const stateNow = (state: CompletionState['state'], own: readonly ItemId[]): CompletionState => {
      const { asked, of, requests, joined, left, problem } = progress;
      const spent = clock.now() - begunAt;
      const leftMs =
        of === undefined || asked - before < 20 ? undefined : (spent / (asked - before)) * (of - asked);
      return {
        items: own,
        state,
        asked,
        requests,
        startedAt,
        joined,
        left,
        ...(of === undefined ? {} : { of }),
        ...(leftMs === undefined ? {} : { leftMs }),
        ...(problem === undefined ? {} : { problem }),
        ...(state === 'done' ? { endedAt: clock.now() } : {}),
      };
    };
    let own = items;
    try {
      tell(id, stateNow('running', own));
      const lists = await cutLists(inventory, connection, items);
      const file = createCompletionFile(files, connection);
      // What other windows wrote while the lists were read is noted there. Reading it tells the file which sets it has named already.
      const onDisk = record === undefined ? undefined : await file.read();
      for (const key of [...(record?.answers.keys() ?? [])])
        if (onDisk?.answers.has(key) !== true) record?.answers.delete(key);
      const answers = record === undefined ? new Map<string, MemberAnswer>() : placed(record, lists);
      own = lists.map(({ itemId }) => itemId);
      if (onDisk === undefined || answers !== record?.answers)
        await file.begin(own, startedAt, answers.values());
      await runCompletion(
        {
          client: connections.client(id),
          inventory,
          clock,
          log,
          ownPuts,
          pace: deps.pace?.(id) ?? createPace(),
        },
        {
          portalId: id,
          items: lists,
          file,
          answers,
          pause,
          signal,
          progress,
          tell: () => tell(id, stateNow(pause.isPaused ? 'paused' : 'running', own)),
        },
      );
      await file.remove();
      tell(id, stateNow('done', own));
      return true;
    } catch (error) {
      if (!isAbort(error) || !signal.aborted) {
        tell(id, progress.asked > 0 ? stateNow('interrupted', own) : undefined);
        throw error;
      }
      return false;
    } finally {
      hold?.dispose();
      await lock.release();
    }
  }

  async function kept(id: PortalId): Promise<CompletionRecord | undefined> {
    const record = await createCompletionFile(files, connectionOf(id)).read();
    return record === undefined ? undefined : withoutOld(record);
  }

  /** Each answer has its own age: those of a minute ago count, however long ago the completion was begun. */
  function withoutOld(record: CompletionRecord): CompletionRecord {
    const oldest = clock.now() - oldestResumed;
    return { ...record, answers: new Map([...record.answers].filter(([, { at }]) => at >= oldest)) };
  }

  async function stop(id: PortalId): Promise<void> {
    const current = running.get(id);
    current?.controller.abort(new DOMException('cancelled', 'AbortError'));
    await current?.ended.catch(() => false);
    await files.remove(completionPath(id));
    tell(id, undefined);
  }

  return {
    onDidChange: changed.event,
    peek: id => states.get(id),
    offer: (id, items, signal) => completionOffer(deps, connectionOf(id), items, signal),
    async start(id, items) {
      const current = running.get(id);
      const own = states.get(id)?.items ?? [];
      let carried: readonly ItemId[] = [];
      if (current !== undefined && !items.every(item => own.includes(item))) {
        carried = own;
        // Whatever keeps the lists from being completed together is said before anything is stopped.
        await cutLists(inventory, connectionOf(id), [...own, ...items]);
        current.controller.abort(new DOMException('superseded', 'AbortError'));
        if (await current.ended.catch(() => false)) carried = [];
      } else if (current !== undefined) return run(id, items);
      const record = await kept(id);
      const goesOn = record !== undefined && (record.answers.size > 0 || carried.length > 0);
      const all = [...new Set([...(goesOn ? record.items : carried), ...items])];
      return goesOn ? run(id, all, record) : run(id, all);
    },
    async resume(id) {
      const current = running.get(id);
      if (current !== undefined) {
        current.pause.goOn();
        const state = states.get(id);
        if (state?.state === 'paused') tell(id, { ...state, state: 'running' });
        return current.ended;
      }
      const record = await kept(id);
      if (record === undefined)
        throw new PortalError(
          { kind: 'badInput' },
          l10n.t(
            'There is no completion of lists to go on with. Start one on a list that the portal has cut.',
          ),
        );
      return run(id, record.items, record);
    },
    pause(id) {
      const current = running.get(id);
      const state = states.get(id);
      if (current === undefined || state === undefined) return;
      current.pause.pause();
      tell(id, { ...state, state: 'paused' });
    },
    cancel: stop,
    async find(id) {
      if (running.has(id)) return states.get(id);
      const record = await kept(id);
      if (record === undefined || record.answers.size === 0) return states.get(id);
      const { items, startedAt, answers } = record;
      const found: CompletionState = {
        items,
        state: 'interrupted',
        asked: answers.size,
        requests: 0,
        startedAt,
        joined: 0,
        left: 0,
      };
      tell(id, found);
      return found;
    },
    remove: stop,
    dispose() {
      link.dispose();
      // What was found stays on disk.
      for (const { controller } of running.values())
        controller.abort(new DOMException('closing', 'AbortError'));
      changed.dispose();
    },
  };
}
