import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { projectRoot } from '../host/paths';
import { type Host, startHost } from '../host/startHost';

export interface WorkbenchOptions {
  /** Folder whose copy is opened, relative to the root of the project; the examples by default, with license files that take most away. */
  readonly folder?: string;
  /** False opens the folder in restricted mode; true by default. */
  readonly trusted?: boolean;
  /** User settings at the start. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Colour themes that every VS Code has: the name in the theme picker, and the class that the workbench then carries. */
export const themes = {
  light: { label: 'Light Modern', mark: 'vs' },
  dark: { label: 'Dark Modern', mark: 'vs-dark' },
  highContrast: { label: 'Dark High Contrast', mark: 'hc-black' },
  highContrastLight: { label: 'Light High Contrast', mark: 'hc-light' },
} as const;

/** License files of a small organization, under the names of the examples: at a larger portal nearly everybody is locked out by them. */
export const smallLicenses = 'test/fixtures/smallLicenses';

/** Where screenshots and the logs of failed tests go. */
export const resultsFolder = path.join(projectRoot, '.test-results', 'e2e');

const patience = 30_000;

/**
 * VS Code's workbench in a browser, used as a person does: by names on the screen, mouse and keyboard.
 * Every method waits for what it uses, for at most 30 seconds.
 */
export class Workbench {
  readonly page: Page;
  /** The opened folder, a copy that the test may change. */
  readonly folder: string;
  /** Folder of user data: settings in `User/settings.json`, logs in `logs`, the extension's storage below `User`. */
  readonly userData: string;
  readonly host: Host;
  readonly #context: BrowserContext;
  readonly #scratch: string;

  private constructor(page: Page, context: BrowserContext, host: Host, scratch: string) {
    this.page = page;
    this.#context = context;
    this.host = host;
    this.#scratch = scratch;
    this.folder = path.join(scratch, 'workspace');
    this.userData = host.userData;
  }

