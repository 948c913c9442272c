// A loan that has ended and is still held: seen below the portal and in the status bar, taken back by its ready plan, and then seen no more.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { referer } from '../../src/arcgis/http';
import { describeWorkbench } from './harness';
import { OwnPortal } from './ownPortal';
import { applyPlan, containing, plan, portals, signInTo } from './steps';

const listing = { itemId: '427e0fe57aff4e58dd7faa4d6055a189', key: 'geobim' };
const day = 86_400_000;

interface Holders {
  readonly userEntitlements: readonly {
    readonly username: string;
    readonly entitlements: readonly string[];
  }[];
}

describeWorkbench('grants with dates', {}, workbench => {
  let portal!: OwnPortal;
  let borrower!: string;

  async function holders(): Promise<readonly string[]> {
    const reply = await fetch(`${portal.start.sharing}/content/listings/${listing.itemId}/userEntitlements`, {
      method: 'POST',
      headers: { Referer: referer, 'X-Esri-Authorization': `Bearer ${await portal.token()}` },
      body: new URLSearchParams({ f: 'json' }),
    });
    const { userEntitlements } = (await reply.json()) as Holders;
    return userEntitlements
      .filter(({ entitlements }) => entitlements.includes(listing.key))
      .map(({ username }) => username);
  }

  before('start a portal, write a policy, and sign in', async () => {
    portal = await OwnPortal.open('online');
    borrower = (await holders())[0] ?? assert.fail('nobody holds it');
    const until = new Date(Date.now() - 3 * day).toISOString().slice(0, 10);
    const grants = [{ to: { members: [borrower] }, give: listing.key, until, note: 'summer crew' }];
    const policy = {
      policy: 1,
      portal: portal.start.url,
      timeZone: 'UTC',
      listings: [{ itemId: listing.itemId, grants }],
    };
    await writeFile(path.join(workbench().folder, 'crew.license-policy.json'), JSON.stringify(policy));
    await signInTo(workbench(), portal);
  });
  after('end the portal', async () => {
    await portal.close();
  });

  it('are shown below their policy with a plan that takes back exactly what is overdue', async () => {
    const row = workbench().row(portals, containing(`${borrower}, ArcGIS GeoBIM`));
    const group = workbench().row(portals, /^License policies.*dates not compared yet/);
    await group.first().waitFor({ timeout: 60_000 });
    await workbench().expand(workbench().row(portals, /^License policies/));
    await row.first().waitFor({ timeout: 60_000 });
    assert.match(
      (await row.first().getAttribute('aria-label')) ?? '',
      /ends \d{4}-\d\d-\d\d · overdue by 2 days/,
    );
    const policy = workbench().row(portals, /^crew\.license-policy\.json, matches/);
    await policy.first().waitFor();
    await workbench().page.locator('.statusbar-item').filter({ hasText: 'Licenses match' }).first().waitFor();
    await workbench().screenshot('due-grants');
    await workbench().rowAction(row, /^Plan Due Grants/);
    await workbench()
      .row(plan, /^Due grants of crew\.license-policy\.json/)
      .first()
      .waitFor({ timeout: 60_000 });
    await workbench()
      .row(plan, /1 member changes/)
      .first()
      .waitFor({ timeout: 60_000 });
    await applyPlan(workbench());
    assert.ok(!(await holders()).includes(borrower), 'the loan was taken back');
    await row.first().waitFor({ state: 'detached', timeout: 60_000 });
    await policy.first().waitFor();
  });
});
