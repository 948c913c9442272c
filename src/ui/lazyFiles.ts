// The file features are a bundle of their own, loaded when the first file is imported (issue, last section, line 9).
import * as vscode from 'vscode';
import type { Disposable } from '../core/emitter';
import * as v from 'valibot';
import { PortalError } from '../core/problem';
import type { App } from './app';
import type { FileFeatures, ImportOptions } from './files/index';

const Options = v.object({
  uri: v.optional(v.string()),
  portalId: v.optional(v.string()),
  kind: v.optional(v.string()),
  appId: v.optional(v.string()),
  itemId: v.optional(v.string()),
  mode: v.optional(v.picklist(['add', 'remove', 'set'])),
});

export interface LazyFiles extends Disposable {
  /** Arguments of the explorer's menu (uri, uris), of the palette (none: the active editor), or of a program ({ uri, portalId, … }). */
  importFile(args: readonly unknown[]): Promise<void>;
}

export function lazyFileFeatures(app: App): LazyFiles {
  let loaded: Promise<FileFeatures> | undefined;
  const load = (): Promise<FileFeatures> =>
    (loaded ??= import('./files/index')
      .then(bundle => bundle.createFileFeatures(app))
      .catch((error: unknown) => {
        loaded = undefined;
        throw error;
      }));
  return {
    importFile: async ([first, second]) => {
      const features = await load();
      if (first instanceof vscode.Uri) {
        const many = Array.isArray(second) ? second.filter(item => item instanceof vscode.Uri) : undefined;
        await features.importFile(first, many);
        return;
      }
      const options = v.safeParse(Options, first ?? {});
      if (!options.success) {
        const what = options.issues.map(issue => `${v.getDotPath(issue) ?? ''}: ${issue.message}`).join('; ');
        throw new PortalError(
          { kind: 'badInput' },
          vscode.l10n.t(
            'The import was called with arguments it does not understand ({0}). The README lists them.',
            what,
          ),
        );
      }
      const given = options.output;
      const uri = given.uri === undefined ? undefined : vscode.Uri.parse(given.uri, true);
      await features.importFile(uri, undefined, given as ImportOptions);
    },
    dispose: () => void loaded?.then(features => features.dispose()).catch(() => undefined),
  };
}
