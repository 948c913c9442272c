// An entitlements file against what the portal has of the product and who holds it now.
import { memberSeats } from '../../catalog';
import { count } from '../../format';
import { entitlementKey } from '../../ids';
import type { Holder, Listed, Listing } from '../../model';
import { listingSeats } from '../../seats';
import type { FileProblem } from '../fileProblem';
import { problem } from '../fileProblem';
import { keySpan, numberOf, valueOf } from '../jsonNodes';
import { shortName } from '../jsonText';
import { licenseDateText } from '../licenseDate';
import type { ProductState } from '../entitlementsPlanRows';
import type { SentencePart } from '../texts';
import { sentence } from '../texts';
import { shortList } from './shortList';
import type { ProductUse } from './lintDates';
import type { LintPart } from './lintPart';
import { currentPart, dateSpan } from './lintPart';

export interface HeldProduct {
  readonly portalName: string;
  readonly state: Pick<ProductState, 'pools'>;
  readonly listing?: Pick<Listing, 'pools' | 'maxUsers'>;
  /** Absent where they could not be read. */
  readonly holders?: Listed<Holder>;
}

/**
 * Features that the portal has and a part drops, and seats below those held. Parts that are replaced already and parts that end the licence are left out:
 * the first no longer count, the second are told as the end.
 */
export function lintHeld(parts: readonly LintPart[], product: HeldProduct): readonly FileProblem[] {
  const counting = parts.filter(part => !part.isReplaced && !part.isZero);
  return [...dropped(counting, product), ...belowHeld(counting, product)];
}

/** Who holds the product; undefined where that is not known, as of a list that was cut before anybody. */
export function productUse({ portalName, listing, holders }: HeldProduct): ProductUse | undefined {
  if (holders === undefined) return undefined;
  const members = listingSeats(listing ?? { pools: [] }, holders)[0]?.assigned ?? 0;
  if (members === 0 && holders.partial !== undefined) return undefined;
  return { portalName, members, counted: countedOf(holders)(members) };
}

/** Every part is still to come: after the import the product has no seats until then, as an import replaces all of it (seed 002). */
export function lintBeginning(
  parts: readonly LintPart[],
  now: number,
  use: ProductUse | undefined,
): readonly FileProblem[] {
  if (use === undefined || use.members === 0 || currentPart(parts, now) !== undefined) return [];
  const [first] = [...parts].sort((a, b) => a.start - b.start || 0);
  // A queued part without a date may have begun.
  if (first === undefined || parts.some(part => !Number.isFinite(part.start))) return [];
  const at = valueOf(first.org, 'startDateStr') ?? valueOf(first.org, 'startDate') ?? dateSpan(first);
  const from = licenseDateText(first.start);
  return [problem('warning', at, 'lint.partStartsLater', from, use.counted, use.portalName)];
}

/** A count of holders for people: of a list that was cut, a lower bound. */
const countedOf =
  (holders: Listed<Holder>) =>
  (members: number): SentencePart =>
    holders.partial === undefined ? members : sentence('lint.atLeast', members);

function dropped(parts: readonly LintPart[], { portalName, state }: HeldProduct): readonly FileProblem[] {
  const owned = (state.pools ?? []).filter(pool => pool.num > 0);
  if (owned.length === 0) return [];
  const missing = new Map(owned.map(pool => [entitlementKey(pool.key), pool]));
  const problems: FileProblem[] = [];
  for (const part of [...parts].sort((a, b) => a.start - b.start || 0)) {
    const has = new Set(part.features.map(one => entitlementKey(one.name)));
    const lacking = [...missing].filter(([folded]) => !has.has(folded));
    if (lacking.length === 0) continue;
    for (const [folded] of lacking) missing.delete(folded);
    // All of a part stand at one place: one problem names them.
    const at =
      valueOf(part.org, 'entitlements') === undefined || part.org === undefined
        ? keySpan(part.node, 'orgEntitlements')
        : keySpan(part.org, 'entitlements');
    const names = lacking.map(([, { key, num }]) => `${key} (${count(num)})`);
    problems.push(problem('warning', at, 'lint.featureDropped', shortList(names), portalName));
  }
  return problems;
}

function belowHeld(
  parts: readonly LintPart[],
  { portalName, listing, holders }: HeldProduct,
): readonly FileProblem[] {
  if (holders === undefined) return [];
  const rows = listingSeats(listing ?? { pools: [] }, holders);
  const held = new Map(rows.map(row => [entitlementKey(row.entitlement ?? memberSeats), row.assigned ?? 0]));
  const counted = countedOf(holders);
  const problems: FileProblem[] = [];
  for (const part of parts) {
    for (const { name, num } of part.features) {
      const [seats, members] = [numberOf(num), held.get(entitlementKey(name)) ?? 0];
      if (num === undefined || seats === undefined || seats >= members) continue;
      problems.push(
        problem('warning', num, 'lint.numBelowHeld', shortName(name), seats, counted(members), portalName),
      );
    }
    const maximum = valueOf(part.org, 'maxUsers');
    const [allowed, members] = [numberOf(maximum), rows[0]?.assigned ?? 0];
    if (maximum === undefined || allowed === undefined || allowed >= members) continue;
    problems.push(problem('warning', maximum, 'lint.usersBelowHeld', allowed, counted(members), portalName));
  }
  return problems;
}
