// The matrix of 60,000 members: scrolls, filters, sorts, selects and exports by keyboard, hands its selection to a plan, and is seen in three themes.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { describeWorkbench } from './harness';
import { connectFromWelcome, plan, saveAs } from './steps';

describeWorkbench(
  'the matrix of 60,000 members',
  { settings: { 'arcgisEntitlements.samplePortal.scale': 'XL' } },
  workbench => {
    const page = () => workbench().webview();
    const grid = (): Locator => page().getByRole('grid');
    const focused = (): Locator => page().locator('[role="grid"] :focus');
    const rowOf = (cell: Locator): Locator => cell.locator('xpath=..');
    const summary = (): Locator => page().locator('.summary');
    const press = (key: string): Promise<void> => workbench().page.keyboard.press(key);

    it('opens from the palette and shows its first members at once', async () => {
      await connectFromWelcome(workbench());
      await workbench().runCommand('ArcGIS Entitlements: Show Matrix');
      await page().getByRole('rowheader').first().waitFor();
      // All members, and every list as whole as the portal gives it.
      await page()
        .locator('.notice:has(vscode-progress-ring)')
        .first()
        .waitFor({ state: 'hidden', timeout: 120_000 });
      await workbench().until(
        async () => Number(await grid().getAttribute('aria-rowcount')) > 60_000,
        'all members are rows',
        120_000,
      );
      // Only what is in sight is an element.
      assert.ok((await page().getByRole('row').count()) < 120);
    });

    it('marks lists that the portal cut, in the header and in their cells', async () => {
      await page()
        .getByRole('columnheader', { name: /ArcGIS Pro,.*10,000/ })
        .first()
        .waitFor();
      await page().getByRole('gridcell', { name: 'not known' }).first().waitFor();
    });

    it('is moved through by keyboard, to the last of its rows', async () => {
      await page().getByRole('gridcell').nth(1).click();
      await press('Control+End');
      await workbench().until(
        async () =>
          (await rowOf(focused()).getAttribute('aria-rowindex')) ===
          (await grid().getAttribute('aria-rowcount')),
        'the last row has the focus',
      );
      await rowOf(focused()).getByRole('rowheader', { name: /\w/ }).waitFor();
      await press('Control+Home');
      await workbench().until(
        async () => (await rowOf(focused()).getAttribute('aria-rowindex')) === '2',
        'the first row has the focus',
      );
      await press('PageDown');
      assert.ok(Number(await rowOf(focused()).getAttribute('aria-rowindex')) > 8);
    });

    for (const theme of ['light', 'dark', 'highContrast'] as const) {
      it(`is drawn in the theme ${theme}, wide and narrow`, async () => {
        await workbench().setTheme(theme);
        await workbench().page.keyboard.press('Control+B');
        await workbench().screenshot(`matrix-${theme}-1280`);
        await workbench().page.setViewportSize({ width: 800, height: 800 });
        await workbench().until(
          async () =>
            (await page()
              .locator('html')
              .evaluate(html => html.scrollWidth - html.clientWidth)) <= 0,
          'the page fits its room',
        );
        await workbench().screenshot(`matrix-${theme}-800`);
        await workbench().page.setViewportSize({ width: 1280, height: 800 });
        await workbench().page.keyboard.press('Control+B');
      });
    }

    it('filters by name, last use and user type, and says how many match', async () => {
      await page().getByLabel('User or name', { exact: true }).fill('an');
      await workbench().until(async () => / of /.test(await summary().innerText()), 'the filter counts');
      await page().getByLabel('Last use', { exact: true }).selectOption({ label: 'Never used' });
      await page()
        .getByRole('gridcell', { name: /last used never/ })
        .first()
        .waitFor();
      await workbench().screenshot('matrix-filtered');
      await page().getByRole('button', { name: 'Clear', exact: true }).click();
      await workbench().until(async () => !/ of /.test(await summary().innerText()), 'the filter is gone');
    });

    it('selects by keyboard and exports what is selected', async () => {
      await page().getByLabel('User or name', { exact: true }).fill('an');
      await workbench().until(async () => / of /.test(await summary().innerText()), 'the filter counts');
      await page().getByRole('gridcell').nth(1).click();
      await press('Control+Home');
      await press('Space');
      await summary().filter({ hasText: '1 selected' }).waitFor();
      await press('Shift+ArrowDown');
      await press('Shift+ArrowDown');
      await summary().filter({ hasText: '3 selected' }).waitFor();
      await workbench().screenshot('matrix-selected');
      await page().getByText('Export…').click();
      await workbench().pick(/^The 3 selected/);
      await workbench().pick(/^CSV/);
      await saveAs(workbench(), 'matrix.csv');
      const lines = (await readFile(path.join(workbench().folder, 'matrix.csv'), 'utf8'))
        .trim()
        .split('\r\n');
      assert.equal(
        lines[0],
        'portal,user,name,user type,listing,listing id,entitlements,last used,offline,export is whole',
      );
      assert.equal(new Set(lines.slice(1).map(line => line.split(',')[1])).size, 3);
    });

    it('hands the selected members to a plan', async () => {
      await page().getByText('Provision…').click();
      await workbench().pick(/^ArcGIS Pro/);
      await workbench().pickMany(['Publisher']);
      await workbench()
        .row(plan, /Give Publisher to/)
        .first()
        .waitFor({ timeout: 60_000 });
    });
  },
);
