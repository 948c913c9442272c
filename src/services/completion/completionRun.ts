// A completion on its way: lists the members, asks those whom a cut list does not show, and puts what they hold into the inventory.
import { openQuestions } from '../../core/completion/completionPlan';
import type { CompletionWay, CutList, MemberQuestion } from '../../core/completion/completionPlan';
import { userKey } from '../../core/ids';
import type { ItemId, PortalId, Username } from '../../core/ids';
import { l10n } from '../../core/l10n';
import { isAbort, isPortalError, PortalError } from '../../core/problem';
import type { PortalClient } from '../../arcgis/portalClient';
import type { Pace } from '../apply/pace';
import type { Pause } from '../apply/pause';
import { asPortalError, hopeless } from '../apply/singleReads';
import type { Inventory } from '../inventoryTypes';
import { createPacedGate } from '../pacedGate';
import type { Clock, Log } from '../ports';
import { createAnswerWriter } from './answerWriter';
import { askMember } from './askMember';
import type { CompletionFile, MemberAnswer } from './completionFile';
import { createFoundRows, type OwnPuts } from './foundRows';

/** What was found is put into the lists, and told of, so often. */
const showEveryMs = 1_000;
/** Members who cannot be read one after the other: then it waits for the administrator. */
const failuresInARow = 4;
/** A member who cannot be read is asked at most so often in one round; whoever joined meanwhile is asked in the next. */
const attempts = 3;
/** How long to stand still where the portal is too busy and does not say for how long. */
const throttledWaitMs = 10_000;

export interface RunDeps {
  readonly client: PortalClient;
  readonly inventory: Pick<Inventory, 'onDidPut' | 'peek' | 'load' | 'putHolders' | 'markPartial'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace: Pace;
  readonly ownPuts: OwnPuts;
}

/** What the run tells as it goes. */
export interface RunProgress {
  asked: number;
  of: number | undefined;
  requests: number;
  joined: number;
  left: number;
  problem: PortalError | undefined;
}

export interface RunInput {
  readonly portalId: PortalId;
  readonly items: readonly { readonly itemId: ItemId; readonly way: CompletionWay }[];
  readonly file: CompletionFile;
  /** By `userKey`: of earlier runs; what is found out is added. */
  readonly answers: Map<string, MemberAnswer>;
  readonly pause: Pause;
  readonly signal: AbortSignal;
  readonly progress: RunProgress;
  /** Something of `progress` or `pause` has changed. */
  readonly tell: () => void;
}

/**
 * Asks until everybody was, then takes the mark from the lists. Failures make it stand still with the reason in `progress.problem`, until somebody
 * lets it go on; only what keeps it from being written down is thrown.
 * @throws AbortError when the signal fires.
 */
