// How a policy stands to a portal that it names, as far as it was compared.
import type { PortalId } from '../ids';
import type { DueGrant } from './dueGrants';

export interface PolicyStanding {
  /** Of the file. */
  readonly uri: string;
  /** What the file is called in the workspace. */
  readonly name: string;
  readonly portalId: PortalId;
  /** IANA zone that the policy's days are counted in. */
  readonly timeZone: string;
  /** The dates of the policy alone give a reason to compare it. */
  readonly mayBeDue: boolean;
  /** A comparison is under way; what was found before stays until it ends. */
  readonly isComparing: boolean;
  /** What was found last. */
  readonly found?: {
    /** ms epoch: when the portal was read. */
    readonly readAt: number;
    /** Members who differ. */
    readonly members: number;
    readonly isWhole: boolean;
    /** By time. */
    readonly due: readonly DueGrant[];
    /** By `userKey`: from whom the policy lets nothing be taken. */
    readonly protected: ReadonlySet<string>;
  };
  /** Why the last comparison came to no end. For people, and without a secret. */
  readonly failure?: string;
}
