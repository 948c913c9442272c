// A refusal of a request for several members, narrowed down to whom it is about.
import { userKey } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { PlannedRequest } from '../../core/planTypes';
import type { Run, RunMember } from './memberRun';
import { stillWanting } from './stillWanting';
import type { Verdict } from './verdict';

export interface Part {
  /** The request's own id for the whole of it, one of its own for each part. */
  readonly id: string;
  /** Part of a search for whom a refusal is about. */
  readonly searching: boolean;
}

/** Sends a part of a request and deals with its answer, as `sendRequest` does. */
type Sender = (run: Run, request: PlannedRequest, members: readonly RunMember[], part: Part) => Promise<void>;

export function settleRefused(run: Run, members: readonly RunMember[], text: string): void {
  for (const member of members)
    run.settle(member, 'notDone', l10n.t('Refused by the portal: {0}', text), member.current);
}

/** Who of a refused request still lacks what was sent, read back. */
export const wantingAfter = (
  run: Run,
  request: PlannedRequest,
  members: readonly RunMember[],
  text: string,
): Promise<RunMember[]> => stillWanting(run, request, members, l10n.t('the portal refused it: {0}.', text));

type Refusal = Extract<Verdict, { readonly kind: 'refused' }>;

export const ownWords = (text: string): Refusal => ({
  kind: 'refused',
  text,
  culprits: [],
  unexplained: true,
});

/**
 * Finds whom the refusal of a request is about.
 * @param sender sends the parts of the request.
 */
export const refused = (
  sender: Sender,
  run: Run,
  request: PlannedRequest,
  members: readonly RunMember[],
  { id, searching }: Part,
  failure: Refusal,
): Promise<void> => (searching ? narrowDown : search)(sender, run, request, members, id, failure);

/** A request of fewer members does not show that a refusal is general. */
const generalFrom = 4;

/**
 * Finds whom a refusal of a whole request is about, one request of a target after the other. Where the portal refuses every member alone with
 * the same words, and words that this program does not know, the rest of the target is not tried: it would cost two writes per member. Where it
 * says these words of another target as well, one member there tells whether they are about everybody again.
 */
async function search(
  sendRequest: Sender,
  run: Run,
  request: PlannedRequest,
  members: readonly RunMember[],
  id: string,
  failure: Refusal,
): Promise<void> {
  const { itemId } = request;
  const before = failure.unexplained ? Promise.all(run.searches.values()) : run.searches.get(itemId);
  const own = (async () => {
    await before;
    const wanting = (): Promise<RunMember[]> => wantingAfter(run, request, members, failure.text);
    if (run.closed.has(itemId)) {
      settleRefused(run, await wanting(), failure.text);
      return;
    }
    const isGeneral = failure.unexplained && [...run.closed.values()].includes(failure.text);
    if (isGeneral && members.length >= generalFrom) {
      const [first, ...rest] = await wanting();
      if (first) await sendRequest(run, request, [first], { id: `${id}.1`, searching: true });
      if (first?.refusedAlone === failure.text) {
        run.closed.set(itemId, failure.text);
        settleRefused(run, rest, failure.text);
      } else await sendRequest(run, request, rest, { id: `${id}.2`, searching: true });
      return;
    }
    await narrowDown(sendRequest, run, request, members, id, failure);
    const text = members[0]?.refusedAlone;
    if (
      text !== undefined &&
      members.length >= generalFrom &&
      members.every(({ refusedAlone }) => refusedAlone === text)
    )
      run.closed.set(itemId, text);
  })();
  // One that fails is told by its own request; the next search is not kept from its work.
  run.searches.set(
    itemId,
    own.catch(() => undefined),
  );
  await own;
}

/** Finds whom a refusal is about: who is known by now is left out and the rest sent again; where nobody is, the halves are sent one by one. */
async function narrowDown(
  sendRequest: Sender,
  run: Run,
  request: PlannedRequest,
  members: readonly RunMember[],
  id: string,
  failure: Refusal,
): Promise<void> {
  const culprits = new Set(failure.culprits.map(userKey));
  const wanting = await wantingAfter(run, request, members, failure.text);
  const rest = wanting.filter(member => {
    if (members.length > 1 && !culprits.has(userKey(member.change.username))) return true;
    if (members.length === 1 && failure.unexplained) member.refusedAlone = failure.text;
    settleRefused(run, [member], failure.text);
    return false;
  });
  await run.recordResults();
  if (rest.length === 0) return;
  if (rest.length < members.length) {
    await sendRequest(run, request, rest, { id: `${id}.1`, searching: true });
    return;
  }
  const half = Math.ceil(rest.length / 2);
  await sendRequest(run, request, rest.slice(0, half), { id: `${id}.1`, searching: true });
  await sendRequest(run, request, rest.slice(half), { id: `${id}.2`, searching: true });
}
