// A portal that has nothing but lists of holders, as long as asked for: more than any organization of the sample portal. In a process of its own.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Rows per list, and sets of entitlements that the members share. */
const [members = 60_000, sets = 120] = process.argv.slice(2).map(Number);
const rowsAtOnce = 2_000;

function entry(member: number, listing: number): string {
  const mixed = (member * 2654435761 + listing * 40503) >>> 0;
  const set = mixed % sets;
  const entitlements = Array.from(
    { length: 2 + (set % 6) },
    (_, index) => `entitlement${(set * 7 + index * 3) % 40}N`,
  );
  const isOffline = mixed % 17 === 0;
  return JSON.stringify({
    username: `member.number${member}@riverbend.example`,
    lastLogin: mixed % 5 === 0 ? -1 : 1_750_000_000_000 + (mixed % 30_000_000_000),
    disconnected: isOffline,
    ...(isOffline
      ? { disconnectedInfo: { disconnectedSince: 1_760_000_000_000 + (mixed % 1_000_000_000) } }
      : {}),
    entitlements,
  });
}

const server = createServer((request, response) => {
  const listing = /listings\/item(\d+)\/userEntitlements/.exec(request.url ?? '')?.[1];
  request.resume();
  response.setHeader('content-type', 'application/json');
  if (listing === undefined) {
    response.end('{"error":{"code":400,"message":"not found","details":[]}}');
    return;
  }
  let from = 0;
  response.write('{"userEntitlements":[');
  const more = (): void => {
    const to = Math.min(members, from + rowsAtOnce);
    const rows = Array.from({ length: to - from }, (_, index) => entry(from + index, Number(listing)));
    const goesOn = to < members;
    const text = (from === 0 ? '' : ',') + rows.join(',');
    from = to;
    if (!goesOn) response.end(`${text}],"nextStart":-1}`);
    else if (response.write(text)) setImmediate(more);
    else response.once('drain', more);
  };
  more();
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
process.once('disconnect', () => process.exit(0));
