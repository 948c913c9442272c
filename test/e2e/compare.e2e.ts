// Compare with Portal by right-click: the diff editor and the tree of what would change, on both generations and for member assignments.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeWorkbench } from './harness';
import { connectByPalette, plan } from './steps';
import type { Workbench } from './workbench';

const entry = /^Compare with Portal/;
const view = 'File Comparison';

async function compareFromExplorer(workbench: Workbench, name: string): Promise<void> {
  await workbench.openContainer(/^Explorer/);
  await workbench.contextMenu(workbench.file(new RegExp(`^${name.replaceAll('.', '\\.')}`)), entry);
}

async function row(workbench: Workbench, name: RegExp): Promise<void> {
  await workbench.row(view, name).first().waitFor();
}

const side = (workbench: Workbench, which: 'original' | 'modified') =>
  workbench.page.locator(`.monaco-diff-editor .editor.${which} .view-lines`).first();

async function textOf(workbench: Workbench, which: 'original' | 'modified'): Promise<string> {
  return (await side(workbench, which).innerText()).replaceAll('\u00a0', ' ');
}

describeWorkbench('comparing with Enterprise 10.6.1', {}, workbench => {
  it('opens both sides in the diff editor, without a license string, and what would change in a tree', async () => {
    await connectByPalette(workbench(), /10\.6\.1/);
    await compareFromExplorer(workbench(), 'entitlements.json');
    await row(workbench(), /^Lowered/);
    await workbench()
      .page.getByRole('tab', { name: /↔ entitlements\.json/ })
      .waitFor();
    await side(workbench(), 'modified').getByText('Network Analyst').first().waitFor();
    const texts = [await textOf(workbench(), 'original'), await textOf(workbench(), 'modified')];
    for (const text of texts) {
      assert.match(text, /ArcGIS Pro Standard \(desktopStdN\)/);
      assert.ok(!text.includes('NOT-A-LICENSE') && !text.includes('NOT-A-SIGNATURE'));
    }
    await workbench().screenshot('compare-light');
  });

  it('goes to the line of a row', async () => {
    // Room for the rows: a tree renders only what is in sight.
    await workbench().page.setViewportSize({ width: 1280, height: 1800 });
    await workbench().expand(workbench().row(view, /^Dropped/));
    await workbench()
      .row(view, /^Geostatistical Analyst, .*→ 0/)
      .first()
      .click();
    await workbench().until(
      async () => (await workbench().page.locator('.part.statusbar').innerText()).includes('Ln 11, Col 1'),
      'the cursor is where the entitlement would stand in the file',
    );
    await workbench().page.setViewportSize({ width: 1280, height: 800 });
  });

  it('can be read in dark and in high contrast, and in a narrow window', async () => {
    for (const theme of ['dark', 'highContrast'] as const) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`compare-${theme}`);
    }
    await workbench().page.setViewportSize({ width: 800, height: 700 });
    await workbench().screenshot('compare-narrow');
    await workbench().page.setViewportSize({ width: 1280, height: 800 });
    await workbench().setTheme('light');
  });

  it('follows what is typed into the file, and says so while it is broken', async () => {
    const file = path.join(workbench().folder, 'entitlements.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll('"maxUsers": 60', '"maxUsers": 61'));
    await side(workbench(), 'modified').getByText('61').first().waitFor();
    await writeFile(file, text.slice(0, 900));
    await row(workbench(), /The file has errors, and is shown as it was before/);
    await writeFile(file, text);
    await workbench().until(
      async () =>
        (await workbench()
          .row(view, /The file has errors/)
          .count()) === 0,
      'the error is gone',
    );
  });

  it('hands the file on to the import from its title, and goes away with its tab', async () => {
    await workbench().viewAction(view, /Import the Compared File/);
    await workbench()
      .row(plan, /Import entitlements\.json for arcgisprodesktop/)
      .first()
      .waitFor();
    await workbench().openContainer(/^Explorer/);
    await workbench().viewAction(view, /Close Comparison/);
    await workbench().until(
      async () => (await workbench().page.getByRole('tab', { name: /↔/ }).count()) === 0,
      'the tab is closed',
    );
    assert.equal(await workbench().page.locator('.pane-header:visible').filter({ hasText: view }).count(), 0);
  });
});

describeWorkbench('comparing with Enterprise 10.7 and later', {}, workbench => {
  it('compares a portal license file, section by section', async () => {
    await connectByPalette(workbench(), /10\.7/);
    await compareFromExplorer(workbench(), 'portal-license.entitlements.json');
    await row(workbench(), /^Lowered/);
    await side(workbench(), 'modified').getByText('user types').first().waitFor();
    await workbench().screenshot('compare-license');
  });

  it('refuses an entitlements file with the way out', async () => {
    await compareFromExplorer(workbench(), 'entitlements.json');
    await workbench()
      .notification(/takes a portal license file from My Esri/)
      .first()
      .waitFor();
  });

  it('compares member assignments as they are to be read', async () => {
    await compareFromExplorer(workbench(), 'assignments.entitlements.json');
    await workbench().pick(/^Set exactly/);
    await row(workbench(), /^Gain/);
    await workbench()
      .page.getByRole('tab', { name: /↔ assignments/ })
      .waitFor();
    await workbench().screenshot('compare-members');
  });
});
