import assert from 'node:assert/strict';
import { portalId, username } from '../../../src/core/ids';
import type { JournalOperation } from '../../../src/core/journalOperations';
import type { ImportPlan, OperationPlan, PortalOperation } from '../../../src/core/planTypes';
import { restOf } from '../../../src/core/resume';
import { whyNoInverse, whyNotNow } from '../../../src/core/undoRefusals';
import { journal } from './tree/journalFixture';

const about = { id: 'a', portalId: portalId('p'), createdAt: 1, title: 'What was done', warnings: [] };
const operation = (of: PortalOperation): OperationPlan => ({
  ...about,
  kind: 'operation',
  operation: of,
  does: [],
  now: [],
});

describe('what of the journal is not planned', () => {
  it('has a way out for every kind that the portal cannot take back', () => {
    const imported: ImportPlan = {
      ...about,
      kind: 'import',
      operation: 'importLicense',
      fileName: 'a.json',
      fileSize: 1,
      fileHash: '',
      rows: [],
    };
    const table: readonly (readonly [ImportPlan | OperationPlan, RegExp])[] = [
      [imported, /run “Import an Earlier File Again…”/],
      [operation({ name: 'removeAllEntitlements', appId: 'x' }), /run “Import an Earlier File Again…”/],
      [operation({ name: 'populateLicense' }), /run “Import an Earlier File Again…”/],
      [operation({ name: 'updateLicenseManager', hostname: 'h', port: 1 }), /run “Update License Manager…”/],
      [operation({ name: 'releaseLicense', releases: [] }), /only the members themselves/],
    ];
    for (const [plan, way] of table) {
      assert.match(whyNoInverse(plan), way);
      assert.match(whyNoInverse(plan), /“What was done”/);
    }
  });

  it('is what belongs to another organization, to a portal that is gone, or to a plan that is being applied', () => {
    const [open, , done] = journal().operations as [JournalOperation, JournalOperation, JournalOperation];
    const here = { orgId: 'org', name: 'Riverbend' };
    assert.equal(whyNotNow(done, here, false), undefined);
    assert.equal(whyNotNow(done, here, true), undefined);
    assert.equal(whyNotNow(done, { ...here, orgId: '' }, false), undefined);
    assert.match(whyNotNow(done, undefined, false) ?? '', /not connected any more/);
    assert.match(
      whyNotNow(done, { orgId: 'else', name: 'Hill' }, false) ?? '',
      /another organization than Hill/,
    );
    assert.equal(whyNotNow(open, here, false), undefined);
    assert.match(whyNotNow(open, here, true) ?? '', /being applied to Riverbend/);
  });
});

describe('the rest of an operation', () => {
  it('is who is not known to be as planned, first who got something on the way', () => {
    const [open, file, part, types] = journal().operations.map(restOf);
    const told = (rest: ReturnType<typeof restOf> | undefined): unknown =>
      rest?.map(({ username: name, ways, goal }) => {
        for (const { to } of ways) assert.deepEqual(to, goal);
        return [name, ways.map(({ held }) => held), goal];
      });
    const na = ['networkAnalystN'];
    assert.deepEqual(told(part), [
      [username('ben'), [[], na], na],
      [username('cora'), [[]], na],
    ]);
    assert.deepEqual(told(open), [
      [username('ana'), [['desktopAdvN'], na], ['desktopAdvN', ...na]],
      [username('ben'), [[]], na],
      [username('cora'), [[]], na],
    ]);
    assert.deepEqual(file, []);
    assert.deepEqual(types, []);
  });
});
