// What is kept of imports, so that an earlier state can be reached again, or at least be compared with (issue section 5, "Snapshot first, honestly").
import type { PortalId } from '../../core/ids';
import type { ImportSnapshot } from '../../core/journal';
import type { ImportPlan, Outcome } from '../../core/planTypes';
import type { FileUpload } from '../../arcgis/portalClient';

/** What an import, or the removal of all entitlements, is about. */
export interface SnapshotSubject {
  readonly portalId: PortalId;
  readonly operation: ImportPlan['operation'] | 'removeAllEntitlements';
  /** The product, where the operation has one. */
  readonly appId?: string;
}

/** One time that a file was sent, or was about to be. */
export interface KeptImport {
  readonly planId: string;
  /** Epoch ms. */
  readonly at: number;
  /** Absent until it is known: the journal tells more. */
  readonly outcome?: Outcome;
}

/** A file that was imported through us. Its bytes hold license strings: they lie in a file of mode 0600, this does not have them. */
export interface KeptFile extends SnapshotSubject {
  readonly operation: ImportPlan['operation'];
  /** Unique within its portal. */
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of the bytes, hex. */
  readonly hash: string;
  /** Grows with each import to the portal: a computer's clock may be set back. */
  readonly order: number;
  /** Oldest first; never empty. */
  readonly imports: readonly KeptImport[];
}

/** What the portal said before an import: for comparison, without license strings, not importable. */
export interface KeptAnswers extends SnapshotSubject {
  readonly id: string;
  readonly planId: string;
  /** When it was read, epoch ms. */
  readonly at: number;
}

export interface Snapshots {
  /** The last one sent first. */
  readonly files: readonly KeptFile[];
  /** The newest first. */
  readonly answers: readonly KeptAnswers[];
}

export interface SnapshotStore {
  /**
   * Keeps the file of an import byte for byte. Resolves when it is on disk; the ones it pushes out are dropped after that.
   * @param at epoch ms.
   * @throws Error of the file system: then nothing may be sent.
   */
  keepFile(plan: ImportPlan, file: FileUpload, at: number): Promise<void>;
  /** Notes what came of an import. Never rejects: a failure is told in the log, and the journal says it as well. */
  noteOutcome(portalId: PortalId, planId: string, outcome: Outcome): Promise<void>;
  /**
   * Keeps the portal's own answers, labelled as what cannot be imported.
   * @param of the portal's name and the plan, for whoever reads the file.
   * @throws Error of the file system.
   */
  keepAnswers(
    subject: SnapshotSubject,
    of: {
      readonly portalName: string;
      readonly portalUrl: string;
      readonly planId: string;
      readonly at: number;
    },
    answers: readonly ImportSnapshot[],
  ): Promise<void>;
  /** What is kept for a portal. What cannot be read is left out and told in the log. */
  list(portalId: PortalId): Promise<Snapshots>;
  /**
   * The bytes of a kept file.
   * @throws PortalError `badInput` where they are gone or are not what was kept.
   */
  readFile(file: KeptFile): Promise<Uint8Array>;
  /** The text of kept answers. @throws PortalError `badInput` where they are gone. */
  readAnswers(answers: KeptAnswers): Promise<string>;
  /** Deletes everything that is kept for a portal. */
  removeAll(portalId: PortalId): Promise<void>;
}
