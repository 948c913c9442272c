// Reading at the border: what is needed, tolerantly (unknown fields, null, numbers as text), mapped once into the domain.
import * as v from 'valibot';
import type { Entitlement } from '../core/ids';
import { entitlement } from '../core/ids';
import type { EntitlementPool } from '../core/model';
import type { PortalError } from '../core/problem';
import { unexpectedShape } from './errors';
import type { Http, HttpRequest } from './http';

/** Text, or undefined for anything else: null and numbers appear where text is documented. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** A finite number, also written as text, or undefined. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Epoch ms; -1, 0, null and absent mean never or none (wire reference, section 3, "Dates"). */
export function timeOf(value: unknown): number | undefined {
  const time = numberOf(value);
  return time === undefined || time <= 0 ? undefined : time;
}

/** A count of seats; negative ones mean "not limited" and are left out. */
export function countOf(value: unknown): number | undefined {
  const count = numberOf(value);
  return count === undefined || count < 0 ? undefined : count;
}

/** Whether a flag is set, also written as text. */
export function flagOf(value: unknown): boolean {
  return value === true || value === 'true';
}

export const text = v.optional(v.pipe(v.unknown(), v.transform(textOf)));
export const number = v.optional(v.pipe(v.unknown(), v.transform(numberOf)));
export const time = v.optional(v.pipe(v.unknown(), v.transform(timeOf)));
export const count = v.optional(v.pipe(v.unknown(), v.transform(countOf)));
export const flag = v.optional(v.pipe(v.unknown(), v.transform(flagOf)));
/** An id that has to be there; numbers are taken as text. */
export const id = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(value => String(value)),
  v.minLength(1),
);

/** A list that may be null or missing. */
export const listOf = <Row extends v.GenericSchema>(row: Row) => v.nullish(v.array(row), []);

/** `{ "<entitlement>": { "num": n } }`. The `license` string beside `num` is a secret and is dropped here. */
export const pools = v.pipe(
  v.nullish(v.record(v.string(), v.nullish(v.object({ num: number }))), {}),
  v.transform((map): EntitlementPool[] =>
    Object.entries(map).map(([key, pool]) => ({ key: entitlement(key), num: pool?.num ?? 0 })),
  ),
);

/**
 * The keys of an entitlement list without empty ones and without doubles (wire reference 8.1). Only absent, null, `[]` and empty texts are
 * an empty set. Undefined for any other shape: taking it for "holds nothing" would let a write drop what the member has.
 */
export function entitlementsOf(value: unknown): readonly Entitlement[] | undefined {
  if (isEmptyKey(value)) return [];
  if (!Array.isArray(value)) return undefined;
  const given: readonly unknown[] = value;
  if (isPlainSet(given)) return given;
  const keys = new Set<Entitlement>();
  for (const key of given) {
    if (isEmptyKey(key)) continue;
    if (typeof key !== 'string') return undefined;
    keys.add(entitlement(key));
  }
  return [...keys];
}

/** True for a short list of texts that needs nothing done to it, as nearly all are: lists hold 60,000 of them. */
function isPlainSet(keys: readonly unknown[]): keys is readonly Entitlement[] {
  if (keys.length === 0 || keys.length > 16) return false;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index];
    // Of the texts that are nothing but space, each begins with one; those that begin with one and go on are looked at again.
    if (typeof key !== 'string' || !(key.charCodeAt(0) > 0x20) || key.charCodeAt(0) > 0x7e) return false;
    if (keys.indexOf(key) !== index) return false;
  }
  return true;
}

const isEmptyKey = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Sends and reads in one go. Throws PortalError `unexpectedReply` that names the field. */
export async function readAs<Schema extends v.GenericSchema>(
  http: Http,
  request: HttpRequest,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const parsed = v.safeParse(schema, await http.send(request));
  if (parsed.success) return parsed.output;
  throw shapeError(http, request, v.getDotPath(parsed.issues[0]) ?? 'reply');
}

/** PortalError `unexpectedReply` for a field that a reply lacks. */
export function shapeError(http: Http, request: HttpRequest, where: string): PortalError {
  return unexpectedShape(where, http.info(request));
}

/** Whether a time says never: null, and numbers up to 0 (wire reference 8.1, and section 3, "Dates"). An absent field says nothing. */
export const isNever = (value: unknown): boolean => value === null || (numberOf(value) ?? 1) <= 0;
