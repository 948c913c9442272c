// What several runs do in a text editor and with its problems, by mouse and keyboard.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { canariesIn } from './canaries';
import type { Workbench } from './workbench';

/** The text editor that has the focus; of a comparison, either side. */
export const editor = (workbench: Workbench): Locator =>
  workbench.page.locator('.editor-group-container.active .monaco-editor:visible').first();

/** The rows of the Problems panel. */
export const problems = (workbench: Workbench): Locator =>
  workbench.page.locator('.markers-panel').getByRole('treeitem');

const problemsFilter = (workbench: Workbench): Locator =>
  workbench.page.getByPlaceholder(/^Filter \(e\.g\. text/);

/** Opens the Problems panel by keyboard. */
export async function openProblems(workbench: Workbench): Promise<void> {
  await workbench.page.keyboard.press('Control+Shift+M');
  await problemsFilter(workbench).waitFor();
}

/** Closes the panel by keyboard. */
export async function closePanel(workbench: Workbench): Promise<void> {
  await workbench.page.keyboard.press('Control+J');
  await problemsFilter(workbench).waitFor({ state: 'hidden' });
}

/** Shows the problems that contain a text alone: the panel renders only what is in sight. */
export async function filterProblems(workbench: Workbench, text: string): Promise<void> {
  await problemsFilter(workbench).fill(text);
}

/** Waits for a problem with this text at this line, counted from 1. */
export async function problemAt(workbench: Workbench, text: RegExp, line: number): Promise<Locator> {
  const row = problems(workbench)
    .filter({ hasText: text })
    .filter({ hasText: `[Ln ${line},` })
    .first();
  await workbench.until(
    async () => {
      try {
        await row.waitFor({ timeout: 3_000 });
        return true;
      } catch {
        // For a filter that found nothing before, the panel does not look again when the problem arrives.
        const filter = await problemsFilter(workbench).inputValue();
        await filterProblems(workbench, '');
        await filterProblems(workbench, filter);
        return false;
      }
    },
    `${String(text)} is in Problems at line ${line}`,
  );
  return row;
}

/** Puts the cursor to `line:column` of the active editor. */
export async function goTo(workbench: Workbench, place: string): Promise<void> {
  const [line = '', column = '1'] = place.split(':');
  const there = new RegExp(`\\bLn ${line}, Col ${column}\\b`);
  // An editor that only just took the focus loses the keys; a picker that opens while it settles is closed again.
  await workbench.until(async () => {
    await workbench.page.keyboard.press('Control+G');
    try {
      await workbench.quickInput().fill(`:${place}`, { timeout: 3_000 });
      await workbench.page.keyboard.press('Enter');
      // The keys that follow are for the editor.
      await workbench.quickInput().waitFor({ state: 'hidden', timeout: 3_000 });
    } catch {
      await workbench.page.keyboard.press('Escape');
      return false;
    }
    return workbench.stays(async () => there.test(await cursor(workbench)));
  }, `the cursor is at ${place}`);
}

/** What the status bar says, the place of the cursor among it. */
const cursor = (workbench: Workbench): Promise<string> =>
  workbench.page.locator('.part.statusbar').innerText();

/** Where the cursor is, as the status bar says it: `Ln 3, Col 7`. */
export async function cursorIsAt(workbench: Workbench, place: string): Promise<void> {
  await workbench.until(async () => (await cursor(workbench)).includes(place), `the cursor is at ${place}`);
}

/** Shows an open file from its first line, with the focus in it. */
export async function showFile(workbench: Workbench, file: string): Promise<void> {
  const tab = workbench.page.locator('.tabs-container').getByRole('tab', { name: file }).first();
  await workbench.press(
    'Control+Home',
    async () => /\bLn 1, Col 1\b/.test(await cursor(workbench)),
    `${file} is shown from its first line`,
    () => tab.click(),
  );
}

/** Rests the mouse on a word of the active editor, and gives the text of what appears once it says `what`. */
export async function hover(workbench: Workbench, word: string, what: RegExp): Promise<Locator> {
  const target = editor(workbench).locator('.view-lines').getByText(word, { exact: true }).first();
  const shown = workbench.page.locator('.monaco-hover:visible').filter({ hasText: what }).first();
  // A hover that appeared before the portal was read says less; leaving and coming back asks anew.
  await workbench.until(
    async () => {
      await workbench.page.mouse.move(5, 5);
      await target.hover();
      return shown.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    },
    `the hover over ${word} says ${String(what)}`,
  );
  return shown;
}

/** Opens the quick fixes at the cursor by keyboard and takes the one with this title, which is the first. */
export async function fixByKeyboard(workbench: Workbench, title: RegExp): Promise<void> {
  const first = workbench.page.locator('.action-widget:visible .monaco-list-row.action').first();
  // A menu that opens while the editor is still settling is closed again.
  await workbench.until(
    async () => {
      await workbench.page.keyboard.press('Control+.');
      const fix = first.filter({ hasText: title });
      return fix.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    },
    `a quick fix ${String(title)} is offered`,
  );
  await workbench.page.keyboard.press('Enter');
  await first.waitFor({ state: 'hidden' });
}

/** Clicks an action above the first line until `effect` shows: just after its tab came to the front, VS Code shows remembered ones that do nothing yet. */
export async function codeLens(workbench: Workbench, title: string, effect: Locator): Promise<void> {
  const lens = editor(workbench).locator('.codelens-decoration').getByText(title, { exact: true }).first();
  await workbench.until(async () => {
    if (await lens.isVisible()) await lens.click();
    return effect
      .first()
      .waitFor({ timeout: 8_000 })
      .then(
        () => true,
        () => false,
      );
  }, `${title} has an effect`);
}

/** Takes an action above the first line without the mouse, until `effect` shows; as {@link codeLens}. */
export async function codeLensByKeyboard(
  workbench: Workbench,
  title: string,
  effect: Locator,
): Promise<void> {
  const question = workbench.quickInput().and(workbench.page.getByPlaceholder(/^Select a command/));
  await workbench.until(
    async () => {
      await goTo(workbench, '1:1');
      await workbench.runCommand('Show CodeLens Commands for Current Line');
      try {
        await question.waitFor({ timeout: 4_000 });
        await workbench.page.keyboard.type(title);
        await workbench.page.keyboard.press('Enter');
        await effect.first().waitFor({ timeout: 8_000 });
        return true;
      } catch {
        return false;
      }
    },
    `${title} has an effect`,
    60_000,
  );
}

/** Picks an entry of the quick pick with this question by keyboard alone. */
export async function choose(workbench: Workbench, question: RegExp, entry: string): Promise<void> {
  const field = workbench.quickInput();
  await field.and(workbench.page.getByPlaceholder(question)).waitFor();
  await workbench.page.keyboard.type(entry);
  await workbench.page.keyboard.press('Enter');
}

/** What the licenses of the example files hold in place of what is secret. */
const secrets = { 'a license string': 'NOT-A-LICENSE', 'a signature': 'NOT-A-SIGNATURE' } as const;

/**
 * Looks for license strings in everything that is on the page and in its frames, but for the editors of the administrator's own file.
 * @param file its name: such an editor shows what the file says, and is VS Code's.
 */
export async function noLicenseString(workbench: Workbench, file: string): Promise<void> {
  const found: string[] = [];
  for (const frame of workbench.page.frames()) {
    const markup = await frame
      .evaluate(name => {
        const copy = document.documentElement.cloneNode(true) as Element;
        for (const one of copy.querySelectorAll('.monaco-editor[data-uri]')) {
          const uri = one.getAttribute('data-uri') ?? '';
          if (uri.startsWith('vscode-remote:') && uri.endsWith(`/${name}`)) one.remove();
        }
        return copy.outerHTML;
      }, file)
      .catch(() => '');
    found.push(...canariesIn(markup, frame.url(), secrets));
  }
  assert.deepEqual(found, []);
}
