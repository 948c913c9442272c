// Before and after of an entitlements import: what the portal has of the product, what the file gives it, and what is held.
import { memberSeats } from '../catalog';
import { entitlementKey } from '../ids';
import type { EntitlementPool, EntitlementsPart } from '../model';
import type { ImportRow } from '../planTypes';
import type { EntitlementsFile, EntitlementsFilePart } from './entitlementsFile';
import { licenseDate } from './licenseDate';
import type { Sentence } from './texts';
import { sentence } from './texts';

/** What is known of the product on the portal; what is absent is not known. */
export interface ProductState {
  readonly pools?: readonly EntitlementPool[];
  readonly maxUsers?: number;
  readonly queue?: readonly EntitlementsPart[];
  /** Holders per entitlement, by {@link entitlementKey}. */
  readonly held?: ReadonlyMap<string, number>;
  /** Distinct holders of the product. */
  readonly holders?: number;
  /** The list of holders was cut: counts are at least that. */
  readonly atLeast?: boolean;
}

export interface PlanRows {
  readonly rows: readonly ImportRow[];
  readonly warnings: readonly Sentence[];
}

/**
 * Rows and warnings of an `importEntitlements`. The import overwrites the product and its queue (seed 002). A part in effect replaces the one before it on
 * its date; the file's layout does not decide, dates do (wire reference 14.2: `startDateStr`, as `startDate` has no certain unit).
 * A row without `before` says that it is not known; what the portal is known not to have is 0.
 * @param now ms epoch
 */
export function entitlementsPlanRows(file: EntitlementsFile, state: ProductState, now: number): PlanRows {
  const { current, later } = partsInTime(file, now);
  const rows: ImportRow[] = [];
  const warnings: Sentence[] = [sentence('plan.overwrites')];
  if (file.parts.length === 0) warnings.push(sentence('plan.notRead'));
  if (state.pools === undefined) warnings.push(sentence('plan.beforeUnknown'));
  const firstLater = later[0];
  if (current === undefined && firstLater !== undefined) {
    warnings.push(sentence('plan.allFuture', effectiveText(firstLater)));
  }
  if (file.parts.length > 0) addCurrent(current, state, rows, warnings);
  for (const part of later) addLater(part, state, rows, warnings);
  addLostQueue(later, state, rows, warnings);
  return { rows, warnings };
}

/** When a part begins, in ms epoch: -Infinity and Infinity where no date says it. The text decides, and a `startDate` of 0 is never compared with it (issue 3). */
export function partStart(part: EntitlementsFilePart): number {
  const { startDate, startDateStr } = part.part;
  if (part.startsAt !== undefined) return part.startsAt;
  // Without a text, 0 says "already in effect" (wire reference 14.2, 16.3), whatever place the part has in the file.
  if (startDate === 0) return Number.NEGATIVE_INFINITY;
  // A number alone is read as ms where it can be ms (after 1973); what has no readable date is later if queued, otherwise now.
  if (startDateStr === undefined && startDate !== undefined && startDate > 100_000_000_000) return startDate;
  return part.role === 'queue' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

/** The part in effect at `now` (the latest of those that have begun) and the later ones, by date. */
export function partsInTime(
  file: EntitlementsFile,
  now: number,
): { readonly current: EntitlementsFilePart | undefined; readonly later: readonly EntitlementsFilePart[] } {
  const inOrder = [...file.parts].sort((a, b) => partStart(a) - partStart(b) || 0);
  return {
    current: inOrder.filter(part => partStart(part) <= now).at(-1),
    later: inOrder.filter(part => partStart(part) > now),
  };
}

const effectiveText = (part: EntitlementsFilePart): string =>
  part.part.startDateStr ?? (part.part.startDate === undefined ? '?' : String(part.part.startDate));

function addCurrent(
  current: EntitlementsFilePart | undefined,
  state: ProductState,
  rows: ImportRow[],
  warnings: Sentence[],
): void {
  const before = poolMap(state.pools ?? []);
  const after = poolMap(current?.part.pools ?? []);
  const maxAfter = current?.part.maxUsers;
  rows.push({
    section: 'entitlement',
    name: memberSeats,
    ...given('before', state.maxUsers),
    ...given('after', maxAfter),
    ...given('held', state.holders),
  });
  if (maxAfter !== undefined && state.holders !== undefined && state.holders > maxAfter) {
    const code = state.atLeast === true ? 'plan.usersBelowAtLeast' : 'plan.usersBelow';
    warnings.push(sentence(code, maxAfter, state.holders));
  }
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const has = before.get(key);
    const gets = after.get(key);
    const held = state.held?.get(key) ?? (state.held === undefined ? undefined : 0);
    const name = (gets ?? has)?.key ?? key;
    rows.push({
      section: 'entitlement',
      name,
      ...given('before', has?.num ?? (state.pools === undefined ? undefined : 0)),
      after: gets?.num ?? 0,
      ...given('held', held),
    });
    if (gets === undefined && has !== undefined) warnings.push(sentence('plan.dropped', name, has.num));
    if (held !== undefined && held > (gets?.num ?? 0)) {
      const code = state.atLeast === true ? 'plan.belowAtLeast' : 'plan.below';
      warnings.push(sentence(code, name, gets?.num ?? 0, held));
    }
  }
}

