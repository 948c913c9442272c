// Keys of one object that differ in case alone. Exact repetitions are told where the text is read (jsonText.ts).
import type { FileProblem } from '../fileProblem';
import { problem } from '../fileProblem';
import type { JsonNode } from '../jsonText';
import { shortName } from '../jsonText';

/** More are not looked for: a file shows 200 problems at most. */
const mostProblems = 50;

/** A problem at each such key but the first. Without recursion: files may be deep. */
export function lintKeys(root: JsonNode): readonly FileProblem[] {
  const problems: FileProblem[] = [];
  const waiting: JsonNode[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const { children } = node;
    if (children === undefined) continue;
    if (node.type === 'object' && mayDiffer(children))
      for (const one of inObject(children)) problems.push(one);
    if (problems.length >= mostProblems) break;
    for (const child of children) if (child.children !== undefined) waiting.push(child);
  }
  return problems;
}

/** Most objects have a few keys: to compare each with each costs less than a map, and nearly all differ in length. */
const few = 12;

function mayDiffer(properties: readonly JsonNode[]): boolean {
  if (properties.length > few) return true;
  for (let one = 0; one < properties.length; one++) {
    const name: unknown = properties[one]?.children?.[0]?.value;
    if (typeof name !== 'string') continue;
    for (let other = 0; other < one; other++) {
      const before: unknown = properties[other]?.children?.[0]?.value;
      if (typeof before !== 'string' || before.length !== name.length || before === name) continue;
      if (before.toLowerCase() === name.toLowerCase()) return true;
    }
  }
  return false;
}

function inObject(properties: readonly JsonNode[]): readonly FileProblem[] {
  const seen = new Map<string, string>();
  return properties.flatMap(property => {
    const key = property.children?.[0];
    const name: unknown = key?.value;
    if (key === undefined || typeof name !== 'string') return [];
    const folded = name.toLowerCase();
    const first = seen.get(folded);
    if (first === undefined) seen.set(folded, name);
    return first === undefined || first === name
      ? []
      : [problem('warning', key, 'lint.keyCase', shortName(name), shortName(first))];
  });
}
