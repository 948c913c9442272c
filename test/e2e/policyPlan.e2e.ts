// The plan of a policy as a document, by mouse and keyboard: read, gone from to the policy's lines, compared, saved, opened again, applied, undone and refused.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { codeLens, codeLensByKeyboard, cursorIsAt, editor, goTo, hover } from './editorSteps';
import { describeWorkbench } from './harness';
import { OwnPortal } from './ownPortal';
import { applyPlan, containing, plan, saveAs, signInTo } from './steps';

const listing = { title: 'ArcGIS GeoBIM', itemId: '427e0fe57aff4e58dd7faa4d6055a189', key: 'geobim' };
const name = 'bim.license-policy.jsonc';
const savedName = 'reviewed.license-plan.json';

describeWorkbench('the plan of a policy as a document', {}, workbench => {
  let portal!: OwnPortal;
  let held!: readonly string[];
  let newcomer!: string;
  const file = (): string => path.join(workbench().folder, name);
  const holders = (): Promise<readonly string[]> => portal.holders(listing.itemId, listing.key);

  const policyOf = (members: readonly string[]): string =>
    [
      '{',
      '  "policy": 1,',
      `  "portal": ${JSON.stringify(portal.start.url)},`,
      '  "mode": "exact",',
      '  "removalThreshold": { "count": 0 },',
      '  "sets": { "modellers": ["geobim"] },',
      '  "listings": [',
      '    {',
      `      "title": "${listing.title}", "itemId": "${listing.itemId}",`,
      '      "grants": [',
      `        { "to": { "members": ${JSON.stringify(members)} }, "give": "modellers", "note": "Buildings" }`,
      '      ]',
      '    }',
      '  ]',
      '}',
      '',
    ].join('\n');
  const ruleLine = 11;

  const tab = (of: RegExp): Locator =>
    workbench().page.locator('.tabs-container').getByRole('tab', { name: of });
  const document = /plan\.license-plan/;
  /** Brings a tab to the front by a click, which is tried again where a document that was on its way came before it. */
  async function front(of: RegExp): Promise<void> {
    await workbench().until(
      async () => {
        await tab(of).first().click();
        return (await tab(of).and(workbench().page.locator('[aria-selected="true"]')).count()) > 0;
      },
      `${String(of)} is in front`,
    );
  }
  const lens = (title: RegExp): Locator =>
    editor(workbench()).locator('.codelens-decoration').getByText(title).first();

  before('start a portal, write a policy and sign in', async () => {
    portal = await OwnPortal.open('online');
    held = await holders();
    newcomer = await portal.newcomer(held);
    await writeFile(file(), policyOf(held));
    await signInTo(workbench(), portal);
  });
  after('end the portal', async () => {
    await portal.close();
  });

  it('helps while the policy is written: members, what a set is, where it stands, and a tidy text', async () => {
    await workbench().openFile(name);
    await hover(workbench(), '"modellers"', /GeoBIM/i);
    await goTo(workbench(), `${ruleLine}:${(await line(ruleLine)).indexOf('"modellers"') + 3}`);
    await workbench().page.keyboard.press('F12');
    await cursorIsAt(workbench(), 'Ln 6,');
    await goTo(workbench(), `${ruleLine}:${(await line(ruleLine)).indexOf('["') + 2}`);
    const first = newcomer.slice(0, 4);
    const offered = workbench()
      .page.locator('.suggest-widget:visible')
      .getByRole('option', { name: containing(newcomer) });
    await workbench().page.keyboard.type('"", ');
    await goTo(workbench(), `${ruleLine}:${(await line(ruleLine)).indexOf('["') + 3}`);
    await workbench().page.keyboard.type(first);
    await workbench().until(async () => {
      await workbench().page.keyboard.press('Control+Space');
      return offered
        .first()
        .waitFor({ timeout: 4_000 })
        .then(
          () => true,
          () => false,
        );
    }, 'the member is offered');
    await offered.first().click();
    await workbench().press(
      'Control+S',
      async () => (await readFile(file(), 'utf8')).includes(`["${newcomer}", "`),
      'the edit is saved',
    );
    const format = workbench()
      .page.locator('.action-widget:visible')
      .getByText('Format License Policy')
      .first();
    await workbench().until(async () => {
      await workbench().runCommand('Source Action...');
      try {
        await format.click({ timeout: 4_000 });
        return true;
      } catch {
        // Right after a change the editor has no actions yet and says so in place of the menu.
        await workbench().page.keyboard.press('Escape');
        return false;
      }
    }, 'the text is formatted by its source action');
    await workbench().page.keyboard.press('Control+S');
  });

  it('shows the plan as a text with its reasons, which lead to the lines of the policy by keyboard and mouse', async () => {
    await front(containing(name));
    await codeLensByKeyboard(workbench(), 'Plan', workbench().row(plan, containing(newcomer)));
    await tab(document).first().waitFor();
    await front(document);
    await workbench().until(
      async () => new RegExp(`\\+ ${newcomer} +nothing → geobim`).test(await workbench().editorText()),
      'the document shows the change',
    );
    const text = await workbench().editorText();
    assert.match(text, /1 member changes · 1 request\./);
    assert.match(text, /Nobody loses anything\./);
    const [, ruleAt = ''] = /line (\d+): Buildings/.exec(text) ?? [];
    const policy = tab(containing(name)).and(workbench().page.locator('[aria-selected="true"]'));
    const reason = editor(workbench()).locator('.detected-link').first();
    await reason.waitFor();
    await reason.click({ modifiers: ['ControlOrMeta'] });
    await policy.waitFor();
    await cursorIsAt(workbench(), `Ln ${ruleAt},`);
    await goTo(workbench(), '1:1');
    await front(document);
    await workbench().page.keyboard.press('Control+F');
    await workbench().page.keyboard.type('Buildings');
    await workbench().page.keyboard.press('Enter');
    await workbench().page.keyboard.press('Escape');
    await workbench().runCommand('Open Link');
    await policy.waitFor();
    await cursorIsAt(workbench(), `Ln ${ruleAt},`);
    await front(document);
    await lens(/^Apply…$/).waitFor();
    await workbench().screenshot('plan-document');
  });

  it('compares before and after in the editor’s own comparison', async () => {
    await front(document);
    const diff = workbench().page.locator('.monaco-diff-editor:visible');
    await codeLens(workbench(), 'Compare Before and After', diff);
    await workbench().until(
      async () => /"geobim":\s*true/.test(await diff.innerText()),
      'what the member gets is shown',
    );
    await workbench().screenshot('plan-diff');
  });

  it('is saved, applied by its title button, and says so', async () => {
    await front(document);
    await workbench().editorAction(/^Save Plan/);
    await saveAs(workbench(), savedName);
    await front(document);
    await workbench().editorAction(/^Apply Plan/);
    await workbench()
      .dialog()
      .getByText(/Nobody loses anything\./)
      .waitFor();
    await workbench().dialogButton(/^Apply$/);
    await workbench()
      .row(plan, /1 done/)
      .first()
      .waitFor({ timeout: 60_000 });
    assert.ok((await holders()).includes(newcomer));
    await lens(/^This plan was applied$/).waitFor();
    assert.equal(await lens(/^Apply…$/).count(), 0);
    await workbench().screenshot('plan-document-applied');
  });

  it('is undone from the journal', async () => {
    await workbench().runCommand('ArcGIS Entitlements: Undo Operation…');
    await workbench().pick(/^Policy bim/);
    await workbench()
      .row(plan, /^Undo: Policy bim/)
      .first()
      .waitFor({ timeout: 60_000 });
    await applyPlan(workbench());
    assert.ok(!(await holders()).includes(newcomer));
    await workbench().viewAction(plan, /^Close Plan/);
  });

  it('is refused by name when a member of the saved plan has changed, and applied when it is as it was', async () => {
    await portal.provision(listing.itemId, newcomer, [listing.key]);
    await workbench().openContainer(/^Explorer/);
    const saved = workbench().file(containing(savedName));
    await workbench().contextMenu(saved, /^Open Saved Plan/);
    const refused = workbench().notification(/cannot be applied any more/);
    await refused.filter({ hasText: newcomer }).first().waitFor({ timeout: 60_000 });
    await portal.provision(listing.itemId, newcomer, []);
    await workbench().contextMenu(saved, /^Open Saved Plan/);
    await workbench().row(plan, containing(newcomer)).first().waitFor({ timeout: 60_000 });
    await front(document);
    await workbench().until(
      async () => /Opened from the saved plan reviewed/.test(await workbench().editorText()),
      'the document says where it is from',
    );
    assert.equal(await lens(/^Save Plan…$/).count(), 0);
    await codeLensByKeyboard(workbench(), 'Apply…', workbench().dialog());
    await workbench().dialogButton(/^Apply$/);
    await workbench()
      .row(plan, /1 done/)
      .first()
      .waitFor({ timeout: 60_000 });
    assert.ok((await holders()).includes(newcomer));
    await workbench().viewAction(plan, /^Close Plan/);
  });

  it('asks by itself before it takes from more members than the policy allows', async () => {
    await writeFile(file(), policyOf(held));
    await front(containing(name));
    await workbench().until(
      async () => !(await workbench().editorText()).includes(newcomer),
      'the editor has the text of the file',
    );
    await workbench().runCommand('ArcGIS Entitlements: Plan License Policy');
    await workbench().row(plan, containing(newcomer)).first().waitFor({ timeout: 60_000 });
    await workbench().viewAction(plan, /^Apply Plan/);
    await workbench()
      .dialog()
      .getByText(/1 member loses what the plan names\./)
      .waitFor();
    await workbench().dialogButton(/^Apply$/);
    const take = workbench().dialog().getByRole('button', { name: 'Take From 1 Member' });
    await take.waitFor();
    await workbench().screenshot('plan-threshold');
    await take.click();
    await workbench()
      .row(plan, /1 done/)
      .first()
      .waitFor({ timeout: 60_000 });
    assert.ok(!(await holders()).includes(newcomer));
    await workbench().viewAction(plan, /^Close Plan/);
  });

  it('takes what was changed behind its back into the file', async () => {
    await portal.provision(listing.itemId, newcomer, [listing.key]);
    await front(containing(name));
    await workbench().runCommand('ArcGIS Entitlements: Check Drift of License Policy');
    const told = /bim\.license-policy\.jsonc: 1 difference\./;
    await workbench().notification(told).first().waitFor({ timeout: 60_000 });
    await workbench().notificationButton(told, /^Update the File$/);
    await workbench().until(
      async () =>
        (
          await workbench()
            .editorText()
            .catch(() => '')
        ).includes(newcomer),
      'the policy names the member',
    );
    await workbench().screenshot('drift-file-updated');
  });

  async function line(of: number): Promise<string> {
    return (await readFile(file(), 'utf8')).split('\n')[of - 1] ?? '';
  }
});
