// Lists of the length that is asked for.
import { dayMs } from './clock';
import { addHolder } from './seed/listings';
import type { State } from './state';
import { countIn, isObject } from './wire';

/**
 * Gives a listing exactly so many holders, the organization's first members, and seats for every member: an organization of the size that is
 * asked for, whatever was seeded. `sets` different sets go round among them; the first entitlement is in all of them. Not kept over a restart.
 * @param body `{"itemId", "holders": n, "sets"?: n, "offlineEvery"?: n}`
 * @throws Error that says what to give
 */
export function fillListing(state: State, body: unknown): unknown {
  const given = isObject(body) ? body : {};
  const { itemId } = given;
  const listing = typeof itemId === 'string' ? state.listings.get(itemId) : undefined;
  const holders = countIn(given['holders']);
  const sets = countIn(given['sets'] ?? 1);
  const offlineEvery = countIn(given['offlineEvery'] ?? 0);
  if (listing === undefined || holders === undefined || !sets || offlineEvery === undefined)
    throw new Error('Give {"itemId", "holders": n, "sets": n of 1 or more, "offlineEvery": n}.');
  if (holders > state.members.size) throw new Error(`There are ${state.members.size} members.`);
  const names = Object.keys(listing.seats.entitlements);
  const now = state.clock.now();
  const setOf = (number: number): string[] =>
    // The bits of the number, the first entitlement always: distinct sets as long as there are bits for them.
    names.filter((_, bit) => bit === 0 || (((number % sets) >> (bit - 1)) & 1) === 1);
  listing.holders.clear();
  listing.assigned.clear();
  const all = [...state.members.values()];
  for (const [index, { username }] of all.slice(0, holders).entries()) {
    const isOffline = offlineEvery > 0 && index % offlineEvery === offlineEvery - 1;
    addHolder(listing, {
      username,
      lastLogin: index % 5 === 0 ? -1 : now - (index % 400) * dayMs,
      disconnectedSince: isOffline ? now - dayMs : null,
      entitlements: setOf(index),
    });
  }
  listing.seats = {
    maxUsers: all.length,
    entitlements: Object.fromEntries(names.map(name => [name, all.length])),
  };
  return { holders: listing.holders.size, entitlements: names };
}
