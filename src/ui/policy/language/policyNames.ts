// The names of a policy: completed from what its portal said last, explained, and followed to where they are defined and used. Nothing is read for it.
import * as vscode from 'vscode';
import { completionAt, completionValues } from '../../../core/policy/policyCompletion';
import type { CompletionValue, Expected } from '../../../core/policy/policyCompletion';
import { policyHover } from '../../../core/policy/policyHover';
import { definitionOf, placeAt, referencesOf } from '../../../core/policy/policyPlaces';
import type { PolicyPlace } from '../../../core/policy/policyPlaces';
import type { Policy } from '../../../core/policy/policyTypes';
import { isRosterPath } from '../../../core/policy/readPeople';
import { rangeOf } from '../../files/fileDiagnostics';
import { hoverText } from '../../files/language/fileHovers';
import { nameItems } from '../../files/language/nameItems';
import { longest } from '../../files/language/schemaHelp';
import type { CheckedPolicies, OpenPolicy } from './checkedPolicies';

/** Names at a string; groups and days are free text. The JSON schema completes the keys. */
export function policyCompletions(checked: CheckedPolicies): vscode.CompletionItemProvider {
  return {
    provideCompletionItems: async (document, position) => {
      const text = document.getText();
      if (text.length > longest) return undefined;
      const place = completionAt(text, document.offsetAt(position));
      if (place === undefined) return undefined;
      const known = checked.get(document.uri);
      const values =
        place.expected === 'roster'
          ? await rostersBeside(document)
          : completionValues(place, known?.policy, known?.organization);
      if (values.length === 0) return undefined;
      const items = values.map(one => ({ ...one, kind: kindOf(place.expected, one) }));
      return nameItems(document, place.range, place.typed, items);
    },
  };
}

/** So many rosters are offered. */
const mostRosters = 200;

/** Files in or below the policy's folder that it may name as rosters, by their paths as it writes them. */
async function rostersBeside({ uri }: vscode.TextDocument): Promise<readonly CompletionValue[]> {
  if (uri.scheme === 'untitled') return [];
  const folder = vscode.Uri.joinPath(uri, '..');
  const files = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, '**/*.[cC][sS][vV]'),
    '**/node_modules/**',
    mostRosters,
  );
  const start = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  return files
    .filter(({ path }) => path.startsWith(start))
    .map(({ path }) => path.slice(start.length))
    .filter(isRosterPath)
    .sort()
    .map(value => ({ value }));
}

function kindOf(expected: Expected, { isSet }: CompletionValue): vscode.CompletionItemKind {
  if (isSet === true) return vscode.CompletionItemKind.Variable;
  if (expected === 'roster') return vscode.CompletionItemKind.File;
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
