import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lintFile } from '../../../../../src/core/files/lint/lintFile';
import { assignments, layouts, licenseFile, part, portalAssignments, roster, text } from '../sampleFiles';
import { enterprise, facts, linted, now, problemsOf } from './lintSample';
import { quickest } from '../../../processorTime';

const examples = path.resolve(__dirname, '../../../../../examples');
const check = (name: string, source: string): readonly string[] => linted(source, { name });

describe('checks of files', () => {
  it('foreign texts have no problems, whatever is wrong with them', () => {
    for (const [name, source] of [
      ['package.json', '{"name": "app", "name": 1,}'],
      ['settings.jsonc', '// user, settings\n{"a": 1}'],
      ['error.json', '{"error": {"message": "not found"}}'],
      ['notes.txt', 'hello'],
      ['a.json', ''],
      ['a.json', '['.repeat(200_000)],
      ['pro.license-policy.jsonc', '{ // rules\n}'],
      ['tsconfig.json', '{"users": 3, "queue": []}'],
    ] as const)
      assert.deepEqual(check(name, source), [], name);
  });

  it('what is ours by name or by word is checked even when nothing shows its kind', () => {
    assert.deepEqual(check('entitlements.json', '{"a": 1,}'), ['error json.trailingComma «,»']);
    assert.deepEqual(linted('{"a": 1}', { name: 'x.json', as: 'entitlements' }), []);
    assert.deepEqual(
      problemsOf('', { name: 'x.json', as: 'entitlements' }).map(one => one.code),
      ['json.empty'],
    );
  });

  it('what reading finds is among the problems', () => {
    const masked = text(part()).replace('c2FtcGxl', '***');
    assert.deepEqual(check('entitlements.json', masked), ['error file.masked «"***"»']);
    const twice = text(part()).replace('"networkAnalystN"', '"desktopStdN"');
    assert.deepEqual(check('a.json', twice), ['error json.duplicateKey «"desktopStdN"»']);
    const comma = text(part()).replace('27000', '27000,');
    assert.deepEqual(check('a.json', comma), ['error json.trailingComma «,»']);
  });

  it('the examples are free of false alarms', () => {
    const of = (name: string): readonly string[] =>
      check(name, readFileSync(path.join(examples, name), 'utf8'));
    assert.deepEqual(of('entitlements.json'), ['information lint.zeroPart «"01-Jul-2036"»']);
    assert.deepEqual(of('portal-license.entitlements.json'), []);
    for (const name of ['as-returned.entitlements.json', 'assignments.entitlements.json', 'roster.csv'])
      assert.ok(!of(name).some(one => !one.startsWith('information ')), name);
  });

  it('problems are in the order of the text, at most 200, and keep their fixes', () => {
    const one = { ...part(), licenseManagerInfo: { hostname: 'lm1', port: 0 } };
    const source = text(Array.from({ length: 150 }, () => one));
    const found = problemsOf(source, { facts });
    assert.equal(found.length, 201, '200 and the line about the rest');
    assert.ok(found.some(two => two.code === 'json.tooMany'));
    assert.equal(found.filter(two => two.code === 'lint.portRange').length, 150, 'errors go first');
    assert.ok(found.every((two, index) => two.offset >= (found[index - 1]?.offset ?? 0)));
    assert.ok(found.filter(two => two.code === 'lint.portRange').every(two => two.fixes?.length === 1));
  });

  it('a byte order mark, line ends, minified text and other scripts move nothing', () => {
    const value = { ...part({ seats: { 'Ωμέγα😀N': 1, networkAnalistN: 2 } }), note: 'Zürich 😀' };
    const expected = ['warning lint.unknownFeatureNear «"networkAnalistN"»'];
    for (const source of [
      text(value),
      JSON.stringify(value),
      `\uFEFF${text(value)}`,
      text(value).replaceAll('\n', '\r\n'),
      `\uFEFF${JSON.stringify(value)}`,
    ])
      assert.deepEqual(check('entitlements.json', source), expected);
  });

  it('facts of any portal do not make a check throw', () => {
    for (const value of [
      ...Object.values(layouts),
      licenseFile,
      assignments,
      portalAssignments,
      [],
      {},
      roster,
    ]) {
      for (const portal of [facts, enterprise]) {
        const source = typeof value === 'string' ? value : text(value);
        const { problems } = lintFile({
          name: 'entitlements.json',
          text: source,
          now,
          timeZone: 'UTC',
          facts: portal,
        });
        for (const one of problems) assert.ok(one.offset + one.length <= source.length && one.length > 0);
      }
    }
  });
});

describe('checks of large files', () => {
  function within(budgetMs: number, source: string, name = 'entitlements.json'): void {
    const took = quickest(
      () => lintFile({ name, text: source, now, timeZone: 'America/New_York' }),
      budgetMs,
    );
    assert.ok(took < budgetMs, `${took.toFixed(0)} ms`);
  }
  const list = (size: number, one: string): string =>
    `[${Array.from({ length: Math.ceil(size / (one.length + 1)) }, () => one).join(',')}]`;
  const worst = JSON.stringify({ ...part(), licenseManagerInfo: { hostname: 'lm1', port: 0 } });

  it('1 MB in 300 ms, 5 MB in 1.5 s', () => {
    within(300, list(1_000_000, text(part())));
    within(1500, list(5_000_000, text(part())));
    within(1500, list(5_000_000, worst));
  });

  it('1 MB of members in 300 ms, 5 MB in 1.5 s: rosters, with quotes too, and assignments', () => {
    const lines = (size: number, quote: string): string => {
      const rows = [['user', 'listing', 'entitlements']];
      for (let length = 0; length < size;) {
        const row = [`member.${rows.length.toString(36)}@riverbend.example`, 'ArcGIS Pro', 'desktopStdN; x'];
        length += row.join(',').length + 1 + 6 * quote.length;
        rows.push(row);
      }
      return rows.map(row => row.map(cell => quote + cell + quote).join(',')).join('\n');
    };
    for (const quote of ['', '"']) {
      within(300, lines(1_000_000, quote), 'members.csv');
      within(1500, lines(5_000_000, quote), 'members.csv');
    }
    const wishes = (size: number): string =>
      JSON.stringify(
        Array.from({ length: Math.ceil(size / 80) }, (_, index) => ({
          users: [`member.${index.toString(36)}@riverbend.example`],
          entitlements: ['desktopStdN', 'x'],
        })),
      );
    within(300, wishes(1_000_000));
    within(1500, wishes(5_000_000));
  });

  it('5 MB of one object with thousands of names, near ones too', () => {
    const names = Array.from({ length: 45_000 }, (_, index) => [
      `networkAnalyst${index.toString(36)}`,
      index,
    ]);
    within(1500, text(part({ seats: Object.fromEntries(names) as Record<string, number> })));
  });

  it('more problems than a stack has room for', () => {
    // Each of 200,000 entries has fewer seats than members: an argument for each would be too many for a call.
    const userTypes = Array.from({ length: 200_000 }, () => ({ id: 'creatorUT', maxUsers: 0 }));
    const source = JSON.stringify({ MyEsri: { provision: { userTypes } }, signature: 'x' });
    const { length } = problemsOf(source, { facts: enterprise });
    assert.equal(length, 201);
  });

  it('5 MB of ends on different days', () => {
    const apps = Array.from({ length: 70_000 }, (_, index) => ({
      id: `app${index}`,
      maxUsers: 5,
      expiration: Date.UTC(2027, 0, 1) + index * 86_400_000,
    }));
    within(1500, JSON.stringify({ MyEsri: { provision: { apps } }, signature: 'x' }));
  });
});
