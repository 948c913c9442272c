// One branch of the inventory: what is known of it, what is under way, and what is told while rows arrive.
import type { HolderDirectory } from '../core/holderDirectory';
import { userKey } from '../core/ids';
import { l10n } from '../core/l10n';
import type { Holder, PortalConnection } from '../core/model';
import { isPortalError, messageOf, PortalError } from '../core/problem';
import type { Branch, BranchName, BranchRef, BranchValues } from './inventoryTypes';
import type { PacedGate } from './pacedGate';
import type { Clock, Log } from './ports';

/** While rows of a long list arrive, a branch is announced at most this often. */
const progressEveryMs = 100;

/** One branch of one portal, and the load of it that is under way. */
export interface Slot<N extends BranchName = BranchName> {
  readonly ref: BranchRef<N>;
  branch: Branch<BranchValues[N]>;
  run: { readonly controller: AbortController; readonly done: Promise<void> } | undefined;
  /** How many wait for the load that is under way, rows of trees not counted. */
  wanted: number;
  /** Rows read back while a load is under way: they are newer than what that load may bring. By {@link userKey}; undefined: gone. */
  puts: Map<string, Holder | undefined>;
}

export interface PortalState {
  readonly identity: string;
  readonly slots: Map<string, Slot>;
  /** The names and sets of all its lists. */
  readonly directory: HolderDirectory;
  /** As many reads at once as the portal takes. */
  readonly gate: PacedGate;
}

export const slotKey = (ref: BranchRef): string => `${ref.name}\n${ref.key ?? ''}`;
export const identityOf = (connection: PortalConnection): string =>
  JSON.stringify([connection.url, connection.kind, connection.orgId, userKey(connection.username)]);

/** What was read of a branch, if anything was. */
export function known<T>(branch: Branch<T>): { value?: T; readAt?: number } {
  if (branch.state === 'idle') return {};
  return {
    ...(branch.value === undefined ? {} : { value: branch.value }),
    ...(branch.readAt === undefined ? {} : { readAt: branch.readAt }),
  };
}

/** Shows what has arrived of a first load, at most every {@link progressEveryMs}; a refresh keeps the old value in sight instead. */
export function progressOf<N extends BranchName>(
  slot: Slot<N>,
  clock: Clock,
  signal: AbortSignal,
  set: (branch: Branch<BranchValues[N]>) => void,
): (value: () => BranchValues[N]) => void {
  const streams = known(slot.branch).value === undefined;
  let shownAt: number | undefined;
  let latest: (() => BranchValues[N]) | undefined;
  const show = (): void => {
    if (signal.aborted || slot.branch.state !== 'loading' || !latest) return;
    shownAt = clock.now();
    const value = latest();
    latest = undefined;
    set({ state: 'loading', value });
  };
  return value => {
    if (!streams) return;
    const waiting = latest !== undefined;
    latest = value;
    const wait = shownAt === undefined ? 0 : shownAt + progressEveryMs - clock.now();
    if (wait <= 0) show();
    else if (!waiting) clock.delay(wait, signal).then(show, () => undefined);
  };
}

/** Why a branch could not be read. */
export function failureOf(error: unknown, ref: BranchRef, log: Log): PortalError {
  if (isPortalError(error)) return error;
  // Not a failure of the portal but of this program: it is shown all the same, never as an empty list.
  log.error(`Reading ${ref.name} failed: ${messageOf(error)}`);
  return new PortalError(
    { kind: 'unexpectedReply', where: ref.name },
    l10n.t('Reading {0} failed: {1}', ref.name, messageOf(error)),
    { cause: error },
  );
}
