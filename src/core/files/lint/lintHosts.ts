// The license manager that the parts of an entitlements file name. A host name without its domain makes ArcGIS Pro sign in again and again
// (users-and-peers, finding 9), and administrators repair it by hand today.
import type { FileFix, FileProblem } from '../fileProblem';
import { problem } from '../fileProblem';
import type { JsonNode } from '../jsonText';
import { numberOf, textOf, valueOf } from '../jsonNodes';
import type { Sentence } from '../texts';
import { sentence } from '../texts';
import type { LintPart } from './lintPart';

const usualPort = 27000;

interface Named {
  readonly node: JsonNode;
  /** As the file writes them: one, or several with commas between (wire reference 16.3). */
  readonly text: string;
  readonly hosts: readonly string[];
  readonly isSigned: boolean;
}

/**
 * Host names that are not fully qualified or differ between parts, and ports out of range. Nothing inside `orgEntitlements` gets a fix: it is signed.
 * @param portalUrl address of the chosen portal, whose domain stands in where the file has no full name of the host.
 */
export function lintHosts(parts: readonly LintPart[], portalUrl: string | undefined): readonly FileProblem[] {
  const named = parts.flatMap(namedHosts);
  const full = fullNames(named, domainOf(portalUrl));
  const problems: FileProblem[] = parts.flatMap(portProblem);
  const first = named[0];
  const wanted = first === undefined ? '' : setOf(first);
  // The first part's names, in full where that can be told, so that one repair does not spread the other fault.
  const common = first === undefined ? '' : (full(first.text) ?? first.text);
  const isCommonFull = hostsOf(common).every(isQualified);
  for (const one of named) {
    if (!one.hosts.every(isQualified)) {
      const fixed = full(one.text);
      const fix = fixed === undefined ? undefined : hostFix(one, fixed);
      problems.push(
        fixable('lint.hostNotQualified', one, [shownHosts(one.text), advice(one, 'lint.writeFullHost')], fix),
      );
    }
    if (first === undefined || setOf(one) === wanted) continue;
    const args = [shownHosts(one.text), shownHosts(first.text), advice(one, 'lint.chooseOne')] as const;
    const fix = common === one.text || !isCommonFull ? undefined : hostFix(one, common);
    problems.push(fixable('lint.hostsDiffer', one, args, fix));
  }
  return problems;
}

function namedHosts({ manager }: LintPart): readonly Named[] {
  const node = valueOf(manager?.node, 'hostname');
  const text = textOf(node);
  if (node === undefined || text === undefined || manager === undefined) return [];
  const hosts = hostsOf(text);
  // A masked name has its own problem.
  return hosts.length === 0 || /^\*+$/.test(text.trim())
    ? []
    : [{ node, text, hosts, isSigned: manager.isSigned }];
}

const hostsOf = (text: string): readonly string[] =>
  text.split(',').flatMap(host => (host.trim() === '' ? [] : [host.trim()]));

/** With a domain, or an IP address. `localhost` is another computer for each reader. */
const isQualified = (host: string): boolean => /[^.]\.[^.]|:.*:/.test(host);

const setOf = ({ hosts }: Named): string =>
  [...new Set(hosts.map(host => host.toLowerCase().replace(/\.$/, '')))].sort().join(',');

/** Writes the short names of a list in full, by the file's own full names first; undefined where one cannot be told or nothing changes. */
function fullNames(
  named: readonly Named[],
  domain: string | undefined,
): (text: string) => string | undefined {
  const byLabel = new Map<string, string>();
  for (const host of named.flatMap(one => one.hosts)) {
    const label = host.toLowerCase().split('.')[0] ?? '';
    if (isQualified(host) && !isAddress(host) && !byLabel.has(label)) byLabel.set(label, host);
  }
  const inFull = (host: string): string | undefined => {
    if (isQualified(host)) return host;
    const known = byLabel.get(host.toLowerCase());
    if (known !== undefined || domain === undefined || host.toLowerCase() === 'localhost') return known;
    return /^[a-z0-9-]+$/i.test(host) ? `${host}.${domain}` : undefined;
  };
  return text => {
    const hosts = text.match(/[^,\s]+/g) ?? [];
    if (hosts.some(host => inFull(host) === undefined)) return undefined;
    const written = text.replace(/[^,\s]+/g, host => inFull(host) ?? host);
    return written === text ? undefined : written;
  };
}

const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(':');

/** `https://gis.riverbend.example/portal` → `riverbend.example`; undefined for an address without one. */
function domainOf(url: string | undefined): string | undefined {
  const host = /^[a-z]+:\/\/([^/:?#]+)/i
    .exec(url ?? '')?.[1]
    ?.toLowerCase()
    .replace(/\.$/, '');
  if (host === undefined || isAddress(host) || !isQualified(host)) return undefined;
  const rest = host.slice(host.indexOf('.') + 1);
  return rest.includes('.') ? rest : host;
}

function portProblem({ manager }: LintPart): readonly FileProblem[] {
  const node = valueOf(manager?.node, 'port');
  if (node === undefined || manager === undefined) return [];
  const port = numberOf(node);
  if (port !== undefined && Number.isInteger(port) && port >= 1 && port <= 65_535) return [];
  const at = { node, isSigned: manager.isSigned };
  const fix = manager.isSigned
    ? undefined
    : { title: sentence('fix.port'), edits: [edit(node, String(usualPort))] };
  return [fixable('lint.portRange', at, [advice(at, 'lint.portUsual')], fix)];
}

type HostCode = 'lint.hostNotQualified' | 'lint.hostsDiffer' | 'lint.portRange';

function fixable(
  code: HostCode,
  { node }: Pick<Named, 'node'>,
  args: readonly (string | Sentence)[],
  fix: FileFix | undefined,
): FileProblem {
  const found = problem(code === 'lint.portRange' ? 'error' : 'warning', node, code, ...args);
  return fix === undefined ? found : { ...found, fixes: [fix] };
}

const advice = (
  { isSigned }: Pick<Named, 'isSigned'>,
  code: 'lint.writeFullHost' | 'lint.chooseOne' | 'lint.portUsual',
): Sentence => sentence(isSigned ? 'lint.signed' : code);

const hostFix = ({ node, isSigned }: Named, hosts: string): FileFix | undefined =>
  isSigned
    ? undefined
    : { title: sentence('fix.host', shownHosts(hosts)), edits: [edit(node, JSON.stringify(hosts))] };

const edit = (node: JsonNode, newText: string): FileFix['edits'][number] => ({
  offset: node.offset,
  length: node.length,
  newText,
});

/** What does not look like host names is not shown: it could be a license string in the wrong place. */
function shownHosts(text: string): string {
  const isLikeHosts =
    text.length <= 200 &&
    !/\b(?:FEATURE|INCREMENT|SIGN\d?)\b/.test(text) &&
    hostsOf(text).every(host => /^[\p{L}\p{N}._:@ -]{1,64}$/u.test(host) && !/[^.]{41}/u.test(host));
  return isLikeHosts ? text : `(${text.length} characters)`;
}
