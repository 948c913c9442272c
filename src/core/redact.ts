// The last net before text reaches a log or a message. The first rule is still that secrets never get this far (product.md rule 5).

const secretNames =
  'token|access_token|refresh_token|auth_token|password|code|code_verifier|client_secret|authorization|x-esri-authorization|license|signature|controlKey';
const pairs = [
  // "token": "…" and 'token': '…'; a backslash matches one branch alone, so that no text takes more than one look
  new RegExp(`(["'])(${secretNames})\\1(\\s*:\\s*)(["'])(?:\\\\.|(?!\\4)[^\\\\])*\\4`, 'gi'),
  // token=… in queries and forms
  new RegExp(`\\b(${secretNames})=[^&\\s"'#]+`, 'gi'),
  /\b(Bearer)\s+[\w.~+/=-]+/gi,
] as const;

/** The signature in a license string of FlexNet, blanks and quotes in it: `SIGN="00D8 53EC 5B19"`, also where it is cut or escaped. */
const signs = /\b(SIGN2?)\s*=[\s"'\\]*[\da-f][\da-f\s]*/gi;

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
    .replace(pairs[1], (_all, name: string) => `${name}=***`)
    .replace(pairs[2], '$1 ***');
}
