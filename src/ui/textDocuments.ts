// Read-only documents made by the extension: plan, report, journal.
import * as vscode from 'vscode';
import type { Disposable } from '../core/emitter';

const scheme = 'arcgis-entitlements';

export interface TextDocuments extends Disposable {
  /** Shows Markdown rendered, in an editor tab; the same name replaces what stood there. */
  show(name: string, text: string): Promise<void>;
  /** Changes what an open document says, without showing it. */
  update(name: string, text: string): void;
}

export function createTextDocuments(): TextDocuments {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: uri => texts.get(uri.path) ?? '',
  });
  const update = (name: string, text: string): vscode.Uri => {
    const uri = vscode.Uri.from({ scheme, path: `/${name}` });
    texts.set(uri.path, text);
    changed.fire(uri);
    return uri;
  };
  return {
    update,
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
