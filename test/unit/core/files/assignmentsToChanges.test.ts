import assert from 'node:assert/strict';
import type { AssignmentsFile } from '../../../../src/core/files/assignmentsFile';
import type { AssignmentChoices } from '../../../../src/core/files/assignmentsToChanges';
import { assignmentsToChanges, findListing } from '../../../../src/core/files/assignmentsToChanges';
import { readImportFile } from '../../../../src/core/files/importFile';
import { itemId } from '../../../../src/core/ids';

function read(name: string, source: string): AssignmentsFile {
  const { content } = readImportFile(name, source);
  assert.ok(content?.kind === 'assignments' || content?.kind === 'roster');
  return content;
}
const json = (value: unknown): AssignmentsFile => read('a.json', JSON.stringify(value));
const pro = itemId('pro');

/** `user: entitlements` of each change. */
const said = (file: AssignmentsFile, choices: Omit<AssignmentChoices, 'listing'>): readonly string[] =>
  assignmentsToChanges(file, { listing: pro, ...choices }).changes.map(
    one => `${one.username}@${one.itemId}: ${one.entitlements.join(' ')}`,
  );

describe('from assignments to changes', () => {
  it('one change per member', () => {
    assert.deepEqual(said(json({ users: ['ana', 'Ben'], entitlements: ['x', 'y', 'X'] }), { mode: 'add' }), [
      'ana@pro: x y',
      'Ben@pro: x y',
    ]);
  });

  it('joins the lines of one member, whatever the case of the name', () => {
    const file = json([
      { users: ['ana'], entitlements: ['x'] },
      { users: ['ANA'], entitlements: ['y'] },
    ]);
    assert.deepEqual(said(file, { mode: 'add' }), ['ana@pro: x y']);
    assert.deepEqual(said(file, { mode: 'remove' }), ['ana@pro: x y']);
  });

  it('leaves two whole sets that differ to the plan, which reports the contradiction', () => {
    const file = json([
      { users: ['ana'], entitlements: ['x'] },
      { users: ['ana'], entitlements: ['y'] },
      { users: ['ana'], entitlements: ['Y'] },
    ]);
    assert.deepEqual(said(file, { mode: 'set' }), ['ana@pro: x', 'ana@pro: y']);
  });

  it('a roster may have a line per entitlement', () => {
    const file = read('a.csv', 'user,entitlements\nana,x\nana,y\nben,\nben,x\n');
    assert.deepEqual(said(file, { mode: 'set' }), ['ana@pro: x y', 'ben@pro: ', 'ben@pro: x']);
  });

  it('an empty list takes everything with set alone', () => {
    const file = json({ users: ['ana'], entitlements: [] });
    assert.deepEqual(said(file, { mode: 'set' }), ['ana@pro: ']);
    for (const mode of ['add', 'remove'] as const) {
      const result = assignmentsToChanges(file, { mode, listing: pro });
      assert.deepEqual(result.changes, []);
      assert.deepEqual(
        result.ignored.map(one => one.text),
        ['ana'],
      );
    }
  });

  it('asks for what the file does not say', () => {
    const bare = read('a.csv', 'user\nana\n');
    assert.deepEqual(assignmentsToChanges(bare, { mode: 'set' }).needsListing, true);
    const chosen = assignmentsToChanges(bare, { mode: 'set', listing: pro });
    assert.deepEqual([chosen.changes, chosen.needsListing, chosen.needsEntitlements], [[], false, true]);
    assert.deepEqual(said(bare, { mode: 'set', entitlements: ['x'] }), ['ana@pro: x']);
    const missing = json([{ users: ['ana'] }, { users: ['ben'], entitlements: ['x'] }]);
    assert.deepEqual(said(missing, { mode: 'set' }), ['ben@pro: x'], 'a missing key is no wish to revoke');
  });

  it('finds listings by id, or by a title that only one has', () => {
    const listings = [
      { itemId: itemId('a1'), title: 'ArcGIS Pro' },
      { itemId: itemId('b2'), title: 'Drone2Map' },
      { itemId: itemId('c3'), title: 'Drone2Map' },
    ];
    assert.equal(findListing('A1', listings)?.itemId, 'a1');
    assert.equal(findListing(' arcgis pro ', listings)?.itemId, 'a1');
    assert.equal(findListing('Drone2Map', listings), undefined);
    const file = read('a.csv', 'user,listing,entitlements\nana,ArcGIS Pro,x\nben,Drone2Map,x\n');
    const result = assignmentsToChanges(file, {
      mode: 'add',
      resolveListing: name => findListing(name, listings)?.itemId,
    });
    assert.deepEqual(
      result.changes.map(one => one.itemId),
      ['a1'],
    );
    assert.deepEqual(
      result.unresolved.map(one => one.text),
      ['Drone2Map'],
    );
  });
});
