import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvCell, csvDocument } from '../../../src/core/csv';

describe('csv', () => {
  it('ends every line with CRLF and quotes what needs it', () => {
    assert.equal(
      csvDocument(
        ['user', 'note'],
        [
          ['ana', 'a,b'],
          ['ben', 'say "hi"'],
          ['cy', 'two\nlines'],
        ],
      ),
      'user,note\r\nana,"a,b"\r\nben,"say ""hi"""\r\ncy,"two\nlines"\r\n',
    );
  });

  for (const formula of [
    '=cmd',
    '+1',
    '-1',
    '@sum',
    '\tx',
    '\rx',
    ' =1',
    '\n=1',
    '\u200b=1',
    '\ufeff=1',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    ' ＝1',
  ]) {
    it(`makes text of ${JSON.stringify(formula)}`, () => {
      const [[cell]] = parse(csvDocument([formula], [])) as [[string]];
      assert.equal(cell, `'${formula}`);
    });
  }

  it('leaves numbers, dates, names and mail addresses alone', () => {
    for (const text of ['-', 'ana@x.example', '2026-07-01', 'a=b', "'quoted"]) {
      assert.equal(csvCell(text), text === '-' ? "'-" : text);
    }
    assert.equal(csvCell(-5), '-5');
    assert.equal(csvCell(Number.NaN), '');
    assert.equal(csvCell(true), 'true');
    assert.equal(csvCell(undefined), '');
    assert.equal(csvCell(null), '');
  });

  it('starts no formula where a spreadsheet cuts at semicolons or tabs', () => {
    assert.equal(csvCell("Ana;=cmd|' /C calc'!A0;x"), "Ana;'=cmd|' /C calc'!A0;x");
    assert.equal(csvCell('x\t =1+1'), "x\t' =1+1");
    assert.equal(csvCell('a;b;c'), 'a;b;c');
  });

  it('refuses a row of another length, naming it', () => {
    assert.throws(() => csvDocument(['a', 'b'], [['1', '2'], ['3']]), /row 2 has 1 cells/);
  });

  it('is read back as written by another program, and starts no formula', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom('=1', ' +2', '"', ',', '\r\n', ';@', 'x;=1', 'a\t-2', "it's"),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), rows => {
        const back: string[][] = parse(csvDocument(['a', 'b'], rows), {
          relax_column_count: true,
          skip_empty_lines: false,
        });
        assert.equal(back.length, rows.length + 1);
        for (const [index, row] of rows.entries()) {
          for (const [column, text] of row.entries()) {
            const read = back[index + 1]![column]!;
            // Only apostrophes are added: in front, and where a spreadsheet cuts.
            assert.equal(read.replaceAll("'", ''), text.replaceAll("'", ''));
            assert.ok(!/(^|[;\t])\s*[=+\-@＝＋－＠]/u.test(read) && !/^[\t\r]/u.test(read));
          }
        }
      }),
    );
  });
});
