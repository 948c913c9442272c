// Two portals in one matrix, and a filter that is saved there and used in the tree.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { describeWorkbench } from './harness';
import { asked, connectByPalette, connectFromWelcome, openListing, openPortal, portals } from './steps';

describeWorkbench(
  'the matrix of two portals',
  { settings: { 'arcgisEntitlements.samplePortal.scale': 'S' } },
  workbench => {
    const page = () => workbench().webview();
    const grid = (): Locator => page().getByRole('grid');
    const header = (name: RegExp): Locator => page().getByRole('columnheader', { name }).first();
    const rows = async (): Promise<number> => Number(await grid().getAttribute('aria-rowcount')) - 1;
    const saved = 'Idle Pro';

    before('connect two portals', async () => {
      await connectFromWelcome(workbench());
      await connectByPalette(workbench(), /^ArcGIS Enterprise/);
    });

    it('shows the members of both, each with its portal', async () => {
      await workbench().runCommand('ArcGIS Entitlements: Show Matrix');
      await workbench().pick(/Riverbend/);
      await grid().waitFor();
      await page().getByText('Portals…').click();
      await workbench()
        .page.locator('.quick-input-widget:visible')
        .getByText('Portals in the Matrix')
        .waitFor();
      const boxes = workbench().page.locator('.quick-input-widget:visible').getByRole('checkbox');
      await workbench().screenshot('matrix-portals-pick');
      for (const box of await boxes.all()) await box.setChecked(true);
      await workbench()
        .page.locator('.quick-input-widget:visible')
        .getByRole('button', { name: 'OK' })
        .click();
      await header(/^Portal/).waitFor();
      await workbench().until(async () => (await rows()) === 100, 'the members of both are rows');
      await workbench().screenshot('matrix-two-portals');
    });

    it('keeps a filter under a name, for the lists of the tree, too', async () => {
      await page().getByLabel('Holds listing', { exact: true }).selectOption({ label: 'ArcGIS Pro' });
      await page().getByLabel('Last use', { exact: true }).selectOption({ label: 'Not for 90 days' });
      await workbench().until(async () => (await rows()) < 60, 'the filter is in force');
      const matching = await rows();
      await page().getByText('Save Filter…').click();
      await asked(workbench(), /holds the listing ArcGIS Pro, not used since/);
      await workbench().answer(saved);
      await page().getByText(`Saved as “${saved}”`).first().waitFor();
      await page().getByRole('button', { name: 'Clear', exact: true }).click();
      await workbench().until(async () => (await rows()) === 100, 'the filter is gone');
      await page().getByText('Saved Filters…').click();
      await workbench().screenshot('matrix-saved-filters');
      await workbench().pick(saved);
      await workbench().until(async () => (await rows()) === matching, 'the saved filter is in force');

      await openPortal(workbench(), /Riverbend.*Online/);
      const listing = await openListing(workbench(), /^ArcGIS Pro/);
      await workbench().contextMenu(listing, /^Filter Holders/);
      await workbench().pick(/^Use a saved filter/);
      await workbench().pick(saved);
      await workbench().pick(/Show \d+ of \d+ holders/);
      await workbench()
        .row(portals, /^Filter: not used since/)
        .first()
        .waitFor();
    });

    it('comes back after a reload of the window with its portals, its filter and its order', async () => {
      const type = header(/^User type/);
      const isSorted = async (): Promise<boolean> => (await type.getAttribute('aria-sort')) === 'ascending';
      const matching = await rows();
      // A browser's VS Code writes the state of its editors down every five seconds, when it is idle: what is reloaded may be of before.
      for (let attempt = 1; ; attempt += 1) {
        if (!(await isSorted())) await type.click();
        await workbench().until(isSorted, 'the order is that of the user types');
        await workbench().page.waitForTimeout(attempt * 7_000);
        await workbench().reload();
        await type.waitFor({ timeout: 60_000 });
        const isBack = await workbench()
          .until(isSorted, 'the order is back', 10_000)
          .then(
            () => true,
            () => false,
          );
        if (isBack || attempt === 4) break;
      }
      assert.ok(await isSorted());
      await header(/^Portal/).waitFor();
      await workbench().until(
        async () => (await rows()) === matching,
        'the filter is in force again',
        60_000,
      );
    });
  },
);
