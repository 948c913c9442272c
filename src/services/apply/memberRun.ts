// The state of one run of a plan: what is known of each member, and how each ends. Every member ends once, as done, notDone or unknown.
import { userKey } from '../../core/ids';
import type { Entitlement, ItemId, PortalId } from '../../core/ids';
import type { JournalEntry } from '../../core/journal';
import { l10n } from '../../core/l10n';
import type { SeatGate } from '../../core/ledger';
import type { Holder, Listed, PortalConnection } from '../../core/model';
import type {
  MemberChange,
  MemberPlan,
  MemberResult,
  Outcome,
  PlannedRequest,
  Target,
} from '../../core/planTypes';
import { isAbort, isPortalError, messageOf } from '../../core/problem';
import type { PortalError } from '../../core/problem';
import type { PortalClient } from '../../arcgis/portalClient';
import type { ApplyEvent } from './applyTypes';
import type { Doubt, Doubts } from './doubts';
import type { Inventory } from '../inventoryTypes';
import type { JournalStore } from '../journal/journalTypes';
import { createLanes } from './lanes';
import type { Lanes } from './lanes';
import { createPace } from './pace';
import type { Pace } from './pace';
import type { Pausing } from './pause';
import type { Clock, Log } from '../ports';

export interface RunMember {
  readonly change: MemberChange;
  readonly target: Target;
  /** The requests that concern the member, in the order of sending. */
  readonly steps: readonly PlannedRequest[];
  /** How many of {@link steps} have been read back. */
  position: number;
  /** What the portal said last. */
  current: readonly Entitlement[];
  /** When the read began that said so, epoch ms. */
  readAt: number;
  /**
   * `pending`: the next step may be sent. `sending`: in a request. `waiting`: sent, to be read back. `unread`: reading back failed once.
   * `settled`: has its result.
   */
  phase: 'pending' | 'sending' | 'waiting' | 'unread' | 'settled';
  /** Why the write is in doubt, while it waits to be read back. */
  doubt: string | undefined;
  /** The member's write whose answer was lost, until it is seen that it arrived: the portal may still carry it out. */
  late: Doubt | undefined;
  /** Writes of earlier plans that the portal may still carry out. */
  earlier: readonly Doubt[];
  /** The portal's words where it refused a request of this member alone, for a reason that this program does not know. */
  refusedAlone: string | undefined;
}

/** A list that was read again: what it says, and when its reading began, epoch ms. */
export type ListRead =
  { readonly begunAt: number; readonly list: Listed<Holder> } | { readonly problem: PortalError };

export interface Run {
  readonly plan: MemberPlan;
  readonly portalId: PortalId;
  readonly orgId: string;
  readonly doubts: Doubts;
  readonly client: PortalClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly inventory: Inventory;
  readonly signal: AbortSignal | undefined;
  readonly members: readonly RunMember[];
  readonly gate: SeatGate;
  /** Writes that went out, parts of refused requests included. */
  requestsSent: number;
  /** Writes that were lost one after the other. */
  lostInARow: number;
  /** No write before this instant, epoch ms: the portal asked to wait. */
  notBefore: number;
  readonly pace: Pace;
  readonly lanes: Lanes;
  readonly pause: Pausing | undefined;
  /** Until when a write whose answer was lost may still be carried out, epoch ms: it is read back after that. */
  lateUntil: number;
  /** Set when nothing more may be sent, with what the members that are left are told. */
  stopped: string | undefined;
  /** A member that was written to could not be read back because the sign-in had ended: the plan stays open in the journal. */
  signedOut: boolean;
  /** Targets that refuse every write, with the portal's reason. */
  readonly closed: Map<ItemId, string>;
  /** Targets whose list is cut, or takes too long to be read: their members are read again one by one. */
  readonly singly: Set<ItemId>;
  /** Targets whose list does not prove itself whole: a member who holds nothing is read singly before a write. */
  readonly unproven: Set<ItemId>;
  /** Lists that are being read again, for all that wait for one. */
  readonly listReads: Map<ItemId, Promise<ListRead>>;
  /** Per target the search, under way, for whom a refusal is about: one at a time, so that the next can learn from it. */
  readonly searches: Map<ItemId, Promise<void>>;
  member(itemId: ItemId, name: string): RunMember | undefined;
  /** Members of a request that still take part in it: all their earlier steps are read back, and none has its result. */
  ready(request: PlannedRequest): RunMember[];
  /** @param until epoch ms until when the portal may still carry out what was sent. */
  settle(
    member: RunMember,
    outcome: Outcome,
    reason?: string,
    actual?: readonly Entitlement[],
    until?: number,
  ): void;
  results(): MemberResult[];
  emit(event: ApplyEvent): void;
  /** Writes to the journal; a failure stops the run and is false. */
  record(entry: JournalEntry): Promise<boolean>;
  /** Writes the results that came up since the last call. */
  recordResults(): Promise<void>;
  /** True when no further request may go out. */
  halted(): boolean;
  /** Waits until a person has signed in again, and no longer than the run is cancelled. False when nothing more may be sent. */
  signInAgain(): Promise<boolean>;
  /** How long reading back may take after the run was cancelled, ms. */
  readonly readBackMs: number;
  /** Set when that time was over: nothing more is read. */
  readBackOver: boolean;
}

