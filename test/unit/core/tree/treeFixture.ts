// A made-up organization for the tests of the tree: every value differs from every other, so that a value in the wrong place shows.
import { entitlement, itemId, portalId, username, userTypeId, type PortalId } from '../../../../src/core/ids';
import type { HolderFilter } from '../../../../src/core/holderFilter';
import type { Holder, Listed, Listing, Organization, PortalConnection } from '../../../../src/core/model';
import type { PolicyStanding } from '../../../../src/core/policy/policyStanding';
import { PortalError } from '../../../../src/core/problem';
import { childrenOf } from '../../../../src/core/tree/treeModel';
import type {
  JournalShown,
  LoadState,
  TreeBranches,
  TreeBranchName,
  TreeNode,
  TreeState,
} from '../../../../src/core/tree/treeModelTypes';
import { pageSize } from '../../../../src/core/tree/treeModelTypes';
import type { TreeWords } from '../../../../src/core/tree/treeModelWords';

export const now = Date.UTC(2026, 6, 1);
export const day = 86_400_000;
export const onlineId = portalId('p-online');
export const enterpriseId = portalId('p-enterprise');
export const legacyId = portalId('p-legacy');

/** Words that say which they are and with what: `countOf(312, 400)`. */
export const words = new Proxy({} as TreeWords, {
  get:
    (_, name) =>
    (...args: unknown[]) =>
      args.length === 0 ? String(name) : `${String(name)}(${args.join(', ')})`,
});

export const problem = (kind: 'transport' | 'signIn', message: string): PortalError =>
  new PortalError({ kind }, message, { request: 'GET some/path', details: ['detail one'] });

export function connection(id: PortalId, kind: PortalConnection['kind']): PortalConnection {
  return {
    id,
    name: `Name of ${id}`,
    url: `https://${id}.example/portal`,
    kind,
    orgId: `org-${id}`,
    username: username(`saved-${id}`),
  };
}

export function organization(kind: Organization['kind'], canManageLicenses = true): Organization {
  return {
    orgId: 'org',
    name: 'Riverbend',
    kind,
    version: '11.4',
    apiVersion: 2024.2,
    homeUrl: 'https://home.example',
    access: {
      username: username('licence_admin'),
      fullName: 'Lena Admin',
      role: 'org_custom',
      canManageLicenses,
      isAdministrator: false,
    },
    maxUsers: 1501,
    subscriptionEndsAt: now + 301 * day,
  };
}

export function holder(
  name: string,
  entitlements: readonly string[],
  more: Partial<Holder> = { lastUsed: now - 3 * day },
): Holder {
  return { username: username(name), entitlements: entitlements.map(entitlement), offline: false, ...more };
}

export const proId = itemId('2d2a9c99bb2a43548c31cd8e32217af6');
export const pro: Listing = {
  itemId: proId,
  title: 'ArcGIS Pro',
  status: 'active',
  startsAt: now - 181 * day,
  endsAt: now + 182 * day,
  maxUsers: 400,
  pools: [
    { key: entitlement('desktopAdvN'), num: 2 },
    { key: entitlement('networkAnalystN'), num: 17 },
  ],
  canDisconnect: true,
  hasListing: true,
  licenseBy: 'licenseByUser',
  vendor: 'Esri Inc.',
};
export const proHolders: Listed<Holder> = {
  items: [
    holder('ana.keller', ['desktopAdvN', 'networkAnalystN']),
    holder('Ben.Ortiz@riverbend.example', ['desktopAdvN'], { lastUsed: now - 400 * day }),
    holder('cora', ['desktopAdvN'], {}),
    holder('dan', ['networkAnalystN'], {
      lastUsed: now - 9 * day,
      offline: true,
      offlineSince: now - 33 * day,
    }),
  ],
};

type Branches = { [N in TreeBranchName]?: TreeBranches[N] | LoadState<TreeBranches[N]> };
export interface Data {
  readonly portal: PortalConnection;
  readonly branches: Branches;
  /** By item id. */
  readonly holders?: Readonly<Record<string, Listed<Holder> | LoadState<Listed<Holder>>>>;
  readonly bundleHolders?: Readonly<Record<string, TreeBranches['bundleHolders']>>;
  /** By app id. */
  readonly queues?: Readonly<Record<string, TreeBranches['entitlementsQueue']>>;
}

export const ready = <T>(value: T): LoadState<T> => ({ state: 'ready', value, readAt: now - 60_000 });
const isState = (value: object): value is LoadState<never> => 'state' in value;

export interface Knobs {
  readonly shown?: Readonly<Record<string, number>>;
  readonly filters?: Readonly<Record<string, HolderFilter>>;
  /** By portal; without it the tree has no journals. */
  readonly journals?: Readonly<Record<string, LoadState<JournalShown>>>;
  readonly policies?: readonly PolicyStanding[];
}

