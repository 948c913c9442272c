// Many members at once, and who may not: filter, several rows, pasted and CSV lists, offboarding, copying, and an account that only looks.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { describeWorkbench } from './harness';
import { OwnPortal } from './ownPortal';
import {
  acceptTicked,
  answerTo,
  applyPlan,
  asked,
  container,
  openListing,
  openPortal,
  plan,
  portals,
  saveAs,
  searchMember,
  tickMember,
} from './steps';

const holders = /Pro (Basic|Standard|Advanced)/;

describeWorkbench('many members at once', {}, workbench => {
  let portal!: OwnPortal;
  let offline = '';

  before('start a portal and sign in as a license manager', async () => {
    portal = await OwnPortal.open('online');
    await workbench().openContainer(container);
    await signIn('license_manager');
    await openPortal(workbench());
    await openListing(workbench(), /^ArcGIS Pro/);
  });
  after('end the portal', async () => {
    await portal.close();
  });

  async function signIn(username: string): Promise<void> {
    await workbench().runCommand('ArcGIS Entitlements: Add Portal…');
    await answerTo(workbench(), /Address of the portal/, portal.start.url);
    await workbench().pick(/User name and password/);
    await answerTo(workbench(), /User name/, username);
    await answerTo(workbench(), /Password of/, portal.start.password);
    await workbench()
      .row(portals, /Riverbend/)
      .first()
      .waitFor();
  }

  const writes = async (): Promise<number> =>
    (await portal.requests()).filter(request => request.path.includes('provisionUserEntitlements')).length;

  async function filter(
    ...choices: readonly (readonly [choose: () => Promise<void>, set: RegExp])[]
  ): Promise<void> {
    await workbench().contextMenu(workbench().row(portals, /^ArcGIS Pro/), /^Filter Holders/);
    for (const [choose, set] of choices) {
      await choose();
      // The list of criteria comes back with what was chosen; before that a click would hit the old one.
      await workbench()
        .page.locator('.quick-input-widget:visible .monaco-list-row')
        .filter({ hasText: set })
        .first()
        .waitFor();
    }
    await workbench().pick(/Show .* holders/);
    await workbench().quickInput().waitFor({ state: 'hidden' });
  }

  async function clearFilter(): Promise<void> {
    const row = workbench().row(portals, /^Filter:/);
    await workbench().rowAction(row, 'Clear Filter');
    await row.waitFor({ state: 'detached' });
  }

  async function nameOf(row: Locator): Promise<string> {
    return ((await row.locator('.label-name').first().textContent()) ?? '').trim();
  }

  it('filters the holders by offline, and clears it', async () => {
    await filter([async () => workbench().pick(/^Offline/), /Offline\s*yes/]);
    await workbench()
      .row(portals, /^Filter: offline/)
      .waitFor();
    const shown = workbench()
      .row(portals, /offline since/i)
      .filter({ hasNotText: /Spatial/ });
    await shown.first().waitFor();
    offline = await nameOf(shown.first());
    await workbench().screenshot('bulk-filter-offline');
    assert.equal(
      await workbench()
        .row(portals, holders)
        .filter({ hasNotText: /offline/i })
        .count(),
      0,
    );
    await clearFilter();
    await workbench()
      .row(portals, holders)
      .filter({ hasNotText: /offline/i })
      .first()
      .waitFor();
  });

  it('filters by last use, entitlement and name', async () => {
    await filter(
      [
        async () => {
          await workbench().pick(/^Not used since/);
          await workbench().pick(/^30 days/);
        },
        /Not used since…\s*20\d\d-/,
      ],
      [
        async () => {
          await workbench().pick(/^Holds the entitlement/);
          await workbench().pick(/^ArcGIS Pro Standard/);
        },
        /Holds the entitlement…\s*ArcGIS Pro Standard/,
      ],
      [
        async () => {
          await workbench().pick(/^User name contains/);
          await answerTo(workbench(), /Part of the user name/, 'e');
        },
        /User name contains…\s*e/,
      ],
    );
    await workbench()
      .row(portals, /Filter/)
      .first()
      .waitFor();
    await workbench().screenshot('bulk-filter');
    const names = await workbench().row(portals, holders).allTextContents();
    assert.ok(names.length > 0, 'somebody matches');
    assert.deepEqual(
      names.filter(text => !/Pro Standard/.test(text)),
      [],
    );
    await clearFilter();
  });

  it('revokes from several selected rows as one plan', async () => {
    const rows = workbench()
      .row(portals, holders)
      .filter({ hasNotText: /offline/i });
    const names = [await nameOf(rows.nth(0)), await nameOf(rows.nth(1)), await nameOf(rows.nth(2))];
    const before = await writes();
    // A click also opens the row, which moves those below: they are found by their names.
    const [first, second, third] = names.map(name =>
      workbench()
        .row(portals, new RegExp(`^${escape(name)}`))
        .first(),
    );
    assert.ok(first && second && third);
    await first.click();
    await second.click({ modifiers: ['ControlOrMeta'] });
    await third.click({ modifiers: ['ControlOrMeta'] });
    await workbench().contextMenu(second, /^Revoke/);
    await workbench()
      .row(plan, /Take ArcGIS Pro from 3 members/)
      .first()
      .waitFor();
    await workbench()
      .row(plan, /3 members change · 1 request/)
      .first()
      .waitFor();
    for (const name of names)
      await workbench().webview().getByRole('cell', { name, exact: true }).first().waitFor();
    await workbench().screenshot('bulk-revoke');
    await applyPlan(workbench());
    await workbench()
      .row(plan, /3 done/)
      .first()
      .waitFor();
    assert.equal((await writes()) - before, 1, 'three members who lose all take one request');
  });

  it('provisions a pasted list: the unknown are named, the offline are skipped with the reason', async () => {
    await provisionBy(/Paste a list/);
    await answerTo(workbench(), /User names, separated/, `Maria.DelRio; ${offline}, nobody.knows.me`);
    await workbench().dialog().getByText('nobody.knows.me').waitFor();
    await workbench().screenshot('bulk-unknown');
    await workbench().dialogButton(/^Go On with 2$/);
    await workbench()
      .row(plan, /Give .* to 2 members/)
      .first()
      .waitFor();
    const skipped = workbench()
      .webview()
      .getByRole('row')
      .filter({ hasText: offline })
      .filter({ hasText: /offline since/ });
    await skipped.first().waitFor();
    await workbench().screenshot('bulk-pasted');
  });

  it('tells the choice about e-mail before anything is sent', async () => {
    await workbench()
      .row(plan, /Members get no e-mail/)
      .first()
      .waitFor();
    await workbench().runCommand('ArcGIS Entitlements: Toggle E-Mail to Members');
    await workbench()
      .row(plan, /Members get an e-mail/)
      .first()
      .waitFor();
    await workbench().viewAction(plan, /^Apply Plan/);
    await workbench().dialog().getByText('Members get an e-mail from the portal.').waitFor();
    await workbench().dialogButton('Cancel');
    await workbench().runCommand('ArcGIS Entitlements: Toggle E-Mail to Members');
    await applyPlan(workbench());
  });

  it('saves the report', async () => {
    await workbench().runCommand('ArcGIS Entitlements: Save Report…');
    await saveAs(workbench(), 'report.md');
    const report = await readFile(path.join(workbench().folder, 'report.md'), 'utf8');
    assert.match(report, /Maria/);
    assert.match(report, /offline since/);
  });

  it('provisions a CSV file', async () => {
    const file = path.join(workbench().folder, 'people.csv');
    // As our own exports write a name that looks like a formula.
    const csv = ['username,team', 'never.signedin,north', "'=cmd,south", 'otto.disabled,west'].join('\r\n');
    await writeFile(file, csv);
    await provisionBy(/From a CSV file/);
    // The dialog lists the folder's tables; a name typed before they are there is lost.
    const listed = workbench()
      .page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row')
      .filter({ hasText: 'people.csv' });
    await listed.waitFor();
    await workbench().quickInput().fill(file);
    await workbench().page.keyboard.press('Enter');
    await workbench()
      .row(plan, /Give Spatial Analyst to 3 members/)
      .first()
      .waitFor();
    const document = workbench().webview();
    await document.getByRole('cell', { name: '=cmd', exact: true }).first().waitFor();
    await workbench().screenshot('bulk-csv');
  });

  it('finds a member and revokes everything', async () => {
    await workbench().runCommand('ArcGIS Entitlements: Find Member…');
    await asked(workbench(), /Find Member/);
    await (await searchMember(workbench(), 'Maria.DelRio')).click();
    const head = workbench().row('Member', /Maria Del Rio/);
    await head.first().waitFor();
    // While rows arrive, the menu may open on one that is just being drawn anew.
    await workbench()
      .row('Member', /^Checked /)
      .waitFor({ state: 'hidden' });
    await workbench().contextMenu(head, /^Revoke Everything/);
    await workbench()
      .row(plan, /Revoke everything from Maria\.DelRio/)
      .first()
      .waitFor();
    await workbench().screenshot('bulk-everything');
    await applyPlan(workbench());
  });

  it('copies the licenses of one member to another', async () => {
    await workbench().runCommand('ArcGIS Entitlements: Copy Licenses From…');
    await asked(workbench(), /Copy licenses from/);
    const source = await nameOf(
      workbench()
        .row(portals, holders)
        .filter({ hasNotText: /offline/i })
        .first(),
    );
    await (await searchMember(workbench(), source)).click();
    await asked(workbench(), /Copy the licenses of/);
    // What is ticked stays ticked over the next search.
    await tickMember(workbench(), 'Ana.Keller');
    await tickMember(workbench(), 'multi.factor', 1);
    await acceptTicked(workbench(), 2);
    await workbench()
      .row(plan, /Copy the licenses of .* to 2 members/)
      .first()
      .waitFor();
    await workbench().screenshot('bulk-copy');
    // The preview takes the focus once it stands, and with it the palette of the next step.
    await workbench()
      .webview()
      .getByRole('heading', { name: /Copy the licenses of/ })
      .waitFor();
    await applyPlan(workbench());
    await workbench()
      .webview()
      .getByText(/Applied: 20/)
      .waitFor();
  });

  it('writes nothing for an account that may only look, and says why', async () => {
    const before = await writes();
    await workbench().runCommand('ArcGIS Entitlements: Remove Portal…');
    await workbench().dialogButton('Remove');
    await workbench().page.getByRole('button', { name: 'Try the Sample Portal' }).waitFor();
    await signIn('ana.viewer');
    await workbench()
      .row(portals, /Riverbend.*read-only/i)
      .first()
      .waitFor();
    const why = workbench()
      .page.locator('.monaco-hover:visible')
      .filter({ hasText: /privilege/ })
      .first();
    // A row that is drawn anew under the mouse shows no tooltip until the mouse comes again.
    await workbench().until(async () => {
      await workbench().page.mouse.move(800, 600);
      await workbench()
        .row(portals, /Riverbend/)
        .first()
        .hover({ position: { x: 60, y: 8 } });
      return why.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    }, 'the tooltip says which privilege is missing');
    await workbench().screenshot('bulk-read-only');
    for (const title of ['Provision…', 'Revoke…', 'Revoke Everything…', 'Copy Licenses From…']) {
      await workbench().runCommand(`ArcGIS Entitlements: ${title}`);
      await workbench()
        .notification(/ana\.viewer may only look/)
        .first()
        .waitFor();
      await workbench().runCommand('Notifications: Clear All Notifications');
      await workbench()
        .notification(/may only look/)
        .first()
        .waitFor({ state: 'hidden' });
    }
    assert.equal(await writes(), before);
  });

  /** Starts Provision at the listing, takes one entitlement, and chooses where the names come from. */
  async function provisionBy(source: RegExp): Promise<void> {
    await workbench().contextMenu(workbench().row(portals, /^ArcGIS Pro/), /^Provision/);
    await asked(workbench(), /Provision · ArcGIS Pro/);
    await workbench().pickMany(['Spatial']);
    await workbench()
      .page.locator('.quick-input-widget:visible')
      .getByPlaceholder('Search by user name, full name or e-mail')
      .waitFor();
    // Below a page of members the other ways are out of sight; a search for nobody leaves them alone.
    await workbench().quickInput().fill('nobody.has.this.name');
    const rows = workbench().page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
    await workbench().until(async () => (await rows.count()) === 2, 'nobody was found');
    await rows.filter({ hasText: source }).click();
  }
});

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
