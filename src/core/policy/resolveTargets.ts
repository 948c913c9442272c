// Which listing or app bundle an entry of a policy means: the item id counts, a title only where it is unique.
import { bundleEntitlement } from '../catalog';
import type { FileProblem, LocatedText } from '../files/fileProblem';
import { problem } from '../files/fileProblem';
import type { Entitlement, ItemId } from '../ids';
import { entitlementKey } from '../ids';
import type { Listing } from '../model';
import { nearMatch } from '../nearMatch';
import type { PolicyOrganization } from './policyOrganization';
import type { NamedSet, PolicyTarget } from './policyTypes';
import { writeName } from './resolvePeople';

/** A target of the policy as the portal has it. */
export interface ResolvedTarget {
  readonly kind: 'listing' | 'appBundle';
  readonly itemId: ItemId;
  readonly title: string;
  readonly pools: readonly { readonly key: Entitlement; readonly total?: number }[];
  readonly maxUsers?: number;
}

/** What the portal has of one kind. */
export function targetsOf(
  { listings, appBundles }: Pick<PolicyOrganization, 'listings' | 'appBundles'>,
  kind: PolicyTarget['kind'],
): readonly ResolvedTarget[] {
  if (kind === 'listing') return listings.state === 'known' ? listings.value.map(ofListing) : [];
  if (appBundles.state === 'unread') return [];
  return appBundles.value.map(({ itemId, name, maximum }) => ({
    kind,
    itemId,
    title: name,
    pools: [{ key: bundleEntitlement, ...(maximum === undefined ? {} : { total: maximum }) }],
  }));
}

const ofListing = ({ itemId, title, pools, maxUsers }: Listing): ResolvedTarget => ({
  kind: 'listing',
  itemId,
  title,
  pools: pools.map(({ key, num }) => ({ key, total: num })),
  ...(maxUsers === undefined ? {} : { maxUsers }),
});

/** How a policy's entry is called in texts. */
export const targetName = ({ title, itemId }: PolicyTarget): string => title?.text ?? itemId?.text ?? '?';

const sameTitle = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();

/** The target that an entry means; undefined, with an error, where that cannot be told. */
export function findTarget(
  entry: PolicyTarget,
  organization: PolicyOrganization,
): { readonly target?: ResolvedTarget; readonly problems: readonly FileProblem[] } {
  const { title, itemId, at } = entry;
  const place: { readonly offset: number; readonly length: number } = itemId ??
    title ?? { offset: at.offset, length: 1 };
  const read = entry.kind === 'listing' ? organization.listings : organization.appBundles;
  if (read.state === 'unread')
    return {
      problems: [problem('error', place, 'policy.listingsUnread', targetName(entry), read.why)],
    };
  const targets = targetsOf(organization, entry.kind);
  if (itemId !== undefined) return byItemId(entry, itemId, targets);
  if (title === undefined) return { problems: [] };
  const found = targets.filter(one => sameTitle(one.title, title.text));
  const target = found[0];
  if (target === undefined) return { problems: [noSuch(entry, title, targets)] };
  if (found.length === 1) return { target, problems: [] };
  const ids = found.map(one => one.itemId).join(', ');
  return { problems: [problem('error', title, 'policy.ambiguousTitle', title.text, found.length, ids)] };
}

function byItemId(
  entry: PolicyTarget,
  itemId: LocatedText,
  targets: readonly ResolvedTarget[],
): ReturnType<typeof findTarget> {
  const target = targets.find(one => one.itemId === itemId.text);
  const { title } = entry;
  if (target === undefined) {
    return entry.kind === 'listing'
      ? { problems: [problem('error', itemId, 'policy.unknownListing', itemId.text)] }
      : { problems: [problem('error', itemId, 'policy.unknownBundle', itemId.text)] };
  }
  if (title === undefined || sameTitle(title.text, target.title)) return { target, problems: [] };
  return {
    target,
    problems: [
      {
        ...problem('warning', title, 'policy.otherTitle', itemId.text, title.text, target.title),
        fixes: [writeName(title, target.title)],
      },
    ],
  };
}

function noSuch(entry: PolicyTarget, title: LocatedText, targets: readonly ResolvedTarget[]): FileProblem {
  const code = entry.kind === 'listing' ? 'policy.unknownTitle' : 'policy.unknownBundle';
  const near = nearMatch(
    title.text,
    targets.map(one => one.title),
  );
  if (near === undefined) return problem('error', title, code, title.text);
  return { ...problem('error', title, `${code}Near`, title.text, near), fixes: [writeName(title, near)] };
}

/** Names of sets and entitlements → entitlements in the portal's spelling, each once. */
export class Vocabulary {
  readonly #sets: ReadonlyMap<string, NamedSet>;
  readonly #keys: ReadonlyMap<string, Entitlement>;
  readonly #title: string;
  /** What misspelt names were probably meant to be: a rule for each member repeats them. */
  readonly #meant = new Map<string, string | undefined>();

  /** @param held what members hold of the target: it counts as well, also without a pool */
  constructor(
    sets: readonly NamedSet[],
    target: ResolvedTarget,
    held: Iterable<readonly Entitlement[]> = [],
  ) {
    this.#sets = new Map(sets.map(set => [set.name.text, set]));
    this.#title = target.title;
    const keys = new Map<string, Entitlement>();
    for (const names of new Set(held)) for (const name of names) keys.set(entitlementKey(name), name);
    for (const { key } of target.pools) keys.set(entitlementKey(key), key);
    keys.delete('');
    this.#keys = keys;
  }

  /** What the names give, and an error for each that is neither a set nor an entitlement of the target. */
  expand(give: readonly LocatedText[]): {
    readonly entitlements: readonly Entitlement[];
    readonly problems: readonly FileProblem[];
  } {
    const found = new Map<string, Entitlement>();
    const problems: FileProblem[] = [];
    for (const at of give) {
      const set = this.#sets.get(at.text);
      for (const name of set === undefined ? [at] : set.entitlements) {
        const key = entitlementKey(name.text);
        const spelled = this.#keys.get(key);
        // A set can be for several listings: what it lacks here is said where it is given, or else the set itself would be blamed.
        if (spelled === undefined) problems.push(this.#unknown(at, name));
        else found.set(key, spelled);
      }
    }
    return { entitlements: [...found.values()], problems };
  }

  #unknown(at: LocatedText, name: LocatedText): FileProblem {
    const { text } = name;
    if (!this.#meant.has(text))
      this.#meant.set(text, nearMatch(text, [...this.#sets.keys(), ...this.#keys.values()]));
    const near = this.#meant.get(text);
    if (near === undefined) return problem('error', at, 'policy.unknownEntitlement', name.text, this.#title);
    const fault = problem('error', at, 'policy.unknownEntitlementNear', name.text, this.#title, near);
    return { ...fault, fixes: [writeName(name, near)] };
  }
}
