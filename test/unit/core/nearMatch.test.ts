import assert from 'node:assert/strict';
import { editDistance, nearMatch } from '../../../src/core/nearMatch';

describe('near names', () => {
  const names = [
    'desktopBasicN',
    'desktopStdN',
    'desktopAdvN',
    'networkAnalystN',
    '3DAnalystN',
    'Navi',
    'ana.keller',
  ];
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['networkAnalistN', 'networkAnalystN'],
    ['netowrkAnalystN', 'networkAnalystN'],
    ['networkAnalyst', 'networkAnalystN'],
    ['NETWORKANALYSTN', 'networkAnalystN'],
    ['netwrkAnlystN', 'networkAnalystN'],
    ['ntwrkAnlystN', undefined],
    ['Nvai', 'Navi'],
    ['Nva', undefined],
    ['desktopN', undefined],
    ['', undefined],
    ['ana.kellre', 'ana.keller'],
  ];
  for (const [wrong, right] of cases)
    it(`${wrong} → ${right ?? 'none'}`, () => assert.equal(nearMatch(wrong, names), right));

  it('two that are equally near are none; the nearer of two is it', () => {
    assert.equal(nearMatch('member12', ['member11', 'member13']), undefined);
    assert.equal(nearMatch('member1', ['member1x', 'member2yz']), 'member1x');
    assert.equal(nearMatch('member1', ['memberXX', 'member1x']), 'member1x');
    assert.equal(nearMatch('memberxN', ['member1N', 'MEMBER1N']), 'member1N', 'one name in two spellings');
    assert.equal(nearMatch('MEMBER1N', ['member2N', 'member1N']), 'member1N', 'equal but for case');
  });

  it('distances equal those of the whole table', () => {
    const letters = 'abc';
    const words = Array.from({ length: 120 }, (_, index) =>
      Array.from({ length: index % 7 }, (_unused, at) => letters[(index * 31 + at * at * 7 + at) % 3]).join(
        '',
      ),
    );
    for (const a of words) {
      for (const b of words) {
        const whole = distance(a, b);
        for (const limit of [0, 1, 2, 3])
          assert.equal(editDistance(a, b, limit), whole <= limit ? whole : undefined, `${a} ${b} ${limit}`);
      }
    }
  });
});

/** The definition, without a limit and without a band. */
function distance(a: string, b: string): number {
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_unused, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const options = [
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
      ];
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        options.push(at(i - 2, j - 2) + 1);
      const row = rows[i];
      if (row !== undefined) row[j] = Math.min(...options);
    }
  }
  return at(a.length, b.length);
}
