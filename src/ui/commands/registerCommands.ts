// Commands, registered with activation; every failure goes to the reporter.
import * as vscode from 'vscode';
import type { Command } from '../commandIds';

/** One table of commands: the compiler checks that it is complete. */
export type Handlers = { readonly [C in Command]: (...args: unknown[]) => unknown };

/** @param run carries a command out; what it throws goes to `report`, and the command then answers undefined. */
export function registerCommands(
  commands: readonly Command[],
  run: (command: Command, args: unknown[]) => Promise<unknown>,
  report: (error: unknown) => void,
): vscode.Disposable {
  return vscode.Disposable.from(
    ...commands.map(command =>
      vscode.commands.registerCommand(command, async (...args: unknown[]) => {
        try {
          return await run(command, args);
        } catch (error) {
          report(error);
          return undefined;
        }
      }),
    ),
  );
}
