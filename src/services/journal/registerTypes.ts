// What the register of a journal does and tells.
import type { PortalId } from '../../core/ids';
import type { JournalCoverage } from '../../core/journalCoverage';
import type { ChainFinding, ChainPoint, LateLines } from '../../core/journalRegister';

/** What is wrong with one file of the journal; absent `file`: with the register itself. */
export interface JournalFinding {
  readonly file?: string;
  /** `fileMissing`: the register has it, the folder not. `fileUnknown`: the other way round. `twin`: it is there twice, as open and as ended. */
  readonly kind: ChainFinding['kind'] | 'fileMissing' | 'fileUnknown' | 'twin' | 'unreadable';
  readonly line?: number;
  readonly why?: string;
}

export interface JournalVerification {
  /** Plans that were verified, and lines of them. */
  readonly plans: number;
  readonly lines: number;
  /** Of the register, as it is now. */
  readonly point: ChainPoint | undefined;
  /** Whether SecretStorage holds an anchor, and what it says. `why`: it could not be read. */
  readonly anchor: { readonly point?: ChainPoint; readonly why?: string };
  /** When the register was once found not to hold its anchor, epoch ms. */
  readonly breaks: readonly number[];
  /** Which lines SecretStorage vouches for by now, and which not. Nothing is where the register does not hold its anchor. */
  readonly coverage: JournalCoverage;
  /** Lines of the register that nothing vouched for until a window found them. */
  readonly late: readonly LateLines[];
  /** Files cut by a crash while a line was written: no damage, what it was to say had not begun. */
  readonly torn: readonly JournalFinding[];
  /** Empty: everything holds. */
  readonly findings: readonly JournalFinding[];
}

export interface JournalRegister {
  /** Before the first line of a plan's file is written. Rejects where the register cannot be written: then nothing may be sent. */
  begin(id: PortalId, file: string, planId: string, first: ChainPoint, at: number): Promise<void>;
  /** The file has grown. Resolves at once, but for its first line. */
  grown(id: PortalId, file: string, point: ChainPoint): Promise<void>;
  /** The plan has its end. */
  end(id: PortalId, file: string, planId: string, point: ChainPoint, at: number): Promise<void>;
  /**
   * At the start of a window: anchors what the shell wrote, and what a crash left, where it follows what is anchored. What does not is left for
   * {@link JournalRegister.verify} to tell, and told in the log. Never rejects.
   */
  takeOver(id: PortalId): Promise<void>;
  verify(id: PortalId): Promise<JournalVerification>;
}
