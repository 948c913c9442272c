// Entitlements files of ArcGIS Enterprise 10.6.1 and earlier: every layout of wire reference 16.1 and 16.2, as no real file is public.
import { entitlement, itemId } from '../ids';
import type { ItemId } from '../ids';
import type { EntitlementPool, EntitlementsPart } from '../model';
import { knownAppIds } from './appIds';
import type { FileProblem, TextSpan } from './fileProblem';
import { problem } from './fileProblem';
import type { JsonNode } from './jsonText';
import { shortName } from './jsonText';
import { entriesOf, firstCharacter, isArray, isObject, itemsOf, keySpan } from './jsonNodes';
import { locatedText, numberOf, textOf, valueOf } from './jsonNodes';
import { licenseDate } from './licenseDate';
import { maskedStrings } from './masked';
import { portProblem } from './portProblem';

export interface EntitlementsFilePart extends TextSpan {
  readonly part: EntitlementsPart;
  /** What the layout calls it; `part` where it calls it nothing. */
  readonly role: 'part' | 'current' | 'queue';
  /** Midnight UTC of `startDateStr` in ms epoch; absent where the part has no such date. */
  readonly startsAt?: number;
}

/** An entitlements file without its license strings and signatures. */
export interface EntitlementsFile {
  readonly kind: 'entitlements';
  readonly parts: readonly EntitlementsFilePart[];
  /** The product it is for, where the file says so. */
  readonly appId?: string;
  readonly itemId?: ItemId;
  /** Where a problem about the file as a whole stands: its first `orgEntitlements`. */
  readonly at: TextSpan;
}

/** A part in the tree. */
export interface PartNode {
  readonly node: JsonNode;
  readonly role: EntitlementsFilePart['role'];
}

/** Whether this is an entitlements file, and where it says so; undefined when not. */
export function entitlementsMark(root: JsonNode): TextSpan | undefined {
  const found = partNodes(root)[0];
  if (found !== undefined) return keySpan(found.node, 'orgEntitlements');
  if (!isEmptyAnswer(root)) return undefined;
  return keySpan(root, isArray(valueOf(root, 'queue')) ? 'queue' : 'current');
}

/**
 * {itemId, appId, queue: []}: the answer of getEntitlements with nothing queued (seed 003). Programs of all kinds have an `appId` and a `queue`: nothing
 * else may stand beside them, and the product has to be a known one or to have an item id.
 */
function isEmptyAnswer(root: JsonNode): boolean {
  const appId = textOf(valueOf(root, 'appId'));
  if (appId === undefined) return false;
  if (!knownAppIds.some(one => one === appId) && textOf(valueOf(root, 'itemId')) === undefined) return false;
  const [current, queue] = [valueOf(root, 'current'), valueOf(root, 'queue')];
  if (!isArray(queue) && !isObject(current)) return false;
  return (
    (queue === undefined || isArray(queue)) &&
    itemsOf(queue).every(isObject) &&
    (current === undefined || current.type === 'null' || isObject(current)) &&
    entriesOf(root).every(({ name }) => answerKeys.includes(name))
  );
}

/** And what people write into JSON for want of comments. */
const answerKeys = ['itemId', 'appId', 'current', 'queue', 'comment'];

/** Reads an entitlements file from its JSON. License strings and signatures are looked at, never kept. */
export function readEntitlements(root: JsonNode): {
  readonly content: EntitlementsFile;
  readonly problems: readonly FileProblem[];
} {
  const found = partNodes(root);
  const problems: FileProblem[] = [...maskedStrings(root), ...partsNotRead(root, found)];
  const at = entitlementsMark(root) ?? firstCharacter(root);
  if (found.length === 0) problems.push(problem('error', at, 'entitlements.noPart'));
  const parts = found.map(one => readPart(one, problems));
  const named = [root, ...found.map(one => one.node)].flatMap(
    node => locatedText(valueOf(node, 'appId')) ?? [],
  );
  const appId = named[0];
  const other = named.find(one => one.text !== appId?.text);
  if (appId !== undefined && other !== undefined) {
    problems.push(
      problem('error', other, 'entitlements.appIds', shortName(appId.text), shortName(other.text)),
    );
  }
  const item = locatedText(valueOf(root, 'itemId'))?.text;
  return {
    content: {
      kind: 'entitlements',
      parts,
      at,
      ...(appId === undefined ? {} : { appId: appId.text }),
      ...(item === undefined ? {} : { itemId: itemId(item) }),
    },
    problems,
  };
}

