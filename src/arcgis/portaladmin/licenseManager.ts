// The two operations that both license generations have, below different paths (wire reference 13.6, 14.5).
import type { Username } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { PortalKind } from '../../core/model';
import { PortalError } from '../../core/problem';
import type { Http, HttpRequest } from '../http';
import type { LicenseManagerUpdate } from '../portalClient';
import { numberOf } from '../schemas';
import { manageLicenses } from '../sharing/organization';
import { sendWrite } from '../sharing/writes';

/** `updateLicenseManager`: afterwards the portal restarts by itself. Several hosts are separated by commas. */
export async function updateLicenseManager(
  http: Http,
  kind: PortalKind,
  manager: { readonly hostname: string; readonly port: number },
  signal?: AbortSignal,
): Promise<LicenseManagerUpdate> {
  const { hostname, port } = manager;
  const reply = await sendWrite(
    http,
    requestOf(
      kind,
      'updateLicenseManager',
      { licenseManagerInfo: JSON.stringify({ hostname, port }) },
      signal,
    ),
  );
  const recheckAfterSeconds = numberOf(reply['recheckAfterSeconds']);
  return recheckAfterSeconds === undefined ? {} : { recheckAfterSeconds };
}

/** `releaseLicense`: takes back a license that is offline on a lost machine. 10.6.1 and earlier know Pro alone and take no `appId`. */
export async function releaseLicense(
  http: Http,
  kind: PortalKind,
  name: Username,
  appId: string | undefined,
  signal?: AbortSignal,
): Promise<void> {
  const params = { username: name, ...(kind === 'legacy' ? {} : { appId }) };
  await sendWrite(http, requestOf(kind, 'releaseLicense', params, signal));
}

function requestOf(
  kind: PortalKind,
  operation: string,
  params: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal | undefined,
): HttpRequest {
  if (kind === 'online') {
    throw new PortalError(
      { kind: 'versionUnsupported' },
      l10n.t(
        'ArcGIS Online has no such operation. Ask the member to return the license, or Esri Customer Service to release it.',
      ),
    );
  }
  return {
    root: 'admin',
    path: `${kind === 'legacy' ? 'system/licenses' : 'license'}/${operation}`,
    action: 'write',
    params,
    privilege: manageLicenses,
    signal,
  };
}
