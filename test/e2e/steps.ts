// What several runs do, in the words of the screen.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { OwnPortal } from './ownPortal';
import type { Workbench } from './workbench';

export const container = 'ArcGIS Entitlements';
export const portals = 'Portals';
export const plan = 'Plan';

/** From the welcome view to the open row of the sample portal. */
export async function connectFromWelcome(workbench: Workbench): Promise<Locator> {
  await workbench.openContainer(container);
  await workbench.page.getByRole('button', { name: 'Try the Sample Portal' }).click();
  await workbench.pick(/^ArcGIS Online/);
  return openPortal(workbench);
}

/** By the palette, for a flavour whose name in the picker begins with `name`. */
export async function connectByPalette(workbench: Workbench, name: RegExp): Promise<Locator> {
  await workbench.openContainer(container);
  await workbench.runCommand('ArcGIS Entitlements: Connect the Sample Portal…');
  await workbench.pick(name);
  return openPortal(workbench);
}

export async function openPortal(
  workbench: Workbench,
  name: string | RegExp = /Riverbend/,
): Promise<Locator> {
  const portal = workbench.row(portals, name);
  await portal.first().waitFor({ timeout: 60_000 });
  await workbench.expand(portal);
  return portal;
}

/** Adds a portal of the test's own by its address, and signs in by user name and password. */
export async function signInTo(workbench: Workbench, { start }: Pick<OwnPortal, 'start'>): Promise<void> {
  await workbench.openContainer(container);
  await workbench.runCommand('ArcGIS Entitlements: Add Portal…');
  await answerTo(workbench, /Address of the portal/, start.url);
  await workbench.pick(/User name and password/);
  await answerTo(workbench, /User name/, start.username);
  await answerTo(workbench, /Password of/, start.password);
  await openPortal(workbench);
}

/** A row or a line that has a text in it. */
export const containing = (text: string): RegExp =>
  new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));

/** Opens a listing and waits for its first users. */
export async function openListing(workbench: Workbench, title: RegExp): Promise<Locator> {
  const listing = workbench.row(portals, title);
  await workbench.expand(listing);
  await workbench
    .row(portals, /^Entitlements/)
    .first()
    .waitFor();
  return listing;
}

export const importEntry = /^Import to Portal/;

/** By right-click on a file of the opened folder. */
export async function importFromExplorer(workbench: Workbench, name: string): Promise<void> {
  await workbench.openContainer(/^Explorer/);
  await workbench.contextMenu(workbench.file(new RegExp(`^${name.replaceAll('.', '\\.')}`)), importEntry);
}

/** Presses Apply in the Plan view, answers the question with yes, and waits for the report. */
export async function applyPlan(workbench: Workbench, yes = 'Apply'): Promise<void> {
  await workbench.viewAction(plan, /^Apply Plan/);
  await workbench.dialogButton(new RegExp(`^${yes}$`));
  const done = workbench.row(plan, / done/).first();
  if (yes === 'Import') {
    // The second question, where the import leaves something over-assigned: the sample portal's members hold more than the example files give.
    const anyway = workbench.dialog().getByRole('button', { name: /^Import Over-Assigned$/ });
    await anyway.or(done).first().waitFor({ timeout: 60_000 });
    if (await anyway.isVisible()) await anyway.click();
  }
  await done.waitFor({ timeout: 60_000 });
}

/** Answers whether a reduction is for the first shortage or for all, where that is asked, and waits for its plan. */
export async function reductionPlanned(workbench: Workbench, title: RegExp): Promise<void> {
  const choice = workbench.page.locator('.quick-input-widget:visible');
  const row = workbench.row(plan, title).first();
  await workbench.until(
    async () => (await choice.isVisible()) || (await row.isVisible()),
    'the plan, or the question which',
  );
  if (await choice.isVisible()) await workbench.pick(/^The first shortage/);
  await row.waitFor({ timeout: 60_000 });
}

/** Answers the save dialog with a name in the opened folder, and waits until the file is there. */
export async function saveAs(workbench: Workbench, name: string): Promise<void> {
  const target = path.join(workbench.folder, name);
  await workbench.until(
    async () => (await workbench.quickInput().inputValue()).startsWith(workbench.folder),
    'the save dialog is open',
  );
  await workbench.quickInput().fill(target);
  await workbench.until(
    async () => (await workbench.quickInput().inputValue()) === target,
    'the dialog took the name',
  );
  await workbench.page.keyboard.press('Enter');
  await workbench.until(() => existsSync(target), `${name} is saved`);
  // The next dialog must not be taken for this one, which is still closing.
  await workbench.quickInput().waitFor({ state: 'hidden' });
}

/** Answers the input box that asks with these words; one question follows another, and each takes a moment to appear. */
export async function answerTo(workbench: Workbench, prompt: RegExp, text: string): Promise<void> {
  await asked(workbench, prompt);
  await workbench.answer(text);
}

/** Waits for the input box that asks with these words. */
export async function asked(workbench: Workbench, prompt: RegExp): Promise<Locator> {
  await workbench.page.locator('.quick-input-widget:visible').filter({ hasText: prompt }).waitFor();
  return workbench.quickInput();
}

/** Searches members in the picker on the screen: the rows of a search replace those of the last one, and a click in between goes astray. */
export async function searchMember(workbench: Workbench, name: string, ticked = 0): Promise<Locator> {
  await workbench.quickInput().fill(name);
  const rows = workbench.page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
  const found = rows.filter({ hasText: name });
  // Left are who was found, who is ticked, and the two other ways to name members.
  await workbench.until(
    async () => (await found.count()) > 0 && (await rows.count()) - (await found.count()) <= ticked + 2,
    `the search for ${name} is over`,
  );
  return found.first();
}

/** Ticks one member in the picker on the screen; what was ticked before stays. */
export async function tickMember(workbench: Workbench, name: string, ticked = 0): Promise<void> {
  await (await searchMember(workbench, name, ticked)).click();
}

/** Accepts what is ticked in the picker on the screen. */
export async function acceptTicked(workbench: Workbench, howMany: number): Promise<void> {
  const widget = workbench.page.locator('.quick-input-widget:visible');
  await widget.getByText(`${howMany} Selected`).waitFor();
  await widget.getByRole('button', { name: 'OK' }).click();
}
