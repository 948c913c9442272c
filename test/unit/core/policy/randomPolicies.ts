// Random organizations and policies, the same in every run.
import { entitlement, itemId, userKey, username, userTypeId } from '../../../../src/core/ids';
import type { Entitlement, ItemId } from '../../../../src/core/ids';
import type { AppBundle, Listing } from '../../../../src/core/model';
import type {
  GrantContent,
  PeopleContent,
  PolicyContent,
  QuotaContent,
  SelectorContent,
  TargetContent,
} from '../../../../src/core/policy/policyContent';
import { known } from '../../../../src/core/policy/policyOrganization';
import type {
  PolicyHeld,
  PolicyMember,
  PolicyOrganization,
} from '../../../../src/core/policy/policyOrganization';
import { bundleEntitlement } from '../../../../src/core/catalog';
import { Random } from '../../../../src/samplePortal/random';

export { Random };

/** 22 November 2026, noon UTC. */
export const now = Date.UTC(2026, 10, 22, 12);

export const userTypes = ['viewerUT', 'creatorUT', 'GISProfessionalAdvUT'] as const;
export const roles = ['org_user', 'org_publisher', 'customRole1'] as const;
const keys = [
  'desktopBasicN',
  'desktopAdvN',
  'spatialAnalystN',
  'networkAnalystN',
  '3DAnalystN',
  'Insights',
  'drone2map',
] as const;
const odd = ['ÿnne.o', "o'neil", 'a b', 'say "hi"', 'back\\slash', '中文', '2024', '__proto__', 'é\u2028e'];

const some = <T>(random: Random, list: readonly T[], share: number): T[] =>
  list.filter(() => random.next() < share);

/** A list in which at least one is. */
const few = <T>(random: Random, list: readonly T[], most: number): T[] =>
  random.shuffled(list).slice(0, 1 + random.below(Math.min(most, list.length)));

export function randomOrganization(random: Random, most = 24): PolicyOrganization {
  const members = Array.from({ length: 1 + random.below(most) }, (_, index): PolicyMember => {
    const odder = index < odd.length && random.below(8) === 0 ? odd[index] : undefined;
    const role = random.pick(roles);
    return {
      username: username(odder ?? `${random.pick(['Ana', 'bob', 'Cy'])}.${index}`),
      userType: userTypeId(random.pick(userTypes)),
      ...(role === 'customRole1' ? { role: 'org_user', roleId: role } : { role }),
    };
  });
  const listings = Array.from({ length: 1 + random.below(4) }, (_, index): Listing => {
    const isTwin = index > 0 && random.below(6) === 0;
    return {
      itemId: itemId(`item${index}`),
      title: isTwin ? 'Listing 0' : `Listing ${index}`,
      status: 'active',
      pools: few(random, keys, 6).map(key => ({ key: entitlement(key), num: random.below(30) })),
      canDisconnect: false,
      hasListing: true,
    };
  });
  const appBundles = Array.from({ length: random.below(3) }, (_, index): AppBundle => ({
    itemId: itemId(`bundle${index}`),
    name: `Bundle ${index}`,
  }));
  const held = new Map<ItemId, ReturnType<typeof known<PolicyHeld>>>();
  for (const one of listings)
    held.set(
      one.itemId,
      known(
        randomHeld(
          random,
          members,
          one.pools.map(pool => pool.key),
        ),
      ),
    );
  for (const one of appBundles) held.set(one.itemId, known(randomHeld(random, members, [bundleEntitlement])));
  return {
    timeZone: random.pick(['UTC', 'Europe/Zurich', 'America/Los_Angeles', 'Pacific/Kiritimati']),
    listings: known(listings),
    appBundles: known(appBundles),
    userTypes: known(userTypes.map(id => ({ id: userTypeId(id), name: id.replace('UT', '') }))),
    roles: known([{ id: 'customRole1', name: 'Planner' }]),
    members: known({ items: members }),
    groups: known([
      {
        id: 'g1',
        title: 'Field crew',
        members: known({ items: few(random, members, 8).map(one => one.username) }),
      },
      { id: 'g2', title: 'Twins', members: known({ items: [] }) },
      { id: 'g3', title: 'Twins', members: known({ items: [] }) },
    ]),
    rosters: new Map([
      ['rosters/one.csv', known([...few(random, members, 4).map(one => one.username), 'gone.1'])],
    ]),
    held,
  };
}

