// What the editor does for a license policy while it is open.
import * as vscode from 'vscode';
import { DisposableStore } from '../../../core/emitter';
import { createPolicyFacts } from '../../../services/policy/policyFacts';
import type { PolicyFacts } from '../../../services/policy/policyFacts';
import type { App } from '../../app';
import { fileActions } from '../../files/language/fileActions';
import { CheckedPolicies } from './checkedPolicies';
import { showPolicyDiagnostics } from './policyDiagnostics';
import { formatAction, formatKind } from './policyFormat';
import { policyLenses } from './policyLenses';
import { policyCompletions, policyDefinitions, policyHovers, policyReferences } from './policyNames';
import { showPolicyStatus } from './policyStatus';

export interface PolicyLanguage {
  readonly checked: CheckedPolicies;
  readonly facts: PolicyFacts;
  /** Looks after the policies that are open, and those that are opened later. */
  watch(): void;
  dispose(): void;
}

/** By name, as activation recognises them, in whatever file system. */
export const anyPolicy: vscode.DocumentSelector = [
  { pattern: '**/*.license-policy.json' },
  { pattern: '**/*.license-policy.jsonc' },
];

/** Registers everything; nothing is read before a policy is open. */
export function createPolicyLanguage(app: App): PolicyLanguage {
  const parts = new DisposableStore();
  const facts = createPolicyFacts(app);
  parts.add(facts);
  const checked = parts.add(new CheckedPolicies(app, facts));
  const { languages } = vscode;
  for (const part of [
    showPolicyDiagnostics(checked),
    showPolicyStatus(checked, anyPolicy),
    languages.registerCodeLensProvider(anyPolicy, policyLenses()),
    languages.registerCodeActionsProvider(anyPolicy, fileActions(checked), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    languages.registerCodeActionsProvider(anyPolicy, formatAction(), {
      providedCodeActionKinds: [formatKind],
    }),
    languages.registerCompletionItemProvider(anyPolicy, policyCompletions(checked), '"'),
    languages.registerHoverProvider(anyPolicy, policyHovers(checked)),
    languages.registerDefinitionProvider(anyPolicy, policyDefinitions(checked)),
    languages.registerReferenceProvider(anyPolicy, policyReferences(checked)),
  ])
    parts.add(part);
  return { checked, facts, watch: () => checked.watch(), dispose: () => parts.dispose() };
}
