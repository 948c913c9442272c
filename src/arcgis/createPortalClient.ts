import { singleFlight } from '../core/async';
import type { PortalKind } from '../core/model';
import { waitFor } from './abort';
import { createHttp } from './http';
import type { HttpOptions } from './http';
import type { PortalClient, TokenSource } from './portalClient';
import { createImportedParts } from './portaladmin/importedParts';
import { detectSite } from './portaladmin/kind';
import * as license from './portaladmin/license';
import { releaseLicense, updateLicenseManager } from './portaladmin/licenseManager';
import * as systemLicenses from './portaladmin/systemLicenses';
import { readAppBundleHolders, readAppBundles } from './sharing/appBundles';
import { findGroups, readGroupMembers } from './sharing/groups';
import { readMember, readMembers, searchMembers } from './sharing/members';
import { organizationOf, readSelf } from './sharing/organization';
import { readProvisionedListings } from './sharing/provisionedListings';
import { readListing, readPurchases } from './sharing/purchases';
import { readRoles } from './sharing/roles';
import { readHolder, readHolders } from './sharing/userEntitlements';
import { readUserTypes } from './sharing/userTypes';
import { provision, provisionAppBundle, setDisconnectSettings, updateUserType } from './sharing/writes';

export interface PortalClientOptions extends HttpOptions {
  readonly tokens: TokenSource;
  /** What the portal was when it was connected; found out when it is needed, where absent. */
  readonly kind?: PortalKind;
}

/** The client of one portal. Keeps nothing but what kind of portal it is and what the last imports said of the parts in effect; throws PortalError `badInput` for an address that is none. */
export function createPortalClient(options: PortalClientOptions): PortalClient {
  const http = createHttp(options);
  const imported = createImportedParts();
  let known = options.kind;
  const findKind = singleFlight(async () => (known = (await detectSite(http, await readSelf(http))).kind));
  const kind = async (signal: AbortSignal | undefined): Promise<PortalKind> =>
    known ?? waitFor(findKind(), signal);

  return {
    url: http.url,
    organization: async signal => {
      const self = await readSelf(http, signal);
      const site = await detectSite(http, self, signal);
      known = site.kind;
      return organizationOf(self, site, http.url);
    },
    roles: signal => readRoles(http, signal),
    members: reading => readMembers(http, reading),
    searchMembers: (query, signal) => searchMembers(http, query, signal),
    member: (name, signal) => readMember(http, name, signal),
    groupMembers: (groupId, signal) => readGroupMembers(http, groupId, signal),
    findGroups: (name, signal) => findGroups(http, name, signal),
    purchases: signal => readPurchases(http, signal),
    listing: (itemId, signal) => readListing(http, itemId, signal),
    userTypes: signal => readUserTypes(http, signal),
    appBundles: signal => readAppBundles(http, signal),
    appBundleHolders: (itemId, reading) => readAppBundleHolders(http, itemId, reading),
    provisionedListings: (name, signal) => readProvisionedListings(http, name, signal),
    holders: (itemId, reading) => readHolders(http, itemId, reading),
    holder: (itemId, name, signal, listed) => readHolder(http, itemId, name, signal, listed),
    provision: (itemId, change, signal) => provision(http, itemId, change, signal),
    provisionAppBundle: (itemId, change, signal) => provisionAppBundle(http, itemId, change, signal),
    updateUserType: (users, userType, signal) => updateUserType(http, users, userType, signal),
    setDisconnectSettings: (itemId, canDisconnect, signal) =>
      setDisconnectSettings(http, itemId, canDisconnect, signal),
    license: signal => license.readLicense(http, signal),
    futureLicense: signal => license.readFutureLicense(http, signal),
    validateLicense: (file, signal) => license.validateLicense(http, file, signal),
    importLicense: (file, signal) => license.importLicense(http, file, signal),
    populateLicense: signal => license.populateLicense(http, signal),
    licensePopulated: signal => license.readLicensePopulated(http, signal),
    systemLicenses: signal => systemLicenses.readSystemLicenses(http, signal),
    importEntitlements: async (appId, file, signal) => {
      // Whatever comes of it: what was kept is of the file before.
      imported.forget(appId);
      return imported.keep(appId, await systemLicenses.importEntitlements(http, appId, file, signal));
    },
    entitlementsQueue: (appId, signal) => systemLicenses.readEntitlementsQueue(http, appId, signal),
    withImported: queue => imported.complete(queue, http.clock.now()),
    removeAllEntitlements: (appId, signal) => {
      imported.forget(appId);
      return systemLicenses.removeAllEntitlements(http, appId, signal);
    },
    updateLicenseManager: async (manager, signal) =>
      updateLicenseManager(http, await kind(signal), manager, signal),
    releaseLicense: async (name, appId, signal) =>
      releaseLicense(http, await kind(signal), name, appId, signal),
  };
}
