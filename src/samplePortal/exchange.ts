import type { Body } from './body';
import type { Member } from './model';
import { keyOf } from './model';
import type { Reply } from './reply';
import type { State } from './state';

export type TokenPlace = 'header' | 'body' | 'query' | 'none';

/** Facts of one provisioning request for the request log; never a secret. */
export interface WriteNote {
  readonly itemId: string;
  readonly users: number;
  readonly entitlements: readonly string[];
}

/** One request on its way through a route, and what the route may need. */
export interface Exchange {
  readonly state: State;
  readonly method: string;
  /** Path below the portal's base, such as `/sharing/rest/info`. */
  readonly path: string;
  /** Values of the `:name` segments of the route's pattern, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Body;
  /** The portal's own base address, such as `http://127.0.0.1:7080/portal`. */
  readonly base: string;
  readonly caller: Member | undefined;
  /** Set by a fault: only the first half of the users of a write is written. */
  readonly halfOfUsers: boolean;
  note: WriteNote | undefined;
}

export type Access = 'anyone' | 'member' | 'licenses' | 'admin';

/** A REST operation. `handle` returns a JSON value, or a {@link Page} when it is one whatever `f` says. */
export interface Route {
  readonly kind: 'read' | 'write';
  /** Segments with `:name` for parameters. */
  readonly path: string;
  readonly access: Access;
  /** Answers JSON even without `f` (the OAuth token endpoint; wire reference section 3). */
  readonly jsonAlways?: boolean;
  /** Does not look at the caller's token (sign-in and its like). */
  readonly ignoresToken?: boolean;
  readonly handle: (exchange: Exchange) => unknown;
}

/** A reply that is complete as it is. */
export class Page {
  readonly reply: Reply;
  constructor(reply: Reply) {
    this.reply = reply;
  }
}

/** A parameter from the form or the query. */
export const input = (exchange: Exchange, name: string): string | undefined =>
  exchange.body.fields.get(name) ?? exchange.query.get(name) ?? undefined;

/** A whole number from the form or the query; `fallback` for anything else. */
export function inputNumber(exchange: Exchange, name: string, fallback: number): number {
  const value = Number(input(exchange, name) ?? fallback);
  return Number.isInteger(value) ? value : fallback;
}

/** A comma-separated parameter without blanks and empty names. */
export const inputList = (exchange: Exchange, name: string): string[] => parts(input(exchange, name) ?? '');

/** The same of a parameter that some clients repeat instead: all of its values. */
export const repeatedInputList = ({ body, query }: Exchange, name: string): string[] =>
  (body.values.get(name) ?? query.getAll(name)).flatMap(parts);

const parts = (text: string): string[] =>
  text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');

/** The member of that name whatever its case. */
export const findMember = (state: State, username: string): Member | undefined =>
  state.members.get(keyOf(username));

/** One page of `rows` as portals write it: 1-based `start`, `num` of at most 100, `nextStart` -1 at the end. */
export function paged<T>(
  exchange: Exchange,
  rows: readonly T[],
  ceiling = Number.POSITIVE_INFINITY,
): { total: number; start: number; num: number; nextStart: number; rows: readonly T[] } {
  const start = Math.max(1, inputNumber(exchange, 'start', 1));
  const num = Math.min(100, Math.max(1, inputNumber(exchange, 'num', 10)));
  const reachable = Math.min(rows.length, ceiling);
  const part = rows.slice(start - 1, Math.min(start - 1 + num, reachable));
  const next = start + num;
  return {
    total: rows.length,
    start,
    num: part.length,
    nextStart: next <= reachable ? next : -1,
    rows: part,
  };
}
