// Sign-in with the browser: the portal's own page in a tab of its own, the code pasted, the token renewed when it ends, and revoked at the sign-out.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { describeWorkbench } from './harness';
import { placesOfTokens } from './mintedTokens';
import { OwnPortal } from './ownPortal';
import { answerTo, asked, container, openListing, openPortal, portals } from './steps';

describeWorkbench('sign-in with the browser', {}, workbench => {
  let portal!: OwnPortal;

  before('start a portal', async () => {
    portal = await OwnPortal.open('enterprise');
    await workbench().openContainer(container);
  });
  after('end the portal', async () => {
    await portal.close();
  });

  /** From the address to the tab with the portal's sign-in page. */
  async function signInPage(): Promise<Page> {
    await workbench().runCommand('ArcGIS Entitlements: Add Portal…');
    await answerTo(workbench(), /Address of the portal/, `${portal.start.url}/home/index.html`);
    await workbench().pick(/Sign in with the browser/);
    return openedBy(() => answerTo(workbench(), /Client ID/, portal.start.clientId));
  }

  /** The editor opens an address of this computer without asking first. */
  async function openedBy(step: () => Promise<void>): Promise<Page> {
    const opened = workbench().page.context().waitForEvent('page');
    await step();
    const tab = await opened;
    await tab.getByRole('heading', { name: /Sign in to Riverbend/ }).waitFor();
    return tab;
  }

  const toToken = async (): Promise<readonly string[]> =>
    (await portal.requests()).filter(({ path }) => path.includes('oauth2/')).map(({ path }) => path);

  it('adds nothing when the code is wrong', async () => {
    const tab = await signInPage();
    await tab.close();
    await answerTo(workbench(), /Paste the code/, 'not-the-code');
    await workbench()
      .notification(/refused the sign-in|code/i)
      .first()
      .waitFor();
    await workbench().screenshot('oauth-wrong-code');
    await workbench().page.getByRole('button', { name: 'Try the Sample Portal' }).waitFor();
    await workbench().runCommand('Notifications: Clear All Notifications');
  });

  it('leads from the page of the portal to its listings', async () => {
    const tab = await signInPage();
    assert.match(tab.url(), /code_challenge_method=S256/);
    await tab.getByLabel('Username').fill(portal.start.username);
    await tab.getByLabel('Password').fill(portal.start.password);
    await tab.getByRole('button', { name: 'Sign In' }).click();
    const code = await tab.getByLabel('Code').inputValue();
    await tab.close();
    assert.equal(
      await (await asked(workbench(), /Paste the code/)).getAttribute('type'),
      'password',
      'the code is hidden',
    );
    await workbench().answer(code);
    await openPortal(workbench());
    await openListing(workbench(), /^ArcGIS Pro/);
    await workbench().screenshot('oauth-signed-in');
  });

  it('renews the token when it has ended, without a question', async () => {
    const before = (await toToken()).length;
    // Access tokens live for half an hour; the refresh token lives on.
    await portal.control('clock', { advanceMs: 31 * 60_000 });
    await workbench().viewAction(portals, /^Refresh/);
    await workbench().until(async () => (await toToken()).length > before, 'the token is renewed');
    await openListing(workbench(), /^ArcGIS Pro/);
    assert.equal(await workbench().page.getByRole('button', { name: 'Sign In' }).count(), 0);
    assert.equal((await portal.requests()).filter(({ token }) => token === 'query').length, 0);
  });

  it('is revoked by the sign-out, and comes back with the client id that is known by now', async () => {
    await workbench().runCommand('ArcGIS Entitlements: Sign Out');
    await workbench().page.getByRole('button', { name: 'Sign In' }).waitFor();
    await workbench().until(
      async () => (await toToken()).some(path => path.endsWith('oauth2/revokeToken')),
      'the token is revoked',
    );
    await workbench().page.getByRole('button', { name: 'Sign In' }).click();
    const tab = await openedBy(() => workbench().pick(/Sign in with the browser/));
    await tab.close();
    await asked(workbench(), /Paste the code/);
    await workbench().page.keyboard.press('Escape');
  });

  it('leaves none of its tokens in a file, log, setting, editor or storage', async () => {
    // Of the sign-in the token and what renews it, and the renewed token.
    assert.deepEqual(await placesOfTokens(workbench(), portal, 3), []);
  });
});
