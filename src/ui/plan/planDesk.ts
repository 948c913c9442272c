// The one door for writes (product.md rule 3): intent → current state → plan → preview → confirm → apply → read back → journal.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import type { FileUpload } from '../../arcgis/portalClient';
import { Latest } from '../../core/async';
import { userKey, type ItemId, type PortalId, type Username } from '../../core/ids';
import { inertText } from '../../core/inertText';
import { planMembers } from '../../core/plan';
import type {
  ApplyReport,
  DesiredChange,
  ImportPlan,
  MemberPlan,
  OperationPlan,
  Plan,
  TargetState,
} from '../../core/planTypes';
import { PortalError } from '../../core/problem';
import type { Applier, ApplyEvent, ApplyOptions } from '../../services/apply/applyTypes';
import { checkMembers } from '../../services/memberCheck';
import { readTargets } from '../../services/stateReader';
import type { App, Intent, PlanDesk } from '../app';
import { View } from '../commandIds';
import { confirmOverAssigned } from './confirmOverAssigned';
import { askToType, detailOf, requestsOf } from './planQuestion';
import { requirePreviewHolds, showAnew } from './previewAnew';
import type { PlanBoard, PlanOwner, PlanState } from './planState';

/** An intent whose changes depend on what the members hold now, such as "everything". */
export interface OpenIntent {
  readonly portalId: PortalId;
  readonly title: string;
  readonly itemIds: readonly ItemId[];
  readonly usernames: readonly Username[];
  readonly changes: (targets: readonly TargetState[]) => readonly DesiredChange[];
  /** The same for what the portal has by then, where it is about all products; without it the intent itself is planned again. */
  readonly anew?: () => Promise<OpenIntent>;
}

export interface Desk extends PlanDesk {
  proposeOpen(intent: OpenIntent): Promise<void>;
  /** Shows the preview of an operation of the portal's license. */
  proposeOperation(plan: OperationPlan): Promise<void>;
  /** Asks, then carries the plan out. There is no way around the question. */
  apply(): Promise<void>;
  /** Reads what the plan for members on the desk is about once more and makes it anew: who has it by now is left out. Keeps the choice about e-mail. */
  planAgain(): Promise<void>;
  cancel(): void;
  discard(): void;
  toggleNotification(): void;
}

type Needs = Omit<App, 'plans' | 'pickPortal'>;

