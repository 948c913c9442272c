// Portal license files of ArcGIS Enterprise 10.7 and later (wire reference 13.3, 16.4). Only the portal can say whether one is genuine.
import type { GrantedItem, LicenseFileContent } from '../model';
import { entitlement } from '../ids';
import type { FileProblem, TextSpan } from './fileProblem';
import { problem } from './fileProblem';
import type { JsonNode } from './jsonText';
import { entriesOf, firstCharacter, isArray, isObject, itemsOf, keySpan } from './jsonNodes';
import { locatedText, numberOf, valueOf } from './jsonNodes';
import { maskedStrings } from './masked';

export interface LicenseFile {
  readonly kind: 'portalLicense';
  readonly content: LicenseFileContent;
  /** Where a problem about the file as a whole stands: the key `MyEsri`. */
  readonly at: TextSpan;
}

/** Whether this is a portal license file, and where it says so; undefined when not. */
export function licenseMark(root: JsonNode): TextSpan | undefined {
  const wrapped = entriesOf(root).find(entry => entry.name.toLowerCase() === 'myesri');
  if (wrapped !== undefined && isBody(root, wrapped.value))
    return { offset: wrapped.key.offset, length: wrapped.key.length };
  const provision = valueOf(root, 'provision');
  const userTypes = valueOf(provision, 'userTypes');
  return isArray(userTypes) &&
    itemsOf(userTypes).some(one => idOf(one) !== undefined) &&
    isObject(valueOf(root, 'definitions'))
    ? keySpan(root, 'provision')
    : undefined;
}

/** Settings of another program for My Esri have an address or a name in the place of what is licensed. */
function isBody(root: JsonNode, body: JsonNode | undefined): boolean {
  if (locatedText(valueOf(root, 'signature')) !== undefined) return true;
  if (!isObject(body)) return false;
  const keys = entriesOf(body).map(one => one.name);
  return keys.length === 0 || ['provision', 'definitions', 'version'].some(key => keys.includes(key));
}

/** What `MyEsri` holds; the root itself where the file has no such envelope. */
export const licenseBody = (root: JsonNode): JsonNode =>
  entriesOf(root).find(entry => entry.name.toLowerCase() === 'myesri')?.value ?? root;

/** Reads what a portal license file grants, as far as it can be read here; signatures are not kept. */
export function readLicense(root: JsonNode): {
  readonly content: LicenseFile;
  readonly problems: readonly FileProblem[];
} {
  const body = licenseBody(root);
  const at = licenseMark(root) ?? firstCharacter(root);
  const provision = valueOf(body, 'provision');
  const definitions = valueOf(body, 'definitions');
  const problems: FileProblem[] = [...maskedStrings(root)];
  if (!isObject(provision)) problems.push(problem('warning', at, 'license.noProvision'));
  const rows = (section: string): readonly GrantedItem[] => {
    const names = new Map<string, string>();
    for (const node of itemsOf(valueOf(definitions, section))) {
      const name = locatedText(valueOf(node, 'name'))?.text;
      const id = idOf(node);
      if (name !== undefined && id !== undefined) names.set(id, name);
    }
    return itemsOf(valueOf(provision, section)).flatMap(node => licenseRow(node, names, problems));
  };
  const versionNode = valueOf(body, 'version');
  const version = locatedText(versionNode)?.text ?? numberOf(versionNode)?.toString();
  return {
    content: {
      kind: 'portalLicense',
      at,
      content: {
        ...(version === undefined ? {} : { version }),
        userTypes: rows('userTypes'),
        appBundles: rows('appBundles'),
        apps: rows('apps'),
        extensions: rows('extensions'),
        ...(isObject(provision) ? { capabilities: rows('portalCapabilities') } : {}),
      },
    },
    problems,
  };
}

/** Bundles are named by their item id in `definitions`, by whatever the file has in `provision`. */
const idOf = (node: JsonNode): string | undefined => rowIds(node)[0];

/** The id of an entry and whatever else stands for it, the id first; its name only where it has nothing else. */
export function rowIds(node: JsonNode): readonly string[] {
  const found = ['id', 'appBundleItemId', 'itemId'].flatMap(
    key => locatedText(valueOf(node, key))?.text ?? [],
  );
  return found.length > 0 ? found : [locatedText(valueOf(node, 'name'))?.text ?? []].flat();
}

/** No end (wire reference 13.1, where it is the likely value: no other is known). */
export const noEnd = -1;

function licenseRow(
  node: JsonNode,
  names: ReadonlyMap<string, string>,
  problems: FileProblem[],
): readonly GrantedItem[] {
  const id = idOf(node);
  if (id === undefined) return [];
  const itemId = ['appBundleItemId', 'itemId'].flatMap(key => locatedText(valueOf(node, key))?.text ?? [])[0];
  const name = locatedText(valueOf(node, 'name'))?.text ?? names.get(id);
  const maximum = numberOf(valueOf(node, 'maxUsers'));
  const startsAt = numberOf(valueOf(node, 'startDate'));
  const end = valueOf(node, 'expiration');
  const expiresAt = numberOf(end);
  if (end !== undefined && expiresAt !== undefined && expiresAt <= 0 && expiresAt !== noEnd)
    problems.push(problem('warning', end, 'lint.endUntold', String(expiresAt)));
  const pools = itemsOf(valueOf(node, 'entitlements')).flatMap(one => {
    const key = locatedText(valueOf(one, 'apiName'))?.text;
    const num = numberOf(valueOf(one, 'num'));
    return key === undefined || num === undefined ? [] : [{ key: entitlement(key), num }];
  });
  return [
    {
      id,
      ...(pools.length > 0 ? { pools } : {}),
      ...(itemId === undefined || itemId === id ? {} : { itemId }),
      ...(name === undefined ? {} : { name }),
      ...(maximum === undefined ? {} : { maximum }),
      ...(startsAt === undefined ? {} : { startsAt }),
      // 0 and other negative numbers are kept: as times they are over, which is the worse of what a portal may take them for.
      ...(expiresAt === undefined || expiresAt === noEnd ? {} : { expiresAt }),
    },
  ];
}
