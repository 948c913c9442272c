// Friendly names of what the wire names by key (wire reference, section 17). The keys themselves always come from the portal:
// a key that is not here is shown as it is. Matched exactly first, then case-insensitively.
import type { Entitlement, ItemId, UserTypeId } from './ids';
import { entitlement, entitlementKey, userTypeId } from './ids';
import { l10n } from './l10n';

/** The single entitlement of a target of kind `appBundle`: a bundle is held or not. Never sent to a portal. */
export const bundleEntitlement: Entitlement = entitlement('appBundle');

/** Stands for the distinct members of a listing (`maxUsers`) where pools are named in a text: `Skip.names`, `PlannedRequest.splitFor`. */
export const memberSeats = 'maxUsers';

/** The licence levels of ArcGIS Pro, lowest first. A member holds one of them (wire reference 17.1). */
export const proLevels = ['desktopBasicN', 'desktopStdN', 'desktopAdvN'] as const;

/** Extensions of ArcGIS Pro whose strings are known: they need a Pro level, from here or from the user type (wire reference 9.2). */
export const proExtensions = [
  'spatialAnalystN',
  '3DAnalystN',
  'networkAnalystN',
  'geostatAnalystN',
  'dataReviewerN',
  'workflowMgrN',
  'dataInteropN',
  'publisherN',
  'imageAnalystN',
  'smpNAmericaN',
  'smpEuropeN',
  'airportsN',
  'defenseN',
  'maritimeN',
  'productionMapN',
] as const;

const entitlementNames = {
  // 17.1
  desktopBasicN: 'ArcGIS Pro Basic',
  desktopStdN: 'ArcGIS Pro Standard',
  desktopAdvN: 'ArcGIS Pro Advanced',
  spatialAnalystN: 'Spatial Analyst',
  '3DAnalystN': '3D Analyst',
  networkAnalystN: 'Network Analyst',
  geostatAnalystN: 'Geostatistical Analyst',
  dataReviewerN: 'Data Reviewer',
  workflowMgrN: 'Workflow Manager',
  dataInteropN: 'Data Interoperability',
  publisherN: 'Publisher',
  imageAnalystN: 'Image Analyst',
  smpNAmericaN: 'StreetMap Premium North America',
  smpEuropeN: 'StreetMap Premium Europe',
  airportsN: 'Aviation Airports',
  defenseN: 'Defense Mapping',
  maritimeN: 'Maritime',
  productionMapN: 'Production Mapping',
  // 17.2; the missing letters of CommunityAnlyst and BusinessAnlyst are real
  drone2map: 'ArcGIS Drone2Map',
  Insights: 'ArcGIS Insights',
  Navigator: 'ArcGIS Navigator',
  survey123: 'ArcGIS Survey123',
  GeoPlanner: 'ArcGIS GeoPlanner',
  appstudiostd: 'ArcGIS AppStudio Standard',
  CommunityAnlyst: 'ArcGIS Community Analyst',
  BusinessAnlyst: 'ArcGIS Business Analyst Web and Mobile Apps',
  activityDashboard: 'Activity Dashboard',
  templates: 'Configurable templates',
  mapViewer: 'Map Viewer',
  presentationApp: 'Presentations',
  sceneViewer: 'Scene Viewer',
  opsdashboard: 'ArcGIS Dashboards',
  HubforArcGIS: 'ArcGIS Hub',
  webappbuilder: 'ArcGIS Web AppBuilder',
  appstudio: 'ArcGIS AppStudio',
  storymaps: 'ArcGIS StoryMaps',
  arcgisRuntimeAdvanced: 'ArcGIS Runtime Advanced',
} as const satisfies Record<string, string>;

/** Every entitlement string that is known, in Esri's own spelling. Others exist (wire reference 17.1, last row). */
export const knownEntitlements: readonly string[] = Object.keys(entitlementNames);

