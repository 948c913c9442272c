// What a line of assignments is about: a listing, and what the portal says of it.
import { userKey } from '../../ids';
import { outsidePurchases } from '../../licensedProducts';
import type { LicensedProduct } from '../../licensedProducts';
import type { Holder, Listed, Listing } from '../../model';
import type { Assignment } from '../assignmentsFile';
import { findListing } from '../assignmentsToChanges';
import type { AssignmentsLint } from './lintAssignments';
import type { PortalFacts } from './lintTypes';

/** One listing of the file. Lines that name none, where none was chosen, share a scope that nothing is known of. */
export interface Scope {
  readonly id: string;
  /** Absent where it is not known, or no listing of the portal. */
  readonly listing?: Listing;
  /** An app or extension of the portal's license that no purchase names: it is assigned like a listing (wire reference 11.1). */
  readonly licensed?: LicensedProduct;
  /** Absent where they are not known. */
  readonly holders?: Listed<Holder>;
  /** The holders by {@link userKey}. */
  readonly holderOf: ReadonlyMap<string, Holder>;
}

export interface ScopedLine {
  readonly line: Assignment;
  readonly scope: Scope;
}

/** Each line with its listing, in the order of the file. */
export function scopedLines({ content, facts, itemId }: AssignmentsLint): readonly ScopedLine[] {
  const byName = new Map<string, Scope>();
  const byId = new Map<string, Scope>();
  const licensed = licensedOf(facts);
  const scopeOf = (name: string): Scope => {
    const known = byName.get(name);
    if (known !== undefined) return known;
    const listing = findListing(name, facts?.listings ?? []);
    const item = listing === undefined ? findLicensed(name, licensed) : undefined;
    const itemId = listing?.itemId ?? item?.itemId ?? name.trim();
    const id = itemId.toLowerCase();
    const scope = byId.get(id) ?? makeScope(id, listing, item, holdersOf(facts, itemId));
    byName.set(name, scope);
    byId.set(id, scope);
    return scope;
  };
  return content.assignments.map(line => ({ line, scope: scopeOf(line.listing?.text ?? itemId ?? '') }));
}

/** What the license has and no purchase names; without the purchases no app is known to be outside of them. */
const licensedOf = (facts: PortalFacts | undefined): readonly LicensedProduct[] =>
  facts?.license === undefined ? [] : outsidePurchases(facts.license, facts.listings);

/** By item id, title, or the license's own id. */
function findLicensed(name: string, licensed: readonly LicensedProduct[]): LicensedProduct | undefined {
  const wanted = name.trim().toLowerCase();
  return findListing(name, licensed) ?? licensed.find(one => one.id.toLowerCase() === wanted);
}

/** The name comes from the file: it may be `constructor`. */
function holdersOf(facts: PortalFacts | undefined, id: string): Listed<Holder> | undefined {
  return facts?.holders !== undefined && Object.hasOwn(facts.holders, id) ? facts.holders[id] : undefined;
}

function makeScope(
  id: string,
  listing: Listing | undefined,
  licensed: LicensedProduct | undefined,
  holders: Listed<Holder> | undefined,
): Scope {
  return {
    id,
    ...(listing === undefined ? {} : { listing }),
    ...(licensed === undefined ? {} : { licensed }),
    ...(holders === undefined ? {} : { holders }),
    holderOf: new Map((holders?.items ?? []).map(holder => [userKey(holder.username), holder])),
  };
}
