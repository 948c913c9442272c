// The preview of an import, made once more: what was agreed to is what the portal has.
import { previewChanges } from '../../core/files/previewChanges';
import { isPortalError } from '../../core/problem';
import { staleImport } from '../../services/apply/previewHolds';
import type { PlanBoard, PlanState } from './planState';

type Shown = Extract<PlanState, { state: 'ready' }>;

/**
 * Before the questions, so that they are about what is. Where the portal has changed, the preview is made anew and shown instead.
 * @returns false where another plan is on the desk by then.
 * @throws PortalError `staleState` where it has changed: the administrator looks at it and applies again.
 */
export async function requirePreviewHolds(
  board: PlanBoard,
  shown: Shown,
  reveal: () => Promise<void>,
): Promise<boolean> {
  const { plan, anew } = shown;
  if (plan.kind !== 'import' || anew === undefined) return true;
  const now = await anew();
  const changes = previewChanges(plan, now);
  if (board.current !== shown) return false;
  if (changes.length === 0) return true;
  board.set({ ...shown, plan: now });
  await reveal();
  throw staleImport(changes);
}

/** Shows the plan anew where that is why it was not carried out; what cannot be read stays as it was shown. */
export async function showAnew(
  why: unknown,
  board: PlanBoard,
  shown: Shown,
  reveal: () => Promise<void>,
): Promise<void> {
  if (!isPortalError(why) || why.fault.kind !== 'staleState') return;
  const plan = await shown.anew?.().catch(() => undefined);
  if (plan === undefined || board.current !== shown) return;
  board.set({ ...shown, plan });
  await reveal();
}
