// Takes the example requests and responses out of the five documents that specify the portal's side, repairs what keeps them from being JSON
// by the rules listed here, and writes them to test/fixtures/seeds, each with the repairs it took.
//   tsx scripts/extractSeeds.ts FOLDER
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseTree, printParseErrorCode } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';

export const fixturesFolder = path.resolve(__dirname, '../test/fixtures/seeds');

/** Every repair there is. Nothing else changes a document's text. */
export const repairs = {
  comment: 'a comment from // to the end of its line is removed',
  placeholder:
    'a bare <placeholder> is replaced by 0 or by its own text in quotes, as the table of numbers says',
  alternative: 'of alternatives written a | b the first is taken',
  missingComma: 'a comma is put between two members where it is missing',
  trailingComma: 'a comma before a closing brace or bracket is removed',
} as const;
export type Repair = keyof typeof repairs;

/** Bare placeholders that stand for a number, in lower case; a placeholder with quotes inside, and any other, stands for text. */
const numberPlaceholders = [/^number\b/, /^maxusers$/, /^startdate$/, /^port$/, /\bin epoch time$/];

export interface Fixture {
  readonly seed: string;
  readonly section: string;
  readonly repairs: Partial<Record<Repair, number>>;
  readonly value: unknown;
}

type Taken = { readonly value: unknown; readonly repairs: Partial<Record<Repair, number>> };
interface Recipe {
  /** First three digits of the document's name. */
  readonly seed: string;
  /** Heading after which the example stands; the last occurrence in the document counts. */
  readonly section: string;
  readonly take: (text: string, whole: string) => Taken;
}

/** The `index`-th JSON text after the heading. */
const json =
  (index = 0) =>
  (text: string): Taken =>
    repaired(jsonTexts(text)[index] ?? '');
/** A request: method and address from the document, parameters as given. */
const request =
  (method: RegExp, url: RegExp, parameters: (text: string) => Taken = () => ({ value: {}, repairs: {} })) =>
  (text: string, whole: string): Taken => {
    const { value, repairs: done } = parameters(text);
    return {
      value: { method: firstGroup(method, whole), url: firstGroup(url, text), parameters: value },
      repairs: done,
    };
  };
const form =
  (pattern: RegExp) =>
  (text: string): Taken => ({
    value: Object.fromEntries([...text.matchAll(pattern)].map(match => [match[1] ?? '', match[2] ?? ''])),
    repairs: {},
  });

const recipes: Readonly<Record<string, Recipe>> = {
  'provisionUserEntitlements.request': {
    seed: '000',
    section: 'URL for Provision User Entitlements',
    take: request(/Methods:\s+(\w+)/, /(https:\S+)/, text => {
      const { value, repairs: done } = repaired(jsonTexts(text)[0] ?? '');
      return { value: { userEntitlements: value }, repairs: done };
    }),
  },
  'provisionUserEntitlements.responseSyntax': { seed: '000', section: 'JSON Response Syntax', take: json() },
  'provisionUserEntitlements.response': { seed: '000', section: 'JSON Response Example', take: json() },
  'provisionUserEntitlements.error': { seed: '000', section: 'JSON Response Example', take: json(1) },
  'userEntitlements.request': {
    seed: '001',
    section: 'Example Usage',
    take: request(/Methods:\s+(\w+)/, /(https:\S+)/),
  },
  'userEntitlements.responseSyntax': { seed: '001', section: 'JSON Response Syntax', take: json() },
  'userEntitlements.response': { seed: '001', section: 'JSON Response Example', take: json() },
  'importEntitlements.request': {
    seed: '002',
    section: 'Import Entitlements',
    take: request(/\((\w+) only\)/, /URL:(https:[^(\s]+)/, form(/^(file|appId)=(\S+)/gm)),
  },
  'importEntitlements.responseSyntax': { seed: '002', section: 'JSON Response syntax', take: json() },
  'importEntitlements.response': { seed: '002', section: 'JSON Response example', take: json() },
  'getEntitlements.request': {
    seed: '003',
    section: 'Example usage',
    take: request(/^(\w+) \/\S+ HTTP/m, /^\w+ (\/\S+) HTTP/m, form(/(?:^|&)(appId|f)=([^&\s]+)/gm)),
  },
  'getEntitlements.responseSyntax': { seed: '003', section: 'JSON Response syntax', take: json() },
  'getEntitlements.response': { seed: '003', section: 'JSON Response example', take: json() },
  'license.request': {
    seed: '004',
    section: 'Example usage',
    take: request(/Methods:\s+(\w+?)-/, /(https:\S+?)(?:JSON|\s)/),
  },
  'license.responseSyntax': { seed: '004', section: 'JSON Response syntax', take: json() },
  'license.response': { seed: '004', section: 'JSON Response example', take: json() },
};

export const fixtureNames = Object.keys(recipes);

/**
 * Extracts every fixture.
 * @param folder the five documents, `000_….txt` to `004_….txt`
 * @throws Error that names what was not found, or what no listed repair makes JSON
 */
export function extractSeeds(folder: string): ReadonlyMap<string, Fixture> {
  const files = readdirSync(folder);
  return new Map(
    Object.entries(recipes).map(([name, { seed, section, take }]) => {
      const file = files.find(one => one.startsWith(`${seed}_`));
      if (file === undefined) throw new Error(`${folder} has no document ${seed}_….txt`);
      const whole = readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n');
      const at = whole.lastIndexOf(section);
      if (at === -1) throw new Error(`${file} has no section "${section}"`);
      try {
        return [name, { seed: file, section, ...take(whole.slice(at + section.length), whole) }] as const;
      } catch (error) {
        throw new Error(`${name} (${file}, ${section}): ${String(error)}`, { cause: error });
      }
    }),
  );
}

export const fixtureText = (fixture: Fixture): string => `${JSON.stringify(fixture, undefined, 2)}\n`;

function firstGroup(pattern: RegExp, text: string): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`nothing matches ${String(pattern)}`);
  return found;
}

