// Dates need a zone that the policy names.
import assert from 'node:assert/strict';
import { adoptPolicy } from '../../../../src/core/policy/adoptPolicy';
import { checkPolicy } from '../../../../src/core/policy/lintPolicy';
import type { CheckedPolicy } from '../../../../src/core/policy/lintPolicy';
import { applyEdits } from '../../../../src/core/policy/textEdits';
import { now, organization } from './smallOrganization';

const text = (head: string, dates = '"from": "2026-11-01", "until": "2027-01-31"'): string => `{
  "policy": 1,
  "portal": "https://x.example",${head}
  "listings": [
    { "itemId": "pro", "grants": [{ "to": { "members": ["bob"] }, "give": "networkAnalystN"${dates === '' ? '' : `, ${dates}`} }] }
  ]
}
`;
const check = (document: string, known = true): CheckedPolicy =>
  checkPolicy(document, 'a.license-policy.json', now, known ? organization : undefined);
const zones = (document: string, known = true): CheckedPolicy['problems'] =>
  check(document, known).problems.filter(one => one.code.startsWith('policy.noZone'));

describe('dates without a time zone', () => {
  it("are one warning at the first of them, with fixes that name the portal's zone or UTC", () => {
    const document = text('');
    const [found, ...more] = zones(document);
    assert.deepEqual(more, []);
    assert.equal(found?.severity, 'warning');
    assert.match(found.message, /Here the days are counted in Europe\/Zurich/);
    assert.equal(document.slice(found.offset, found.offset + found.length), '"2026-11-01"');
    const after = (found.fixes ?? []).map(fix => applyEdits(document, fix.edits));
    assert.deepEqual(
      after,
      ['Europe/Zurich', 'UTC'].map(zone => text(`\n  "timeZone": "${zone}",`)),
    );
    for (const one of after) assert.deepEqual(zones(one), []);
    assert.ok(found.fixes?.every(fix => fix.isGuess === true));
  });

  it('offer UTC alone before the portal is known, and stay on the one line of a short document', () => {
    const short = text('').replace(/\s*\n\s*/g, ' ');
    const [found] = zones(short, false);
    const after = (found?.fixes ?? []).map(fix => applyEdits(short, fix.edits));
    assert.deepEqual(after, [text(' "timeZone": "UTC",').replace(/\s*\n\s*/g, ' ')]);
  });

  it('are nothing to say where there are none, or the zone is named', () => {
    assert.deepEqual(zones(text('', '')), []);
    assert.deepEqual(zones(text('\n  "timeZone": "UTC",')), []);
  });

  it("get the portal's own zone by what is adopted, and none where it is not known", () => {
    const adopted = (more: object): string | undefined =>
      adoptPolicy({ portal: 'https://x.example', portalName: 'X', organization, ...more }).content.timeZone;
    assert.deepEqual([adopted({}), adopted({ timeZone: 'Europe/Zurich' })], [undefined, 'Europe/Zurich']);
  });
});