/** 17.3 and the item ids of 17.4. */
const listingNames = {
  '2d2a9c99bb2a43548c31cd8e32217af6': 'ArcGIS Pro',
  b2d9a4dd70174fac8986dd2bf15a477a: 'ArcGIS Navigator',
  '5e99f4fa519949209cd3da2966fd543b': 'ArcGIS GeoPlanner',
  '6a05f1bb2b60461fa702c648bff17c51': 'ArcGIS AppStudio',
  '7b504b19ddbd4f0db06e9a16eebb5efc': 'ArcGIS Community Analyst',
  ed12fda02a0d4bd08f23dbc879bba00a: 'ArcGIS Business Analyst',
  '3855a9d026f64917a09bfc78b590c42f': 'ArcGIS Drone2Map',
  c34019b0623041608df4d06970a7a96a: 'Admin Tools for ArcGIS Online',
  d4a332a0be784dd2be53cec0a35e0859: 'ArcGIS Pro',
  '0b0e0497ace34206a67413d051530ded': 'ArcGIS Drone2Map',
  '0a5e092dee574858a89afa4686386450': 'ArcGIS AllSource',
  b2eaa28669e54ec08ff87e0ceec591df: 'ArcGIS CityEngine',
  f761dd0f298944dcab22d1e888c60293: 'ArcGIS Insights',
  '4d31a12347be4006a6976e917e0a5a85': 'ArcGIS Business Analyst',
  '9f017d9f94c74154aa7b2bcd2216687f': 'ArcGIS Navigator',
  '55eedfcd408443d39fba0e7079d8b49f': 'ArcGIS Urban',
  '43747254302e4c2590ac7a0d1c4e84a9': 'ArcGIS AppStudio Standard',
  '27718bed7b4648fa96e31942535c8137': 'ArcGIS Runtime Analysis extension',
  ff54441c792546379cfd3c8f87d9a0b6: 'ArcGIS Workforce',
  '2de31df5f72346c2a0505cd1f181ba6b': 'StreetMap Premium North America',
  fc02404cdda24f72842d34b28267d77a: 'StreetMap Premium Europe',
  f93928a375df44c283e9b6a4e86230bf: 'StreetMap Premium Asia Pacific',
  e52fef7bd6974a64a7da07f1feae2f6d: 'StreetMap Premium Latin America',
  '1baa5c0610c141a8948f8ce3a7a54124': 'StreetMap Premium Middle East and Africa',
  f1f34442877843d387d7776bbf74bb94: 'Location Sharing',
  bdfda9051e1e43f08af9afda9578efd8: 'Advanced Editing',
  '99d7956c7e824ff4ab27422e2a26c2b7': 'Essential Apps bundle',
  ea1dec565b6f4afbb72501433962d8b1: 'ArcGIS Urban Suite',
} as const satisfies Record<string, string>;

/** 17.4: `apps[].id`, extensions, bundles and capabilities of the `license` resource, and the `appId` values of release and legacy import. */
const appNames = {
  arcgisprodesktop: 'ArcGIS Pro',
  arcgisd2m: 'ArcGIS Drone2Map',
  allsource: 'ArcGIS AllSource',
  cityEngine: 'ArcGIS CityEngine',
  Insights: 'ArcGIS Insights',
  BusinessAnlyst: 'ArcGIS Business Analyst',
  Navigator: 'ArcGIS Navigator',
  arcgisUrban: 'ArcGIS Urban',
  appstudiostd: 'ArcGIS AppStudio Standard',
  runtimeanalysis: 'ArcGIS Runtime Analysis extension',
  workforce: 'ArcGIS Workforce',
  stMapNA: 'StreetMap Premium North America',
  stMapEU: 'StreetMap Premium Europe',
  stMapAP: 'StreetMap Premium Asia Pacific',
  stMapLatA: 'StreetMap Premium Latin America',
  stMapMEnA: 'StreetMap Premium Middle East and Africa',
  locsharing: 'Location Sharing',
  advediting: 'Advanced Editing',
  urbanSuiteAB: 'ArcGIS Urban Suite',
  indoorsspaces: 'Indoors Spaces',
  indoorsmaps: 'Indoors Maps',
  ips: 'Indoor Positioning System',
  drone2map: 'ArcGIS Drone2Map',
  arcgisallsource: 'ArcGIS AllSource',
  arcgisInsights: 'ArcGIS Insights',
  busanalystonline_2: 'ArcGIS Business Analyst',
  appstudioweb: 'ArcGIS AppStudio',
  geoplanner: 'ArcGIS GeoPlanner',
  LRReporter: 'Location Referencing Reporter',
  RoadwayReporter: 'Roadway Reporter',
} as const satisfies Record<string, string>;

interface UserTypeNames {
  /** Since mid-2024 and Enterprise 11.4. */
  readonly now: string;
  /** Before. */
  readonly before: string;
  /** The Pro level that comes with the type since 2024, which needs no seat of a listing. */
  readonly includes?: (typeof proLevels)[number];
  readonly canAdminister: boolean;
}

