// `portals/self`: the organization and what the signed-in account may do (wire reference 6.1 to 6.3, 21).
import * as v from 'valibot';
import { username } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { Access, Organization } from '../../core/model';
import { PortalError } from '../../core/problem';
import type { Http, HttpRequest } from '../http';
import type { Site } from '../portaladmin/kind';
import { present } from '../present';
import { isOnlineHost } from '../url';
import { count, flag, listOf, numberOf, readAs, text, time } from '../schemas';

/** Lets a custom role assign licenses (wire reference 6.3). */
export const manageLicenses = 'portal:admin:manageLicenses';

const WireSelf = v.object({
  id: v.string(),
  name: text,
  urlKey: text,
  customBaseUrl: text,
  isPortal: flag,
  currentVersion: text,
  enterpriseVersion: text,
  subscriptionInfo: v.nullish(v.object({ maxUsers: count, expDate: time })),
  user: v.nullish(
    v.object({
      username: v.string(),
      fullName: text,
      role: text,
      privileges: listOf(v.string()),
      userLicenseTypeId: text,
    }),
  ),
  // A registered app or an API key has no user (wire reference 5.4).
  appInfo: v.nullish(v.object({ appId: text, privileges: listOf(v.string()) })),
});

export type Self = v.InferOutput<typeof WireSelf>;

/** `portals/self`. Throws PortalError `unexpectedReply` when the address is no portal's. */
export async function readSelf(http: Http, signal?: AbortSignal): Promise<Self> {
  const request: HttpRequest = { path: 'portals/self', action: 'read', signal };
  try {
    return await readAs(http, request, WireSelf);
  } catch (error) {
    if (error instanceof PortalError && error.fault.kind === 'versionUnsupported') {
      const host = http.info(request).host;
      throw new PortalError(
        { kind: 'unexpectedReply', status: 404 },
        l10n.t(
          'There is no ArcGIS portal at this address of {0}. Check the part after the host name, such as /portal.',
          host,
        ),
        { request: 'GET portals/self', details: error.details },
      );
    }
    throw error;
  }
}

/** The domain's picture of `portals/self`. Throws PortalError `signIn` when the portal sees nobody signed in. */
export function organizationOf(self: Self, { kind, version }: Site, url: string): Organization {
  return present<Organization>({
    orgId: self.id,
    name: self.name ?? new URL(url).host,
    kind,
    version,
    apiVersion: numberOf(self.currentVersion),
    homeUrl: `${homeOf(self, url)}/home`,
    access: accessOf(self),
    maxUsers: self.subscriptionInfo?.maxUsers,
    subscriptionEndsAt: self.subscriptionInfo?.expDate,
  });
}

function accessOf({ user, appInfo }: Self): Access {
  if (user != null) {
    const role = user.role ?? '';
    const isAdministrator = role === 'org_admin' || role === 'account_admin';
    return {
      username: username(user.username),
      fullName: user.fullName ?? user.username,
      role,
      isAdministrator,
      canManageLicenses: isAdministrator || user.privileges.includes(manageLicenses),
    };
  }
  if (appInfo != null) {
    const name = appInfo.appId ?? 'app';
    const canManageLicenses = appInfo.privileges.includes(manageLicenses);
    return {
      username: username(name),
      fullName: name,
      role: 'app',
      isAdministrator: false,
      canManageLicenses,
    };
  }
  throw new PortalError(
    { kind: 'signIn' },
    l10n.t(
      'The portal answered as to nobody in particular: the token belongs to no user of it. Sign in, or paste a token of this portal.',
    ),
    { request: 'GET portals/self' },
  );
}

/** Online: the organization's own host for links, learned from `urlKey` (wire reference, section 2). Links are opened in a browser, never requested. */
function homeOf(self: Self, url: string): string {
  const isKnown =
    self.urlKey !== undefined && self.customBaseUrl !== undefined && isOnlineHost(new URL(url).hostname);
  return isKnown ? `https://${self.urlKey}.${self.customBaseUrl}` : url;
}
