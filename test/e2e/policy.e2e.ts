// License-as-code by keyboard: what a portal has becomes a policy, an edit of it becomes a plan, and a change behind its back is found.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { codeLensByKeyboard, goTo, openProblems, problems } from './editorSteps';
import { describeWorkbench } from './harness';
import { OwnPortal } from './ownPortal';
import { applyPlan, containing, openListing, plan, portals, signInTo } from './steps';

const listing = { title: 'ArcGIS GeoBIM', itemId: '427e0fe57aff4e58dd7faa4d6055a189', key: 'geobim' };

describeWorkbench('a license policy', {}, workbench => {
  let portal!: OwnPortal;
  /** Who gets it by the policy, and who loses it behind its back. */
  let newcomer!: string;
  let leaver!: string;

  const holders = (): Promise<readonly string[]> => portal.holders(listing.itemId, listing.key);

  async function saved(): Promise<string> {
    const name = (await readdir(workbench().folder)).find(one =>
      /^riverbend.*\.license-policy\.jsonc$/.test(one),
    );
    return name === undefined ? '' : readFile(path.join(workbench().folder, name), 'utf8');
  }

  /** Brings the policy's editor to the front, by keyboard, and sees that it stays there: the document of a plan may still be on its way. */
  async function front(): Promise<void> {
    const tab = workbench()
      .page.locator('.tabs-container')
      .getByRole('tab', { name: /license-policy\.jsonc/, selected: true });
    const isInFront = async (): Promise<boolean> =>
      (await tab.count()) > 0 &&
      /"policy": 1/.test(
        await workbench()
          .editorText()
          .catch(() => ''),
      );
    await workbench().until(
      async () => {
        if ((await tab.count()) === 0) await workbench().openFile('riverbend-county-gis');
        const was = await isInFront();
        await workbench().page.waitForTimeout(1_500);
        return was && isInFront();
      },
      'the policy is in front',
      60_000,
    );
  }

  before('start a portal and sign in', async () => {
    portal = await OwnPortal.open('online');
    const held = await holders();
    leaver = held[0] ?? assert.fail('nobody holds it');
    newcomer = await portal.newcomer(held);
    await signInTo(workbench(), portal);
  });
  after('end the portal', async () => {
    await portal.close();
  });

  it('is adopted from what the portal has, and planning it changes nothing', async () => {
    await workbench().runCommand('ArcGIS Entitlements: Adopt Current State as Policy…');
    const tab = workbench()
      .page.locator('.tabs-container')
      .getByRole('tab', { name: /license-policy\.jsonc/ });
    await tab.first().waitFor({ timeout: 60_000 });
    await workbench().until(
      async () => /"mode": "exact"/.test(await workbench().editorText()),
      'the policy stands in the editor',
    );
    await workbench().press('Control+S', async () => (await saved()) !== '', 'the policy is saved');
    const row = workbench().row(plan, /^Policy .*license-policy\.jsonc/);
    await workbench().runCommand('ArcGIS Entitlements: Plan License Policy');
    await row.first().waitFor({ timeout: 60_000 });
    await workbench()
      .row(plan, /0 members change/)
      .first()
      .waitFor({ timeout: 60_000 });
    await workbench().viewAction(plan, /^Close Plan/);
    await openProblems(workbench());
    assert.equal(
      await problems(workbench())
        .filter({ hasText: /^Error/ })
        .count(),
      0,
    );
    await workbench().screenshot('policy-adopted');
  });

  it('becomes a plan when a member is added to it, which is applied and seen in the tree', async () => {
    const lines = (await saved()).split('\n');
    const section = lines.findIndex(line => line.includes(listing.itemId));
    // The first name of the first rule, on the line of its list or on the next one.
    const list = lines.findIndex((line, index) => index > section && line.includes('"members": ['));
    const at = /\[\s*$/.test(lines[list] ?? '') ? list + 1 : list;
    const first =
      /"([^"]+)"/.exec((lines[at] ?? '').replace(/^.*\[/, ''))?.[1] ?? assert.fail('nobody stands there');
    // The plan's document has come to the front meanwhile.
    await front();
    await goTo(workbench(), `${at + 1}:${(lines[at] ?? '').indexOf(`"${first}"`) + 2}`);
    await workbench().page.keyboard.type(`${newcomer}", "`);
    await workbench().press(
      'Control+S',
      async () => (await saved()).includes(`"${newcomer}", "${first}"`),
      'the edit is saved',
    );
    const row = workbench().row(plan, containing(newcomer));
    await codeLensByKeyboard(workbench(), 'Plan', row);
    await applyPlan(workbench());
    assert.ok((await holders()).includes(newcomer), 'the portal has it');
    await workbench().viewAction(plan, /^Close Plan/);
    await openListing(workbench(), /^ArcGIS GeoBIM/);
    await workbench().row(portals, containing(newcomer)).first().waitFor();
    await workbench().screenshot('policy-applied');
  });

  it('finds what was changed behind its back, and makes the portal match again', async () => {
    await portal.provision(listing.itemId, leaver, []);
    assert.ok(!(await holders()).includes(leaver), 'somebody else took it away');
    await front();
    await workbench().runCommand('ArcGIS Entitlements: Check Drift of License Policy');
    const told = /license-policy\.jsonc: 1 difference\./;
    await workbench().notification(told).first().waitFor({ timeout: 60_000 });
    await workbench()
      .webview()
      .getByRole('heading', { name: /^Drift of / })
      .waitFor();
    assert.match(await workbench().webview().locator('body').innerText(), containing(leaver));
    await workbench().screenshot('policy-drift');
    await workbench().notificationButton(told, /^Make the Portal Match$/);
    await workbench().row(plan, containing(leaver)).first().waitFor({ timeout: 60_000 });
    await applyPlan(workbench());
    assert.ok((await holders()).includes(leaver), 'the portal has it again');
  });
});
