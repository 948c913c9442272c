// The members of one portal for the matrix: handed on page by page, with how far the list is read.
import type { PortalClient } from '../../arcgis/portalClient';
import { l10n } from '../../core/l10n';
import type { Member, PartialReason } from '../../core/model';
import { isAbort, isPortalError, messageOf, PortalError } from '../../core/problem';

/** How far the list of a portal's members is read. */
export type MembersReading =
  | { readonly state: 'loading' | 'complete'; readonly count: number }
  | { readonly state: 'partial'; readonly count: number; readonly reason: PartialReason }
  | { readonly state: 'failed'; readonly count: number; readonly problem: PortalError };

/**
 * Reads the list to its end and says at each page how far it is; nothing more once the signal fires.
 * Never throws: a failure is said, that of the client too (a portal that is no longer saved has none).
 */
export async function readMatrixMembers(
  clientOf: () => Pick<PortalClient, 'members'>,
  signal: AbortSignal,
  {
    say,
    take,
  }: {
    readonly say: (reading: MembersReading) => void;
    readonly take: (rows: readonly Member[]) => void;
  },
): Promise<void> {
  let count = 0;
  say({ state: 'loading', count });
  try {
    const list = await clientOf().members({
      signal,
      handsOver: true,
      onRows: rows => {
        if (signal.aborted) return;
        take(rows);
        count += rows.length;
        say({ state: 'loading', count });
      },
    });
    say(
      list.partial === undefined
        ? { state: 'complete', count }
        : { state: 'partial', count, reason: list.partial },
    );
  } catch (error) {
    if (isAbort(error)) return;
    say({ state: 'failed', count, problem: asProblem(error) });
  }
}

function asProblem(error: unknown): PortalError {
  if (isPortalError(error)) return error;
  return new PortalError(
    { kind: 'unexpectedReply', where: 'members' },
    l10n.t('The list of members could not be read: {0}', messageOf(error)),
    { cause: error },
  );
}