/** 17.5. Ids are case-sensitive for sending; here they are only looked up. */
const userTypeNames = {
  viewerUT: { now: 'Viewer', before: 'Viewer', canAdminister: false },
  editorUT: { now: 'Contributor', before: 'Editor', canAdminister: false },
  fieldWorkerUT: { now: 'Mobile Worker', before: 'Field Worker', canAdminister: false },
  creatorUT: { now: 'Creator', before: 'Creator', includes: 'desktopBasicN', canAdminister: true },
  GISProfessionalBasicUT: {
    now: 'GIS Professional Basic',
    before: 'GIS Professional Basic',
    includes: 'desktopBasicN',
    canAdminister: true,
  },
  GISProfessionalStdUT: {
    now: 'Professional',
    before: 'GIS Professional Standard',
    includes: 'desktopStdN',
    canAdminister: true,
  },
  GISProfessionalAdvUT: {
    now: 'Professional Plus',
    before: 'GIS Professional Advanced',
    includes: 'desktopAdvN',
    canAdminister: true,
  },
  insightsAnalystUT: { now: 'Insights Analyst', before: 'Insights Analyst', canAdminister: false },
  storytellerUT: { now: 'Storyteller', before: 'Storyteller', canAdminister: false },
  IndoorsUserUT: { now: 'Indoors User', before: 'Indoors User', canAdminister: false },
} as const satisfies Record<string, UserTypeNames>;

function lookup<T>(table: Readonly<Record<string, T>>): (key: string) => T | undefined {
  const exact = new Map(Object.entries(table));
  const folded = new Map<string, T>();
  for (const [key, value] of exact) {
    if (!folded.has(key.toLowerCase())) folded.set(key.toLowerCase(), value);
  }
  return key => exact.get(key) ?? folded.get(key.toLowerCase());
}

/** Our own two: no names of products, so that they are said in the language of the editor. */
const findOwn = lookup<() => string>({
  [bundleEntitlement]: () => l10n.t('App bundle'),
  [memberSeats]: () => l10n.t('Members of the listing'),
});
const findEntitlement = lookup<string>(entitlementNames);
const findListing = lookup<string>(listingNames);
const findApp = lookup<string>(appNames);
const findUserType = lookup<UserTypeNames>(userTypeNames);

/** `desktopAdvN` → "ArcGIS Pro Advanced". The item id of a known listing (provider apps use it as their entitlement) gives the listing's name; anything else comes back unchanged. */
export function entitlementName(key: string): string {
  return findEntitlement(key) ?? findOwn(key)?.() ?? findListing(key) ?? key;
}

/** Name of a well-known listing by item id, for purchases without a title; undefined when the id is not known. */
export function listingName(id: ItemId | string): string | undefined {
  return findListing(id);
}

/** `apps[].id`, an extension, bundle or capability id, or an `appId` → its product; unknown ids unchanged. */
export function appName(id: string): string {
  return findApp(id) ?? id;
}

/**
 * `editorUT` → "Contributor". Prefer the name the portal gives (`userLicenseTypes[].name`); this is for resources without names.
 * @param naming `before`: the names up to mid-2024 and Enterprise 11.3.
 */
export function userTypeName(id: UserTypeId | string, naming: 'now' | 'before' = 'now'): string {
  return findUserType(id)?.[naming] ?? id;
}

/** The Pro level that a user type brings along (wire reference 17.5), or undefined when it brings none or is not known. */
export function includedProLevel(id: UserTypeId | string): Entitlement | undefined {
  const level = findUserType(id)?.includes;
  return level === undefined ? undefined : entitlement(level);
}

/** The user types that bring a Pro level along. */
export const includingUserTypes: readonly UserTypeId[] = Object.keys(userTypeNames)
  .filter(id => includedProLevel(id) !== undefined)
  .map(userTypeId);

/** Whether a member of this user type can be an administrator; undefined for an unknown type. */
export function canAdminister(id: UserTypeId | string): boolean | undefined {
  return findUserType(id)?.canAdminister;
}

const levelKeys = new Set<string>(proLevels.map(entitlementKey));
const extensionKeys = new Set<string>(proExtensions.map(entitlementKey));

/** True for `desktopBasicN`, `desktopStdN` and `desktopAdvN` in any case. */
export function isProLevel(key: string): boolean {
  return levelKeys.has(entitlementKey(key));
}

/** 1 to 3 for Basic, Standard and Advanced in any case; 0 for anything else. */
export function proLevelRank(key: string): number {
  return proLevels.findIndex(level => entitlementKey(level) === entitlementKey(key)) + 1;
}

/** True for an extension of ArcGIS Pro whose string is known, in any case. */
export function isProExtension(key: string): boolean {
  return extensionKeys.has(entitlementKey(key));
}

/** True for a set with an extension of ArcGIS Pro and no level of it, which works only where the level comes with the user type (wire reference 9.2). */
export function lacksProLevel(set: readonly string[]): boolean {
  return set.some(isProExtension) && !set.some(isProLevel);
}
