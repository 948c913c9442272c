// `portaladmin/license` and its operations: Enterprise 10.7 and later (seed 004; wire reference, section 13).
import * as v from 'valibot';
import { entitlement, itemId, userTypeId } from '../../core/ids';
import type {
  EntitlementPool,
  FutureLicenseItem,
  GrantedItem,
  LicensedItem,
  LicenseFileContent,
  LicenseManager,
  PortalCapability,
  PortalLicense,
  UserType,
} from '../../core/model';
import type { Http, HttpRequest } from '../http';
import type { FileUpload } from '../portalClient';
import { present } from '../present';
import { count, flag, id, listOf, number, readAs, text, time } from '../schemas';
import { manageLicenses } from '../sharing/organization';
import { sendWrite } from '../sharing/writes';

const WireItem = v.object({ id, itemId: text, maximumRegisteredMembers: count, expiration: time });
const WireLicense = v.object({
  currentRegisteredMembers: count,
  maximumRegisteredMembers: count,
  version: text,
  userTypes: listOf(
    v.object({ id, maximumRegisteredMembers: count, expiration: time, currentRegisteredMembers: count }),
  ),
  appBundles: listOf(WireItem),
  apps: listOf(WireItem),
  extensions: listOf(WireItem),
  portalCapabilities: listOf(v.object({ id, expiration: time })),
  // Said to be there by older pages, of a layout that no source shows: what is none of ours says nothing.
  licenseManagerInfo: v.fallback(v.nullish(v.object({ hostname: text, port: number })), undefined),
});

const read = (path: string, signal: AbortSignal | undefined): HttpRequest => ({
  root: 'admin',
  path,
  action: 'read',
  privilege: manageLicenses,
  signal,
});

/** `portaladmin/license`. Counts of current members exist for user types alone. */
export async function readLicense(http: Http, signal?: AbortSignal): Promise<PortalLicense> {
  const wire = await readAs(http, read('license', signal), WireLicense);
  return present<PortalLicense>({
    currentMembers: wire.currentRegisteredMembers,
    maximumMembers: wire.maximumRegisteredMembers,
    version: wire.version,
    userTypes: wire.userTypes.map(type =>
      present<UserType>({
        id: userTypeId(type.id),
        name: type.id,
        maximum: type.maximumRegisteredMembers,
        current: type.currentRegisteredMembers,
        expiresAt: type.expiration,
      }),
    ),
    appBundles: wire.appBundles.map(licensedItem),
    apps: wire.apps.map(licensedItem),
    extensions: wire.extensions.map(licensedItem),
    capabilities: wire.portalCapabilities.map(capability =>
      present<PortalCapability>({ id: capability.id, expiresAt: capability.expiration }),
    ),
    licenseManager: managerOf(wire.licenseManagerInfo),
  });
}

/** Undefined where no host is named. The port is FlexNet's first one where none is said. */
function managerOf(
  wire: v.InferOutput<typeof WireLicense>['licenseManagerInfo'],
): LicenseManager | undefined {
  return wire?.hostname === undefined ? undefined : { hostname: wire.hostname, port: wire.port ?? 27_000 };
}

const WireRoot = v.object({ isLicensePopulated: flag });

/** Whether the license is in the portal's database: `isLicensePopulated` of the root of `portaladmin`; undefined where the portal does not say it. */
export async function readLicensePopulated(http: Http, signal?: AbortSignal): Promise<boolean | undefined> {
  return (await readAs(http, read('', signal), WireRoot)).isLicensePopulated;
}

/** The item id where it is missing is the id: nothing can be asked of it, but it is shown. */
function licensedItem(wire: v.InferOutput<typeof WireItem>): LicensedItem {
  return present<LicensedItem>({
    id: wire.id,
    itemId: itemId(wire.itemId ?? wire.id),
    maximum: wire.maximumRegisteredMembers,
    expiresAt: wire.expiration,
  });
}

const WireFuture = listOf(v.object({ id, maximumRegisteredMembers: count, startDate: time }));
const futureSections = ['userTypes', 'appBundles', 'apps', 'extensions'] as const;

/** `getFutureLicense` (10.7.1 and later): what an imported file brings on a later date. */
export async function readFutureLicense(
  http: Http,
  signal?: AbortSignal,
): Promise<readonly FutureLicenseItem[]> {
  const schema = v.object({
    userTypes: WireFuture,
    appBundles: WireFuture,
    apps: WireFuture,
    extensions: WireFuture,
  });
  const wire = await readAs(http, read('license/getFutureLicense', signal), schema);
  return futureSections.flatMap(section =>
    wire[section].map(item =>
      present<FutureLicenseItem>({
        section,
        id: item.id,
        maximum: item.maximumRegisteredMembers ?? 0,
        startsAt: item.startDate,
      }),
    ),
  );
}

