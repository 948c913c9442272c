// Names of what a license names by id: the portal's own where it gives one, so that one thing has one name everywhere.
import { appName, userTypeName } from './catalog';
import type { AppBundle, FutureLicenseItem, PortalLicense, UserType } from './model';

/** What is known of the present license. */
export interface NamedParts {
  readonly userTypes: readonly UserType[];
  readonly appBundles: readonly AppBundle[];
  readonly license: PortalLicense | undefined;
}

/** `creatorUT` → the name that `userLicenseTypes` gives; without one, ours. The `license` resource repeats the id as the name. */
export function nameOfUserType(type: Pick<UserType, 'id' | 'name'>): string {
  return type.name === '' || type.name === type.id ? userTypeName(type.id) : type.name;
}

/** The name of what starts or ends later. Bundles are named by item id, and the present license says which id that is. */
export function nameOfFuture(item: FutureLicenseItem, parts: NamedParts): string {
  switch (item.section) {
    case 'userTypes': {
      const type = parts.userTypes.find(({ id }) => id === item.id);
      return type === undefined ? userTypeName(item.id) : nameOfUserType(type);
    }
    case 'appBundles': {
      const itemId = parts.license?.appBundles.find(({ id }) => id === item.id)?.itemId;
      return parts.appBundles.find(bundle => bundle.itemId === itemId)?.name ?? appName(item.id);
    }
    case 'apps':
    case 'extensions':
      return appName(item.id);
  }
}
