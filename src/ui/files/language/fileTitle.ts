// Tells the conditions of the actions in an editor's title which open files are ours and of which kind: by what is in them, whatever they are called.
import * as vscode from 'vscode';
import type { ImportableKind } from '../../../core/files/fileKinds';
import { resourcePath } from '../recognise';
import type { CheckedFiles } from './checkedFiles';

/** Which files can be compared and imported, which have dates to be simulated, and which a portal can validate (product.md, kinds of file). */
const kindsOf: Readonly<Record<string, readonly ImportableKind[]>> = {
  'arcgisEntitlements.recognisedFiles': ['entitlements', 'portalLicense', 'assignments', 'roster'],
  'arcgisEntitlements.datedFiles': ['entitlements', 'portalLicense'],
  'arcgisEntitlements.licenseFiles': ['portalLicense'],
};

/** Each key is a list of paths, as `resourcePath` of a condition has them, so that it holds for each editor of a split window. */
export function tellFileKinds(checked: CheckedFiles): vscode.Disposable {
  const told = new Map<string, string>();
  const tell = (key: string, paths: readonly string[]): void => {
    const now = paths.join('\n');
    if ((told.get(key) ?? '') === now) return;
    told.set(key, now);
    void vscode.commands.executeCommand('setContext', key, paths);
  };
  const link = checked.onDidChange(() => {
    const files = checked.all();
    for (const [key, kinds] of Object.entries(kindsOf)) {
      const mine = files.filter(({ kind }) => kinds.some(one => one === kind));
      tell(key, mine.map(({ document }) => resourcePath(document.uri)).sort());
    }
  });
  return new vscode.Disposable(() => {
    link.dispose();
    for (const key of Object.keys(kindsOf)) tell(key, []);
  });
}
