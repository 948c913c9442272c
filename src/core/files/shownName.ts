/**
 * A name of a file as messages show it: of a member, a listing, an entitlement. What could be a license string or a signature in the wrong place is
 * not shown, nor what is longer than the 128 characters of a user name.
 */
export function shownName(text: string): string {
  const isName = text.length <= 128 && !secretMarks.test(text) && !/[A-Za-z0-9+/=]{41}/.test(text);
  return isName ? text : `(${text.length} characters)`;
}

/** Words of license strings (wire reference 14.2). */
const secretMarks = /\b(?:FEATURE|INCREMENT|SIGN\d?)\b|\bSIGN\d?\s*=/;
