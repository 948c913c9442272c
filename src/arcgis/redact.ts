// Texts of others on their way into a message: no secret, no markup, no length without end.
import { withoutSigns } from '../core/redact';
import { hidePieces, pieceLength } from './secretPieces';

/** Replaces each of the secrets in a text, however it is written there. Servers repeat what they were sent, in error pages above all. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    // Shorter ones would blank out ordinary words; a token or a password of three characters is none.
    if (secret.length < 4) continue;
    // No form is shorter than the secret itself. License strings may be of many megabytes: their forms are made only where one can be.
    if (secret.length > clean.length) continue;
    for (const form of formsOf(secret)) clean = clean.replaceAll(form, '***');
  }
  return withoutSigns(withoutPieces(clean, secrets));
}

/** A run without a blank that is longer belongs to no sentence: where there are long secrets, it is hidden unread. */
const longRuns = /\S{401,}/g;

function withoutPieces(text: string, secrets: readonly string[]): string {
  const long = secrets.filter(secret => secret.length >= pieceLength);
  if (long.length === 0) return text;
  return hidePieces(text, long).replace(longRuns, '***');
}

/** A secret as it is, and as it looks in an address, in a form, in JSON and in markup. */
function formsOf(secret: string): ReadonlySet<string> {
  const markup = secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return new Set([
    secret,
    encodeURIComponent(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
    markup,
    markup.replace(/"/g, '&quot;'),
  ]);
}

/** Each letter of a name as itself or as its escape: `licens\u0065` is the same key to JSON. In either case. */
const asJsonReads = (name: string): string =>
  Array.from(name, letter => {
    const codes = [letter, letter.toUpperCase()].map(one => one.charCodeAt(0).toString(16));
    return `(?:${letter}|\\\\u00(?:${codes.join('|')}))`;
  }).join('');

const secretKeys = new RegExp(
  `"(?:${asJsonReads('license')}|${asJsonReads('signature')})"\\s*:\\s*(["[])`,
  'gi',
);

/**
 * License strings and signatures in the text of a file that is uploaded, each as a string or as an array of its lines, as they are written there
 * and as they read without the escapes of JSON (`\/`, `\u003d`): they must not come back in an error.
 * A scanner finds their ends, since a regular expression runs out of stack on a text of many megabytes with escapes.
 */
export function secretsOfFile(text: string): readonly string[] {
  const found = new Set<string>();
  /** @returns where the string ends; undefined where it is not closed. */
  const add = (from: number): number | undefined => {
    const end = endOfString(text, from);
    if (end === undefined) return undefined;
    const written = text.slice(from, end);
    found.add(written);
    if (written.includes('\\')) {
      try {
        found.add(JSON.parse(`"${written}"`) as string);
      } catch {
        // Not JSON after all: then nobody can have read it in another form.
      }
    }
    return end;
  };
  const opening = new RegExp(secretKeys.source, secretKeys.flags);
  const line = /[\s,]*"/y;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    if (match[1] === '"') {
      const end = add(opening.lastIndex);
      if (end === undefined) break;
      opening.lastIndex = end + 1;
      continue;
    }
    line.lastIndex = opening.lastIndex;
    while (line.test(text)) {
      const end = add(line.lastIndex);
      if (end === undefined) return [...found];
      opening.lastIndex = end + 1;
      line.lastIndex = end + 1;
    }
  }
  return [...found];
}

/** Where the JSON string that begins at `from` is closed; undefined where it is not. */
function endOfString(text: string, from: number): number | undefined {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let escapes = quote;
    while (escapes > from && text[escapes - 1] === '\\') escapes--;
    if ((quote - escapes) % 2 === 0) return quote;
  }
  return undefined;
}

/** The readable start of a page that is not what was asked for: tags stripped, at most 200 characters (wire reference 4.3). */
export function excerpt(text: string): string {
  return (
    text
      .slice(0, 20_000)
      .replace(/<(script|style)\b[\s\S]*?(<\/\1\s*>|$)/gi, ' ')
      // Without "<" in between: a page of nothing else would take the square of its length.
      .replace(/<[^<>]*>/g, ' ')
      .replace(/[<>]/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 200)
  );
}
