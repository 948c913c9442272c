// Valid files, broken at random: reading never throws, and every problem lies inside the text.
import assert from 'node:assert/strict';
import { assignmentsToChanges } from '../../../../src/core/files/assignmentsToChanges';
import { entitlementsPlanRows } from '../../../../src/core/files/entitlementsPlanRows';
import { lineAt } from '../../../../src/core/files/fileProblem';
import { readImportFile } from '../../../../src/core/files/importFile';
import { licensePlanRows } from '../../../../src/core/files/licensePlanRows';
import {
  assignments,
  layouts,
  licenseFile,
  part,
  portalAssignments,
  roster,
  secret,
  text,
} from './sampleFiles';
import { quickest } from '../../processorTime';

/** mulberry32 */
function random(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const pieces = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  'null',
  'true',
  '-1',
  '1e999',
  '***',
  '\r\n',
  '\uFEFF',
  '😀',
  '//',
  '/*',
  ' ',
  '\0',
];

function mutate(source: string, below: (n: number) => number): string {
  const from = below(source.length + 1);
  const to = Math.min(source.length, from + below(12));
  switch (below(4)) {
    case 0:
      return source.slice(0, from) + source.slice(to);
    case 1:
      return source.slice(0, from) + (pieces[below(pieces.length)] ?? '') + source.slice(from);
    case 2:
      return source.slice(0, from) + source.slice(from, to) + source.slice(from);
    default:
      return source.slice(0, from) + (pieces[below(pieces.length)] ?? '') + source.slice(to);
  }
}

const valid: readonly (readonly [string, string])[] = [
  ...Object.values(layouts).map(value => ['entitlements.json', text(value)] as const),
  ['entitlements.json', JSON.stringify(layouts['list'])],
  ['license.json', text(licenseFile)],
  ['a.json', text([assignments, assignments])],
  ['a.json', text(portalAssignments)],
  ['a.csv', roster],
  ['a.txt', roster],
];

describe('broken files', () => {
  it('3,000 mutations never throw, and every problem lies inside its text', () => {
    const below = random(20_261_122);
    let blocked = 0;
    for (let round = 0; round < 3000; round++) {
      const [name, source] = valid[below(valid.length)] ?? ['a.json', ''];
      let broken = source;
      for (let times = below(4) + 1; times > 0; times--) broken = mutate(broken, below);
      const as = ([undefined, 'entitlements', 'portalLicense', 'assignments'] as const)[below(4)];
      const file = readImportFile(name, broken, as);
      for (const one of file.problems) {
        assert.ok(
          one.offset >= 0 && one.length >= 0 && one.offset + one.length <= broken.length,
          JSON.stringify(broken),
        );
        assert.ok(one.length > 0 || broken === '', `an empty range in ${JSON.stringify(broken)}`);
        assert.ok(lineAt(broken, one.offset) >= 1);
        assert.ok(!one.message.includes(secret), one.message);
        assert.ok(
          !/\{\d\}/.test(one.message) || /\{\d\}/.test(broken),
          `an argument is missing: ${one.message}`,
        );
      }
      if (file.problems.some(one => one.severity === 'error')) blocked++;
      if (file.content?.kind === 'entitlements') entitlementsPlanRows(file.content, {}, Date.now());
      else if (file.content?.kind === 'portalLicense') licensePlanRows(file.content.content, {}, Date.now());
      else if (file.content !== undefined) assignmentsToChanges(file.content, { mode: 'set' });
    }
    // The mutations have to hurt: most of them break the syntax.
    assert.ok(blocked > 1500, String(blocked));
  });

  it('JSON that parses nowhere else is never free of errors', () => {
    const below = random(7);
    for (let round = 0; round < 1000; round++) {
      const [, source] = valid[below(9)] ?? ['', ''];
      const broken = mutate(source, below);
      let parses = true;
      try {
        JSON.parse(broken.replace(/^\uFEFF/, ''));
      } catch {
        parses = false;
      }
      const file = readImportFile('entitlements.json', broken, 'entitlements');
      if (!parses)
        assert.ok(
          file.problems.some(one => one.severity === 'error'),
          JSON.stringify(broken),
        );
    }
  });
});

describe('large files', () => {
  const size = 5_000_000;
  function within(budgetMs: number, name: string, source: string, kind: string): void {
    assert.ok(source.length >= size && source.length < 1.2 * size, String(source.length));
    const took = quickest(() => assert.equal(readImportFile(name, source).content?.kind, kind), budgetMs);
    assert.ok(took < budgetMs, `${name}: ${took.toFixed(0)} ms`);
  }

  it('5 MB of each kind are read in under 1.5 s', () => {
    const one = text(part());
    within(
      1500,
      'entitlements.json',
      `[${Array.from({ length: Math.ceil(size / one.length) }, () => one).join(',')}]`,
      'entitlements',
    );
    const users = Array.from({ length: 135_000 }, (_, index) => `member.${index}@riverbend.example`);
    within(1500, 'a.json', text({ users, entitlements: ['desktopAdvN'] }), 'assignments');
    const lines = users.slice(0, 115_000).map(user => `${user},Zoë,desktopAdvN`);
    within(1500, 'a.csv', `user,name,entitlements\n${lines.join('\n')}`, 'roster');
  });

  it('5 MB that break at the end are read in under 1.5 s', () => {
    const one = JSON.stringify(part());
    const source = `[${Array.from({ length: Math.ceil(size / one.length) }, () => one).join(',')},]`;
    within(1500, 'entitlements.json', source, 'entitlements');
    const masked = source.replaceAll(secret, '***');
    within(1500, 'entitlements.json', masked.padEnd(size), 'entitlements');
  });
});
