// The one door for writes (product.md rule 3): intent → current state → plan → preview → confirm → apply → read back → journal.
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import type { FileUpload } from '../../arcgis/portalClient';
import { Latest, Sole } from '../../core/async';
import type { PortalId } from '../../core/ids';
import type { ApplyReport, ImportPlan, MemberPlan, OperationPlan, Plan } from '../../core/planTypes';
import { PortalError } from '../../core/problem';
import { createPause } from '../../services/apply/pause';
import type { Applier, ApplyOptions } from '../../services/apply/applyTypes';
import type { App, Intent, MadePlan, PlanDesk, PlanSource } from '../app';
import { View } from '../commandIds';
import { noteEvent } from './applyProgress';
import { confirmOverAssigned } from './confirmOverAssigned';
import { confirmRemovals } from './confirmRemovals';
import { planOpenIntent } from './openPlan';
import type { OpenIntent } from './openPlan';
import { ownerOf, requireSameOwner } from './planOwner';
import { askToApply, requestsOf } from './planQuestion';
import { showAnew, shownAnew } from './previewAnew';
import type { PlanBoard, PlanState } from './planState';

export interface Desk extends PlanDesk {
  proposeOpen(intent: OpenIntent): Promise<void>;
  /** Shows the preview of an operation of the portal's license. */
  proposeOperation(plan: OperationPlan): Promise<void>;
  /** Asks, then carries the plan out. There is no way around the question. */
  apply(): Promise<void>;
  /** Reads what the plan for members on the desk is about once more and makes it anew: who has it by now is left out. Keeps the choice about e-mail. */
  planAgain(): Promise<void>;
  /** Nothing further goes out; what is on its way is awaited and read back. */
  pause(): void;
  goOn(): void;
  cancel(): void;
  discard(): void;
  toggleNotification(): void;
}

export type { OpenIntent } from './openPlan';

type Needs = Omit<App, 'plans' | 'pickPortal'>;
type Ready = Extract<PlanState, { state: 'ready' }>;

