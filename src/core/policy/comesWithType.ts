// What a policy that removes doubles does not ask for: levels that come with a member's user type as well.
import { isProLevel } from '../catalog';
import { userTypeId } from '../ids';
import type { ItemId } from '../ids';
import { memberIndex } from './memberIndex';
import { doublesIn } from './orgDoubles';
import type { PolicyOrganization } from './policyOrganization';
import type { TargetWishes } from './policyWishes';
import { userTypesTarget } from './wishTypes';

/** By member (`userKey`): what of a set comes with the user type for certain. */
export type ComesWithType = (member: string, set: readonly string[]) => readonly string[];

const none: readonly string[] = [];

/**
 * What comes with the user type that a member has, and with the one that is wished: a change of it may be skipped, and nobody is to be left with neither.
 * The rest is for the plan, which knows what becomes of the change.
 * @param wished the wishes of user types
 * @param kept by `userKey`: protected members, who keep theirs
 */
export function comesWithType(
  wished: TargetWishes | undefined,
  { members }: PolicyOrganization,
  kept: ReadonlySet<string>,
): ComesWithType {
  let types: ReadonlyMap<string, string> | undefined;
  const { userTypes } = memberIndex(members);
  return (member, set) => {
    const type = userTypes.get(member);
    if (type === undefined || kept.has(member) || !set.some(isProLevel)) return none;
    types ??= new Map(
      wished?.wishes.map(({ entitlements }, at) => [wished.keys[at] ?? '', entitlements[0] ?? '']),
    );
    const next = types.get(member);
    const now = doublesIn(set, userTypeId(type));
    return next === undefined || next === type ? now : doublesIn(now, userTypeId(next));
  };
}

/** The wishes without what `doublesFor` names. Members of the same rules share their lists as before. */
export function withoutDoubles(
  byTarget: ReadonlyMap<ItemId, TargetWishes>,
  doublesFor: ComesWithType,
): ReadonlyMap<ItemId, TargetWishes> {
  const lists = new Map<readonly string[], Map<string, readonly string[]>>();
  const single = (member: string, set: readonly string[]): readonly string[] => {
    const doubles = doublesFor(member, set);
    if (doubles.length === 0) return set;
    let ofSet = lists.get(set);
    if (ofSet === undefined) lists.set(set, (ofSet = new Map<string, readonly string[]>()));
    const key = doubles.join('\n');
    let left = ofSet.get(key);
    if (left === undefined) ofSet.set(key, (left = set.filter(one => !doubles.includes(one))));
    return left;
  };
  return new Map(
    [...byTarget].map(([itemId, { wishes, keys }]) => [
      itemId,
      itemId === userTypesTarget
        ? { wishes, keys }
        : {
            keys,
            wishes: wishes.map((wish, at) => {
              const entitlements = single(keys[at] ?? '', wish.entitlements);
              return entitlements === wish.entitlements ? wish : { ...wish, entitlements };
            }),
          },
    ]),
  );
}
