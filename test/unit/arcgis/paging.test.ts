// Lists that say neither `total` nor `nextStart`: whether they are whole has to be found out (wire reference 8.1 and 22.4).
import assert from 'node:assert/strict';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { itemId } from '../../../src/core/ids';
import { problemOf, withServer } from './using';
import type { Call, WireServer } from './wireServer';
import { answered, clientOf, html } from './wireServer';

const listing = itemId('2d2a9c99bb2a43548c31cd8e32217af6');

const rowsOf = (count: number): { username: string; entitlements: string[] }[] =>
  Array.from({ length: count }, (_, index) => ({ username: `u${index + 1}`, entitlements: ['x'] }));

type Answer = (call: Call, start: number, num: number) => unknown;

const withList = (
  answer: Answer,
  run: (client: PortalClient, server: WireServer) => Promise<void>,
): Promise<void> =>
  withServer(
    call => answer(call, Number(call.query.get('start') ?? 1), Number(call.query.get('num') ?? 100)),
    server => run(clientOf(server.url), server),
  );

const starts = ({ calls }: WireServer): (string | null)[] => calls.map(call => call.query.get('start'));

describe('a list that says nothing of its end', () => {
  for (const count of [100, 200, 250]) {
    it(`is read on where the portal pages it: ${count} rows`, async () => {
      const all = rowsOf(count);
      const paged: Answer = (_, start, num) => ({ userEntitlements: all.slice(start - 1, start - 1 + num) });
      await withList(paged, async (client, server) => {
        const list = await client.holders(listing);
        assert.equal(list.items.length, count);
        assert.equal(list.partial, undefined);
        const pages = Math.floor(count / 100) + 1;
        assert.deepEqual(
          starts(server),
          [null, '101', '201', '301'].slice(0, pages),
          'up to a page that is not full',
        );
      });
    });
  }

  it('is whole where the portal ignores paging, and is not asked for twice another time', async () => {
    await withList(
      () => ({ userEntitlements: rowsOf(150) }),
      async (client, server) => {
        for (let time = 0; time < 3; time += 1) {
          const list = await client.holders(listing);
          assert.equal(list.items.length, 150);
          assert.equal(list.partial, undefined);
        }
        assert.deepEqual(starts(server), [null, '151', null, null]);
      },
    );
  });

  it('of exactly one page is asked for more each time, for a portal may begin to page', async () => {
    let all = rowsOf(100);
    let paged = false;
    const answer: Answer = (_, start, num) => ({
      userEntitlements: paged ? all.slice(start - 1, start - 1 + num) : all,
    });
    await withList(answer, async client => {
      assert.equal((await client.holders(listing)).items.length, 100);
      all = rowsOf(130);
      paged = true;
      assert.equal((await client.holders(listing)).items.length, 130);
    });
  });

  it('is not asked for more where it is shorter than a page', async () => {
    await withList(
      () => ({ userEntitlements: rowsOf(99) }),
      async (client, server) => {
        assert.equal((await client.holders(listing)).partial, undefined);
        assert.equal(server.calls.length, 1);
      },
    );
  });

  it('is whole at once where it is longer than a page and no page has its length', async () => {
    for (const count of [101, 137, 1_027, 9_999])
      await withList(
        () => ({ userEntitlements: rowsOf(count) }),
        async (client, server) => {
          const list = await client.holders(listing);
          assert.deepEqual([list.items.length, list.partial], [count, undefined]);
          assert.deepEqual(starts(server), [null]);
        },
      );
  });

  for (const page of [256, 500, 1_000, 2_000])
    it(`is read on where the portal has larger pages than any that is known: ${page} rows`, async () => {
      const all = rowsOf(2 * page + 7);
      await withList(
        (_, start) => ({ userEntitlements: all.slice(start - 1, start - 1 + page) }),
        async client => {
          const list = await client.holders(listing);
          assert.deepEqual([list.items.length, list.partial], [all.length, undefined]);
        },
      );
    });

  it('ends where a repeated page has rows of nobody as well', async () => {
    const rows = [...rowsOf(148), { username: 'gone', entitlements: [''] }, { entitlements: ['x'] }];
    await withList(
      () => ({ userEntitlements: rows }),
      async (client, server) => {
        const list = await client.holders(listing);
        assert.equal(server.calls.length, 2);
        assert.equal(list.items.length, 148);
        assert.deepEqual(list.partial, {
          kind: 'pageFailed',
          message: "Rows of the portal's list that could not be read and are left out: 1.",
        });
      },
    );
  });

  it('goes on over a page of members who lost everything', async () => {
    const lost = Array.from({ length: 100 }, (_, index) => ({ username: `l${index}`, entitlements: [''] }));
    const all = [...rowsOf(100), ...lost, { username: 'last', entitlements: ['x'] }];
    await withList(
      (_, start, num) => ({ userEntitlements: all.slice(start - 1, start - 1 + num) }),
      async client => assert.equal((await client.holders(listing)).items.at(-1)?.username, 'last'),
    );
  });

  it('is not taken for cut at 10,000 because a repeated page has as many rows', async () => {
    await withList(
      () => ({ userEntitlements: rowsOf(6_000) }),
      async client => assert.equal((await client.holders(listing)).partial, undefined),
    );
  });

  it('is cut at 10,000 where its pages end there', async () => {
    const all = rowsOf(10_000);
    await withList(
      (_, start, num) => ({ userEntitlements: all.slice(start - 1, start - 1 + num) }),
      async client =>
        assert.deepEqual((await client.holders(listing)).partial, { kind: 'portalLimit', limit: 10_000 }),
    );
  });

  it('is a part where the row after it cannot be asked for', async () => {
    await withServer(
      (call, response) =>
        call.query.has('start') ? (html(response, 500, 'Oops'), answered) : { userEntitlements: rowsOf(100) },
      async server => {
        const list = await clientOf(server.url).holders(listing);
        assert.equal(list.items.length, 100);
        assert.equal(list.partial?.kind, 'pageFailed');
      },
    );
  });

  it('is a part at a limit that it reaches exactly', async () => {
    const all = rowsOf(100);
    await withList(
      (_, start, num) => ({ userEntitlements: all.slice(start - 1, start - 1 + num) }),
      async client =>
        assert.deepEqual((await client.holders(listing, { limit: 100 })).partial, { kind: 'paged' }),
    );
  });
});

