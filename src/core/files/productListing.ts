// Which listing is a product of `importEntitlements`: `appId` and item id have no table that every version shares (wire reference 22, 14).
import { entitlementKey } from '../ids';
import type { ItemId } from '../ids';
import type { Listing } from '../model';

/** Words of listing titles that tell the product. */
const titleWords: Readonly<Record<string, string>> = {
  arcgisprodesktop: 'arcgis pro',
  navigator: 'navigator',
  drone2map: 'drone2map',
  appstudioweb: 'appstudio',
  busanalystonline_2: 'business analyst',
  geoplanner: 'geoplanner',
  arcgisInsights: 'insights',
  LRReporter: 'location referencing',
  RoadwayReporter: 'roadway reporter',
};

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
export function productListing({ appId, itemId, keys, listings }: ProductSigns): Listing | undefined {
  const named = listings.find(one => one.itemId === itemId);
  if (named !== undefined) return named;
  const usable = listings.filter(one => one.status !== 'expired');
  const word = titleWords[appId];
  const titled = usable.filter(one => word !== undefined && hasWords(one.title, word));
  const own = titled.filter(one => isNameOnly(one.title, word ?? ''));
  if (own.length === 1) return own[0];
  const wanted = new Set(keys.map(entitlementKey));
  const sharing = (titled.length > 0 ? titled : usable).filter(one =>
    one.pools.some(pool => wanted.has(entitlementKey(pool.key))),
  );
  return sharing.length === 1 ? sharing[0] : undefined;
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
