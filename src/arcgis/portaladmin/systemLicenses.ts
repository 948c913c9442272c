// `portaladmin/system/licenses` and its operations: Enterprise 10.6.1 and earlier (seeds 002 and 003; wire reference, section 14).
import * as v from 'valibot';
import { itemId } from '../../core/ids';
import type { EntitlementsPart, EntitlementsQueue, SystemLicenses } from '../../core/model';
import type { Http, HttpRequest } from '../http';
import type { FileUpload } from '../portalClient';
import { present } from '../present';
import { count, flag, listOf, number, pools, readAs, text, time } from '../schemas';
import { sendWrite } from '../sharing/writes';

const root = 'system/licenses';

const WireLicenses = v.object({
  isValid: flag,
  currentRegisteredMembers: count,
  maximumRegisteredMembers: count,
  expiration: time,
  features: listOf(
    v.object({
      level: text,
      name: text,
      displayName: text,
      isValid: flag,
      currentRegisteredMembers: count,
      maximumRegisteredMembers: count,
      expiration: time,
    }),
  ),
});

/** The resource itself: members and membership levels. */
export async function readSystemLicenses(http: Http, signal?: AbortSignal): Promise<SystemLicenses> {
  const wire = await readAs(http, { root: 'admin', path: root, action: 'read', signal }, WireLicenses);
  return present<SystemLicenses>({
    isValid: wire.isValid === true,
    currentMembers: wire.currentRegisteredMembers,
    maximumMembers: wire.maximumRegisteredMembers,
    expiresAt: wire.expiration,
    features: wire.features.map(feature =>
      present<SystemLicenses['features'][number]>({
        level: feature.level ?? '',
        name: feature.displayName ?? feature.name ?? feature.level ?? '',
        current: feature.currentRegisteredMembers,
        maximum: feature.maximumRegisteredMembers,
        expiresAt: feature.expiration,
        isValid: feature.isValid === true,
      }),
    ),
  });
}

// Signature and license strings are secrets: not named here, they end at this border.
const WireManager = v.nullish(v.object({ hostname: text, port: number }));
const WirePart = v.object({
  orgEntitlements: v.nullish(
    v.object({
      maxUsers: count,
      startDate: number,
      startDateStr: text,
      entitlements: pools,
      licenseManagerInfo: WireManager,
    }),
  ),
  licenseManagerInfo: WireManager,
});
const WireQueue = v.object({
  itemId: text,
  appId: text,
  current: v.nullish(WirePart),
  queue: listOf(WirePart),
});
// An import answers with what it has taken, or says at least that it was done; `{}` and `[]` say neither.
const WireImport = v.pipe(
  v.object({ ...WireQueue.entries, status: text, success: flag }),
  v.check(
    ({ current, queue, itemId, status, success }) =>
      current != null || queue.length > 0 || itemId !== undefined || status === 'success' || success === true,
  ),
);

/**
 * `importEntitlements`: overwrites everything of the product, its queue included. Up to 120 seconds.
 * @throws PortalError `unexpectedReply` for an answer that says nothing of it, such as `{}`.
 */
export async function importEntitlements(
  http: Http,
  appId: string,
  file: FileUpload,
  signal?: AbortSignal,
): Promise<EntitlementsQueue> {
  const request: HttpRequest = {
    root: 'admin',
    path: `${root}/importEntitlements`,
    action: 'write',
    params: { appId },
    file,
    signal,
  };
  return queueOf(await readAs(http, request, WireImport), appId);
}

/** `getEntitlements`: the parts that start later; `{}` and an empty list both mean none. The current part is not in it. */
export async function readEntitlementsQueue(
  http: Http,
  appId: string,
  signal?: AbortSignal,
): Promise<EntitlementsQueue> {
  const request: HttpRequest = {
    root: 'admin',
    path: `${root}/getEntitlements`,
    action: 'read',
    method: 'POST',
    params: { appId },
    signal,
  };
  return queueOf(await readAs(http, request, WireQueue), appId);
}

/** `removeAllEntitlements`: the product is no longer licensed by the portal; assignments stay and come back with the next import. */
export async function removeAllEntitlements(http: Http, appId: string, signal?: AbortSignal): Promise<void> {
  await sendWrite(http, {
    root: 'admin',
    path: `${root}/removeAllEntitlements`,
    action: 'write',
    params: { appId },
    signal,
  });
}

function queueOf(wire: v.InferOutput<typeof WireQueue>, appId: string): EntitlementsQueue {
  return present<EntitlementsQueue>({
    appId: wire.appId ?? appId,
    itemId: wire.itemId === undefined ? undefined : itemId(wire.itemId),
    current: wire.current == null ? undefined : partOf(wire.current),
    queue: wire.queue.map(partOf),
  });
}

/** The license manager stands beside `orgEntitlements` or inside it (wire reference 14.3). */
function partOf({ orgEntitlements, licenseManagerInfo }: v.InferOutput<typeof WirePart>): EntitlementsPart {
  const manager = licenseManagerInfo ?? orgEntitlements?.licenseManagerInfo;
  return present<EntitlementsPart>({
    maxUsers: orgEntitlements?.maxUsers,
    startDate: orgEntitlements?.startDate,
    startDateStr: orgEntitlements?.startDateStr,
    pools: orgEntitlements?.entitlements ?? [],
    licenseManager:
      manager?.hostname === undefined
        ? undefined
        : { hostname: manager.hostname, port: manager.port ?? 27_000 },
  });
}
