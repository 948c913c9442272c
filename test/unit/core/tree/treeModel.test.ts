import assert from 'node:assert/strict';
import { entitlement, itemId, portalId, username } from '../../../../src/core/ids';
import { holderRow } from '../../../../src/core/tree/treeModelHolders';
import type { Listing } from '../../../../src/core/model';
import { PortalError, type Fault } from '../../../../src/core/problem';
import {
  childrenOf,
  overAssignedCount,
  pathToListing,
  rootChildren,
  treeStatus,
} from '../../../../src/core/tree/treeModel';
import { nodeKinds, type TreeNode } from '../../../../src/core/tree/treeModelTypes';
import {
  appItem,
  below,
  connection,
  enterprise,
  holder,
  legacy,
  now,
  online,
  onlineId,
  organization,
  pro,
  problem,
  proHolders,
  proId,
  ready,
  stateOf,
  walk,
  type Data,
} from './treeFixture';
import { standing } from './policyFixture';
import { journal } from './journalFixture';

const everything = (): Data[] => [
  online(),
  enterprise(),
  legacy(),
  {
    portal: connection(portalId('p-out'), 'online'),
    branches: { organization: { state: 'failed', problem: problem('signIn', 'ended') } },
  },
  { portal: connection(portalId('p-new'), 'online'), branches: {} },
];
const texts = (node: TreeNode): string =>
  [node.label, node.description, ...node.tooltip.map(line => `${line.name ?? ''}=${line.value}`)].join('|');
const byKind = (nodes: readonly TreeNode[], kind: TreeNode['kind']): TreeNode => {
  const node = nodes.find(one => one.kind === kind);
  assert.ok(node, `no row of kind ${kind}`);
  return node;
};

