// A folder that is not trusted: everything can be looked at, nothing can be written.
import assert from 'node:assert/strict';
import { describeWorkbench } from './harness';
import { connectFromWelcome, openListing, portals } from './steps';

describeWorkbench('a folder that is not trusted', { trusted: false }, workbench => {
  it('still shows portals, listings and users', async () => {
    await workbench().page.keyboard.press('Escape');
    await connectFromWelcome(workbench());
    await openListing(workbench(), /^ArcGIS Pro/);
  });

  it('offers no write in menus or the palette', async () => {
    await workbench()
      .row(portals, /Pro Basic/)
      .first()
      .click({ button: 'right' });
    await workbench()
      .page.getByRole('menuitem', { name: /^Copy User Name/ })
      .first()
      .waitFor();
    assert.equal(
      await workbench()
        .page.getByRole('menuitem', { name: /^(Provision|Revoke|Copy Licenses)/ })
        .count(),
      0,
    );
    await workbench().page.keyboard.press('Escape');
    for (const title of [
      'Provision…',
      'Revoke…',
      'Revoke Everything…',
      'Copy Licenses From…',
      'Import to Portal…',
    ]) {
      assert.equal(await workbench().offersCommand(`ArcGIS Entitlements: ${title}`), false, title);
    }
  });

  it('refuses a write that comes by another way, such as a keybinding', async () => {
    await workbench().runCommand('Preferences: Open Keyboard Shortcuts (JSON)');
    await workbench().page.locator('.editor-group-container.active .monaco-editor').first().click();
    await workbench().page.keyboard.press('ControlOrMeta+A');
    await workbench().page.keyboard.insertText(
      '[{ "key": "ctrl+alt+9", "command": "arcgisEntitlements.revokeEverything", "args": { "usernames": ["gis_admin"] } }]',
    );
    await workbench().page.keyboard.press('ControlOrMeta+S');
    await workbench().page.waitForTimeout(1500);
    await workbench().page.keyboard.press('Control+Alt+9');
    await workbench()
      .notification(/not trusted/)
      .first()
      .waitFor();
    await workbench().screenshot('untrusted');
  });
});
