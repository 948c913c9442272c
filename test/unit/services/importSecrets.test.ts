// A portal that quotes the license string it refuses, in its own way: nothing of it is kept or shown.
import assert from 'node:assert/strict';
import { journalText } from '../../../src/core/journalText';
import type { ImportPlan } from '../../../src/core/planTypes';
import { sha256 } from '../../../src/services/journal/journalFiles';
import { portal, startBench } from './bench';

const appId = 'arcgisprodesktop';
const license =
  'FEATURE desktopStdN ARCGIS 11.4 01-jul-2027 21 VENDOR_STRING=SAMPLE HOSTID=ANY \\\n\tSIGN="00D8 53EC 5B19 7A20 91FE 0C44 6B1D 22AA 9F03 41C7 88E5 D016"';
const sign = license.slice(license.indexOf('SIGN')).match(/\b[\dA-F]{4}\b/g)!;
const escaped = JSON.stringify(license);
const text = JSON.stringify({
  appId,
  parts: [
    {
      orgEntitlements: {
        maxUsers: 40,
        startDate: 0,
        startDateStr: '01-Jan-2020',
        entitlements: { desktopStdN: { num: 21, license } },
      },
      signature: 'SIGNED',
    },
  ],
});
const plan: ImportPlan = {
  kind: 'import',
  id: 'refused',
  portalId: portal,
  createdAt: 0,
  title: 'Import',
  operation: 'importEntitlements',
  appId,
  fileName: 'f',
  fileSize: text.length,
  fileHash: sha256(text),
  rows: [{ section: 'entitlement', name: 'desktopStdN', after: 21 }],
  warnings: [],
};

describe('a license string that the portal quotes as it refuses it', () => {
  for (const [name, quoted] of Object.entries({
    'without its end': license.slice(0, -6),
    'with doubled blanks': license.replaceAll(' ', '  '),
    'in JSON and cut': escaped.slice(0, -6),
    'line by line': license.replace('\n', '\n\n'),
  }))
    it(`is in neither the outcome nor the journal (${name})`, async () => {
      const bench = await startBench({ flavor: 'legacy', scale: 'S' });
      try {
        bench.sample.faults.set([
          {
            path: 'importEntitlements$',
            kind: 'error',
            code: 400,
            message: `The license string ${quoted} is not valid.`,
          },
        ]);
        const report = await bench.applier.applyImport(plan, { name: 'f', text });
        assert.equal(report.importOutcome?.outcome, 'notDone');
        assert.match(report.importOutcome.reason ?? '', /The license string .*\*\*\*.* is not valid/);
        const read = await bench.journal.read(portal);
        const shown = [JSON.stringify(report), journalText(read), ...bench.files.files.values()].join('\n');
        for (const word of sign) assert.ok(!shown.includes(word), `${word} of the signature`);
      } finally {
        await bench.close();
      }
    });
});
