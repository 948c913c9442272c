// `Adopt Current State`: the smallest readable policy that reproduces what a portal has now.
import { userTypeName } from '../catalog';
import { entitlementKey } from '../ids';
import type { Entitlement, ItemId, Username } from '../ids';
import { l10n } from '../l10n';
import { Names, setName, slug } from './adoptNames';
import { PeopleWriter } from './adoptPeople';
import type { GrantContent, PolicyContent, TargetContent } from './policyContent';
import { emptyContent } from './policyContent';
import type { PolicyHeld, PolicyOrganization } from './policyOrganization';
import { heldUserTypes } from './policyOrganization';
import { printPolicy } from './printPolicy';
import type { ResolvedTarget } from './resolveTargets';
import { targetsOf } from './resolveTargets';

export interface AdoptInput {
  /** As `portalInPolicy` names it. */
  readonly portal: string;
  /** For people; not part of what is planned. */
  readonly portalName: string;
  /** The portal's own zone, for the dates that a policy may get: without it, each computer would count them in its own. Absent where it is not known. */
  readonly timeZone?: string;
  /** With what is held of every target that is to be adopted. */
  readonly organization: PolicyOrganization;
  /** All listings and app bundles where absent. */
  readonly only?: ReadonlySet<ItemId>;
  /** Whether the members' user types are written as well; true where absent. */
  readonly userTypes?: boolean;
}

export interface AdoptedPolicy {
  /** JSONC with a few comments. */
  readonly text: string;
  readonly content: PolicyContent;
  /** What could not be read whole: a policy of a part would take the rest away. */
  readonly leftOut: readonly { readonly title: string; readonly why: string }[];
}

/** A plan takes nothing from more members than these unasked, until the administrator says otherwise. */
const threshold = { count: 20, percent: 5 } as const;

/**
 * Writes the policy of what is held now (issue 4, section 1), in mode `exact`: planning it right after yields no change. Members with equal sets stand
 * together, sets are named after what they give, and user types or roles are named where they are exactly the holders. Equal states give equal texts.
 */
export function adoptPolicy(input: AdoptInput): AdoptedPolicy {
  const { portal, portalName, timeZone, organization, only, userTypes = true } = input;
  const leftOut: { readonly title: string; readonly why: string }[] = [];
  const holdings = [
    ...holdingsOf('listing', organization, leftOut),
    ...holdingsOf('appBundle', organization, leftOut),
  ].filter(one => only?.has(one.target.itemId) ?? true);
  const types = userTypes ? typesOf(organization, leftOut) : undefined;

  const people = new PeopleWriter(organization);
  for (const { groups } of holdings) for (const { members } of groups) people.count(members);
  for (const { members } of types ?? []) people.count(members, 'userType');
  const sets = new SetWriter(
    holdings.flatMap(({ target, groups }) => [
      ...target.pools.map(one => one.key),
      ...groups.flatMap(one => one.entitlements),
    ]),
  );
  const named = holdings.map(({ target, groups }) => ({
    target,
    grants: groups
      .map(group => ({ ...group, give: sets.write(group.entitlements, target) }))
      .sort((a, b) => byText(a.give.join(' '), b.give.join(' '))),
  }));
  const targets = named.map(({ target, grants }): TargetContent => {
    const { kind, title, itemId } = target;
    return {
      kind,
      // A purchase without its listing has no title (wire reference 7.1); "ArcGIS Pro" twice is told apart by the item id.
      ...(title.trim() === '' || title === itemId ? {} : { title }),
      itemId,
      grants: grants.map(({ members, give }): GrantContent => {
        const name = kind === 'listing' ? give.join('-') : title;
        return { to: people.write(members, slug(name)), give: kind === 'listing' ? give : [] };
      }),
      quotas: [],
    };
  });
  const userTypeRules = types?.map(({ type, members }): GrantContent => ({
    to: people.write(members, slug(userTypeName(type)), 'userType'),
    give: [type],
  }));
  const content: PolicyContent = {
    ...emptyContent(portal),
    mode: 'exact',
    ...(timeZone === undefined ? {} : { timeZone }),
    removalThreshold: threshold,
    sets: sets.all(),
    teams: people.teams.toSorted((a, b) => byText(a.name, b.name)),
    targets,
    ...(userTypeRules === undefined ? {} : { userTypes: userTypeRules }),
  };
  const comments = [
    l10n.t('Who holds what at {0}, as it was adopted.', oneLine(portalName)),
    ...leftOut.map(one => l10n.t('Left out: {0}. {1}', oneLine(one.title), oneLine(one.why))),
  ];
  return { text: printPolicy(content, { comments }), content, leftOut };
}

/** Texts of others end no comment. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

interface Held {
  readonly target: ResolvedTarget;
  /** Members with equal sets. */
  readonly groups: readonly {
    readonly entitlements: readonly Entitlement[];
    readonly members: readonly Username[];
  }[];
}

