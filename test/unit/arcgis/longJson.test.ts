import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseLongJson } from '../../../src/arcgis/longJson';
import { isAbort } from '../../../src/core/problem';

/** Makes any object long: lists of it get so many rows. */
const rows = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `row, [${index}] {"\\`,
    list: [1, [2, {}], 'x,]"'],
    more: { a: null },
  }));

describe('long JSON', () => {
  it('is what JSON.parse makes of it: lists first, last, empty, nested, of anything', async () => {
    const values: readonly unknown[] = [
      { userEntitlements: rows(5_000), nextStart: -1 },
      {
        total: 3,
        empty: [],
        one: [7],
        none: [[]],
        rows: rows(5_000),
        inner: { list: [1, 2] },
        text: '[1,2]',
      },
      { 'odd key ["': rows(4_000), last: rows(1_000) },
      { text: 'x'.repeat(300_000), numbers: Array.from({ length: 60_000 }, (_, index) => index) },
      { ...JSON.parse('{"__proto__":[1,2]}'), rows: rows(4_000) } as unknown,
      { strings: Array.from({ length: 20_000 }, (_, index) => `\\"${index}, ]`) },
      rows(5_000),
    ];
    for (const value of values) {
      for (const indent of [undefined, 2]) {
        const text = JSON.stringify(value, undefined, indent);
        assert.ok(text.length > 200_000);
        assert.deepEqual(await parseLongJson(text), value);
      }
    }
  });

  it('is the same for any object', async () => {
    const padding = 'p'.repeat(200_000);
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async value => {
        const text = JSON.stringify({ ...value, padding });
        assert.deepEqual(await parseLongJson(text), JSON.parse(text));
      }),
      { numRuns: 200 },
    );
  });

  it('is refused wherever it is cut, and with anything after its end', async () => {
    const text = JSON.stringify({ a: rows(4_000), b: 'x"' });
    for (const end of [
      text.length - 1,
      text.length - 2,
      text.length - 4,
      text.length - 9,
      250_000,
      220_123,
    ]) {
      await assert.rejects(parseLongJson(text.slice(0, end)), SyntaxError, String(end));
    }
    for (const more of ['x', '}', ']', ',"a"'])
      await assert.rejects(parseLongJson(text + more), SyntaxError, more);
    await assert.rejects(parseLongJson(text.replace('"row,', '"row,",')), SyntaxError);
  });

  it('stops when the signal fires', async () => {
    const controller = new AbortController();
    const work = parseLongJson(JSON.stringify({ a: rows(20_000) }), controller.signal);
    controller.abort();
    await assert.rejects(work, isAbort);
  });
});
