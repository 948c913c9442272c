// JSON text with positions: read once, never throws, every fault at its place.
import { parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import type { FileProblem } from './fileProblem';
import { insideText, problem } from './fileProblem';

export type JsonNode = Node;

export interface JsonDocument {
  /** What could be read of it; present also for a text with faults, so that its kind can still be told. */
  readonly root: JsonNode | undefined;
  readonly problems: readonly FileProblem[];
}

/** In words, for jsonc-parser's own names of its faults. */
const faultWords: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this word has to be in quotes',
  InvalidNumberFormat: 'this is not a number',
  PropertyNameExpected: 'a key in quotes is expected here',
  ValueExpected: 'a value is expected here',
  ColonExpected: 'a colon is expected here',
  CommaExpected: 'a comma is missing before this',
  CloseBraceExpected: 'a closing brace } is missing',
  CloseBracketExpected: 'a closing bracket ] is missing',
  EndOfFileExpected: 'the file should end here',
  UnexpectedEndOfComment: 'a comment is not closed',
  UnexpectedEndOfString: 'a text in quotes is not closed',
  UnexpectedEndOfNumber: 'a number is cut off',
  InvalidUnicode: 'this \\u escape is not complete',
  InvalidEscapeCharacter: 'this character cannot follow a backslash',
  InvalidCharacter: 'this character is not allowed in quotes',
};

const maxFaults = 50;

/**
 * Reads JSON text. Comments are a problem unless `comments` is true (`.jsonc`), trailing commas unless `trailingCommas` is; duplicate keys always are.
 * A byte order mark is ignored. Never throws.
 */
export function readJson(text: string, comments = false, trailingCommas = false): JsonDocument {
  // A space of the same length keeps the offsets.
  const json = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const whole = { offset: 0, length: 0 };
  if (json.trim() === '') return { root: undefined, problems: [problem('error', whole, 'json.empty')] };
  const errors: ParseError[] = [];
  let root: JsonNode | undefined;
  try {
    root = parseTree(json, errors, { disallowComments: !comments, allowTrailingComma: trailingCommas });
  } catch {
    // The parser calls itself per level: a text of a hundred thousand brackets exhausts the stack.
    return { root: undefined, problems: [problem('error', insideText(whole, text.length), 'json.tooDeep')] };
  }
  // The parser reports some faults twice, such as a trailing comma as a missing key and a missing value.
  const byPlace = new Map<number, FileProblem>();
  let afterWord = -1;
  for (const error of errors.slice(0, 2 * maxFaults)) {
    const fault = faultOf(json, error);
    // It leaves out a word that it does not know, and then misses a value before whatever follows.
    const follows = error.offset === afterWord;
    if (isUnknownWord(error)) afterWord = nextCharacter(json, error.offset + error.length);
    if (!follows && !byPlace.has(fault.offset)) byPlace.set(fault.offset, fault);
  }
  const faults = [...byPlace.values()].slice(0, maxFaults);
  const problems = [...faults, ...(root === undefined ? [] : duplicateKeys(root))];
  return { root, problems: problems.sort((a, b) => a.offset - b.offset) };
}

const isUnknownWord = ({ error }: ParseError): boolean => printParseErrorCode(error) === 'InvalidSymbol';

/** The next place from `offset` on that is no blank. */
function nextCharacter(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && /\s/.test(text[at] ?? '')) at++;
  return at;
}

function faultOf(text: string, error: ParseError): FileProblem {
  const name = printParseErrorCode(error.error);
  const at = insideText(error, text.length);
  if (name === 'InvalidCommentToken') return problem('error', at, 'json.comment');
  if (name === 'PropertyNameExpected' || name === 'ValueExpected') {
    const closing = text[error.offset];
    let before = error.offset - 1;
    while (before >= 0 && /\s/.test(text[before] ?? '')) before--;
    if ((closing === '}' || closing === ']') && text[before] === ',') {
      return problem('error', { offset: before, length: 1 }, 'json.trailingComma');
    }
  }
  return problem('error', at, 'json.syntax', faultWords[name] ?? name);
}

/** parseTree reports none; JSON.parse keeps the last, findNodeAtLocation sees the first. Without recursion: files may be deep. */
function duplicateKeys(root: JsonNode): FileProblem[] {
  const problems: FileProblem[] = [];
  const waiting: JsonNode[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === 'object' && mayRepeat(node.children ?? [])) {
      const seen = new Set<string>();
      for (const property of node.children ?? []) {
        const key = property.children?.[0];
        const name: unknown = key?.value;
        if (key === undefined || typeof name !== 'string') continue;
        if (seen.has(name) && problems.length < maxFaults) {
          problems.push(problem('error', key, 'json.duplicateKey', shortName(name)));
        }
        seen.add(name);
      }
    }
    for (const child of node.children ?? []) if (child.children !== undefined) waiting.push(child);
  }
  return problems;
}

/** Most objects have a few keys: to compare each with each costs less than a set for each object of a large file. */
const few = 12;

function mayRepeat(properties: readonly JsonNode[]): boolean {
  if (properties.length > few) return true;
  return properties.some((property, index) => {
    const name: unknown = property.children?.[0]?.value;
    for (let before = 0; before < index; before++)
      if (properties[before]?.children?.[0]?.value === name) return true;
    return false;
  });
}

/** Keys go into messages. What does not look like one is not shown: it could be a license string that lost its key. */
export function shortName(name: string): string {
  return /^[\w.:-]{1,40}$/.test(name) ? name : `(${name.length} characters)`;
}
