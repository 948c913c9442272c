// Lists that a portal cuts, and what stays of them: a closed row ends its read, a cut list is completed on demand, and what was read is there at the next start.
import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { describeWorkbench } from './harness';
import { OwnPortal } from './ownPortal';
import { openPortal, portals, signInTo } from './steps';

/** Of a sample portal of scale L; the list of holders ends after 10,000. */
const members = 12_000;
const cutAt = 10_000;
const holders = 10_400;
const unlisted = members - cutAt;
const pro = '2d2a9c99bb2a43548c31cd8e32217af6';
const count = (n: number): string => n.toLocaleString('en-US');

describeWorkbench('long lists', {}, workbench => {
  let portal!: OwnPortal;

  before('start a portal with a list that it cuts, and sign in', async () => {
    portal = await OwnPortal.open('online', 'L');
    await portal.control('holders', { itemId: pro, holders, sets: 8 });
    await signInTo(workbench(), portal);
  });
  after('end the portal', async () => {
    await portal.close();
  });

  const listing = (): Locator =>
    workbench()
      .row(portals, /^ArcGIS Pro/)
      .first();
  const cutRow = (): Locator =>
    workbench()
      .row(portals, /^The portal cuts this list at/)
      .first();
  const dialog = (): Locator => workbench().dialog();

  /** How often a route was asked for. */
  const asked = async (route: RegExp): Promise<number> => {
    const { byRoute } = (await portal.control('requests')) as { byRoute: Record<string, number> };
    return Object.entries(byRoute).reduce((sum, [name, count]) => (route.test(name) ? sum + count : sum), 0);
  };
  const lists = (): Promise<number> => asked(/\/userEntitlements$/);
  const ofMembers = (): Promise<number> => asked(/provisionedListings/);

  it('are not read on when their row is closed', async () => {
    // An answer that nobody could wait for: what shows up was asked for anew.
    await portal.control('faults', [{ path: '.*/userEntitlements$', kind: 'latency', ms: 60_000 }]);
    await workbench().expand(listing());
    await workbench().until(async () => (await lists()) === 1, 'the portal was asked for the list');
    await listing().press('ArrowLeft');
    await workbench().until(
      async () => (await listing().getAttribute('aria-expanded')) === 'false',
      'the row is closed',
    );
    await portal.control('faults', []);
    await workbench().expand(listing());
    await workbench()
      .row(portals, /^Entitlements/)
      .first()
      .waitFor();
    await workbench()
      .row(portals, /Pro (Basic|Standard|Advanced)/)
      .first()
      .waitFor();
    // The first one is still waiting at the portal.
    const answered = (await portal.requests()).filter(one => one.path.endsWith('/userEntitlements')).length;
    assert.equal((await lists()) - answered, 1);
  });

  it('say that the portal cut them, and what it takes to complete them', async () => {
    await workbench()
      .row(portals, /^ArcGIS Pro.*at least 10,000 of 12,000/)
      .first()
      .waitFor();
    await workbench().until(async () => {
      if (await cutRow().isVisible()) return true;
      await workbench().tree(portals).hover();
      await workbench().page.mouse.wheel(0, 400);
      return false;
    }, 'the end of the list is in sight');
    await workbench().screenshot('completion-offer-row');
    await portal.control('pace', { latencyMs: 20 });
    await cutRow().click();
    await dialog().waitFor();
    const text = await dialog().innerText();
    const pages = 2 * Math.ceil(members / 100);
    assert.match(text, new RegExp(`one by one: ${count(unlisted)}\\.`));
    assert.match(
      text,
      new RegExp(`Requests: ${count(pages + unlisted)} to ${count(pages + 2 * unlisted)}\\.`),
    );
    assert.match(text, /Time, at the pace of the portal now: about \d/);
    await workbench().screenshot('completion-offer');
    await workbench().dialogButton('Cancel');
    assert.equal(await ofMembers(), 0);
  });

  it('are completed on demand, with progress, and can be paused', async () => {
    await cutRow().click();
    await workbench().dialogButton('Complete');
    await workbench()
      .notification(/Completing lists of .*[1-9][\d,]* of 2,000 members/)
      .first()
      .waitFor();
    await workbench()
      .row(portals, /^The portal cuts this list at.*completing, \d+%/)
      .first()
      .waitFor();
    await workbench().screenshot('completion-running');
    await workbench().rowAction(cutRow(), /^Pause the Completion/);
    await workbench()
      .notification(/is paused at \d+%/)
      .first()
      .waitFor();
    await workbench()
      .row(portals, /completion paused at \d+%/)
      .first()
      .waitFor();
    await workbench().screenshot('completion-paused');
    // Four were on their way at most.
    const before = await ofMembers();
    await workbench()
      .row(portals, /^ArcGIS Pro.*at least 10,\d+ of/)
      .first()
      .waitFor();
    assert.ok(before < unlisted);
    assert.ok((await ofMembers()) <= before + 4);
  });

  it('go on where they were, and show the whole count at the end', async () => {
    await portal.control('pace', { latencyMs: 0 });
    await workbench().notificationButton(/is paused at/, 'Resume');
    await workbench()
      .notification(/are complete\. Members that were asked for: 2,000\./)
      .first()
      .waitFor();
    await workbench()
      .row(portals, /^ArcGIS Pro.*\b10,400 of/)
      .first()
      .waitFor();
    await cutRow().waitFor({ state: 'hidden' });
    assert.doesNotMatch((await listing().getAttribute('aria-label')) ?? '', /at least/);
    // Nobody was asked for twice.
    assert.ok((await ofMembers()) <= unlisted);
    await workbench().screenshot('completion-done');
  });

  /** Files of what was read, of all portals. */
  async function keptFiles(): Promise<readonly string[]> {
    const folder = path.join(
      workbench().userData,
      'User/globalStorage/entitlement-tools.arcgis-entitlements/inventory',
    );
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    return names.filter(name => name.endsWith('.jsonl')).map(name => path.join(folder, name));
  }

  it('are there at once after the window was reloaded, as whole as they were, with their age', async () => {
    // Whatever the window shows within this time is not from the portal.
    await portal.control('pace', { latencyMs: 60_000 });
    await workbench().reload();
    await workbench().openContainer('ArcGIS Entitlements');
    await openPortal(workbench());
    await workbench()
      .row(portals, /^ArcGIS Pro.*\b10,400 of.*kept, read/)
      .first()
      .waitFor();
    await workbench().expand(listing());
    await workbench()
      .row(portals, /^kept, read/)
      .first()
      .waitFor();
    await workbench()
      .row(portals, /Pro (Basic|Standard|Advanced)/)
      .first()
      .waitFor();
    await workbench().screenshot('kept-after-reload');
    for (const file of await keptFiles()) {
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      const text = await readFile(file, 'utf8');
      for (const secret of [portal.start.password, portal.start.controlKey])
        assert.ok(!text.includes(secret));
    }
    await portal.control('pace', { latencyMs: 0 });
  });

  /** Ticks the setting in the settings editor, or takes the tick away. */
  async function setKeeping(isOn: boolean): Promise<void> {
    await workbench().runCommand('Preferences: Open Settings (UI)');
    const box = workbench().page.getByRole('checkbox', { name: 'arcgisEntitlements.keepInventory' });
    await workbench().until(async () => {
      if (await box.isVisible()) return true;
      await workbench().page.keyboard.type('@id:arcgisEntitlements.keepInventory');
      return box.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    }, 'the setting is in sight');
    // A click on a list that is drawn just then is lost.
    await workbench().until(async () => {
      if ((await box.isChecked()) !== isOn) await box.click();
      return workbench().stays(async () => (await box.isChecked()) === isOn);
    }, 'the setting is as it should be');
    // Marked when it is saved, a moment after the click: closed before, the editor forgets it.
    await workbench()
      .page.locator('.settings-editor .is-configured')
      .first()
      .waitFor({ state: isOn ? 'hidden' : 'visible' });
    // From a field, the key leaves the field first.
    await workbench().until(async () => {
      await workbench().page.keyboard.press('Escape');
      return box.waitFor({ state: 'hidden', timeout: 1_000 }).then(
        () => true,
        () => false,
      );
    }, 'the settings are closed');
  }

  it('leave nothing on the disk where nothing may be kept', async () => {
    assert.ok((await keptFiles()).length > 0);
    await setKeeping(false);
    await workbench().until(async () => (await keptFiles()).length === 0, 'the files are gone');
    // What the portal has not answered yet is not waited for.
    await workbench().reload();
    await workbench().openContainer('ArcGIS Entitlements');
    await openPortal(workbench());
    await workbench()
      .row(portals, /^User types/)
      .first()
      .waitFor();
    assert.equal(
      await workbench()
        .row(portals, /kept, read/)
        .count(),
      0,
    );
    assert.deepEqual(await keptFiles(), []);
  });

  it('go with their portal', async () => {
    await setKeeping(true);
    await workbench().runCommand('ArcGIS Entitlements: Refresh All');
    await workbench().until(async () => (await keptFiles()).length > 0, 'what was read is kept');
    await workbench().contextMenu(workbench().row(portals, /Riverbend/), /^Remove Portal/);
    await workbench().dialogButton(/^Remove/);
    await workbench().page.getByRole('button', { name: 'Try the Sample Portal' }).waitFor();
    await workbench().until(async () => (await keptFiles()).length === 0, 'the files are gone');
  });
});
