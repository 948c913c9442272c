// Reading values out of a JSON tree without ever assuming their type.
import type { LocatedText, TextSpan } from './fileProblem';
import type { JsonNode } from './jsonText';

/** The value of a key, or undefined where the node is no object or has no such key. Keys match exactly. */
export function valueOf(node: JsonNode | undefined, key: string): JsonNode | undefined {
  if (node?.type !== 'object') return undefined;
  return node.children?.find(property => property.children?.[0]?.value === key)?.children?.[1];
}

/** The key's own place, for a problem about the key; the node's start where there is no such key. */
export function keySpan(node: JsonNode, key: string): TextSpan {
  const found = node.children?.find(property => property.children?.[0]?.value === key)?.children?.[0];
  return found === undefined ? firstCharacter(node) : { offset: found.offset, length: found.length };
}

export const firstCharacter = (node: JsonNode): TextSpan => ({
  offset: node.offset,
  length: Math.min(1, node.length),
});

export interface JsonEntry {
  readonly name: string;
  readonly key: JsonNode;
  readonly value: JsonNode | undefined;
}

/** Key and value of every entry of an object. A large document has ten thousands of objects: no list is made on the way. */
export function entriesOf(node: JsonNode | undefined): readonly JsonEntry[] {
  if (node?.type !== 'object') return [];
  const entries: JsonEntry[] = [];
  for (const { children } of node.children ?? []) {
    const key = children?.[0];
    const name: unknown = key?.value;
    if (key !== undefined && typeof name === 'string') entries.push({ name, key, value: children?.[1] });
  }
  return entries;
}

export const itemsOf = (node: JsonNode | undefined): readonly JsonNode[] =>
  node?.type === 'array' ? (node.children ?? []) : [];

export const isObject = (node: JsonNode | undefined): node is JsonNode => node?.type === 'object';
export const isArray = (node: JsonNode | undefined): node is JsonNode => node?.type === 'array';

export function textOf(node: JsonNode | undefined): string | undefined {
  const value: unknown = node?.value;
  return node?.type === 'string' && typeof value === 'string' ? value : undefined;
}

export function numberOf(node: JsonNode | undefined): number | undefined {
  const value: unknown = node?.value;
  return node?.type === 'number' && typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A whole number, 0 or more: seats, members. */
export function isCount(node: JsonNode): boolean {
  const value = numberOf(node);
  return value !== undefined && value >= 0 && Number.isInteger(value);
}

/** Text of a string node with its place, trimmed; undefined for anything else and for blank text. */
export function locatedText(node: JsonNode | undefined): LocatedText | undefined {
  const text = textOf(node)?.trim();
  if (node === undefined || text === undefined || text === '') return undefined;
  return { text, offset: node.offset, length: node.length };
}

/** Every string node below `node` that `isWanted` says yes to, in the order of the text and without recursion. Keys are none. */
export function stringsIn(
  node: JsonNode | undefined,
  isWanted: (text: string) => boolean,
): readonly JsonNode[] {
  const found: JsonNode[] = [];
  const waiting: JsonNode[] = node === undefined ? [] : [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const value: unknown = next.value;
    if (next.type === 'string' && typeof value === 'string' && isWanted(value)) found.push(next);
    const { children } = next;
    if (children === undefined) continue;
    const first = next.type === 'property' ? 1 : 0;
    for (let index = children.length - 1; index >= first; index--) {
      const child = children[index];
      if (child !== undefined) waiting.push(child);
    }
  }
  return found;
}
