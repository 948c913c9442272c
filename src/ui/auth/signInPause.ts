// While a plan is read or applied, a sign-in that has ended makes the work wait for a person instead of failing it (issue section 3).
import type { Disposable } from '../../core/emitter';
import type { PortalId } from '../../core/ids';
import { waitFor } from '../../arcgis/abort';

/** Asks until somebody has signed in to the portal again, or has given up (false). */
export type AskForSignIn = (portalId: PortalId) => Promise<boolean>;

export class SignInPause {
  readonly #held = new Map<PortalId, number>();
  readonly #asking = new Map<PortalId, Promise<boolean>>();
  readonly #ask: AskForSignIn;

  constructor(ask: AskForSignIn) {
    this.#ask = ask;
  }

  /** From now on until it is disposed, requests to this portal wait when its sign-in ends. */
  hold(portalId: PortalId): Disposable {
    this.#held.set(portalId, (this.#held.get(portalId) ?? 0) + 1);
    let isOver = false;
    return {
      dispose: () => {
        if (isOver) return;
        isOver = true;
        const left = (this.#held.get(portalId) ?? 1) - 1;
        if (left > 0) this.#held.set(portalId, left);
        else this.#held.delete(portalId);
      },
    };
  }

  isHeld(portalId: PortalId): boolean {
    return this.#held.has(portalId);
  }

  /** Waits for a sign-in, with one question for all requests that wait. False at once where nothing is held. Throws AbortError when cancelled. */
  async wait(portalId: PortalId, signal?: AbortSignal): Promise<boolean> {
    if (!this.isHeld(portalId)) return false;
    let asking = this.#asking.get(portalId);
    if (asking === undefined) {
      asking = this.#ask(portalId).finally(() => this.#asking.delete(portalId));
      this.#asking.set(portalId, asking);
    }
    return waitFor(asking, signal);
  }
}
