/**
 * Reads a parameter of JSON or, where a portal does, of Python's `str(dict)` with single quotes (wire reference section 3).
 * @returns the value, or undefined for text that is neither
 */
export function lenientJson(text: string, acceptsPython: boolean): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    if (!acceptsPython) return undefined;
  }
  const translated = text.replace(
    /"(?:[^"\\]|\\.)*"|'((?:[^'\\]|\\.)*)'|\b(True|False|None)\b/g,
    (whole, quoted: string | undefined, word: string | undefined) => {
      if (word !== undefined) return { True: 'true', False: 'false', None: 'null' }[word] ?? whole;
      if (quoted === undefined) return whole;
      return JSON.stringify(quoted.replace(/\\(['"\\])/g, '$1'));
    },
  );
  try {
    return JSON.parse(translated) as unknown;
  } catch {
    return undefined;
  }
}
