// Carrying a plan out. The applier is the only caller of the client's writes (product.md rule 3).
import type { ItemId, Username } from '../../core/ids';
import type { ApplyReport, ImportPlan, MemberPlan, MemberResult, OperationPlan } from '../../core/planTypes';
import type { Pausing } from './pause';
import type { FileUpload } from '../../arcgis/portalClient';

export type ApplyEvent =
  | { readonly kind: 'checking' }
  | {
      readonly kind: 'requestStarted' | 'requestEnded';
      readonly id: string;
      readonly sent: number;
      readonly of: number;
    }
  /** `waiting`: sent, not yet read back. */
  | {
      readonly kind: 'member';
      readonly itemId: ItemId;
      readonly username: Username;
      readonly state: 'sending' | 'waiting';
    }
  | { readonly kind: 'result'; readonly result: MemberResult }
  | { readonly kind: 'readingBack' }
  /** Nothing goes out until it goes on; what was sent is read back. `isPaused` false: it goes on. */
  | { readonly kind: 'paused'; readonly isPaused: boolean }
  /** The portal restarts by itself: it is asked until it answers, or until the time given (epoch ms). */
  | { readonly kind: 'restarting'; readonly until: number };

export interface ApplyOptions {
  /** Cancel: no further request is sent; what is on its way is awaited and read back. */
  readonly signal?: AbortSignal;
  /** Of plans for members; asked before each request. */
  readonly pause?: Pausing;
  readonly onEvent?: (event: ApplyEvent) => void;
}

export interface Applier {
  /**
   * Re-reads the members' sets, skips those that changed since the plan, sends, reads back, writes the journal before and after each request.
   * Never throws for what the portal does: the report says it, per member. Throws PortalError `staleState` only when the connection now belongs
   * to another organization or user than the plan's, and `badInput` while another window applies a plan to the portal.
   */
  applyMembers(plan: MemberPlan, options?: ApplyOptions): Promise<ApplyReport>;
  /**
   * `file` is what the plan's `fileHash` was made of; another text, or other bytes, are refused. Throws as {@link Applier.applyMembers} does, and
   * PortalError `staleState` where the portal has changed since the preview: then nothing was sent.
   */
  applyImport(plan: ImportPlan, file: FileUpload, options?: ApplyOptions): Promise<ApplyReport>;
  /** What is done besides provisioning and imports. Throws as {@link Applier.applyMembers} does, and for nothing that the portal does. */
  applyOperation(plan: OperationPlan, options?: ApplyOptions): Promise<ApplyReport>;
}
