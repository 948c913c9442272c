// Import by right-click: an entitlements file, one with mistakes, a portal license file, member assignments and a roster.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { choose, goTo, problems } from './editorSteps';
import { describeWorkbench } from './harness';
import {
  applyPlan,
  connectByPalette,
  importEntry as entry,
  importFromExplorer,
  plan,
  portals,
} from './steps';
import type { Workbench } from './workbench';

describeWorkbench('importing into Enterprise 10.6.1', {}, workbench => {
  it('goes from the right-click on entitlements.json to a plan that shows before, after and the queue', async () => {
    await connectByPalette(workbench(), /10\.6\.1/);
    await importFromExplorer(workbench(), 'entitlements.json');
    await planRow(workbench(), /Import entitlements\.json for arcgisprodesktop, 1 request/);
    await planRow(workbench(), /The import replaces everything the portal has of this product/);
    await planRow(workbench(), /more warnings$/);
    await planRow(workbench(), /^Before and after/);
    const text = await previewText(workbench(), /Import entitlements\.json/);
    assert.match(text, /Network Analyst/);
    assert.match(text, /01-Jul-2027/);
    assert.match(text, /From 01-Jul-2028 the file grants no seats/);
    assert.ok(!text.includes('NOT-A-LICENSE') && !text.includes('NOT-A-SIGNATURE'), 'no license string');
    await workbench().screenshot('import-plan');
  });

  it('imports after a question, and shows current and queue with their dates in the tree', async () => {
    await applyPlan(workbench(), 'Import');
    await planRow(workbench(), /1 done/);
    await workbench().viewAction(plan, /^Close Plan/);
    await workbench().runCommand('View: Close All Editors');
    await open(workbench(), /^Imported entitlements/);
    await open(workbench(), /^ArcGIS Pro.*parts queued/);
    await row(workbench(), /^Current, since 01-Jul-2026.* 60 seats/);
    await row(workbench(), /^Ends on 01-Jul-2028/);
    await open(workbench(), /^Queued from 01-Jul-2027, 60 seats/);
    await row(workbench(), /^Network Analyst, 9 seats/);
    await workbench().screenshot('import-queue');
  });

  it('marks the mistakes of a broken file at their lines, and puts no plan on the desk', async () => {
    await workbench().openContainer(/^Explorer/);
    await workbench().openFile('broken.entitlements.json');
    await workbench().page.locator('.editor-actions').getByRole('button', { name: entry }).first().waitFor();
    await workbench().editorAction(entry);
    await workbench()
      .notification(/broken\.entitlements\.json, line 5/)
      .first()
      .waitFor();
    await workbench().runCommand('Problems: Focus on Problems View');
    for (const [text, line] of [
      [/This is not JSON/, 5],
      [/Masked/, 8],
      [/stands twice/, 10],
      [/no comma after the last entry/, 10],
    ] as const) {
      await problems(workbench())
        .filter({ hasText: text })
        .filter({ hasText: `[Ln ${line},` })
        .first()
        .waitFor();
    }
    await workbench().screenshot('import-problems');
    await workbench().openContainer('ArcGIS Entitlements');
    assert.equal(
      await workbench()
        .row(plan, /broken/)
        .count(),
      0,
    );
  });

  it('takes the problems away as they are mended in the editor, and imports what is typed', async () => {
    await workbench().openFile('broken.entitlements.json');
    const { keyboard } = workbench().page;
    await goTo(workbench(), '8:47');
    for (let sign = 0; sign < 3; sign += 1) await keyboard.press('Delete');
    await keyboard.type('SAMPLE');
    await goTo(workbench(), '10:1');
    await keyboard.press('Control+Shift+K');
    await goTo(workbench(), '9:1');
    await keyboard.press('End');
    await keyboard.press('Backspace');
    await goTo(workbench(), '4:1');
    await keyboard.press('End');
    await keyboard.type(',');
    // What is left is of the portal: it has more than the file grants.
    const mistakes = problems(workbench()).filter({ hasText: /Entitlements for ArcGIS.*\((json|file)\./ });
    await workbench().until(async () => (await mistakes.count()) === 0, 'no mistake is left');
    const editor = workbench().page.locator('.editor-group-container.active .view-lines').first();
    await workbench().contextMenu(editor, entry);
    await planRow(
      workbench(),
      // A browser's VS Code saves by itself after a second; until then the plan says that it is not saved.
      /Import broken\.entitlements\.json (\(with unsaved changes of the editor\) )?for arcgisprodesktop/,
    );
    await applyPlan(workbench(), 'Import');
    await planRow(workbench(), /1 done/);
    await workbench().viewAction(plan, /^Close Plan/);
  });

  it('asks what a file of an unknown layout is, and for which product, by keyboard', async () => {
    await writeFile(
      path.join(workbench().folder, 'new.entitlements.json'),
      '{ "somethingNew": { "version": 9 } }\n',
    );
    await importFromExplorer(workbench(), 'new.entitlements.json');
    await choose(workbench(), /The layout of new\.entitlements\.json is not recognised/, 'Entitlements file');
    await choose(workbench(), /Which product is the file for/, 'drone2map');
    await planRow(workbench(), /Import new\.entitlements\.json for drone2map/);
    await planRow(workbench(), /What the file grants cannot be told/);
    await workbench().viewAction(plan, /^Close Plan/);
  });
});

describeWorkbench('importing into Enterprise 10.7 and later', {}, workbench => {
  it('has the portal validate the license file and plans what it would change', async () => {
    await connectByPalette(workbench(), /^ArcGIS Online/);
    await workbench().runCommand('ArcGIS Entitlements: Connect the Sample Portal…');
    await workbench().pick(/10\.7/);
    await workbench()
      .row(portals, /Riverbend/)
      .nth(1)
      .waitFor({ timeout: 60_000 });
    await importFromExplorer(workbench(), 'portal-license.entitlements.json');
    // Not asked for the portal: the other one is ArcGIS Online, which takes no such file.
    await planRow(workbench(), /Import the portal license portal-license\.entitlements\.json/);
    await workbench().expand(workbench().row(plan, /^Validated by the portal: version 11\.4, \d+ entries/));
    await planRow(workbench(), /^Viewer, User type.*15 seats/);
    const text = await previewText(workbench(), /Import the portal license/);
    assert.match(text, /replaces all user types and add-ons/);
    await workbench().screenshot('import-license-plan');
  });

  it('imports it, and shows every section of the license resource anew', async () => {
    await applyPlan(workbench(), 'Import');
    await planRow(workbench(), /1 done/);
    await workbench().viewAction(plan, /^Close Plan/);
    await workbench().runCommand('View: Close All Editors');
    // Room for all sections at once: a tree renders only what is in sight.
    await workbench().page.setViewportSize({ width: 1280, height: 2400 });
    await workbench().expand(
      workbench()
        .row(portals, /Riverbend/)
        .nth(1),
    );
    await row(workbench(), /^Registered members, [\d,]+ of [\d,]+/);
    for (const [group, child] of [
      [/^Portal capabilities/, /./],
      [/^Extensions/, /./],
      // Who holds an app was read before the import, to tell what it leaves over-assigned.
      [/^Apps/, /^ArcGIS Runtime Analysis.*, [\d,]+ of [\d,]+/],
      [/^App bundles/, /./],
      [/^User types/, /^Creator, [\d,]+ of [\d,]+/],
    ] as const) {
      // The first row of this name is the other portal's, where there are two.
      await workbench().expand(workbench().row(portals, group).last());
      await row(workbench(), child);
    }
    await workbench().screenshot('import-license');
    await workbench().page.setViewportSize({ width: 1280, height: 800 });
  });

  it('plans member assignments in the mode that is chosen by keyboard, and applies them', async () => {
    await importFromExplorer(workbench(), 'assignments.entitlements.json');
    await choose(workbench(), /Which portal/, 'Online');
    await choose(workbench(), /What shall happen to .*: 4 members/, 'Add');
    await planRow(workbench(), /Add the entitlements of assignments\.entitlements\.json to 4 members/);
    await applyPlan(workbench());
    await planRow(workbench(), /\d done/);
    await workbench().viewAction(plan, /^Close Plan/);
  });

  it('asks for the listing where the file names none', async () => {
    await importFromExplorer(workbench(), 'as-returned.entitlements.json');
    await choose(workbench(), /Which portal/, 'Online');
    await choose(workbench(), /does not name a listing/, 'ArcGIS Pro');
    await choose(workbench(), /What shall happen to .*: 2 members/, 'Set exactly');
    await planRow(workbench(), /Set 2 members to exactly the entitlements of as-returned/);
    await workbench().viewAction(plan, /^Close Plan/);
  });

  it('takes a roster the same way, a user called =cmd included', async () => {
    await importFromExplorer(workbench(), 'roster.csv');
    await choose(workbench(), /Which portal/, 'Online');
    await choose(workbench(), /What shall happen to .*: 4 members/, 'Remove');
    await planRow(workbench(), /Remove the entitlements of roster\.csv from 4 members/);
    const text = await previewText(workbench(), /Remove the entitlements of roster/);
    assert.match(text, /=cmd/);
    await workbench().screenshot('import-roster');
  });
});

/** The text of the preview beside the Plan view, once it is there. */
async function previewText(workbench: Workbench, title: RegExp): Promise<string> {
  await workbench.webview().getByRole('heading', { name: title }).waitFor();
  return workbench.webview().locator('body').innerText();
}

async function planRow(workbench: Workbench, name: RegExp): Promise<void> {
  await workbench.row(plan, name).first().waitFor();
}

async function row(workbench: Workbench, name: RegExp): Promise<void> {
  await workbench.row(portals, name).first().waitFor();
}

async function open(workbench: Workbench, name: RegExp): Promise<void> {
  await workbench.expand(workbench.row(portals, name));
}
