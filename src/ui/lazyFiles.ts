// The file features are a bundle of their own, loaded when the first file of ours is opened or named.
import * as vscode from 'vscode';
import type { Disposable } from '../core/emitter';
import type { App } from './app';
import { readImportArguments } from './files/importArguments';
import type { FileFeatures } from './files/index';
import { lazily } from './lazily';
import { parsedUri } from './parsedUri';
import type { TextDocuments } from './textDocuments';

export interface LazyFiles extends Disposable {
  /** Arguments of the explorer's menu (uri, uris), of the palette (none: the active editor), or of a program ({ uri, portalId, … }). */
  importFile(args: readonly unknown[]): Promise<void>;
  /** The same arguments. */
  validateOnPortal(args: readonly unknown[]): Promise<void>;
  /** Arguments as of `FileFeatures`. */
  importSnapshot(args: readonly unknown[]): Promise<void>;
  saveSnapshot(args: readonly unknown[]): Promise<void>;
  /** Arguments as of `FileCommands`. */
  treatAs(args: readonly unknown[]): Promise<void>;
  chooseFilePortal(args: readonly unknown[]): Promise<void>;
  /** Looks after the files of ours that are open, and those that are opened later. */
  watch(): Promise<void>;
}

/** @param documents where the answer of a validation is shown. */
export function lazyFileFeatures(app: App, documents: TextDocuments): LazyFiles {
  const loading = lazily<FileFeatures>(() =>
    import('./files/index').then(bundle => bundle.createFileFeatures(app, documents)),
  );
  return {
    importFile: async args => (await loading.load()).importFile(...callOf(args)),
    validateOnPortal: async args => (await loading.load()).validateOnPortal(...callOf(args)),
    importSnapshot: async args => (await loading.load()).importSnapshot(args),
    saveSnapshot: async args => (await loading.load()).saveSnapshot(args),
    treatAs: async args => (await loading.load()).treatAs(args),
    chooseFilePortal: async args => (await loading.load()).chooseFilePortal(args),
    watch: async () => (await loading.load()).watch(),
    dispose: () => loading.dispose(),
  };
}

/** The arguments of a menu or a program as those of the features. */
function callOf([first, second]: readonly unknown[]): Parameters<FileFeatures['importFile']> {
  if (first instanceof vscode.Uri)
    return [first, Array.isArray(second) ? second.filter(item => item instanceof vscode.Uri) : undefined];
  const { uri, options } = readImportArguments(first);
  return [uri === undefined ? undefined : parsedUri(uri), undefined, options];
}
