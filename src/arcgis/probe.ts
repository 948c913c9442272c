// Whether an address is a portal's: `info` there, then above it (wire reference 5.1; section 18 row 2).
import * as v from 'valibot';
import { l10n } from '../core/l10n';
import { isPortalError, PortalError } from '../core/problem';
import type { Clock } from './clock';
import { createHttp } from './http';
import { present } from './present';
import { readAs, text } from './schemas';
import type { Fetch } from './transport';
import { candidateAddresses, isLoopback, isOnlineHost } from './url';

export interface ProbeOptions {
  /** From normalizePortalAddress. */
  readonly url: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

export interface ProbedPortal {
  /** The base address at which the portal answered: the one given, a parent of it, or a usual context on the same host. */
  readonly url: string;
  /** False where a web server in front of the portal signs users in. */
  readonly isTokenBasedSecurity?: boolean;
  readonly owningSystemUrl?: string;
}

const WireInfo = v.object({
  owningSystemUrl: text,
  authInfo: v.object({ tokenServicesUrl: text, isTokenBasedSecurity: v.nullish(v.boolean()) }),
});

/**
 * Finds the portal at or around an address, on that host alone.
 * @throws PortalError `otherHost` when the portal redirects or sends its sign-ins to another host; `transport`, `timeout`;
 * `unexpectedReply` when nothing there is a portal.
 */
export async function probePortal(options: ProbeOptions): Promise<ProbedPortal> {
  let first: unknown;
  for (const url of candidateAddresses(options.url)) {
    try {
      return await probe(url, options);
    } catch (error) {
      if (!isElsewhere(error)) throw error;
      first ??= error;
    }
  }
  const { host } = new URL(options.url);
  throw new PortalError(
    { kind: 'unexpectedReply', ...statusOf(first) },
    l10n.t(
      'There is no ArcGIS portal at {0}, nor at the paths above it. Open the portal in the browser and copy its address from there; https://{1}/<context>/home is enough.',
      options.url,
      host,
    ),
    { request: 'GET info', details: isPortalError(first) ? first.details : [] },
  );
}

async function probe(
  url: string,
  { fetch, clock, signal, timeoutMs = 15_000 }: ProbeOptions,
): Promise<ProbedPortal> {
  const http = createHttp({ url, fetch, clock, timeoutMs });
  const info = await readAs(http, { path: 'info', action: 'read', anonymous: true, signal }, WireInfo);
  checkTokenHost(url, info.authInfo.tokenServicesUrl);
  return present<ProbedPortal>({
    url,
    owningSystemUrl: info.owningSystemUrl,
    isTokenBasedSecurity: info.authInfo.isTokenBasedSecurity ?? undefined,
  });
}

/**
 * A portal that wants its passwords sent to another host is named and refused, never followed. Online's organizations all name www.arcgis.com,
 * and the direct port 7443 names the web adaptor: there the address that was typed is used, as everywhere.
 */
function checkTokenHost(url: string, tokenServicesUrl: string | undefined): void {
  if (tokenServicesUrl === undefined || !URL.canParse(tokenServicesUrl)) return;
  const own = new URL(url);
  const told = new URL(tokenServicesUrl);
  const isSame = own.hostname === told.hostname || (isLoopback(own.hostname) && isLoopback(told.hostname));
  const isKnown = own.port === '7443' || (isOnlineHost(own.hostname) && isOnlineHost(told.hostname));
  if (isSame || isKnown) return;
  throw new PortalError(
    { kind: 'otherHost', host: told.host },
    l10n.t(
      '{0} wants sign-ins to go to another host, {1}. Nothing was sent there. If that is the portal, add it under its own address.',
      own.host,
      told.host,
    ),
    { request: 'GET info' },
  );
}

/** True for replies that say "not here", so that another path may be asked. */
function isElsewhere(error: unknown): boolean {
  if (!isPortalError(error)) return false;
  const { fault } = error;
  return (
    fault.kind === 'versionUnsupported' ||
    fault.kind === 'refused' ||
    fault.kind === 'forbidden' ||
    (fault.kind === 'unexpectedReply' && ![502, 503, 504].includes(fault.status ?? 0))
  );
}

function statusOf(error: unknown): { status?: number } {
  const fault = isPortalError(error) ? error.fault : undefined;
  if (fault?.kind === 'versionUnsupported') return { status: 404 };
  return fault?.kind === 'unexpectedReply' && fault.status !== undefined ? { status: fault.status } : {};
}
