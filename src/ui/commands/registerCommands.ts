// One table of commands: the compiler checks that it is complete, and every failure goes to the reporter.
import * as vscode from 'vscode';
import type { Command } from '../commandIds';

export type Handlers = { readonly [C in Command]: (...args: unknown[]) => unknown };

export function registerCommands(handlers: Handlers, report: (error: unknown) => void): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([id, run]) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          return await run(...args);
        } catch (error) {
          report(error);
          return undefined;
        }
      }),
    ),
  );
}
