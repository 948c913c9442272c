// Names made to break out: a listing's title with markup and a command link, and a user whose name is a formula. Both stay text everywhere.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { describeWorkbench } from './harness';
import {
  acceptTicked,
  applyPlan,
  asked,
  connectFromWelcome,
  plan,
  portals,
  saveAs,
  searchMember,
  tickMember,
} from './steps';

const title = 'Field Kit </script><img src=x onerror=alert(1)> [x](command:workbench.action.closeWindow)';
const isTitle = /Field Kit <\/script><img src=x onerror=alert\(1\)> \[x\]\(command:/;

describeWorkbench(
  'hostile names',
  { settings: { 'arcgisEntitlements.samplePortal.scale': 'S' } },
  workbench => {
    const elsewhere: string[] = [];
    const dialogs: string[] = [];

    before('watch what the page does', async () => {
      const own = `127.0.0.1:${workbench().host.port}`;
      workbench().page.on('request', request => {
        const url = new URL(request.url());
        // `data:`, `blob:` and the like go nowhere.
        if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.host !== own && !servedHere(url))
          elsewhere.push(request.url());
      });
      workbench().page.on('dialog', dialog => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      await connectFromWelcome(workbench());
    });

    /** Text, and no element that such a name could have made. */
    async function isInert(content: FrameLocator): Promise<void> {
      assert.equal(
        await content.locator('img[src="x"], img[src$="/x"], [onerror]').count(),
        0,
        'no image was made of it',
      );
      assert.equal(
        await content.locator('a[href^="command:"], a[data-href^="command:"]').count(),
        0,
        'no link was made of it',
      );
    }

    it('are text in the label and the tooltip of a row', async () => {
      const listing = workbench().row(portals, isTitle);
      await listing.first().waitFor();
      assert.ok(((await listing.first().textContent()) ?? '').includes(title));
      await listing.first().hover({ position: { x: 90, y: 8 } });
      const hover = workbench().page.locator('.monaco-hover:visible').first();
      await hover.waitFor();
      await workbench().screenshot('hostile-tooltip');
      assert.ok(plainSpaces(await hover.textContent()).includes(title), 'the tooltip shows the whole title');
      assert.equal(await hover.locator('img, a[data-href^="command:"]').count(), 0);
      await workbench().page.keyboard.press('Escape');
    });

    it('are text in the view of a plan and in its document', async () => {
      await workbench().contextMenu(workbench().row(portals, isTitle), /^Provision/);
      await workbench()
        .page.locator('.quick-input-widget:visible')
        .filter({ hasText: 'Provision · Field Kit' })
        .waitFor();
      await tickMember(workbench(), '=cmd');
      await workbench().screenshot('hostile-pick');
      await acceptTicked(workbench(), 1);
      await workbench()
        .row(plan, /Give .* to =cmd/)
        .first()
        .waitFor();
      const document = workbench().webview();
      await document.getByRole('heading', { name: /to =cmd/ }).waitFor();
      await workbench().screenshot('hostile-plan');
      assert.ok(
        (await document.locator('body').innerText()).includes(title),
        'the document shows the title as it is',
      );
      await isInert(document);
      assert.equal(await workbench().page.locator('.part.sidebar img[src="x"]').count(), 0);
      await applyPlan(workbench());
    });

    it('are text in the journal', async () => {
      await workbench().runCommand('ArcGIS Entitlements: Show Journal');
      const journal = workbench().webview();
      await journal.getByRole('heading', { name: /to =cmd/ }).waitFor();
      await workbench().screenshot('hostile-journal');
      await isInert(journal);
    });

    it('are text in the charts', async () => {
      await workbench().runCommand('ArcGIS Entitlements: Show Seat Charts');
      const charts = workbench().webview();
      await charts.getByRole('button', { name: 'Save as CSV' }).waitFor();
      await charts.getByRole('checkbox', { name: 'Table' }).click();
      await charts.getByText(title, { exact: false }).first().waitFor({ state: 'attached' });
      await workbench().screenshot('hostile-charts');
      await isInert(charts);
    });

    it('are cells that no spreadsheet runs', async () => {
      await workbench().contextMenu(workbench().row(portals, isTitle), /^Export Holders/);
      await workbench().pick(/^CSV/);
      await saveAs(workbench(), 'hostile.csv');
      const lines = (await readFile(path.join(workbench().folder, 'hostile.csv'), 'utf8')).split('\r\n');
      const line = lines.find(one => one.includes('cmd'));
      assert.ok(line?.startsWith("'=cmd,'=cmd|calc "), `the cells are guarded: ${line ?? 'no such line'}`);
      assert.ok(!lines.some(one => /(^|,)"?[=+@-]/.test(one)), 'no cell begins like a formula');
    });

    it('are text where a member is looked up', async () => {
      await workbench().runCommand('ArcGIS Entitlements: Find Member…');
      await asked(workbench(), /Find Member/);
      const found = await searchMember(workbench(), 'Img_Onerror');
      assert.ok(((await found.textContent()) ?? '').includes('<img src=x onerror=alert(1)>'));
      await found.click();
      await workbench()
        .row('Member', /<img src=x/)
        .first()
        .waitFor();
      await workbench().screenshot('hostile-member');
    });

    it('have run no command, opened no dialog and asked no other host', async () => {
      await workbench().row(portals, isTitle).first().waitFor();
      assert.equal(workbench().page.isClosed(), false);
      assert.deepEqual(dialogs, []);
      assert.deepEqual(elsewhere, []);
    });

    /** VS Code's own name for files of a webview: the workbench's service worker answers it from the folder, no server of that name is asked. */
    function servedHere(url: URL): boolean {
      return (
        url.hostname.startsWith('vscode-remote+127-002e0-002e0-002e1-') &&
        url.hostname.endsWith('.vscode-resource.vscode-cdn.net')
      );
    }
  },
);

/** VS Code writes the blanks of a plain tooltip as no-break spaces. */
const plainSpaces = (text: string | null): string => (text ?? '').replaceAll('\u00a0', ' ');
