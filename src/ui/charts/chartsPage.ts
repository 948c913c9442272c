// The HTML of the charts page: two files and an empty element. Data never stands in it; it comes by message.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The folders the page may load files from. */
export function pageRoots(extension: vscode.Uri): readonly vscode.Uri[] {
  return [vscode.Uri.joinPath(extension, 'dist', 'webview'), vscode.Uri.joinPath(extension, 'media')];
}

/** The page with a nonce of its own: nothing inline runs or styles, and nothing is loaded from elsewhere. */
export function pageHtml(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'webview', 'charts.js'));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(extension, 'media', 'charts.css'));
  const { cspSource } = webview;
  const policy = `default-src 'none'; img-src ${cspSource}; font-src ${cspSource}; style-src ${cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style.toString()}">
<title>${vscode.l10n.t('Seat Charts')}</title>
</head>
<body>
<main id="page" class="page"></main>
<script nonce="${nonce}" src="${script.toString()}"></script>
</body>
</html>`;
}
