// Text of others inside Markdown.

/**
 * Makes any text safe inside a Markdown line or table cell: names and titles never become markup, a link or a row of their own. Line breaks
 * become blanks; every character that could begin markup, a link or an automatic link is escaped.
 */
export function markdownText(text: string): string {
  return text
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|<>~&:@.-]/g, character => `\\${character}`);
}