/** A state over plain data; what is not given was never read. */
export function stateOf(data: readonly Data[], knobs: Knobs = {}): TreeState {
  return {
    portals: data.map(({ portal }) => portal),
    peek: <N extends TreeBranchName>(id: PortalId, name: N, key?: string): LoadState<TreeBranches[N]> => {
      const of = data.find(({ portal }) => portal.id === id);
      const table = { holders: of?.holders, bundleHolders: of?.bundleHolders, entitlementsQueue: of?.queues };
      const value: unknown =
        key === undefined ? of?.branches[name] : table[name as keyof typeof table]?.[key];
      if (value === undefined) return { state: 'idle' };
      return typeof value === 'object' && value !== null && isState(value)
        ? value
        : ready(value as TreeBranches[N]);
    },
    ...(knobs.journals === undefined
      ? {}
      : { journal: (id: PortalId) => knobs.journals?.[id] ?? { state: 'idle' } }),
    ...(knobs.policies === undefined
      ? {}
      : { policies: (id: PortalId) => (knobs.policies ?? []).filter(one => one.portalId === id) }),
    now,
    idleDays: 365,
    expiringDays: 30,
    shown: id => knobs.shown?.[id] ?? pageSize,
    filter: (_, id) => knobs.filters?.[id],
    words,
  };
}

/** Every row that can be reached from the root. */
export function walk(state: TreeState, from?: TreeNode): TreeNode[] {
  return childrenOf(from, state).nodes.flatMap(node => [
    node,
    ...(node.children === 'lazy' ? walk(state, node) : []),
  ]);
}

/** The rows below the first row of a kind. */
export function below(state: TreeState, test: (node: TreeNode) => boolean): readonly TreeNode[] {
  const node = walk(state).find(test);
  return node ? childrenOf(node, state).nodes : [];
}

export const bundleId = itemId('ea1dec565b6f4afbb72501433962d8b1');
export const appItem = itemId('d4a332a0be784dd2be53cec0a35e0859');
export const extensionItem = itemId('bdfda9051e1e43f08af9afda9578efd8');

export const online = (): Data => ({
  portal: connection(onlineId, 'online'),
  branches: {
    organization: organization('online'),
    listings: [pro],
    userTypes: [{ id: userTypeId('creatorUT'), name: 'Creator', maximum: 61, current: 64 }],
    appBundles: [{ itemId: bundleId, name: 'Urban Suite', maximum: 5, expiresAt: now + 12 * day }],
  },
  holders: { [proId]: proHolders },
  bundleHolders: { [bundleId]: { items: [username('ana.keller')] } },
});

export const enterprise = (): Data => ({
  portal: connection(enterpriseId, 'enterprise'),
  branches: {
    organization: organization('enterprise'),
    listings: [{ ...pro, itemId: appItem }],
    userTypes: [{ id: userTypeId('creatorUT'), name: 'Creator (named)', maximum: 999 }],
    appBundles: [{ itemId: bundleId, name: 'Urban Suite' }],
    license: {
      currentMembers: 70,
      maximumMembers: 1400,
      version: '11.4.1',
      userTypes: [
        {
          id: userTypeId('creatorUT'),
          name: 'creatorUT',
          maximum: 201,
          current: 53,
          expiresAt: now + 111 * day,
        },
        {
          id: userTypeId('viewerUT'),
          name: 'viewerUT',
          maximum: 202,
          current: 4,
          expiresAt: now + 112 * day,
        },
      ],
      appBundles: [{ id: 'urbanSuiteAB', itemId: bundleId, maximum: 203, expiresAt: now + 113 * day }],
      apps: [{ id: 'arcgisprodesktop', itemId: appItem, maximum: 19, expiresAt: now + 114 * day }],
      extensions: [{ id: 'advediting', itemId: extensionItem, maximum: 205, expiresAt: now + 115 * day }],
      capabilities: [{ id: 'indoorsmaps', expiresAt: now + 116 * day }],
    },
    futureLicense: [
      { section: 'userTypes', id: 'creatorUT', maximum: 80, startsAt: now + 117 * day },
      { section: 'userTypes', id: 'viewerUT', maximum: 0, startsAt: now + 118 * day },
      { section: 'appBundles', id: 'urbanSuiteAB', maximum: 81, startsAt: now + 119 * day },
    ],
  },
  holders: { [appItem]: proHolders },
  bundleHolders: { [bundleId]: { items: [username('ana.keller'), username('dan')] } },
});

export const legacy = (): Data => ({
  portal: connection(legacyId, 'legacy'),
  branches: {
    organization: organization('legacy'),
    listings: [pro],
    systemLicenses: {
      isValid: true,
      currentMembers: 42,
      maximumMembers: 60,
      expiresAt: now + 21 * day,
      features: [
        {
          level: '1',
          name: 'portal1',
          current: 20,
          maximum: 30,
          expiresAt: now + 22 * day,
          isValid: true,
        },
        { level: '2', name: 'portal2', current: 23, maximum: 31, expiresAt: now + 199 * day, isValid: false },
      ],
    },
  },
  holders: { [proId]: proHolders },
  queues: {
    arcgisprodesktop: {
      appId: 'arcgisprodesktop',
      itemId: proId,
      current: {
        maxUsers: 25,
        startDate: 0,
        startDateStr: '01-Jan-2018',
        pools: [{ key: entitlement('desktopStdN'), num: 13 }],
        licenseManager: { hostname: 'lm1.riverbend.example', port: 27001 },
      },
      queue: [
        {
          maxUsers: 26,
          startDate: 21432374576,
          startDateStr: '10-Sep-2027',
          pools: [{ key: entitlement('desktopStdN'), num: 14 }],
        },
        { maxUsers: 0, startDateStr: '01-Jan-2029', pools: [{ key: entitlement('desktopStdN'), num: 0 }] },
      ],
    },
    drone2map: { appId: 'drone2map', queue: [] },
  },
});
