import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { cacheFolder } from './paths';
import type { Say } from './run';

/** Which VS Code is used, and why. */
export interface ChosenVscode {
  /** `desktop` is an Electron program; `npm` is the server of this folder with a browser. */
  readonly kind: 'desktop' | 'npm';
  /** Takes VS Code's command line; for `npm` the launcher, which runs tests only. */
  readonly executable: string;
  readonly why: string;
}

/** Takes the same command line as VS Code and runs an extension's tests in the VS Code from npm. */
export const npmLauncher = path.join(__dirname, 'code');

/**
 * Chooses a VS Code, in this order: the one VSCODE_EXECUTABLE names, an installed one, a downloaded one,
 * the one from npm. Electron needs a display, so without one only the last is asked for.
 * @param download whether a VS Code may be downloaded, which takes an update service within reach.
 * @param platform of this machine, in Node's words.
 * @throws Error when VSCODE_EXECUTABLE names a file that is not there.
 */
export async function chooseVscode(
  download: boolean,
  say: Say,
  platform: NodeJS.Platform = process.platform,
): Promise<ChosenVscode> {
  const named = process.env['VSCODE_EXECUTABLE'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`VSCODE_EXECUTABLE names ${named}, which is not there.`);
    const kind = path.resolve(named) === npmLauncher ? 'npm' : 'desktop';
    return { kind, executable: named, why: 'VSCODE_EXECUTABLE names it' };
  }
  if (!hasDisplay(platform))
    return { kind: 'npm', executable: npmLauncher, why: 'this machine has no display' };
  const installed = installedVscode(platform);
  if (installed !== undefined) return { kind: 'desktop', executable: installed, why: 'it is installed' };
  if (!download) return { kind: 'npm', executable: npmLauncher, why: 'no desktop VS Code is installed' };
  const reason = await whyNoDownload();
  if (reason !== undefined) {
    return { kind: 'npm', executable: npmLauncher, why: `no desktop VS Code is installed, and ${reason}` };
  }
  say('Downloading VS Code ...');
  const downloaded = await downloadAndUnzipVSCode({ cachePath: path.join(cacheFolder, 'desktop') });
  return { kind: 'desktop', executable: downloaded, why: 'none is installed, so it was downloaded' };
}

function hasDisplay(platform: NodeJS.Platform): boolean {
  if (platform !== 'linux') return true;
  return ['DISPLAY', 'WAYLAND_DISPLAY'].some(name => (process.env[name] ?? '') !== '');
}

/** The program itself, not the `code` command beside it, which hands over to the program and ends at once. */
function installedVscode(platform: NodeJS.Platform): string | undefined {
  return candidates(platform).find(file => existsSync(file));
}

function candidates(platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') {
    const bundle = path.join('Applications', 'Visual Studio Code.app', 'Contents', 'MacOS');
    const roots = ['/', process.env['HOME'] ?? '/'];
    return roots.flatMap(root => [path.join(root, bundle, 'Electron'), path.join(root, bundle, 'Code')]);
  }
  if (platform === 'win32') {
    const user = process.env['LOCALAPPDATA'];
    const machine = process.env['PROGRAMFILES'];
    const places = [user === undefined ? '' : path.join(user, 'Programs'), machine ?? ''];
    return places
      .filter(place => place !== '')
      .map(place => path.join(place, 'Microsoft VS Code', 'Code.exe'));
  }
  const command = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map(folder => path.join(folder, 'code'))
    .find(file => existsSync(file));
  const beside = command === undefined ? [] : [path.join(path.dirname(realpathSync(command)), '..', 'code')];
  return [...beside, '/usr/share/code/code', '/snap/code/current/usr/share/code/code'].map(file =>
    path.resolve(file),
  );
}

/** Asks the update service, for at most 5 seconds, because a closed network may also just not answer. */
async function whyNoDownload(): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(5000);
    const answer = await fetch('https://update.code.visualstudio.com/api/releases/stable', {
      method: 'HEAD',
      signal,
    });
    return answer.ok ? undefined : `its download service answers ${answer.status}`;
  } catch {
    return 'its download service is out of reach';
  }
}
