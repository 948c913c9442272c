// The names of a policy: completed from what its portal said last, explained, and followed to where they are defined and used. Nothing is read for it.
import * as vscode from 'vscode';
import { completionAt, completionValues } from '../../../core/policy/policyCompletion';
import type { CompletionValue, Expected } from '../../../core/policy/policyCompletion';
import { policyHover } from '../../../core/policy/policyHover';
import { definitionOf, placeAt, referencesOf } from '../../../core/policy/policyPlaces';
import type { PolicyPlace } from '../../../core/policy/policyPlaces';
import type { Policy } from '../../../core/policy/policyTypes';
import { rangeOf } from '../../files/fileDiagnostics';
import { hoverText } from '../../files/language/fileHovers';
import { nameItems } from '../../files/language/nameItems';
import { longest } from '../../files/language/schemaHelp';
import type { CheckedPolicies, OpenPolicy } from './checkedPolicies';

/** Names at a string; groups and days are free text. The JSON schema completes the keys. */
export function policyCompletions(checked: CheckedPolicies): vscode.CompletionItemProvider {
  return {
    provideCompletionItems: (document, position) => {
      const text = document.getText();
      if (text.length > longest) return undefined;
      const place = completionAt(text, document.offsetAt(position));
      if (place === undefined) return undefined;
      const known = checked.get(document.uri);
      const values = completionValues(place, known?.policy, known?.organization);
      if (values.length === 0) return undefined;
      const items = values.map(one => ({ ...one, kind: kindOf(place.expected, one) }));
      return nameItems(document, place.range, place.typed, items);
    },
  };
}

function kindOf(expected: Expected, { isSet }: CompletionValue): vscode.CompletionItemKind {
  if (isSet === true) return vscode.CompletionItemKind.Variable;
  return expected === 'member' ? vscode.CompletionItemKind.User : vscode.CompletionItemKind.EnumMember;
}

interface Pointed {
  readonly known: OpenPolicy;
  readonly policy: Policy;
  readonly place: PolicyPlace;
}

/** The name that is pointed at. None in a text that was edited since its check: the places are of another text. */
function pointedAt(
  checked: CheckedPolicies,
  document: vscode.TextDocument,
  position: vscode.Position,
): Pointed | undefined {
  const known = checked.get(document.uri);
  if (known?.policy === undefined || known.version !== document.version) return undefined;
  const { policy } = known;
  const place = placeAt(policy, document.offsetAt(position));
  return place === undefined ? undefined : { known, policy, place };
}

export function policyHovers(checked: CheckedPolicies): vscode.HoverProvider {
  return {
    provideHover: (document, position) => {
      const at = pointedAt(checked, document, position);
      if (at === undefined) return undefined;
      const { known, policy, place } = at;
      const found = policyHover(place, policy, known.organization, known.resolved);
      return found && new vscode.Hover(hoverText(found), rangeOf(document, place));
    },
  };
}

/** Of sets and teams. */
export function policyDefinitions(checked: CheckedPolicies): vscode.DefinitionProvider {
  return {
    provideDefinition: (document, position) => {
      const at = pointedAt(checked, document, position);
      const found = at && definitionOf(at.policy, at.place);
      return found && new vscode.Location(document.uri, rangeOf(document, found));
    },
  };
}

/** Of sets, teams and whatever else has a name: every place of this document that names it. */
export function policyReferences(checked: CheckedPolicies): vscode.ReferenceProvider {
  return {
    provideReferences: (document, position, { includeDeclaration }) => {
      const at = pointedAt(checked, document, position);
      if (at === undefined) return undefined;
      return referencesOf(at.policy, at.place)
        .filter(one => includeDeclaration || !one.isDefinition)
        .map(one => new vscode.Location(document.uri, rangeOf(document, one)));
    },
  };
}
