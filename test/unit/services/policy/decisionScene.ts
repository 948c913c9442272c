// A random small organization put into a sample portal, and the text of a random policy for it. The same seed gives the same case again.
import { bundleEntitlement } from '../../../../src/core/catalog';
import { entitlement, itemId, userKey, username } from '../../../../src/core/ids';
import type { Entitlement, ItemId } from '../../../../src/core/ids';
import type { Holding, TargetState } from '../../../../src/core/planTypes';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';
import type { PolicyRules, PolicyWish } from '../../../../src/core/policy/wishTypes';
import type { Member } from '../../../../src/samplePortal/model';
import { userTypeSeats } from '../../../../src/samplePortal/routes/portals';
import { diceOf, pick } from '../../core/policy/randomOrganization';
import type { Dice } from '../../core/policy/randomOrganization';
import { proListing, putHolders } from '../bench';
import type { Bench } from '../bench';

export interface PortalScene {
  readonly wishes: readonly PolicyWish[];
  readonly rules: PolicyRules;
  /** The policy. */
  readonly text: string;
}

/** What a scene chooses from, the same for every scene of a portal. */
export interface Stage {
  readonly pro: ItemId;
  readonly other: ItemId;
  readonly bundle: ItemId;
  readonly people: readonly Member[];
  readonly types: readonly string[];
}

const typesOfInterest = ['viewerUT', 'editorUT', 'creatorUT', 'GISProfessionalStdUT', 'GISProfessionalAdvUT'];

/** Takes everything from everybody, so that a portal holds what a scene puts into it and nothing else. */
export function cleared(bench: Bench): Stage {
  const { state } = bench.sample;
  for (const { itemId: id } of state.listings.values()) putHolders(bench, itemId(id), []);
  for (const { itemId: id, holders } of state.bundles.values())
    state.commit([...holders].map(name => ['bundle', id, name, false]));
  const other = [...state.listings.values()].find(
    one => one.isPerUser && one.isProvisioned && one.inPurchases && 'drone2map' in one.seats.entitlements,
  );
  const [bundle] = state.bundles.values();
  return {
    pro: proListing(bench),
    other: itemId(other!.itemId),
    bundle: itemId(bundle!.itemId),
    people: [...state.members.values()].filter(one => one.role !== 'org_admin' && !one.disabled),
    types: userTypeSeats(state).flatMap(({ id }) => (typesOfInterest.includes(id) ? [id] : [])),
  };
}

/** Who holds what of these targets, as the portal itself knows it. */
export function truthOf(bench: Bench, ids: readonly ItemId[]): TargetState[] {
  const { state } = bench.sample;
  return ids.map((id): TargetState => {
    if (id === userTypesTarget) {
      const offline = new Set(
        [...state.listings.values()].flatMap(({ holders }) =>
          [...holders].flatMap(([key, one]) => (one.disconnectedSince === null ? [] : [key])),
        ),
      );
      return {
        target: { kind: 'userType', itemId: id, title: id },
        pools: userTypeSeats(state).map(one => ({ key: entitlement(one.id), total: one.maxUsers })),
        holdings: new Map(
          [...state.members].map(([key, one]): [string, Holding] => [
            key,
            {
              username: username(one.username),
              entitlements: [entitlement(one.userLicenseTypeId ?? '')],
              offline: offline.has(key),
            },
          ]),
        ),
        complete: true,
      };
    }
    const bundle = state.bundles.get(id);
    if (bundle)
      return {
        target: { kind: 'appBundle', itemId: id, title: id },
        pools: [{ key: bundleEntitlement, total: bundle.maxUsers }],
        holdings: new Map(
          [...bundle.holders].map((key): [string, Holding] => [
            key,
            { username: username(key), entitlements: [bundleEntitlement], offline: false },
          ]),
        ),
        complete: true,
      };
    const { seats, holders } = bench.listing(id);
    return {
      target: { kind: 'listing', itemId: id, title: id },
      pools: Object.entries(seats.entitlements).map(([key, total]) => ({ key: entitlement(key), total })),
      maxUsers: seats.maxUsers,
      holdings: new Map(
        [...holders].map(([key, one]): [string, Holding] => [
          key,
          {
            username: username(one.username),
            entitlements: one.entitlements.map(entitlement),
            offline: one.disconnectedSince !== null,
          },
        ]),
      ),
      complete: true,
    };
  });
}

