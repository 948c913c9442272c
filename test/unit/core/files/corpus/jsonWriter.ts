// JSON text from a tree, with the place of everything in it. Of its own, so that no mistake of the reader can hide in it.

/** UTF-16 units. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** A number, a text, a literal or a key: written as it is. */
export interface Scalar {
  readonly type: 'scalar';
  raw: string;
}
export interface List {
  readonly type: 'list';
  readonly items: Json[];
}
export interface Dictionary {
  readonly type: 'dictionary';
  readonly entries: Entry[];
}
export interface Entry {
  readonly key: Scalar;
  value: Json;
}
export type Json = Scalar | List | Dictionary;

export const scalar = (raw: string): Scalar => ({ type: 'scalar', raw });
export const entry = (key: string, value: unknown): Entry => ({
  key: scalar(JSON.stringify(key)),
  value: tree(value),
});

/** The tree of a value. */
export function tree(value: unknown): Json {
  if (Array.isArray(value)) return { type: 'list', items: value.map(tree) };
  if (typeof value === 'object' && value !== null) {
    return { type: 'dictionary', entries: Object.entries(value).map(([key, one]) => entry(key, one)) };
  }
  return scalar(JSON.stringify(value));
}

type Step = string | number;

/** What stands at a path of keys and indexes. */
export function at(root: Json, ...path: readonly Step[]): Json {
  let node = root;
  for (const step of path) {
    const next =
      typeof step === 'number'
        ? listOf(node).items[step]
        : dictionaryOf(node).entries.find(one => one.key.raw === JSON.stringify(step))?.value;
    if (next === undefined) throw new Error(`nothing at ${path.join('/')} (${step})`);
    node = next;
  }
  return node;
}

/** Key and value of the last step. */
export function entryAt(root: Json, ...path: readonly Step[]): Entry {
  const name = JSON.stringify(path.at(-1));
  const found = dictionaryOf(at(root, ...path.slice(0, -1))).entries.find(one => one.key.raw === name);
  if (found === undefined) throw new Error(`no key at ${path.join('/')}`);
  return found;
}

export function dictionaryOf(node: Json): Dictionary {
  if (node.type !== 'dictionary') throw new Error(`a ${node.type} is no dictionary`);
  return node;
}

export function listOf(node: Json): List {
  if (node.type !== 'list') throw new Error(`a ${node.type} is no list`);
  return node;
}

/** Puts another value in the place of what is there, and gives it back. */
export function put(root: Json, path: readonly Step[], value: unknown): Json {
  const node = tree(value);
  const last = path.at(-1);
  if (typeof last === 'number') listOf(at(root, ...path.slice(0, -1))).items[last] = node;
  else entryAt(root, ...path).value = node;
  return node;
}

/** Adds a key at the end, and gives it back. */
export function add(root: Json, path: readonly Step[], key: string, value: unknown): Entry {
  const one = entry(key, value);
  dictionaryOf(at(root, ...path)).entries.push(one);
  return one;
}

export function remove(root: Json, ...path: readonly Step[]): void {
  const { entries } = dictionaryOf(at(root, ...path.slice(0, -1)));
  entries.splice(entries.indexOf(entryAt(root, ...path)), 1);
}

/** How a file is written: what differs between the programs that write them. */
export interface Style {
  readonly name: string;
  /** Absent: all in one line. */
  readonly indent?: string;
  readonly lineEnd: string;
  readonly mark: boolean;
  /** Text beyond ASCII before everything else. */
  readonly foreign: boolean;
}

export const styles: readonly Style[] = [
  { name: 'pretty', indent: '  ', lineEnd: '\n', mark: false, foreign: false },
  { name: 'minified', lineEnd: '', mark: false, foreign: false },
  { name: 'CRLF', indent: '    ', lineEnd: '\r\n', mark: false, foreign: false },
  { name: 'BOM', indent: '  ', lineEnd: '\n', mark: true, foreign: false },
  { name: 'non-ASCII', indent: '\t', lineEnd: '\n', mark: false, foreign: true },
  { name: 'minified with BOM and non-ASCII', lineEnd: '', mark: true, foreign: true },
];

export const foreignText = 'Zoë Grüße 組織 😀 e\u0301 \u2028 👩‍🚒';

export interface Written {
  readonly text: string;
  /** The place of a node, a key or a value, quotes included. */
  readonly span: (of: Json) => Span;
}

/** Writes the tree; `foreign` puts an entry into its first dictionary, which no layout has and none is disturbed by. */
export function write(root: Json, style: Style): Written {
  const spans = new Map<Json, Span>();
  let text = style.mark ? '\uFEFF' : '';
  let isForeignDue = style.foreign;
  const lineBreak = (depth: number): void => {
    if (style.indent !== undefined) text += style.lineEnd + style.indent.repeat(depth);
  };
  const block = (open: string, close: string, depth: number, parts: readonly (() => void)[]): void => {
    text += open;
    parts.forEach((part, index) => {
      if (index > 0) text += ',';
      lineBreak(depth + 1);
      part();
    });
    if (parts.length > 0) lineBreak(depth);
    text += close;
  };
  const visit = (node: Json, depth: number): void => {
    const offset = text.length;
    if (node.type === 'scalar') text += node.raw;
    else if (node.type === 'list')
      block(
        '[',
        ']',
        depth,
        node.items.map(item => () => visit(item, depth + 1)),
      );
    else {
      const entries = isForeignDue ? [entry('comment', foreignText), ...node.entries] : node.entries;
      isForeignDue = false;
      block(
        '{',
        '}',
        depth,
        entries.map(one => () => {
          visit(one.key, depth + 1);
          text += style.indent === undefined ? ':' : ': ';
          visit(one.value, depth + 1);
        }),
      );
    }
    spans.set(node, { offset, length: text.length - offset });
  };
  visit(root, 0);
  if (style.indent !== undefined) text += style.lineEnd;
  return {
    text,
    span: of => {
      const found = spans.get(of);
      if (found === undefined) throw new Error('this node was not written');
      return found;
    },
  };
}
