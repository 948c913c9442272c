// The license manager of a portal: its host names and port as people write them (wire reference 13.2, 14.5).
import type { LicenseManager } from './model';

/** FlexNet's first port, which the documentation has in its examples. */
export const defaultManagerPort = 27_000;

/** The hosts of a name with commas between, without blanks: the first one, then its backups. */
export const managerHosts = (hostname: string): readonly string[] =>
  hostname
    .split(',')
    .map(host => host.trim())
    .filter(host => host !== '');

/** Whether two say the same hosts in the same order, whatever their case, and the same port. */
export function sameManager(a: LicenseManager, b: LicenseManager): boolean {
  const text = ({ hostname }: LicenseManager): string => managerHosts(hostname).join().toLowerCase();
  return a.port === b.port && text(a) === text(b);
}

export type HostProblem =
  /** No host at all. */
  | { readonly kind: 'none' }
  /** A blank, a slash, a port or anything else that is in no host name. */
  | { readonly kind: 'notAHost'; readonly host: string }
  /** A name that only computers of its own network know: clients elsewhere cannot reach it (users-and-peers, theme 9). */
  | { readonly kind: 'notQualified'; readonly host: string }
  | { readonly kind: 'twice'; readonly host: string };

const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;
const ipv4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const ipv6 = /^[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*$/i;

/** What is wrong with a host name, or several with commas between; the first thing only. An IP address is a host that is fully said. */
export function hostProblem(hostname: string): HostProblem | undefined {
  const hosts = managerHosts(hostname);
  if (hosts.length === 0) return { kind: 'none' };
  const seen = new Set<string>();
  for (const host of hosts) {
    if (ipv4.test(host) || ipv6.test(host)) continue;
    const labels = host.replace(/\.$/, '').split('.');
    if (!labels.every(one => label.test(one))) return { kind: 'notAHost', host };
    if (labels.length < 2) return { kind: 'notQualified', host };
  }
  for (const host of hosts) {
    if (seen.has(host.toLowerCase())) return { kind: 'twice', host };
    seen.add(host.toLowerCase());
  }
  return undefined;
}

/** A port as it was typed; undefined where it is none: an integer of 1 to 65535. */
export function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return port >= 1 && port <= 65_535 ? port : undefined;
}
