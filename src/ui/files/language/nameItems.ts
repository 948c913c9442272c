// Names that can stand at a string of a document, as completions.
import * as vscode from 'vscode';
import type { TextSpan } from '../../../core/files/fileProblem';
import { rangeOf } from '../fileDiagnostics';

/** So many names are offered; what is typed narrows them. */
const mostNames = 500;

export interface NameItem {
  readonly value: string;
  /** In words, where the value itself is an id. */
  readonly detail?: string;
  readonly kind: vscode.CompletionItemKind;
}

/**
 * Completions that put one of the names, in quotes, in the place of `at`.
 * @param at the string at the place with its quotes, or nothing at it
 * @param typed what stands before the place in the string
 */
export function nameItems(
  document: vscode.TextDocument,
  at: TextSpan,
  typed: string,
  names: readonly NameItem[],
): vscode.CompletionList {
  const range = rangeOf(document, at);
  const wanted = typed.toLowerCase();
  const fitting = names.filter(
    ({ value, detail }) =>
      value.toLowerCase().includes(wanted) || detail?.toLowerCase().includes(wanted) === true,
  );
  const items = fitting.slice(0, mostNames).map(({ value, detail, kind }) => {
    const item = new vscode.CompletionItem(value, kind);
    item.insertText = JSON.stringify(value);
    // What is typed may also be of the words that an id stands for.
    item.filterText = JSON.stringify(detail === undefined ? value : `${value} ${detail}`);
    item.range = range;
    if (detail !== undefined) item.detail = detail;
    return item;
  });
  return new vscode.CompletionList(items, fitting.length > items.length);
}
