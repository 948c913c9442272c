// Random organizations with a policy's wishes, from a seed: the same seed gives the same case again. Made to be quick, and to be hard: seats that are just
// enough or not, sets of many members, offline licenses, members of whom nothing may be taken.
import { bundleEntitlement, isProLevel } from '../../../../src/core/catalog';
import { entitlement, itemId, portalId, userKey, username, userTypeId } from '../../../../src/core/ids';
import type { Entitlement, ItemId } from '../../../../src/core/ids';
import type { Holding, TargetState } from '../../../../src/core/planTypes';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';
import type { OrganizationInput } from '../../../../src/core/policy/planOrganization';
import type { PolicyRules, PolicyWish, TeamQuota, WishReason } from '../../../../src/core/policy/wishTypes';

/** Whole numbers from 0 to below `sides`. */
export type Dice = (sides: number) => number;

export function diceOf(seed: number): Dice {
  let state = (seed * 0x9e3779b1) >>> 0;
  return sides => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides);
  };
}

export const pick = <T>(roll: Dice, from: readonly T[]): T => from[roll(from.length)]!;

export const proItem = itemId('pro');
export const fieldItem = itemId('field');
export const bundleItem = itemId('bundle');

const levels = ['desktopBasicN', 'desktopStdN', 'desktopAdvN'];
const extensions = ['publisherN', 'networkAnalystN', '3DAnalystN'];
const fieldKeys = ['Navigator', 'workforceN'];
const types = [
  'viewerUT',
  'editorUT',
  'creatorUT',
  'GISProfessionalStdUT',
  'GISProfessionalAdvUT',
  'otherUT',
];

const empty: readonly Entitlement[] = [];

export interface RandomOptions {
  /** Members at most; sizes from 1 are drawn where absent. */
  readonly members?: number;
  /** No pool has more holders than seats, and nothing is hidden. */
  readonly sound?: boolean;
}

export interface RandomOrganization {
  readonly seed: number;
  readonly input: OrganizationInput;
  /** The portal's own state: all holders, those too whom a cut list does not show. */
  readonly truth: readonly TargetState[];
}

const sizes = [
  [1, 4],
  [2, 9],
  [3, 12],
  [8, 30],
  [26, 70],
  [40, 120],
  [60, 300],
] as const;

