// The seats of one thing as a function of time: what every source of seats is turned into before it is drawn.
import type { BoundaryCause, TimelineSubject } from './timelineTypes';

export interface SeatLine {
  readonly subject: Pick<
    TimelineSubject,
    'id' | 'kind' | 'label' | 'entitlement' | 'itemId' | 'userType' | 'roster'
  >;
  /** Seats at the instant of the simulation without the import; undefined where not known. */
  readonly before: number | undefined;
  /** Seats at `time` (ms epoch, not before the instant of the simulation); undefined where not known. */
  readonly seatsAt: (time: number) => number | undefined;
  /** When it may change, and why. */
  readonly moments: readonly Moment[];
  /** From then on (ms epoch) the end of what the portal has queued is not told. */
  readonly endUnknownFrom?: number;
  /** Its shortages are those of other lines, which say more. */
  readonly isSum?: boolean;
}

export interface Moment {
  /** ms epoch. */
  readonly at: number;
  readonly cause: BoundaryCause;
}
