// What a comparison is made of, between its parts.
import type { MemberDifference } from '../../core/files/render/assignmentForms';
import type { Comparison } from '../../core/files/render/compareForms';
import type { RenderedForm } from '../../core/files/render/renderForm';
import type { ItemId, PortalId } from '../../core/ids';
import type { DesiredChange, TargetState } from '../../core/planTypes';

/** What was chosen for a comparison, once: it holds while the file and the portal change. */
export type Choices =
  | { readonly kind: 'entitlements'; readonly appId: string }
  | { readonly kind: 'portalLicense' }
  | {
      readonly kind: 'assignments';
      readonly mode: DesiredChange['mode'];
      readonly listing?: ItemId;
      readonly entitlements?: readonly string[];
    };

/** Both texts and what is different between them. */
export interface Compared {
  readonly portal: RenderedForm;
  readonly file: RenderedForm;
  readonly notCompared: readonly string[];
  readonly changes: Comparison;
  /** Of member assignments: in place of `changes`, which is empty then. */
  readonly members: readonly MemberDifference[];
  /** The state that member assignments were compared with. */
  readonly targets?: readonly TargetState[];
}

/** What is on show. */
export interface Shown {
  readonly fileName: string;
  readonly portalId: PortalId;
  readonly portalName: string;
  readonly choices: Choices;
  readonly compared: Compared;
  /** Why what is shown is not of now: a fault of the file, or what the portal has that is not known any more. */
  readonly stale?: string;
}
