// Read-only documents made by the extension: plan, report, journal, the sides of a comparison.
import * as vscode from 'vscode';
import type { Disposable } from '../core/emitter';

const scheme = 'arcgis-entitlements';

export interface TextDocuments extends Disposable {
  /** Shows Markdown rendered, in an editor tab; the same name replaces what stood there. */
  show(name: string, text: string): Promise<void>;
  /** The same as text in an editor, which knows its language by the end of the name. */
  showText(name: string, text: string): Promise<void>;
  /** Changes what an open document says, without showing it. */
  update(name: string, text: string): void;
  /** The same, for a document that somebody else opens by its URI. */
  put(name: string, text: string): vscode.Uri;
  /** A document that is not shown any more. */
  forget(name: string): void;
}

/** Registered with activation, so that a tab restored after a reload is answered before the first plan. */
export function createTextDocuments(): TextDocuments {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    // A tab outlives a reload of the window; what it showed does not.
    provideTextDocumentContent: uri =>
      texts.get(uri.path) ??
      (uri.path.startsWith('/compare/') && !uri.path.startsWith('/compare/plan/')
        ? vscode.l10n.t(
            'This comparison went with the window that showed it. Run "Compare with Portal" again.',
          )
        : vscode.l10n.t(
            'This text went with the window that showed it. What was done at a portal is in its journal: run "Show Journal".',
          )),
  });
  const update = (name: string, text: string): vscode.Uri => {
    const uri = vscode.Uri.from({ scheme, path: `/${name}` });
    if (texts.get(uri.path) === text) return uri;
    texts.set(uri.path, text);
    changed.fire(uri);
    return uri;
  };
  return {
    update,
    put: update,
    showText: async (name, text) => {
      // In a tab that stays: what is gone to from here opens beside it.
      await vscode.window.showTextDocument(update(name, text), { preview: false });
    },
    forget: name => void texts.delete(`/${name}`),
    show: async (name, text) => {
      const uri = update(name, text);
      try {
        await vscode.commands.executeCommand('markdown.showPreview', uri);
      } catch {
        // The built-in Markdown extension may be disabled.
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
      }
    },
    dispose: () => {
      registration.dispose();
      changed.dispose();
    },
  };
}
