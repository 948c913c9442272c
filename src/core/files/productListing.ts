// Which listing is a product of `importEntitlements`: `appId` and item id have no table that every version shares (wire reference 22, 14).
import { entitlementKey } from '../ids';
import type { ItemId } from '../ids';
import type { Listing } from '../model';

/** Words of listing titles that tell the product. A map: the `appId` of a file may be `constructor`. */
const titleWords: ReadonlyMap<string, string> = new Map([
  ['arcgisprodesktop', 'arcgis pro'],
  ['navigator', 'navigator'],
  ['drone2map', 'drone2map'],
  ['appstudioweb', 'appstudio'],
  ['busanalystonline_2', 'business analyst'],
  ['geoplanner', 'geoplanner'],
  ['arcgisInsights', 'insights'],
  ['LRReporter', 'location referencing'],
  ['RoadwayReporter', 'roadway reporter'],
]);

export interface ProductSigns {
  readonly appId: string;
  /** As the portal or the file names it; absent where neither does, as in an empty `getEntitlements`. */
  readonly itemId: ItemId | undefined;
  /** Entitlement strings of the product. */
  readonly keys: readonly string[];
  readonly listings: readonly Listing[];
}

/**
 * The product's listing: by its item id, else by title and entitlements, if just one fits. Undefined where none could be told: a provider's
 * listing may have the word of a product in its title, so that the title alone counts only where it says nothing else.
 */
export function productListing(signs: ProductSigns): Listing | undefined {
  const { appId, itemId, keys, listings } = signs;
  const named = listings.find(one => one.itemId === itemId);
  if (named !== undefined) return named;
  const usable = listings.filter(one => one.status !== 'expired');
  const { titled, own, fitting } = byTitle({ appId, keys, listings: usable });
  if (own.length === 1) return own[0];
  const sharing = (titled.length > 0 ? titled : usable).filter(fitting);
  return sharing.length === 1 ? sharing[0] : undefined;
}

/**
 * All listings that may be the product, expired ones included: none says that the portal does not have it. Undefined where nothing tells the
 * product apart, as for an `appId` that is not known.
 */
export function productCandidates(signs: Omit<ProductSigns, 'itemId'>): readonly Listing[] | undefined {
  const { titled, fitting } = byTitle(signs);
  const found = signs.listings.filter(one => titled.includes(one) || fitting(one));
  return found.length === 0 && signs.listings.length > 0 && !titleWords.has(signs.appId) ? undefined : found;
}

function byTitle({ appId, keys, listings }: Omit<ProductSigns, 'itemId'>): {
  /** With the word of the product in their title. */
  readonly titled: readonly Listing[];
  /** With nothing else in it. */
  readonly own: readonly Listing[];
  /** With an entitlement of the file. */
  readonly fitting: (listing: Listing) => boolean;
} {
  const word = titleWords.get(appId);
  const titled = listings.filter(one => word !== undefined && hasWords(one.title, word));
  const wanted = new Set(keys.map(entitlementKey));
  return {
    titled,
    own: titled.filter(one => isNameOnly(one.title, word ?? '')),
    fitting: one => one.pools.some(pool => wanted.has(entitlementKey(pool.key))),
  };
}

const spaced = (text: string): string => ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `;

/** Whole words: "ArcGIS Production Mapping" is not ArcGIS Pro. */
function hasWords(title: string, words: string): boolean {
  return spaced(title).includes(spaced(words));
}

/** Words that Esri's titles have around the name of a product: "Navigator for ArcGIS", "ArcGIS Business Analyst Web and Mobile Apps". */
const around = new Set(
  'arcgis for esri pro standard basic advanced online web mobile app apps and user'.split(' '),
);

function isNameOnly(title: string, words: string): boolean {
  return spaced(title)
    .replace(spaced(words), ' ')
    .split(' ')
    .every(rest => rest === '' || around.has(rest));
}
