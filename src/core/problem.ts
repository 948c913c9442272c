// Failures as a closed union (users-and-peers, section 6.1). Nobody decides on message text but the one table that reads the wire.

export type Fault =
  /** 498/499 or an OAuth refusal: sign in again. `unsent`: there was no token to send the request with. */
  | { readonly kind: 'signIn'; readonly code?: number; readonly unsent?: true }
  /** Lacks a privilege; `privilege` where it is known. */
  | { readonly kind: 'forbidden'; readonly privilege?: string }
  /** `num` or `maxUsers` would be exceeded. */
  | { readonly kind: 'seatShortage' }
  | { readonly kind: 'incompatibleUserType' }
  | { readonly kind: 'missingProLevel' }
  | { readonly kind: 'alreadyIncluded' }
  /** "None of the specified users can be disconnected." */
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'notMember'; readonly usernames?: readonly string[] }
  | { readonly kind: 'unknownEntitlement'; readonly name?: string }
  /** `not licensed by user`, `item not provisioned`, expired. */
  | {
      readonly kind: 'listingUnavailable';
      readonly reason: 'notPerUser' | 'notProvisioned' | 'expired' | 'missing';
    }
  /** Changed since it was read or planned. */
  | { readonly kind: 'staleState' }
  | { readonly kind: 'throttled'; readonly retryAfterMs?: number }
  /** DNS, refused, reset, cut body. `certificate`: the certificate is not trusted. `unsent`: no connection came about, so nothing was sent. */
  | { readonly kind: 'transport'; readonly certificate?: boolean; readonly unsent?: boolean }
  | { readonly kind: 'timeout'; readonly ms: number }
  /** A redirect or an address learned from the portal points to another host (product.md rule 6). */
  | { readonly kind: 'otherHost'; readonly host: string }
  /** Not what the protocol promises: HTML, a missing field. */
  | { readonly kind: 'unexpectedReply'; readonly status?: number; readonly where?: string }
  /** A list is known to be cut. */
  | { readonly kind: 'incomplete'; readonly limit: number }
  /** The operation does not exist on this kind of portal. */
  | { readonly kind: 'versionUnsupported' }
  /** Refused by the portal with a reason of its own: `message` and `details` are shown as they came. */
  | { readonly kind: 'refused'; readonly code?: number }
  /** The administrator's input, before anything was sent. */
  | { readonly kind: 'badInput' };

export type FaultKind = Fault['kind'];

/** The one error class of the program. Holds no address with a query, no options, no token (product.md rule 5). */
export class PortalError extends Error {
  override readonly name = 'PortalError';
  readonly fault: Fault;
  /** Method and path of the request, such as `POST content/listings/ab12/provisionUserEntitlements`; never a query or a body. */
  readonly request: string | undefined;
  /** The portal's own details, verbatim. */
  readonly details: readonly string[];
  /** True where a page answered, not the portal: a proxy or a sign-in page in front of it. It says nothing of what the portal did. */
  readonly fromPage: boolean;

  constructor(
    fault: Fault,
    message: string,
    more: { request?: string; details?: readonly string[]; cause?: unknown; fromPage?: boolean } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.fault = fault;
    this.request = more.request;
    this.details = more.details ?? [];
    this.fromPage = more.fromPage ?? false;
  }
}

/** Works across bundles, where `instanceof` does not. */
export function isPortalError(error: unknown): error is PortalError {
  return error instanceof Error && error.name === 'PortalError' && 'fault' in error;
}

/** True for an abort by the administrator: not an error, never shown as one. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** For `default:` branches over closed unions. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}

/** Text of any thrown value, for messages. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
