// Names for what is written into a policy: after what a set gives and whom a team holds, so that a reader needs no key.
import { entitlementName, isProLevel, proLevelRank } from '../catalog';
import type { Entitlement } from '../ids';

/** `ArcGIS Pro Advanced` → `pro-advanced`: letters and digits of any language, lower case, hyphens between. */
export function slug(text: string): string {
  const plain = text
    .replace(/^ArcGIS\s+(?=\S)/i, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return Array.from(plain).slice(0, 40).join('').replace(/-+$/, '');
}

/** So many entitlements beside the level are spelled out in the name of a set. */
const namedParts = 2;

/** After the level and the extensions: `pro-advanced-spatial-analyst`, `pro-advanced-plus-7`, `insights-all`. */
export function setName(
  entitlements: readonly Entitlement[],
  target: { readonly title: string; readonly pools: readonly unknown[] },
): string {
  const levels = entitlements.filter(isProLevel).sort((a, b) => proLevelRank(b) - proLevelRank(a));
  const others = entitlements.filter(one => !isProLevel(one));
  const base = levels.map(one => slug(entitlementName(one))).join('-');
  const start = base === '' ? slug(target.title) : base;
  if (entitlements.length > namedParts + 1 && entitlements.length === target.pools.length)
    return `${start}-all`;
  if (others.length > namedParts) return `${start}-plus-${others.length}`;
  const rest = others.map(one => slug(entitlementName(one))).join('-');
  return base === '' && rest !== '' ? rest : `${start}-${rest}`.replace(/-$/, '');
}

/** Gives out names, each once: the second `pro-advanced-plus-7` is `pro-advanced-plus-7-2`. */
export class Names {
  readonly #taken: Set<string>;

  /** @param taken names that would mean something else, such as entitlements */
  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(Array.from(taken, one => one.toLowerCase()));
  }

  take(wanted: string): string {
    const base = wanted === '' ? 'unnamed' : wanted;
    let name = base;
    for (let next = 2; this.#taken.has(name.toLowerCase()); next++) name = `${base}-${next}`;
    this.#taken.add(name.toLowerCase());
    return name;
  }
}
