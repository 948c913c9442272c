// What the members of a plan hold before and after it, side by side in the editor's own comparison.
import * as vscode from 'vscode';
import { planForms } from '../../core/files/render/planForms';
import { renderSteps, type RenderedForms } from '../../core/files/render/renderForm';
import type { MemberPlan } from '../../core/planTypes';
import { PortalError } from '../../core/problem';
import type { Steps } from '../../core/steps';
import { inTurns } from '../inTurns';
import type { TextDocuments } from '../textDocuments';
import type { PlanBoard } from './planState';

const names = (planId: string): { readonly before: string; readonly after: string } => ({
  before: `compare/plan/${planId}/before.json`,
  after: `compare/plan/${planId}/after.json`,
});

function* stepsOf(plan: MemberPlan): Steps<RenderedForms> {
  return yield* renderSteps(yield* planForms(plan));
}

/**
 * Makes the command's handler. The texts of the plan that was compared before are forgotten.
 * @returns a function that throws PortalError `badInput` where there is no plan for members that changes something
 */
export function planDiff(
  board: PlanBoard,
  documents: Pick<TextDocuments, 'put' | 'forget'>,
): () => Promise<void> {
  let last: string | undefined;
  return async () => {
    const { current } = board;
    if (!('plan' in current) || current.plan.kind !== 'members' || current.plan.changes.length === 0)
      throw new PortalError(
        { kind: 'badInput' },
        vscode.l10n.t('There is no plan that changes members: make one first.'),
      );
    const { plan } = current;
    const rendered = await inTurns(stepsOf(plan));
    if (rendered === undefined) return;
    const own = names(plan.id);
    if (last !== undefined && last !== plan.id)
      for (const name of Object.values(names(last))) documents.forget(name);
    last = plan.id;
    await vscode.commands.executeCommand(
      'vscode.diff',
      documents.put(own.before, rendered.portal.text),
      documents.put(own.after, rendered.file.text),
      vscode.l10n.t('{0}: before ↔ after', plan.title),
      { preview: false },
    );
  };
}