/** One more, one less or just enough, and now and then plenty. */
const slack = (roll: Dice, tight: boolean, count: number): number =>
  tight ? pick(roll, [0, 0, 1, 2, Math.ceil(count / 2), 40, -1]) : 40;

/** A few sets, the empty one among them. */
function someSets(roll: Dice, draw: () => readonly string[]): (readonly string[])[] {
  return [[], ...Array.from({ length: 2 + roll(2) }, draw)];
}

/** Sets the seats of user types: of the subscription online, of the portal license on Enterprise. */
function setTypeSeats(bench: Bench, seats: ReadonlyMap<string, number>): void {
  const { state } = bench.sample;
  const withSeats = <T extends { readonly id: string; readonly maxUsers: number }>(one: T): T => ({
    ...one,
    maxUsers: seats.get(one.id) ?? one.maxUsers,
  });
  state.userTypes = state.userTypes.map(withSeats);
  for (const one of state.license?.userTypes ?? []) Object.assign(one, withSeats(one));
}

/** Puts the case of a seed into the portal. */
export function sceneOf(bench: Bench, stage: Stage, seed: number): PortalScene {
  const roll = diceOf(seed);
  const { state } = bench.sample;
  const isLarge = roll(8) === 0;
  const count = isLarge ? 30 + roll(12) : 2 + roll(9);
  const first = roll(stage.people.length);
  const people = Array.from({ length: count }, (_, at) => stage.people[(first + at) % stage.people.length]!);
  const names = people.map(one => one.username);
  const keysOf = (id: ItemId): string[] => Object.keys(bench.listing(id).seats.entitlements);
  const tight = roll(4) !== 0;
  const levels = keysOf(stage.pro).filter(key => key.startsWith('desktop'));
  const extras = keysOf(stage.pro).filter(key => !key.startsWith('desktop'));
  const setsOf = new Map<ItemId, (readonly string[])[]>([
    [
      stage.pro,
      someSets(roll, () => [
        ...(roll(6) === 0 ? [] : [pick(roll, levels)]),
        ...extras.filter(() => roll(2) === 0),
      ]),
    ],
    [stage.other, someSets(roll, () => keysOf(stage.other).filter(() => roll(2) === 0))],
    [stage.bundle, [[], [bundleEntitlement]]],
  ]);
  const governed: ItemId[] = [stage.pro];
  if (roll(3) === 0) governed.push(stage.other);
  if (roll(3) === 0) governed.push(stage.bundle);
  const hasTypes = roll(3) === 0;
  if (hasTypes) governed.push(userTypesTarget);

  // What everybody holds.
  for (const id of [stage.pro, stage.other]) {
    const sets = setsOf.get(id)!;
    const hasOffline = id === stage.pro && roll(2) === 0;
    const holders = names.flatMap(name => {
      const entitlements = pick(roll, sets);
      const disconnectedSince = hasOffline && roll(6) === 0 ? bench.clock.now() - 86_400_000 : null;
      return entitlements.length === 0 ? [] : [{ username: name, entitlements, disconnectedSince }];
    });
    putHolders(bench, id, holders);
    const held = (key: string): number => holders.filter(one => one.entitlements.includes(key)).length;
    bench.listing(id).seats = {
      maxUsers: Math.max(0, holders.length + slack(roll, tight && roll(2) === 0, count)),
      entitlements: Object.fromEntries(
        keysOf(id).map(key => [key, Math.max(0, held(key) + slack(roll, tight, count))]),
      ),
    };
  }
  const bundle = state.bundles.get(stage.bundle)!;
  state.commit([...bundle.holders].map(name => ['bundle', stage.bundle, name, false]));
  state.commit(names.filter(() => roll(2) === 0).map(name => ['bundle', stage.bundle, name, true]));
  bundle.maxUsers = Math.max(0, bundle.holders.size + slack(roll, tight, count));
  state.commit(people.map(one => state.memberChange(one, { userLicenseTypeId: pick(roll, stage.types) })));
  setTypeSeats(
    bench,
    new Map(
      stage.types.map(id => [id, (state.typeCounts.get(id) ?? 0) + Math.max(0, slack(roll, tight, count))]),
    ),
  );
  bench.inventory.forget(bench.connections.list()[0]!.id);

  // What the policy says: each target's grants give one set each to a part of the members, in whatever case.
  const reasons: PolicyWish['reasons'] = [{ line: 1, offset: 0, length: 1, text: '' }];
  const wishes: PolicyWish[] = [];
  const grants = new Map<ItemId, { members: string[]; set: readonly string[] }[]>();
  for (const id of governed) {
    const sets = id === userTypesTarget ? stage.types.map(type => [type]) : setsOf.get(id)!.slice(1);
    const rules = Array.from({ length: 1 + roll(3) }, () => ({
      members: [] as string[],
      set: pick(roll, sets),
    }));
    const named = id === userTypesTarget ? 3 : 1 + roll(4);
    for (const name of names) {
      if (roll(named + 1) === 0) continue;
      const rule = pick(roll, rules);
      if (rule.set.length === 0) continue;
      rule.members.push(roll(5) === 0 ? name.toUpperCase() : name);
      const entitlements: readonly Entitlement[] = rule.set.map(entitlement);
      wishes.push({ itemId: id, username: username(name), entitlements, reasons, priority: 0 });
    }
    const filled = rules.filter(({ members }) => members.length > 0);
    grants.set(id, filled);
  }
  const used = governed.filter(id => id === stage.pro || grants.get(id)!.length > 0);
  const some = (one: number): string[] => names.filter(() => roll(one) === 0);
  const guarded = roll(3) === 0 ? some(4) : [];
  const left = roll(4) === 0 ? some(6) : [];
  const mode = pick(roll, ['exact', 'exact', 'addOnly', 'removeOnly'] as const);
  const removalThreshold = roll(3) === 0 ? { count: roll(count + 1) } : undefined;
  const allowGaps = roll(3) === 0;
  const notify = roll(4) === 0;
  const listing = (id: ItemId) => ({
    itemId: id,
    grants: grants.get(id)!.map(({ members, set }) => ({ to: { members }, give: set })),
  });
  const text = JSON.stringify({
    policy: 1,
    portal: bench.sample.url,
    mode,
    allowGaps,
    notify,
    ...(removalThreshold && { removalThreshold }),
    ...(guarded.length > 0 && { protected: { members: guarded } }),
    ...(left.length > 0 && { exclude: { members: left } }),
    listings: used.filter(id => id === stage.pro || id === stage.other).map(listing),
    ...(used.includes(stage.bundle) && {
      appBundles: [
        {
          itemId: stage.bundle,
          grants: grants.get(stage.bundle)!.map(({ members }) => ({ to: { members } })),
        },
      ],
    }),
    ...(used.includes(userTypesTarget) && {
      userTypes: grants
        .get(userTypesTarget)!
        .map(({ members, set: [userType] }) => ({ to: { members }, userType })),
    }),
  });
  const rules: PolicyRules = {
    mode,
    governed: used,
    excluded: new Set(left.map(userKey)),
    protected: new Set(guarded.map(userKey)),
    ...(removalThreshold && { removalThreshold }),
    quotas: [],
    allowGaps,
    notify,
  };
  return { wishes: wishes.filter(one => used.includes(one.itemId)), rules, text };
}
