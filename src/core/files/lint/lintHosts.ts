// The license manager that the parts of an entitlements file name. A host name without its domain makes ArcGIS Pro sign in again and again
// (users-and-peers, finding 9), and administrators repair it by hand today.
import type { FileFix, FileProblem } from '../fileProblem';
import { problem } from '../fileProblem';
import type { JsonNode } from '../jsonText';
import { entriesOf, isObject, keySpan, textOf, valueOf } from '../jsonNodes';
import { portFix } from '../portProblem';
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
 * Host names that are none, that are not fully qualified or differ between parts, and what does not belong into one: a scheme, a port, a blank. And
 * managers without a port. Nothing inside `orgEntitlements` gets a fix: it is signed.
 * @param portalUrl address of the chosen portal, whose domain stands in where the file has no full name of the host.
 */
export function lintHosts(parts: readonly LintPart[], portalUrl: string | undefined): readonly FileProblem[] {
  const named = parts.flatMap(namedHosts);
  const full = fullNames(named, domainOf(portalUrl));
  const problems: FileProblem[] = parts.flatMap(({ managers }) => managers.flatMap(incomplete));
  const first = named[0];
  const wanted = first === undefined ? '' : setOf(first);
  // The first part's names, in full and clean where that can be told, so that one repair does not spread another fault.
  const common: Written = first === undefined ? { text: '' } : (full(first.clean) ?? { text: first.clean });
  const isCommonFull = hostsOf(common.text).every(isQualified);
  for (const one of named) {
    for (const fault of unclean(one)) problems.push(fault);
    if (!one.hosts.every(isQualified)) {
      const fixed = full(one.clean);
      const fix = fixed === undefined ? undefined : hostFix(one, fixed);
      problems.push(
        fixable('lint.hostNotQualified', one, [shownHosts(one.text), advice(one, 'lint.writeFullHost')], fix),
      );
    }
    if (first === undefined || setOf(one) === wanted) continue;
    const args = [shownHosts(one.text), shownHosts(first.text), advice(one, 'lint.chooseOne')] as const;
    const fix = common.text === one.text || !isCommonFull ? undefined : hostFix(one, common);
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
    // What is no host name at all has a problem of its own, and nothing of it is written anywhere.
    return hosts.length === 0 || !isLikeHosts(text) ? [] : [{ node, text, clean, hosts, isSigned }];
  });
}

/** A license manager without a name that could be one, or without a port. What is masked has its own problem. */
function incomplete({ node: manager, isSigned }: LintPart['managers'][number]): readonly FileProblem[] {
  if (!isObject(manager)) return [];
  const problems: FileProblem[] = [];
  // A key whose value cannot be read has a problem of its own.
  const keys = new Set(entriesOf(manager).map(({ name }) => name));
  const host = valueOf(manager, 'hostname');
  const text = textOf(host)?.trim();
  if (host === undefined && keys.has('hostname')) return [];
  if (text === undefined || !(isLikeHosts(text) || /^\*+$/.test(text)) || hostsOf(text).length === 0) {
    const at = host ?? keySpan(manager, 'port');
    problems.push(problem('warning', at, 'lint.hostUnreadable', advice({ isSigned }, 'lint.writeFullHost')));
  }
  if (host !== undefined && !keys.has('port')) {
    const found = problem(
      'warning',
      keySpan(manager, 'hostname'),
      'lint.portMissing',
      sentence(isSigned ? 'lint.signed' : 'lint.portUsual'),
    );
    const after = { offset: host.offset + host.length, length: 0 };
    problems.push(isSigned ? found : { ...found, fixes: [portFix(after, ', "port": ')] });
  }
  return problems;
}

/** What is more than names, and a blank between or in them. */
function unclean(one: Named): readonly FileProblem[] {
  const shown = shownHosts(one.text);
  const problems: FileProblem[] = [];
  const plain = bare(one.text);
  if (plain !== one.text)
    problems.push(
      fixable(
        'lint.hostHasMore',
        one,
        [shown, advice(one, 'lint.writeBareHost')],
        hostFix(one, { text: plain }),
      ),
    );
  if (withCommas(one.text) !== one.text)
    problems.push(
      fixable(
        'lint.hostBlank',
        one,
        [shown, advice(one, 'lint.writeCommas')],
        hostFix(one, { text: withCommas(one.text) }),
      ),
    );
  return problems;
}

/** Each name without its scheme, port and path: `https://lm1.riverbend.example`, `27000@lm1`, `lm1:27000`. */
const bare = (text: string): string =>
  text.replace(/[^,;\s]+/g, host => {
    const name = host
      .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
      .replace(/^\d{1,5}@/, '')
      .replace(/\/.*$/, '')
      .replace(/^([^:]+):\d{1,5}$/, '$1');
    return name === '' ? host : name;
  });

