// The journal below a portal by mouse: what was applied is found there, undone by its menu, and the tree shows it.
import assert from 'node:assert/strict';
import { describeWorkbench } from './harness';
import { applyPlan, connectFromWelcome, openListing, plan, portals } from './steps';

describeWorkbench('the journal of a portal', {}, workbench => {
  let member = '';

  /** Closes the listing, so that the last row of the portal is in sight. */
  async function closeListing(): Promise<void> {
    const listing = workbench().row(portals, /^ArcGIS Pro/);
    await workbench().page.keyboard.press('Escape');
    await listing.first().click({ position: { x: 40, y: 8 } });
    await workbench().until(async () => {
      if ((await listing.first().getAttribute('aria-expanded')) === 'true')
        await workbench().page.keyboard.press('ArrowLeft');
      return (await listing.first().getAttribute('aria-expanded')) === 'false';
    }, 'the listing is closed');
  }

  const journal = () => workbench().row(portals, /^Journal/);

  it('says that nothing was applied where nothing was', async () => {
    await connectFromWelcome(workbench());
    await workbench().expand(journal());
    await workbench()
      .row(portals, /^Nothing has been applied yet/)
      .waitFor();
  });

  it('shows an operation once it is applied, with its member before and after', async () => {
    await openListing(workbench(), /^ArcGIS Pro/);
    const holder = workbench()
      .row(portals, /Pro Basic/)
      .filter({ hasNotText: /offline/i })
      .filter({ hasNotText: /Publisher/ })
      .first();
    await holder.waitFor();
    member = ((await holder.locator('.label-name').first().textContent()) ?? '').trim();
    await workbench().contextMenu(holder, /^Provision/);
    await workbench().pickMany(['Publisher']);
    await workbench()
      .row(plan, /Give Publisher to/)
      .first()
      .waitFor();
    await applyPlan(workbench());
    await workbench().viewAction(plan, /^Close Plan/);
    await closeListing();
    const operation = workbench().row(portals, /^Give Publisher to/);
    await operation.waitFor();
    assert.match((await operation.getAttribute('aria-label')) ?? '', /UTC · done · by /);
    await workbench().expand(operation);
    const row = workbench().row(portals, /ArcGIS Pro Basic.* → .*Publisher · done/);
    await row.waitFor();
    assert.ok(((await row.textContent()) ?? '').includes(member));
    await workbench().screenshot('journal-operation');
  });

  it('plans the way back by the menu of its row, and the tree shows what came of it', async () => {
    await workbench().contextMenu(workbench().row(portals, /^Give Publisher to/), /^Undo Operation/);
    await workbench()
      .row(plan, /^Undo: Give Publisher to/)
      .first()
      .waitFor();
    await workbench()
      .row(plan, /Before: .*Publisher/)
      .first()
      .waitFor();
    await applyPlan(workbench());
    await workbench().viewAction(plan, /^Close Plan/);
    const undone = workbench().row(portals, /^Undo: Give Publisher to .*done/);
    await undone.waitFor();
    await workbench().screenshot('journal-undone');
    await openListing(workbench(), /^ArcGIS Pro/);
    const holder = workbench()
      .row(portals, new RegExp(`^${member.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}.*Pro Basic`))
      .first();
    await holder.waitFor();
    assert.doesNotMatch((await holder.getAttribute('aria-label')) ?? '', /Publisher/);
  });
});