/** `[{num, apiName}]` here, unlike the map of everywhere else (wire reference 13.3). What is no such list says nothing. */
const WireSplit = v.fallback(v.nullish(v.array(v.object({ num: count, apiName: text }))), undefined);
const WireGrant = v.object({
  id,
  itemId: text,
  maxUsers: count,
  startDate: time,
  expiration: time,
  entitlements: WireSplit,
});
const WireProvision = listOf(WireGrant);
const WireFile = v.object({
  MyEsri: v.object({
    version: text,
    definitions: v.nullish(
      v.object({
        userTypes: listOf(v.object({ id, name: text })),
        appBundles: listOf(v.object({ id: text, appBundleItemId: text, name: text })),
      }),
    ),
    provision: v.nullish(
      v.object({
        userTypes: WireProvision,
        appBundles: listOf(v.object({ ...WireGrant.entries, id: text, appBundleItemId: text })),
        apps: WireProvision,
        extensions: WireProvision,
        // Not in the documented sample: a list that is missing says nothing, an empty one says "none".
        portalCapabilities: v.nullish(v.array(WireGrant)),
      }),
    ),
  }),
});

/** Undefined where the list has nothing to read: "no entitlement at all" is said by zeros. */
function poolsOf(split: v.InferOutput<typeof WireSplit>): readonly EntitlementPool[] | undefined {
  const pools = (split ?? []).flatMap(({ num, apiName }) =>
    num === undefined || apiName === undefined ? [] : [{ key: entitlement(apiName), num }],
  );
  return pools.length === 0 ? undefined : pools;
}

/** `validateLicense`: what the portal reads in a license file. Changes nothing. Throws PortalError `refused` when the file is not valid. */
export async function validateLicense(
  http: Http,
  file: FileUpload,
  signal?: AbortSignal,
): Promise<LicenseFileContent> {
  const request: HttpRequest = {
    ...read('license/validateLicense', signal),
    method: 'POST',
    params: { listAdministratorUserTypes: false },
    file,
  };
  const { version, definitions, provision } = (await readAs(http, request, WireFile)).MyEsri;
  const typeNames = new Map(definitions?.userTypes.map(type => [type.id, type.name]));
  const bundleNames = new Map<string | undefined, string | undefined>(
    definitions?.appBundles.flatMap(bundle => [
      [bundle.id, bundle.name],
      [bundle.appBundleItemId, bundle.name],
    ]),
  );
  const granted = (
    key: string,
    wire: Omit<v.InferOutput<typeof WireGrant>, 'id'>,
    name?: string,
  ): GrantedItem =>
    present<GrantedItem>({
      id: key,
      itemId: wire.itemId,
      name,
      maximum: wire.maxUsers,
      startsAt: wire.startDate,
      expiresAt: wire.expiration,
      pools: poolsOf(wire.entitlements),
    });
  const itemsOf = (rows: v.InferOutput<typeof WireProvision> | undefined) =>
    (rows ?? []).map(row => granted(row.id, row));
  const capabilities = provision?.portalCapabilities;
  return present<LicenseFileContent>({
    version,
    userTypes: (provision?.userTypes ?? []).map(row => granted(row.id, row, typeNames.get(row.id))),
    appBundles: (provision?.appBundles ?? []).map(row => {
      const item = row.appBundleItemId ?? row.itemId;
      const key = row.id ?? item ?? '';
      const name = bundleNames.get(key) ?? bundleNames.get(item);
      return granted(key, { ...row, itemId: item === key ? undefined : item }, name);
    }),
    apps: itemsOf(provision?.apps),
    extensions: itemsOf(provision?.extensions),
    capabilities: capabilities == null ? undefined : itemsOf(capabilities),
  });
}

/** `importLicense`: replaces the whole licensing of the portal by the file's. Up to 120 seconds. */
export async function importLicense(http: Http, file: FileUpload, signal?: AbortSignal): Promise<void> {
  await sendWrite(http, write('license/importLicense', signal, { file }));
}

/** `populateLicense`: loads the license into the portal's database; normally the portal does it by itself. Up to 120 seconds. */
export async function populateLicense(http: Http, signal?: AbortSignal): Promise<void> {
  await sendWrite(http, write('license/populateLicense', signal, { timeoutMs: 120_000 }));
}

const write = (path: string, signal: AbortSignal | undefined, more: Partial<HttpRequest>): HttpRequest => ({
  root: 'admin',
  path,
  action: 'write',
  privilege: manageLicenses,
  signal,
  ...more,
});
