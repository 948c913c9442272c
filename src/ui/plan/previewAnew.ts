// The preview of an import, made once more: what is asked about is what the portal has.
import { unlessAborted } from '../../core/async';
import { previewChanges } from '../../core/files/previewChanges';
import { isPortalError } from '../../core/problem';
import type { PlanBoard, PlanState } from './planState';

type Shown = Extract<PlanState, { state: 'ready' }>;

/** What is on the desk before the questions, and what of it is otherwise than it was shown before, in sentences. */
export interface ShownNow {
  readonly shown: Shown;
  readonly changes: readonly string[];
}

/**
 * Before the questions, so that they are about what is. Where the portal has changed, the preview is made anew, shown in the place of the former
 * one, and asked about: what changes all the time would otherwise never be agreed to.
 * @param signal ends the waiting, and nothing is shown then.
 * @returns undefined where another plan is on the desk by then.
 */
export async function shownAnew(
  board: PlanBoard,
  shown: Shown,
  reveal: () => Promise<void>,
  signal: AbortSignal,
): Promise<ShownNow | undefined> {
  const { plan, anew } = shown;
  if (plan.kind !== 'import' || anew === undefined) return { shown, changes: [] };
  const now = await unlessAborted(anew(), signal);
  if (board.current !== shown) return undefined;
  const changes = previewChanges(plan, now);
  if (changes.length === 0) return { shown, changes };
  const next: Shown = { ...shown, plan: now };
  board.set(next);
  await reveal();
  return { shown: next, changes };
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
