// An organization small enough to be read: five members, ArcGIS Pro, two listings of one title, a bundle.
import { bundleEntitlement } from '../../../../src/core/catalog';
import { entitlement, itemId, userKey, username, userTypeId } from '../../../../src/core/ids';
import { known } from '../../../../src/core/policy/policyOrganization';
import type { Known, PolicyHeld, PolicyOrganization } from '../../../../src/core/policy/policyOrganization';
import type { Policy } from '../../../../src/core/policy/policyTypes';
import { readPolicy } from '../../../../src/core/policy/readPolicy';

/** 22 November 2026, noon UTC. */
export const now = Date.UTC(2026, 10, 22, 12);

/** Who holds what, such as `{ 'Ana.Keller': 'desktopAdvN spatialAnalystN' }`. */
export const holding = (who: Readonly<Record<string, string>>, complete = true): Known<PolicyHeld> =>
  known({
    complete,
    holdings: new Map(
      Object.entries(who).map(([name, keys]) => [
        userKey(name),
        { username: username(name), entitlements: keys.split(' ').map(key => entitlement(key)) },
      ]),
    ),
  });

const people = [
  ['Ana.Keller', 'creatorUT', 'org_publisher'],
  ['bob', 'viewerUT', 'org_user'],
  ['cy', 'GISProfessionalAdvUT', 'org_user'],
  ['dora', 'viewerUT', 'customRole1'],
  ['admin', 'creatorUT', 'org_admin'],
] as const;

const listing = (id: string, title: string, pools: Readonly<Record<string, number>>, maxUsers?: number) => ({
  itemId: itemId(id),
  title,
  status: 'active' as const,
  pools: Object.entries(pools).map(([key, num]) => ({ key: entitlement(key), num })),
  canDisconnect: true,
  hasListing: true,
  ...(maxUsers === undefined ? {} : { maxUsers }),
});

export const organization: PolicyOrganization = {
  timeZone: 'Europe/Zurich',
  listings: known([
    listing('pro', 'ArcGIS Pro', {
      desktopBasicN: 2,
      desktopAdvN: 2,
      spatialAnalystN: 1,
      networkAnalystN: 9,
    }),
    listing('d1', 'Drone2Map', { drone2map: 9 }, 2),
    listing('d2', 'Drone2Map', { drone2map: 9 }),
  ]),
  appBundles: known([{ itemId: itemId('urban'), name: 'Urban Suite', maximum: 1 }]),
  userTypes: known([
    { id: userTypeId('viewerUT'), name: 'Viewer' },
    { id: userTypeId('creatorUT'), name: 'Creator', maximum: 2 },
    { id: userTypeId('GISProfessionalAdvUT'), name: 'Professional Plus' },
  ]),
  roles: known([
    { id: 'customRole1', name: 'Planner' },
    { id: 'customRole2', name: 'Reader' },
    { id: 'customRole3', name: 'Reader' },
  ]),
  members: known({
    items: people.map(([name, userType, role]) => ({
      username: username(name),
      userType: userTypeId(userType),
      ...(role === 'customRole1' ? { role: 'org_user', roleId: role } : { role }),
    })),
  }),
  groups: known([
    { id: 'g1', title: 'Field crew', members: known({ items: [username('bob'), username('cy')] }) },
    { id: 'g2', title: 'Twins', members: known({ items: [] }) },
    { id: 'g3', title: 'Twins', members: known({ items: [] }) },
  ]),
  rosters: new Map([['crew.csv', known(['BOB', 'gone.user'])]]),
  held: new Map([
    [
      itemId('pro'),
      holding({ 'Ana.Keller': 'desktopAdvN spatialAnalystN', cy: 'desktopBasicN', admin: 'desktopAdvN' }),
    ],
    [itemId('d1'), holding({ bob: 'drone2map' })],
    [itemId('d2'), holding({})],
    [itemId('urban'), holding({ bob: bundleEntitlement })],
  ]),
};

/** A policy of the organization's portal, in JSONC. */
export const documentOf = (body: string): string => `{ "policy": 1, "portal": "https://x.example", ${body} }`;

/** The policy of a text that has no fault. */
export function policyOf(text: string): Policy {
  const { policy, problems } = readPolicy(text, 'a.license-policy.jsonc');
  if (policy === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  return policy;
}
