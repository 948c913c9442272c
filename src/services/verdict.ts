// What the failure of a write means for the members of the request: decided on the fault, never on a text.
import { l10n } from '../core/l10n';
import { isPortalError, messageOf } from '../core/problem';
import type { PortalError } from '../core/problem';

export type Verdict =
  /** A definite no of the portal to these members: read back, and find out whom it is about. */
  | {
      readonly kind: 'refused';
      readonly text: string;
      readonly culprits: readonly string[];
      /** The portal's words are none that this program knows: they may be about a member as well as about everybody. */
      readonly unexplained: boolean;
    }
  /** A no to the set itself, or to the listing: no smaller request would fare better. */
  | { readonly kind: 'refusedForAll'; readonly text: string; readonly wholeTarget: boolean }
  /** Nothing was executed, and nothing further will be: sign-in or privilege. */
  | { readonly kind: 'stop'; readonly text: string }
  /** Too many requests: a definite answer; wait, read, send again. */
  | { readonly kind: 'throttled'; readonly text: string; readonly retryAfterMs: number | undefined }
  /** It is not known whether it was executed: never sent again, only read back. */
  | {
      readonly kind: 'lost';
      readonly text: string;
      readonly connection: boolean;
      /** How long the portal may still be at it: reading back waits for so long. */
      readonly lateMs: number;
    };

/** A gateway that gave up, or a connection that ended, says nothing about the portal behind it. */
const shortlyMs = 1000;
const longestLateMs = 10_000;

/** The portal's own words: its message and its details, as they came. */
export function portalText(error: PortalError): string {
  const details = error.details.filter(detail => detail !== '' && !error.message.includes(detail));
  return [error.message, ...details].join(' ');
}

/** Reads the failure of a write. Anything that is not a definite answer of the portal counts as lost. */
export function verdictOf(error: unknown): Verdict {
  if (!isPortalError(error))
    return { kind: 'lost', text: messageOf(error), connection: true, lateMs: shortlyMs };
  const text = portalText(error);
  const { fault } = error;
  // A proxy's 401, 403 or 404 is not the portal's: the portal may have carried out what it was asked. Being put off is read again anyway.
  if (error.fromPage && fault.kind !== 'throttled')
    return { kind: 'lost', text, connection: true, lateMs: shortlyMs };
  switch (fault.kind) {
    case 'signIn':
      return { kind: 'stop', text: l10n.t('Signed out: {0}', text) };
    case 'forbidden':
      return { kind: 'stop', text };
    case 'throttled':
      return { kind: 'throttled', text, retryAfterMs: fault.retryAfterMs };
    case 'timeout':
      return { kind: 'lost', text, connection: true, lateMs: Math.min(fault.ms, longestLateMs) };
    case 'transport':
    case 'unexpectedReply':
    case 'otherHost':
      return { kind: 'lost', text, connection: true, lateMs: shortlyMs };
    case 'refused':
      // A server fault (wire reference 4.2, 500) says nothing about what was executed.
      return fault.code !== undefined && fault.code >= 500
        ? { kind: 'lost', text, connection: false, lateMs: shortlyMs }
        : { kind: 'refused', text, culprits: [], unexplained: true };
    case 'notMember':
      return { kind: 'refused', text, culprits: fault.usernames ?? [], unexplained: false };
    case 'seatShortage':
    case 'incompatibleUserType':
    case 'missingProLevel':
    case 'alreadyIncluded':
    case 'disconnected':
      return { kind: 'refused', text, culprits: [], unexplained: false };
    case 'listingUnavailable':
      return { kind: 'refusedForAll', text, wholeTarget: true };
    case 'unknownEntitlement':
    case 'staleState':
    case 'incomplete':
    case 'versionUnsupported':
    case 'badInput':
      return { kind: 'refusedForAll', text, wholeTarget: false };
  }
}
