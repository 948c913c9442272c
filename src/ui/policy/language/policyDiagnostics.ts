// Problems of policies in the Problems panel: of the latest check, gone with the document.
import * as vscode from 'vscode';
import { toDiagnostics } from '../../files/fileDiagnostics';
import type { CheckedPolicies } from './checkedPolicies';

export function showPolicyDiagnostics(checked: CheckedPolicies): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('arcgisEntitlements.policies');
  const link = checked.onDidChange(uri => {
    const policy = checked.get(uri);
    if (policy === undefined || policy.problems.length === 0) collection.delete(uri);
    // A check that an edit overtook has its places in another text; the next one follows.
    else if (policy.version === policy.document.version)
      collection.set(uri, toDiagnostics(policy.document, policy.problems, undefined));
  });
  return vscode.Disposable.from(link, collection);
}