export function createPlanDesk(
  app: Needs,
  applier: Applier,
  board: PlanBoard,
  reveal: () => Promise<void>,
): Desk & Disposable {
  const applied = new vscode.EventEmitter<ApplyReport>();
  const reading = new Latest();
  let running: AbortController | undefined;
  /** What the member plan on the desk was made from. */
  let made: { readonly planId: string; readonly intent: OpenIntent } | undefined;

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
  ): Promise<MemberPlan | undefined> {
    requireFree();
    const signal = reading.start();
    const own: PlanState = { state: 'reading', title };
    const hold = app.holdSignIn(portalId, signal);
    board.set(own);
    try {
      const plan = await vscode.window.withProgress({ location: { viewId: View.plan } }, () => make(signal));
      if (board.current !== own) return undefined;
      board.set({ state: 'ready', plan, as: ownerOf(plan.portalId) });
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
    const plan = await show(intent.portalId, intent.title, async signal => {
      const { portalId, title, itemIds, usernames } = intent;
      const targets = await readTargets(app, portalId, itemIds, usernames, signal);
      const changes = intent.changes(targets);
      const known = new Set(
        targets.flatMap(target =>
          [...target.holdings.values()]
            .filter(held => held.entitlements.length > 0)
            .map(held => held.username.toLowerCase()),
        ),
      );
      const unsure = [...new Set([...usernames, ...changes.map(change => change.username)])].filter(
        name => !known.has(name.toLowerCase()),
      );
      const members = await checkMembers(app.connections.client(portalId), unsure, signal);
      // Who is no member and holds nothing would otherwise not be mentioned at all.
      const wished = new Set(changes.map(change => userKey(change.username)));
      const first = targets[0]?.target.itemId;
      const strangers = usernames.filter(
        name =>
          !wished.has(userKey(name)) && !known.has(userKey(name)) && members.standing(name) === 'notMember',
      );
      const all: readonly DesiredChange[] = [
        ...changes,
        ...(first === undefined
          ? []
          : strangers.map(name => ({
              itemId: first,
              username: name,
              mode: 'set' as const,
              entitlements: [],
            }))),
      ];
      return planMembers({
        id: randomUUID(),
        portalId,
        title,
        createdAt: app.clock.now(),
        targets,
        changes: all.map(change => ({ ...change, username: members.spelling(change.username) })),
        members: name => (known.has(name.toLowerCase()) ? 'member' : members.standing(name)),
        userTypes: name => members.userType(name),
        suppressCustomerEmail,
      });
    });
    if (plan === undefined) return;
    made = { planId: plan.id, intent };
    await reveal();
  }

  function ownerOf(portalId: PortalId): PlanOwner {
    const connection = app.connections.get(portalId);
    if (connection === undefined) {
      throw new PortalError(
        { kind: 'staleState' },
        vscode.l10n.t('The portal of this plan is not connected any more.'),
      );
    }
    const { name, url, orgId, username, sample } = connection;
    // The sample portal's port changes with every start; what it is does not.
    return { name, url: sample === undefined ? url : portalId, orgId, username };
  }

  /** Throws PortalError `staleState` when the connection is another user's or leads elsewhere than when the plan was made. */
  function requireSameOwner(portalId: PortalId, as: PlanOwner): void {
    const now = ownerOf(portalId);
    if (now.url === as.url && now.orgId === as.orgId && now.username === as.username) return;
    throw new PortalError(
      { kind: 'staleState' },
      vscode.l10n.t(
        'This plan was made as {0} at {1}; the connection is now {2} at {3}. Make the plan anew.',
        as.username,
        as.name,
        now.username,
        now.name,
      ),
    );
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

  async function confirm(): Promise<boolean> {
    const { current } = board;
    if (current.state !== 'ready') return false;
    const { plan } = current;
    const where = vscode.l10n.t('{0} as {1}', current.as.name, current.as.username);
    const yes: vscode.MessageItem = {
      title: plan.kind === 'import' ? vscode.l10n.t('Import') : vscode.l10n.t('Apply'),
    };
    const question =
      plan.kind === 'import'
        ? vscode.l10n.t('Import {0} to {1}?', plan.fileName, where)
        : vscode.l10n.t('Apply this plan to {0}?', where);
    const detail = detailOf(plan);
    const answer = await vscode.window.showWarningMessage(
      inertText(question),
      { modal: true, detail: inertText(detail) },
      yes,
    );
    if (answer !== yes) return false;
    return plan.kind !== 'operation' || plan.typed === undefined || askToType(plan.title, plan.typed);
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
    proposeImport: async (plan: ImportPlan, file: FileUpload, anew: () => Promise<ImportPlan>) => {
      await app.requireWrite(plan.portalId);
      requireFree();
      reading.cancel();
      board.set({ state: 'ready', plan, file, anew, as: ownerOf(plan.portalId) });
      await reveal();
    },
    proposeOperation: async (plan: OperationPlan) => {
      await app.requireWrite(plan.portalId);
      requireFree();
      reading.cancel();
      board.set({ state: 'ready', plan, as: ownerOf(plan.portalId) });
      await reveal();
    },
    apply: async () => {
      const before = board.current;
      if (before.state !== 'ready') {
        throw new PortalError(
          { kind: 'badInput' },
          vscode.l10n.t('There is no plan to apply. Choose members or a file first.'),
        );
      }
      await app.requireWrite(before.plan.portalId);
      if (before.plan.kind === 'members' && before.plan.requests.length === 0) {
        throw new PortalError(
          { kind: 'badInput' },
          vscode.l10n.t('The plan changes nothing: there is nothing to apply.'),
        );
      }
      requireSameOwner(before.plan.portalId, before.as);
      if (!(await requirePreviewHolds(board, before, reveal))) return;
      // The plan that was shown is the plan that is applied: a change of it while the question stood open cancels.
      if (!(await confirm()) || !(await confirmOverAssigned(before.plan, reveal))) return;
      if (board.current !== before) return;
      requireSameOwner(before.plan.portalId, before.as);
      const { plan, file } = before;
      running = new AbortController();
      const hold = app.holdSignIn(plan.portalId, running.signal);
      const of = requestsOf(plan);
      board.set({ state: 'applying', plan, sent: 0, of, phase: 'checking' });
      const options = {
        signal: running.signal,
        onEvent: (event: ApplyEvent) => {
          switch (event.kind) {
            case 'checking':
              board.noteRequests(0, of, 'checking');
              return;
            case 'requestStarted':
            case 'requestEnded':
              board.noteRequests(event.sent, event.of, 'sending');
              return;
            case 'readingBack':
              board.noteRequests(of, of, 'readingBack');
              return;
            case 'restarting':
              board.noteRequests(of, of, 'restarting', event.until);
              return;
            case 'member':
              board.noteSending(event.itemId, event.username, event.state);
              return;
            case 'result':
              board.noteResult(event.result);
              return;
          }
        },
      };
      try {
        const report = await vscode.window.withProgress({ location: { viewId: View.plan } }, () =>
          carryOut(plan, file, options),
        );
        board.set({ state: 'applied', plan, report });
        applied.fire(report);
      } catch (error) {
        board.set(before);
        // It was found out under the lock of the portal: somebody changed it while the questions stood open.
        await showAnew(error, board, before, reveal);
        throw error;
      } finally {
        hold.dispose();
        running = undefined;
      }
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
      const { intent } = made;
      await proposeOpen((await intent.anew?.()) ?? intent, current.plan.suppressCustomerEmail);
    },
    cancel: () => {
      running?.abort();
      reading.cancel();
    },
    discard: () => {
      requireFree();
      reading.cancel();
      board.set({ state: 'none' });
    },
    toggleNotification: () => {
      const { current } = board;
      if (current.state === 'ready' && current.plan.kind === 'members') {
        board.replacePlan({ ...current.plan, suppressCustomerEmail: !current.plan.suppressCustomerEmail });
      }
    },
    dispose: () => {
      running?.abort();
      reading.cancel();
      applied.dispose();
    },
  };
}
