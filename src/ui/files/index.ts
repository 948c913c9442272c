// The file features, a bundle of its own: loaded when a file is imported.
import '../language';
import type * as vscode from 'vscode';
import { isBlocking } from '../../core/files/fileProblem';
import type { ImportableKind } from '../../core/files/fileKinds';
import { readGivenFile, readImportFile } from '../../core/files/importFile';
import type { FileContent } from '../../core/files/importFile';
import type { PortalId } from '../../core/ids';
import type { PortalConnection } from '../../core/model';
import type { DesiredChange } from '../../core/planTypes';
import type { App } from '../app';
import type { TextDocuments } from '../textDocuments';
import { importAssignments } from './assignmentsImport';
import type { FileDiagnostics } from './fileDiagnostics';
import { createFileLanguage } from './language/fileLanguage';
import type { FileCommands } from './language/fileCommands';
import { saveSnapshot } from './keptFiles';
import { importKeptFile } from './keptImport';
import { connectionOf, importEntitlements, importLicense } from './licenseImport';
import { nameOf, openFile } from './openFile';
import { pickKind } from './picks';
import type { OpenedFile } from './refusal';
import { refuse } from './refusal';
import { uploadOf } from './upload';
import { validateFile } from './validateFile';

/** Answers to what an import would ask, for keybindings, tasks and tests. None of them skips the preview or its confirmation. */
export interface ImportOptions {
  readonly portalId?: PortalId;
  /** What the file has to be, or what an unrecognised layout is. */
  readonly kind?: ImportableKind;
  /** Product of an entitlements file. */
  readonly appId?: string;
  /** Listing of member assignments that name none. */
  readonly itemId?: string;
  readonly mode?: DesiredChange['mode'];
}

export interface FileFeatures extends FileCommands {
  /**
   * Imports a file up to the preview: reads it, shows its problems, asks what is missing, and proposes the plan. Resolves without effect when cancelled.
   * @param uri the file; without it the active editor's where that can be imported, else a dialog asks
   * @param uris the selection of the explorer, as VS Code passes it
   * @throws PortalError `badInput` naming the line where the file cannot be imported, and whatever the portal says
   */
  importFile(uri?: vscode.Uri, uris?: readonly vscode.Uri[], options?: ImportOptions): Promise<void>;
  /**
   * Shows what a portal reads in a license file, without importing it (`validateLicense`). Arguments and errors as above; `badInput` also for
   * another kind of file.
   */
  validateOnPortal(uri?: vscode.Uri, uris?: readonly vscode.Uri[], options?: ImportOptions): Promise<void>;
  /**
   * Imports a file again that was imported from here, up to the preview.
   * @param args a row of a tree, or `{ portalId?, appId?, id? }`.
   * @throws PortalError `badInput` where nothing is kept, and whatever the portal says
   */
  importSnapshot(args: readonly unknown[]): Promise<void>;
  /** Writes a kept file, or what a portal answered before an import, where the administrator says. Arguments as above. */
  saveSnapshot(args: readonly unknown[]): Promise<void>;
  /** Looks after the files of ours that are open, and those that are opened later. */
  watch(): void;
  /** Takes the problems out of the panel and stops listening. */
  dispose(): void;
}

/** Makes the file features of an activated extension. The caller reports what `importFile` throws, and disposes. */
export function createFileFeatures(app: App, documents: TextDocuments): FileFeatures {
  const language = createFileLanguage(app);
  const { diagnostics } = language;
  return {
    importFile: async (uri, uris, options = {}) => {
      await app.requireWrite(options.portalId);
      const document = await openFile(app.fileChoices, uri, uris);
      if (document !== undefined) await importDocument(app, diagnostics, document, options);
    },
    validateOnPortal: async (uri, uris, options = {}) => {
      await app.requireWrite(options.portalId);
      const document = await openFile(app.fileChoices, uri, uris);
      if (document !== undefined)
        await importDocument(app, diagnostics, document, options, (file, content, connection) =>
          validateFile(app, documents, file, content, connection),
        );
    },
    importSnapshot: args => importKeptFile(app, diagnostics, args),
    saveSnapshot: args => saveSnapshot(app, args),
    ...language.commands,
    watch: () => language.watch(),
    dispose: () => language.dispose(),
  };
}

async function importDocument(
  app: App,
  diagnostics: FileDiagnostics,
  document: vscode.TextDocument,
  options: ImportOptions,
  validate?: (file: OpenedFile, content: FileContent, connection: PortalConnection) => Promise<void>,
): Promise<void> {
  const name = nameOf(document.uri);
  // The plan is made of this text, whatever is typed while questions are answered.
  const text = document.getText();
  const unsaved = document.isDirty;
  const treated = app.fileChoices.of(document.uri).as;
  let { read, as } = readGivenFile(name, text, options.kind ?? (treated === 'none' ? undefined : treated));
  if (read.kind === 'unknown' && read.content === undefined && !isBlocking(read.problems)) {
    const picked = await pickKind(name);
    if (picked === undefined) return;
    await app.fileChoices.choose(document.uri, { as: picked });
    as = picked;
    read = readImportFile(name, text, as);
  }
  const upload = await uploadOf(document, name, text, unsaved);
  const { problems } = read;
  const file: OpenedFile = { document, name, text, unsaved, upload, as, diagnostics, problems };
  if (isBlocking(read.problems) || read.content === undefined) await refuse(file, read.problems);
  diagnostics.show(document, read.problems, as);
  const { fileChoices } = app;
  const portalId = options.portalId ?? (await fileChoices.portalFor(document.uri, read.content?.kind));
  if (portalId === undefined) return;
  await app.requireWrite(portalId);
  const connection = connectionOf(app, portalId);
  const { content } = read;
  if (validate !== undefined && content !== undefined) return validate(file, content, connection);
  switch (content?.kind) {
    case undefined:
      return;
    case 'entitlements':
      return importEntitlements(app, file, content, connection, options.appId);
    case 'portalLicense':
      return importLicense(app, file, content, connection);
    case 'assignments':
    case 'roster':
      return importAssignments(app, file, content, connection, options);
  }
}
