// The two trees in a real VS Code, over the sample portal: pages, filters, hostile names, Find Member and the export.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ItemId, PortalId } from '../../src/core/ids';
import type { Listing } from '../../src/core/model';
import { Command } from '../../src/ui/commandIds';
import { targetsOf } from '../../src/ui/tree/nodeTarget';
import type { TreeElement } from '../../src/ui/tree/treeRows';
import { loadedParts, type Composition } from './loadedParts';

async function eventually<T>(read: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  for (const end = Date.now() + 25_000; ;) {
    const value = await read();
    if (value !== undefined) return value;
    if (Date.now() > end) assert.fail(what);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

describe('the trees', () => {
  let api: Composition;
  let portal: PortalId;
  let pro: Listing;
  let folder: string;

  before(async function () {
    this.timeout(90_000);
    api = await loadedParts();
    await vscode.commands.executeCommand(Command.connectSamplePortal, { flavor: 'online', scale: 'M' });
    portal =
      api.app.connections.list().find(one => one.sample?.flavor === 'online' && one.sample.scale === 'M')
        ?.id ?? assert.fail('not connected');
    const listings = await api.app.inventory.load({ portalId: portal, name: 'listings' });
    assert.equal(listings.state, 'ready');
    pro = listings.value.find(one => one.title === 'ArcGIS Pro') ?? assert.fail('no ArcGIS Pro');
    await api.app.inventory.load({ portalId: portal, name: 'organization' });
    await api.app.inventory.load({ portalId: portal, name: 'holders', key: pro.itemId });
    folder = await mkdtemp(path.join(os.tmpdir(), 'tree-'));
  });
  after(async () => rm(folder, { recursive: true, force: true }));

  const below = (parent?: TreeElement): readonly TreeElement[] => api.tree.rows.getChildren(parent);
  const listing = (itemId: ItemId): TreeElement => {
    const root = below().find(row => row.node.target.portalId === portal) ?? assert.fail('no portal');
    return (
      below(root).find(row => row.node.kind === 'listing' && row.node.target.itemId === itemId) ??
      assert.fail('no listing')
    );
  };
  const holders = (): readonly TreeElement[] =>
    below(listing(pro.itemId)).filter(row => row.node.kind === 'holder');

  it('shows a page, and the next one on Load More, with the same objects for the same rows', async () => {
    const first = holders();
    assert.equal(first.length, 100);
    const more =
      below(listing(pro.itemId)).find(row => row.node.kind === 'loadMore') ?? assert.fail('no more');
    assert.match(more.node.label, /^Load more \(100 of 1,\d{3}\)$/);
    await vscode.commands.executeCommand(Command.loadMore, more);
    const second = await eventually(
      () => (holders().length === 200 ? holders() : undefined),
      'no second page',
    );
    assert.ok(first.every((row, at) => row === second[at]));
  });

  it('filters, says so in a row, and clears', async () => {
    await vscode.commands.executeCommand(Command.filterHolders, {
      portalId: portal,
      itemId: pro.itemId,
      filter: { offline: true },
    });
    const filtered = holders();
    assert.ok(filtered.length > 0 && filtered.every(row => row.node.flags.includes('offlineHolder')));
    const row = below(listing(pro.itemId)).find(one => one.node.kind === 'filter') ?? assert.fail('no row');
    assert.match(row.node.label, /^Filter: offline \(\d+ of 1,\d{3}\)$/);
    await vscode.commands.executeCommand(Command.clearFilter, row);
    assert.ok(!below(listing(pro.itemId)).some(one => one.node.kind === 'filter'));
  });

  it('draws every row without markup: plain labels, tooltips that trust nothing', () => {
    const walk = (parent?: TreeElement, depth = 0): TreeElement[] =>
      depth > 3
        ? []
        : below(parent).flatMap(row => [
            row,
            ...(row.node.children === 'lazy' && row.node.kind !== 'holder' ? walk(row, depth + 1) : []),
          ]);
    const rows = walk();
    assert.ok(
      rows.some(row => row.node.label.includes('</script>')),
      'the hostile title is there',
    );
    for (const row of rows) {
      const item = api.tree.rows.getTreeItem(row);
      assert.equal(item.id, row.id);
      assert.equal(item.label, row.node.label);
      assert.ok(item.tooltip instanceof vscode.MarkdownString);
      assert.ok(item.tooltip.isTrusted !== true && item.tooltip.supportHtml !== true);
      // appendText escapes what would make a link, an image, code or a tag.
      assert.doesNotMatch(item.tooltip.value, /(?<!\\)\]\(|(?<!\\)`|<[^\\>\n]*>/);
    }
  });

  it('reads targets from a row, from the selection it belongs to, and from an object', () => {
    const [a, b, c] = holders();
    assert.ok(a && b && c);
    const names = (...args: unknown[]): unknown[] =>
      targetsOf(args[0], args[1]).map(target => target.username);
    assert.deepEqual(names(a), [a.node.target.username]);
    assert.deepEqual(names(a, [a, b]), [a.node.target.username, b.node.target.username]);
    assert.deepEqual(names(c, [a, b]), [c.node.target.username]);
    assert.deepEqual(names({ portalId: portal, username: 'x' }), ['x']);
    assert.deepEqual(names({ portalId: portal, usernames: ['x'] }), []);
    for (const nothing of [undefined, null, 7, 'x', {}, { node: {} }, { node: { target: null } }])
      assert.deepEqual(targetsOf(nothing, undefined), []);
  });

  it('copies user names and item ids of all selected rows', async () => {
    const [a, b] = holders();
    await vscode.commands.executeCommand(Command.copyUsername, a, [a, b]);
    assert.equal(
      await vscode.env.clipboard.readText(),
      `${a?.node.target.username ?? ''}\n${b?.node.target.username ?? ''}`,
    );
    await vscode.commands.executeCommand(Command.copyItemId, a);
    assert.equal(await vscode.env.clipboard.readText(), pro.itemId);
  });

  it('reveals what a bar stands for, with its filter', async () => {
    await api.tree.revealTarget({ portalId: portal, itemId: pro.itemId, bucket: 'never' });
    assert.deepEqual(api.tree.filter(portal, pro.itemId), { neverUsed: true });
    assert.equal(api.tree.view.selection[0]?.node.target.itemId, pro.itemId);
    api.tree.setFilter(portal, pro.itemId, undefined);
  });

  it('shows one member with everything held, as the listing says', async () => {
    const holder = holders().find(row => !row.node.flags.includes('offlineHolder')) ?? assert.fail('none');
    const name = holder.node.target.username ?? assert.fail('no name');
    await vscode.commands.executeCommand(Command.findMember, {
      portalId: portal,
      username: name.toUpperCase(),
    });
    assert.equal(api.memberView.shown?.username, name, 'in the portal’s spelling');
    const { rows } = api.memberView;
    const held =
      rows.getChildren().find(row => row.node.target.itemId === pro.itemId) ?? assert.fail('not held');
    assert.deepEqual(
      rows.getChildren(held).map(row => row.node.target.entitlement),
      below(holder).map(row => row.node.target.entitlement),
    );
    assert.ok(held.node.flags.includes('writable') && held.node.flags.includes('revocable'));
    await vscode.commands.executeCommand(Command.clearMember);
    assert.equal(api.memberView.shown, undefined);
  });

  it('exports the holders as JSON and CSV', async () => {
    const to = (name: string): string => vscode.Uri.file(path.join(folder, name)).toString();
    for (const format of ['json', 'csv'] as const) {
      await vscode.commands.executeCommand(Command.exportHolders, {
        portalId: portal,
        itemId: pro.itemId,
        format,
        uri: to(`holders.${format}`),
      });
    }
    const json = JSON.parse(await readFile(path.join(folder, 'holders.json'), 'utf8')) as {
      complete: boolean;
      holders: { user: string; name?: string; userType?: string }[];
    };
    assert.equal(json.complete, true);
    assert.ok(json.holders.length > 1000);
    assert.ok(json.holders.every(row => row.name !== undefined && row.userType !== undefined));
    const csv = await readFile(path.join(folder, 'holders.csv'), 'utf8');
    assert.ok(csv.startsWith('user,name,user type,entitlements,last used,offline\r\n'));
    assert.equal(csv.trimEnd().split('\r\n').length, json.holders.length + 1);
    assert.doesNotMatch(csv, /^[=+\-@]/m);
  }).timeout(60_000);
});
