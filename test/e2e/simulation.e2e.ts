// The simulation: of a file from the editor and of a portal from the tree, in every theme, by mouse and keyboard, to a plan and to a file.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { describeWorkbench } from './harness';
import { connectByPalette, portals, reductionPlanned, saveAs } from './steps';
import { themes, type Workbench } from './workbench';

describeWorkbench('simulating an entitlements file', { env: { TZ: 'America/Los_Angeles' } }, workbench => {
  it('opens from the title of the editor, and says when what falls short, in UTC and in the zone of the portal', async () => {
    await connectByPalette(workbench(), /10\.6\.1/);
    await workbench().openContainer(/^Explorer/);
    await workbench().openFile('entitlements.json');
    await workbench().editorAction(/^Simulate/);
    const verdict = workbench().webview().locator('.verdict');
    await verdict.waitFor();
    assert.match(await verdict.innerText(), /over-assigned by [\d,]+/);
    assert.match(await verdict.innerText(), /could sign in/);
    const text = await workbench().webview().locator('body').innerText();
    assert.ok(!text.includes('NOT-A-LICENSE') && !text.includes('NOT-A-SIGNATURE'), 'no license string');
    assert.match(text, /until 20\d\d-\d\d-\d\d 00:00 UTC \(.* in America\/Los_Angeles\)/);
  });

  for (const [name, theme] of [
    ['simulation-light', 'light'],
    ['simulation-dark', 'dark'],
    ['simulation-high-contrast', 'highContrast'],
  ] as const) {
    it(`follows the theme ${themes[theme].label}, at 1280 and at 800 pixels, without running out of its room`, async () => {
      await workbench().setTheme(theme);
      for (const width of [1280, 800]) {
        await workbench().page.setViewportSize({ width, height: 1400 });
        await workbench().page.waitForTimeout(700);
        const wide = await workbench()
          .webview()
          .locator('html')
          .evaluate(page => page.scrollWidth - page.clientWidth);
        assert.ok(wide <= 0, `the page is ${wide} px wider than its room`);
        await workbench().screenshot(`${name}-${width}`);
      }
      await workbench().page.setViewportSize({ width: 1280, height: 800 });
    });
  }

  it('walks the chart by keyboard, with the figures of the table', async () => {
    const stage = workbench().webview().locator('.stage.steps');
    await stage.focus();
    await workbench().page.keyboard.press('ArrowRight');
    await workbench().page.keyboard.press('ArrowRight');
    const spoken = workbench().webview().locator('[aria-live]');
    assert.match(await spoken.innerText(), /^20\d\d-\d\d-\d\d \d\d:\d\d UTC\. .*seats/);
    const table = workbench().webview().getByRole('table', { name: 'Seats at every change' });
    assert.ok((await table.getByRole('row').count()) > 3);
    assert.ok((await table.locator('.over-by').count()) > 0, 'over-assigned cells are marked');
  });

  it('keeps those to reduce and those locked out apart', async () => {
    const first = workbench().webview().locator('.shortage').first();
    await first.getByText(/^Over by \d+/).waitFor();
    await first.locator('.list.over .members li').first().waitFor();
    await first.getByText(/^Locked out until corrected: [\d,]+ members/).click();
    await first.locator('.list.locked .members li').first().waitFor();
    await first.scrollIntoViewIfNeeded();
    await workbench().page.setViewportSize({ width: 1280, height: 1400 });
    await workbench().screenshot('simulation-lists');
    await workbench().page.setViewportSize({ width: 1280, height: 800 });
  });

  it('saves itself as Markdown', async () => {
    await button(workbench(), 'Save as Markdown…').click();
    await saveAs(workbench(), 'simulation.md');
    await workbench().webview().getByText('Saved.').first().waitFor();
    const file = `${workbench().folder}/simulation.md`;
    assert.ok(existsSync(file));
    const text = await readFile(file, 'utf8');
    assert.match(text, /^# /);
    assert.match(text, /Locked out until corrected/);
    assert.ok(!text.includes('NOT-A-LICENSE') && !text.includes('NOT-A-SIGNATURE'), 'no license string');
  });

  it('says that the file was edited since', async () => {
    await workbench().openFile('entitlements.json');
    await workbench().page.keyboard.press('Control+End');
    await workbench().page.keyboard.type(' ');
    await workbench()
      .page.getByRole('tab', { name: /^Simulation: / })
      .click();
    await workbench()
      .webview()
      .getByText(/The file was changed since/)
      .first()
      .waitFor();
  });

  it('puts the smallest reduction on the desk as a plan', async () => {
    await button(workbench(), 'Plan the Smallest Reduction…').click();
    await reductionPlanned(workbench(), /Give back seats before entitlements\.json is imported/);
    await workbench().screenshot('simulation-plan');
  });
});

describeWorkbench('simulating a portal without a file', {}, workbench => {
  it('opens from the row of the portal, and shows what its own license will do', async () => {
    const portal = await connectByPalette(workbench(), /^ArcGIS Enterprise 10\.7/);
    // Rows arrive above and below as they are read.
    await workbench()
      .row(portals, /^Future license/)
      .first()
      .waitFor();
    await workbench().contextMenu(portal, /^Simulate What Is Coming/);
    await workbench().webview().locator('.verdict').waitFor({ timeout: 60_000 });
    await workbench().page.setViewportSize({ width: 1280, height: 1400 });
    await workbench().page.waitForTimeout(700);
    await workbench().screenshot('simulation-portal');
    assert.equal(
      (await workbench()
        .row(portals, /Riverbend/)
        .count()) > 0,
      true,
    );
  });
});

const button = (workbench: Workbench, name: string): Locator =>
  workbench.webview().getByText(name, { exact: true });
