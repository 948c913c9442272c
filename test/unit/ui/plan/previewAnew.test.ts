// What is on the desk before the questions about an import: what the portal has by then.
import assert from 'node:assert/strict';
import { portalId } from '../../../../src/core/ids';
import type { ImportPlan } from '../../../../src/core/planTypes';
import { PortalError } from '../../../../src/core/problem';
import { showAnew, shownAnew } from '../../../../src/ui/plan/previewAnew';
import type { PlanBoard, PlanState } from '../../../../src/ui/plan/planState';

type Shown = Extract<PlanState, { state: 'ready' }>;

const planWith = (seats: number): ImportPlan => ({
  kind: 'import',
  id: `with ${seats}`,
  portalId: portalId('p'),
  createdAt: 0,
  title: 'Import',
  operation: 'importEntitlements',
  fileName: 'f',
  fileSize: 1,
  fileHash: 'x',
  rows: [{ section: 'entitlement', name: 'desktopStdN', before: seats, after: 9 }],
  warnings: [],
});

const as = { name: 'P', url: 'https://portal.example', orgId: 'o', username: 'ana' };
const shownWith = (seats: number, anew: () => Promise<ImportPlan>): Shown => ({
  state: 'ready',
  plan: planWith(seats),
  anew,
  as,
});

/** A board without a workbench. */
function boardWith(current: PlanState): PlanBoard {
  const board = {
    current,
    set: (next: PlanState): void => {
      board.current = next;
    },
  };
  return board as unknown as PlanBoard;
}

describe('the preview of an import before it is asked about', () => {
  const never = new AbortController().signal;
  let revealed: number;
  const reveal = (): Promise<void> => {
    revealed += 1;
    return Promise.resolve();
  };
  beforeEach(() => {
    revealed = 0;
  });

  it('stays where it still holds', async () => {
    const shown = shownWith(5, () => Promise.resolve(planWith(5)));
    const board = boardWith(shown);
    assert.deepEqual(await shownAnew(board, shown, reveal, never), { shown, changes: [] });
    assert.equal(board.current, shown);
    assert.equal(revealed, 0);
  });

  it('is what the portal has, and is asked about, where that has changed, however often it does', async () => {
    let seats = 5;
    const shown = shownWith(5, () => Promise.resolve(planWith((seats += 1))));
    const board = boardWith(shown);
    const looked = await shownAnew(board, shown, reveal, never);
    assert.equal(board.current, looked?.shown);
    assert.equal(looked?.shown.plan.id, 'with 6');
    assert.match(looked.changes.join(), /the preview had 5, the portal has 6 now/);
    const again = await shownAnew(board, looked.shown, reveal, never);
    assert.equal(again?.shown.plan.id, 'with 7');
    assert.equal(revealed, 2);
  });

  it('gives way to another plan, and to a cancel', async () => {
    const other: PlanState = { state: 'none' };
    const shown = shownWith(5, () => {
      board.set(other);
      return Promise.resolve(planWith(6));
    });
    const board = boardWith(shown);
    assert.equal(await shownAnew(board, shown, reveal, never), undefined);
    assert.equal(board.current, other);
    const still = boardWith(shown);
    const stopped = shownWith(5, () => new Promise(() => undefined));
    await assert.rejects(shownAnew(still, stopped, reveal, AbortSignal.abort()), { name: 'AbortError' });
    assert.equal(still.current, shown);
  });

  it('is shown anew where that was found out as it was to be sent, and for no other reason', async () => {
    const shown = shownWith(5, () => Promise.resolve(planWith(6)));
    const board = boardWith(shown);
    await showAnew(new PortalError({ kind: 'forbidden' }, 'No.'), board, shown, reveal);
    assert.equal(board.current, shown);
    await showAnew(new PortalError({ kind: 'staleState' }, 'Other.'), board, shown, reveal);
    assert.deepEqual(board.current, { ...shown, plan: planWith(6) });
  });
});
