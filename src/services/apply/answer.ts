// How one request ended that changes the portal as a whole, such as an import: what its answer says, and what it leaves open.
import type { JournalEntryOf } from '../../core/journal';
import { l10n } from '../../core/l10n';
import type { PortalId } from '../../core/ids';
import { isAbort, messageOf } from '../../core/problem';
import type { ApplyDeps } from './applyMembers';
import { lateWriteMs, verdictOf } from './verdict';

/** How the request ended. */
export type Answer =
  | { readonly kind: 'success' }
  /** Nothing was sent. `text`: the reason without "Not sent:". */
  | { readonly kind: 'no'; readonly reason: string; readonly text: string }
  /**
   * The portal says no. It is read back all the same: a portal may have carried it out, and fail after that. `signIn`: with another token it would
   * look at it. `unsent`: there was no token to send it with.
   */
  | {
      readonly kind: 'refused';
      readonly text: string;
      readonly signIn: boolean;
      readonly unsent: boolean;
    }
  /** `until`: epoch ms until when the portal may still carry it out. `lateMs`: how long it is likely to be at it. */
  | { readonly kind: 'lost'; readonly text: string; readonly lateMs: number; readonly until?: number };

/**
 * Reads the failure of the request.
 * @param now epoch ms when it was seen.
 */
export function answerOf(error: unknown, now: number): Answer {
  const verdict = verdictOf(error);
  switch (verdict.kind) {
    case 'lost': {
      const { text, lateMs, connection } = verdict;
      return { kind: 'lost', text, lateMs, ...(connection ? { until: now + lateWriteMs } : {}) };
    }
    case 'stop':
      return { kind: 'refused', text: verdict.text, signIn: verdict.renewable, unsent: verdict.unsent };
    case 'unsent':
      return { kind: 'no', reason: l10n.t('Not sent: {0}', verdict.text), text: verdict.text };
    default:
      return { kind: 'refused', text: verdict.text, signIn: false, unsent: false };
  }
}

/** The end of the request for the journal: what was said, without what is said of it. */
export function endOf(
  answer: Answer,
): Pick<JournalEntryOf<'requestEnded'>, 'outcome' | 'message' | 'unsent'> {
  switch (answer.kind) {
    case 'success':
      return { outcome: 'answered' };
    case 'no':
      return { outcome: 'refused', message: answer.text, unsent: true };
    case 'refused':
      return { outcome: 'refused', message: answer.text, ...(answer.unsent ? { unsent: true } : {}) };
    case 'lost':
      return { outcome: 'lost', message: answer.text };
  }
}

export const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

/** Waits for a person to sign in again. False also where the plan was cancelled meanwhile. */
export async function signedInAgain(
  { signInAgain, signal, log }: Pick<ApplyDeps, 'signInAgain' | 'signal' | 'log'>,
  { portalId }: { readonly portalId: PortalId },
): Promise<boolean> {
  if (signInAgain === undefined || isAborted(signal)) return false;
  try {
    return (await signInAgain(portalId, signal)) && !isAborted(signal);
  } catch (error) {
    if (!isAbort(error)) log.error(`Nobody could be asked to sign in: ${messageOf(error)}`);
    return false;
  }
}
