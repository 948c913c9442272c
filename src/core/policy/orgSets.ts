// What a member shall hold of one target after a plan: what it holds and what the policy says, by the plan's mode.
import { isProLevel, proLevelRank } from '../catalog';
import { entitlementKey } from '../ids';
import type { PolicyRules } from './wishTypes';
import { typeShift } from './orgUserTypes';

type Mode = PolicyRules['mode'];

export interface WantedSet {
  readonly set: readonly string[];
  /** False: `set` is what is held. */
  readonly changes: boolean;
  /** What exact mode would take, and stays, because the member is protected. */
  readonly keeps: readonly string[];
  /** User types: what is asked for is left out, because the plan only adds or only removes. */
  readonly leaves: readonly string[];
}

const same = (set: readonly string[]): WantedSet => ({ set, changes: false, keeps: [], leaves: [] });

/** Entitlements by their keys, but for what is empty. */
const fold = (names: readonly string[]): Map<string, string> => {
  const folded = new Map<string, string>();
  for (const name of names) if (name !== '') folded.set(entitlementKey(name), name);
  return folded;
};

/**
 * The set that is wanted of a listing or bundle. A Pro level counts by its rank: to raise it is to add, to lower it is to take, so that adding
 * never leaves a member with two, and removing never takes the last one from who shall have a lower one.
 * @param wish what the policy says; empty for those of whom it says nothing.
 * @param isProtected nothing is taken, whatever the mode.
 */
export function wantedSet(
  mode: Mode,
  held: readonly string[],
  wish: readonly string[],
  isProtected: boolean,
): WantedSet {
  const has = fold(held);
  const asks = fold(wish);
  if (has.size === asks.size && [...has.keys()].every(key => asks.has(key))) return same(held);
  const taken = [...has].filter(([key, name]) => !asks.has(key) && !isRaised(name, asks));
  const adds = mode !== 'removeOnly';
  const takes = mode !== 'addOnly' && !isProtected;
  const keeps = isProtected && mode !== 'addOnly' ? taken.map(([, name]) => name) : [];
  const set = new Map<string, string>();
  for (const [key, name] of has) {
    if (asks.has(key)) set.set(key, name);
    else if (isRaised(name, asks)) {
      if (!adds) set.set(key, name);
    } else if (!takes) set.set(key, name);
  }
  for (const [key, name] of asks) {
    if (has.has(key)) continue;
    if (!isProLevel(name)) {
      if (adds) set.set(key, name);
      continue;
    }
    const held = [...has.values()].filter(isProLevel);
    if (held.length === 0 ? adds : held.every(own => rises(own, name)) ? adds : takes) set.set(key, name);
  }
  const changes = set.size !== has.size || [...set.keys()].some(key => !has.has(key));
  return { set: changes ? [...set.values()] : held, changes, keeps, leaves: [] };
}

const rises = (from: string, to: string): boolean => proLevelRank(to) > proLevelRank(from);

/** Whether this level gives way to a higher one. */
const isRaised = (name: string, asks: ReadonlyMap<string, string>): boolean =>
  isProLevel(name) && [...asks.values()].some(asked => isProLevel(asked) && rises(name, asked));

/** The user type that is wanted. A member always has one: whom the policy says nothing of keeps it. */
export function wantedType(
  mode: Mode,
  held: readonly string[],
  wish: readonly string[],
  isProtected: boolean,
): WantedSet {
  const [from] = held;
  const [to] = wish;
  if (to === undefined || from === to) return same(held);
  const shift = from === undefined ? 'raises' : typeShift(from, to);
  // A change that is neither up nor down for certain takes something, as far as anybody knows.
  if (isProtected && shift !== 'raises' && mode !== 'addOnly') return { ...same(held), keeps: held };
  if ((mode === 'addOnly' && shift !== 'raises') || (mode === 'removeOnly' && shift !== 'lowers'))
    return { ...same(held), leaves: [to] };
  return { set: [to], changes: true, keeps: [], leaves: [] };
}

/** What a change takes from a member; a level that gives way to a higher one is not taken. */
export function takenBy(
  kind: 'listing' | 'appBundle' | 'userType',
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  const has = fold(after);
  if (kind !== 'userType')
    return before.filter(name => !has.has(entitlementKey(name)) && !isRaised(name, has));
  const [from] = before;
  const [to] = after;
  if (from === undefined || to === undefined) return [];
  const shift = typeShift(from, to);
  return shift === 'same' || shift === 'raises' ? [] : [from];
}
