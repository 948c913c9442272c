// An import whose portal changes while its preview is looked at: the plan is shown anew, and asked about as it is.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { referer } from '../../src/arcgis/http';
import { describeWorkbench } from './harness';
import { OwnPortal } from './ownPortal';
import { answerTo, container, importFromExplorer, openPortal, plan } from './steps';

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
interface Users {
  readonly users: readonly { readonly username: string }[];
}

describeWorkbench('an import to a portal that changes after the preview', {}, workbench => {
  let portal!: OwnPortal;
  let newcomer!: string;
  let itemId!: string;

  async function ask<T>(resource: string, body?: Readonly<Record<string, string>>): Promise<T> {
    const headers = { Referer: referer, 'X-Esri-Authorization': `Bearer ${await portal.token()}` };
    const reply = await fetch(`${portal.start.sharing}/${resource}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ ...body, f: 'json' }),
    });
    return (await reply.json()) as T;
  }

  before('start a portal, write a file with a seat for each who holds one, and sign in', async () => {
    portal = await OwnPortal.open('legacy');
    const { purchases } = await ask<Purchases>('portals/self/purchases');
    const pro =
      purchases.find(({ listing }) => listing.title === 'ArcGIS Pro') ?? assert.fail('no ArcGIS Pro');
    ({ itemId } = pro.listing);
    const { userEntitlements } = await ask<Holders>(`content/listings/${itemId}/userEntitlements`);
    const { id } = await ask<{ readonly id: string }>('portals/self');
    const { users } = await ask<Users>(`portals/${id}/users`, { num: '100' });
    const holders = new Set(userEntitlements.map(({ username }) => username));
    newcomer =
      users.find(({ username }) => /^[a-z]+\.[a-z]+$/.test(username) && !holders.has(username))?.username ??
      assert.fail('everybody holds it');
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

    await workbench().openContainer(container);
    await workbench().runCommand('ArcGIS Entitlements: Add Portal…');
    await answerTo(workbench(), /Address of the portal/, portal.start.url);
    await workbench().pick(/User name and password/);
    await answerTo(workbench(), /User name/, portal.start.username);
    await answerTo(workbench(), /Password of/, portal.start.password);
    await openPortal(workbench());
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
    await ask(`content/listings/${itemId}/provisionUserEntitlements`, {
      userEntitlements: JSON.stringify({ users: [newcomer], entitlements: [level] }),
      suppressCustomerEmail: 'true',
    });
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
