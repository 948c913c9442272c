// Products of `importEntitlements`: the nine `appId` values that are known (wire reference 14.6). Others may exist and can be typed.
import { isProExtension, knownEntitlements } from '../catalog';
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

/** Entitlement strings that tell the product (wire reference 17.1, 17.2), in lower case. The extensions of Pro are in the catalog. */
const appByEntitlement: ReadonlyMap<string, string> = new Map([
  ['desktopbasicn', 'arcgisprodesktop'],
  ['desktopstdn', 'arcgisprodesktop'],
  ['desktopadvn', 'arcgisprodesktop'],
  ['navigator', 'navigator'],
  ['drone2map', 'drone2map'],
  ['appstudiostd', 'appstudioweb'],
  ['businessanlyst', 'busanalystonline_2'],
  ['geoplanner', 'geoplanner'],
  ['insights', 'arcgisInsights'],
]);

/** The product whose entitlements the file has, for a file that does not name one; a guess to be confirmed, undefined without a sign. */
export function likelyAppId(file: EntitlementsFile): string | undefined {
  for (const { part } of file.parts) {
    for (const { key } of part.pools) {
      const app = appByEntitlement.get(entitlementKey(key));
      if (app !== undefined) return app;
    }
  }
  return undefined;
}

/** Entitlement strings that only this product has, in lower case; none where they are not known. */
export function entitlementsOfApp(appId: string): readonly string[] {
  return [...appByEntitlement].filter(([, app]) => app === appId).map(([key]) => key);
}

/** The `appId` of the product that the entitlement is of, the extensions of ArcGIS Pro included; undefined where that is not known. */
export function appOfEntitlement(key: string): string | undefined {
  return appByEntitlement.get(entitlementKey(key)) ?? (isProExtension(key) ? 'arcgisprodesktop' : undefined);
}

/** What is known of the product's entitlements, in Esri's own spelling; none for a product that is not known. */
export function catalogOfApp(appId: string): readonly string[] {
  return knownEntitlements.filter(key => appOfEntitlement(key) === appId);
}
