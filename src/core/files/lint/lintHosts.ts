// The license manager that the parts of an entitlements file name. A host name without its domain makes ArcGIS Pro sign in again and again
// (users-and-peers, finding 9), and administrators repair it by hand today.
import type { FileFix, FileProblem } from '../fileProblem';
import { problem } from '../fileProblem';
import type { JsonNode } from '../jsonText';
import { textOf, valueOf } from '../jsonNodes';
import type { Sentence } from '../texts';
import { sentence } from '../texts';
import type { LintPart } from './lintPart';

interface Named {
  readonly node: JsonNode;
  /** As the file writes them: one, or several with commas between (wire reference 16.3). */
  readonly text: string;
  /** The same without schemes, ports and blanks. */
  readonly clean: string;
  readonly hosts: readonly string[];
  readonly isSigned: boolean;
}

/**
 * Host names that are not fully qualified or differ between parts, and what does not belong into one: a scheme, a port, a blank. Nothing inside
 * `orgEntitlements` gets a fix: it is signed.
 * @param portalUrl address of the chosen portal, whose domain stands in where the file has no full name of the host.
 */
export function lintHosts(parts: readonly LintPart[], portalUrl: string | undefined): readonly FileProblem[] {
  const named = parts.flatMap(namedHosts);
  const full = fullNames(named, domainOf(portalUrl));
  const problems: FileProblem[] = [];
  const first = named[0];
  const wanted = first === undefined ? '' : setOf(first);
  // The first part's names, in full and clean where that can be told, so that one repair does not spread another fault.
  const common = first === undefined ? '' : (full(first.clean) ?? first.clean);
  const isCommonFull = hostsOf(common).every(isQualified);
  for (const one of named) {
    problems.push(...unclean(one));
    if (!one.hosts.every(isQualified)) {
      const fixed = full(one.clean);
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

function namedHosts({ managers }: LintPart): readonly Named[] {
  return managers.flatMap(({ node: manager, isSigned }) => {
    const node = valueOf(manager, 'hostname');
    const text = textOf(node);
    if (node === undefined || text === undefined) return [];
    const clean = withCommas(bare(text));
    const hosts = hostsOf(clean);
    // A masked name has its own problem.
    return hosts.length === 0 || /^\*+$/.test(text.trim()) ? [] : [{ node, text, clean, hosts, isSigned }];
  });
}

/** What is more than names, and a blank between or in them. */
function unclean(one: Named): readonly FileProblem[] {
  const shown = shownHosts(one.text);
  const problems: FileProblem[] = [];
  const plain = bare(one.text);
  if (plain !== one.text)
    problems.push(
      fixable('lint.hostHasMore', one, [shown, advice(one, 'lint.writeBareHost')], hostFix(one, plain)),
    );
  if (withCommas(one.text) !== one.text)
    problems.push(
      fixable(
        'lint.hostBlank',
        one,
        [shown, advice(one, 'lint.writeCommas')],
        hostFix(one, withCommas(one.text)),
      ),
    );
  return problems;
}

/** Each name without its scheme, port and path: `https://lm1.riverbend.example`, `27000@lm1`, `lm1:27000`. */
const bare = (text: string): string =>
  text.replace(/[^,\s]+/g, host => {
    const name = host
      .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
      .replace(/^\d{1,5}@/, '')
      .replace(/\/.*$/, '')
      .replace(/^([^:]+):\d{1,5}$/, '$1');
    return name === '' ? host : name;
  });

/** A blank inside of it: before or after a dot it is a slip, elsewhere the comma between two names is missing. */
const withCommas = (text: string): string =>
  text.replace(/(?<=[^,\s])\s+(?=\.)|(?<=\.)\s+(?=[^,\s])/g, '').replace(/(?<=[^,\s])\s+(?=[^,\s])/g, ',');

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

type HostCode = 'lint.hostNotQualified' | 'lint.hostsDiffer' | 'lint.hostHasMore' | 'lint.hostBlank';

function fixable(
  code: HostCode,
  { node }: Pick<Named, 'node'>,
  args: readonly (string | Sentence)[],
  fix: FileFix | undefined,
): FileProblem {
  const found = problem('warning', node, code, ...args);
  return fix === undefined ? found : { ...found, fixes: [fix] };
}

const advice = (
  { isSigned }: Pick<Named, 'isSigned'>,
  code: 'lint.writeFullHost' | 'lint.chooseOne' | 'lint.writeBareHost' | 'lint.writeCommas',
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
    /^[\p{L}\p{N}._:/@, -]*$/u.test(text) &&
    text.split(/[\s,/]+/).every(host => host.length <= 64 && !/[^.]{41}/u.test(host));
  return isLikeHosts ? text : `(${text.length} characters)`;
}
