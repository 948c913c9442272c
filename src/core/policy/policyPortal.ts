// The portal that a policy is for: by address, never with a secret.
import type { PortalConnection, SampleSource } from '../model';

/** An address of this computer, the only ones that may be used over http. */
const isLoopback = (host: string): boolean =>
  ['localhost', '[::1]'].includes(host) || /^127(\.\d{1,3}){3}$/.test(host);

/** `sample:online-M`: the embedded sample portal, whose address is another with every start. */
const samplePattern = /^sample:(online|enterprise|legacy)-(S|M|L|XL)$/;

export type PortalAddress = 'fine' | 'secret' | 'none';

/** Whether a text can name a portal: `secret` where it is an address with a user name, password, query or fragment. */
export function checkPortal(text: string): PortalAddress {
  if (samplePattern.test(text)) return 'fine';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) return 'none';
  if (url.username !== '' || url.password !== '' || /[?#]/.test(text)) return 'secret';
  return url.protocol === 'https:' || isLoopback(url.hostname) ? 'fine' : 'none';
}

/** The one spelling of an address that others are compared with: without a trailing slash, `/sharing/rest` and a page of `/home`; other texts as they are. */
function plainAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) return text;
  const path = url.pathname
    .replace(/\/+$/, '')
    .replace(/\/sharing(\/rest)?$/i, '')
    .replace(/\/home(\/[^/]*)?$/i, '');
  return `${url.origin}${path.toLowerCase()}`;
}

/** How a policy names the portal of a connection. */
export const portalInPolicy = ({ url, sample }: Pick<PortalConnection, 'url' | 'sample'>): string =>
  sample === undefined ? url : sampleName(sample);

const sampleName = ({ flavor, scale }: SampleSource): string => `sample:${flavor}-${scale}`;

/**
 * Whether two texts name the same portal: the policy's, and an address or {@link portalInPolicy} of a connection. Host and path are compared in any
 * case, so that nothing else can pass for the portal that was meant.
 */
export const isSamePortal = (one: string, other: string): boolean =>
  plainAddress(one) === plainAddress(other);
