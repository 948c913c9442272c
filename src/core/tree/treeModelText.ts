// Text of others in rows: visible, on one line, and never markup.

const shown = (code: number): string => {
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
};

// C0 and C1 controls (Cc), line separators, direction overrides and marks, zero-width space and byte order mark.
const invisible = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Longest label; a longer one is cut with an ellipsis (the tooltip has it whole). */
const labelLength = 200;

/**
 * A name of somebody else's as text of one line: control characters, newlines and direction marks are replaced by visible signs, so that a
 * name can neither break a row nor pose as another (issue "What must hold" 8).
 */
export function plain(text: string): string {
  return text.replace(invisible, char => shown(char.codePointAt(0) ?? 0));
}

/** {@link plain}, cut to a length that a row can show; something visible even for an empty name. */
export function plainLabel(text: string): string {
  const clean = plain(text);
  if (clean.trim() === '') return '\u2026';
  return clean.length > labelLength ? `${clean.slice(0, labelLength - 1)}\u2026` : clean;
}

/** An id of path segments; a segment's own slashes are escaped. */
export function nodeId(...segments: readonly (string | number)[]): string {
  return segments.map(segment => encodeURIComponent(safeUnicode(String(segment)))).join('/');
}

/** `encodeURIComponent` throws on half a surrogate pair, which a hostile name may hold. */
const safeUnicode = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');

/** Non-empty parts with a middle dot between them; undefined when there is none. */
export function joined(parts: readonly (string | undefined)[]): string | undefined {
  const texts = parts.filter(part => part !== undefined && part !== '');
  return texts.length === 0 ? undefined : texts.join(' \u00b7 ');
}
