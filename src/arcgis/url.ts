// Addresses as people paste them, cut to the base address of a portal (wire reference, section 2).
import { l10n } from '../core/l10n';
import { PortalError } from '../core/problem';

export interface PortalAddress {
  /** Without a trailing slash and without `/sharing/rest`, such as `https://gis.example/portal`. */
  readonly url: string;
  /** True when `http://` was typed and changed to `https://`: say so before connecting. */
  readonly upgraded: boolean;
}

/** Path segments that belong to the portal's own pages and services; the base address ends before the first of them. */
const innerSegments = new Set(['home', 'sharing', 'portaladmin', 'portalhelp', 'apps', 'oauth2']);

/** True for addresses of this computer: 127.0.0.0/8, ::1 and localhost. Only these may be used over http. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** True for hosts of ArcGIS Online. */
export function isOnlineHost(hostname: string): boolean {
  return hostname === 'arcgis.com' || hostname.endsWith('.arcgis.com');
}

/**
 * The base address of the portal that a pasted text means: `/home/...`, `/sharing/rest`, a trailing slash, blanks, a missing scheme and
 * an organization's url key alone (`riverbend`) are all understood. `http` stays only for this computer and becomes `https` elsewhere,
 * because `generateToken` refuses http (wire reference, sections 2 and 5.2).
 * @throws PortalError `badInput` for what cannot be an address, without repeating a query or a password in it.
 */
export function normalizePortalAddress(input: string): PortalAddress {
  const text = input
    .trim()
    .replace(/^[<"']+|[>"']+$/g, '')
    .trim();
  if (text === '') throw badAddress(l10n.t('The address of the portal is empty.'));
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    throw badAddress(l10n.t('"{0}://" is not the start of a portal\'s address.', scheme));
  }
  if (scheme === undefined && /^[a-z0-9][a-z0-9-]*$/i.test(text) && text.toLowerCase() !== 'localhost') {
    return { url: `https://${text.toLowerCase()}.maps.arcgis.com`, upgraded: false };
  }
  const url = parse(scheme === undefined ? `${guessScheme(text)}://${text}` : text);
  if (url.username !== '' || url.password !== '') {
    throw badAddress(
      l10n.t('The address holds a user name or a password. Leave them out: sign-in asks for them.'),
    );
  }
  const upgraded = url.protocol === 'http:' && !isLoopback(url.hostname);
  const port = upgraded && url.port === '7080' ? '7443' : upgraded && url.port === '80' ? '' : url.port;
  const host = `${url.hostname.replace(/\.$/, '')}${port === '' ? '' : `:${port}`}`;
  const path = isOnlineHost(url.hostname) ? '' : contextOf(url.pathname, port);
  return { url: `${upgraded ? 'https:' : url.protocol}//${host}${path}`, upgraded };
}

/** Base addresses worth trying for one that was typed, the most likely first: itself, its parent paths, the usual contexts. */
export function candidateAddresses(base: string): readonly string[] {
  const url = new URL(base);
  if (isOnlineHost(url.hostname)) return [base];
  const segments = url.pathname.split('/').filter(part => part !== '');
  const paths = segments.map((_, index) => segments.slice(0, segments.length - index).join('/'));
  const all = [...paths, '', 'portal', 'arcgis'].map(path =>
    path === '' ? url.origin : `${url.origin}/${path}`,
  );
  return [...new Set(all)];
}

/** A path segment made of a name of the portal's or the administrator's. Throws PortalError `badInput` for names that would change the path. */
export function segment(name: string): string {
  if (name === '' || name === '.' || name === '..') {
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t('"{0}" cannot be a name in a portal. Check the name.', name),
    );
  }
  return encodeURIComponent(name);
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw badAddress(l10n.t('This is not an address of a portal.'));
  }
}

/** Without a scheme: https, but http for this computer at a port that is not one of the portal's https ports. */
function guessScheme(text: string): 'http' | 'https' {
  const url = parse(`https://${text}`);
  return isLoopback(url.hostname) && !['', '443', '7443'].includes(url.port) ? 'http' : 'https';
}

/** The web adaptor's context, with a leading slash, or nothing. The direct port 7443 always has the context `arcgis`. */
function contextOf(pathname: string, port: string): string {
  const segments = pathname.split('/').filter(part => part !== '');
  const end = segments.findIndex(
    part => innerSegments.has(part.toLowerCase()) || /\.(html?|jsp|aspx?)$/i.test(part),
  );
  const kept = end === -1 ? segments : segments.slice(0, end);
  if (kept.length === 0) return port === '7443' ? '/arcgis' : '';
  return `/${kept.join('/')}`;
}

function badAddress(why: string): PortalError {
  return new PortalError(
    { kind: 'badInput' },
    l10n.t(
      '{0} Enter it as in the browser, such as https://gis.example.com/portal or https://riverbend.maps.arcgis.com.',
      why,
    ),
  );
}
