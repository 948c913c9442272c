// Values of a policy document, each with its fault at its place.
import type { FileProblem, LocatedText, TextSpan } from '../files/fileProblem';
import { problem } from '../files/fileProblem';
import {
  entriesOf,
  firstCharacter,
  isArray,
  isCount,
  isObject,
  itemsOf,
  numberOf,
  textOf,
} from '../files/jsonNodes';
import type { JsonNode } from '../files/jsonText';
import { shortName } from '../files/jsonText';
import type { SentencePart, TextCode } from '../files/texts';
import { sentence } from '../files/texts';
import { nearMatch } from '../nearMatch';

/** Keys of which the value is a secret, whatever the letters' case and the signs between the words. */
const secretKey =
  /^(access|refresh|auth|api|bearer|portal|client|user)?(token|password|passwd|pwd|passphrase|secret|apikey|credentials?|authorization|licensestring|signature|privatekey|controlkey)s?$/i;

/** Whether a key's value would be a secret. */
export const isSecretKey = (name: string): boolean => secretKey.test(name.replace(/[^a-z]/gi, ''));

/** {@link isSecretKey} for the many keys of one document: most of them are the same few. */
function secretKeysOnce(): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return name => {
    let isSecret = known.get(name);
    if (isSecret === undefined) known.set(name, (isSecret = isSecretKey(name)));
    return isSecret;
  };
}

/** An object whose keys were looked at. */
export interface ReadObject {
  readonly node: JsonNode;
  readonly at: TextSpan;
  /** The value of a key, where it is there. */
  readonly get: (key: string) => JsonNode | undefined;
}

/** Reads values and gathers what is wrong with them. Never throws. */
export class PolicyReader {
  readonly problems: FileProblem[] = [];

  say(at: TextSpan, code: TextCode, ...args: readonly SentencePart[]): void {
    this.problems.push(problem('error', at, code, ...args));
  }

  /** An object with these keys and no others. Undefined, with an error, for anything else. */
  object(node: JsonNode, name: string, keys: readonly string[]): ReadObject | undefined {
    if (!isObject(node)) {
      this.say(node, 'policy.notObject', name);
      return undefined;
    }
    const values = new Map<string, JsonNode>();
    for (const entry of entriesOf(node)) {
      if (keys.includes(entry.name)) {
        // JSON.parse keeps the last of a key that stands twice, which is an error of its own.
        if (entry.value !== undefined) values.set(entry.name, entry.value);
      } else if (!isSecretKey(entry.name)) this.#unknownKey(entry.key, entry.name, keys);
    }
    return { node, at: { offset: node.offset, length: node.length }, get: key => values.get(key) };
  }

  /** Name and value of every entry of an object whose keys are names. */
  named(node: JsonNode, name: string): readonly { readonly name: LocatedText; readonly value: JsonNode }[] {
    if (!isObject(node)) {
      this.say(node, 'policy.notObject', name);
      return [];
    }
    return entriesOf(node).flatMap(entry => {
      if (entry.value === undefined || isSecretKey(entry.name)) return [];
      if (entry.name.trim() === '') {
        this.say(entry.key, 'policy.blank', name);
        return [];
      }
      const { offset, length } = entry.key;
      return [{ name: { text: entry.name, offset, length }, value: entry.value }];
    });
  }

  list(node: JsonNode, name: string): readonly JsonNode[] {
    if (!isArray(node)) this.say(node, 'policy.notList', name);
    return itemsOf(node);
  }

  text(node: JsonNode, name: string): LocatedText | undefined {
    const text = textOf(node);
    if (text === undefined) {
      this.say(node, 'policy.notText', name);
      return undefined;
    }
    if (text.trim() === '') {
      this.say(node, 'policy.blank', name);
      return undefined;
    }
    return { text, offset: node.offset, length: node.length };
  }

  /** A text, or a list of texts. */
  texts(node: JsonNode | undefined, name: string): readonly LocatedText[] {
    if (node === undefined) return [];
    if (isArray(node)) return itemsOf(node).flatMap(item => this.text(item, name) ?? []);
    if (textOf(node) === undefined) {
      this.say(node, 'policy.notTexts', name);
      return [];
    }
    const one = this.text(node, name);
    return one === undefined ? [] : [one];
  }

  /** Free text for people; it may be blank. */
  note(object: ReadObject): { readonly note?: string } {
    const node = object.get('note');
    if (node === undefined) return {};
    const text = textOf(node);
    if (text === undefined) this.say(node, 'policy.notText', 'note');
    return text === undefined ? {} : { note: text };
  }

  flag(object: ReadObject, key: string): boolean {
    const node = object.get(key);
    if (node === undefined) return false;
    const value: unknown = node.value;
    if (node.type === 'boolean' && typeof value === 'boolean') return value;
    this.say(node, 'policy.notFlag', key);
    return false;
  }

  count(node: JsonNode | undefined, name: string): number | undefined {
    if (node === undefined) return undefined;
    if (isCount(node)) return numberOf(node);
    this.say(node, 'policy.notCount', name);
    return undefined;
  }

  missing(object: ReadObject, key: string): void {
    this.say(firstCharacter(object.node), 'policy.missing', key);
  }

  #unknownKey(key: JsonNode, name: string, keys: readonly string[]): void {
    const near = nearMatch(name, keys);
    if (near === undefined) {
      this.say(key, 'policy.unknownKey', shortName(name), keys.join(', '));
      return;
    }
    const { offset, length } = key;
    this.problems.push({
      ...problem('error', key, 'policy.unknownKeyNear', shortName(name), near),
      fixes: [
        { title: sentence('fix.name', near), edits: [{ offset, length, newText: JSON.stringify(near) }] },
      ],
    });
  }
}

/** Every key of the document that is named like a secret, wherever it stands. Without recursion: texts may be deep. */
export function secretKeys(root: JsonNode): readonly FileProblem[] {
  const found: FileProblem[] = [];
  const isSecret = secretKeysOnce();
  const waiting: JsonNode[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    // A property's first child is its key.
    const key = node.type === 'property' ? node.children?.[0] : undefined;
    const name: unknown = key?.value;
    if (key !== undefined && typeof name === 'string' && isSecret(name))
      found.push(problem('error', key, 'policy.secret', shortName(name)));
    for (const child of node.children ?? []) if (child.children !== undefined) waiting.push(child);
  }
  return found;
}