describe('purchases in pages', () => {
  const entry = (id: string): unknown => ({
    provision: { itemId: id, endDate: -1 },
    listing: { itemId: id },
  });
  const ids = async (client: PortalClient): Promise<string[]> =>
    (await client.purchases()).map(({ itemId: id }) => id);

  it('are read to their end, with the trials of every page', async () => {
    const pages: Record<string, unknown> = {
      1: {
        total: 4,
        start: 1,
        num: 2,
        nextStart: 3,
        purchases: [entry('a'), entry('b')],
        trials: [entry('t')],
      },
      3: { total: 4, start: 3, num: 1, nextStart: -1, purchases: [entry('c')], trials: [], interests: [] },
    };
    await withServer(
      call => pages[call.query.get('start') ?? '1'],
      async server => {
        assert.deepEqual((await ids(clientOf(server.url))).sort(), ['a', 'b', 'c', 't']);
        assert.ok(server.calls.every(call => call.query.get('status') === 'all'));
      },
    );
  });

  it('are no answer where one of the pages is missing', async () => {
    await withServer(
      call =>
        call.query.get('start') === '3'
          ? { purchases: [entry('c')], total: 9, nextStart: -1 }
          : { purchases: [entry('a'), entry('b')], total: 9, nextStart: 3 },
      async server => {
        const problem = await problemOf(clientOf(server.url).purchases(), 'unexpectedReply');
        assert.match(problem.message, /counts 9 rows, but its list ends after 3/);
      },
    );
  });

  it('count what an organization is interested in too', async () => {
    await withServer(
      () => ({ total: 2, nextStart: -1, purchases: [entry('a')], trials: [], interests: [entry('i')] }),
      async server => assert.deepEqual(await ids(clientOf(server.url)), ['a']),
    );
  });
});
