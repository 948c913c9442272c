import * as vscode from 'vscode';

/** Said of a command's arguments, with `what` is wrong about which. */
export const notUnderstood = (what: string): string =>
  vscode.l10n.t(
    'The command was called with arguments it does not understand: {0}. The README lists them.',
    what,
  );
