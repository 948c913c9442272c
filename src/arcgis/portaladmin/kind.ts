// Which license generation a portal has: decided by what it can do, not by a number (wire reference, section 21); and its number, for people.
import * as v from 'valibot';
import type { PortalKind } from '../../core/model';
import { isPortalError } from '../../core/problem';
import type { Http } from '../http';
import { present } from '../present';
import { isRecord } from '../schemas';
import type { Self } from '../sharing/organization';

/** The first sharing API version with user types: Enterprise 10.7. */
const firstUserTypeVersion = 6.4;

const WireRoot = v.object({ isUserTypeLicensing: v.boolean() });
const WireVersion = v.object({ version: v.pipe(v.string(), v.regex(/^\d+(\.\d+)+$/)) });

export interface Site {
  readonly kind: PortalKind;
  /** For display: of Online the sharing API's, of Enterprise its own; absent where it does not say it. */
  readonly version?: string;
}

/**
 * What kind of portal it is, and its version: of Enterprise what `portals/self` says from 11.3 on, before what the root of `portaladmin` says.
 * `currentVersion` is the number of the sharing API, 6.3 for 10.6.1, and right for Online alone. Throws for an end of the sign-in and for a
 * failing network, never for a refusal.
 */
export async function detectSite(http: Http, self: Self, signal?: AbortSignal): Promise<Site> {
  if (self.isPortal !== true) {
    return present<Site>({ kind: 'online', version: self.currentVersion });
  }
  const root = await ask(http, '', signal);
  const said = v.safeParse(WireVersion, root);
  return present<Site>({
    kind: await generationOf(http, self, root, signal),
    version: self.enterpriseVersion ?? (said.success ? said.output.version : undefined),
  });
}

/**
 * What the root of `portaladmin` says, then which of its two license resources is there; else, where administrative access is blocked, the
 * version.
 */
async function generationOf(
  http: Http,
  self: Self,
  root: unknown,
  signal: AbortSignal | undefined,
): Promise<'enterprise' | 'legacy'> {
  const flag = v.safeParse(WireRoot, root);
  if (flag.success) return flag.output.isUserTypeLicensing ? 'enterprise' : 'legacy';
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
