import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { withLock } from './lock';
import { cacheFolder } from './paths';
import { type Say, run } from './run';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];

/** Where a browser that Playwright can drive is usually installed. */
function usualPlaces(): string[] {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(folder => folder !== '');
  if (process.platform === 'darwin') {
    const applications = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return applications.map(name => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map(name => process.env[name]);
    const browsers = [
      path.join('Google', 'Chrome', 'Application', 'chrome.exe'),
      path.join('Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ];
    return roots.flatMap(root => (root === undefined ? [] : browsers.map(file => path.join(root, file))));
  }
  return [...folders, '/usr/bin'].flatMap(folder => names.map(name => path.join(folder, name)));
}

/**
 * Finds a Chromium, Chrome or Edge: the one that CHROMIUM_PATH names, else the first in the usual places.
 * @throws Error when CHROMIUM_PATH names a file that is not there.
 */
export function findBrowser(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, which is not there.`);
  }
  return usualPlaces().find(file => existsSync(file));
}

/**
 * Finds a browser, and installs Debian's Chromium where none is and the system allows it (apt-get as root).
 * @throws Error that says how to get a browser.
 */
export async function ensureBrowser(say: Say): Promise<string> {
  const found = findBrowser();
  if (found !== undefined) return found;
  return withLock(path.join(cacheFolder, 'browser.lock'), say, async () => {
    const nowThere = findBrowser();
    if (nowThere !== undefined) return nowThere;
    const failure = await installChromium(say);
    const installed = findBrowser();
    if (installed !== undefined) return installed;
    throw new Error(
      `No browser for the VS Code from npm: ${failure} Install Chromium, Chrome or Edge, or name one in CHROMIUM_PATH.`,
    );
  });
}

async function installChromium(say: Say): Promise<string> {
  if (process.platform !== 'linux') return 'no Chromium, Chrome or Edge was found.';
  const apt = await run('apt-get', ['--version']).catch(() => undefined);
  if (apt === undefined) return 'no Chromium was found, and there is no apt-get to install one.';
  if (process.getuid?.() !== 0)
    return 'no Chromium was found, and only root may install one ("sudo apt-get install chromium").';
  const started = Date.now();
  say('Installing Chromium with apt-get (once) ...');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update', '-q'], { env, timeout: 300_000 });
  const install = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
    env,
    timeout: 600_000,
  });
  if (install.code === 0) {
    say(`  installed in ${Math.round((Date.now() - started) / 1000)} s.`);
    return '';
  }
  const last = (update.code === 0 ? install : update).output.trimEnd().split('\n').slice(-3).join(' ');
  return `"apt-get install chromium" failed: ${last}`;
}

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Nothing here may leave the machine: every name but loopback is unknown.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Starts the browser without a window. It ends with this process. */
export async function launchBrowser(say: Say): Promise<Browser> {
  const executablePath = await ensureBrowser(say);
  return chromium.launch({ executablePath, args: switches, headless: true });
}
