// Where the lines that a plan names can be gone to: the policy it was made of, as long as that says what it said then.
import * as vscode from 'vscode';
import type { MemberPlan } from '../../core/planTypes';
import { policyHash } from '../../services/policy/policyHash';
import { nameOf } from '../files/openFile';
import type { PlanSource } from '../app';
import { policyFiles } from '../policyFiles';

/** What the text of a plan says of its policy, and where that is. */
export interface PolicySeen {
  /** The policy, where it still says what was planned: its lines are those that the plan names. */
  readonly uri?: vscode.Uri;
  /** Sentences for people. */
  readonly says: readonly string[];
}

/** So many policies of a workspace are looked at for the one that a saved plan was made of. */
const lookedAt = 200;

/** The text as an editor has it, unsaved edits included; undefined where it cannot be read. */
async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find(one => one.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

/** The policy of the workspace with this hash, if there is one. Never throws. */
export async function policyInWorkspace(
  hash: string,
): Promise<{ readonly uri: vscode.Uri; readonly text: string } | undefined> {
  const found = await vscode.workspace.findFiles(policyFiles, '**/node_modules/**', lookedAt);
  for (const uri of [...found].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const text = await textOf(uri);
    if (text !== undefined && policyHash(text) === hash) return { uri, text };
  }
  return undefined;
}

/** Finds the policy of a plan by what it says and not by its name: a saved plan may come from anywhere. Never throws. */
export async function policySeen(
  { policy }: Pick<MemberPlan, 'policy'>,
  source: PlanSource | undefined,
): Promise<PolicySeen> {
  const saved =
    source?.kind === 'saved' ? [vscode.l10n.t('Opened from the saved plan {0}.', nameOf(source.uri))] : [];
  if (policy === undefined) return { says: saved };
  const { hash } = policy;
  if (hash === undefined)
    return {
      says: [...saved, vscode.l10n.t('The plan does not say which text of its policy it is made of.')],
    };
  const says = (uri: vscode.Uri): PolicySeen => ({
    uri,
    says: [
      ...saved,
      vscode.l10n.t('Policy: {0}. Its lines below are links.', vscode.workspace.asRelativePath(uri)),
    ],
  });
  if (source?.kind === 'policy') {
    const text = await textOf(source.uri);
    if (text !== undefined && policyHash(text) === hash) return says(source.uri);
    return {
      says: [
        text === undefined
          ? vscode.l10n.t('The policy {0} cannot be read any more.', nameOf(source.uri))
          : vscode.l10n.t(
              'The policy {0} has changed since this plan was made: the lines are those of before. Plan again.',
              nameOf(source.uri),
            ),
      ],
    };
  }
  const found = await policyInWorkspace(hash);
  if (found !== undefined) return says(found.uri);
  return {
    says: [
      ...saved,
      vscode.l10n.t(
        'The policy of this plan, as it was then, is not in this workspace: its lines are named only.',
      ),
    ],
  };
}