describe('tree model', () => {
  it('knows a row for every kind that it names', () => {
    const kinds = new Set(
      walk(
        stateOf(everything(), {
          filters: { [proId]: { text: 'a' } },
          shown: { 'p-enterprise/listing/d4a332a0be784dd2be53cec0a35e0859': 1 },
        }),
      ).map(node => node.kind),
    );
    const partial = stateOf([
      {
        ...online(),
        holders: { [proId]: { items: proHolders.items, partial: { kind: 'portalLimit', limit: 10_000 } } },
      },
    ]);
    for (const node of walk(partial)) kinds.add(node.kind);
    const failed = stateOf([
      { ...online(), holders: { [proId]: { state: 'failed', problem: problem('transport', 'gone') } } },
    ]);
    for (const node of walk(failed)) kinds.add(node.kind);
    for (const node of walk(stateOf([online()], { journals: { [onlineId]: ready(journal()) } })))
      kinds.add(node.kind);
    for (const node of walk(stateOf([online()], { policies: [standing()] }))) kinds.add(node.kind);
    // `member` belongs to Find Member, which has tests of its own.
    assert.deepEqual([...kinds].toSorted(), nodeKinds.filter(kind => kind !== 'member').toSorted());
  });

  it('gives the same rows when asked twice', () => {
    const state = stateOf(everything());
    const first = walk(state);
    assert.deepEqual(walk(state), first);
    for (const node of first) assert.deepEqual(childrenOf(node, state), childrenOf(node, state));
  });

  it('gives every row an id of its own, and the same one after a refresh', () => {
    const ids = walk(stateOf(everything())).map(node => node.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(
      walk(stateOf(everything())).map(node => node.id),
      ids,
    );
  });

  it('keeps the ids of rows when their values change', () => {
    const before = walk(stateOf([online()]));
    const changed = { ...proHolders, items: proHolders.items.map(row => ({ ...row, lastUsed: now })) };
    const after = walk(stateOf([{ ...online(), holders: { [proId]: changed } }]));
    assert.deepEqual(
      after.map(node => node.id),
      before.map(node => node.id),
    );
    assert.notDeepEqual(after, before);
  });

  it('gives two rows of one id in the portal’s answer two ids', () => {
    const twice = { items: [holder('Ana', ['desktopAdvN']), holder('ana', ['desktopAdvN'])] };
    const ids = walk(stateOf([{ ...online(), holders: { [proId]: twice } }]))
      .filter(node => node.kind === 'holder')
      .map(node => node.id);
    assert.deepEqual(ids.length, 2);
    assert.notEqual(ids[0], ids[1]);
  });

  it('asks only for what the opened row shows', () => {
    const state = stateOf([{ portal: connection(onlineId, 'online'), branches: {} }]);
    assert.deepEqual(rootChildren(state).needs, [{ portalId: onlineId, name: 'organization' }]);
    const open = stateOf([
      { portal: connection(onlineId, 'online'), branches: { organization: organization('online') } },
    ]);
    const portal = byKind(rootChildren(open).nodes, 'portal');
    assert.deepEqual(
      childrenOf(portal, open).needs.map(need => need.name),
      ['organization', 'listings', 'userTypes', 'appBundles'],
    );
  });

  it('asks nothing of a portal that cannot be reached', () => {
    const state = stateOf([
      {
        ...online(),
        branches: {
          ...online().branches,
          organization: {
            state: 'failed',
            problem: problem('transport', 'no route'),
            value: organization('online'),
          },
        },
      },
    ]);
    const portal = byKind(rootChildren(state).nodes, 'portal');
    const { nodes, needs } = childrenOf(portal, state);
    assert.deepEqual(needs, []);
    assert.equal(nodes[0]?.kind, 'failed');
    assert.ok(
      nodes.some(node => node.kind === 'listing'),
      'what was known stays in sight',
    );
  });

  describe('tooltips name each value once, in its place', () => {
    const state = stateOf([online(), enterprise(), legacy()]);
    const rows = walk(state);
    const find = (kind: TreeNode['kind'], portalId: string, label?: string): TreeNode => {
      const node = rows.find(
        one =>
          one.kind === kind &&
          one.target.portalId === portalId &&
          (label === undefined || one.label === label),
      );
      assert.ok(node, `${kind} ${label ?? ''}`);
      return node;
    };
    const at = (days: number): string => `moment(${now + days * 86_400_000})`;
    const table: readonly (readonly [string, () => TreeNode, Record<string, string | readonly string[]>])[] =
      [
        [
          'portal',
          () => find('portal', 'p-enterprise'),
          {
            portal: 'Name of p-enterprise',
            organization: 'Riverbend',
            address: 'https://p-enterprise.example/portal',
            kind: 'enterprise',
            versionLabel: '11.4',
            sharingVersion: '2024.2',
            organizationId: 'org-p-enterprise',
            signedInAs: 'Lena Admin (licence_admin)',
            role: 'org_custom',
            maximumMembers: 'count(1501)',
            subscriptionEnds: at(301),
            timeZone: 'computerZone',
          },
        ],
        [
          'listing',
          () => find('listing', 'p-online'),
          {
            title: 'ArcGIS Pro',
            itemId: proId,
            vendor: 'Esri Inc.',
            status: 'active',
            starts: at(-181),
            ends: at(182),
            maxUsers: 'count(400)',
            entitlement: [
              'ArcGIS Pro Advanced (desktopAdvN): countOf(3, 2) · overAssignedBy(1)',
              'Network Analyst (networkAnalystN): countOf(2, 17)',
            ],
            mayGoOffline: 'yes',
            licenseBy: 'licenseByUser',
            holders: `complete(4, ${now - 60_000})`,
          },
        ],
        [
          'pool',
          () => find('pool', 'p-online', 'Network Analyst'),
          {
            entitlement: 'Network Analyst',
            rawName: 'networkAnalystN',
            total: 'count(17)',
            assigned: 'count(2)',
            free: 'count(15)',
            itemId: proId,
          },
        ],
        [
          'offline holder',
          () => find('holder', 'p-online', 'dan'),
          {
            userName: 'dan',
            entitlement: 'Network Analyst (networkAnalystN)',
            lastUsed: at(-9),
            offlineLabel: `offlineSince(${now - 33 * 86_400_000})`,
            itemId: proId,
          },
        ],
        [
          'entitlement',
          () => find('entitlement', 'p-online', 'ArcGIS Pro Advanced'),
          {
            entitlement: 'ArcGIS Pro Advanced',
            rawName: 'desktopAdvN',
            userName: 'ana.keller',
            itemId: proId,
          },
        ],
        [
          'user type',
          () => find('userType', 'p-enterprise', 'Creator (named)'),
          {
            userType: 'Creator (named)',
            rawName: 'creatorUT',
            currentLabel: 'count(53)',
            maximumLabel: 'count(201)',
            ends: at(111),
            futureLicense: 'seatsFrom(80, 1792972800000)',
          },
        ],
        [
          'members',
          () => find('license', 'p-enterprise'),
          { currentMembers: 'count(70)', maximumMembers: 'count(1400)', versionLabel: '11.4.1' },
        ],
        [
          'bundle',
          () => find('bundle', 'p-enterprise'),
          {
            name: 'Urban Suite',
            rawName: 'urbanSuiteAB',
            itemId: 'ea1dec565b6f4afbb72501433962d8b1',
            currentLabel: 'count(2)',
            maximumLabel: 'count(203)',
            ends: at(113),
          },
        ],
        [
          'app whose maximum sums its entitlements',
          () => find('app', 'p-enterprise'),
          {
            name: 'ArcGIS Pro',
            rawName: 'arcgisprodesktop',
            itemId: appItem,
            currentLabel: 'count(5)',
            maximumLabel: 'count(19)',
            ends: at(114),
          },
        ],
        [
          'extension nobody has counted',
          () => find('extension', 'p-enterprise'),
          {
            name: 'Advanced Editing',
            rawName: 'advediting',
            itemId: 'bdfda9051e1e43f08af9afda9578efd8',
            currentLabel: 'notRead',
            maximumLabel: 'count(205)',
            ends: at(115),
          },
        ],
        [
          'capability',
          () => find('capability', 'p-enterprise'),
          { name: 'Indoors Maps', rawName: 'indoorsmaps', ends: at(116) },
        ],
        [
          'future seats',
          () => find('futureItem', 'p-enterprise', 'Creator (named)'),
          {
            name: 'Creator (named)',
            rawName: 'creatorUT',
            section: 'userTypes',
            maximumLabel: 'count(80)',
            starts: at(117),
          },
        ],
        [
          'future end',
          () => find('futureItem', 'p-enterprise', 'Viewer'),
          {
            name: 'Viewer',
            rawName: 'viewerUT',
            section: 'userTypes',
            maximumLabel: 'count(0)',
            ends: at(118),
          },
        ],
        [
          'system license',
          () => find('system', 'p-legacy'),
          { currentMembers: 'count(42)', maximumMembers: 'count(60)', ends: at(21), valid: 'yes' },
        ],
        [
          'feature of the system license',
          () => find('feature', 'p-legacy', 'levelName(2, portal2)'),
          {
            name: 'portal2',
            level: '2',
            currentMembers: 'count(23)',
            maximumMembers: 'count(31)',
            ends: at(199),
            valid: 'no',
          },
        ],
        [
          'current part',
          () => find('importedPart', 'p-legacy', 'currentPart'),
          {
            startDateText: '01-Jan-2018',
            startDateRaw: '0',
            maxUsers: 'count(25)',
            entitlement: 'ArcGIS Pro Standard (desktopStdN): count(13)',
            licenseManager: 'lm1.riverbend.example:27001',
          },
        ],
        [
          'queued part',
          () => find('importedPart', 'p-legacy', 'queuedFrom(10-Sep-2027)'),
          {
            startDateText: '10-Sep-2027',
            startDateRaw: '21432374576',
            maxUsers: 'count(26)',
            entitlement: 'ArcGIS Pro Standard (desktopStdN): count(14)',
          },
        ],
      ];
    for (const [name, row, expected] of table) {
      it(name, () => {
        const lines = row().tooltip.filter(line => line.name !== undefined);
        const actual: Record<string, string | string[]> = {};
        for (const { name: key, value } of lines) {
          if (key === undefined) continue;
          const known = actual[key];
          actual[key] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
        }
        assert.deepEqual(actual, expected);
      });
    }
  });

  describe('descriptions say what icons show', () => {
    const describeListing = (
      change: Partial<Listing>,
      holders = proHolders,
    ): readonly [string | undefined, string] => {
      const state = stateOf([
        {
          ...online(),
          branches: { ...online().branches, listings: [{ ...pro, pools: [], ...change }] },
          holders: { [proId]: holders },
        },
      ]);
      const node = walk(state).find(one => one.kind === 'listing');
      return [node?.description, node?.icon.name ?? ''];
    };
    const days = (n: number): number => now + n * 86_400_000;
    const cases: readonly (readonly [string, Partial<Listing>, string, string])[] = [
      ['plain', {}, 'countOf(4, 400)', 'package'],
      ['over-assigned', { maxUsers: 3 }, 'countOf(4, 3) · overAssignedBy(1)', 'error'],
      [
        'one entitlement over',
        { pools: [{ key: entitlement('desktopAdvN'), num: 1 }] },
        'countOf(4, 400) · entitlementOverBy(ArcGIS Pro Advanced, 2)',
        'error',
      ],
      [
        'two entitlements over',
        {
          pools: [
            { key: entitlement('desktopAdvN'), num: 1 },
            { key: entitlement('networkAnalystN'), num: 1 },
          ],
        },
        'countOf(4, 400) · entitlementsOver(2)',
        'error',
      ],
      ['ends in 29 days', { endsAt: days(29) }, 'countOf(4, 400) · expiresIn(29)', 'watch'],
      ['ends in 30 days', { endsAt: days(30) }, 'countOf(4, 400)', 'package'],
      [
        'expired',
        { endsAt: days(-1), status: 'expired' },
        `countOf(4, 400) · expiredOn(${days(-1)})`,
        'circle-slash',
      ],
      ['trial', { endsAt: days(90), status: 'trial' }, `countOf(4, 400) · trialUntil(${days(90)})`, 'beaker'],
      ['no limit of members', { maxUsers: undefined as unknown as number }, 'members(4)', 'package'],
    ];
    for (const [name, change, description, icon] of cases) {
      it(`listing: ${name}`, () => assert.deepEqual(describeListing(change), [description, icon]));
    }

    it('a cut list counts at least', () => {
      const items = Array.from({ length: 10 }, (_, n) => holder(`u${n}`, ['desktopAdvN']));
      const [description] = describeListing(
        { maxUsers: 12 },
        { items, partial: { kind: 'portalLimit', limit: 10 } },
      );
      assert.equal(description, 'atLeastOf(10, 12)');
    });

    it('two listings with one title show their ids', () => {
      const state = stateOf([
        {
          ...online(),
          branches: { ...online().branches, listings: [pro, { ...pro, itemId: itemId('aaaabbbbcccc') }] },
        },
      ]);
      const listings = walk(state).filter(node => node.kind === 'listing');
      assert.deepEqual(
        listings.map(node => node.description?.split(' ')[0]),
        ['2d2a9c99', 'aaaabbbb'],
      );
    });

    it('holders: used, idle, never used, offline', () => {
      const rows = below(stateOf([online()]), node => node.kind === 'listing').filter(
        node => node.kind === 'holder',
      );
      assert.deepEqual(
        rows.map(node => [node.label, node.description, node.icon.name]),
        [
          ['ana.keller', 'ArcGIS Pro Advanced, Network Analyst · usedDaysAgo(3)', 'person'],
          ['Ben.Ortiz@riverbend.example', 'idleFor(400) · ArcGIS Pro Advanced', 'history'],
          ['cora', 'neverUsed · ArcGIS Pro Advanced', 'history'],
          [
            'dan',
            `offlineSince(${now - 33 * 86_400_000}) · Network Analyst · usedDaysAgo(9)`,
            'debug-disconnect',
          ],
        ],
      );
    });

    it('holders of whom the portal does not say all: neither never used nor not offline', () => {
      const input = { portalId: portalId('p'), itemId: itemId('i'), listId: 'l', writable: false };
      const vague = {
        username: username('eve'),
        entitlements: [],
        offline: false,
        useUnknown: true,
        offlineUnknown: true,
      } as const;
      const node = holderRow(input, vague, stateOf([online()]));
      assert.equal(node.description, 'useUnknown');
      assert.equal(node.icon.name, 'person');
      const told = JSON.stringify(node.tooltip);
      assert.equal(told.split('notKnown').length, 3, told);
      assert.doesNotMatch(told, /never|"no"/);
    });

    it('over-assigned user types and what ends soon', () => {
      const rows = walk(stateOf([online()]));
      assert.equal(byKind(rows, 'userType').description, 'countOf(64, 61) · overAssignedBy(3)');
      assert.equal(byKind(rows, 'userType').icon.color, 'charts.red');
      assert.equal(byKind(rows, 'bundle').description, 'countOf(1, 5) · expiresIn(12)');
      assert.equal(overAssignedCount(stateOf([online()])), 2);
    });

    it('future: 0 without a successor is an end, not 0 seats', () => {
      const rows = below(stateOf([enterprise()]), node => node.kind === 'future');
      assert.deepEqual(
        rows.map(node => node.description),
        [
          `userTypes · seatsFrom(80, ${now + 117 * 86_400_000})`,
          `userTypes · endsOn(${now + 118 * 86_400_000})`,
          `appBundles · seatsFrom(81, ${now + 119 * 86_400_000})`,
        ],
      );
      assert.deepEqual(
        rows.map(node => node.label),
        ['Creator (named)', 'Viewer', 'Urban Suite'],
        'as the user types and bundles themselves are named',
      );
    });

    it('every row is spoken with its description', () => {
      for (const node of walk(stateOf(everything()))) {
        assert.ok(node.accessibilityLabel.startsWith(node.label));
        if (node.description !== undefined) assert.ok(node.accessibilityLabel.includes(node.description));
      }
    });
  });

  describe('flags', () => {
    const flagsOf = (state: ReturnType<typeof stateOf>, kind: TreeNode['kind']): readonly string[] =>
      byKind(walk(state), kind).flags;

    it('of an administrator who may write', () => {
      const state = stateOf([online()]);
      assert.deepEqual(flagsOf(state, 'portal'), ['portal', 'online', 'signedIn', 'writable']);
      assert.deepEqual(flagsOf(state, 'listing'), ['listing', 'perUser', 'writable', 'hasItem']);
      assert.deepEqual(flagsOf(state, 'holder'), ['holder', 'revocable', 'writable', 'hasItem', 'hasUser']);
      assert.deepEqual(flagsOf(state, 'entitlement'), [
        'entitlement',
        'revocable',
        'writable',
        'hasItem',
        'hasUser',
      ]);
      assert.deepEqual(flagsOf(state, 'bundleHolder'), [
        'bundleHolder',
        'revocable',
        'writable',
        'hasItem',
        'hasUser',
      ]);
    });

    it('of one who may not: the reason in the portal’s row, and nothing writable below', () => {
      const state = stateOf([
        { ...online(), branches: { ...online().branches, organization: organization('online', false) } },
      ]);
      const rows = walk(state);
      assert.ok(rows.every(node => !node.flags.includes('writable')));
      const portal = byKind(rows, 'portal');
      assert.ok(portal.flags.includes('readOnly'));
      assert.match(portal.description ?? '', /readOnlyBecause\(licence_admin\)/);
      assert.match(texts(portal), /readOnlyMeans\(org_custom\)/);
    });

    it('of an offline holder', () => {
      const rows = walk(stateOf([online()])).filter(node => node.flags.includes('offlineHolder'));
      assert.deepEqual(
        rows.map(node => [node.kind, node.target.username]),
        [
          ['holder', 'dan'],
          ['entitlement', 'dan'],
        ],
      );
    });

    it('of a listing that is not licensed per user', () => {
      const state = stateOf([
        {
          ...online(),
          branches: { ...online().branches, listings: [{ ...pro, licenseBy: 'licenseByOrg' }] },
          holders: {},
        },
      ]);
      const listing = byKind(walk(state), 'listing');
      assert.ok(!listing.flags.includes('perUser') && !listing.flags.includes('writable'));
      assert.equal(listing.description, 'notPerUser');
    });
  });

  describe('failures', () => {
    it('one broken listing hides no other and says why in one row', () => {
      const other = { ...pro, itemId: itemId('other'), title: 'Other' };
      const state = stateOf([
        {
          ...online(),
          branches: { ...online().branches, listings: [pro, other] },
          holders: {
            [proId]: { state: 'failed', problem: problem('transport', 'connection refused') },
            other: proHolders,
          },
        },
      ]);
      const rows = below(state, node => node.kind === 'listing' && node.target.itemId === proId);
      assert.deepEqual(
        rows.map(node => node.kind),
        ['failed', 'pools'],
      );
      assert.equal(rows[0]?.description, 'connection refused');
      assert.deepEqual(rows[0].flags, ['failed', 'retry']);
      assert.deepEqual(rows[0].target.branch, { portalId: onlineId, name: 'holders', key: proId });
      assert.ok(
        below(state, node => node.target.itemId === 'other' && node.kind === 'listing').some(
          node => node.kind === 'holder',
        ),
      );
    });

    it('a failed license is one row, and the groups that other resources know stay', () => {
      const data = enterprise();
      const state = stateOf([
        {
          ...data,
          branches: {
            ...data.branches,
            license: { state: 'failed', problem: problem('transport', 'admin is off') },
          },
        },
      ]);
      const rows = below(state, node => node.kind === 'portal');
      assert.equal(rows.filter(node => node.kind === 'failed').length, 1);
      assert.deepEqual(
        rows.map(node => node.kind),
        ['listing', 'failed', 'userTypes', 'bundles', 'future'],
      );
    });

    it('keeps the rows of before beside the reason', () => {
      const state = stateOf([
        {
          ...online(),
          holders: {
            [proId]: {
              state: 'failed',
              problem: problem('transport', 'reset'),
              value: proHolders,
              readAt: now,
            },
          },
        },
      ]);
      const kinds = below(state, node => node.kind === 'listing').map(node => node.kind);
      assert.deepEqual(kinds, ['failed', 'pools', 'holder', 'holder', 'holder', 'holder']);
    });

    it('an ended sign-in is not called a failure', () => {
      const state = stateOf([
        { ...online(), holders: { [proId]: { state: 'failed', problem: problem('signIn', 'token ended') } } },
      ]);
      const row = below(state, node => node.kind === 'listing').find(node => node.kind === 'signedOut');
      assert.deepEqual([row?.action, row?.flags], ['signIn', ['signedOut', 'retry']]);
    });
  });

  describe('welcome', () => {
    const alone = (
      organizationState: Data['branches']['organization'],
      more: Data['branches'] = {},
    ): ReturnType<typeof stateOf> =>
      stateOf([
        {
          portal: connection(onlineId, 'online'),
          branches: { ...(organizationState && { organization: organizationState }), ...more },
        },
      ]);
    const failedBy = (fault: Fault): { state: 'failed'; problem: PortalError } => ({
      state: 'failed',
      problem: new PortalError(fault, 'the reason'),
    });
    const cases: readonly (readonly [string, () => ReturnType<typeof stateOf>, string, number])[] = [
      ['no portal', () => stateOf([]), 'noPortal', 0],
      ['signed out', () => alone({ state: 'failed', problem: problem('signIn', 'x') }), 'signedOut', 0],
      ['unreachable', () => alone({ state: 'failed', problem: problem('transport', 'x') }), 'unreachable', 0],
      ['no answer in time', () => alone(failedBy({ kind: 'timeout', ms: 60_000 })), 'unreachable', 0],
      [
        'an untrusted certificate',
        () => alone(failedBy({ kind: 'transport', certificate: true })),
        'rows',
        1,
      ],
      ['another host', () => alone(failedBy({ kind: 'otherHost', host: 'evil.example.com' })), 'rows', 1],
      ['forbidden', () => alone(failedBy({ kind: 'forbidden' })), 'rows', 1],
      ['an unexpected reply', () => alone(failedBy({ kind: 'unexpectedReply' })), 'rows', 1],
      ['a version too old', () => alone(failedBy({ kind: 'versionUnsupported' })), 'rows', 1],
      [
        'empty',
        () => alone(organization('online'), { listings: [], userTypes: [], appBundles: [] }),
        'empty',
        0,
      ],
      [
        'a list unread is not empty',
        () => alone(organization('online'), { listings: [], userTypes: [] }),
        'rows',
        1,
      ],
      ['loading', () => alone(undefined), 'loading', 1],
      ['known', () => stateOf([online()]), 'rows', 1],
      ['two portals, one signed out', () => stateOf(everything().slice(3)), 'rows', 2],
    ];
    for (const [name, state, status, rows] of cases) {
      it(name, () => {
        assert.equal(treeStatus(state()), status);
        assert.equal(rootChildren(state()).nodes.length, rows);
      });
    }
  });

  it('says why a portal failed that was reached, with a row that tries again', () => {
    const said = (fault: Fault): readonly (string | undefined)[] => {
      const state = stateOf([
        {
          portal: connection(onlineId, 'online'),
          branches: { organization: { state: 'failed', problem: new PortalError(fault, 'the reason') } },
        },
        online(),
      ]);
      const portal = rootChildren(state).nodes[0]!;
      const [why] = childrenOf(portal, state).nodes;
      assert.ok(portal.flags.includes('failed') && portal.flags.includes('retry'));
      assert.deepEqual([why?.kind, why?.description, why?.action], ['failed', 'the reason', 'retry']);
      return [portal.description];
    };
    assert.match(said({ kind: 'otherHost', host: 'evil.example.com' })[0] ?? '', /the reason/);
    assert.match(said({ kind: 'transport', certificate: true })[0] ?? '', /the reason/);
    assert.doesNotMatch(said({ kind: 'transport' })[0] ?? '', /the reason/);
  });

  it('finds the way to a listing, and says when there is none', () => {
    const state = stateOf([online(), enterprise()]);
    assert.deepEqual(
      pathToListing(onlineId, proId, state)?.map(node => node.kind),
      ['portal', 'listing'],
    );
    assert.equal(pathToListing(onlineId, 'gone', state), undefined);
    assert.equal(pathToListing(portalId('p-gone'), proId, state), undefined);
  });

  it('legacy: what is queued, the current part from the listing where the portal does not tell it', () => {
    const data = legacy();
    const queue = data.queues?.['arcgisprodesktop']?.queue ?? [];
    const queueOnly = { appId: 'arcgisprodesktop', itemId: proId, queue };
    const state = stateOf([{ ...data, queues: { arcgisprodesktop: queueOnly } }]);
    const parts = below(
      state,
      node => node.kind === 'importedApp' && node.target.appId === 'arcgisprodesktop',
    );
    assert.deepEqual(
      parts.map(node => [node.label, node.description]),
      [
        ['currentPart', 'since(01-Jan-2026) · seats(400) · asListingSays'],
        ['queuedFrom(10-Sep-2027)', 'seats(26)'],
        ['queuedEnd(01-Jan-2029)', undefined],
      ],
    );
  });

  it('counts nothing while a first reading goes on', () => {
    const state = stateOf([{ ...online(), holders: { [proId]: { state: 'loading', value: proHolders } } }]);
    const listing = byKind(walk(state), 'listing');
    assert.equal(listing.description, 'seats(400)');
    const rows = childrenOf(listing, state).nodes;
    assert.equal(rows.at(-1)?.label, 'readingSoFar(4)');
    assert.equal(overAssignedCount(state), 1, 'the user type alone');
    assert.equal(overAssignedCount(stateOf([{ ...online(), holders: { [proId]: ready(proHolders) } }])), 2);
  });
});
