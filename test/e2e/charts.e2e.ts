// The seat charts: by mouse and by keyboard, in three themes, to the tree and to a file, and over a reload.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { describeWorkbench } from './harness';
import { applyPlan, connectFromWelcome, openListing, plan, portals } from './steps';
import { themes, type Workbench } from './workbench';

const hostileTitle = 'Field Kit </script><img src=x onerror=alert(1)>';

describeWorkbench('the seat charts', {}, workbench => {
  it('draw every listing, and say what is not licensed per user without calling it an error', async () => {
    await connectFromWelcome(workbench());
    await workbench().runCommand('ArcGIS Entitlements: Show Seat Charts');
    await canvas(workbench(), 'listings').waitFor();
    await whenRead(workbench());
    assert.ok(Number(await canvas(workbench(), 'listings').getAttribute('data-rows')) > 5);
    const notices = workbench().webview().locator('.notice:visible');
    await notices.filter({ hasText: /Not licensed per user, and so without holders: \S/ }).waitFor();
    assert.equal(await notices.filter({ hasText: /not licensed by user/i }).count(), 0);
    assert.equal(await workbench().webview().locator('.notice.error:visible').count(), 0);
    assert.equal(await workbench().webview().getByRole('button', { name: 'Try Again' }).count(), 0);
  });

  let painted = '';
  for (const [name, theme] of [
    ['charts-light', 'light'],
    ['charts-dark', 'dark'],
    ['charts-high-contrast', 'highContrast'],
  ] as const) {
    it(`follow the theme ${themes[theme].label} while they are open`, async () => {
      await workbench().setTheme(theme);
      const before = painted;
      await workbench().until(async () => {
        const { colours, blue } = await paintedBy(workbench());
        painted = colours.join();
        return colours.includes(blue) && painted !== before;
      }, 'the chart is drawn in the colours of the theme');
      await workbench().screenshot(name);
    });
  }

  it('fit a window of 800 pixels, with every tab in sight', async () => {
    await workbench().page.setViewportSize({ width: 800, height: 800 });
    await workbench().page.waitForTimeout(700);
    const wide = await workbench()
      .webview()
      .locator('html')
      .evaluate(page => page.scrollWidth - page.clientWidth);
    assert.ok(wide <= 0, `the page is ${wide} px wider than its room`);
    const tabs = workbench().webview().getByRole('tab');
    const cut = await tabs.evaluateAll(all =>
      all.flatMap(tab => {
        const { left, right } = tab.getBoundingClientRect();
        return left < 0 || right > document.documentElement.clientWidth ? [tab.textContent.trim()] : [];
      }),
    );
    assert.equal(await tabs.count(), 5);
    assert.deepEqual(cut, [], 'tabs that are cut');
    await workbench().screenshot('charts-800');
    await workbench().page.setViewportSize({ width: 1280, height: 800 });
    await workbench().setTheme('light');
  });

  it('give the table twin by keyboard alone, with the hostile title as text', async () => {
    const scripts = await workbench().webview().locator('script').count();
    await tabTo(workbench(), 'Table');
    await workbench().page.keyboard.press('Space');
    const table = workbench().webview().getByRole('table', { name: 'Seats per listing' });
    await table.waitFor();
    await table.getByRole('rowheader').filter({ hasText: 'Field Kit </script><img' }).waitFor();
    assert.equal(await workbench().webview().locator('img, a').count(), 0, 'an element was injected');
    assert.equal(await workbench().webview().locator('script').count(), scripts);
    await tabTo(workbench(), 'Sort by Over');
    await workbench().page.keyboard.press('Enter');
    await table.getByRole('columnheader', { name: /Over/ }).and(sorted(workbench())).waitFor();
    await tabTo(workbench(), /ArcGIS Pro/);
    await workbench().page.keyboard.press('Enter');
    await workbench()
      .row(portals, /^ArcGIS Pro,/)
      .and(workbench().page.locator('.selected'))
      .first()
      .waitFor();
  });

  it('filter the holders in the tree when a bar of the last use is clicked', async () => {
    await workbench().webview().getByRole('tab', { name: 'Last Use' }).click();
    const drawn = canvas(workbench(), 'lastUse');
    await drawn.waitFor();
    const box = (await drawn.boundingBox()) ?? assert.fail('no chart');
    // The first row is the listing with the most seats; its first part starts right of the names.
    await workbench().page.mouse.move(box.x + box.width * 0.5, box.y + 45);
    await workbench().page.mouse.click(box.x + box.width * 0.5, box.y + 45);
    await workbench()
      .row(portals, /^Filter: .*used/)
      .first()
      .waitFor();
  });

  it('save their rows as CSV where the administrator says, with formulas disarmed', async () => {
    await workbench().webview().getByRole('tab', { name: 'Listings' }).click();
    await canvas(workbench(), 'listings').waitFor();
    await workbench().webview().getByText('Save as CSV').click();
    // The dialog proposes a name in the folder, once it has read the folder.
    await workbench().until(
      async () => /seats-listings-.*\.csv$/.test(await workbench().quickInput().inputValue()),
      'a name is proposed',
    );
    const file = await workbench().quickInput().inputValue();
    assert.equal(path.dirname(file), workbench().folder);
    await workbench().page.keyboard.press('Enter');
    await workbench().webview().getByText('Saved.').first().waitFor();
    const text = await readFile(file, 'utf8');
    assert.match(text, /^Listing,ID,Status,Seats,Assigned,Free,Over,List\r\n/);
    assert.match(text, /\r\nArcGIS Pro,[0-9a-f]{32},Active,\d+,\d+,\d+,\d+,/);
    assert.ok(text.includes(hostileTitle), 'the hostile title is plain text');
    for (const cell of text.split(/\r\n|,/)) assert.doesNotMatch(cell, /^"?[=+@\t]/);
  });

  it('save their picture as PNG, with what is on the screen in it', async () => {
    await workbench().webview().getByText('Save as PNG').click();
    await workbench().until(
      async () => /seats-listings-.*\.png$/.test(await workbench().quickInput().inputValue()),
      'a name is proposed',
    );
    const file = await workbench().quickInput().inputValue();
    await workbench().page.keyboard.press('Enter');
    await workbench().until(() => existsSync(file), 'the picture is saved');
    const bytes = await readFile(file);
    const { width, height, colours } = await workbench().page.evaluate(async base64 => {
      const data = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([data], { type: 'image/png' }));
      const paper = new OffscreenCanvas(picture.width, picture.height);
      const pen = paper.getContext('2d');
      pen?.drawImage(picture, 0, 0);
      const pixels = new Uint32Array(pen?.getImageData(0, 0, paper.width, paper.height).data.buffer ?? []);
      return { width: picture.width, height: picture.height, colours: new Set(pixels).size };
    }, bytes.toString('base64'));
    const drawn = (await canvas(workbench(), 'listings').boundingBox()) ?? assert.fail('no chart');
    assert.ok(width >= drawn.width - 1 && height >= drawn.height - 1, `${width} x ${height}`);
    // An empty picture has one colour, a chart with letters and bars has many.
    assert.ok(colours > 20, `${colours} colours`);
  });

  it('show an applied plan at once', async () => {
    await workbench().webview().getByRole('tab', { name: 'Entitlements' }).click();
    await canvas(workbench(), 'entitlements').waitFor();
    const publishers = workbench()
      .webview()
      .getByRole('row', { name: /Publisher/ })
      .getByRole('cell')
      .nth(2);
    const before = await publishers.innerText();
    await openListing(workbench(), /^ArcGIS Pro,/);
    const holder = workbench()
      .row(portals, /Pro (Basic|Standard)/)
      .filter({ hasNotText: /offline|Publisher|more/i });
    await workbench().contextMenu(holder, /^Provision/);
    await workbench().pickMany(['Publisher']);
    await workbench()
      .row(plan, /Give Publisher to/)
      .first()
      .waitFor();
    await applyPlan(workbench());
    await workbench()
      .page.locator('.tabs-container')
      .getByRole('tab', { name: /^Seat Charts/ })
      .click();
    await workbench().until(
      async () => number(await publishers.innerText()) === number(before) + 1,
      'one more publisher',
    );
  });

  it('come back after a reload of the window with chart, table and percent', async () => {
    const percent = workbench().webview().getByRole('checkbox', { name: 'In percent' });
    const inPercent = percent.and(workbench().webview().locator('[aria-checked="true"]'));
    const entitlements = canvas(workbench(), 'entitlements');
    // A browser's VS Code writes the state of its editors down every five seconds, when it is idle. On a busy machine some of these pass, so that
    // what is reloaded may be of before: then it is chosen once more.
    for (let attempt = 1; ; attempt += 1) {
      if (!(await entitlements.isVisible()))
        await workbench().webview().getByRole('tab', { name: 'Entitlements' }).click();
      await entitlements.waitFor();
      if (!(await inPercent.isVisible())) await percent.click();
      await inPercent.waitFor();
      await workbench().page.waitForTimeout(attempt * 7_000);
      await workbench().reload();
      await workbench().webview().getByRole('tab', { name: 'Entitlements' }).waitFor({ timeout: 60_000 });
      const isBack = await inPercent.waitFor({ timeout: 12_000 }).then(
        () => true,
        () => false,
      );
      if (isBack || attempt === 4) break;
    }
    await entitlements.waitFor({ timeout: 60_000 });
    await workbench()
      .webview()
      .getByRole('table', { name: /^Seats per entitlement/ })
      .waitFor();
    await inPercent.waitFor();
  });

  it('break their content security policy nowhere', async () => {
    const log = await extensionLog(workbench());
    assert.doesNotMatch(log, /content security policy/i);
  });
});

