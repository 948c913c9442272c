// Offline radar and idle seats: from a portal's row to the report, to a file, and to a plan that leaves alone whom a policy protects.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { codeLens, editor } from './editorSteps';
import { describeWorkbench } from './harness';
import { connectFromWelcome, plan, saveAs } from './steps';

describeWorkbench('offline licenses and idle seats', {}, workbench => {
  const lens = (title: RegExp): Locator =>
    editor(workbench()).locator('.codelens-decoration').getByText(title).first();
  const cells = (line: string): readonly string[] => line.split(',');
  const saved = async (name: string): Promise<readonly string[]> => {
    await codeLens(workbench(), 'Save as CSV…', workbench().quickInput());
    await saveAs(workbench(), name);
    return (await readFile(`${workbench().folder}/${name}`, 'utf8')).trimEnd().split('\r\n');
  };
  let idle: string;

  it('are listed for the whole organization, with what the numbers rest on', async () => {
    const portal = await connectFromWelcome(workbench());
    await workbench().contextMenu(portal.first(), /^Offline Radar and Idle Seats/);
    await workbench().pick(/^90 days/);
    await lens(/^Plan to Reclaim/).waitFor();
    const text = await editor(workbench()).innerText();
    assert.match(text, /Offline\s+radar\s+and\s+idle\s+seats/);
    assert.match(text, /Members\s+who\s+have\s+a\s+license\s+offline:\s+\d/);
    await workbench().screenshot('idle-seats');
  });

  it('are saved as CSV, every seat a line', async () => {
    const lines = await saved('before.csv');
    assert.match(lines[0] ?? '', /^listing,item id,user,state,/);
    assert.ok(lines.some(line => line.includes(',offline,')));
    idle = cells(lines.find(line => line.includes(',idle,')) ?? '')[2] ?? '';
    assert.notEqual(idle, '');
  });

  it('become a plan that leaves alone who is offline or protected by a policy, and nothing is sent', async () => {
    const policy = { policy: 1, portal: 'sample:online-M', protected: { members: [idle] }, listings: [] };
    await writeFile(`${workbench().folder}/idle.license-policy.json`, JSON.stringify(policy));
    await lens(/^Plan to Reclaim/).click();
    await workbench()
      .row(plan, /Reclaim seats not used for 90 days/)
      .first()
      .waitFor({ timeout: 60_000 });
    await workbench()
      .row(plan, /^Changes/)
      .first()
      .waitFor({ timeout: 60_000 });
    await workbench().screenshot('idle-seats-plan');
    // The plan's own document has come to the front.
    await workbench().page.getByRole('tab', { name: 'Preview plan.md' }).first().waitFor();
    await workbench()
      .page.getByRole('tab', { name: /^idle-seats-/ })
      .first()
      .click();
    await lens(/^Save as CSV/).waitFor();
    await workbench().screenshot('idle-seats-reclaim');
    const lines = await saved('after.csv');
    const own = lines.filter(line => cells(line)[2] === idle);
    assert.ok(
      own.length > 0 &&
        own.every(line => line.includes('protected by idle.license-policy.json') || line.includes('offline')),
    );
    assert.ok(
      lines
        .filter(line => line.includes(',offline,'))
        .every(line => line.includes('the portal refuses changes')),
    );
  });
});
