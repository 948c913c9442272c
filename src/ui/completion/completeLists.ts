// Completing the lists that a portal cuts: what it takes is said and asked first, then it goes on in the background, with pause, resume and cancel.
import * as vscode from 'vscode';
import { percentOf } from '../../core/completion/completionState';
import { duration } from '../../core/format';
import type { ItemId, PortalId } from '../../core/ids';
import { inertText } from '../../core/inertText';
import { isAbort, PortalError } from '../../core/problem';
import type {
  CompletionOffer,
  Completions,
  CompletionState,
} from '../../services/completion/completionTypes';
import type { App } from '../app';
import { Command } from '../commandIds';
import { targetsOf } from '../tree/nodeTarget';
import { treeWords } from '../tree/treeWords';

type CompletionCommand =
  | typeof Command.completeList
  | typeof Command.pauseCompletion
  | typeof Command.resumeCompletion
  | typeof Command.cancelCompletion;

export interface CompleteLists {
  readonly handlers: Readonly<Record<CompletionCommand, (...args: unknown[]) => Promise<void>>>;
  /** Asks about completions that a window which was closed has left. Reads the disk alone. */
  offerInterrupted(): Promise<void>;
}

const { count } = treeWords;
const about = (fewest: string, most: string): string =>
  fewest === most ? fewest : vscode.l10n.t('{0} to {1}', fewest, most);

/** Whole seconds, and minutes for what takes minutes: a guess has no tenths. */
const roughly = (ms: number): string =>
  ms < 60_000 ? `${Math.ceil(ms / 1_000)} s` : duration(Math.ceil(ms / 60_000) * 60_000);

