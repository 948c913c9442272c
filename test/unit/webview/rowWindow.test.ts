import assert from 'node:assert/strict';
import type { PageRow, PageRows } from '../../../src/shared/matrix';
import { blockRows, createRowWindow } from '../../../src/webview/rowWindow';

interface Asked {
  readonly version: number;
  readonly from: number;
  answer(of?: number): Promise<void>;
  fail(): Promise<void>;
}

const row = (user: string): PageRow => ({
  member: `p\n${user}`,
  user,
  name: '',
  type: '',
  portal: '',
  disabled: false,
  selected: false,
  cells: [],
});

function windowOf(): {
  readonly asked: Asked[];
  readonly rows: ReturnType<typeof createRowWindow>;
  readonly told: string[];
} {
  const asked: Asked[] = [];
  const told: string[] = [];
  const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
  const rows = createRowWindow(
    (version, from, count) =>
      new Promise<PageRows>((resolve, reject) => {
        asked.push({
          version,
          from,
          answer(of = version) {
            resolve({
              version: of,
              order: of * 10,
              from,
              rows: Array.from({ length: count }, (_, index) => row(`v${of}:${from + index}`)),
              sets: {},
            });
            return settle();
          },
          fail() {
            reject(new Error('gone'));
            return settle();
          },
        });
      }),
    () => void told.push('arrived'),
    () => void told.push('failed'),
  );
  rows.reset(1);
  return { asked, rows, told };
}

describe('the window of rows', () => {
  it('asks for the blocks in sight, each once', async () => {
    const { asked, rows } = windowOf();
    rows.need(blockRows - 5, blockRows + 5);
    rows.need(blockRows - 5, blockRows + 9);
    assert.deepEqual(
      asked.map(({ from }) => from),
      [0, blockRows],
    );
    await asked[1]?.answer();
    assert.equal(rows.row(blockRows + 3)?.user, `v1:${blockRows + 3}`);
    assert.equal(rows.row(3), undefined);
    rows.need(blockRows, blockRows + 9);
    assert.equal(asked.length, 2);
  });

  it('drops answers to what the list was before, and shows the former rows until the new ones are here', async () => {
    const { asked, rows, told } = windowOf();
    rows.need(0, 9);
    await asked[0]?.answer();
    rows.reset(2);
    assert.equal(rows.row(4)?.user, 'v1:4');
    rows.need(0, 9);
    rows.reset(3);
    rows.need(0, 9);
    await asked[1]?.answer();
    assert.equal(rows.row(4)?.user, 'v1:4', 'the answer came late');
    await asked[2]?.answer();
    assert.equal(rows.row(4)?.user, 'v3:4');
    assert.deepEqual(told, ['arrived', 'arrived']);
  });

  it('tells a failure, and asks again when the rows are wanted again', async () => {
    const { asked, rows, told } = windowOf();
    rows.need(0, 9);
    await asked[0]?.fail();
    assert.deepEqual(told, ['failed']);
    rows.need(0, 9);
    assert.equal(asked.length, 2);
  });

  it('knows of which order a row in sight is, and of none where there is none yet', async () => {
    const { asked, rows } = windowOf();
    rows.reset(1);
    rows.need(0, 0);
    assert.equal(rows.orderOf(0), undefined);
    await asked[0]?.answer();
    assert.equal(rows.orderOf(0), 10);
    rows.reset(2);
    rows.need(0, 0);
    assert.equal(rows.orderOf(0), 10, 'the former row is in sight until the next one is here');
    await asked[1]?.answer();
    assert.equal(rows.orderOf(0), 20);
  });

  it('forgets what was not in sight for long', async () => {
    const { asked, rows } = windowOf();
    for (let block = 0; block < 40; block++) {
      rows.need(block * blockRows, block * blockRows);
      await asked.at(-1)?.answer();
    }
    assert.equal(rows.row(0), undefined);
    assert.ok(rows.row(39 * blockRows));
  });
});