/** The balanced `{…}` texts of a document, with braces in strings and comments passed over. */
function jsonTexts(text: string): readonly string[] {
  const found: string[] = [];
  let [depth, start] = [0, 0];
  for (const { piece, kind, at } of pieces(text)) {
    if (kind !== 'code') continue;
    if (piece === '{' && depth++ === 0) start = at;
    if (piece === '}' && depth > 0 && --depth === 0) found.push(text.slice(start, at + 1));
  }
  return found;
}

/** Splits into strings, comments and single characters of code. A string ends with its line: the documents' prose has stray quotes. */
function* pieces(
  text: string,
): Generator<{ piece: string; kind: 'string' | 'comment' | 'code'; at: number }> {
  const pattern = /"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|[^]/g;
  for (const match of text.matchAll(pattern)) {
    const piece = match[0];
    // An address in prose is no comment.
    const isComment = piece.startsWith('//') && text[match.index - 1] !== ':';
    yield { piece, kind: isComment ? 'comment' : piece.length > 1 ? 'string' : 'code', at: match.index };
  }
}

function repaired(text: string): Taken {
  const done: Partial<Record<Repair, number>> = {};
  const count = (repair: Repair): void => {
    done[repair] = (done[repair] ?? 0) + 1;
  };
  let result = '';
  for (const { piece, kind } of pieces(text)) {
    if (kind === 'comment') count('comment');
    else result += piece;
  }
  // A bare placeholder follows a colon; one in quotes is text already.
  result = result.replace(/(:\s*)<([^<>\n]*)>/g, (_whole, colon: string, name: string) => {
    count('placeholder');
    const isNumber = numberPlaceholders.some(one => one.test(name.toLowerCase()));
    return `${colon}${isNumber ? '0' : JSON.stringify(`<${name.replaceAll('"', '')}>`)}`;
  });
  result = result.replace(
    /(:\s*)(true|false)(?:\s*\|\s*(?:true|false))+/g,
    (_whole, colon: string, first: string) => {
      count('alternative');
      return `${colon}${first}`;
    },
  );
  result = withCommas(result, count);
  return { value: JSON.parse(result) as unknown, repairs: done };
}

/** Commas are repaired where the parser misses one or finds one too many, the first fault first. */
function withCommas(text: string, count: (repair: Repair) => void): string {
  let result = text;
  for (;;) {
    const errors: ParseError[] = [];
    parseTree(result, errors, { allowTrailingComma: false });
    const first = errors[0];
    if (first === undefined) return result;
    const before = result.slice(0, first.offset).trimEnd();
    if (printParseErrorCode(first.error) === 'CommaExpected') {
      count('missingComma');
      result = `${before},${result.slice(before.length)}`;
    } else if (before.endsWith(',') && /[}\]]/.test(result[first.offset] ?? '')) {
      count('trailingComma');
      result = before.slice(0, -1) + result.slice(before.length);
    } else {
      throw new Error(
        `${printParseErrorCode(first.error)} at ${JSON.stringify(result.slice(first.offset, first.offset + 40))}`,
      );
    }
  }
}

function main(): void {
  const folder = process.argv[2];
  if (folder === undefined)
    throw new Error('Say where the documents are: tsx scripts/extractSeeds.ts FOLDER');
  mkdirSync(fixturesFolder, { recursive: true });
  for (const [name, fixture] of extractSeeds(folder)) {
    writeFileSync(path.join(fixturesFolder, `${name}.json`), fixtureText(fixture));
    console.log(`${name}: ${JSON.stringify(fixture.repairs)}`);
  }
}

if (require.main === module) main();
