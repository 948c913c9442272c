import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rowStream } from '../../../src/arcgis/rowStream';
import { isPortalError } from '../../../src/core/problem';
import { itemId } from '../../../src/core/ids';
import type { Holder } from '../../../src/core/model';
import { clientOf } from './wireServer';

interface Read {
  /** Rows that were given away while the text arrived. */
  readonly rows: readonly unknown[];
  readonly left: string;
}

/** Feeds the text in chunks of the sizes that come round. */
function read(text: string, sizes: readonly number[], key = 'rows'): Read {
  const rows: unknown[] = [];
  const stream = rowStream(key, fresh => rows.push(...fresh));
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    stream.add(bytes.subarray(at, at + size));
    at += size;
  }
  return { rows, left: stream.end() };
}

/** The object as if it had been parsed at once. */
function whole({ rows, left }: Read, key = 'rows'): unknown {
  const value = JSON.parse(left.trimStart()) as Record<string, unknown>;
  return rows.length === 0 ? value : { ...value, [key]: [...rows, ...(value[key] as unknown[])] };
}

const row = (index: number): object => ({
  username: `name},{"x":[${index}] \\ "ä€😀"`,
  more: { list: [{ a: 1 }, { b: 2 }], since: index },
  entitlements: ['a},{', 'b'],
});
const many = (count: number): object[] => Array.from({ length: count }, (_, index) => row(index));

describe('rows that are parsed while they arrive', () => {
  const texts: readonly (readonly [string, string, boolean])[] = [
    ['at the beginning of the object', JSON.stringify({ rows: many(3_000), nextStart: -1 }), true],
    ['after other keys', JSON.stringify({ total: 3, text: '"rows":[', a: [[]], rows: many(3_000) }), true],
    [
      'with white space',
      `\ufeff \n${JSON.stringify({ total: 3, rows: many(2_000), z: {} }, undefined, 2)}`,
      true,
    ],
    ['before another list', JSON.stringify({ rows: many(1_000), other: many(3_000) }), true],
    ['of plain values', JSON.stringify({ rows: Array.from({ length: 90_000 }, (_, index) => index) }), false],
    ['within another object', JSON.stringify({ result: { rows: many(2_000) } }), false],
    ['that are too few', JSON.stringify({ rows: many(3) }), false],
    ['of another name', JSON.stringify({ lines: many(3_000) }), false],
    ['where the list is none', JSON.stringify({ rows: 'x'.repeat(40_000), more: many(1_000) }), false],
    ['in a list of objects', JSON.stringify([{ rows: many(2_000) }]), false],
  ];
  for (const [what, text, gives] of texts) {
    it(`are those of JSON.parse ${what}, wherever the chunks end`, () => {
      for (const sizes of [[65_536], [16_384, 1, 999], [4_001], [text.length * 4]]) {
        const got = read(text, sizes);
        if (sizes[0] === 65_536) assert.equal(got.rows.length > 0, gives);
        assert.deepEqual(whole(got), JSON.parse(text.trimStart()));
      }
    });
  }

  it('are those of JSON.parse for any object and any chunks', () => {
    const objects = fc.record({
      before: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
      rows: fc.array(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 }), {
        minLength: 1,
        maxLength: 5,
      }),
      after: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
    });
    fc.assert(
      fc.property(
        objects,
        fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1 }),
        (parts, sizes) => {
          const rows = Array.from({ length: 400 }, () => parts.rows).flat();
          const padded = [...rows, { pad: 'p'.repeat(20_000) }, ...rows];
          const text = JSON.stringify({ ...parts.before, rows: padded, ...parts.after });
          assert.deepEqual(whole(read(text, sizes)), JSON.parse(text));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leave what is not JSON as a text that is not JSON either', () => {
    const text = JSON.stringify({ rows: many(3_000), end: 1 });
    for (const broken of [
      text.slice(0, -1),
      text.slice(0, 200_000),
      `${text}}`,
      text.replace('},{"username"', '},,{"username"'),
      text.replaceAll('},{"username"', '} {"username"'),
      text.replace('"since":2000', '"since":'),
    ]) {
      const got = read(broken, [65_536]);
      assert.throws(() => void JSON.parse(got.left), SyntaxError);
    }
  });
});

describe('a list of holders whose answer breaks off', () => {
  const entries = (from: number, count: number): object[] =>
    Array.from({ length: count }, (_, index) => ({
      username: `Member${from + index}`,
      lastLogin: -1,
      disconnected: false,
      entitlements: ['desktopAdvN'],
    }));

  /** Answers one after the other; a text that is no whole object stands for a connection that is cut. */
  async function holders(answers: readonly string[], handsOver: boolean) {
    let asked = 0;
    const fetch: typeof globalThis.fetch = () =>
      Promise.resolve(new Response(answers[Math.min(asked++, answers.length - 1)]));
    const client = clientOf('https://gis.example/portal', { fetch });
    const given: Holder[] = [];
    const read = client.holders(itemId('x'), { handsOver, onRows: rows => given.push(...rows) });
    return { list: await read.catch((error: unknown) => error), given, asked: () => asked };
  }
  const text = (rows: readonly object[]): string =>
    JSON.stringify({ total: rows.length, userEntitlements: rows });

  for (const handsOver of [false, true]) {
    it(`is read anew; nobody is in it twice or missing${handsOver ? ', where the rows are handed over' : ''}`, async () => {
      const first = text(entries(0, 3_000));
      const { list, given, asked } = await holders(
        [first.slice(0, 200_000), text(entries(10, 3_000))],
        handsOver,
      );
      assert.ok(typeof list === 'object' && list !== null && 'items' in list, String(list));
      assert.equal('partial' in list, false);
      assert.equal(asked(), 2);
      const names = new Set(given.map(({ username }) => username));
      assert.equal(names.size, given.length);
      for (let index = 0; index < 3_010; index++)
        assert.ok(names.has(`Member${index}` as never), String(index));
    });
  }

  it('is not called whole where the second answer lacks rows that only the first one had', async () => {
    const first = text(entries(0, 3_000));
    const second = JSON.stringify({ total: 3_000, userEntitlements: entries(500, 2_500) });
    const { list } = await holders([first.slice(0, 200_000), second], true);
    assert.match(JSON.stringify(list), /pageFailed.*counts 3000 rows, but its list ends after 2500/);
  });

  it('fails where every answer breaks off, and what had arrived was given', async () => {
    const { list, given } = await holders([text(entries(0, 3_000)).slice(0, 200_000)], true);
    assert.ok(isPortalError(list));
    assert.equal(list.fault.kind, 'transport');
    assert.ok(given.length > 500);
  });

  it('throws what its reader throws, and not a failure of the network', async () => {
    const fetch: typeof globalThis.fetch = () => Promise.resolve(new Response(text(entries(0, 3_000))));
    const read = clientOf('https://gis.example/portal', { fetch }).holders(itemId('x'), {
      onRows: () => {
        throw new RangeError('no room');
      },
    });
    await assert.rejects(read, RangeError);
  });
});
