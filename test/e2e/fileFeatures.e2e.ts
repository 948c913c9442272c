// The whole way of a file in the workbench, by mouse and keyboard, on both generations: problems, hover, quick fix, comparison, simulation, import, and the
// file of an earlier import (issue 3, "What must hold", 5). Each part alone, in every theme: compare, simulation and importFiles.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  choose,
  codeLens,
  codeLensByKeyboard,
  cursorIsAt,
  filterProblems,
  fixByKeyboard,
  goTo,
  hover,
  noLicenseString,
  problemAt,
  showFile,
  openProblems,
  problems,
  closePanel,
} from './editorSteps';
import { projectRoot } from '../host/paths';
import { describeWorkbench } from './harness';
import { connectByPalette, plan, portals, reductionPlanned } from './steps';
import { smallLicenses, type Workbench } from './workbench';

const name = 'entitlements.json';
const comparison = 'File Comparison';

/** Puts a file into the opened folder and opens it with a double click. */
async function openWithFaults(workbench: Workbench, text: string, file = name): Promise<void> {
  await writeFile(path.join(workbench.folder, file), text);
  await workbench.openContainer(/^Explorer/);
  await workbench.file(new RegExp(`^${file.replaceAll('.', '\\.')}`)).dblclick();
  await workbench.page.locator('.tabs-container').getByRole('tab', { name: file }).first().waitFor();
}

/** As it lies in the folder that is opened. */
const example = (file: string): Promise<string> => {
  const small = path.join(projectRoot, smallLicenses, file);
  return readFile(existsSync(small) ? small : path.join(projectRoot, 'examples', file), 'utf8');
};

/** The line of the first text after another, counted from 1. */
function lineOf(text: string, searched: string, after = ''): number {
  const index = text.indexOf(searched, text.indexOf(after));
  assert.ok(index > 0, `${searched} is in the file`);
  return text.slice(0, index).split('\n').length;
}

async function row(workbench: Workbench, view: string, text: RegExp): Promise<void> {
  await workbench.row(view, text).first().waitFor();
}

/** Compares from above the first line, and closes the comparison again. */
async function compare(workbench: Workbench, sameLine: string): Promise<void> {
  await codeLens(workbench, 'Compare with Portal', workbench.row(comparison, /^Lowered/));
  await workbench.page.getByRole('tab', { name: /↔ entitlements\.json/ }).waitFor();
  for (const which of ['original', 'modified'])
    await workbench.page
      .locator(`.monaco-diff-editor .editor.${which} .view-lines`)
      .getByText(sameLine)
      .first()
      .waitFor();
}

/** Imports from above the first line without the mouse, and answers both questions; the second names who is locked out. */
async function importByKeyboard(workbench: Workbench, planned: RegExp): Promise<void> {
  await codeLensByKeyboard(workbench, 'Import', workbench.row(plan, planned));
  await workbench.runCommand('ArcGIS Entitlements: Apply Plan…');
  const first = workbench.dialog().getByRole('button', { name: /^Import$/ });
  await first.waitFor();
  await noLicenseString(workbench, name);
  await first.press('Enter');
  const anyway = workbench.dialog().getByRole('button', { name: /^Import Over-Assigned$/ });
  await anyway.waitFor({ timeout: 60_000 });
  const said = await workbench.dialog().innerText();
  assert.match(said, /This import locks out (?:at least )?[\d,]+ members until it is corrected/);
  assert.match(said, /Locked out: [^\n]*[A-Za-z]+[^\n]*, /);
  await workbench.screenshot(`features-second-question-${portalOf(planned)}`);
  await noLicenseString(workbench, name);
  await anyway.press('Enter');
  await workbench.row(plan, / done/).first().waitFor({ timeout: 60_000 });
  await noLicenseString(workbench, name);
}

const portalOf = (planned: RegExp): string => (planned.source.includes('license') ? 'enterprise' : 'legacy');

/** Offers the file of the import again, with what became of it; plans it, and puts the plan away. */
async function importAgain(workbench: Workbench, planned: RegExp): Promise<void> {
  await workbench.viewAction(plan, /^Close Plan/);
  await workbench.runCommand('ArcGIS Entitlements: Import an Earlier File Again…');
  const kept = workbench.page.locator('.quick-input-widget:visible').getByRole('option', { name });
  await kept.first().waitFor();
  assert.match(await kept.first().innerText(), /SHA-256 [0-9a-f]{12}[^]*imported 20\d\d-.* UTC: done/);
  await workbench.page.keyboard.press('Enter');
  await row(workbench, plan, planned);
  await workbench.viewAction(plan, /^Close Plan/);
  await noLicenseString(workbench, name);
}

