// The shapes in which a portal states an error (wire reference 4.1, shapes 1 to 5), read into one.

/** An error, in whichever of the portal's shapes it came. */
export interface WireError {
  readonly code: number | undefined;
  readonly text: string;
  readonly details: readonly string[];
  readonly isOAuth: boolean;
  /** Such as `GWM_0003`. */
  readonly messageCode?: string;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const codeOf = (value: unknown): number | undefined => {
  const code = typeof value === 'string' ? Number(value) : value;
  return typeof code === 'number' && Number.isFinite(code) ? code : undefined;
};
const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).map(textOf).filter(text => text !== '');

/** The error that a reply states, in whichever shape; undefined when it states none. `status`: the HTTP status, for where the body has no code of its own. */
export function wireError(json: unknown, status: number): WireError | undefined {
  const httpCode = status >= 400 ? status : undefined;
  if (!isRecord(json))
    return httpCode === undefined ? undefined : { code: httpCode, text: '', details: [], isOAuth: false };
  const inner = json['error'];
  if (isRecord(inner)) {
    const oauth = textOf(inner['error']);
    const text = textOf(inner['message']) || textOf(inner['error_description']) || oauth;
    return {
      code: codeOf(inner['code']) ?? httpCode,
      text,
      details: [...textsOf(inner['details']), ...textsOf(inner['error_description'])].filter(
        detail => detail !== text,
      ),
      isOAuth: oauth !== '',
      messageCode: textOf(inner['messageCode']),
    };
  }
  if (typeof inner === 'string' && inner !== '') {
    const text = textOf(json['error_description']) || textOf(json['message']) || inner;
    return { code: codeOf(json['code']) ?? httpCode, text, details: [], isOAuth: true };
  }
  const code = codeOf(json['code']);
  const state = textOf(json['status']).toLowerCase();
  const isFailure = ['error', 'failure', 'failed'].includes(state);
  if (
    isFailure ||
    json['success'] === false ||
    (code !== undefined && code >= 400) ||
    httpCode !== undefined
  ) {
    const [first, ...rest] = [...textsOf(json['messages']), ...textsOf(json['message'])];
    return {
      code: code !== undefined && code >= 400 ? code : httpCode,
      text: first ?? '',
      details: [...rest, ...textsOf(json['details'])],
      isOAuth: false,
    };
  }
  return undefined;
}
