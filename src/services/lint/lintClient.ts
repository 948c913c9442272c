// The window's side of checking files: one thread, started when it is needed, ended when it rests, started again when it died or was in the way.
import type { Disposable } from '../../core/emitter';
import type { PortalFacts } from '../../core/files/lint/lintTypes';
import { messageOf } from '../../core/problem';
import type { Log } from '../ports';
import type { LintAnswers, LintQuestion, LintReply } from './lintMessages';
import type { LintThread, StartLintThread } from './lintThread';

export interface LintClient extends Disposable {
  /**
   * Asks the thread. `text` and `facts` are read only where the thread does not have them yet.
   * @throws AbortError when the signal fires, and for all that wait when the client is disposed
   * @throws Error when the thread fails at this file twice, or does not answer within 30 s; the next question starts a new one
   */
  ask<Q extends LintQuestion>(
    question: Q,
    sources: { readonly text: () => string; readonly facts?: PortalFacts },
    signal: AbortSignal,
  ): Promise<LintAnswers[Q['op']]>;
  /** While a file of ours is open, a thread stands ready: nobody who types waits for its start. */
  standReady(isWanted: boolean): void;
}

/** After this rest the thread is ended, and its memory given back; where one has to stand ready, a new one takes its place. */
export const restMs = 60_000;
/**
 * A run that nobody waits for any more is left alone for so long before its thread is ended. Five megabytes take less: a new thread would have to start,
 * and run code that is not compiled yet, while somebody types.
 */
export const graceMs = 800;
/** A run that takes longer hangs. */
export const hangMs = 30_000;

interface Job {
  readonly question: LintQuestion;
  readonly sources: { readonly text: () => string; readonly facts?: PortalFacts };
  readonly signal: AbortSignal;
  readonly resolve: (answer: LintAnswers[LintQuestion['op']]) => void;
  readonly reject: (error: unknown) => void;
  deaths: number;
  /** Its text and facts went along although the thread should have had them. */
  sentAnew: boolean;
}

/** Facts as they go to the thread: a list that makes its rows when they are read does not go there. */
function plainFacts(facts: PortalFacts): PortalFacts {
  if (facts.holders === undefined) return facts;
  const lists = Object.entries(facts.holders).map(([key, list]) => [
    key,
    { ...list, items: [...list.items] },
  ]);
  return { ...facts, holders: Object.fromEntries(lists) as typeof facts.holders };
}

const aborted = (): DOMException => new DOMException('The check is out of date', 'AbortError');

/** A client over threads that `start` makes. Nothing is started before the first question or {@link LintClient.standReady}. @param rest ms, see {@link restMs} */
export function createLintClient(start: StartLintThread, log: Log, rest = restMs): LintClient {
  const waiting: Job[] = [];
  let thread: LintThread | undefined;
  /** What the present thread was sent: `text` and `facts` go along once. */
  let sent = new Set<string>();
  let running: { readonly id: number; readonly job: Job; readonly timer: NodeJS.Timeout } | undefined;
  let resting: NodeJS.Timeout | undefined;
  let isDisposed = false;
  let isReadyWanted = false;
  let lastId = 0;

  function rested(): void {
    endThread();
    if (isReadyWanted) startReady();
  }

  function startReady(): void {
    try {
      thread ??= start({ reply: onReply, ended: died });
    } catch (error) {
      // The next question tells it.
      log.warn(`The thread that checks files could not be started: ${messageOf(error)}`);
    }
  }

  function endThread(): void {
    clearTimeout(resting);
    thread?.terminate();
    thread = undefined;
    sent = new Set();
  }

  function finish(): Job | undefined {
    const done = running?.job;
    clearTimeout(running?.timer);
    running = undefined;
    return done;
  }

  function next(): void {
    if (running !== undefined || isDisposed) return;
    clearTimeout(resting);
    const job = waiting.shift();
    if (job === undefined) {
      resting = setTimeout(rested, rest);
      resting.unref();
      return;
    }
    if (job.signal.aborted) {
      job.reject(aborted());
      next();
      return;
    }
    send(job, false);
  }

  function send(job: Job, anew: boolean): void {
    const id = ++lastId;
    const timer = setTimeout(() => died(`silent:${hangMs}`), hangMs);
    timer.unref();
    running = { id, job, timer };
    const { question, sources } = job;
    const factsKey = question.op === 'subject' ? undefined : question.factsKey;
    try {
      thread ??= start({ reply: onReply, ended: died });
      const text = anew || !sent.has(question.textKey) ? { text: sources.text() } : {};
      const facts =
        factsKey !== undefined && sources.facts !== undefined && (anew || !sent.has(factsKey))
          ? { facts: plainFacts(sources.facts) }
          : {};
      sent.add(question.textKey);
      if (factsKey !== undefined) sent.add(factsKey);
      thread.postMessage({ id, question, ...text, ...facts });
    } catch (error) {
      finish();
      endThread();
      job.reject(error);
      next();
    }
  }

  function onReply(reply: LintReply): void {
    if (running?.id !== reply.id) return;
    const job = finish();
    if (job === undefined) return;
    if (job.signal.aborted) job.reject(aborted());
    else if (reply.state === 'done') job.resolve(reply.answer);
    else if (reply.state === 'failed') job.reject(new Error(reply.message));
    else if (job.sentAnew)
      job.reject(new Error(`The check of ${job.question.name} was asked for without its facts.`));
    else {
      job.sentAnew = true;
      send(job, true);
      return;
    }
    next();
  }

  function died(why: string): void {
    const job = finish();
    endThread();
    if (job !== undefined) {
      job.deaths++;
      log.warn(`The thread that checks files ended (${why}) while it read ${job.question.name}.`);
      if (job.signal.aborted) job.reject(aborted());
      else if (job.deaths > 1)
        job.reject(new Error(`The check of ${job.question.name} ended twice (${why}).`));
      else waiting.unshift(job);
    }
    next();
  }

  function onAbort(job: Job): void {
    const at = waiting.indexOf(job);
    if (at !== -1) {
      waiting.splice(at, 1);
      job.reject(aborted());
      return;
    }
    if (running?.job !== job) return;
    job.reject(aborted());
    const { id } = running;
    setTimeout(() => {
      if (running?.id !== id) return;
      finish();
      endThread();
      next();
    }, graceMs).unref();
  }

  return {
    ask: <Q extends LintQuestion>(question: Q, sources: Job['sources'], signal: AbortSignal) => {
      if (isDisposed || signal.aborted) return Promise.reject(aborted());
      return new Promise<LintAnswers[Q['op']]>((resolve, reject) => {
        const stop = (): void => onAbort(job);
        const over = (): void => signal.removeEventListener('abort', stop);
        const job: Job = {
          question,
          sources,
          signal,
          resolve: answer => {
            over();
            // The thread answers what it was asked: the reply is of the question's own kind.
            resolve(answer as LintAnswers[Q['op']]);
          },
          reject: error => {
            over();
            reject(error instanceof Error ? error : new Error(String(error)));
          },
          deaths: 0,
          sentAnew: false,
        };
        signal.addEventListener('abort', stop, { once: true });
        waiting.push(job);
        next();
      });
    },
    standReady: isWanted => {
      isReadyWanted = isWanted;
      if (isDisposed || running !== undefined) return;
      if (isWanted) startReady();
      // One that was never asked anything has no rest under way.
      else next();
    },
    dispose: () => {
      isDisposed = true;
      const left = [...waiting.splice(0), ...(running === undefined ? [] : [running.job])];
      finish();
      endThread();
      for (const job of left) job.reject(aborted());
    },
  };
}
