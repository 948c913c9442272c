// What of a member's set an operation itself changed, apart from what others gave and took: only that can be taken back (issue 4, section 7).
import { isProLevel } from './catalog';
import { entitlementKey } from './ids';
import type { Entitlement } from './ids';
import type { JournalMember } from './journalOperations';
import type { Target } from './planTypes';
import { sameSet } from './sameSet';

/** A set that the member may hold, and the one that it is to hold then. */
export interface Way {
  readonly held: readonly Entitlement[];
  readonly to: readonly Entitlement[];
}

export interface OwnInput {
  readonly member: JournalMember;
  readonly kind: Target['kind'];
  /** What each request of the plan that names the member was to leave, in their order. */
  readonly steps: readonly (readonly Entitlement[])[];
  /** What was sent for the member, in its order. */
  readonly sent: readonly (readonly Entitlement[])[];
}

/** By {@link entitlementKey}: what was sent to be given, as undefined, or to be taken, as it was spelled; by the first request that changes it. */
type Touched = ReadonlyMap<string, Entitlement | undefined>;

const keysOf = (set: readonly Entitlement[]): Set<string> =>
  new Set(set.filter(name => name !== '').map(entitlementKey));

/**
 * Each request changes the set that the one before it in the plan was to leave: where that one was not sent, because somebody else had done the same, it
 * is not this operation that did it.
 */
function touchedBy({ member, steps, sent }: OwnInput): Touched {
  const touched = new Map<string, Entitlement | undefined>();
  let last = 0;
  for (const set of sent) {
    const at = steps.findIndex((step, index) => index >= last && sameSet(step, set));
    if (at > 0) last = at;
    const from = (at > 0 ? steps[at - 1] : undefined) ?? member.before;
    const [has, had] = [keysOf(set), keysOf(from)];
    for (const key of has) if (!had.has(key) && !touched.has(key)) touched.set(key, undefined);
    for (const name of from) {
      const key = entitlementKey(name);
      if (name !== '' && !has.has(key) && !touched.has(key)) touched.set(key, name);
    }
  }
  return touched;
}

/** `held` without what the operation gave, and with what it took: whatever else there is was given by others, and what else is missing taken by them. */
function withoutOwn(
  { kind, member }: Pick<OwnInput, 'kind' | 'member'>,
  held: readonly Entitlement[],
  touched: Touched,
): readonly Entitlement[] {
  const [has, had] = [keysOf(held), keysOf(member.before)];
  const stays = held.filter(name => {
    const key = entitlementKey(name);
    return !touched.has(key) || touched.get(key) !== undefined;
  });
  // Of user types, and of the levels of Pro, a member has one: where somebody else has put another in its place, that one stays. One of two levels
  // that were there before is no such other.
  const isTaken = (name: Entitlement): boolean =>
    kind === 'userType'
      ? stays.length > 0
      : isProLevel(name) && stays.some(one => isProLevel(one) && !had.has(entitlementKey(one)));
  const back = [...touched.values()].filter(
    (name): name is Entitlement => name !== undefined && !has.has(entitlementKey(name)) && !isTaken(name),
  );
  return [...stays, ...back];
}

/**
 * The sets that the operation may have left the member with, each with what it is without the operation's own part. More than one where it is not known
 * how its writes ended.
 */
export function waysBack(input: OwnInput): readonly Way[] {
  const { member, sent } = input;
  const { outcome, after, result } = member;
  const touched = touchedBy(input);
  const actual = result?.actual === undefined ? [] : [result.actual];
  const left =
    outcome === 'done'
      ? [after]
      : outcome === 'notDone' && actual.length > 0
        ? actual
        : // What was sent may have arrived since it was read back.
          [...actual, ...sent];
  return left.map(held => ({ held, to: withoutOwn(input, held, touched) }));
}

/** Whether anything is taken back that way. */
export const isOwn = ({ held, to }: Way): boolean => !sameSet(held, to);
