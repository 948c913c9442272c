// An import whose portal changes while its preview is looked at: the plan is shown anew, and asked about as it is.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeWorkbench } from './harness';
import { OwnPortal } from './ownPortal';
import { importFromExplorer, plan, signInTo } from './steps';

const level = 'desktopStdN';
const name = 'renewal.entitlements.json';

/** What the portal answers of its purchases, its holders and its members, as far as this asks for it. */
interface Purchases {
  readonly purchases: readonly {
    readonly listing: { readonly title: string; readonly itemId: string };
    readonly provision: {
      readonly orgEntitlements: {
        readonly maxUsers: number;
        readonly entitlements: Readonly<Record<string, { readonly num: number }>>;
      };
    };
  }[];
}
interface Holders {
  readonly userEntitlements: readonly {
    readonly username: string;
    readonly entitlements: readonly string[];
  }[];
}

describeWorkbench('an import to a portal that changes after the preview', {}, workbench => {
  let portal!: OwnPortal;
  let newcomer!: string;
  let itemId!: string;

  before('start a portal, write a file with a seat for each who holds one, and sign in', async () => {
    portal = await OwnPortal.open('legacy');
    const { purchases } = await portal.ask<Purchases>('portals/self/purchases');
    const pro =
      purchases.find(({ listing }) => listing.title === 'ArcGIS Pro') ?? assert.fail('no ArcGIS Pro');
    ({ itemId } = pro.listing);
    const { userEntitlements } = await portal.ask<Holders>(`content/listings/${itemId}/userEntitlements`);
    newcomer = await portal.newcomer(userEntitlements.map(({ username }) => username));
    const { maxUsers, entitlements } = pro.provision.orgEntitlements;
    const seats = Object.entries(entitlements).map(([key, { num }]) => {
      const held = userEntitlements.filter(one => one.entitlements.includes(key)).length;
      return [key, { num: key === level ? held : Math.max(num, held), license: 'SAMPLE NOT-A-LICENSE' }];
    });
    const orgEntitlements = {
      maxUsers,
      startDate: 0,
      startDateStr: '01-Jan-2026',
      entitlements: Object.fromEntries(seats) as unknown,
    };
    const file = {
      appId: 'arcgisprodesktop',
      parts: [{ orgEntitlements, signature: 'SAMPLE-NOT-A-SIGNATURE' }],
    };
    await writeFile(path.join(workbench().folder, name), JSON.stringify(file));

    await signInTo(workbench(), portal);
  });
  after('end the portal', async () => {
    await portal.close();
  });

  const imports = async (): Promise<number> =>
    (await portal.requests()).filter(request => request.path.endsWith('importEntitlements')).length;

  it('shows the plan anew, asks about it with the names, and applies it', async () => {
    await importFromExplorer(workbench(), name);
    await workbench()
      .row(plan, /Import renewal\.entitlements\.json/)
      .first()
      .waitFor();
    const shown = workbench().webview().locator('body');
    await workbench()
      .webview()
      .getByRole('heading', { name: /Import renewal/ })
      .waitFor();
    assert.doesNotMatch(await shown.innerText(), new RegExp(newcomer), 'nobody is locked out');

    // Somebody else gives the last free seat away.
    await portal.provision(itemId, newcomer, [level]);
    await workbench().viewAction(plan, /^Apply Plan/);
    const dialog = workbench().dialog();
    await dialog.getByText(/The portal has changed since the preview, which now shows what it has/).waitFor();
    assert.match(await dialog.innerText(), /16 held of 15: over by 1/);
    await workbench().until(
      async () => (await shown.innerText()).includes(newcomer),
      'the plan is shown anew',
    );
    await workbench().screenshot('import-anew');
    assert.equal(await imports(), 0);
    await workbench().dialogButton(/^Import$/);

    const anyway = dialog.getByRole('button', { name: /^Import Over-Assigned$/ });
    await anyway.waitFor();
    assert.match(await dialog.innerText(), /locks out \d+ members until it is corrected/);
    assert.match(await dialog.innerText(), new RegExp(`Too many, least used first: ${newcomer}`));
    assert.equal(await imports(), 0);
    await anyway.click();
    await workbench()
      .row(plan, /1 done/)
      .first()
      .waitFor({ timeout: 60_000 });
    assert.equal(await imports(), 1);
  });
});
