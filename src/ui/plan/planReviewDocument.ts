// The document of a plan that is reviewed before it is applied: of a policy, or saved before. A text in an editor, kept in step with the plan on the desk.
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import type { MemberPlan } from '../../core/planTypes';
import { planReview, type Review } from '../../core/planReview';
import type { Connections } from '../../services/connectionTypes';
import { inTurns } from '../inTurns';
import type { TextDocuments } from '../textDocuments';
import { policySeen } from './planSource';
import type { PlanBoard, PlanState } from './planState';

export const reviewName = 'plan.license-plan';
/** The language of the document, whose colours say what its signs say. */
export const reviewSelector: vscode.DocumentSelector = {
  scheme: 'arcgis-entitlements',
  pattern: '**/*.license-plan',
};

type Reviewed = Extract<PlanState, { state: 'ready' | 'applying' | 'applied' }> & {
  readonly plan: MemberPlan;
};

/** The state of a plan that is shown as such a document; undefined for any other. */
export function reviewedOf(state: PlanState): Reviewed | undefined {
  if (!('plan' in state) || state.plan.kind !== 'members') return undefined;
  return state.plan.policy !== undefined || state.source?.kind === 'saved' ? (state as Reviewed) : undefined;
}

export interface PlanReview extends Disposable {
  /** Shows the plan that is on the desk; false where it has no such document. */
  show(): Promise<boolean>;
  /** The plan that the document shows, or showed last. */
  planId(): string | undefined;
  /** The document shows another plan, or the same one anew. */
  readonly onDidChange: vscode.Event<void>;
}

interface Shown extends Review {
  readonly planId: string;
  readonly policy?: vscode.Uri;
}

export function createPlanReview(
  board: PlanBoard,
  documents: Pick<TextDocuments, 'showText' | 'update'>,
  connections: Pick<Connections, 'get'>,
): PlanReview {
  const changed = new vscode.EventEmitter<void>();
  let shown: Shown | undefined;
  let turn = 0;

  /** @returns undefined where another plan came before it */
  async function build(state: Reviewed): Promise<Shown | undefined> {
    const mine = ++turn;
    const { plan, source } = state;
    const { uri: policy, says } = await policySeen(plan, source);
    const steps = planReview(plan, {
      portalName: connections.get(plan.portalId)?.name ?? plan.portalId,
      source: says,
      ...(state.state === 'applied' ? { report: state.report } : {}),
    });
    const made = await inTurns(steps, () => mine === turn);
    if (made === undefined || mine !== turn) return undefined;
    shown = { planId: plan.id, ...made, ...(policy && { policy }) };
    return shown;
  }

  const tellMenus = (): void => {
    const state = reviewedOf(board.current);
    const isOnDesk = state !== undefined && state.plan.id === shown?.planId;
    void vscode.commands.executeCommand('setContext', 'arcgisEntitlements.planReviewed', isOnDesk);
    const isSaved = state?.source?.kind === 'saved';
    void vscode.commands.executeCommand('setContext', 'arcgisEntitlements.planSaved', isSaved);
    changed.fire();
  };
  const follow = board.onDidChange(what => {
    if (what !== 'all') return;
    const state = reviewedOf(board.current);
    tellMenus();
    // What is being applied is shown as it was; a plan that was not shown yet is on its way to be.
    if (state === undefined || state.state === 'applying' || state.plan.id !== shown?.planId) return;
    void build(state).then(now => {
      if (now === undefined) return;
      documents.update(reviewName, now.text);
      tellMenus();
    });
  });
  const provider = vscode.languages.registerDocumentLinkProvider(reviewSelector, {
    provideDocumentLinks: document => {
      const now = shown;
      if (now?.policy === undefined || document.getText() !== now.text) return [];
      const { policy } = now;
      return now.links.map(({ row, start, end, policyLine }) => {
        const target = policy.with({ fragment: `L${policyLine}` });
        const link = new vscode.DocumentLink(new vscode.Range(row, start, row, end), target);
        link.tooltip = vscode.l10n.t('Open the policy at line {0}', policyLine);
        return link;
      });
    },
  });
  return {
    show: async () => {
      const state = reviewedOf(board.current);
      if (state === undefined) return false;
      const now = await build(state);
      if (now !== undefined) {
        await documents.showText(reviewName, now.text);
        tellMenus();
      }
      return true;
    },
    planId: () => shown?.planId,
    onDidChange: changed.event,
    dispose: () => {
      follow.dispose();
      provider.dispose();
      changed.dispose();
    },
  };
}
