// The HTML of a page of ours: two files and an empty element. Data never stands in it; it comes by message.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Port } from '../shared/rpc';

/** What sets one page apart from another. */
export interface PageFiles {
  /** Which of the pages of `src/webview/main.ts` it is. */
  readonly page: 'charts' | 'simulation' | 'matrix';
  /** Its style sheet under `media`. */
  readonly style: string;
  readonly title: string;
  /** Its tab's icon under `media`, as `NAME-light.svg` and `NAME-dark.svg`. */
  readonly icon: 'charts' | 'matrix';
}

/** An empty panel in the active group, to be filled by {@link fillPanel}. */
export function newPanel(viewType: string, title: string, extension: vscode.Uri): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active, optionsOf(extension));
}

/** Puts a page of ours and its icon into a new panel, or into one that VS Code brought back after a reload of the window. */
export function fillPanel(panel: vscode.WebviewPanel, extension: vscode.Uri, files: PageFiles): void {
  const icon = (theme: string): vscode.Uri =>
    vscode.Uri.joinPath(extension, 'media', `${files.icon}-${theme}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  panel.webview.options = optionsOf(extension);
  panel.webview.html = pageHtml(panel.webview, extension, files);
}

/** The page may run its own script, and load files from these folders alone. */
function optionsOf(extension: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    localResourceRoots: [
      vscode.Uri.joinPath(extension, 'dist', 'webview'),
      vscode.Uri.joinPath(extension, 'media'),
    ],
  };
}

/** The page with a nonce of its own: nothing inline runs or styles, and nothing is loaded from elsewhere. */
function pageHtml(webview: vscode.Webview, extension: vscode.Uri, files: PageFiles): string {
  const nonce = randomBytes(16).toString('base64');
  const address = (...parts: readonly string[]): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, ...parts)).toString();
  const { cspSource } = webview;
  const policy = `default-src 'none'; img-src ${cspSource}; font-src ${cspSource}; style-src ${cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${address('media', files.style)}">
<title>${files.title}</title>
</head>
<body>
<main id="page" class="page" data-page="${files.page}"></main>
<script nonce="${nonce}" src="${address('dist', 'webview', 'pages.js')}"></script>
</body>
</html>`;
}

/** The messages of a webview as one end of a channel. */
export function portOf(webview: vscode.Webview): Port {
  return {
    post: message => void webview.postMessage(message),
    listen: listener => webview.onDidReceiveMessage(listener),
  };
}