/** The organization of a seed. */
export function randomOrganization(seed: number, options: RandomOptions = {}): RandomOrganization {
  const roll = diceOf(seed);
  // Large ones are dear: one in six, and one in forty of the largest.
  const [least, most] = sizes[roll(40) === 0 ? 6 : roll(6) === 0 ? 5 : roll(5)]!;
  const count = options.members === undefined ? least + roll(most - least + 1) : 1 + roll(options.members);
  const names = Array.from({ length: count }, (_, at) => username(`Member.${at}`));
  const keys = names.map(userKey);
  const sound = options.sound ?? false;

  const proSets = someSets(roll, () => [
    ...(roll(5) === 0 ? [] : [pick(roll, levels)]),
    ...extensions.filter(() => roll(3) === 0),
  ]);
  const fieldSets = someSets(roll, () => fieldKeys.filter(() => roll(2) === 0));
  const bundleSets = [empty, [bundleEntitlement]];
  const typeSets = types.map(type => [entitlement(type)]);

  const pro = target(roll, sound, names, proItem, 'listing', [...levels, ...extensions], proSets, true);
  const others: Drawn[] = [];
  if (roll(2) === 0)
    others.push(target(roll, sound, names, fieldItem, 'listing', fieldKeys, fieldSets, false));
  if (roll(3) === 0)
    others.push(target(roll, sound, names, bundleItem, 'appBundle', [bundleEntitlement], bundleSets, false));
  if (roll(2) === 0)
    others.push(target(roll, sound, names, userTypesTarget, 'userType', types, typeSets, false));
  const drawn = [pro, ...others];
  const hasTypes = drawn.some(each => each.state.target.kind === 'userType');
  const typeOf = new Map(keys.map(key => [key, userTypeId(pick(roll, types))]));

  const wishes: PolicyWish[] = [];
  for (const { state, sets, isExchange } of drawn) {
    if (isExchange) {
      wishes.push(...exchanged(roll, names, state));
      continue;
    }
    // Rules of a policy: each gives one set to a part of the members; the first that names a member counts.
    const isWhole = roll(3) === 0;
    const share = isWhole ? 1 : 1 + roll(4);
    const rules = 1 + roll(3);
    const given = Array.from({ length: rules }, () => pick(roll, sets));
    for (const [at, name] of names.entries()) {
      const rule = roll(share + 1) === 0 && !isWhole ? -1 : roll(rules);
      const set = given[rule];
      if (!set || (set.length === 0 && state.target.kind === 'userType')) continue;
      wishes.push({
        itemId: state.target.itemId,
        username: at % 7 === 0 ? username(name.toUpperCase()) : name,
        entitlements: set,
        reasons: [reasonOf(rule)],
        priority: roll(3),
      });
    }
    if (roll(6) === 0 && state.target.kind !== 'userType')
      wishes.push({
        itemId: state.target.itemId,
        username: username('stranger'),
        entitlements: pick(roll, sets),
        reasons: [reasonOf(9)],
        priority: 0,
      });
  }

  const some = (one: number): Set<string> => new Set(keys.filter(() => roll(one) === 0));
  const rules: PolicyRules = {
    mode: pick(roll, ['exact', 'exact', 'exact', 'addOnly', 'removeOnly']),
    governed: drawn.map(each => each.state.target.itemId),
    excluded: roll(3) === 0 ? some(8) : new Set(),
    protected: roll(2) === 0 ? some(5) : new Set(),
    ...(roll(2) === 0 && {
      removalThreshold: {
        ...(roll(2) === 0 && { count: roll(count + 1) }),
        ...(roll(2) === 0 && { percent: roll(60) }),
      },
    }),
    quotas: roll(4) === 0 ? quotasOf(roll, keys) : [],
    allowGaps: roll(3) === 0,
    notify: roll(2) === 0,
  };
  const known = new Set(keys);
  const input: OrganizationInput = {
    id: 'p',
    portalId: portalId('portal'),
    title: '',
    createdAt: 1000,
    targets: drawn.map(each => each.shown),
    wishes,
    rules: { ...rules, removeDoubles: roll(4) === 0 },
    members: name => (known.has(userKey(name)) ? 'member' : 'notMember'),
    ...(!hasTypes && { userTypes: name => typeOf.get(userKey(name)) }),
    ...(roll(3) === 0 && { batchSize: 2 + roll(4) }),
  };
  return { seed, input, truth: drawn.map(each => each.state) };
}

const reasonOf = (rule: number): WishReason => ({
  line: rule + 1,
  offset: rule * 10,
  length: 5,
  text: `rule ${rule}`,
});

/** Everybody gets what another has now: the seats suffice at the end, and have to move around in the right order, or in circles. */
function exchanged(
  roll: Dice,
  names: readonly ReturnType<typeof username>[],
  state: TargetState,
): PolicyWish[] {
  const sets = names.map(name => state.holdings.get(userKey(name))?.entitlements ?? empty);
  for (let at = sets.length - 1; at > 0; at -= 1) {
    const other = roll(at + 1);
    [sets[at], sets[other]] = [sets[other]!, sets[at]!];
  }
  return names.flatMap((name, at): PolicyWish[] => {
    const entitlements = sets[at]!;
    if (entitlements.length === 0 && state.target.kind === 'userType') return [];
    return [
      {
        itemId: state.target.itemId,
        username: name,
        entitlements,
        reasons: [reasonOf(at)],
        priority: roll(3),
      },
    ];
  });
}