function addLater(
  part: EntitlementsFilePart,
  state: ProductState,
  rows: ImportRow[],
  warnings: Sentence[],
): void {
  const effective = effectiveText(part);
  const queued = poolMap(sameDay(state.queue, part)?.pools ?? []);
  for (const pool of part.part.pools) {
    const held = state.held?.get(entitlementKey(pool.key));
    rows.push({
      section: 'queue',
      name: pool.key,
      ...given(
        'before',
        queued.get(entitlementKey(pool.key))?.num ?? (state.queue === undefined ? undefined : 0),
      ),
      after: pool.num,
      ...given('held', held),
      effective,
    });
    if (held !== undefined && held > pool.num && pool.num > 0) {
      warnings.push(sentence('plan.futureBelow', pool.key, pool.num, effective, held));
    }
  }
  // A part with zero everywhere is how a licence ends (wire reference 14.2).
  if (part.part.pools.length > 0 && part.part.pools.every(pool => pool.num === 0)) {
    warnings.push(sentence('plan.ends', effective));
    return;
  }
  const kept = poolMap(part.part.pools);
  for (const [key, held] of state.held ?? []) {
    if (held > 0 && (kept.get(key)?.num ?? 0) === 0) {
      const name =
        kept.get(key)?.key ?? state.pools?.find(pool => entitlementKey(pool.key) === key)?.key ?? key;
      warnings.push(sentence('plan.futureDropped', name, effective, held));
    }
  }
}

function addLostQueue(
  later: readonly EntitlementsFilePart[],
  state: ProductState,
  rows: ImportRow[],
  warnings: Sentence[],
): void {
  for (const queued of state.queue ?? []) {
    const at = licenseDate(queued.startDateStr);
    if (
      later.some(
        part => part.part.startDateStr === queued.startDateStr || (at !== undefined && part.startsAt === at),
      )
    ) {
      continue;
    }
    const effective = queued.startDateStr ?? String(queued.startDate ?? '?');
    warnings.push(sentence('plan.queueLost', effective));
    for (const pool of queued.pools) {
      rows.push({ section: 'queue', name: pool.key, before: pool.num, after: 0, effective });
    }
  }
}

function sameDay(
  queue: readonly EntitlementsPart[] | undefined,
  part: EntitlementsFilePart,
): EntitlementsPart | undefined {
  return queue?.find(
    one =>
      one.startDateStr === part.part.startDateStr ||
      (part.startsAt !== undefined && licenseDate(one.startDateStr) === part.startsAt),
  );
}

const poolMap = (pools: readonly EntitlementPool[]): ReadonlyMap<string, EntitlementPool> =>
  new Map(pools.map(pool => [entitlementKey(pool.key), pool]));

function given<Key extends 'before' | 'after' | 'held'>(
  key: Key,
  value: number | undefined,
): { readonly [K in Key]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: number });
}
