// Problems of files in the Problems panel: exact ranges, kept in step with the text, gone with the document.
import * as vscode from 'vscode';
import type { FileProblem } from '../../core/files/fileProblem';
import type { FileKind } from '../../core/files/fileKinds';
import { readImportFile } from '../../core/files/importFile';
import { nameOf } from './openFile';
import { say } from './words';

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
} as const;

/** How long the text must rest before it is read again. */
const settleMs = 300;

interface Watched {
  /** What the administrator said the file is. */
  readonly as: FileKind | undefined;
  timer?: NodeJS.Timeout;
}

export class FileDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('arcgisEntitlements.files');
  readonly #watched = new Map<string, Watched>();
  readonly #listeners: readonly vscode.Disposable[];

  constructor() {
    this.#listeners = [
      vscode.workspace.onDidChangeTextDocument(event => this.#changed(event.document)),
      vscode.workspace.onDidCloseTextDocument(document => this.#forget(document.uri)),
      // An extension's own hold on a document keeps it open for minutes after its last tab is closed.
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const uri of closed.flatMap(urisOf)) if (!isInTab(uri)) this.#forget(uri);
      }),
    ];
  }

  /** Shows exactly these problems of the document; later edits of it are read again. */
  show(document: vscode.TextDocument, problems: readonly FileProblem[], as: FileKind | undefined): void {
    const key = document.uri.toString();
    clearTimeout(this.#watched.get(key)?.timer);
    if (problems.length === 0) {
      this.#forget(document.uri);
      return;
    }
    this.#watched.set(key, { as });
    this.#collection.set(
      document.uri,
      problems.map(one => toDiagnostic(document, one)),
    );
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    for (const { timer } of this.#watched.values()) clearTimeout(timer);
    this.#watched.clear();
    this.#collection.dispose();
  }

  #changed(document: vscode.TextDocument): void {
    const watched = this.#watched.get(document.uri.toString());
    if (watched === undefined) return;
    clearTimeout(watched.timer);
    watched.timer = setTimeout(() => {
      // What depended on a portal (its flavour, its refusal) is not repeated: the next import asks again.
      const { problems } = readImportFile(nameOf(document.uri), document.getText(), watched.as);
      this.show(document, problems, watched.as);
    }, settleMs);
  }

  #forget(uri: vscode.Uri): void {
    clearTimeout(this.#watched.get(uri.toString())?.timer);
    this.#watched.delete(uri.toString());
    this.#collection.delete(uri);
  }
}

function urisOf(tab: vscode.Tab): readonly vscode.Uri[] {
  return tab.input instanceof vscode.TabInputText ? [tab.input.uri] : [];
}

function isInTab(uri: vscode.Uri): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  return tabs.flatMap(urisOf).some(one => one.toString() === uri.toString());
}

function toDiagnostic(document: vscode.TextDocument, one: FileProblem): vscode.Diagnostic {
  const range = rangeOf(document, one);
  const diagnostic = new vscode.Diagnostic(range, say(one), severities[one.severity]);
  diagnostic.source = vscode.l10n.t('Entitlements for ArcGIS');
  diagnostic.code = one.code;
  return diagnostic;
}

export function rangeOf(
  document: vscode.TextDocument,
  span: { offset: number; length: number },
): vscode.Range {
  return new vscode.Range(document.positionAt(span.offset), document.positionAt(span.offset + span.length));
}