  /** Opens a fresh VS Code, with user data of its own and the packaged extension in it, on a copy of a folder. */
  static async open(browser: Browser, vsix: string, options: WorkbenchOptions = {}): Promise<Workbench> {
    const scratch = await mkdtemp(path.join(os.tmpdir(), 'e2e-'));
    const folder = path.join(scratch, 'workspace');
    await mkdir(folder);
    for (const name of options.folder === undefined ? ['examples', smallLicenses] : [options.folder]) {
      const source = path.join(projectRoot, name);
      if (existsSync(source)) await cp(source, folder, { recursive: true });
    }
    const host = await startHost({
      folder,
      userData: path.join(scratch, 'user'),
      trusted: options.trusted ?? true,
      settings: { 'workbench.colorTheme': 'Default Light Modern', ...options.settings },
      env: options.env ?? {},
      vsix,
    });
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      acceptDownloads: true,
    });
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    const workbench = new Workbench(page, context, host, scratch);
    await page.goto(host.url);
    await workbench.whenReady();
    return workbench;
  }

  /** Opens a second window of the same VS Code, with an extension host of its own. It is closed with the first. */
  async openWindow(): Promise<Workbench> {
    const page = await this.#context.newPage();
    const second = new Workbench(page, this.#context, this.host, this.#scratch);
    await page.goto(this.host.url);
    await second.whenReady();
    return second;
  }

  /** Waits until the workbench shows its activity bar and status bar. */
  async whenReady(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor();
    await this.page.locator('.part.activitybar .action-item').first().waitFor();
    await this.page.locator('.part.statusbar').waitFor();
  }

  /** Reloads the window, as "Developer: Reload Window" does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.whenReady();
  }

  /** Runs a command by its full title in the palette, such as `ArcGIS Entitlements: Refresh`. */
  async runCommand(title: string): Promise<void> {
    // A palette that is just closing, or a view that takes the focus, ends the new one before its entry is clicked: then it is opened again.
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('F1');
      try {
        await this.quickInput().fill(`>${title}`, { timeout: 3_000 });
        await this.commandOption(title).click({ timeout: 5_000 });
        return;
      } catch (error) {
        if (attempt === 5) throw error;
      }
    }
  }

  /** An entry of the palette; behind its title an entry may name its keybinding. */
  private commandOption(title: string): Locator {
    const escaped = title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return this.page.getByRole('option', { name: new RegExp(`^${escaped}(,|$)`) }).first();
  }

  /** True if the palette offers a command with this title. */
  async offersCommand(title: string): Promise<boolean> {
    await this.page.keyboard.press('F1');
    await this.quickInput().fill(`>${title}`);
    const option = this.commandOption(title);
    const none = this.page.getByRole('option', { name: /No matching commands|similar commands/ }).first();
    await option.or(none).first().waitFor();
    const offered = await option.isVisible();
    await this.page.keyboard.press('Escape');
    return offered;
  }

  /** A tab of the activity bar, by the title of its container. */
  activity(title: string | RegExp): Locator {
    return this.page.locator('.part.activitybar').getByRole('tab', { name: title });
  }

  /** Shows a container of the side bar. */
  async openContainer(title: string | RegExp): Promise<void> {
    const tab = this.activity(title);
    await tab.waitFor();
    const sideBar = this.page.locator('.part.sidebar');
    const isShown = async (): Promise<boolean> =>
      (await tab.getAttribute('aria-selected')) === 'true' && (await sideBar.isVisible());
    // A click on the container that is shown hides it: a reloaded window, which brings back its container by itself, may do so just before the click.
    await this.until(
      async () => {
        // The tab as a whole, since its badge lies over its icon.
        if (!(await isShown())) await tab.click();
        return this.stays(isShown);
      },
      `the side bar shows ${String(title)}`,
    );
  }

  /** True if a condition comes to hold within two seconds, and still holds a moment later: what the workbench does late may end it again. */
  async stays(condition: () => Promise<boolean>): Promise<boolean> {
    const limit = Date.now() + 2_000;
    while (!(await condition())) {
      if (Date.now() > limit) return false;
      await this.page.waitForTimeout(50);
    }
    await this.page.waitForTimeout(200);
    return condition();
  }

  /** The tree of a view, by the name of the view. */
  tree(view: string | RegExp): Locator {
    return this.page.locator('.part.sidebar, .part.panel').getByRole('tree', { name: view }).first();
  }

  /** Rows of a view whose accessible name contains `name`. Long trees render only what is in sight: scroll or filter first. */
  row(view: string | RegExp, name: string | RegExp): Locator {
    return this.tree(view).getByRole('treeitem', { name });
  }

  /** A row of the explorer, by the name of its file; one that ends in another's name needs an expression. */
  file(name: string | RegExp): Locator {
    return this.page.locator('.explorer-folders-view').getByRole('treeitem', { name });
  }

  /** Expands a row that is collapsed. A row that moved under the mouse, as rows above it arrived, is tried again. */
  async expand(row: Locator): Promise<void> {
    const target = row.first();
    await target.waitFor();
    const isExpanded = async (): Promise<boolean> => (await target.getAttribute('aria-expanded')) === 'true';
    await this.until(async () => {
      if (!(await isExpanded())) await target.click({ position: { x: 40, y: 8 } });
      if (await this.stays(isExpanded)) return true;
      // A click on a row that had no focus may only give it the focus.
      if (!(await isExpanded())) await this.page.keyboard.press('ArrowRight');
      return this.stays(isExpanded);
    }, 'the row is expanded');
  }

  /** Picks an entry of the context menu of a row, a file or an editor. A row that moved under the mouse, as rows above it arrived, is tried again. */
  async contextMenu(target: Locator, entry: string | RegExp): Promise<void> {
    const item = this.page.getByRole('menuitem', { name: entry }).first();
    for (let tries = 1; ; tries++) {
      await target.first().click({ button: 'right' });
      try {
        await item.waitFor({ timeout: tries < 3 ? 5_000 : 30_000 });
        break;
      } catch (error) {
        // Open, it would stand in the way of all that follows.
        await this.page.keyboard.press('Escape');
        if (tries === 3) throw error;
      }
    }
    // A menu ignores the mouse for its first tenth of a second, lest the click that opened it also picks an entry.
    await this.page.waitForTimeout(200);
    await item.click();
    await item.waitFor({ state: 'hidden' });
  }

  /** Clicks an inline action of a row, by its title. */
  async rowAction(row: Locator, title: string | RegExp): Promise<void> {
    await row.first().hover();
    await row.first().getByRole('button', { name: title }).click();
  }

  /** Clicks an action in the title of a view; a view that is alone in its container has the container's title bar. */
  async viewAction(view: string, title: string | RegExp): Promise<void> {
    const own = this.page.locator('.pane-header:visible').filter({ hasText: view });
    const container = this.page.locator('.part.sidebar .composite.title').filter({ hasText: view });
    const header = own.or(container).first();
    await header.hover();
    await header.getByRole('button', { name: title }).click();
  }

  /** Clicks an action in the title of the active editor. */
  async editorAction(title: string | RegExp): Promise<void> {
    await this.page.locator('.editor-actions').getByRole('button', { name: title }).first().click();
  }

  /** The field of the quick pick or input box on the screen. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-box input');
  }

  /** Chooses one entry of the quick pick on the screen. */
  async pick(name: string | RegExp): Promise<void> {
    await this.page.locator('.quick-input-widget:visible').getByRole('option', { name }).first().click();
  }

  /** Ticks entries of the quick pick on the screen and accepts them. Each is searched for first: a long list renders only what is in sight. */
  async pickMany(names: readonly string[]): Promise<void> {
    const widget = this.page.locator('.quick-input-widget:visible');
    for (const name of names) {
      await this.quickInput().fill(name);
      await widget.getByRole('checkbox', { name }).or(widget.getByRole('option', { name })).first().click();
    }
    await this.quickInput().fill('');
    await widget.getByRole('button', { name: 'OK' }).click();
  }

  /** Presses a key, after what puts the focus where it belongs, until it had its effect: a part that only just took the focus loses the first one. */
  async press(
    key: string,
    had: () => Promise<boolean>,
    what: string,
    first?: () => Promise<void>,
  ): Promise<void> {
    await this.until(async () => {
      await first?.();
      await this.page.keyboard.press(key);
      return this.stays(had);
    }, what);
  }

  /** Types into the input box on the screen, in place of what it holds, and accepts. */
  async answer(text: string): Promise<void> {
    await this.quickInput().fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** The modal dialog on the screen. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Presses a button of the modal dialog. */
  async dialogButton(name: string | RegExp): Promise<void> {
    await this.dialog().getByRole('button', { name }).click();
  }

  /** A notification that contains a text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-toast').filter({ hasText: text });
  }

  /** Presses a button of a notification. */
  async notificationButton(text: string | RegExp, button: string | RegExp): Promise<void> {
    await this.notification(text).getByRole('button', { name: button }).first().click();
  }

  /** The content of the webview in sight; VS Code puts it into two nested frames. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame');
  }

  /** The text that the active editor shows in sight. */
  async editorText(): Promise<string> {
    const lines = this.page.locator('.editor-group-container.active .view-lines').first();
    return (await lines.innerText()).replaceAll('\u00a0', ' ');
  }

  /** Opens a file of the folder by its name. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+P');
    await this.quickInput().fill(name);
    await this.page.getByRole('option', { name }).first().click();
    await this.page.locator('.tabs-container').getByRole('tab', { name }).first().waitFor();
  }

  /** Switches the colour theme in the theme picker and waits until the workbench shows it. */
  async setTheme(theme: keyof typeof themes): Promise<void> {
    const { label, mark } = themes[theme];
    await this.runCommand('Preferences: Color Theme');
    await this.answer(label);
    await this.page.locator(`.monaco-workbench.${mark}`).first().waitFor();
  }

  /** Saves what is on the screen as `.test-results/e2e/NAME.png`. */
  async screenshot(name: string): Promise<string> {
    const file = path.join(resultsFolder, `${name}.png`);
    await mkdir(resultsFolder, { recursive: true });
    await this.page.screenshot({ path: file });
    return file;
  }

  /** Waits until a condition holds. */
  async until(
    condition: () => Promise<boolean> | boolean,
    what: string,
    milliseconds = patience,
  ): Promise<void> {
    const limit = Date.now() + milliseconds;
    while (!(await condition())) {
      if (Date.now() > limit) throw new Error(`Not within ${milliseconds / 1000} s: ${what}.`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Keeps a screenshot and the logs of the server and its extension host, for a test that failed. */
  async keepEvidence(name: string): Promise<void> {
    const folder = path.join(resultsFolder, name);
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, 'screen.png') }).catch(() => undefined);
    await writeFile(path.join(folder, 'server.log'), this.host.output());
    await cp(path.join(this.userData, 'logs'), path.join(folder, 'logs'), { recursive: true }).catch(
      () => undefined,
    );
  }

  /** Closes the window, ends VS Code and removes its folders. */
  async close(): Promise<void> {
    await this.#context.close().catch(() => undefined);
    await this.host.close();
    await rm(this.#scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}
