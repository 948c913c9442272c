// Which offline licenses a portal can take back, and what it has to be told for it (wire reference 13.6, 14.5).
import { appName, listingName, proLevels } from './catalog';
import { entitlementKey } from './ids';
import type { PortalKind } from './model';

/** `appId` of `releaseLicense`. */
export const releasableApps = ['arcgisprodesktop', 'drone2map', 'arcgisallsource'] as const;
export type ReleasableApp = (typeof releasableApps)[number];

/** Versions of ArcGIS Enterprise since when the portal takes `appId`, and the product with it. */
const since = { arcgisprodesktop: '11.3', drone2map: '11.3', arcgisallsource: '11.5' } as const;

const levels = new Set(proLevels.map(level => level.toLowerCase()));

/**
 * The product of a listing as `releaseLicense` names it: by its entitlements, by its item id, or by its title.
 * @param keys entitlement strings of the listing.
 * @returns undefined where it is none of the three, or could not be told.
 */
export function releasableApp(listing: {
  readonly itemId: string;
  readonly title: string;
  readonly keys: readonly string[];
}): ReleasableApp | undefined {
  for (const key of listing.keys.map(entitlementKey)) {
    if (levels.has(key)) return 'arcgisprodesktop';
    if (key.startsWith('drone2map')) return 'drone2map';
    if (key === 'allsource') return 'arcgisallsource';
  }
  const name = (listingName(listing.itemId) ?? listing.title).trim().toLowerCase();
  return releasableApps.find(app => appName(app).toLowerCase() === name);
}

/** True where `version` is `least` or newer: `11.10` is newer than `11.5`. */
function isAtLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map(text => text.split('.').map(Number));
  for (let i = 0; i < Math.max(a?.length ?? 0, b?.length ?? 0); i += 1) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

export type ReleaseRule =
  /**
   * It can be asked for. `appId`: to be sent with it. `unsure`: the portal does not say its version, and one before 11.3 ignores `appId` and
   * releases ArcGIS Pro.
   */
  | { readonly kind: 'can'; readonly appId?: ReleasableApp; readonly unsure?: true }
  /** ArcGIS Online has no such operation: only the member, or Esri, can end it. */
  | { readonly kind: 'online' }
  /** The portal's version knows ArcGIS Pro alone. `least`: the version that knows the product, absent for 10.6.1 and earlier. */
  | { readonly kind: 'proOnly'; readonly least?: string };

/**
 * Whether a portal can take back an offline license of a product, and how.
 * @param version as the portal says it, such as `11.4`.
 */
export function releaseRule(kind: PortalKind, version: string | undefined, app: ReleasableApp): ReleaseRule {
  const isPro = app === 'arcgisprodesktop';
  switch (kind) {
    case 'online':
      return { kind: 'online' };
    case 'legacy':
      return isPro ? { kind: 'can' } : { kind: 'proOnly' };
    case 'enterprise':
      if (version === undefined) return { kind: 'can', appId: app, ...(isPro ? {} : { unsure: true }) };
      if (isAtLeast(version, since[app])) return { kind: 'can', appId: app };
      return isPro ? { kind: 'can' } : { kind: 'proOnly', least: since[app] };
  }
}

/** The products whose offline licenses a portal can take back. */
export const releasableAt = (kind: PortalKind, version: string | undefined): readonly ReleasableApp[] =>
  releasableApps.filter(app => releaseRule(kind, version, app).kind === 'can');
