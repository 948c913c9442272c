// Which license generation a portal has: decided by what it can do, not by its number (wire reference, section 21).
import * as v from 'valibot';
import type { PortalKind } from '../../core/model';
import { isPortalError } from '../../core/problem';
import type { Http } from '../http';
import { isRecord } from '../schemas';
import type { Self } from '../sharing/organization';

/** The first sharing API version with user types: Enterprise 10.7. */
const firstUserTypeVersion = 6.4;

const WireRoot = v.object({ isUserTypeLicensing: v.boolean() });

/**
 * Online by `isPortal`; else what `portaladmin` says, then which of its two license resources is there; else, where administrative access is
 * blocked, the version. Throws for an end of the sign-in and for a failing network, never for a refusal.
 */
export async function detectKind(http: Http, self: Self, signal?: AbortSignal): Promise<PortalKind> {
  if (self.isPortal !== true) return 'online';
  const root = v.safeParse(WireRoot, await ask(http, '', signal));
  if (root.success) return root.output.isUserTypeLicensing ? 'enterprise' : 'legacy';
  const license = await ask(http, 'license', signal);
  if (isRecord(license)) return 'enterprise';
  const systemLicenses = await ask(http, 'system/licenses', signal);
  if (isRecord(systemLicenses)) return 'legacy';
  // One of the two is there but closed to the account. Where both are closed, something in front of the portal closes all of it.
  if (license !== systemLicenses) return license === 'forbidden' ? 'enterprise' : 'legacy';
  const version = Number(self.currentVersion);
  const hasUserTypes = self.enterpriseVersion !== undefined || self.user?.userLicenseTypeId !== undefined;
  return hasUserTypes || version >= firstUserTypeVersion ? 'enterprise' : 'legacy';
}

/** The reply, `forbidden` where the resource is there but closed to the account, undefined where it is not there. */
async function ask(http: Http, path: string, signal: AbortSignal | undefined): Promise<unknown> {
  try {
    return await http.send({ root: 'admin', path, action: 'read', signal });
  } catch (error) {
    if (!isPortalError(error)) throw error;
    const { kind } = error.fault;
    if (kind === 'forbidden') return 'forbidden';
    // The sharing API took the token a moment ago, so a refusal here is about this resource.
    if (
      kind === 'versionUnsupported' ||
      kind === 'refused' ||
      kind === 'unexpectedReply' ||
      kind === 'signIn'
    )
      return undefined;
    throw error;
  }
}