describeWorkbench('a file for Enterprise 10.6.1, from opening it to its import', {}, workbench => {
  let text = '';

  it('has its faults in Problems at their lines, and a click goes there', async () => {
    const faulty = (await example('entitlements.json'))
      .replace('"hostname": "lm1.riverbend.example"', '"hostname": "lm1"')
      .replace('"port": 27000', '"port": 70000');
    await connectByPalette(workbench(), /10\.6\.1/);
    await workbench().expand(workbench().row(portals, /^Imported entitlements/));
    await workbench().expand(workbench().row(portals, /^ArcGIS Pro.*queued/));
    await row(workbench(), portals, /^Current, since \d\d-.* [\d,]{3,} seats/);
    text = faulty;
    await openWithFaults(workbench(), faulty);
    await openProblems(workbench());
    await filterProblems(workbench(), 'whole number');
    await problemAt(workbench(), /The port has to be a whole number from 1 to 65535/, lineOf(text, '70000'));
    await filterProblems(workbench(), 'networkAnalystN');
    await problemAt(
      workbench(),
      /this part has 15, and \d{3} are held on Riverbend/,
      lineOf(text, '"num": 15', '"networkAnalystN"'),
    );
    await workbench().screenshot('features-problems');
    await filterProblems(workbench(), 'lm1');
    const host = await problemAt(workbench(), /host name lm1 is not fully qualified/, lineOf(text, '"lm1"'));
    await noLicenseString(workbench(), name);
    await host.dblclick();
    await cursorIsAt(workbench(), `Ln ${lineOf(text, '"lm1"')},`);
  });

  it('says over a feature what it is and who has it, and over a license string nothing of it', async () => {
    await closePanel(workbench());
    await showFile(workbench(), name);
    const shown = await hover(workbench(), '"networkAnalystN"', /seats/);
    assert.match(
      await shown.innerText(),
      /Network Analyst[^]*Riverbend[^]*[\d,]+ seats, [\d,]+ held, [\d,]+ idle for a year/,
    );
    await workbench().screenshot('features-hover');
    await noLicenseString(workbench(), name);
  });

  it('is mended by keyboard and by mouse', async () => {
    await goTo(workbench(), `${lineOf(text, '"lm1"')}:24`);
    await fixByKeyboard(workbench(), /Write lm1\.riverbend\.example/);
    const shown = await hover(workbench(), '70000', /65535/);
    await shown.getByRole('button', { name: /^Quick Fix/ }).click();
    await workbench()
      .page.locator('.action-widget:visible .monaco-list-row.action')
      .filter({ hasText: 'Write port 27000' })
      .click();
    await workbench().press(
      'Control+S',
      async () =>
        (await readFile(path.join(workbench().folder, name), 'utf8')) ===
        (await example('entitlements.json')),
      'the saved file is the one without the faults',
    );
    await openProblems(workbench());
    // What is left is of the portal, not of the file.
    await filterProblems(workbench(), 'networkAnalystN');
    await problemAt(workbench(), /held on Riverbend/, lineOf(text, '"num": 15', '"networkAnalystN"'));
    await filterProblems(workbench(), 'host name');
    await workbench().until(
      async () => (await problems(workbench()).filter({ hasText: 'lm1' }).count()) === 0,
      'no problem with the host names is left',
    );
    await closePanel(workbench());
  });

  it('is compared with the portal by a click above its first line', async () => {
    await showFile(workbench(), name);
    await compare(workbench(), 'ArcGIS Pro Standard (desktopStdN)');
    await noLicenseString(workbench(), name);
  });

  it('is simulated by a click above its first line, down to a plan of the smallest reduction', async () => {
    await showFile(workbench(), name);
    const page = workbench().webview();
    await codeLens(workbench(), 'Simulate', page.locator('.verdict'));
    assert.match(
      await page.locator('.verdict').innerText(),
      /over-assigned by [\d,]+: [\d,]+ are held, and there are 60 seats/,
    );
    assert.ok(
      (await page.getByRole('table', { name: 'Seats at every change' }).getByRole('row').count()) > 3,
    );
    await page
      .locator('.shortage')
      .first()
      .getByText(/^Over by \d+/)
      .waitFor();
    await page
      .locator('.shortage')
      .first()
      .getByText(/^Locked out until corrected: [\d,]+ members/)
      .waitFor();
    await noLicenseString(workbench(), name);
    await page.getByText('Plan the Smallest Reduction…', { exact: true }).click();
    await reductionPlanned(workbench(), /Give back seats before entitlements\.json is imported/);
    await workbench().viewAction(plan, /^Close Plan/);
  });

  it('is imported by keyboard after two questions, and current and queue in the tree are those of the file', async () => {
    await showFile(workbench(), name);
    await importByKeyboard(workbench(), /Import entitlements\.json for arcgisprodesktop, 1 request/);
    // Room for the rows: a tree renders only what is in sight.
    await workbench().page.setViewportSize({ width: 1280, height: 1800 });
    await row(workbench(), portals, /^Current, since 01-Jul-2026.* 60 seats/);
    await row(workbench(), portals, /^Queued from 01-Jul-2027, 60 seats/);
    await row(workbench(), portals, /^Ends on 01-Jul-2028/);
    await workbench().screenshot('features-imported-legacy');
    await workbench().page.setViewportSize({ width: 1280, height: 800 });
  });

  it('can be imported again from what is kept', () =>
    importAgain(workbench(), /Import entitlements\.json for arcgisprodesktop/));
});

