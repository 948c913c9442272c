/** A JSON object of unknown content. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list of objects, or undefined for anything else. */
export const objectsIn = (value: unknown): readonly Json[] | undefined =>
  Array.isArray(value) && value.every(isObject) ? value : undefined;

/** A whole number of at least 0; also one that was written as text. */
export function countIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined;
}

/** Whether a secret of a file is really there: not missing, empty or masked as a portal's own answers mask it. */
export const isSecretPresent = (value: unknown): boolean =>
  typeof value === 'string' && value.trim() !== '' && !/^\*+$/.test(value.trim());
