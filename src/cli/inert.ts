/** A portal's or a file's text as one line: control characters would move the cursor of a terminal, and a line of its own can be a command to a CI system. */
export const inert = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
