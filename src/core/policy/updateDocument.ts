// A policy as its JSON tree, for edits: where a selection's lists stand, and what is to come into them and to go.
import { findNodeAtOffset } from 'jsonc-parser';
import type { TextSpan } from '../files/fileProblem';
import { entriesOf, isArray, isObject, itemsOf, textOf, valueOf } from '../files/jsonNodes';
import type { JsonNode } from '../files/jsonText';
import { userKey } from '../ids';
import { listEdits } from './listEdits';
import { printed } from './printPolicy';
import type { Json } from './printPolicy';
import type { Layout, TextEdit } from './textEdits';
import { applyEdits, layoutOf, marginAt, mergedEdits } from './textEdits';

/** What is to be done to one list. */
interface ListWork {
  readonly remove: Set<number>;
  readonly add: Map<string, string>;
  readonly sorted: boolean;
}

/** Gathers changes of a document, each list once, and makes edits of them. */
export class UpdateDocument {
  readonly #text: string;
  readonly #root: JsonNode;
  readonly #layout: Layout;
  readonly #lists = new Map<JsonNode, ListWork>();
  readonly #edits: TextEdit[] = [];

  constructor(text: string, root: JsonNode) {
    this.#text = text;
    this.#root = root;
    this.#layout = layoutOf(text);
  }

  /** The node that is exactly there. */
  node(at: TextSpan): JsonNode | undefined {
    let node = findNodeAtOffset(this.#root, at.offset, true);
    while (node !== undefined && (node.offset !== at.offset || node.length !== at.length)) node = node.parent;
    return node;
  }

  /** The list of names under a key of the object that is there. */
  names(at: TextSpan, key: string): JsonNode | undefined {
    const list = valueOf(this.node(at), key);
    return isArray(list) ? list : undefined;
  }

  /** How many items a list will have. */
  countAfter(list: JsonNode): number {
    const work = this.#lists.get(list);
    return itemsOf(list).length - (work?.remove.size ?? 0) + (work?.add.size ?? 0);
  }

  /** Adds a name to a list of names, once. */
  addName(list: JsonNode, name: string): void {
    this.#work(list, true).add.set(userKey(name), JSON.stringify(name));
  }

  /** Takes names out of a list of names, wherever they stand in it. */
  removeNames(list: JsonNode, isOne: (name: string) => boolean): void {
    const work = this.#work(list, true);
    for (const [index, item] of itemsOf(list).entries())
      if (isOne(textOf(item) ?? '')) work.remove.add(index);
  }

  removeItem(list: JsonNode, item: JsonNode): void {
    const index = itemsOf(list).indexOf(item);
    if (index !== -1) this.#work(list, false).remove.add(index);
  }

  /** Adds a value at the end of a list. */
  addItem(list: JsonNode, value: Json): void {
    const { indent, eol } = this.#layout;
    const first = itemsOf(list)[0];
    const ownLine = first !== undefined && this.#isLineStart(first.offset);
    const margin = ownLine ? marginAt(this.#text, first.offset) : marginAt(this.#text, list.offset) + indent;
    const json = printed(value, indent, margin).replaceAll('\n', eol);
    this.#work(list, false).add.set(json, json);
  }

  /** Puts a value in the place of a node. */
  replace(node: JsonNode, value: Json): void {
    const { indent, eol } = this.#layout;
    const newText = printed(value, indent, marginAt(this.#text, node.offset)).replaceAll('\n', eol);
    this.#edits.push({ offset: node.offset, length: node.length, newText });
  }

  /** Makes a list of a node that is none, with a value after it. */
  listWith(node: JsonNode, value: Json): void {
    const { indent, eol } = this.#layout;
    const json = printed(value, indent, marginAt(this.#text, node.offset)).replaceAll('\n', eol);
    this.#edits.push({ offset: node.offset, length: 0, newText: '[' });
    this.#edits.push({ offset: node.offset + node.length, length: 0, newText: `, ${json}]` });
  }

  /** Adds a key at the end of an object. */
  addKey(object: JsonNode, key: string, value: Json): void {
    if (!isObject(object)) return;
    const { indent, eol } = this.#layout;
    const last = entriesOf(object).at(-1);
    const margin = last === undefined ? '' : marginAt(this.#text, last.key.offset);
    const json = `${JSON.stringify(key)}: ${printed(value, indent, margin).replaceAll('\n', eol)}`;
    if (last?.value === undefined) {
      this.#edits.push({ offset: object.offset, length: object.length, newText: `{ ${json} }` });
      return;
    }
    const end = last.value.offset + last.value.length;
    const lead = this.#isLineStart(last.key.offset) ? eol + margin : ' ';
    this.#edits.push({ offset: end, length: 0, newText: `,${lead}${json}` });
  }

  edits(): readonly TextEdit[] {
    let edits: readonly TextEdit[] = mergedEdits(this.#edits);
    const rawOf = ({ offset, length }: JsonNode): string => {
      const inside = edits.filter(
        edit => edit.offset >= offset && edit.offset + edit.length <= offset + length,
      );
      return applyEdits(
        this.#text.slice(offset, offset + length),
        inside.map(edit => ({ ...edit, offset: edit.offset - offset })),
      );
    };
    // A list inside of another one first: where that is written anew as a whole, it has what was done inside.
    const inwards = [...this.#lists].sort(([one], [other]) => one.length - other.length);
    for (const [list, { remove, add, sorted }] of inwards) {
      const change = { remove, add: [...add.values()], sorted };
      edits = mergedEdits([...edits, ...listEdits(this.#text, list, change, this.#layout, rawOf)]);
    }
    return edits;
  }

  #isLineStart(offset: number): boolean {
    const start = this.#text.lastIndexOf('\n', offset - 1) + 1;
    return start > 0 && this.#text.slice(start, offset).trim() === '';
  }

  #work(list: JsonNode, sorted: boolean): ListWork {
    let work = this.#lists.get(list);
    if (work === undefined) this.#lists.set(list, (work = { remove: new Set(), add: new Map(), sorted }));
    return work;
  }
}
