// User type extensions in a real VS Code: what holds for a listing holds for them, from the row to the plan.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { itemId, type PortalId, type Username } from '../../src/core/ids';
import type { MemberPlan } from '../../src/core/planTypes';
import { Command } from '../../src/ui/commandIds';
import { loadedParts, type Composition } from './loadedParts';

const locationSharing = itemId('f1f34442877843d387d7776bbf74bb94');

describe('user type extensions', () => {
  let api: Composition;
  let portal: PortalId;
  let holder: Username;

  before(async function () {
    this.timeout(90_000);
    api = await loadedParts();
    await vscode.commands.executeCommand(Command.connectSamplePortal, { flavor: 'enterprise', scale: 'S' });
    portal =
      api.app.connections.list().find(one => one.sample?.flavor === 'enterprise' && one.sample.scale === 'S')
        ?.id ?? assert.fail('not connected');
    const holders = await api.app.inventory.load({
      portalId: portal,
      name: 'holders',
      key: locationSharing,
    });
    assert.equal(holders.state, 'ready');
    holder = holders.value.items.find(one => !one.offline)?.username ?? assert.fail('nobody holds it');
  });

  async function planOf(command: string, argument: object): Promise<MemberPlan> {
    await vscode.commands.executeCommand(command, argument);
    const { board } = await api.changes.load();
    const { current } = board;
    assert.ok(current.state === 'ready' && current.plan.kind === 'members', `no plan of ${command}`);
    await vscode.commands.executeCommand(Command.discardPlan);
    return current.plan;
  }
  const extensionsOf = (plan: MemberPlan) =>
    plan.changes
      .filter(change => change.itemId === locationSharing)
      .map(change => [change.username, change.before, change.after]);

  it('are taken from a member like a listing', async () => {
    const plan = await planOf(Command.revoke, {
      portalId: portal,
      itemId: locationSharing,
      usernames: [holder],
    });
    assert.deepEqual(extensionsOf(plan), [[holder, ['locsharing'], []]]);
    assert.match(plan.title, /^Take Location Sharing from/);
  });

  it('are taken with everything else, and copied with everything else', async () => {
    const all = await planOf(Command.revokeEverything, { portalId: portal, usernames: [holder] });
    assert.deepEqual(extensionsOf(all), [[holder, ['locsharing'], []]]);
    const copy = await planOf(Command.copyLicensesFrom, {
      portalId: portal,
      from: holder,
      usernames: ['=cmd'],
    });
    assert.deepEqual(extensionsOf(copy), [['=cmd', [], ['locsharing']]]);
  });

  it('are not all taken when a caller names one: what a command does not understand ends it', async () => {
    const { board } = await api.changes.load();
    for (const [command, argument] of [
      [Command.revokeEverything, { portalId: portal, itemId: locationSharing, usernames: [holder] }],
      [
        Command.copyLicensesFrom,
        { portalId: portal, itemId: locationSharing, from: holder, usernames: ['=cmd'] },
      ],
      [Command.revoke, { portalId: portal, itemId: locationSharing, usernames: [holder], mode: 'add' }],
      [
        Command.provision,
        { portalId: portal, itemId: locationSharing, usernames: [holder], entitlements: [] },
      ],
    ] as const) {
      await vscode.commands.executeCommand(command, argument);
      assert.equal(board.current.state, 'none', command);
    }
  });

  it('are given without a question where there is one entitlement', async () => {
    const plan = await planOf(Command.provision, {
      portalId: portal,
      itemId: locationSharing,
      usernames: ['=cmd'],
    });
    assert.deepEqual(extensionsOf(plan), [['=cmd', [], ['locsharing']]]);
  });

  it('are shown with what a member holds', async () => {
    await vscode.commands.executeCommand(Command.findMember, { portalId: portal, username: holder });
    const row = api.memberView.rows
      .getChildren()
      .find(one => one.node.target.itemId === locationSharing && one.node.kind === 'holder');
    assert.equal(row?.node.label, 'Location Sharing');
    await vscode.commands.executeCommand(Command.clearMember);
  });

  it('leave a wrong argument to nobody: a portal that is not there is told, not asked for', async () => {
    // Each would wait for an answer of a person if it were taken for a question.
    for (const [command, argument] of [
      [Command.signIn, { portalId: 'nope' }],
      [Command.showCharts, { portalId: 'nope' }],
      [Command.showCharts, { portalId: portal, itemId: 'nope' }],
      [Command.addPortal, { method: 'magic' }],
      [Command.connectSamplePortal, { flavour: 'online' }],
      [Command.provision, { portalId: 'nope', usernames: [holder] }],
    ] as const)
      assert.equal(await vscode.commands.executeCommand(command, argument), undefined, command);
    assert.equal(
      vscode.window.tabGroups.all
        .flatMap(group => group.tabs)
        .some(tab => tab.label.startsWith('Seat Charts')),
      false,
    );
  });
});
