// JSON with one way to write a value: for files that are compared, reviewed and hashed.

/** A list of plain values stays on one line up to this many characters. */
const lineLength = 100;

/**
 * Keys by code unit, two spaces a level, short lists of plain values on one line, a newline at the end. Equal values give equal texts.
 * @param value plain data; `undefined` fields are left out.
 */
export const canonicalJson = (value: unknown): string => `${write(value, '')}\n`;

function write(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    if (items.every(item => typeof item !== 'object' || item === null)) {
      const line = `[${items.map(item => write(item, inner)).join(', ')}]`;
      if (line.length + indent.length <= lineLength) return line;
    }
    if (items.length === 0) return '[]';
    return `[\n${items.map(item => inner + write(item, inner)).join(',\n')}\n${indent}]`;
  }
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (fields.length === 0) return '{}';
  return `{\n${fields
    .map(([key, field]) => `${inner}${JSON.stringify(key)}: ${write(field, inner)}`)
    .join(',\n')}\n${indent}}`;
}
