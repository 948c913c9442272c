/** An ArcGIS error that a handler answers with: HTTP 200 and the `error` envelope of wire reference 4.1. */
export class Refusal extends Error {
  readonly code: number;
  readonly details: readonly string[];
  readonly messageCode: string | undefined;
  /** The `error` field that the OAuth token endpoint adds (wire reference 4.1, shape 2). */
  readonly oauthError: string | undefined;
  /** Whether the wording is that of real portals; any other is this portal's own (decision `texts`). */
  readonly isSettled: boolean;

  constructor(
    code: number,
    message: string,
    details: readonly string[] = [],
    more: { messageCode?: string; oauthError?: string; isSettled?: boolean } = {},
  ) {
    super(message);
    this.code = code;
    this.details = details;
    this.messageCode = more.messageCode;
    this.oauthError = more.oauthError;
    this.isSettled = more.isSettled ?? false;
  }
}

export const invalidToken = (): Refusal => new Refusal(498, 'Invalid token.', [], { isSettled: true });
export const tokenRequired = (): Refusal =>
  new Refusal(499, 'Token Required', ['Token Required'], { messageCode: 'GWM_0003', isSettled: true });
export const notPermitted = (): Refusal =>
  new Refusal(403, 'You do not have permissions to access this resource or perform this operation.', [], {
    messageCode: 'GWM_0003',
    isSettled: true,
  });
/** @param isSettled false where this wording is a guess: in a provisioning request */
export const unknownUser = (username: string, isSettled = true): Refusal =>
  new Refusal(400, 'User does not exist or is inaccessible.', [username], { isSettled });
export const unknownItem = (): Refusal =>
  new Refusal(400, 'Item does not exist or is inaccessible.', [], {
    messageCode: 'CONT_0001',
    isSettled: true,
  });
export const wrongMethod = (): Refusal => new Refusal(405, 'Method not supported.');