/** What is held of each target of a kind, by title. */
function holdingsOf(
  kind: ResolvedTarget['kind'],
  organization: PolicyOrganization,
  leftOut: { readonly title: string; readonly why: string }[],
): readonly Held[] {
  const all = kind === 'listing' ? organization.listings : organization.appBundles;
  if (all.state === 'unread') {
    leftOut.push({
      title: kind === 'listing' ? l10n.t('the listings') : l10n.t('the app bundles'),
      why: all.why,
    });
    return [];
  }
  return targetsOf(organization, kind)
    .toSorted((a, b) => byText(a.title, b.title) || byText(a.itemId, b.itemId))
    .flatMap(target => {
      const held = organization.held.get(target.itemId);
      if (held?.state === 'known' && held.value.complete)
        return [{ target, groups: equalSets(held.value, target) }];
      const why =
        held === undefined
          ? l10n.t('Who holds it was not read.')
          : held.state === 'unread'
            ? held.why
            : l10n.t('The list of its holders is not complete.');
      leftOut.push({ title: target.title, why });
      return [];
    });
}

function equalSets({ holdings }: PolicyHeld, { pools }: ResolvedTarget): Held['groups'] {
  const order = new Map(pools.map(({ key }, index) => [entitlementKey(key), index]));
  const place = (key: Entitlement): number => order.get(entitlementKey(key)) ?? pools.length;
  const groups = new Map<
    string,
    { readonly entitlements: readonly Entitlement[]; readonly members: Username[] }
  >();
  // Thousands of holders share a few lists.
  for (const { username, entitlements } of holdings.values()) {
    const held = new Map(entitlements.filter(one => one !== '').map(one => [entitlementKey(one), one]));
    if (held.size === 0) continue;
    const key = [...held.keys()].sort().join('\n');
    const group = groups.get(key);
    if (group !== undefined) group.members.push(username);
    else {
      const inOrder = [...held.values()].sort(
        (a, b) => place(a) - place(b) || byText(entitlementKey(a), entitlementKey(b)),
      );
      groups.set(key, { entitlements: inOrder, members: [username] });
    }
  }
  return [...groups].sort(([a], [b]) => byText(a, b)).map(([, group]) => group);
}

/** The members of each user type, by its id. */
function typesOf(
  { members, userTypes }: PolicyOrganization,
  leftOut: { readonly title: string; readonly why: string }[],
): readonly { readonly type: string; readonly members: readonly Username[] }[] | undefined {
  const held = heldUserTypes(members);
  if (held.state === 'unread' || !held.value.complete) {
    const why = held.state === 'unread' ? held.why : l10n.t('The list of members is not complete.');
    leftOut.push({ title: l10n.t('the user types of members'), why });
    return undefined;
  }
  const types = new Map<string, Username[]>();
  for (const { username, entitlements } of held.value.holdings.values()) {
    const type = entitlements[0];
    if (type === undefined) continue;
    const group = types.get(type);
    if (group === undefined) types.set(type, [username]);
    else group.push(username);
  }
  // A rule of a type that the portal does not list is an error, and would hold the others back. Ids are compared as they are (wire reference 17.5).
  const listed = userTypes.state === 'known' ? new Set<string>(userTypes.value.map(one => one.id)) : types;
  const sorted = [...types].sort(([a], [b]) => byText(a, b));
  for (const [type, { length }] of sorted)
    if (!listed.has(type))
      leftOut.push({
        title: l10n.t('the user type {0}', type),
        why: l10n.t('The portal does not list it. Members who have it: {0}.', length),
      });
  return sorted.filter(([type]) => listed.has(type)).map(([type, group]) => ({ type, members: group }));
}

/** Names the sets: one entitlement alone stands for itself, and equal sets of two listings are one. */
class SetWriter {
  readonly #names: Names;
  readonly #sets = new Map<
    string,
    { readonly name: string; readonly entitlements: readonly Entitlement[] }
  >();

  /** @param entitlements all that a portal has: a set of such a name would stand in their place */
  constructor(entitlements: readonly Entitlement[]) {
    this.#names = new Names(entitlements);
  }

  write(entitlements: readonly Entitlement[], target: ResolvedTarget): readonly string[] {
    if (entitlements.length < 2) return entitlements;
    const key = entitlements.map(entitlementKey).sort().join('\n');
    const known = this.#sets.get(key);
    if (known !== undefined) return [known.name];
    const name = this.#names.take(setName(entitlements, target));
    this.#sets.set(key, { name, entitlements });
    return [name];
  }

  all(): PolicyContent['sets'] {
    return [...this.#sets.values()].sort((a, b) => byText(a.name, b.name));
  }
}
