// Text of others inside Markdown.

/**
 * Makes any text safe inside a Markdown line or table cell: names and titles never become markup, a link or a row of their own. Line breaks
 * become blanks; every character that could begin markup, a link, an automatic link or a formula is escaped; what turns the direction of the text
 * around it (Unicode UAX 9) and other characters that cannot be seen as such are left out.
 */
export function markdownText(text: string): string {
  return text
    .replace(/[\r\n\t\v\f\u0085\u2028\u2029]+/g, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\\`*_{}[\]()#+!|<>~&:@.$-]/g, character => `\\${character}`);
}
