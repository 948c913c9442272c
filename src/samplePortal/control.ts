import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBytes } from './body';
import type { Faults } from './faults';
import { readFaults } from './faults';
import { currentMaximum } from './effective';
import { fillListing } from './fillListing';
import type { Leases } from './leases';
import { keyOf } from './model';
import { excessOf, isOverAssigned } from './overAssignment';
import type { RequestCount } from './requestCount';
import { hashOf } from './tokens';
import type { State } from './state';
import { isObject } from './wire';

export const controlPath = '/control';

/** What of a running portal can be made slower or faster. */
export interface Pace {
  /** Wait before every reply, ms. */
  latencyMs: number;
}

export interface ControlParts {
  readonly state: State;
  readonly faults: Faults;
  readonly leases: Leases;
  readonly requests: RequestCount;
  readonly pace: Pace;
  readonly controlKey: string;
  /** Puts the organization back to what was seeded. */
  readonly reset: () => void;
}

/** What a control operation answers: 200 with JSON, or undefined for 404. */
type Operation = (parts: ControlParts, body: unknown) => unknown;

const operations: Readonly<Record<string, Operation>> = {
  'GET ping': ({ state }) => ({ pid: process.pid, flavor: state.flavor, scale: state.scale }),
  'GET clock': ({ state }) => clockView(state),
  'POST clock': moveClock,
  'GET faults': ({ faults }) => faults.list(),
  'POST faults': ({ faults }, body) => {
    faults.set(readFaults(body));
    return faults.list();
  },
  'DELETE faults': ({ faults }) => {
    faults.set([]);
    return [];
  },
  'GET state': counts,
  'GET flags': flags,
  'GET decisions': ({ state }) => state.decisions,
  'POST offline': setOffline,
  'GET requests': ({ requests }) => requests.view(),
  'DELETE requests': ({ requests }) => {
    requests.reset();
    return requests.view();
  },
  'POST pace': setPace,
  'POST cut': setCut,
  'POST holders': ({ state }, body) => fillListing(state, body),
  'POST reset': ({ reset }) => {
    reset();
    return { success: true };
  },
};

/** Answers the control endpoint: outside the portal's paths, with the key of this process in `X-Control-Key`. */
export async function serveControl(
  parts: ControlParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = (status: number, value: unknown): void => {
    response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    response.end(JSON.stringify(value));
  };
  const key = request.headers['x-control-key'];
  const isKey =
    typeof key === 'string' &&
    timingSafeEqual(Buffer.from(hashOf(key)), Buffer.from(hashOf(parts.controlKey)));
  if (!isKey) {
    answer(401, { error: 'The header X-Control-Key is missing or wrong.' });
    return;
  }
  const name = `${request.method ?? 'GET'} ${(request.url ?? '').slice(controlPath.length + 1).split('?')[0] ?? ''}`;
  if (name === 'GET lease') {
    parts.leases.hold(response);
    return;
  }
  const operation = operations[name];
  if (operation === undefined) {
    answer(404, { error: `Unknown. Known: GET lease, ${Object.keys(operations).join(', ')}.` });
    return;
  }
  const text = (await readBytes(request)).toString('utf8');
  try {
    answer(200, operation(parts, text === '' ? undefined : (JSON.parse(text) as unknown)));
  } catch (error) {
    answer(400, { error: error instanceof Error ? error.message : 'Bad request' });
  }
}

const clockView = (state: State): unknown => ({
  now: state.clock.now(),
  iso: new Date(state.clock.now()).toISOString(),
});

function moveClock({ state }: ControlParts, body: unknown): unknown {
  const { now, advanceMs } = isObject(body) ? body : {};
  const target =
    typeof advanceMs === 'number'
      ? state.clock.now() + advanceMs
      : typeof now === 'string'
        ? Date.parse(now)
        : typeof now === 'number'
          ? now
          : Number.NaN;
  if (!Number.isFinite(target)) throw new Error('Give {"now": ISO text or ms} or {"advanceMs": ms}.');
  state.commit([['clock', target - Date.now()]]);
  return clockView(state);
}

function counts({ state, leases }: ControlParts): unknown {
  state.tick();
  return {
    flavor: state.flavor,
    scale: state.scale,
    ...(clockView(state) as object),
    members: state.members.size,
    listings: [...state.listings.values()].map(
      ({ itemId, title, holders, seats, assigned, isProvisioned }) => ({
        itemId,
        title,
        isProvisioned,
        holders: holders.size,
        offline: [...holders.values()].filter(holder => holder.disconnectedSince !== null).length,
        maxUsers: seats.maxUsers,
        assigned: Object.fromEntries(assigned),
      }),
    ),
    bundles: [...state.bundles.values()].map(({ id, holders, maxUsers }) => ({
      id,
      holders: holders.size,
      maxUsers,
    })),
    tokens: state.tokens.size,
    mails: state.mails,
    leases: leases.count,
  };
}

/**
 * What is assigned more often than licensed. Sign-in to a product is no part of the documented API: besides the sample portal's own page for it
 * only this tells (wire reference section 20).
 */
function flags({ state }: ControlParts): unknown {
  state.tick();
  const listings = [...state.listings.values()].flatMap(listing => {
    const excess = excessOf(state, listing);
    const { itemId, title, holders } = listing;
    return excess === undefined ? [] : [{ itemId, title, holders: holders.size, ...excess }];
  });
  const now = state.clock.now();
  const types = state.license?.userTypes ?? [];
  const userTypes = [...state.typeCounts].flatMap(([id, current]) => {
    const maximum = currentMaximum(types, id, now);
    return isOverAssigned(state, id) ? [{ id, current, maximum }] : [];
  });
  return { listings, userTypes };
}

/** Takes a member's license offline or back, as the member would in ArcGIS Pro. */
function setOffline({ state }: ControlParts, body: unknown): unknown {
  const { itemId, username, offline } = isObject(body) ? body : {};
  const listing = typeof itemId === 'string' ? state.listings.get(itemId) : undefined;
  const holder = typeof username === 'string' ? listing?.holders.get(keyOf(username)) : undefined;
  if (listing === undefined || holder === undefined || typeof offline !== 'boolean') {
    throw new Error('Give {"itemId", "username" of a holder, "offline": true or false}.');
  }
  const disconnectedSince = offline ? state.clock.now() : null;
  state.commit([['holder', listing.itemId, holder.username, { ...holder, disconnectedSince }]]);
  return { success: true };
}

function setPace({ pace }: ControlParts, body: unknown): unknown {
  const { latencyMs } = isObject(body) ? body : {};
  if (typeof latencyMs !== 'number' || !(latencyMs >= 0)) throw new Error('Give {"latencyMs": ms}.');
  pace.latencyMs = latencyMs;
  return pace;
}

/** Where lists of holders are cut from now on. */
function setCut({ state }: ControlParts, body: unknown): unknown {
  const { rows } = isObject(body) ? body : {};
  if (rows !== null && !(typeof rows === 'number' && rows > 0))
    throw new Error('Give {"rows": n}, or null for lists that are not cut.');
  state.holdersCut = rows ?? Infinity;
  return { rows };
}
