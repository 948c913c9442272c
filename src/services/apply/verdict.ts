// What the failure of a write means for the members of the request: decided on the fault, never on a text.
import { l10n } from '../../core/l10n';
import { isPortalError, messageOf } from '../../core/problem';
import type { PortalError } from '../../core/problem';

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
  /**
   * The portal forbids it: to the account, or to somebody of the request.
   * `own`: the portal's own words, which may name that somebody; `text` speaks of the account.
   */
  | { readonly kind: 'forbidden'; readonly text: string; readonly own: string }
  /**
   * The sign-in has ended: nothing further will be executed. What was, is read back.
   * `renewable`: there was no token, or it was not accepted: with another one the portal would look at the write.
   * `unsent`: there was no token to send it with.
   */
  | { readonly kind: 'stop'; readonly text: string; readonly renewable: boolean; readonly unsent: boolean }
  /** No connection came about: nothing was sent. */
  | { readonly kind: 'unsent'; readonly text: string }
  /** Too many requests: a definite answer; wait, read, send again. */
  | { readonly kind: 'throttled'; readonly text: string; readonly retryAfterMs: number | undefined }
  /** It is not known whether it was executed: never sent again, only read back. */
  | {
      readonly kind: 'lost';
      readonly text: string;
      /**
       * True where no answer of the portal came at all: it may still be at it, for {@link lateWriteMs}. False where it answered that it failed:
       * then it has ended.
       */
      readonly connection: boolean;
      /** How long it is likely to be at it: reading back waits for so long. */
      readonly lateMs: number;
    };

/**
 * A write whose answer was lost is expected for so long: longer than gateways and proxies let a request run, so that a write that they or this
 * program gave up has ended by then.
 */
export const lateWriteMs = 5 * 60_000;

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
      return {
        kind: 'stop',
        text: l10n.t('Signed out: {0}', text),
        renewable: fault.unsent === true || fault.code === 498 || fault.code === 499,
        unsent: fault.unsent === true,
      };
    case 'forbidden':
      return { kind: 'forbidden', text, own: error.details.join(' ') || error.message };
    case 'throttled':
      return { kind: 'throttled', text, retryAfterMs: fault.retryAfterMs };
    case 'timeout':
      return { kind: 'lost', text, connection: true, lateMs: Math.min(fault.ms, longestLateMs) };
    case 'transport':
      return fault.certificate === true || fault.unsent === true
        ? { kind: 'unsent', text }
        : { kind: 'lost', text, connection: true, lateMs: shortlyMs };
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
