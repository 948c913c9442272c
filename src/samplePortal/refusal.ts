/** An ArcGIS error that a handler answers with: HTTP 200 and the `error` envelope of wire reference 4.1. */
export class Refusal extends Error {
  readonly code: number;
  readonly details: readonly string[];
  readonly messageCode: string | undefined;
  /** The `error` field that the OAuth token endpoint adds (wire reference 4.1, shape 2). */
  readonly oauthError: string | undefined;

  constructor(
    code: number,
    message: string,
    details: readonly string[] = [],
    more: { messageCode?: string; oauthError?: string } = {},
  ) {
    super(message);
    this.code = code;
    this.details = details;
    this.messageCode = more.messageCode;
    this.oauthError = more.oauthError;
  }
}

export const invalidToken = (): Refusal => new Refusal(498, 'Invalid token.');
export const tokenRequired = (): Refusal =>
  new Refusal(499, 'Token Required', ['Token Required'], { messageCode: 'GWM_0003' });
export const notPermitted = (): Refusal =>
  new Refusal(403, 'You do not have permissions to access this resource or perform this operation.', [], {
    messageCode: 'GWM_0003',
  });
export const unknownUser = (username: string): Refusal =>
  new Refusal(400, 'User does not exist or is inaccessible.', [username]);
export const unknownItem = (): Refusal =>
  new Refusal(400, 'Item does not exist or is inaccessible.', [], { messageCode: 'CONT_0001' });
export const wrongMethod = (): Refusal => new Refusal(405, 'Method not supported.');
