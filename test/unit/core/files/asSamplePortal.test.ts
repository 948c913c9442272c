// What is read of a file here is what the sample portal makes of it: seats of now, dates of parts, masks.
import assert from 'node:assert/strict';
import { readImportFile } from '../../../../src/core/files/importFile';
import { licenseDate } from '../../../../src/core/files/licenseDate';
import { seatsByFile, subjectsOf } from '../../../../src/core/files/licenseTimeline';
import { currentMaximum, currentParts } from '../../../../src/samplePortal/effective';
import { readEntitlementsFile } from '../../../../src/samplePortal/entitlementsFile';
import { readLicenseFile } from '../../../../src/samplePortal/licenseFile';
import { part, text } from './sampleFiles';

const now = Date.UTC(2026, 10, 22);

describe('files as the sample portal reads them', () => {
  for (const expiration of [undefined, -1, 0, -5, -86_400_000, -1.5, 1.5, now - 1, now, now + 1]) {
    it(`the end ${expiration}: the same seats now`, () => {
      const entry = { id: 'creatorUT', maxUsers: 50, expiration };
      const source = JSON.stringify({ MyEsri: { provision: { userTypes: [entry] } }, signature: 'c2ln' });
      const { content, problems } = readImportFile('a.entitlements.json', source);
      assert.ok(content?.kind === 'portalLicense');
      const [subject] = subjectsOf('userType', content.content, undefined, []);
      assert.ok(subject !== undefined);
      const seats = seatsByFile(subject, now);
      const { license } = readLicenseFile(source);
      assert.equal(seats, currentMaximum(license.userTypes, 'creatorUT', now));
      const isOpen = expiration === undefined || expiration === -1 || expiration > now;
      assert.equal(seats, isOpen ? 50 : 0);
      const isTold = expiration !== undefined && expiration <= 0 && expiration !== -1;
      assert.deepEqual(
        problems.map(({ code, args }) => [code, ...args]),
        isTold ? [['lint.endUntold', String(expiration)]] : [],
      );
    });
  }

  for (const [date, isRead] of [
    ['01-Jul-2027', true],
    ['1-JUL-2027', true],
    [' 01-jul-2027 ', true],
    ['01-July-2027', false],
    ['01-Junk-2027', false],
    ['01-Marzo-2027', false],
    ['01-Ju-2027', false],
  ] as const) {
    it(`${JSON.stringify(date)} is ${isRead ? 'a later date' : 'none: the part is in effect at once'}`, () => {
      assert.equal(licenseDate(date), isRead ? Date.UTC(2027, 6, 1) : undefined);
      const parts = readEntitlementsFile(
        text(part({ date, startDate: 0 })),
        'arcgisprodesktop',
        'startDateStr',
      );
      assert.equal(currentParts(parts, now, 'latest') === undefined, isRead);
    });
  }

  for (const mask of ['***', '**', '*', ' *** ', '\t*\n', '**x', '* *']) {
    it(`${JSON.stringify(mask)} is masked for both or for none`, () => {
      for (const key of ['license', 'signature']) {
        const source = JSON.stringify(part(), (name, value: unknown) => (name === key ? mask : value));
        const isMasked = readImportFile('entitlements.json', source).problems.some(
          one => one.code === 'file.masked',
        );
        const read = (): unknown => readEntitlementsFile(source, 'arcgisprodesktop', 'startDateStr');
        if (isMasked) assert.throws(read, /not valid/);
        else assert.doesNotThrow(read);
        assert.equal(isMasked, /^\s*\*+\s*$/.test(mask), key);
      }
    });
  }

  it('a star elsewhere is a text of its own', () => {
    const source = JSON.stringify({ ...part(), note: '*', other: '**' });
    assert.deepEqual(readImportFile('entitlements.json', source).problems, []);
    const masked = JSON.stringify({ ...part(), note: ' *** ' });
    assert.deepEqual(
      readImportFile('entitlements.json', masked).problems.map(one => one.code),
      ['file.masked'],
    );
  });
});
