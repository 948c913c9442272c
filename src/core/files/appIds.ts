// Products of `importEntitlements`: the nine `appId` values that are known (wire reference 14.6). Others may exist and can be typed.
import { entitlementKey } from '../ids';
import type { EntitlementsFile } from './entitlementsFile';

export const knownAppIds = [
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

/** Entitlement strings that tell the product (wire reference 17.1, 17.2), in lower case. */
const appByEntitlement: Readonly<Record<string, string>> = {
  desktopbasicn: 'arcgisprodesktop',
  desktopstdn: 'arcgisprodesktop',
  desktopadvn: 'arcgisprodesktop',
  navigator: 'navigator',
  drone2map: 'drone2map',
  appstudiostd: 'appstudioweb',
  businessanlyst: 'busanalystonline_2',
  geoplanner: 'geoplanner',
  insights: 'arcgisInsights',
};

/** The product whose entitlements the file has, for a file that does not name one; a guess to be confirmed, undefined without a sign. */
export function likelyAppId(file: EntitlementsFile): string | undefined {
  const keys = file.parts.flatMap(part => part.part.pools.map(pool => entitlementKey(pool.key)));
  return keys.flatMap(key => appByEntitlement[key] ?? [])[0];
}

/** Entitlement strings that only this product has, in lower case; none where they are not known. */
export function entitlementsOfApp(appId: string): readonly string[] {
  return Object.keys(appByEntitlement).filter(key => appByEntitlement[key] === appId);
}