/** A few sets, each a list that its members share; the empty one is among them. */
function someSets(roll: Dice, draw: () => readonly string[]): (readonly Entitlement[])[] {
  const sets = new Map<string, readonly Entitlement[]>([['', empty]]);
  for (let times = 2 + roll(4); times > 0; times -= 1) {
    const set = draw().map(entitlement);
    sets.set(set.join(), set);
  }
  return [...sets.values()];
}

function quotasOf(roll: Dice, keys: readonly string[]): TeamQuota[] {
  return Array.from({ length: 1 + roll(2) }, (_, at): TeamQuota => ({
    team: `team ${at}`,
    members: new Set(keys.filter(() => roll(2) === 0)),
    itemId: proItem,
    ...(roll(2) === 0 && { entitlement: pick(roll, [...levels, ...extensions]) }),
    seats: roll(Math.max(2, Math.ceil(keys.length / 3))),
    reason: reasonOf(at),
  }));
}

interface Drawn {
  readonly state: TargetState;
  /** As the portal shows it: a cut list leaves some out. */
  readonly shown: TargetState;
  readonly sets: readonly (readonly Entitlement[])[];
  /** Members are to change places: no seat is spare, or one. */
  readonly isExchange: boolean;
}

function target(
  roll: Dice,
  sound: boolean,
  names: readonly ReturnType<typeof username>[],
  item: ItemId,
  kind: TargetState['target']['kind'],
  keys: readonly string[],
  sets: readonly (readonly Entitlement[])[],
  offline: boolean,
): Drawn {
  const holdings = new Map<string, Holding>();
  const held = new Map<string, number>();
  const hasOffline = offline && roll(2) === 0;
  // One in three organizations begins with few sets, so that many members are to move from and to the same.
  const isExchange = roll(4) === 0;
  // Where everybody holds something, nobody's seat comes free for the others to begin with.
  const full = sets.filter(set => set.length > 0).slice(0, 2 + roll(2));
  const drawn =
    isExchange && roll(2) === 0 && full.length > 0 ? full : roll(3) === 0 ? sets.slice(0, 2) : sets;
  for (const name of names) {
    const set = pick(roll, drawn);
    if (set.length === 0) continue;
    const isOffline = hasOffline && roll(6) === 0;
    holdings.set(userKey(name), { username: name, entitlements: set, offline: isOffline });
    for (const key of set) held.set(key, (held.get(key) ?? 0) + 1);
  }
  // From too few seats to plenty; an organization mostly has one kind of trouble.
  const tight = roll(4);
  const slack = (): number => {
    if (isExchange) return roll(8) === 0 ? 1 : 0;
    if (tight === 3) return 400;
    const free = pick(roll, [0, 0, 1, 2, Math.ceil(names.length / 4), 400]);
    return !sound && tight === 0 && roll(2) === 0 ? -1 - roll(2) : free;
  };
  // Of a cut list nobody knows how many seats are taken: what is refused then is the applier's to tell.
  const isCut = !sound && !isExchange && kind === 'listing' && roll(15) === 0;
  const isLimited = (): boolean => !isCut && (kind === 'userType' || roll(6) !== 0);
  const state: TargetState = {
    target: { kind, itemId: item, title: item },
    pools: keys.map(key =>
      isLimited()
        ? { key: entitlement(key), total: Math.max(0, (held.get(key) ?? 0) + slack()) }
        : { key: entitlement(key) },
    ),
    ...(kind === 'listing' && !isCut && roll(2) === 0 && { maxUsers: Math.max(0, holdings.size + slack()) }),
    holdings,
    complete: true,
  };
  if (!isCut) return { state, shown: state, sets, isExchange };
  const shown = new Map([...holdings].filter(([, each]) => each.offline || roll(4) !== 0));
  return { state, shown: { ...state, holdings: shown, complete: false }, sets, isExchange };
}

/** Whether a listing has Pro levels among its pools. */
export const isPro = (state: TargetState): boolean => state.pools.some(pool => isProLevel(pool.key));
