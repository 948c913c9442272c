// While a plan is read or applied, a sign-in that has ended makes the work wait for a person instead of failing it (issue section 3).
import type { Disposable } from '../../core/emitter';
import type { PortalId } from '../../core/ids';
import { waitFor } from '../../arcgis/abort';

/** Asks until somebody has signed in to the portal again, or has given up (false). */
export type AskForSignIn = (portalId: PortalId) => Promise<boolean>;

interface Holder {
  readonly signal: AbortSignal | undefined;
}

/** Who holds a portal at the moment. */
interface Held {
  readonly holders: Set<Holder>;
  /** Somebody has given up the sign-in: nobody is asked again as long as the portal is held. */
  declined: boolean;
  /** Resolves when the last holder has let go or was cancelled. */
  readonly over: Promise<false>;
  readonly end: () => void;
}

const isWanted = ({ holders, declined }: Held): boolean =>
  !declined && [...holders].some(({ signal }) => signal?.aborted !== true);

export class SignInPause {
  readonly #held = new Map<PortalId, Held>();
  readonly #asking = new Map<PortalId, Promise<boolean>>();
  readonly #ask: AskForSignIn;

  constructor(ask: AskForSignIn) {
    this.#ask = ask;
  }

  /**
   * From now on until it is disposed, requests to this portal wait when its sign-in ends.
   * @param signal ends the waiting, also of requests that cannot be cancelled themselves.
   */
  hold(portalId: PortalId, signal?: AbortSignal): Disposable {
    const held = this.#held.get(portalId) ?? this.#begin(portalId);
    const holder: Holder = { signal };
    held.holders.add(holder);
    const check = (): void => {
      if (![...held.holders].some(other => other.signal?.aborted !== true)) held.end();
    };
    signal?.addEventListener('abort', check, { once: true });
    return {
      dispose: () => {
        if (!held.holders.delete(holder)) return;
        signal?.removeEventListener('abort', check);
        check();
        if (held.holders.size === 0 && this.#held.get(portalId) === held) this.#held.delete(portalId);
      },
    };
  }

  isHeld(portalId: PortalId): boolean {
    return this.#held.has(portalId);
  }

  /**
   * Waits for a sign-in, with one question for all requests that wait. False at once where nothing is held, or where the question was answered
   * with no under the same hold; false also when the hold ends. Throws AbortError when `signal` fires.
   */
  async wait(portalId: PortalId, signal?: AbortSignal): Promise<boolean> {
    const held = this.#held.get(portalId);
    if (held === undefined || !isWanted(held)) return false;
    let asking = this.#asking.get(portalId);
    if (asking === undefined) {
      asking = this.#ask(portalId).finally(() => this.#asking.delete(portalId));
      this.#asking.set(portalId, asking);
    }
    const signedIn = asking.then(yes => {
      held.declined ||= !yes;
      return yes;
    });
    return waitFor(Promise.race([signedIn, held.over]), signal);
  }

  #begin(portalId: PortalId): Held {
    let end = (): void => undefined;
    const over = new Promise<false>(resolve => {
      end = () => resolve(false);
    });
    const held: Held = { holders: new Set(), declined: false, over, end };
    this.#held.set(portalId, held);
    return held;
  }
}
