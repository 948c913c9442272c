// What several runs do, in the words of the screen.
import type { Locator } from 'playwright-core';
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

/** Presses Apply in the Plan view, answers the question with yes, and waits for the report. */
export async function applyPlan(workbench: Workbench, yes = 'Apply'): Promise<void> {
  await workbench.viewAction(plan, /^Apply Plan/);
  await workbench.dialogButton(new RegExp(`^${yes}$`));
  await workbench.row(plan, / done/).first().waitFor({ timeout: 60_000 });
}
