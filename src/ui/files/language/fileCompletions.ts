// Completion of names that the portal knows: members, listings, entitlements. The JSON schema completes the rest.
import { getLocation } from 'jsonc-parser';
import * as vscode from 'vscode';
import { entitlementName } from '../../../core/catalog';
import { valuesAt } from '../../../core/files/completionNames';
import type { CheckedFile, CheckedFiles } from './checkedFiles';
import { nameItems } from './nameItems';
import { longest } from './schemaHelp';
import type { SchemaHelp } from './schemaHelp';

/** Names at a string of the file, from what its portal said last, and what the schema says of a file of another name. Nothing is read for it. */
export function fileCompletions(checked: CheckedFiles, schema: SchemaHelp): vscode.CompletionItemProvider {
  return {
    provideCompletionItems: async (document, position) => {
      const file = checked.get(document.uri);
      if (file?.kind === undefined) return undefined;
      const names = namesOf(file, document, position);
      const keys = await schema.completions(document, file.kind, position);
      const isNamed = new Set(names?.items.map(one => one.label));
      const more = keys.filter(one => !isNamed.has(one.label));
      if (names === undefined) return more.length === 0 ? undefined : new vscode.CompletionList([...more]);
      return new vscode.CompletionList([...names.items, ...more], names.isIncomplete ?? false);
    },
  };
}

function namesOf(
  { kind, facts }: CheckedFile,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.CompletionList | undefined {
  if (kind === undefined || facts === undefined) return undefined;
  const text = document.getText();
  if (text.length > longest) return undefined;
  const offset = document.offsetAt(position);
  const { path, isAtPropertyKey, previousNode } = getLocation(text, offset);
  const names = valuesAt({ kind, path, isKey: isAtPropertyKey, facts });
  if (names === undefined || names.values.length === 0) return undefined;
  const isInside =
    (previousNode?.type === 'string' || previousNode?.type === 'property') &&
    offset > previousNode.offset &&
    offset < previousNode.offset + previousNode.length;
  const isName = previousNode !== undefined && (isInside || offset === previousNode.offset);
  const at = isName ? { offset: previousNode.offset, length: previousNode.length } : { offset, length: 0 };
  const typed = isInside ? text.slice(previousNode.offset + 1, offset) : '';
  const kindOf =
    names.what === 'member' ? vscode.CompletionItemKind.User : vscode.CompletionItemKind.EnumMember;
  const items = names.values.map(value => {
    const known = names.what === 'entitlement' ? entitlementName(value) : value;
    return { value, kind: kindOf, ...(known === value ? {} : { detail: known }) };
  });
  return nameItems(document, at, typed, items);
}