/** Held in ways that a policy can say in few words, and in others. */
function randomHeld(
  random: Random,
  members: readonly PolicyMember[],
  pools: readonly Entitlement[],
): PolicyHeld {
  const sets = Array.from({ length: 1 + random.below(3) }, () => few(random, pools, pools.length));
  const by = random.below(4);
  const share = random.pick([0, 0.3, 0.7, 1]);
  const chosen = new Map<string, Entitlement[]>();
  const holdings = new Map<string, { username: PolicyMember['username']; entitlements: Entitlement[] }>();
  for (const one of members) {
    const kind = by === 0 ? one.userType : by === 1 ? (one.roleId ?? one.role) : undefined;
    const set =
      kind === undefined
        ? random.next() < share
          ? random.pick(sets)
          : []
        : (chosen.get(kind) ?? (random.below(2) === 0 ? [] : random.pick(sets)));
    if (kind !== undefined) chosen.set(kind, set);
    const isListed = set.length > 0 || random.below(5) === 0;
    if (isListed)
      holdings.set(userKey(one.username), { username: one.username, entitlements: random.shuffled(set) });
  }
  return { holdings, complete: true };
}

/** What a policy may be about: names that are there, in any case where case does not count. */
export interface Names {
  readonly members: readonly string[];
  readonly listings: readonly Listing[];
  readonly bundles: readonly AppBundle[];
}

export function namesOf(organization: PolicyOrganization): Names {
  const { members, listings, appBundles } = organization;
  return {
    members: members.state === 'known' ? members.value.items.map(one => one.username) : [],
    listings: listings.state === 'known' ? listings.value : [],
    bundles: appBundles.state === 'known' ? appBundles.value : [],
  };
}