/** The parts in the order of the file: a list of parts, `{current, queue}`, an object with a list of parts such as `{parts: []}`, or one part. */
export function partNodes(root: JsonNode): readonly PartNode[] {
  const listed = (node: JsonNode | undefined, role: PartNode['role']): PartNode[] =>
    itemsOf(node)
      .filter(isPart)
      .map(one => ({ node: one, role }));
  if (isArray(root)) return listed(root, 'part');
  if (!isObject(root)) return [];
  if (isPart(root)) return [{ node: root, role: 'part' }];
  const current = valueOf(root, 'current');
  const queue = valueOf(root, 'queue');
  const named = [
    ...(isPart(current) ? [{ node: current, role: 'current' as const }] : listed(current, 'current')),
    ...(isPart(queue) ? [{ node: queue, role: 'queue' as const }] : listed(queue, 'queue')),
  ];
  if (named.length > 0) return named;
  return entriesOf(root)
    .map(entry => listed(entry.value, 'part'))
    .reduce((most, list) => (list.length > most.length ? list : most), []);
}

/** Parts under other keys than those that are read: which of the lists counts, nothing says. */
function partsNotRead(root: JsonNode, found: readonly PartNode[]): readonly FileProblem[] {
  const read = new Set(found.map(one => one.node));
  const isRead = (node: JsonNode): boolean => read.has(node);
  return entriesOf(root).flatMap(({ name, key, value }) => {
    const left = [...(isPart(value) ? [value] : []), ...itemsOf(value).filter(isPart)];
    if (left.length === 0 || left.every(isRead)) return [];
    return [problem('warning', key, 'lint.partsNotRead', left.length, shortName(name))];
  });
}

/** Words of a part that no other program's `orgEntitlements` has. */
const partKeys = ['startDateStr', 'startDate', 'licenseManagerInfo', 'signature'];

function isPart(node: JsonNode | undefined): node is JsonNode {
  const org = valueOf(node, 'orgEntitlements');
  if (!isObject(node) || !isObject(org)) return false;
  if (partKeys.some(key => valueOf(org, key) !== undefined || valueOf(node, key) !== undefined)) return true;
  const features = entriesOf(valueOf(org, 'entitlements'));
  return features.some(
    ({ value }) => valueOf(value, 'num') !== undefined || valueOf(value, 'license') !== undefined,
  );
}

/**
 * Beside `orgEntitlements` in the examples, inside it, where it is signed with it, in the syntax block of seed 003. The one beside it goes first; a
 * file may have both.
 */
export function managersOrSignatures(
  part: JsonNode,
  key: 'signature' | 'licenseManagerInfo',
): readonly { readonly value: JsonNode; readonly isInside: boolean }[] {
  const outside = valueOf(part, key);
  const inside = valueOf(valueOf(part, 'orgEntitlements'), key);
  return [
    ...(outside === undefined ? [] : [{ value: outside, isInside: false }]),
    ...(inside === undefined ? [] : [{ value: inside, isInside: true }]),
  ];
}

function readPart({ node, role }: PartNode, problems: FileProblem[]): EntitlementsFilePart {
  const org = valueOf(node, 'orgEntitlements');
  const features = valueOf(org, 'entitlements');
  if (!isObject(features)) {
    problems.push(problem('warning', keySpan(node, 'orgEntitlements'), 'entitlements.noFeatures'));
  }
  const pools: EntitlementPool[] = [];
  for (const feature of entriesOf(features)) {
    const numNode = valueOf(feature.value, 'num');
    const num = numberOf(numNode);
    if (num === undefined || num < 0 || !Number.isInteger(num)) {
      problems.push(problem('warning', numNode ?? feature.key, 'entitlements.num', shortName(feature.name)));
    } else {
      pools.push({ key: entitlement(feature.name), num });
    }
    if (locatedText(valueOf(feature.value, 'license')) === undefined) {
      problems.push(problem('warning', feature.key, 'entitlements.noLicense', shortName(feature.name)));
    }
  }
  const beside = (key: 'signature' | 'licenseManagerInfo'): JsonNode | undefined =>
    managersOrSignatures(node, key)[0]?.value;
  if (locatedText(beside('signature')) === undefined) {
    problems.push(problem('warning', keySpan(node, 'orgEntitlements'), 'entitlements.noSignature'));
  }
  for (const { value, isInside } of managersOrSignatures(node, 'licenseManagerInfo')) {
    const port = portProblem(value, isInside);
    if (port !== undefined) problems.push(port);
  }
  const maxUsers = numberOf(valueOf(org, 'maxUsers'));
  const startDate = numberOf(valueOf(org, 'startDate'));
  const startDateStr = locatedText(valueOf(org, 'startDateStr'))?.text;
  const startsAt = licenseDate(startDateStr);
  const manager = beside('licenseManagerInfo');
  const hostname = locatedText(valueOf(manager, 'hostname'))?.text;
  const port = numberOf(valueOf(manager, 'port'));
  return {
    role,
    offset: node.offset,
    length: node.length,
    part: {
      pools,
      ...(maxUsers === undefined ? {} : { maxUsers }),
      ...(startDate === undefined ? {} : { startDate }),
      ...(startDateStr === undefined ? {} : { startDateStr }),
      ...(hostname === undefined || port === undefined ? {} : { licenseManager: { hostname, port } }),
    },
    ...(startsAt === undefined ? {} : { startsAt }),
  };
}