/** How long a portal that does not answer is asked after Cancel: what was sent and could not be read by then is told as not known. */
const readBackAfterCancelMs = 30_000;

/** What members are told that were still to be written when the run was stopped or cancelled. */
export const cancelledText = (): string => l10n.t('Cancelled before it was sent.');

const memberKey = (itemId: ItemId, name: string): string => `${itemId}\n${userKey(name)}`;

/** The members of a plan, as they stand before anything was read. */
export function planMembersToRun(plan: MemberPlan): RunMember[] {
  const targets = new Map(plan.targets.map(target => [target.itemId, target]));
  const steps = new Map<string, PlannedRequest[]>();
  for (const request of plan.requests)
    for (const user of request.users) {
      const key = memberKey(request.itemId, user);
      const known = steps.get(key);
      if (known) known.push(request);
      else steps.set(key, [request]);
    }
  return plan.changes.map(change => ({
    change,
    target: targets.get(change.itemId) ?? { kind: 'listing', itemId: change.itemId, title: change.itemId },
    steps: steps.get(memberKey(change.itemId, change.username)) ?? [],
    position: 0,
    current: change.before,
    readAt: 0,
    phase: 'pending',
    doubt: undefined,
    late: undefined,
    earlier: [],
    refusedAlone: undefined,
  }));
}

/** A run over `members`; `gate` rests on what was read just before. */
export function createRun(
  deps: {
    readonly client: PortalClient;
    readonly clock: Clock;
    readonly log: Log;
    readonly inventory: Inventory;
    readonly journal: JournalStore;
    readonly signal: AbortSignal | undefined;
    readonly connection: Pick<PortalConnection, 'orgId'>;
    readonly doubts: Doubts;
    readonly readBackMs?: number;
    readonly signInAgain?: (portalId: PortalId, signal: AbortSignal | undefined) => Promise<boolean>;
    readonly pause?: Pausing | undefined;
    readonly emit: (event: ApplyEvent) => void;
  },
  plan: MemberPlan,
  members: readonly RunMember[],
  gate: SeatGate,
): Run {
  const { journal, log, clock } = deps;
  const index = new Map(
    members.map(member => [memberKey(member.change.itemId, member.change.username), member]),
  );
  const results = new Map<RunMember, MemberResult>();
  let fresh: MemberResult[] = [];

  const pace = createPace();
  const run: Run = {
    plan,
    portalId: plan.portalId,
    orgId: deps.connection.orgId,
    doubts: deps.doubts,
    client: deps.client,
    clock,
    log,
    inventory: deps.inventory,
    signal: deps.signal,
    members,
    gate,
    requestsSent: 0,
    lostInARow: 0,
    pace,
    lanes: createLanes(pace),
    pause: deps.pause,
    notBefore: 0,
    lateUntil: 0,
    stopped: undefined,
    signedOut: false,
    closed: new Map(),
    singly: new Set(),
    unproven: new Set(),
    listReads: new Map(),
    searches: new Map(),
    member: (itemId, name) => index.get(memberKey(itemId, name)),
    ready: request =>
      request.users.flatMap(name => {
        const member = index.get(memberKey(request.itemId, name));
        return member?.phase === 'pending' && member.steps[member.position] === request ? [member] : [];
      }),
    settle(member, outcome, reason, actual, until) {
      if (results.has(member)) return;
      member.phase = 'settled';
      const { itemId, username } = member.change;
      const result: MemberResult = {
        itemId,
        username,
        outcome,
        ...(actual === undefined ? {} : { actual }),
        ...(reason === undefined ? {} : { reason }),
        ...(until === undefined ? {} : { until }),
      };
      results.set(member, result);
      fresh.push(result);
      deps.emit({ kind: 'result', result });
    },
    results: () =>
      members.flatMap(member => {
        const result = results.get(member);
        return result ? [result] : [];
      }),
    emit: deps.emit,
    async record(entry) {
      try {
        await journal.append(plan.portalId, entry);
        return true;
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        log.error(`The journal cannot be written: ${text}`);
        run.stopped ??= isPortalError(error)
          ? l10n.t('Not sent: {0}', text)
          : l10n.t(
              'Not sent: the journal cannot be written ({0}). Make room or access, and plan again.',
              text,
            );
        return false;
      }
    },
    async recordResults() {
      if (fresh.length === 0) return;
      const batch = fresh;
      fresh = [];
      await run.record({ kind: 'results', at: clock.now(), planId: plan.id, results: batch });
    },
    halted: () => run.stopped !== undefined || deps.signal?.aborted === true,
    async signInAgain() {
      if (run.halted()) return false;
      try {
        return (await deps.signInAgain?.(plan.portalId, deps.signal)) === true && !run.halted();
      } catch (error) {
        if (!isAbort(error)) log.error(`Nobody could be asked to sign in: ${messageOf(error)}`);
        return false;
      }
    },
    readBackMs: deps.readBackMs ?? readBackAfterCancelMs,
    readBackOver: false,
  };
  return run;
}
