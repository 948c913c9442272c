// What is done to a portal's license from its rows: removing everything of a product, which has to be typed, and what of the license starts or ends later.
import assert from 'node:assert/strict';
import { describeWorkbench } from './harness';
import { asked, connectByPalette, plan, portals } from './steps';
import type { Workbench } from './workbench';

const product = 'ArcGIS Navigator';
const prompt = new RegExp(`Type ${product} to confirm`);

/** Applies the plan up to the question that has to be answered by typing. */
async function applyUpToTyping(workbench: Workbench): Promise<void> {
  await workbench.viewAction(plan, /^Apply Plan/);
  await workbench.dialogButton(/^Apply$/);
  await asked(workbench, prompt);
}

const isDone = async (workbench: Workbench): Promise<boolean> =>
  (await workbench.row(plan, / done/).count()) > 0;

describeWorkbench('removing all entitlements of a product', {}, workbench => {
  it('is planned from the row of the product, with what is in effect and what is kept', async () => {
    await connectByPalette(workbench(), /10\.6\.1/);
    await workbench().expand(workbench().row(portals, /^Imported entitlements/));
    // Room for the rows: a tree renders only what is in sight.
    await workbench().page.setViewportSize({ width: 1280, height: 1800 });
    const row = workbench().row(portals, new RegExp(`^${product}, .*nothing queued`));
    await workbench().contextMenu(row, /^Remove All Entitlements/);
    await workbench()
      .row(plan, new RegExp(`^Remove all entitlements of ${product}, 1 request`))
      .first()
      .waitFor({ timeout: 60_000 });
    await workbench()
      .row(plan, /No file of ArcGIS Navigator was imported from here/)
      .first()
      .waitFor();
  });

  it('does not take another name, and sends nothing when it is given up', async () => {
    await applyUpToTyping(workbench());
    const widget = workbench().page.locator('.quick-input-widget:visible');
    for (const wrong of ['ArcGIS Pro', product.toLowerCase()]) {
      await workbench().answer(wrong);
      await widget.filter({ hasText: `Type ${product}, exactly as it is written.` }).waitFor();
    }
    await workbench().screenshot('remove-typed');
    await workbench().page.keyboard.press('Escape');
    await widget.waitFor({ state: 'hidden' });
    assert.equal(await isDone(workbench()), false);
    // The plan is still to be applied, and the portal has what it had.
    await workbench()
      .row(plan, /^Remove all entitlements of .*1 request/)
      .first()
      .waitFor();
    await workbench().runCommand('ArcGIS Entitlements: Refresh All');
    await workbench()
      .row(portals, new RegExp(`^${product}, .*seats`))
      .first()
      .waitFor();
  });

  it('takes the name as it is written, and the product has nothing any more', async () => {
    await applyUpToTyping(workbench());
    await workbench().answer(product);
    await workbench()
      .row(plan, /1 done/)
      .first()
      .waitFor({ timeout: 60_000 });
    await workbench().viewAction(plan, /^Close Plan/);
    const imported = workbench().row(portals, new RegExp(`^${product}, .*nothing queued`));
    await workbench().expand(imported);
    await workbench()
      .row(portals, /^Nothing imported|^Current, .* 0 seats|^What is imported now is not known/)
      .first()
      .waitFor();
    await workbench().screenshot('remove-done');
  });
});

describeWorkbench('the future license', {}, workbench => {
  it('is shown from the row of a user type, and of the portal', async () => {
    const portal = await connectByPalette(workbench(), /10\.7/);
    await workbench().expand(workbench().row(portals, /^User types/));
    await workbench().page.setViewportSize({ width: 1280, height: 1800 });
    // With what starts later: by then no row above it moves any more.
    const creator = workbench().row(portals, /^Creator, .* seats from /);
    await creator.first().waitFor();
    await workbench().contextMenu(creator, /^Show Future License$/);
    const page = workbench().webview();
    await page.getByRole('heading', { name: /^Future license of Riverbend.*: Creator$/ }).waitFor();
    await page
      .getByRole('cell', { name: /^\d+ seats from then on$/ })
      .first()
      .waitFor();
    await workbench().contextMenu(portal, /^Show Future License$/);
    await page.getByRole('heading', { name: /^Future license of Riverbend[^:]*$/ }).waitFor();
    await page.getByRole('cell', { name: 'ends: no seats from then on' }).first().waitFor();
    await workbench().screenshot('future-license');
  });
});