export function createPlanDesk(
  app: Needs,
  applier: Applier,
  board: PlanBoard,
  reveal: () => Promise<void>,
): Desk & Disposable {
  const applied = new vscode.EventEmitter<ApplyReport>();
  const reading = new Latest();
  let running: AbortController | undefined;
  const pause = createPause();
  /** The plan on the desk is looked at once more, or asked about: that ends before it is begun anew. */
  const checking = new Sole();
  /** What the member plan on the desk was made from. */
  let made:
    | { readonly planId: string; readonly again: (suppressCustomerEmail: boolean) => Promise<void> }
    | undefined;

  /** Only one plan is on the desk, and a running one is never replaced. */
  function requireFree(): void {
    if (board.current.state === 'applying') {
      throw new PortalError(
        { kind: 'badInput' },
        vscode.l10n.t('A plan is being applied. Wait until it ends, or cancel it in the Plan view.'),
      );
    }
  }

  /** Reads and plans; a newer proposal, a cancel or closing the plan makes an earlier one give up. */
  async function show(
    portalId: PortalId,
    title: string,
    make: (signal: AbortSignal) => Promise<MemberPlan>,
    source?: PlanSource,
  ): Promise<MemberPlan | undefined> {
    requireFree();
    giveUp();
    const signal = reading.start();
    const own: PlanState = { state: 'reading', title };
    const hold = app.holdSignIn(portalId, signal);
    board.set(own);
    try {
      const plan = await vscode.window.withProgress({ location: { viewId: View.plan } }, () => make(signal));
      if (board.current !== own) return undefined;
      board.set({
        state: 'ready',
        plan,
        as: ownerOf(app.connections, plan.portalId),
        ...(source && { source }),
      });
      return plan;
    } catch (error) {
      if (board.current === own) board.set({ state: 'none' });
      throw error;
    } finally {
      hold.dispose();
    }
  }

  async function proposeOpen(intent: OpenIntent, suppressCustomerEmail = true): Promise<void> {
    await app.requireWrite(intent.portalId);
    const plan = await show(intent.portalId, intent.title, signal =>
      planOpenIntent(app, intent, suppressCustomerEmail, signal),
    );
    if (plan === undefined) return;
    made = {
      planId: plan.id,
      again: async suppress => proposeOpen((await intent.anew?.()) ?? intent, suppress),
    };
    await reveal();
  }

  async function proposeMade(asked: MadePlan, suppressCustomerEmail?: boolean): Promise<void> {
    await app.requireWrite(asked.portalId);
    const plan = await show(
      asked.portalId,
      asked.title,
      signal => asked.make(signal, suppressCustomerEmail),
      asked.source,
    );
    if (plan === undefined) return;
    made = { planId: plan.id, again: suppress => proposeMade(asked, suppress) };
    await reveal();
  }

  function carryOut(plan: Plan, file: FileUpload | undefined, options: ApplyOptions): Promise<ApplyReport> {
    switch (plan.kind) {
      case 'members':
        return applier.applyMembers(plan, options);
      case 'import':
        return applier.applyImport(plan, file ?? { name: plan.fileName, text: '' }, options);
      case 'operation':
        return applier.applyOperation(plan, options);
    }
  }

  /** Another plan, or none, takes the place of what is read or checked. */
  function giveUp(): void {
    reading.cancel();
    checking.giveUp();
  }

  /** Looks once more at what is on the desk, and asks about it. @returns what was agreed to. */
  async function agreed(asked: Ready, signal: AbortSignal): Promise<Ready | undefined> {
    const { plan, as } = asked;
    await app.requireWrite(plan.portalId);
    if (plan.kind === 'members' && plan.requests.length === 0) {
      throw new PortalError(
        { kind: 'badInput' },
        vscode.l10n.t('The plan changes nothing: there is nothing to apply.'),
      );
    }
    requireSameOwner(app.connections, plan.portalId, as);
    const looked = await vscode.window.withProgress({ location: { viewId: View.plan } }, () =>
      shownAnew(board, asked, reveal, signal),
    );
    if (looked === undefined) return undefined;
    const { shown, changes } = looked;
    const isShown = (): boolean => !signal.aborted && board.current === shown;
    // The plan that was shown is the plan that is applied: a change of it while the question stood open cancels.
    if (!isShown() || !(await askToApply(shown.plan, as, changes))) return undefined;
    if (!isShown() || !(await confirmOverAssigned(shown.plan, reveal))) return undefined;
    if (!isShown() || !(await confirmRemovals(shown.plan, reveal))) return undefined;
    return isShown() ? shown : undefined;
  }

  async function carryOutShown(shown: Ready): Promise<void> {
    const { plan, file, source } = shown;
    const from = source && { source };
    const own = new AbortController();
    running = own;
    const { signal } = own;
    const hold = app.holdSignIn(plan.portalId, signal);
    const of = requestsOf(plan);
    pause.goOn();
    board.set({ state: 'applying', plan, sent: 0, of, phase: 'checking', ...from });
    try {
      const report = await vscode.window.withProgress({ location: { viewId: View.plan } }, () =>
        carryOut(plan, file, { signal, pause, onEvent: event => noteEvent(board, of, event) }),
      );
      board.set({ state: 'applied', plan, report, ...from });
      applied.fire(report);
    } catch (error) {
      board.set(shown);
      // It was found out under the lock of the portal: somebody changed it while the questions stood open.
      await showAnew(error, board, shown, reveal);
      throw error;
    } finally {
      hold.dispose();
      // While the plan was shown anew another one may have begun.
      if (running === own) running = undefined;
    }
  }

  return {
    onDidApply: applied.event,
    proposeOpen,
    propose: (intent: Intent) =>
      proposeOpen({
        portalId: intent.portalId,
        title: intent.title,
        itemIds: [...new Set(intent.changes.map(change => change.itemId))],
        usernames: [...new Set(intent.changes.map(change => change.username))],
        changes: () => intent.changes,
      }),
    proposeMade: asked => proposeMade(asked),
    proposeImport: async (plan: ImportPlan, file: FileUpload, anew: () => Promise<ImportPlan>) => {
      await app.requireWrite(plan.portalId);
      requireFree();
      giveUp();
      board.set({ state: 'ready', plan, file, anew, as: ownerOf(app.connections, plan.portalId) });
      await reveal();
    },
    proposeOperation: async (plan: OperationPlan) => {
      await app.requireWrite(plan.portalId);
      requireFree();
      giveUp();
      board.set({ state: 'ready', plan, as: ownerOf(app.connections, plan.portalId) });
      await reveal();
    },
    apply: async () => {
      if (checking.isRunning) {
        throw new PortalError(
          { kind: 'badInput' },
          vscode.l10n.t('This plan is being looked at once more. Wait for the question, and answer it.'),
        );
      }
      const { current } = board;
      if (current.state !== 'ready') {
        throw new PortalError(
          { kind: 'badInput' },
          vscode.l10n.t('There is no plan to apply. Choose members or a file first.'),
        );
      }
      const shown = await checking.run(signal => agreed(current, signal));
      if (shown === undefined) return;
      requireSameOwner(app.connections, shown.plan.portalId, shown.as);
      await carryOutShown(shown);
    },
    planAgain: async () => {
      requireFree();
      const { current } = board;
      if (
        (current.state !== 'ready' && current.state !== 'applied') ||
        current.plan.kind !== 'members' ||
        made?.planId !== current.plan.id
      ) {
        throw new PortalError(
          { kind: 'badInput' },
          vscode.l10n.t('There is no plan for members that could be made again. Choose members first.'),
        );
      }
      await made.again(current.plan.suppressCustomerEmail);
    },
    pause: () => {
      if (board.current.state === 'applying') pause.pause();
    },
    goOn: () => pause.goOn(),
    cancel: () => {
      running?.abort();
      giveUp();
    },
    discard: () => {
      requireFree();
      giveUp();
      board.set({ state: 'none' });
    },
    toggleNotification: () => {
      const { current } = board;
      if (current.state === 'ready' && current.plan.kind === 'members') {
        // What was reviewed is what is applied, and whether the members are told is a part of it.
        if (current.source?.kind === 'saved')
          throw new PortalError(
            { kind: 'badInput' },
            vscode.l10n.t(
              'A saved plan is applied as it was reviewed, its choice about e-mail included. To choose anew, make the plan anew from its policy or its members, and save that.',
            ),
          );
        board.replacePlan({ ...current.plan, suppressCustomerEmail: !current.plan.suppressCustomerEmail });
      }
    },
    dispose: () => {
      running?.abort();
      giveUp();
      applied.dispose();
    },
  };
}
