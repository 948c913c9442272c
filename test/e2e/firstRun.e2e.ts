// The main job by mouse and keyboard: first run → sample portal → provision → revoke → journal.
import assert from 'node:assert/strict';
import { describeWorkbench } from './harness';
import { applyPlan, asked, connectFromWelcome, openListing, plan, portals } from './steps';

describeWorkbench('a first run', {}, workbench => {
  let member = '';

  it('goes from the welcome view to the listings of the sample portal', async () => {
    await connectFromWelcome(workbench());
    await workbench()
      .row(portals, /ArcGIS Pro/)
      .first()
      .waitFor();
    assert.ok(
      (await workbench()
        .row(portals, /ArcGIS Drone2Map/)
        .count()) >= 2,
      'two listings of one title',
    );
  });

  it('shows the users of a listing, and what one of them holds', async () => {
    await openListing(workbench(), /^ArcGIS Pro/);
    const holder = workbench()
      .row(portals, /Pro Basic/)
      .filter({ hasNotText: /offline/i })
      .first();
    await holder.waitFor();
    member = ((await holder.locator('.label-name').first().textContent()) ?? '').trim();
    assert.notEqual(member, '');
    await workbench().expand(holder);
    await workbench()
      .row(portals, /^ArcGIS Pro Basic/)
      .first()
      .waitFor();
  });

  it('offers in the title of the view what is not about a row, whichever row has the focus', async () => {
    const row = workbench()
      .row(portals, /^Entitlements/)
      .first();
    await row.click();
    // The click opened it; closed again, the users stay in sight.
    await workbench().page.keyboard.press('ArrowLeft');
    await workbench().viewAction(portals, /^Add Portal/);
    await asked(workbench(), /Address of the portal/);
    await workbench().page.keyboard.press('Escape');
    await workbench().viewAction(portals, /^Views and More Actions/);
    const entry = workbench().page.getByRole('menuitem', { name: /^Connect the Sample Portal/ });
    await entry.waitFor();
    await workbench().page.waitForTimeout(200);
    await entry.click();
    await workbench()
      .page.locator('.quick-input-widget:visible')
      .filter({ hasText: /What should it be/ })
      .or(
        workbench()
          .page.locator('.quick-input-widget:visible')
          .getByRole('option', { name: /10\.6\.1/ }),
      )
      .first()
      .waitFor();
    await workbench().page.keyboard.press('Escape');
    assert.equal(
      await workbench()
        .notification(/arguments/)
        .count(),
      0,
    );
  });

  it('provisions by the context menu: plan first, then a question, then the report', async () => {
    await workbench().contextMenu(workbench().row(portals, new RegExp(escape(member))), /^Provision/);
    await workbench().pickMany(['Publisher']);
    await workbench()
      .row(plan, /Give Publisher to/)
      .first()
      .waitFor();
    await workbench()
      .row(plan, /After: .*ArcGIS Pro Basic.*Publisher/)
      .first()
      .waitFor();
    await workbench()
      .row(plan, /Members get no e-mail/)
      .first()
      .waitFor();
    // The preview has the focus once it stands; what is typed before that would go astray.
    await workbench()
      .webview()
      .getByRole('heading', { name: /Give Publisher/ })
      .waitFor();
    await workbench().setTheme('dark');
    await workbench().screenshot('provision-dark');
    await applyPlan(workbench());
    await workbench()
      .row(plan, /1 done/)
      .first()
      .waitFor();
    await workbench().screenshot('applied-dark');
    // A long tree renders only what is in sight: without the Plan view there is room for the member's rows.
    await workbench().viewAction(plan, /^Close Plan/);
    await workbench()
      .row(portals, /^Publisher/)
      .first()
      .waitFor();
  });

  it('does nothing when the question is answered with no', async () => {
    await workbench().contextMenu(workbench().row(portals, /^Publisher/), /^Revoke/);
    await workbench()
      .row(plan, /Take Publisher from/)
      .first()
      .waitFor();
    await workbench().viewAction(plan, /^Apply Plan/);
    await workbench().dialogButton('Cancel');
    assert.equal(await workbench().row(plan, / done/).count(), 0);
  });

  it('revokes one entitlement by keyboard, and takes nothing else', async () => {
    await workbench()
      .row(plan, /Take Publisher from/)
      .first()
      .waitFor();
    await workbench().runCommand('ArcGIS Entitlements: Apply Plan…');
    await workbench().dialog().waitFor();
    await workbench().page.keyboard.press('Enter');
    await workbench()
      .row(plan, /1 done/)
      .first()
      .waitFor();
    await workbench().viewAction(plan, /^Close Plan/);
    await workbench()
      .row(portals, /^Publisher/)
      .first()
      .waitFor({ state: 'detached' });
    await workbench()
      .row(portals, /^ArcGIS Pro Basic/)
      .first()
      .waitFor();
  });

  it('keeps both in the journal', async () => {
    await workbench().runCommand('ArcGIS Entitlements: Show Journal');
    const journal = workbench().webview();
    await journal.getByRole('heading', { name: /Give Publisher/ }).waitFor();
    await journal.getByRole('heading', { name: /Take Publisher/ }).waitFor();
  });

  it('keeps the portal signed in over a reload', async () => {
    await workbench().reload();
    await workbench().openContainer('ArcGIS Entitlements');
    await workbench()
      .row(portals, /ArcGIS Pro/)
      .first()
      .waitFor({ timeout: 60_000 });
  });
});

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
