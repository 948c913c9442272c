// Two windows over one portal, and a plan that is stopped half-way: a range of rows by Shift, Cancel Apply, Plan Again.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { describeWorkbench } from './harness';
import { OwnPortal } from './ownPortal';
import { answerTo, applyPlan, container, openListing, openPortal, plan, portals } from './steps';
import type { Workbench } from './workbench';

const holders = /Pro (Basic|Standard|Advanced)/;

describeWorkbench('two windows', {}, workbench => {
  let portal!: OwnPortal;
  let other!: Workbench;

  before('start a portal, sign in, and open a second window', async () => {
    portal = await OwnPortal.open('online', 'M');
    await workbench().openContainer(container);
    await workbench().runCommand('ArcGIS Entitlements: Add Portal…');
    await answerTo(workbench(), /Address of the portal/, portal.start.url);
    await workbench().pick(/User name and password/);
    await answerTo(workbench(), /User name/, 'license_manager');
    await answerTo(workbench(), /Password of/, portal.start.password);
    await openPortal(workbench());
    await openListing(workbench(), /^ArcGIS Pro/);
  });
  after('end the portal', async () => {
    await portal.close();
  });

  const writes = async (): Promise<number> =>
    (await portal.requests()).filter(request => request.path.includes('provisionUserEntitlements')).length;
  const planRow = (window: Workbench, text: RegExp): Locator => window.row(plan, text).first();
  const slowWrites = (ms: number): Promise<unknown> =>
    portal.control('faults', ms === 0 ? [] : [{ path: '.*provisionUserEntitlements', kind: 'latency', ms }]);

  const selectedRow = (window: Workbench): Locator =>
    window.tree(portals).locator('.monaco-list-row.selected.focused');

  /** Selects the first holders, by Shift and the arrow keys. A row that moved under the mouse, as the tree was drawn anew, is tried again. */
  async function select(window: Workbench, rows: number): Promise<void> {
    const first = window.row(portals, holders).first();
    const isFirst = async (): Promise<boolean> =>
      (await first.getAttribute('class'))?.split(' ').includes('focused') === true;
    await window.until(async () => {
      // The tooltip of the row that the mouse rests on would lie over others.
      await window.page.mouse.move(800, 600);
      await first.click();
      await window.page.mouse.move(800, 600);
      return isFirst();
    }, 'the first holder is chosen');
    // The click opened the row: closed again, the next rows are users.
    await window.until(async () => {
      if ((await first.getAttribute('aria-expanded')) === 'false') return true;
      if (await isFirst()) await window.page.keyboard.press('ArrowLeft');
      return false;
    }, 'the row is closed');
    for (let i = 1; i < rows; i += 1) await window.page.keyboard.press('Shift+ArrowDown');
  }

  /** Plans one entitlement for the first holders, or takes the listing from them. */
  async function planRange(window: Workbench, rows: number, entry = /^Provision/): Promise<void> {
    await select(window, rows);
    await window.contextMenu(selectedRow(window), entry);
    if (entry.test('Provision…')) await window.pickMany(['Spatial']);
    await planRow(window, new RegExp(`(Give|Take) .* (to|from) ${rows} members`)).waitFor();
  }

  it('shows in the second window what the first one connected, without a second sign-in', async () => {
    other = await workbench().openWindow();
    await other.openContainer(container);
    await openPortal(other);
    await openListing(other, /^ArcGIS Pro/);
  });

  it('plans in both windows for the same members', async () => {
    await planRange(other, 3, /^Revoke/);
    await workbench().page.bringToFront();
    await planRange(workbench(), 14);
    await workbench().screenshot('windows-range');
  });

  it('refuses to apply in the second window while the first one does, and sends nothing', async () => {
    // Long enough for the other window to try.
    await slowWrites(20_000);
    await workbench().viewAction(plan, /^Apply Plan/);
    await workbench().dialogButton(/^Apply$/);
    await planRow(workbench(), /sending/i).waitFor();
    await other.page.bringToFront();
    await other.viewAction(plan, /^Apply Plan/);
    await other.dialogButton(/^Apply$/);
    await other
      .notification(/Another window is applying a plan to this/)
      .first()
      .waitFor();
    await other.screenshot('windows-refused');
    assert.equal(await writes(), 0, 'nobody has an answer yet');
  });

  it('ends a cancelled run with a reason for everyone who was not reached', async () => {
    await workbench().page.bringToFront();
    await workbench().viewAction(plan, /^Cancel Apply/);
    await planRow(workbench(), /\d+ done/).waitFor({ timeout: 60_000 });
    await workbench().screenshot('windows-cancelled');
    await planRow(workbench(), /not done.*Cancelled before it was sent/).waitFor();
    assert.ok((await writes()) <= 4, 'only what was on its way went out');
  });

  it('finishes with Plan Again what the cancelled run left', async () => {
    await slowWrites(0);
    const before = await writes();
    await workbench().viewAction(plan, /^Plan Again/);
    await planRow(workbench(), /have it already|unchanged|skipped/i).waitFor();
    await workbench().screenshot('windows-again');
    await applyPlan(workbench());
    assert.ok((await writes()) > before);
  });

  it('waits for a sign-in when the token ends while a plan is read, and plans for everybody', async () => {
    await portal.control('faults', [{ path: '.*userEntitlements', kind: 'expireToken', times: 1 }]);
    await select(workbench(), 3);
    await workbench().contextMenu(selectedRow(workbench()), /^Revoke/);
    await workbench()
      .dialog()
      .getByText(/The sign-in to .* has ended/)
      .waitFor();
    await workbench().dialogButton(/^Sign In$/);
    await workbench().pick(/User name and password/);
    await answerTo(workbench(), /User name/, 'license_manager');
    await answerTo(workbench(), /Password of/, portal.start.password);
    await planRow(workbench(), /Take .* from 3 members/).waitFor();
    // Who is offline is skipped, and nobody because the reading was stopped.
    await planRow(workbench(), /[23] members change/).waitFor();
    assert.equal(
      await workbench()
        .notification(/went wrong/)
        .count(),
      0,
    );
    await workbench().viewAction(plan, /^Close Plan/);
  });

  it('waits for a sign-in when the token ends in the middle of an apply, and goes on', async () => {
    await planRange(workbench(), 2, /^Revoke/);
    await portal.control('faults', [{ path: '.*provisionUserEntitlements', kind: 'expireToken', times: 1 }]);
    await workbench().viewAction(plan, /^Apply Plan/);
    await workbench().dialogButton(/^Apply$/);
    await workbench()
      .dialog()
      .getByText(/The sign-in to .* has ended/)
      .waitFor();
    await workbench().screenshot('windows-paused');
    await workbench().dialogButton(/^Sign In$/);
    await workbench().pick(/User name and password/);
    await answerTo(workbench(), /User name/, 'license_manager');
    await answerTo(workbench(), /Password of/, 'wrong');
    // A sign-in that failed leads back to the question; the plan still waits.
    await workbench().dialogButton(/^Sign In$/);
    await workbench().pick(/User name and password/);
    await answerTo(workbench(), /User name/, 'license_manager');
    await answerTo(workbench(), /Password of/, portal.start.password);
    await planRow(workbench(), /2 done/).waitFor({ timeout: 60_000 });
    await workbench().screenshot('windows-went-on');
  });

  it('ends a plan whose sign-in is given up after one question, and offers to read its members again', async () => {
    await planRange(workbench(), 2, /^Revoke/);
    await portal.control('faults', [{ path: '.*provisionUserEntitlements', kind: 'expireToken', times: 1 }]);
    await workbench().viewAction(plan, /^Apply Plan/);
    await workbench().dialogButton(/^Apply$/);
    const question = workbench()
      .dialog()
      .getByText(/The sign-in to .* has ended/);
    await question.waitFor();
    await workbench().dialogButton(/^Cancel$/);
    await planRow(workbench(), /choose Read Again/).waitFor({ timeout: 60_000 });
    const offer = /A plan for .* was interrupted/;
    await workbench().notification(offer).first().waitFor();
    await workbench().screenshot('windows-given-up');
    assert.equal(await question.count(), 0, 'asked again');
    await workbench().notificationButton(offer, /^Read Again$/);
    await question.waitFor();
    await workbench().dialogButton(/^Sign In$/);
    await workbench().pick(/User name and password/);
    await answerTo(workbench(), /User name/, 'license_manager');
    await answerTo(workbench(), /Password of/, portal.start.password);
    // The journal says what came of the plan.
    await workbench()
      .webview()
      .getByText(/Interrupted; read back/)
      .first()
      .waitFor();
    await workbench().screenshot('windows-read-again');
  });
});