export function createCompleteLists(app: App, completions: Completions): CompleteLists {
  const following = new Set<PortalId>();
  const nameOf = (id: PortalId): string => app.connections.get(id)?.name ?? id;

  /** The lists of the portal that are known to be cut. */
  function cutLists(portalId: PortalId): readonly ItemId[] {
    const listings = app.inventory.peek({ portalId, name: 'listings' });
    const all = listings.state === 'idle' ? [] : (listings.value ?? []);
    return all.flatMap(({ itemId }) => {
      const branch = app.inventory.peek({ portalId, name: 'holders', key: itemId });
      return branch.state === 'ready' && branch.value.partial?.kind === 'portalLimit' ? [itemId] : [];
    });
  }

  /** What becomes of a completion of other lists of the portal. */
  function goesOnWith(state: CompletionState | undefined): string | undefined {
    if (state === undefined || state.state === 'done') return undefined;
    const asked = count(state.asked);
    return state.state === 'interrupted'
      ? vscode.l10n.t(
          'A completion of lists of the portal that was interrupted goes on together with this one. Members that were asked for by then: {0}. What was found is kept.',
          asked,
        )
      : vscode.l10n.t(
          'The completion of other lists of the portal, which is under way, goes on together with this one. Members that were asked for by now: {0}. What was found is kept.',
          asked,
        );
  }

  async function askToStart(
    portalId: PortalId,
    offer: CompletionOffer,
    other: CompletionState | undefined,
  ): Promise<boolean> {
    const yes: vscode.MessageItem = { title: vscode.l10n.t('Complete') };
    const { items, members, fewest, most, fewestMs, mostMs } = offer;
    const question =
      items.length === 1
        ? vscode.l10n.t('Complete the list that {0} has cut?', nameOf(portalId))
        : vscode.l10n.t('Complete the {0} lists that {1} has cut?', items.length, nameOf(portalId));
    const detail = [
      vscode.l10n.t(
        'Members who are asked for one by one: {0}. Requests: {1}. Time, at the pace of the portal now: about {2}.',
        count(members),
        about(count(fewest), count(most)),
        about(roughly(fewestMs), roughly(mostMs)),
      ),
      vscode.l10n.t(
        'At most four requests are on their way at once. It runs in the background, can be paused, and goes on after a restart. Until it is done the list stays marked as a part.',
      ),
      goesOnWith(other),
    ]
      .filter(text => text !== undefined)
      .join('\n\n');
    return (
      (await vscode.window.showInformationMessage(
        inertText(question),
        { modal: true, detail: inertText(detail) },
        yes,
      )) === yes
    );
  }

  /** Shows how far it is until it ends, is paused, or stands still. Its Cancel button pauses: nothing that was found is lost by a click. */
  async function showProgress(portalId: PortalId): Promise<void> {
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: inertText(vscode.l10n.t('Completing lists of {0}', nameOf(portalId))),
        cancellable: true,
      },
      (progress, token) =>
        new Promise<void>(resolve => {
          let shown = 0;
          const look = (): void => {
            const state = completions.peek(portalId);
            if (state?.state !== 'running') {
              link.dispose();
              resolve();
              return;
            }
            const percent = percentOf(state);
            progress.report({ message: progressText(state), increment: Math.max(0, percent - shown) });
            shown = Math.max(shown, percent);
          };
          const link = completions.onDidChange(id => id === portalId && look());
          token.onCancellationRequested(() => completions.pause(portalId));
          look();
        }),
    );
  }

  function progressText({ asked, of, leftMs }: CompletionState): string {
    if (of === undefined) return vscode.l10n.t('listing the members…');
    const far = vscode.l10n.t('{0} of {1} members', count(asked), count(of));
    return leftMs === undefined ? far : vscode.l10n.t('{0}, about {1} left', far, roughly(leftMs));
  }

  async function askToGoOn(portalId: PortalId, state: CompletionState): Promise<void> {
    const resume: vscode.MessageItem = { title: vscode.l10n.t('Resume') };
    const cancel: vscode.MessageItem = { title: vscode.l10n.t('Cancel Completion') };
    const text =
      state.problem === undefined
        ? vscode.l10n.t(
            'The completion of lists of {0} is paused at {1}%. It can be resumed from the portal’s menu, too.',
            nameOf(portalId),
            percentOf(state),
          )
        : vscode.l10n.t(
            'The completion of lists of {0} stands still at {1}%. {2}',
            nameOf(portalId),
            percentOf(state),
            state.problem.message,
          );
    const answer = await (state.problem === undefined
      ? vscode.window.showInformationMessage(inertText(text), resume, cancel)
      : vscode.window.showWarningMessage(inertText(text), resume, cancel));
    if (answer === cancel) await completions.cancel(portalId);
    else if (answer === resume && completions.peek(portalId)?.state === 'paused')
      void completions.resume(portalId).catch(report);
  }

  const report = (error: unknown): void => {
    if (!isAbort(error)) app.report(error);
  };

  /** Resolves when the state of the portal's completion is such, or when `work` is over. */
  function reached(
    portalId: PortalId,
    isReached: (state: CompletionState['state'] | undefined) => boolean,
    work: Promise<unknown>,
  ): Promise<void> {
    return new Promise(resolve => {
      const end = (): void => {
        link.dispose();
        resolve();
      };
      const look = (): void => {
        if (isReached(completions.peek(portalId)?.state)) end();
      };
      const link = completions.onDidChange(id => id === portalId && look());
      work.then(end, end);
      look();
    });
  }

  /** Accompanies a completion with notifications, one at a time, until it ends. */
  async function follow(portalId: PortalId, work: Promise<unknown>): Promise<void> {
    if (following.has(portalId)) return;
    following.add(portalId);
    try {
      // It is told of when it has its lock, and what a former run has left is read.
      await reached(portalId, state => state === 'running', work);
      for (;;) {
        await showProgress(portalId);
        const state = completions.peek(portalId);
        if (state?.state === 'done') {
          void vscode.window.showInformationMessage(
            inertText(
              vscode.l10n.t(
                'Lists of {0} are complete. Members that were asked for: {1}.',
                nameOf(portalId),
                count(state.asked),
              ),
            ),
          );
          return;
        }
        if (state?.state !== 'paused') return;
        // The question stays on the screen when the completion goes on by another way, such as its row.
        await Promise.race([askToGoOn(portalId, state), reached(portalId, now => now !== 'paused', work)]);
        if (completions.peek(portalId)?.state !== 'running') return;
      }
    } finally {
      following.delete(portalId);
    }
  }

  function inBackground(portalId: PortalId, work: Promise<boolean>): void {
    work.catch(report);
    void follow(portalId, work).catch(report);
  }

  async function portalOf(args: readonly unknown[]): Promise<PortalId | undefined> {
    return targetsOf(args[0], args[1])[0]?.portalId ?? app.pickPortal();
  }

  async function complete(args: readonly unknown[]): Promise<void> {
    const targets = targetsOf(args[0], args[1]);
    const portalId = await portalOf(args);
    if (portalId === undefined) return;
    const named = targets.flatMap(target =>
      target.portalId === portalId && target.itemId !== undefined ? [target.itemId] : [],
    );
    const going = await completions.find(portalId);
    const isGoing = going?.state === 'running' || going?.state === 'paused';
    if (isGoing && named.every(item => going.items.includes(item))) {
      inBackground(portalId, completions.resume(portalId));
      return;
    }
    const items = named.length > 0 ? named : cutLists(portalId);
    if (items.length === 0)
      throw new PortalError(
        { kind: 'badInput' },
        vscode.l10n.t(
          'No list of {0} that was read is cut by the portal. Open a listing first: its list says when it is.',
          nameOf(portalId),
        ),
      );
    const offer = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Counting members…') },
      () => completions.offer(portalId, items),
    );
    if (await askToStart(portalId, offer, going))
      inBackground(portalId, completions.start(portalId, offer.items));
  }

  async function offerInterrupted(): Promise<void> {
    for (const { id } of app.connections.list()) {
      const found = await completions.find(id);
      if (found?.state !== 'interrupted') continue;
      const resume: vscode.MessageItem = { title: vscode.l10n.t('Resume') };
      const cancel: vscode.MessageItem = { title: vscode.l10n.t('Cancel Completion') };
      const answer = await vscode.window.showInformationMessage(
        inertText(
          vscode.l10n.t(
            'The completion of lists of {0} was interrupted. Members that were asked for by then: {1}.',
            nameOf(id),
            count(found.asked),
          ),
        ),
        resume,
        cancel,
      );
      if (answer === resume) inBackground(id, completions.resume(id));
      else if (answer === cancel) await completions.cancel(id);
    }
  }

  return {
    handlers: {
      [Command.completeList]: async (...args) => complete(args),
      [Command.pauseCompletion]: async (...args) => {
        const portalId = await portalOf(args);
        if (portalId !== undefined) completions.pause(portalId);
      },
      [Command.resumeCompletion]: async (...args) => {
        const portalId = await portalOf(args);
        if (portalId !== undefined) inBackground(portalId, completions.resume(portalId));
      },
      [Command.cancelCompletion]: async (...args) => {
        const portalId = await portalOf(args);
        if (portalId !== undefined) await completions.cancel(portalId);
      },
    },
    offerInterrupted,
  };
}
