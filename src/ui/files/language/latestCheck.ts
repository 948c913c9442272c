// The check of one file: the latest alone, after a rest.
import { isAbort, messageOf } from '../../../core/problem';

/** A text of so many lines counts as huge: to ask for its length would be to join it. */
const hugeLines = 60_000;

/**
 * How long a text must rest after an edit before it is checked again, in ms. A large one takes long itself: with a rest of 100 ms, a megabyte has its
 * problems within 300 ms of the last key (issue 3, large files). Five megabytes have 1.5 s, and a check per key would be for nothing.
 */
export const restAfterEdit = (lineCount: number): number => (lineCount > hugeLines ? 250 : 100);

/** A check that failed has nothing under way: what it had found so far stays, with why there is no more. */
export const afterFailure = <T extends object>(
  checked: T,
  error: unknown,
): T & { readonly isReading: false; readonly failure: string | undefined } => ({
  ...checked,
  isReading: false,
  failure: isAbort(error) ? undefined : messageOf(error),
});

/** Runs one check at a time. A newer one ends what is under way, which is heard of no more; whatever else fails is told, so that nothing leaves the timer. */
export class LatestCheck {
  readonly #failed: (error: unknown) => void;
  readonly #ended: () => void;
  #timer: NodeJS.Timeout | undefined;
  #controller: AbortController | undefined;

  /**
   * @param parts.failed what the latest check threw, before or after its first wait
   * @param parts.ended the latest check is over, in either way, and nothing is under way
   */
  constructor(parts: { readonly failed: (error: unknown) => void; readonly ended: () => void }) {
    this.#failed = parts.failed;
    this.#ended = parts.ended;
  }

  /** One is scheduled and has not begun. */
  get isWaiting(): boolean {
    return this.#timer !== undefined;
  }

  get isRunning(): boolean {
    return this.#controller !== undefined;
  }

  /** Runs `work` after a rest, in ms, instead of whatever waits or runs. Its signal fires as soon as it is out of date. */
  schedule(rest: number, work: (signal: AbortSignal) => Promise<void>): void {
    this.stop();
    this.#timer = setTimeout(() => void this.#run(work), rest);
  }

  /** Ends what waits or runs; neither `failed` nor `ended` is called for it. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#controller?.abort();
    this.#controller = undefined;
  }

  async #run(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#timer = undefined;
    const controller = new AbortController();
    this.#controller = controller;
    const isLatest = (): boolean => this.#controller === controller;
    try {
      await work(controller.signal);
    } catch (error) {
      if (isLatest()) this.#failed(error);
    }
    if (!isLatest()) return;
    this.#controller = undefined;
    try {
      this.#ended();
    } catch (error) {
      this.#failed(error);
    }
  }
}
