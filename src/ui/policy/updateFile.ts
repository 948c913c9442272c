// The other direction of drift: a policy is made to say what its portal has, as one edit that can be undone.
import * as vscode from 'vscode';
import { inertText } from '../../core/inertText';
import type { PolicyOrganization } from '../../core/policy/policyOrganization';
import { updatePolicy } from '../../core/policy/updatePolicy';
import type { App } from '../app';
import { rangeOf } from '../files/fileDiagnostics';
import { nameOf, openText } from '../files/openFile';
import { membersWords } from '../../core/timeline/timelineText';

/**
 * Edits the policy as it stands in the editor, and shows it; it is not saved. Tells where nothing could be edited, and what no edit ends.
 * @throws PortalError `badInput` for what cannot be opened as text
 */
export async function updateFile(
  { clock }: Pick<App, 'clock'>,
  uri: vscode.Uri,
  organization: PolicyOrganization,
): Promise<void> {
  const document = await openText(uri);
  const name = nameOf(uri);
  const { edits, left } = updatePolicy({
    text: document.getText(),
    name,
    organization,
    now: clock.now(),
  });
  const change = new vscode.WorkspaceEdit();
  for (const edit of edits) change.replace(uri, rangeOf(document, edit), edit.newText);
  const isDone = edits.length > 0 && (await vscode.workspace.applyEdit(change));
  await vscode.window.showTextDocument(document, { preview: false });
  const [first] = left;
  if (!isDone)
    void vscode.window.showInformationMessage(
      inertText(vscode.l10n.t('{0} was not changed: no edit of it was found.', name)),
    );
  else if (first !== undefined)
    void vscode.window.showWarningMessage(
      inertText(
        vscode.l10n.t(
          '{0} still differs from the portal for {1}, {2} first: no edit of the policy says what they have.',
          name,
          membersWords(left.length),
          first.username,
        ),
      ),
    );
}
