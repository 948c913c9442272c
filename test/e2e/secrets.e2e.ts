// Passwords, tokens and license strings: typed and sent, and then nowhere to be found but in VS Code's own encrypted secret storage.
import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { canariesBelow, canariesIn, pageContent } from './canaries';
import { describeWorkbench } from './harness';
import { placesOfTokens } from './mintedTokens';
import { OwnPortal } from './ownPortal';
import {
  answerTo,
  applyPlan,
  asked,
  container,
  openListing,
  openPortal,
  plan,
  portals,
  saveAs,
} from './steps';

/** Where the workbench in a browser keeps secrets: one entry of local storage, AES-GCM under a key of the server and one of the browser. */
const secretStorage = 'secrets.provider';
const licenseString = 'CANARY-LICENSE-7c1e5b90a2f84d36';
const signature = 'CANARY-SIGNATURE-e90d41b7c3a65f28';

describeWorkbench('secrets', {}, workbench => {
  let portal!: OwnPortal;
  let pasted = '';
  let member = '';

  before('start a portal', async () => {
    portal = await OwnPortal.open('legacy');
    pasted = await portal.token();
    const file = path.join(workbench().folder, 'entitlements.json');
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      text
        .replaceAll(/SAMPLE (\w+ \d+) NOT-A-LICENSE/g, `${licenseString} $1`)
        .replaceAll('SAMPLE-NOT-A-SIGNATURE', signature),
    );
  });
  after('end the portal', async () => {
    await portal.close();
  });

  async function enterAddress(way: RegExp): Promise<void> {
    await workbench().runCommand('ArcGIS Entitlements: Add Portal…');
    await answerTo(workbench(), /Address of the portal/, `${portal.start.url}/home`);
    await workbench().pick(way);
  }

  async function nothingIsKept(): Promise<void> {
    await workbench().page.getByRole('button', { name: 'Try the Sample Portal' }).waitFor();
    const { localStorage } = await pageContent(workbench().page);
    assert.equal(localStorage[secretStorage], undefined, 'nothing is in the secret storage');
  }

  it('are not kept when the password is wrong', async () => {
    await workbench().openContainer(container);
    await enterAddress(/User name and password/);
    await answerTo(workbench(), /User name/, portal.start.username);
    await answerTo(workbench(), /Password of/, 'not-the-password');
    await workbench()
      .notification(/user name or password|username or password/i)
      .first()
      .waitFor();
    await workbench().screenshot('secrets-wrong-password');
    await nothingIsKept();
    await workbench().runCommand('Notifications: Clear All Notifications');
  });

  it('are not kept when the token is not valid', async () => {
    await enterAddress(/Paste a token/);
    await answerTo(workbench(), /Token/, 'not-a-token');
    await workbench()
      .notification(/did not accept this token/)
      .first()
      .waitFor();
    await workbench().screenshot('secrets-bad-token');
    await nothingIsKept();
    await workbench().runCommand('Notifications: Clear All Notifications');
  });

  it('let the administrator in by user name and password', async () => {
    await enterAddress(/User name and password/);
    await answerTo(workbench(), /User name/, portal.start.username);
    assert.equal(
      await (await asked(workbench(), /Password of/)).getAttribute('type'),
      'password',
      'the password is hidden',
    );
    await workbench().answer(portal.start.password);
    await openPortal(workbench());
    await workbench()
      .row(portals, /ArcGIS Pro/)
      .first()
      .waitFor();
  });

  it('belong to an account of the Accounts menu', async () => {
    await accountsMenu();
    await workbench()
      .page.getByRole('menuitem', { name: `${portal.start.username} (${portal.host})` })
      .first()
      .waitFor();
    await workbench().screenshot('secrets-accounts');
    await workbench().page.keyboard.press('Escape');
  });

  it('are forgotten by a sign-out, and a pasted token lets the administrator in again', async () => {
    await workbench().runCommand('ArcGIS Entitlements: Sign Out');
    await workbench().page.getByRole('button', { name: 'Sign In' }).waitFor();
    await workbench().page.getByRole('button', { name: 'Sign In' }).click();
    await workbench().pick(/Paste a token/);
    assert.equal(
      await (await asked(workbench(), /Token/)).getAttribute('type'),
      'password',
      'the token is hidden',
    );
    await workbench().answer(pasted);
    await openPortal(workbench());
    await openListing(workbench(), /^ArcGIS Pro/);
  });

  it('do their work: find a member, provision and revoke', async () => {
    const holder = workbench()
      .row(portals, /Pro (Basic|Standard|Advanced)/)
      .filter({ hasNotText: /offline|Analyst/i })
      .first();
    member = ((await holder.locator('.label-name').first().textContent()) ?? '').trim();
    await workbench().contextMenu(holder, /^Show Member/);
    await workbench()
      .row('Member', /ArcGIS Pro/)
      .first()
      .waitFor();
    await workbench().screenshot('secrets-member');
    await workbench().contextMenu(holder, /^Provision/);
    await workbench().pickMany(['Spatial']);
    await workbench()
      .row(plan, /Give .*Analyst to/)
      .first()
      .waitFor();
    await applyPlan(workbench());
    await workbench().contextMenu(workbench().row(portals, new RegExp(`^${escape(member)}`)), /^Revoke/);
    await workbench()
      .row(plan, /Take ArcGIS Pro from/)
      .first()
      .waitFor();
    await applyPlan(workbench());
    await workbench().runCommand('ArcGIS Entitlements: Save Report…');
    await saveAs(workbench(), 'report.md');
  });

  it('do their work: export holders', async () => {
    for (const format of ['CSV', 'JSON']) {
      await workbench().contextMenu(workbench().row(portals, /^ArcGIS Pro/), /^Export Holders/);
      await workbench().pick(new RegExp(`^${format}`));
      await saveAs(workbench(), `holders.${format.toLowerCase()}`);
    }
    assert.match(
      await readFile(path.join(workbench().folder, 'holders.csv'), 'utf8'),
      /^user,name,user type/,
    );
    assert.match(await readFile(path.join(workbench().folder, 'holders.json'), 'utf8'), /"holders": \[/);
  });

  it('do their work: charts', async () => {
    await workbench().runCommand('ArcGIS Entitlements: Show Seat Charts');
    const charts = workbench().webview();
    await charts.getByRole('button', { name: 'Save as PNG' }).click();
    await saveAs(workbench(), 'seats.png');
    await charts.getByRole('button', { name: 'Save as CSV' }).click();
    await saveAs(workbench(), 'seats.csv');
  });

  it('do their work: import a file with license strings', async () => {
    await workbench().page.keyboard.press('Control+Shift+E');
    // The files that were just saved move the rows: right-click when all are there.
    await workbench().file('seats.png').waitFor();
    await workbench().contextMenu(
      workbench()
        .page.locator('.explorer-folders-view')
        .getByRole('treeitem', { name: 'entitlements.json', exact: true }),
      /^Import to Portal/,
    );
    await workbench()
      .row(plan, /Import entitlements\.json/)
      .first()
      .waitFor();
    await workbench().openContainer(container);
    await workbench().screenshot('secrets-import');
    await applyPlan(workbench(), 'Import');
  });

  it('are in no file, log, setting, journal, editor, webview or storage, and in no address', async () => {
    await workbench().runCommand('ArcGIS Entitlements: Show Journal');
    await workbench()
      .webview()
      .getByRole('heading', { name: /Give .*Analyst/ })
      .waitFor();
    await workbench().runCommand('ArcGIS Entitlements: Show Log');
    await workbench().screenshot('secrets-journal-log');

    const canaries = {
      password: portal.start.password,
      token: pasted,
      'license string': licenseString,
      signature,
    };
    // The one place of a file that was imported: to import it again (issue 3, section 5).
    const isKept = (name: string): boolean => /[/\\]snapshots[/\\].*\.file$/.test(name);
    const userData = await canariesBelow(
      workbench().userData,
      canaries,
      name => name.startsWith(`ext${path.sep}`) || isKept(name),
    );
    assert.ok(
      userData.read.some(name => /[/\\]snapshots[/\\]/.test(name)),
      'what lies beside the kept file was searched',
    );
    const names = await readdir(workbench().userData, { recursive: true });
    const kept = names.filter(isKept).map(name => path.join(workbench().userData, name));
    assert.equal(kept.length, 1, 'the imported file is kept');
    for (const file of kept) {
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.deepEqual(canariesIn(await readFile(file), 'kept', canaries).toSorted(), [
        'license string in kept',
        'signature in kept',
      ]);
    }
    assert.ok(
      userData.read.some(name => /journal/i.test(name)),
      'the journal was searched',
    );
    assert.ok(
      userData.read.some(name => /ArcGIS Entitlements\.log$/.test(name)),
      'the log was searched',
    );
    assert.ok(
      userData.read.some(name => name.endsWith('settings.json')),
      'the settings were searched',
    );
    const folder = await canariesBelow(workbench().folder, canaries, name => name === 'entitlements.json');
    for (const name of ['report.md', 'holders.csv', 'holders.json', 'seats.png', 'seats.csv'])
      assert.ok(folder.read.includes(name), `${name} was saved and searched`);

    const { localStorage, texts } = await pageContent(workbench().page);
    const shown = Object.entries(texts).flatMap(([place, text]) => canariesIn(text, place, canaries));
    assert.ok(
      Object.keys(texts).some(place => place.startsWith('IndexedDB')),
      'IndexedDB was searched',
    );
    assert.ok(
      Object.values(texts).some(text => text.includes('Give ')),
      'the journal was searched',
    );
    const stored = Object.entries(localStorage).flatMap(([key, value]) =>
      canariesIn(value, `local storage ${key}`, canaries),
    );
    // The one place where the token lies holds it encrypted.
    assert.ok(
      (localStorage[secretStorage] ?? '').length > pasted.length,
      'the session is in the secret storage',
    );

    const logged = canariesIn(await readFile(portal.logFile), 'the log of the portal', canaries);
    assert.deepEqual([...userData.found, ...folder.found, ...shown, ...stored, ...logged], []);

    // The pasted token, and the one of the sign-in by password, which nobody has seen.
    assert.deepEqual(await placesOfTokens(workbench(), portal, 2), []);

    const requests = await portal.requests();
    assert.ok(
      requests.some(request => request.token === 'header'),
      'reads carry the token in a header',
    );
    assert.ok(
      requests.some(request => request.path.includes('importEntitlements')),
      'the file was sent',
    );
    assert.deepEqual(
      requests.filter(request => request.token === 'query'),
      [],
    );
  });

  async function accountsMenu(): Promise<void> {
    await workbench()
      .page.locator('.part.activitybar')
      .getByRole('button', { name: /^Accounts/ })
      .click();
  }
});

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
