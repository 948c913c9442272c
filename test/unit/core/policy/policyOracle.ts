// What a policy comes to for one member of one target, written from issue 4 and knowing nothing of how the plan is made.
import { userKey } from '../../../../src/core/ids';
import type { TargetState } from '../../../../src/core/planTypes';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';
import type { OrganizationInput } from '../../../../src/core/policy/planOrganization';

const levels = ['desktopBasicN', 'desktopStdN', 'desktopAdvN'];
const chain = ['viewerUT', 'editorUT', 'creatorUT', 'GISProfessionalStdUT', 'GISProfessionalAdvUT'];
const includes: Readonly<Record<string, number>> = {
  creatorUT: 1,
  GISProfessionalStdUT: 2,
  GISProfessionalAdvUT: 3,
};

/** 1 to 3 for the Pro level of a set, 0 for none. */
export const levelOf = (set: Iterable<string>): number =>
  Math.max(0, ...[...set].map(name => levels.indexOf(name) + 1));

/** 1 to 3 for the Pro level that comes with a user type, 0 for none. */
export const includedLevel = (type: string | undefined): number => includes[type ?? ''] ?? 0;

const proLevels: readonly string[] = ['desktopbasicn', 'desktopstdn', 'desktopadvn'];

/** Whether an entitlement comes with each of these user types; false where one of them is not known. */
export const isIncluded = (name: string, types: readonly (string | undefined)[]): boolean => {
  const rank = proLevels.indexOf(name.toLowerCase()) + 1;
  return rank > 0 && types.every(type => rank <= includedLevel(type));
};

const isRise = (from: string, to: string): boolean =>
  from === 'viewerUT' ||
  (chain.includes(from) && chain.includes(to) && chain.indexOf(to) > chain.indexOf(from));
const isFall = (from: string, to: string): boolean => isRise(to, from);

/** Whether a member with `before` has something taken away with `after`. */
export function isReduced(
  kind: TargetState['target']['kind'],
  before: Iterable<string>,
  after: Iterable<string>,
): boolean {
  const had = [...before];
  const has = new Set(after);
  if (kind === 'userType') {
    const [from] = had;
    const [to] = has;
    return from !== undefined && from !== to && !(to !== undefined && isRise(from, to));
  }
  return levelOf(has) < levelOf(had) || had.some(name => !levels.includes(name) && !has.has(name));
}

export class PolicyOracle {
  readonly #input: OrganizationInput;
  readonly #wishes = new Map<string, readonly string[]>();
  readonly #offline = new Set<string>();

  constructor(input: OrganizationInput) {
    this.#input = input;
    for (const wish of input.wishes)
      this.#wishes.set(`${wish.itemId} ${userKey(wish.username)}`, wish.entitlements);
    for (const { holdings } of input.targets)
      for (const [key, { offline }] of holdings) if (offline) this.#offline.add(key);
  }

  wish(itemId: string, key: string): readonly string[] | undefined {
    return this.#wishes.get(`${itemId} ${key}`);
  }

  /** The set after a plan that leaves the member not out. */
  expected(state: TargetState, key: string): ReadonlySet<string> {
    const { mode, protected: isProtected } = this.#input.rules;
    const held = new Set<string>(state.holdings.get(key)?.entitlements ?? []);
    const wish = this.wish(state.target.itemId, key);
    if (state.target.kind === 'userType') return new Set([this.#type(key, held, wish)].flat());
    const asked = new Set(wish ?? []);
    const keeps = isProtected.has(key);
    if (this.#input.rules.removeDoubles === true && !keeps) {
      const included = includedLevel(this.#typeAsPlanned(key));
      for (const [at, level] of levels.entries()) if (at + 1 <= included) asked.delete(level);
    }
    const others = (set: ReadonlySet<string>): string[] => [...set].filter(name => !levels.includes(name));
    const a = levelOf(held);
    const b = levelOf(asked);
    let level: number;
    let rest: string[];
    if (mode === 'removeOnly') {
      level = keeps ? a : Math.min(a, b);
      rest = keeps ? others(held) : others(held).filter(name => asked.has(name));
    } else if (mode === 'addOnly' || keeps) {
      level = Math.max(a, b);
      rest = [...others(held), ...others(asked)];
    } else {
      level = b;
      rest = others(asked);
    }
    return new Set(level === 0 ? rest : [levels[level - 1]!, ...rest]);
  }

  #type(key: string, held: ReadonlySet<string>, wish: readonly string[] | undefined): readonly string[] {
    const { mode, protected: isProtected } = this.#input.rules;
    const [from] = held;
    const [to] = wish ?? [];
    if (to === undefined || from === undefined) return [...held];
    if ((mode === 'addOnly' || isProtected.has(key)) && !isRise(from, to)) return [from];
    if (mode === 'removeOnly' && !isFall(from, to)) return [from];
    return [to];
  }

  /** The user type that the member is to have, whether there is a seat of it or not. */
  #typeAsPlanned(key: string): string | undefined {
    const state = this.#input.targets.find(each => each.target.itemId === userTypesTarget);
    const [now] = state?.holdings.get(key)?.entitlements ?? [];
    if (!state || now === undefined) return this.#input.userTypes?.(key);
    if (this.#offline.has(key) || this.#input.rules.excluded.has(key)) return now;
    return this.#type(key, new Set([now]), this.wish(userTypesTarget, key))[0];
  }
}
