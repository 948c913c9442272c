// What becomes of levels that come with the user type as well, where the policy does not say: asked beside the plan, which stands without an answer.
import * as vscode from 'vscode';
import { firstNames } from '../../core/files/overAssignedText';
import { count } from '../../core/format';
import { inertText } from '../../core/inertText';
import { openDoubles } from '../../core/planPolicyText';
import type { PlannedPolicy } from '../../services/policy/planPolicy';

/** A notification has room for so many names. */
const namesShown = 5;

/**
 * Asks where the policy says nothing and the plan leaves something; nothing is planned anew without a click.
 * @returns whether the plan is to be made without them
 */
export async function askDoubles(name: string, { policy, plan, resolved }: PlannedPolicy): Promise<boolean> {
  if (policy.removeDoubles !== undefined || plan.policy?.removesDoubles === true) return false;
  const members = openDoubles(plan, resolved.rules.protected);
  if (members.length === 0) return false;
  const remove =
    plan.policy?.mode === 'addOnly'
      ? vscode.l10n.t('Plan Without Granting It')
      : vscode.l10n.t('Plan to Take It');
  const answer = await vscode.window.showInformationMessage(
    inertText(
      vscode.l10n.t(
        '{0} does not say what becomes of ArcGIS Pro levels that come with the user type as well, and this plan leaves them. Members: {1} ({2}). "removeDoubles" in the policy answers it for good.',
        name,
        count(members.length),
        firstNames(members, namesShown, false),
      ),
    ),
    remove,
  );
  return answer === remove;
}
