// Where the extension keeps its journal on this computer, so that windows and shell share it, and never write to a portal at once.
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** The folder that VS Code gives the extension (`globalStorageUri`), of the desktop's stable release. */
export function storageFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: string = process.platform,
  home: string = homedir(),
): string {
  const user =
    platform === 'win32'
      ? path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'Code')
      : platform === 'darwin'
        ? path.join(home, 'Library', 'Application Support', 'Code')
        : path.join(env['XDG_CONFIG_HOME'] ?? path.join(home, '.config'), 'Code');
  return path.join(user, 'User', 'globalStorage', 'entitlement-tools.arcgis-entitlements');
}