/** A policy without faults for an organization: everything that it names is there, and teams are made of earlier ones alone. */
export function randomPolicy(random: Random, names: Names): PolicyContent {
  const teamNames = few(random, ['planning', 'field', 'ops', '2024', 'Ünits', 'a b', '__proto__'], 4);
  const teams = teamNames.map((name, index) => ({
    name,
    people: selector(random, names, teamNames.slice(0, index), 2),
    ...note(random),
  }));
  const setNames = some(random, ['analyst', 'basic', '7', 'constructor'], 0.6);
  const sets = setNames.map(name => ({ name, entitlements: few(random, keys, 3) }));
  const people = (): PeopleContent => randomPeople(random, names, teamNames, 2);
  const period = (): Pick<GrantContent, 'from' | 'until'> => ({
    ...(random.below(4) === 0 ? { from: random.pick(['2026-01-01', '2026-11-22', '2027-02-28']) } : {}),
    ...(random.below(4) === 0 ? { until: random.pick(['2027-02-28', '2028-02-29']) } : {}),
  });
  const grant = (give: readonly string[]): GrantContent => ({
    to: people(),
    give,
    ...period(),
    ...(random.below(3) === 0 ? { priority: 1 + random.below(9) } : {}),
    ...note(random),
  });
  const quotas = (pools: readonly string[]): QuotaContent[] =>
    some(random, teamNames, 0.2).map(team => ({
      team,
      ...(pools.length > 0 && random.below(2) === 0 ? { entitlement: random.pick(pools) } : {}),
      seats: random.below(30),
      ...note(random),
    }));
  const titles = new Map<string, number>();
  for (const one of names.listings) titles.set(one.title, (titles.get(one.title) ?? 0) + 1);
  const listings = some(random, names.listings, 0.8).map((one): TargetContent => {
    const pools = one.pools.map(pool => pool.key as string);
    const fitting = sets
      .filter(set => set.entitlements.every(key => pools.includes(key)))
      .map(set => set.name);
    const isUnique = titles.get(one.title) === 1;
    const form = isUnique ? random.below(3) : random.below(2);
    return {
      kind: 'listing',
      ...(form === 0 ? {} : { title: one.title }),
      ...(form === 2 ? {} : { itemId: one.itemId }),
      ...note(random),
      grants: Array.from({ length: random.below(4) }, () => {
        const give = few(random, [...pools, ...fitting], 3);
        return grant(
          random.below(4) === 0 ? give.map(name => (pools.includes(name) ? name.toUpperCase() : name)) : give,
        );
      }),
      quotas: quotas(pools),
    };
  });
  const bundles = some(random, names.bundles, 0.8).map((one): TargetContent => ({
    kind: 'appBundle',
    itemId: one.itemId,
    grants: Array.from({ length: random.below(3) }, () => grant([])),
    quotas: quotas([]),
  }));
  const isAboutTypes = random.below(2) === 0;
  return {
    portal: random.pick(['https://x.maps.arcgis.com', 'https://gis.example/portal', 'sample:online-M']),
    mode: random.pick(['exact', 'addOnly', 'removeOnly']),
    ...(random.below(4) === 0 ? { timeZone: 'Europe/Zurich' } : {}),
    ...note(random),
    notify: random.below(4) === 0,
    allowGaps: random.below(4) === 0,
    ...(random.below(4) === 0 ? { removeDoubles: random.below(2) === 0 } : {}),
    ...(random.below(3) === 0
      ? { removalThreshold: random.below(2) === 0 ? { count: random.below(9) } : { count: 1, percent: 2.5 } }
      : {}),
    ...(random.below(3) === 0 ? { protected: people() } : {}),
    ...(random.below(3) === 0 ? { exclude: people() } : {}),
    sets,
    teams,
    targets: [...listings, ...bundles],
    // Rules for several user types of one member need an order.
    ...(isAboutTypes
      ? {
          userTypes: few(random, userTypes, 3).map((type, index) => ({
            ...grant([type]),
            priority: index + 1,
          })),
        }
      : {}),
  };
}

const note = (random: Random): { readonly note?: string } =>
  random.below(6) === 0
    ? { note: random.pick(['why', 'two\nlines // no comment', '', '日本 "quoted"']) }
    : {};

export function randomPeople(
  random: Random,
  names: Names,
  teams: readonly string[],
  depth: number,
): PeopleContent {
  return Array.from({ length: 1 + random.below(2) }, () =>
    teams.length > 0 && random.below(2) === 0
      ? { team: [random.pick(teams)] }
      : selector(random, names, teams, depth),
  );
}

function selector(random: Random, names: Names, teams: readonly string[], depth: number): SelectorContent {
  const members = (): string[] =>
    few(random, names.members, 3).map(name => (random.below(4) === 0 ? name.toUpperCase() : name));
  const parts: readonly (() => SelectorContent)[] = [
    () => ({ members: members() }),
    () => ({ members: [...members(), 'not.a.member'] }),
    () => ({ userType: few(random, userTypes, 2) }),
    () => ({ role: few(random, ['org_user', 'customRole1', 'planner', 'org_admin'], 2) }),
    () => ({ group: [random.pick(['g1', 'field CREW'])] }),
    () => ({ roster: ['rosters/one.csv'] }),
    () => ({ everyone: true }),
    () => (teams.length === 0 ? { members: members() } : { team: few(random, teams, 2) }),
  ];
  const chosen = few(random, parts, 2).map(part => part());
  // In the order in which they are written, so that what is read again is the same to the letter.
  const all: SelectorContent = Object.assign({}, ...chosen) as SelectorContent;
  return {
    ...all,
    ...(depth > 0 && random.below(4) === 0 ? { except: randomPeople(random, names, teams, depth - 1) } : {}),
  };
}
