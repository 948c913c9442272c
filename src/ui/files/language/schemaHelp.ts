// Hover and completion of keys in files of other names that are treated as ours. VS Code ties a JSON schema to names alone, and has no way to tie one to
// a file; so what its schema says is said by our own providers there.
import { findNodeAtLocation, getLocation, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { ImportableKind } from '../../../core/files/fileKinds';
import type { JsonSchema } from '../../../core/files/schemaAt';
import { descriptionAt, keysAt, textsAt } from '../../../core/files/schemaAt';
import { entriesOf } from '../../../core/files/jsonNodes';
import { nameOf } from '../openFile';
import { hasOurName } from '../recognise';

/** A longer text is not looked into while somebody types or points. */
export const longest = 1_000_000;

/** Definitions of the schema, by kind; a roster is no JSON. */
const definitionOf: Partial<Record<ImportableKind, string>> = {
  entitlements: 'entitlementsFile',
  portalLicense: 'portalLicenseFile',
  assignments: 'memberAssignments',
};

export interface SchemaHelp {
  /** What the key or value at the place means; undefined for files whose name has a schema in VS Code, and where there is nothing to say. */
  hover(
    document: vscode.TextDocument,
    kind: ImportableKind,
    offset: number,
  ): Promise<{ readonly text: string; readonly offset: number; readonly length: number } | undefined>;
  /** Keys and texts that can stand at the place; none for files whose name has a schema in VS Code. */
  completions(
    document: vscode.TextDocument,
    kind: ImportableKind,
    position: vscode.Position,
  ): Promise<readonly vscode.CompletionItem[]>;
}

/** @param file the schema of the extension. It is read with the first question. */
export function createSchemaHelp(file: vscode.Uri): SchemaHelp {
  let schema: Promise<JsonSchema> | undefined;
  const read = async (): Promise<JsonSchema> =>
    JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file))) as JsonSchema;
  const startFor = ({ uri }: vscode.TextDocument, kind: ImportableKind): string | undefined =>
    hasOurName(nameOf(uri)) ? undefined : definitionOf[kind];
  return {
    hover: async (document, kind, offset) => {
      const start = startFor(document, kind);
      if (start === undefined) return undefined;
      const text = document.getText();
      if (text.length > longest) return undefined;
      const { path, previousNode } = getLocation(text, offset);
      if (previousNode === undefined || offset >= previousNode.offset + previousNode.length) return undefined;
      const found = descriptionAt(await (schema ??= read()), start, path);
      return found === undefined
        ? undefined
        : { text: found, offset: previousNode.offset, length: previousNode.length };
    },
    completions: async (document, kind, position) => {
      const start = startFor(document, kind);
      if (start === undefined) return [];
      const text = document.getText();
      if (text.length > longest) return [];
      const offset = document.offsetAt(position);
      const { path, isAtPropertyKey, previousNode } = getLocation(text, offset);
      const known = await (schema ??= read());
      const node =
        // A key is a string, which jsonc-parser calls a property.
        (previousNode?.type === 'string' || previousNode?.type === 'property') &&
        offset >= previousNode.offset &&
        offset <= previousNode.offset + previousNode.length
          ? previousNode
          : undefined;
      const end = node === undefined ? offset : node.offset + node.length;
      const range = new vscode.Range(
        document.positionAt(node === undefined ? offset : node.offset),
        document.positionAt(end),
      );
      const item = (
        name: string,
        insert: string,
        itemKind: vscode.CompletionItemKind,
      ): vscode.CompletionItem => {
        const made = new vscode.CompletionItem(name, itemKind);
        made.insertText = insert;
        made.filterText = JSON.stringify(name);
        made.range = range;
        return made;
      };
      if (!isAtPropertyKey)
        return textsAt(known, start, path).map(one =>
          item(one, JSON.stringify(one), vscode.CompletionItemKind.EnumMember),
        );
      const object = path.slice(0, -1);
      const root = parseTree(text);
      const taken = new Set(
        entriesOf(root && findNodeAtLocation(root, object)).flatMap(({ name, key }) =>
          key.offset === node?.offset ? [] : [name],
        ),
      );
      const hasValue = /^\s*:/.test(text.slice(end, end + 100));
      return keysAt(known, start, object)
        .filter(({ name }) => !taken.has(name))
        .map(({ name, description, start: value }) => {
          const key = JSON.stringify(name);
          const made = item(name, hasValue ? key : `${key}: ${value}`, vscode.CompletionItemKind.Property);
          if (description !== undefined) made.documentation = description;
          return made;
        });
    },
  };
}