export async function runCompletion(deps: RunDeps, input: RunInput): Promise<void> {
  const { clock, pace } = deps;
  const { portalId, file, answers, pause, signal, progress } = input;
  const ways = input.items.map(({ way }) => way);
  const found = createFoundRows(
    deps.inventory,
    portalId,
    input.items.map(({ itemId }) => itemId),
    answers,
    deps.ownPuts,
    keys => {
      // Written by this window: whoever the list does not show is asked again.
      for (const key of keys) answers.delete(key);
      const at = clock.now();
      notBefore = at + 1;
      writer.forget(keys, at);
    },
  );
  const gate = createPacedGate(pace);
  const writer = createAnswerWriter(file, clock);
  let shownAt = 0;
  let inARow = 0;
  /** Epoch ms: questions from now on are younger than any write so far, also within one tick of the clock. */
  let notBefore = 0;
  const lists = (): readonly CutList[] => found.lists(ways);
  const openOf = (of: readonly Username[]): readonly MemberQuestion[] => [
    ...openQuestions(of, lists(), key => answers.get(key)?.mask),
  ];

  function show(now = clock.now()): void {
    shownAt = now;
    found.showSome();
    input.tell();
  }

  function keep(answer: MemberAnswer, since: number): void {
    const key = userKey(answer.username);
    // The answer may be older than the write.
    if (found.isWritten(key, since)) return;
    const before = answers.get(key);
    const whole =
      before === undefined
        ? answer
        : {
            ...answer,
            at: before.at,
            mask: before.mask + answer.mask,
            rows: [...before.rows, ...answer.rows],
          };
    answers.set(key, whole);
    found.add(answer, since);
    writer.add(whole);
    const now = clock.now();
    if (now - shownAt >= showEveryMs) show(now);
  }

  /** Stands still until somebody lets it go on. */
  async function standStill(problem?: PortalError): Promise<void> {
    if (problem !== undefined && !pause.isPaused) {
      progress.problem = problem;
      deps.log.warn(`The completion of lists stands still: ${problem.message}`);
      pause.pause();
    }
    writer.write();
    show();
    await pause.goesOn(signal);
    signal.throwIfAborted();
    if (progress.problem !== undefined) {
      progress.problem = undefined;
      inARow = 0;
      input.tell();
    }
  }

  /** Until the member is answered for, or found not to be readable. */
  async function settle(question: MemberQuestion, unread: Map<string, PortalError>): Promise<void> {
    let open: MemberQuestion | undefined = question;
    for (let attempt = 1; open !== undefined; attempt += 1) {
      if (pause.isPaused) await standStill();
      const since = found.moment();
      const { answer, problem } = await askMember(
        deps.client,
        open,
        lists(),
        signal,
        Math.max(clock.now(), notBefore),
        () => (progress.requests += 1),
      );
      if (answer !== undefined) keep(answer, since);
      if (problem === undefined) {
        inARow = 0;
        pace.answered();
        progress.asked += 1;
        return;
      }
      signal.throwIfAborted();
      const fault = asPortalError(problem);
      if (fault.fault.kind === 'versionUnsupported' && open.together.length > 0)
        // There is no such resource: each listing is asked for by itself.
        ways.fill('each');
      else if (fault.fault.kind === 'throttled') {
        pace.slowed();
        await clock.delay(fault.fault.retryAfterMs ?? throttledWaitMs, signal);
      } else {
        if (fault.fault.kind === 'timeout') pace.slowed();
        inARow += 1;
        if (hopeless(fault) || inARow >= failuresInARow) await standStill(fault);
        else if (attempt >= attempts || fault.fault.kind === 'notMember' || fault.fault.kind === 'refused') {
          unread.set(userKey(question.username), fault);
          return;
        }
      }
      open = openOf([question.username])[0];
    }
  }

  async function members(): Promise<readonly Username[]> {
    for (;;) {
      try {
        const list = await deps.client.members({ signal });
        if (list.partial === undefined) return list.items.map(({ username }) => username);
        throw new PortalError(
          { kind: 'incomplete', limit: list.items.length },
          list.partial.kind === 'pageFailed'
            ? l10n.t('The members of the organization could be read in part only. {0}', list.partial.message)
            : l10n.t('The members of the organization could be read in part only.'),
        );
      } catch (error) {
        if (isAbort(error) || !isPortalError(error)) throw error;
        await standStill(error);
      }
    }
  }

  try {
    await found.showAll();
    let [since, askedAt] = [found.moment(), clock.now()];
    let names = await members();
    let before: ReadonlySet<string> | undefined;
    for (let round = 1; ; round += 1) {
      const now = new Set(names.map(userKey));
      if (before !== undefined) {
        const known = before;
        progress.joined += names.filter(name => !known.has(userKey(name))).length;
        progress.left += [...known].filter(key => !now.has(key)).length;
      }
      before = now;
      found.dropOthers(now, since, askedAt);
      const answered = answers.size;
      const unread = new Map<string, PortalError>();
      do {
        await found.showAll();
        const questions = openOf(names).filter(({ username }) => !unread.has(userKey(username)));
        progress.of = progress.asked + questions.length;
        input.tell();
        await askAll(questions, unread);
        writer.write();
        await writer.written();
        writer.throwIfBroken();
        // A list may have been read anew while others were shown.
        // So may a member have been written of whom nothing is known any more.
      } while (!found.isShown() || openOf(names).some(({ username }) => !unread.has(userKey(username))));
      const [why] = unread.values();
      const open = openOf(names).length;
      if (open === 0 && round > 1 && !(await isOutdated())) break;
      [since, askedAt] = [found.moment(), clock.now()];
      names = await members();
      // Who could not be asked is tried again as long as others answer; who has left is none of them.
      const left = why === undefined ? 0 : openOf(names).length;
      if (why !== undefined && left > 0 && answers.size === answered)
        await standStill(
          new PortalError(why.fault, l10n.t('Members who could not be asked: {0}. {1}', left, why.message), {
            cause: why,
          }),
        );
    }
    let from = clock.now();
    for (const { at } of answers.values()) from = Math.min(from, at);
    found.markWhole({ from, to: clock.now() });
    input.tell();
  } finally {
    writer.write();
    await writer.written();
    await found.showAll();
    found.dispose();
  }

  /** Whether another window wrote of members who had answered: what they said is forgotten, and they are asked again. */
  async function isOutdated(): Promise<boolean> {
    const kept = (await file.read())?.answers;
    if (kept === undefined) return false;
    const stale = new Set([...answers.keys()].filter(key => !kept.has(key)));
    for (const key of stale) answers.delete(key);
    if (stale.size > 0) notBefore = clock.now() + 1;
    found.forget(stale);
    return stale.size > 0;
  }

  async function askAll(
    questions: readonly MemberQuestion[],
    unread: Map<string, PortalError>,
  ): Promise<void> {
    let failure: { readonly error: unknown } | undefined;
    for (const question of questions) {
      await gate.enter(signal);
      if (failure !== undefined || writer.isBroken) {
        gate.leave();
        break;
      }
      settle(question, unread)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => gate.leave());
    }
    await gate.empty();
    if (failure !== undefined) throw failure.error;
    writer.throwIfBroken();
  }
}
