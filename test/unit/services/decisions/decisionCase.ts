// One case per decision of the sample portal: the operation that the decision changes, carried out by the client, and what a person is told.
import assert from 'node:assert/strict';
import { referer } from '../../../../src/arcgis/http';
import { itemId, userKey, username } from '../../../../src/core/ids';
import type { ItemId, Username } from '../../../../src/core/ids';
import type { DesiredChange, MemberPlan, Outcome } from '../../../../src/core/planTypes';
import { isPortalError } from '../../../../src/core/problem';
import type { Alternative, DecisionId } from '../../../../src/samplePortal/decisions';
import type { Flavor, Listing, Scale } from '../../../../src/samplePortal/model';
import { desktopUserTypes } from '../../../../src/samplePortal/seed/catalogue';
import { proListing } from '../bench';
import type { Bench } from '../bench';

export interface DecisionCase<Id extends DecisionId> {
  /** Online where it is not said. */
  readonly flavor?: Flavor;
  /** S where it is not said. */
  readonly scale?: Scale;
  /** What the client always sends leaves the portal nothing to decide: it must then never look at the decision. */
  readonly neverMet?: true;
  run(bench: Bench, alternative: Alternative<Id>): Promise<void>;
}

export type DecisionCases<Id extends DecisionId> = { readonly [One in Id]: DecisionCase<One> };

/** `done`, or the kind of the portal's refusal as the client reads it; every refusal has words for a person. */
export async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!isPortalError(error)) throw error;
    assert.ok(error.message.length > 10, `a refusal without words: "${error.message}"`);
    return error.fault.kind;
  }
}

export const listingOf = (bench: Bench, id: ItemId): Listing =>
  bench.sample.state.listings.get(id) ?? assert.fail(`no listing ${id}`);

/** ArcGIS Pro with so many free seats of everything. */
export function proWithRoom(bench: Bench, room = 40): ItemId {
  const id = proListing(bench);
  const listing = listingOf(bench, id);
  listing.seats = {
    maxUsers: listing.holders.size + room,
    entitlements: Object.fromEntries(
      Object.keys(listing.seats.entitlements).map(key => [key, (listing.assigned.get(key) ?? 0) + room]),
    ),
  };
  return id;
}

/** Members who hold nothing of a listing and whose user type goes with Pro, or with none of it where `type` says so. */
export function newcomers(bench: Bench, id: ItemId, count: number, type?: string): readonly Username[] {
  const names = [...bench.sample.state.members.values()]
    .filter(
      ({ username: name, userLicenseTypeId: own, disabled, role }) =>
        !disabled &&
        role !== 'org_admin' &&
        !listingOf(bench, id).holders.has(userKey(name)) &&
        (type === undefined ? own === undefined || desktopUserTypes.has(own) : own === type),
    )
    .map(({ username: name }) => username(name))
    .slice(0, count);
  assert.equal(names.length, count, 'too few members without it');
  return names;
}

/** A holder, offline or not, for sure with something of Pro. */
export function proHolder(bench: Bench, isOffline: boolean): Username {
  const holders = [...listingOf(bench, proListing(bench)).holders.values()];
  const one = holders.find(holder => (holder.disconnectedSince !== null) === isOffline);
  return username(one?.username ?? assert.fail('the seed has no such holder'));
}

export const provision = (
  bench: Bench,
  id: ItemId,
  users: readonly Username[],
  entitlements: readonly string[],
): Promise<string> =>
  outcomeOf(bench.client().provision(id, { users, entitlements, suppressCustomerEmail: true }));

/** Notes which decisions the portal asks for from now on. */
export function watched({ sample: { state } }: Bench): ReadonlySet<string> {
  const asked = new Set<string>();
  const value = new Proxy(state.decisions, {
    get: (target, name) => {
      asked.add(String(name));
      return Reflect.get(target, name) as unknown;
    },
  });
  Object.defineProperty(state, 'decisions', { value });
  return asked;
}

/** What the portal itself has for a member. */
export const held = (bench: Bench, id: ItemId, name: string): readonly string[] =>
  listingOf(bench, id).holders.get(userKey(name))?.entitlements ?? [];

export const wish = (
  id: ItemId,
  name: string,
  mode: DesiredChange['mode'],
  ...entitlements: readonly string[]
): DesiredChange => ({ itemId: id, username: username(name), mode, entitlements });

/** Plans, lets `meanwhile` happen, applies, and holds what each member is told to what the portal has. */
export async function carriedOut(
  bench: Bench,
  changes: readonly DesiredChange[],
  meanwhile: () => unknown = () => undefined,
): Promise<{ readonly plan: MemberPlan; readonly outcomes: readonly Outcome[] }> {
  const plan = await bench.plan(changes);
  await meanwhile();
  const report = await bench.applier.applyMembers(plan);
  assert.equal(report.results.length, plan.changes.length);
  for (const change of plan.changes) {
    const result =
      report.results.find(({ username: name }) => name === change.username) ??
      assert.fail(`${change.username} has no result`);
    const isDone =
      held(bench, change.itemId, change.username).toSorted().join() === change.after.toSorted().join();
    assert.equal(result.outcome, isDone ? 'done' : 'notDone', `${change.username}: ${result.reason}`);
    if (!isDone) assert.ok((result.reason ?? '').length > 10, `${change.username} has no reason`);
  }
  return { plan, outcomes: report.results.map(({ outcome }) => outcome) };
}

/** Sends what the client never sends, to show that the decision changes something at all. */
export async function raw(
  bench: Bench,
  path: string,
  fields: Readonly<Record<string, string>>,
  method: 'GET' | 'POST' = 'POST',
): Promise<Response> {
  const all = new URLSearchParams({ f: 'json', token: bench.tokens.current, ...fields });
  const address = `${bench.sample.sharing}/${path}`;
  return method === 'GET'
    ? fetch(`${address}?${all}`, { headers: { Referer: referer } })
    : fetch(address, { method, body: all, headers: { Referer: referer } });
}

export const firstBundle = (bench: Bench) => {
  const [bundle] = [...bench.sample.state.bundles.values()];
  return bundle ?? assert.fail('the seed has no bundle');
};

export const bundleId = (bench: Bench): ItemId => itemId(firstBundle(bench).itemId);