const number = (text: string): number => Number(text.replaceAll(/[^\d]/g, ''));

const canvas = (workbench: Workbench, chart: string): Locator =>
  workbench.webview().locator(`canvas[data-chart="${chart}"]`);

/** The colours that the chart of the listings is painted with, those of single pixels left out, and what the theme of now calls blue. */
function paintedBy(
  workbench: Workbench,
): Promise<{ readonly colours: readonly string[]; readonly blue: string }> {
  return canvas(workbench, 'listings').evaluate((drawn: HTMLCanvasElement) => {
    const probe = document.createElement('canvas').getContext('2d');
    const data = drawn.getContext('2d')?.getImageData(0, 0, drawn.width, drawn.height).data;
    if (!probe || !data) throw new Error('no picture');
    const counts = new Map<string, number>();
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] !== 255) continue;
      const colour = data.slice(at, at + 3).join(' ');
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    const colours = [...counts].filter(([, count]) => count > 500).map(([colour]) => colour);
    probe.fillStyle = getComputedStyle(document.body).getPropertyValue('--vscode-charts-blue').trim();
    probe.fillRect(0, 0, 1, 1);
    return { colours: colours.sort(), blue: probe.getImageData(0, 0, 1, 1).data.slice(0, 3).join(' ') };
  });
}

