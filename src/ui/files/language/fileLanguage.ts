// What the editor does for a file of ours while it is open: problems and their fixes, hovers, completion, actions, and its portal.
import * as vscode from 'vscode';
import { DisposableStore } from '../../../core/emitter';
import { createFileFacts } from '../../../services/fileFacts';
import { createLintClient } from '../../../services/lint/lintClient';
import { lintThreadsFrom } from '../../../services/lint/lintThread';
import type { App } from '../../app';
import { FileDiagnostics } from '../fileDiagnostics';
import { tellFileMenus } from '../fileMenus';
import { CheckedFiles } from './checkedFiles';
import { fileActions } from './fileActions';
import { fileCommands } from './fileCommands';
import type { FileCommands } from './fileCommands';
import { fileCompletions } from './fileCompletions';
import { fileHovers } from './fileHovers';
import { FileLenses } from './fileLenses';
import { showFileStatus } from './fileStatus';
import { tellFileKinds } from './fileTitle';
import { createSchemaHelp } from './schemaHelp';

export interface FileLanguage {
  readonly checked: CheckedFiles;
  readonly diagnostics: FileDiagnostics;
  readonly commands: FileCommands;
  /** Looks after the files of ours that are open, and those that are opened later. */
  watch(): void;
  dispose(): void;
}

/** Files that are looked after may be of any language: what is said of a file decides. Others are answered with nothing, from a table. */
const anyFile: vscode.DocumentSelector = '*';
/** As VS Code's own JSON support says it: a provider of a wider selector is asked only where that has nothing to complete. */
const json: vscode.DocumentSelector = [{ language: 'json' }, { language: 'jsonc' }];

/** Registers everything; nothing is read and no thread is started before a file of ours is there. */
export function createFileLanguage(app: App): FileLanguage {
  const { fileChoices: choices, context } = app;
  const parts = new DisposableStore();
  const facts = createFileFacts(app);
  parts.add(facts);
  const threads = lintThreadsFrom(context.asAbsolutePath('dist/lintWorker.js'), vscode.l10n.bundle);
  const client = parts.add(createLintClient(threads, app.log));
  const checked = parts.add(new CheckedFiles({ app, choices, facts, client }));
  const diagnostics = parts.add(new FileDiagnostics(checked));
  const lenses = parts.add(new FileLenses(checked));
  const schema = createSchemaHelp(
    vscode.Uri.joinPath(context.extensionUri, 'media', 'schemas', 'entitlements.schema.json'),
  );
  const { languages, workspace } = vscode;
  for (const part of [
    languages.registerCodeLensProvider(anyFile, lenses),
    languages.registerHoverProvider(anyFile, fileHovers(checked, schema)),
    languages.registerCodeActionsProvider(anyFile, fileActions(checked), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    languages.registerCompletionItemProvider(json, fileCompletions(checked, schema), '"'),
    showFileStatus(checked),
    tellFileKinds(checked),
    workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri, newUri } of files) choices.moved(oldUri, newUri).catch(app.report);
    }),
  ])
    parts.add(part);
  // What was said in another window of the same folder counts from here on, too.
  tellFileMenus(choices.state);
  parts.add(choices.onDidChange(() => tellFileMenus(choices.state)));
  return {
    checked,
    diagnostics,
    commands: fileCommands(app, choices, checked),
    watch: () => checked.watch(),
    dispose: () => parts.dispose(),
  };
}