/** A blank inside of it: before or after a dot it is a slip, elsewhere the comma between two names is missing. A semicolon stands for one. */
const withCommas = (text: string): string =>
  text
    .replace(/\s*;\s*(?=[^;\s])/g, ',')
    .replace(/[;\s]*;\s*$/, '')
    .replace(/(?<=[^,\s])\s+(?=\.)|(?<=\.)\s+(?=[^,\s])/g, '')
    .replace(/(?<=[^,\s])\s+(?=[^,\s])/g, ',');

const hostsOf = (text: string): readonly string[] =>
  text.split(',').flatMap(host => (host.trim() === '' ? [] : [host.trim()]));

/** With a domain, or an IP address. `localhost` is another computer for each reader. */
const isQualified = (host: string): boolean => /[^.]\.[^.]|:.*:/.test(host);

const setOf = ({ hosts }: Named): string =>
  [...new Set(hosts.map(host => host.toLowerCase().replace(/\.$/, '')))].sort().join(',');

/** Host names as a fix writes them. */
interface Written {
  readonly text: string;
  /** A domain in it is the portal's, where the license manager need not be. */
  readonly isGuess?: true;
}

/** Writes the short names of a list in full, by the file's own full names first; undefined where one cannot be told or nothing changes. */
function fullNames(
  named: readonly Named[],
  domain: string | undefined,
): (text: string) => Written | undefined {
  const byLabel = new Map<string, string>();
  for (const host of named.flatMap(one => one.hosts)) {
    const label = host.toLowerCase().split('.')[0] ?? '';
    if (isQualified(host) && !isAddress(host) && !byLabel.has(label)) byLabel.set(label, host);
  }
  const known = (host: string): string | undefined =>
    isQualified(host) ? host : byLabel.get(host.toLowerCase());
  const guessed = (host: string): string | undefined =>
    domain === undefined || host.toLowerCase() === 'localhost' || !/^[a-z0-9-]+$/i.test(host)
      ? undefined
      : `${host}.${domain}`;
  return text => {
    const hosts = text.match(/[^,\s]+/g) ?? [];
    if (hosts.some(host => (known(host) ?? guessed(host)) === undefined)) return undefined;
    const written = text.replace(/[^,\s]+/g, host => known(host) ?? guessed(host) ?? host);
    if (written === text) return undefined;
    return hosts.every(host => known(host) !== undefined)
      ? { text: written }
      : { text: written, isGuess: true };
  };
}

const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(':');

/**
 * `https://gis.riverbend.example/portal` → `riverbend.example`, and `https://council.gov.uk` → `council.gov.uk`: what is registered keeps its name.
 * Undefined for an address, and for a name below a domain that many share.
 */
function domainOf(url: string | undefined): string | undefined {
  const host = /^[a-z]+:\/\/([^/:?#]+)/i
    .exec(url ?? '')?.[1]
    ?.toLowerCase()
    .replace(/\.$/, '');
  if (host === undefined || isAddress(host) || !isQualified(host) || sharedDomains.test(host))
    return undefined;
  const rest = host.slice(host.indexOf('.') + 1);
  return rest.includes('.') && !isPublicSuffix(rest) ? rest : host;
}

/** Clouds give each computer a name next to those of strangers. */
const sharedDomains =
  /\.(?:cloudapp\.(?:azure\.com|net)|azurewebsites\.net|windows\.net|amazonaws\.com|googleusercontent\.com|arcgis\.com)$/;

const secondLevels = new Set(
  'ac asn co com edu gob gouv gov govt id int ltd mil muni nat net nhs nom org plc police sch school'.split(
    ' ',
  ),
);

/**
 * Whether nobody has the name: `gov.uk`, `com.au`, `ca.us`. Below the domain of a country a short second label is taken for one as well: a name that
 * is too long is seen at once, one of a stranger's domain is not.
 */
function isPublicSuffix(name: string): boolean {
  const [second = '', country = '', ...more] = name.split('.');
  return more.length === 0 && country.length === 2 && (second.length <= 2 || secondLevels.has(second));
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

const hostFix = ({ node, isSigned }: Named, { text, isGuess }: Written): FileFix | undefined =>
  isSigned
    ? undefined
    : {
        title: sentence('fix.host', shownHosts(text)),
        edits: [edit(node, JSON.stringify(text))],
        ...(isGuess === true ? { isGuess } : {}),
      };

const edit = (node: JsonNode, newText: string): FileFix['edits'][number] => ({
  offset: node.offset,
  length: node.length,
  newText,
});

/** What could be something else is not shown: it could be a license string in the wrong place. */
const shownHosts = (text: string): string =>
  isLikeHosts(text) && text.length <= 200 && !/[^.\s,;/]{41}|[^\s,;/]{65}/u.test(text)
    ? text
    : `(${text.length} characters)`;

/** Host names, in what else people write around them; none where that is a license string, or longer than DNS has names. */
const isLikeHosts = (text: string): boolean =>
  !/\b(?:FEATURE|INCREMENT|SIGN\d?)\b/.test(text) &&
  /^[\p{L}\p{N}._:/@,;\s[\]-]*$/u.test(text) &&
  !/[^.\s,;/]{64}|[^\s,;/]{254}/u.test(text);