const sorted = (workbench: Workbench): Locator => workbench.webview().locator('[aria-sort="descending"]');

/** Waits until the holders of all listings are read. */
async function whenRead(workbench: Workbench): Promise<void> {
  await workbench
    .webview()
    .getByText(/Reading holders|Reading from the portal/)
    .first()
    .waitFor({ state: 'hidden', timeout: 60_000 });
}

/** Presses Tab until what has the focus in the page is called so. */
async function tabTo(workbench: Workbench, name: string | RegExp): Promise<void> {
  const body = workbench.webview().locator('body');
  const names: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    const focused = await body.evaluate(() => {
      const one = document.activeElement;
      return one?.getAttribute('title') ?? one?.getAttribute('aria-label') ?? one?.textContent.trim() ?? '';
    });
    names.push(focused);
    if (typeof name === 'string' ? focused === name : name.test(focused)) return;
    await workbench.page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to ${String(name)}, but to ${names.join(' | ')}`);
}

/** Everything that the extension wrote to its log. */
async function extensionLog(workbench: Workbench): Promise<string> {
  const logs = path.join(workbench.userData, 'logs');
  const files = await readdir(logs, { recursive: true });
  const own = files.filter(name => name.includes('entitlement-tools') && name.endsWith('.log'));
  assert.ok(own.length > 0, 'the extension wrote no log');
  return (await Promise.all(own.map(name => readFile(path.join(logs, name), 'utf8')))).join('\n');
}
