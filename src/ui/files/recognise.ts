// Whether an open document is a file of ours, by its name and its first 2 KB: all that activation does with JSON. Nothing is read or sent.
import type * as vscode from 'vscode';
import { importableKinds } from '../../core/files/fileKinds';

/** Where the states keep what was chosen for files, by URI (language/fileChoices.ts). */
export const fileChoicesKey = 'files.choices';

/** A state as far as it is read here. */
export interface ChoicesState {
  get(key: string): unknown;
}

/**
 * What was chosen for files: in this workspace, and, where that is trusted, anywhere, so that a file keeps its portal in another folder or an empty window.
 * What this workspace says of a file goes first.
 */
export function fileChoicesState(
  { globalState, workspaceState }: Readonly<Record<'globalState' | 'workspaceState', ChoicesState>>,
  isTrusted: () => boolean,
): ChoicesState {
  const stored = (state: ChoicesState, key: string): object => {
    const all = state.get(key);
    return typeof all === 'object' && all !== null ? all : {};
  };
  return {
    get: key => ({ ...(isTrusted() ? stored(globalState, key) : {}), ...stored(workspaceState, key) }),
  };
}

/** How much of a document is looked at, in characters. */
export const headLength = 2048;

/** `entitlements.json` and `*.entitlements.json` (product.md, fixed names). */
export const hasOurName = (name: string): boolean => /(^|\.)entitlements\.json$/i.test(name);

/** Keys that show a kind by themselves. */
const marks = /"(?:orgEntitlements|MyEsri|userEntitlements)"\s*:/i;
/** Keys of a part that may stand before its mark: a signature alone may be longer than the beginning of the text. */
const beforeMarks = /"(?:signature|licenseManagerInfo)"\s*:/i;
/** Keys that show it together. */
const pairs = [
  ['users', 'entitlements'],
  ['user', 'entitlements'],
  ['username', 'entitlements'],
  ['appId', 'queue'],
  ['appId', 'current'],
  ['itemId', 'holders'],
  ['definitions', 'provision'],
] as const;

/**
 * Whether the beginning of a text has the mark of a kind: `orgEntitlements`, `MyEsri`, `userEntitlements`, or two keys of one. A text that goes on
 * may have the second of them further down, or a mark after a long signature, and is looked at closer by whoever loads for it.
 */
export function hasOurMark(head: string, goesOn: boolean): boolean {
  if (marks.test(head) || (goesOn && beforeMarks.test(head))) return true;
  const has = (key: string): boolean => head.includes(`"${key}"`);
  return pairs.some(([first, second]) => (goesOn ? has(first) || has(second) : has(first) && has(second)));
}

/**
 * Whether the file features are to be loaded for a document: what the administrator said it is, else its name and its first 2 KB. A JSON file of
 * another program costs no more than this.
 */
export function recognise(
  document: Pick<vscode.TextDocument, 'uri' | 'languageId' | 'lineCount' | 'lineAt'>,
  state: ChoicesState,
): boolean {
  const treated = treatedAs(document.uri, state);
  if (treated !== undefined) return treated !== 'none';
  if (document.languageId !== 'json' && document.languageId !== 'jsonc') return false;
  const name = document.uri.path.split('/').at(-1) ?? '';
  if (!hasOurName(name)) return false;
  const { text, goesOn } = headOf(document);
  return hasOurMark(text, goesOn);
}

/** The first 2 KB, line by line: `getText` would join a file of five megabytes first. */
export function headOf(document: Pick<vscode.TextDocument, 'lineCount' | 'lineAt'>): {
  readonly text: string;
  readonly goesOn: boolean;
} {
  let text = '';
  for (let line = 0; line < document.lineCount; line++) {
    if (text.length >= headLength) return { text, goesOn: true };
    text += `${document.lineAt(line).text.slice(0, headLength)}\n`;
  }
  return { text: text.slice(0, headLength), goesOn: text.length > headLength };
}

/** A file as `resourcePath` of a menu's condition has it: VS Code takes the path of the file system for files alone. */
export const resourcePath = ({
  scheme,
  fsPath,
  path,
}: Pick<vscode.Uri, 'scheme' | 'fsPath' | 'path'>): string => (scheme === 'file' ? fsPath : path);

/**
 * Which files an administrator said to be ours, and which not to be, as the conditions of menus compare them. What is stored and cannot be
 * understood counts for neither.
 */
export function saidOfFiles(
  state: ChoicesState,
  parse: (uri: string) => Pick<vscode.Uri, 'scheme' | 'fsPath' | 'path'>,
): { readonly treated: readonly string[]; readonly foreign: readonly string[] } {
  const all: unknown = state.get(fileChoicesKey);
  const said = typeof all !== 'object' || all === null ? [] : Object.entries(all as Record<string, unknown>);
  const treated: string[] = [];
  const foreign: string[] = [];
  for (const [uri, choice] of said) {
    const as: unknown = typeof choice === 'object' && choice !== null ? Reflect.get(choice, 'as') : undefined;
    if (as === 'none') foreign.push(resourcePath(parse(uri)));
    else if (importableKinds.some(kind => kind === as)) treated.push(resourcePath(parse(uri)));
  }
  return { treated, foreign };
}

function treatedAs(uri: vscode.Uri, state: ChoicesState): unknown {
  const all: unknown = state.get(fileChoicesKey);
  if (typeof all !== 'object' || all === null) return undefined;
  const choice: unknown = Reflect.get(all, uri.toString());
  return typeof choice === 'object' && choice !== null ? Reflect.get(choice, 'as') : undefined;
}
