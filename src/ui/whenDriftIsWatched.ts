// Waits for the setting that compares policies on an interval. Loaded with activation: nothing of what compares is, as long as it is off.
import * as vscode from 'vscode';

const isWanted = (): boolean =>
  vscode.workspace.isTrusted &&
  vscode.workspace.getConfiguration('arcgisEntitlements').get<number>('driftIntervalMinutes', 0) > 0;

/** Calls `begin` once, as soon as an interval is set in a workspace that is trusted. */
export function whenDriftIsWatched(begin: () => void): vscode.Disposable {
  let isBegun = false;
  const look = (): void => {
    if (isBegun || !isWanted()) return;
    isBegun = true;
    begin();
  };
  look();
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration(look),
    vscode.workspace.onDidGrantWorkspaceTrust(look),
  );
}
