// The last net before text reaches a log or a message. The first rule is still that secrets never get this far (product.md rule 5).

const secretNames =
  'token|access_token|refresh_token|auth_token|password|code|code_verifier|client_secret|authorization|x-esri-authorization|license|signature|controlKey';
const pairs = [
  // "token": "…" and 'token': '…'; a backslash matches one branch alone, so that no text takes more than one look
  new RegExp(`(["'])(${secretNames})\\1(\\s*:\\s*)(["'])(?:\\\\.|(?!\\4)[^\\\\])*\\4`, 'gi'),
  // "license": ["…", "…"]: a license string by its lines. Every part may be missing at the end of a text that was cut, so that nothing is tried twice.
  /(["'])(license|signature)\1(\s*:\s*)\[(?:[^\]"]|"(?:\\.|[^"\\])*"?)*\]?/gi,
  // token=… in queries and forms
  new RegExp(`\\b(${secretNames})=[^&\\s"'#]+`, 'gi'),
  /\b(Bearer)\s+[\w.~+/=-]+/gi,
] as const;

/** A blank or a quote as it is written in JSON (of several times as well), in markup, in an address. Each begins in its own way: no text takes two looks. */
const blank = String.raw`\\u00(?:0[9ad]|20)|\\[nrt]|&(?:amp;)?(?:nbsp|#(?:9|10|13|32)|#x(?:9|a|d|20));|%(?:0[9ad]|20)`;
const quote = String.raw`\\u002[27]|&(?:amp;)?(?:quot|apos|#3[49]|#x2[27]);|%2[27]`;
const equals = String.raw`=|\\u003d|&#61;|&#x3d;|%3d`;

/**
 * The signature in a license string of FlexNet, blanks, quotes and line ends in it: `SIGN="00D8 53EC 5B19"`, also where it is cut or escaped. A
 * letter before it makes it another word, unless it is that of an escaped line end.
 */
const signs = new RegExp(
  String.raw`(?:(?<![a-z])|(?<=\\[bfnrt]))(SIGN2?)\s*(?:${equals})(?:[\s"'\\]|${blank}|${quote})*` +
    String.raw`[\da-f](?:[\da-f\s]|\\[\\\s]|\+(?=[\da-f])|${blank})*`,
  'gi',
);

/** Hides the signatures of license strings. */
export const withoutSigns = (text: string): string => text.replace(signs, '$1=***');

/** Returns `text` with the values of secret-looking names replaced by `***`. Keeps the rest as it is. */
export function redact(text: string): string {
  return withoutSigns(text)
    .replace(
      pairs[0],
      (_all, quote: string, name: string, colon: string) =>
        `${quote}${name}${quote}${colon}${quote}***${quote}`,
    )
    .replace(
      pairs[1],
      (_all, quoted: string, name: string, colon: string) => `${quoted}${name}${quoted}${colon}["***"]`,
    )
    .replace(pairs[2], (_all, name: string) => `${name}=***`)
    .replace(pairs[3], '$1 ***');
}
