// The real extension host is killed in the middle of an apply (issue 4, line 3): the window that comes back says so, the plan is read again and finished,
// and the journal holds and names every write that took effect.
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { referer } from '../../src/arcgis/http';
import { userKey } from '../../src/core/ids';
import type { JournalLine } from '../../src/core/journal';
import type { MemberPlan } from '../../src/core/planTypes';
import { describeWorkbench } from './harness';
import { OwnPortal } from './ownPortal';
import { extensionHosts } from './processes';
import { answerTo, applyPlan, container, openPortal, plan, portals } from './steps';

const policyName = 'crew.license-policy.json';
const key = 'spatialAnalystN';
const provisioning = 'provisionUserEntitlements';

interface Held {
  readonly username: string;
  readonly entitlements: readonly string[];
  readonly disconnected: boolean;
}

describeWorkbench('an extension host that is killed', {}, workbench => {
  let portal!: OwnPortal;
  let itemId!: string;
  let start!: ReadonlyMap<string, readonly string[]>;
  /** Members in several sets, so that the plan has several requests. */
  let crew!: readonly string[];

  async function ask<T>(resource: string): Promise<T> {
    const headers = { Referer: referer, 'X-Esri-Authorization': `Bearer ${await portal.token()}` };
    const reply = await fetch(`${portal.start.sharing}/${resource}?f=json`, { headers });
    return (await reply.json()) as T;
  }

  const listed = async (): Promise<readonly Held[]> =>
    (await ask<{ readonly userEntitlements: readonly Held[] }>(`content/listings/${itemId}/userEntitlements`))
      .userEntitlements;

  const held = async (): Promise<ReadonlyMap<string, readonly string[]>> =>
    new Map((await listed()).map(one => [userKey(one.username), [...one.entitlements].sort()]));

  /** Every entry of every plan in the journal's files. */
  async function journal(): Promise<readonly JournalLine['entry'][]> {
    const names = await readdir(workbench().userData, { recursive: true });
    const files = names.filter(name => /journal.*\.jsonl$/.test(name)).sort();
    const texts = await Promise.all(
      files.map(name => readFile(path.join(workbench().userData, name), 'utf8')),
    );
    return texts.flatMap(text =>
      text
        .split('\n')
        .filter(line => line.endsWith('}'))
        .map(line => (JSON.parse(line) as JournalLine).entry),
    );
  }

  const writes = async (): Promise<readonly number[]> =>
    (await portal.requests()).flatMap(one => (one.path.includes(provisioning) ? [one.status] : []));

  before('start a portal, write a policy and sign in', async () => {
    portal = await OwnPortal.open('online', 'M');
    const { purchases } = await ask<{
      readonly purchases: readonly {
        readonly listing?: { readonly title: string; readonly itemId: string };
      }[];
    }>('portals/self/purchases');
    itemId = purchases.find(({ listing }) => listing?.title === 'ArcGIS Pro')?.listing?.itemId ?? '';
    const sets = new Map<string, string[]>();
    for (const { username, entitlements, disconnected } of await listed()) {
      if (disconnected || entitlements.includes(key) || !/^[a-z]+\.[a-z]+$/.test(username)) continue;
      const set = [...entitlements].sort().join();
      sets.set(set, [...(sets.get(set) ?? []), username]);
    }
    crew = [...sets.values()].slice(0, 4).flatMap(names => names.slice(0, 2));
    assert.ok(sets.size >= 3 && crew.length >= 4, `${sets.size} sets, ${crew.length} members`);
    start = await held();
    const text = JSON.stringify({
      policy: 1,
      portal: portal.start.url,
      mode: 'addOnly',
      listings: [{ itemId, grants: [{ to: { members: crew }, give: [key] }] }],
    });
    await writeFile(path.join(workbench().folder, policyName), text);
    await workbench().openContainer(container);
    await workbench().runCommand('ArcGIS Entitlements: Add Portal…');
    await answerTo(workbench(), /Address of the portal/, portal.start.url);
    await workbench().pick(/User name and password/);
    await answerTo(workbench(), /User name/, 'license_manager');
    await answerTo(workbench(), /Password of/, portal.start.password);
    await openPortal(workbench());
  });
  after('end the portal', async () => {
    await portal.close();
  });

  it('dies after the first write of a plan, which is in the journal by then', async () => {
    await workbench().openFile(policyName);
    await workbench().runCommand('ArcGIS Entitlements: Plan License Policy');
    await workbench().openContainer(container);
    await workbench()
      .row(plan, /Spatial/)
      .first()
      .waitFor({ timeout: 60_000 });
    // The first request is written; every other is put off for longer than the window lives.
    await portal.control('faults', [
      { path: `.*${provisioning}`, kind: 'throttle', after: 1, retryAfter: 600 },
    ]);
    await workbench().viewAction(plan, /^Apply Plan/);
    await workbench().dialogButton(/^Apply$/);
    await workbench().until(
      async () => (await writes()).length >= 2 && (await writes()).includes(429),
      'one request is written and another one put off',
    );
    const [host, ...more] = await extensionHosts();
    assert.ok(host !== undefined && more.length === 0, 'the window has one extension host');
    process.kill(host, 'SIGKILL');
    await workbench().until(
      async () => !(await extensionHosts()).includes(host),
      'the extension host is gone',
    );
  });

  it('is followed by one that offers to read the plan again, and finds what came of it', async () => {
    const now = await held();
    const written = crew.filter(name => now.get(userKey(name))?.includes(key));
    assert.ok(written.length > 0 && written.length < crew.length, `${written.length} of ${crew.length}`);
    const entries = await journal();
    const named = new Set(
      entries.flatMap(entry => (entry.kind === 'requestStarted' ? entry.users.map(userKey) : [])),
    );
    for (const name of written) assert.ok(named.has(userKey(name)), `the journal does not name ${name}`);
    assert.ok(!entries.some(({ kind }) => kind === 'finished'), 'nobody has ended the plan');

    await portal.control('faults', []);
    await workbench().reload();
    await workbench().openContainer(container);
    const offer = /A plan for .* was interrupted/;
    await workbench().notification(offer).first().waitFor({ timeout: 60_000 });
    await workbench().screenshot('killed-offer');
    await workbench().notificationButton(offer, /^Read Again$/);
    await workbench()
      .webview()
      .getByText(/Interrupted; read back/)
      .first()
      .waitFor({ timeout: 60_000 });
    assert.deepEqual(await held(), now, 'reading again writes nothing');
  });

  it('goes on where the plan was left: the portal is as planned', async () => {
    await openPortal(workbench());
    await workbench().expand(workbench().row(portals, /^Journal/));
    const operation = workbench().row(portals, /license-policy/);
    await workbench().contextMenu(operation, /^Resume Operation/);
    await workbench()
      .row(plan, /^Rest of: /)
      .first()
      .waitFor({ timeout: 60_000 });
    await applyPlan(workbench());
    const planned = (await journal()).flatMap(entry =>
      entry.kind === 'planned' && entry.plan.kind === 'members' ? [entry.plan] : [],
    );
    assert.equal(planned.length, 2);
    const [first] = planned as [MemberPlan, MemberPlan];
    assert.deepEqual(first.changes.map(change => userKey(change.username)).sort(), [...crew].sort());
    const expected = new Map(start);
    for (const { username, after } of first.changes) expected.set(userKey(username), [...after].sort());
    assert.deepEqual(await held(), expected);
    await workbench().screenshot('killed-resumed');
  });

  it('leaves a journal that holds, and that says of whom every write was', async () => {
    await workbench().runCommand('ArcGIS Entitlements: Verify Journal');
    await workbench()
      .webview()
      .getByText(/Everything holds: 2 plans/)
      .first()
      .waitFor({ timeout: 60_000 });
    const started = (await journal()).flatMap(entry =>
      entry.kind === 'requestStarted' ? entry.users.map(userKey) : [],
    );
    for (const name of crew) assert.ok(started.includes(userKey(name)), `nobody wrote of ${name}`);
  });
});