describeWorkbench(
  'a file for Enterprise 10.7 and later, from opening it to its import',
  // West of Greenwich: the file ends at 00:00 GMT (users-and-peers, finding 8).
  { env: { TZ: 'America/Los_Angeles' } },
  workbench => {
    let text = '';

    it('has its faults in Problems at their lines', async () => {
      text = (await example('portal-license.entitlements.json')).replace(
        '"id": "creatorUT",\n          "maxUsers": 40',
        '"id": "creatorUT",\n          "maxUsers": 4',
      );
      await connectByPalette(workbench(), /10\.7/);
      await openWithFaults(workbench(), text);
      // Who holds the apps is read one by one, and the panel does not look again for a filter that found nothing before.
      await workbench().until(
        async () =>
          (await workbench().page.locator('.part.statusbar').innerText()).includes('Checked against'),
        'the file is checked against the portal',
      );
      await openProblems(workbench());
      await filterProblems(workbench(), 'Creator');
      await problemAt(
        workbench(),
        /Creator: the file has 4, and [\d,]+ members of Riverbend/,
        lineOf(text, '"maxUsers": 4,'),
      );
      await filterProblems(workbench(), 'another day');
      await problemAt(
        workbench(),
        /Ends 2027-07-01 00:00 UTC, which is 2027-06-30 17:00 in America\/Los_Angeles/,
        lineOf(text, '"expiration"'),
      );
      await workbench().screenshot('features-problems-enterprise');
      await noLicenseString(workbench(), name);
    });

    it('ends on the same day where the portal is in UTC', async () => {
      await workbench().runCommand('ArcGIS Entitlements: Set Time Zone…');
      await choose(workbench(), /Where does the portal’s day begin and end/, 'UTC');
      await workbench().until(
        async () => (await problems(workbench()).filter({ hasText: 'another day' }).count()) === 0,
        'no end falls on another day',
      );
      await closePanel(workbench());
    });

    it('says over a name what it is and how many seats of it there are', async () => {
      await showFile(workbench(), name);
      await goTo(workbench(), `${lineOf(text, '"networkAnalystN"')}:1`);
      const shown = await hover(workbench(), '"networkAnalystN"', /seats/);
      assert.match(await shown.innerText(), /Network Analyst[^]*ArcGIS Pro on Riverbend[^]*: [\d,]+ seats/);
    });

    it('has member assignments beside it that are mended by keyboard', async () => {
      const assignments = 'typo.entitlements.json';
      const typo = (await example('assignments.entitlements.json')).replace(
        '"spatialAnalystN"',
        '"spatialAnalysN"',
      );
      await openWithFaults(workbench(), typo, assignments);
      await openProblems(workbench());
      await filterProblems(workbench(), 'spatial');
      const line = lineOf(typo, 'spatialAnalysN');
      await problemAt(workbench(), /no entitlement spatialAnalysN. Did you mean spatialAnalystN\?/, line);
      await workbench().page.locator('.tabs-container').getByRole('tab', { name: assignments }).click();
      await goTo(workbench(), `${line}:25`);
      await fixByKeyboard(workbench(), /Write spatialAnalystN/);
      await workbench().press(
        'Control+S',
        async () =>
          (await readFile(path.join(workbench().folder, assignments), 'utf8')) ===
          (await example('assignments.entitlements.json')),
        'the name is written in full',
      );
      await closePanel(workbench());
    });

    it('is compared, and validated, by a click above its first line', async () => {
      await showFile(workbench(), name);
      await compare(workbench(), 'user types');
      await noLicenseString(workbench(), name);
      await showFile(workbench(), name);
      const validated = workbench()
        .webview()
        .getByRole('heading', { name: /Riverbend.* accepts entitlements\.json/ });
      await codeLens(workbench(), 'Validate on Portal', validated);
      await workbench().screenshot('features-validated');
      await noLicenseString(workbench(), name);
    });

    it('is simulated by a click above its first line', async () => {
      await showFile(workbench(), name);
      const page = workbench().webview();
      await codeLens(workbench(), 'Simulate', page.locator('.verdict'));
      assert.match(await page.locator('.verdict').innerText(), /over-assigned by [\d,]+/);
      await page
        .locator('.shortage')
        .first()
        .getByText(/^Over by \d+/)
        .waitFor();
      await workbench().screenshot('features-simulated-enterprise');
      await noLicenseString(workbench(), name);
    });

    it('is imported by keyboard after two questions, and the license in the tree is that of the file', async () => {
      await showFile(workbench(), name);
      await importByKeyboard(workbench(), /Import the portal license entitlements\.json/);
      await workbench().page.setViewportSize({ width: 1280, height: 1800 });
      await workbench().openContainer('ArcGIS Entitlements');
      await workbench().expand(workbench().row(portals, /^User types/));
      await row(workbench(), portals, /^Creator, [\d,]+ of 4\b/);
      await workbench().screenshot('features-imported-enterprise');
      await workbench().page.setViewportSize({ width: 1280, height: 800 });
    });

    it('can be imported again from what is kept', () =>
      importAgain(workbench(), /Import the portal license entitlements\.json/));
  },
);
