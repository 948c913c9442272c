/**
 * The products that a portal up to 10.6.1 keeps entitlements for, by the `appId` its operations take. The portal lists them nowhere:
 * these are the nine that Esri's own client knows (wire reference 14.6); a person may type another.
 */
export const legacyAppIds = [
  'arcgisprodesktop',
  'navigator',
  'drone2map',
  'appstudioweb',
  'busanalystonline_2',
  'geoplanner',
  'arcgisInsights',
  'LRReporter',
  'RoadwayReporter',
] as const;
